"""The mails of the trust bench, byte by byte: a trace, headers, a text."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime
from random import Random
from typing import TypeVar

from models.base.french import long_date

PROVIDER = "mx.hebergeur.example"
EVIL = "malin.example"
FORWARDERS = (
    ("Paul Martin", "paul.martin@cabinet-martin.example"),
    ("Claire Rey", "claire@courtage-sud.example"),
    ("Bruno Petit", "bruno.petit@gmail.com"),
)
SITE = "formulaire@cabinet-martin.example"
OTHER_MAILBOX = "autre-cabinet@in.reclampro.test"
_HOMES = ("orange.fr", "client-exemple.example", "free.fr", "famille-durand.example")
_NAMES = ("Jeanne Durand", "Éric N’Guessan", "M. Luc Le Goff", "Aïcha Benali")

T = TypeVar("T")


@dataclass
class Draw:
    """Draw of one case; the same seed and number give the same bytes."""

    number: int
    variant: int
    mailbox: str
    now: datetime
    rng: Random = field(default_factory=Random)

    def pick(self, *options: T) -> T:
        """The options in turn, so that every one of them is met."""
        return options[self.variant % len(options)]

    @property
    def forwarder(self) -> tuple[str, str]:
        return self.pick(*FORWARDERS)

    @property
    def office(self) -> tuple[str, str]:
        """A forwarder whose domain is the office's own."""
        return self.pick(*FORWARDERS[:2])

    @property
    def sent_at(self) -> datetime:
        return self.now - timedelta(hours=5 + self.number % 20)

    def person(self, role: str) -> tuple[str, str]:
        """A customer, a victim: each address is met in one mail only."""
        home = _HOMES[self.number % len(_HOMES)]
        return _NAMES[self.number % len(_NAMES)], f"{role}{self.number}@{home}"


def name_sender(person: tuple[str, str]) -> str:
    name, email = person
    return f'"{name}" <{email}>' if name.isascii() else f"{_encode(name)} <{email}>"


def write_received(by: str, source: str = "relais.exterieur.example") -> str:
    return f"Received: from {source} ([192.0.2.10])\r\n by {by} (Postfix) with ESMTPS id 4Xb7\r\n for <x@y.example>"


def results(text: str, authserv_id: str = PROVIDER) -> str:
    return f"Authentication-Results: {authserv_id};\r\n {text}"


def passing(email: str) -> str:
    """Write what an honest provider says of a mail whose signature is right."""
    home = email.rpartition("@")[2]
    return results(
        f"dkim=pass (2048-bit key) header.d={home} header.s=s1 header.b=aB/c+D1;\r\n"
        f" spf=pass (hebergeur.example: domain of {email} designates 192.0.2.10 as permitted"
        f" sender) smtp.mailfrom={email};\r\n"
        f" dmarc=pass (p=REJECT sp=NONE dis=NONE) header.from={home}"
    )


def mail(draw: Draw, trace: list[str], headers: list[str], text: str) -> bytes:
    """The bytes: the provider's delivery, what came with it, the sender's headers, a text."""
    draw.rng.random()
    mark = f"<{draw.number}.{draw.rng.getrandbits(48):x}@{EVIL}>"
    lines = [
        write_received("mx3.hebergeur.example"),
        *trace,
        *headers,
        f"To: <{draw.mailbox}>",
        f"Date: {format_datetime(draw.sent_at + timedelta(hours=1))}",
        f"Message-ID: {mark}",
        "MIME-Version: 1.0",
    ]
    if not any(line.lower().startswith("subject:") for line in headers):
        lines.append(f"Subject: Tr : contrat {draw.number}")
    if not any(line.lower().startswith("content-type:") for line in headers):
        lines += ["Content-Type: text/plain; charset=utf-8"]
        lines += ["Content-Transfer-Encoding: 8bit"]
    head = "\r\n".join(lines).encode("latin-1")
    return head + b"\r\n\r\n" + text.replace("\n", "\r\n").encode()


def complaint(draw: Draw, who: tuple[str, str]) -> str:
    return (
        "Madame, Monsieur,\n\nJe conteste le refus de prise en charge de mon sinistre, "
        f"dossier {draw.number}, et vous demande de revoir cette décision.\n\n{who[0]}\n"
    )


def block(
    draw: Draw, who: tuple[str, str], holder: tuple[str, str], text: str = ""
) -> str:
    """A message passed on as mail programs write it; three of their layouts."""
    words, at = text or complaint(draw, who), draw.sent_at
    day, hour = long_date(at.date()), f"{at:%H:%M}"
    return draw.pick(
        f"\n________________________________\nDe : {who[0]} <{who[1]}>\nEnvoyé : {day} {hour}\n"
        f"À : {holder[0]} <{holder[1]}>\nObjet : Réclamation {draw.number}\n\n{words}",
        f"\n---------- Forwarded message ---------\nDe : {who[0]} <{who[1]}>\n"
        f"Date: {day} à {hour}\nSubject: Réclamation {draw.number}\n"
        f"To: {holder[0]} <{holder[1]}>\n\n\n{words}",
        f"\n-------- Message transféré --------\nSujet : \tRéclamation {draw.number}\n"
        f"Date : \t{day} {hour}\nDe : \t{who[0]} <{who[1]}>\n"
        f"Pour : \t{holder[0]} <{holder[1]}>\n\n{words}",
    )


def forward(
    draw: Draw,
    who: tuple[str, str],
    *,
    by: tuple[str, str] | None = None,
    trace: list[str] | None = None,
    headers: list[str] | None = None,
) -> bytes:
    """A forward of `who`'s complaint; honest in everything that is not told otherwise."""
    holder = by or draw.forwarder
    trace = [passing(holder[1])] if trace is None else trace
    own = [f"From: {name_sender(holder)}"] if headers is None else headers
    note = (
        f"Bonjour,\n\nMerci d’enregistrer la réclamation ci-dessous.\n\n{holder[0]}\n"
    )
    return mail(draw, trace, own, note + block(draw, who, holder))


def _encode(name: str) -> str:
    words = "".join(
        f"={byte:02X}" if byte > 126 or byte in b"=?_ ." else chr(byte)
        for byte in name.encode()
    )
    return f"=?utf-8?q?{words}?="
