"""One mail of the corpus from its number: its bytes, and what is true of it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from bench.mails import files, html, mime, people, words
from bench.mails.forwards import SHAPES, Original

PARIS = ZoneInfo("Europe/Paris")
FIRST_DAY = datetime(2026, 10, 12, 7, 0, tzinfo=PARIS)
_AGENTS = (
    "Microsoft Outlook 16.0",
    "Apple Mail (2.3826)",
    "Mozilla Thunderbird",
    "Zimbra 10.1",
)


@dataclass(frozen=True, slots=True)
class Plan:
    """Plan of mail `number`: `way` is direct, inline or attached."""

    number: int
    way: str
    with_files: bool
    # When the customer wrote; None: some day of the corpus.
    sent_at: datetime | None = None


@dataclass(slots=True)
class Made:
    """A mail and its truth."""

    raw: bytes
    truth: dict[str, Any] = field(default_factory=dict)


def make(seed: int, plan: Plan) -> Made:
    """The mail of a plan: the same seed and plan give the same bytes."""
    rng = Random(f"{seed}:{plan.number}")
    original = _original(rng, plan)
    attached = _files(rng) if plan.with_files else []
    raw, forwarder = _WAYS[plan.way](rng, original, attached)
    truth = {
        "way": plan.way,
        "complainant": {"name": original.person.name, "email": original.person.email},
        "forwarder_email": forwarder,
        "subject": original.letter.subject,
        "sent_at": original.sent_at.isoformat(),
        "contract_number": original.letter.contract,
        "attachments": [file.describe() for file in attached],
    }
    return Made(raw, truth)


def _original(rng: Random, plan: Plan) -> Original:
    person = people.customer(plan.number)
    sent_at = FIRST_DAY + timedelta(seconds=rng.randrange(38 * 24 * 3600))
    return Original(person, words.letter(rng, person), plan.sent_at or sent_at)


def _files(rng: Random) -> list[files.File]:
    return [files.file(rng) for _ in range(1 if rng.random() < 0.8 else 2)]


def _direct(
    rng: Random,
    original: Original,
    attached: list[files.File],
    ways: mime.Ways = mime.TEXT_WAYS,
) -> tuple[bytes, None]:
    text = original.letter.text
    page = html.of(rng, text) if rng.random() < 0.7 else None
    entity = _entity(rng, text, page, attached, ways)
    return _message(
        rng, original.person, original.letter.subject, original.sent_at, entity
    ), None


def _inline(
    rng: Random, original: Original, attached: list[files.File]
) -> tuple[bytes, str]:
    shape, forwarder = rng.choice(SHAPES), rng.choice(people.FORWARDERS)
    note = words.note(rng, forwarder)
    page = shape.html(original, note) if shape.html else None
    entity = _entity(rng, shape.text(original, note), page, attached)
    return _forward(rng, original, forwarder, shape.prefix, entity), forwarder.email


def _attach(
    rng: Random, original: Original, attached: list[files.File]
) -> tuple[bytes, str]:
    forwarder = rng.choice(people.FORWARDERS)
    inner, _ = _direct(rng, original, attached, mime.SEVEN_BIT_WAYS)
    note = words.note(rng, forwarder) or "Bonjour, ci-joint."
    name = rng.choice(('"message.eml"', "UTF-8''r%C3%A9clamation%20client.eml"))
    box = mime.enclose(name, inner)
    if not name.startswith('"'):
        box = box.replace(b"filename=", b"filename*=", 1)
    entity = mime.multipart(rng, "mixed", [_text(rng, note), box])
    return _forward(rng, original, forwarder, "TR : ", entity), forwarder.email


Way = Callable[[Random, Original, list[files.File]], tuple[bytes, str | None]]
_WAYS: dict[str, Way] = {"direct": _direct, "inline": _inline, "attached": _attach}


def _forward(
    rng: Random,
    original: Original,
    forwarder: people.Person,
    prefix: str,
    entity: bytes,
) -> bytes:
    """A colleague's mail, written one to sixty hours after the customer's."""
    at = original.sent_at + timedelta(minutes=rng.randint(60, 3600))
    return _message(rng, forwarder, prefix + original.letter.subject, at, entity)


def _text(rng: Random, text: str, ways: mime.Ways = mime.TEXT_WAYS) -> bytes:
    return mime.text_part(text, "plain", rng.choice(ways))


def _entity(
    rng: Random,
    text: str,
    page: str | None,
    attached: list[files.File],
    ways: mime.Ways = mime.TEXT_WAYS,
) -> bytes:
    """Text, or text and HTML, or now and then HTML alone; then the files."""
    parts = [_text(rng, text, ways)]
    if page is not None:
        shown = mime.text_part(page, "html", rng.choice(ways))
        parts = parts * (rng.random() < 0.85) + [shown]
    body = mime.multipart(rng, "alternative", parts)
    return mime.multipart(rng, "mixed", [body, *(files.part(rng, f) for f in attached)])


def _message(
    rng: Random, sender: people.Person, subject: str, at: datetime, entity: bytes
) -> bytes:
    charset = rng.choice(("utf-8", "utf-8", "iso-8859-1"))
    domain = sender.email.partition("@")[2]
    headers = [
        ("Return-Path", f"<{sender.email}>"),
        ("Received", _write_received(rng, domain, at)),
        ("From", mime.mailbox(sender, charset)),
        ("To", mime.mailbox(people.MAILBOX)),
        ("Subject", mime.write_bytes(subject, charset, "Subject")),
        ("Date", mime.day(at)),
        ("Message-ID", mime.message_id(rng, sender)),
        ("X-Mailer", rng.choice(_AGENTS)),
    ]
    return mime.message(headers, entity)


def _write_received(rng: Random, domain: str, at: datetime) -> str:
    address = ".".join(str(n) for n in (192, 0, 2, rng.randint(1, 254)))
    return (
        f"from smtp.{domain} ([{address}])\r\n by mx.cabinet-brossard.example with ESMTPS"
        f" id {rng.getrandbits(48):012x};\r\n {mime.day(at + timedelta(seconds=3))}"
    )
