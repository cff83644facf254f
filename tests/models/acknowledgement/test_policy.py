"""Every line of the policy's table: who is acknowledged without a click, and why not."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import update

from models.base.addresses import address_hash
from models.base.settings import Settings
from models.rows.letter import LetterState, Sending
from models.rows.mailbox import Mailbox, MailboxAddress
from models.rows.tenant import Mediator
from models.sending.caps import CAPS
from models.sending.policy import QUESTIONS
from models.sending.reasons import sentence, why
from models.store.session import platform_transaction
from tests.lettering import FORWARDER, LetterDesk

Setting = Callable[[LetterDesk], dict[str, Any]]


def _facts(**changes: Any) -> Setting:
    return lambda desk: {"facts": desk.facts(**changes)}


def _draft(**changes: Any) -> Setting:
    return lambda _: changes


def _cabinet(**changes: Any) -> Setting:
    def change(desk: LetterDesk) -> dict[str, Any]:
        desk.change(**changes)
        return {}

    return change


def _mailbox(**changes: Any) -> Setting:
    def change(desk: LetterDesk) -> dict[str, Any]:
        with desk.db() as session:
            box = session.get_one(Mailbox, (desk.tenant_id, desk.mailbox_id))
            for name, value in changes.items():
                setattr(box, name, value)
        return {}

    return change


def _judge(code: str, *, passed: bool = False, **facts: Any) -> Setting:
    def change(desk: LetterDesk) -> dict[str, Any]:
        _mailbox(authserv_id="mx.provider.example")(desk)
        return {"facts": desk.facts(authenticated=passed, authentication=code, **facts)}

    return change


def _no_mediator(desk: LetterDesk) -> dict[str, Any]:
    with desk.db() as session:
        session.execute(update(Mediator).values(name="", address="", site=""))
    return {}


def _no_sender(desk: LetterDesk) -> dict[str, Any]:
    desk.change(contact_email="")
    with desk.db() as session:
        box = session.get_one(Mailbox, (desk.tenant_id, desk.mailbox_id))
        box.active = False
    return {"facts": desk.facts(mailbox_id=None)}


def _ours(desk: LetterDesk) -> dict[str, Any]:
    email = f"r-{desk.tenant_id.hex}@in.reclampro.test"
    with platform_transaction(desk.service.app) as session:
        session.add(
            MailboxAddress(
                address_hash=address_hash(desk.service.address_key, email),
                tenant_id=desk.tenant_id,
                mailbox_id=desk.mailbox_id,
            )
        )
    return {"email": email.replace("@", "+detail@").upper()}


def _flood(desk: LetterDesk) -> dict[str, Any]:
    email = f"{desk.tenant_id.hex}@client.example"
    for _ in range(2):
        _, letter_id = desk.draft(email)
        _make_sent(desk, letter_id, email)
    return {"email": email}


def _make_sent(desk: LetterDesk, letter_id: Any, email: str) -> None:
    key = address_hash(desk.service.address_key, email)
    with platform_transaction(desk.service.app) as session:
        session.add(
            Sending(letter_id=letter_id, tenant_id=desk.tenant_id, address_hash=key)
        )


LONG_AGO = datetime.now(UTC) - timedelta(days=20)
CASES: dict[str, Setting] = {
    "dismissed": _draft(dismissed_reason="duplicate", settled_at=LONG_AGO),
    "acknowledged_elsewhere": _draft(
        acknowledged_on=date(2026, 11, 20), acknowledged_by_channel="post"
    ),
    "answered": _draft(answered_on=date(2099, 1, 1)),
    "oral": _draft(channel="phone"),
    "answered_in_window": _draft(answered_on=date(2020, 1, 1)),
    "restored": _facts(restored=True),
    "no_address": _draft(email="inconnu"),
    "no_sender": _no_sender,
    "own_mailbox": _ours,
    "mandatory_missing": _no_mediator,
    "rules": _facts(allowed=False, allowed_reason="list"),
    "role_address": _draft(email="no-reply@client.example"),
    "forwarder_as_complainant": _draft(email=FORWARDER.upper()),
    "asked_old": _facts(asked_old=True),
    "not_automatic": _cabinet(auto_acknowledge=False),
    "cap_address": _flood,
    "forwarder_unverified": _facts(forwarder_email="collegue@cabinet.example"),
    "forwarder_stranger": _facts(forwarder_email="inconnu@ailleurs.example"),
    "stranger_between": _facts(between=("mauvais@ailleurs.example",)),
    "doubt": _facts(doubt="several_from"),
    "date_unknown": _draft(sent_precision="none"),
    "provider_unset": _mailbox(authserv_id=""),
    "no_provider_header": _judge("no_header"),
    "unauthenticated": _judge("dmarc_failed"),
}


@pytest.mark.parametrize("code", CASES)
def test_it_gives_the_reason(desk: LetterDesk, code: str) -> None:
    changes = CASES[code](desk)

    _, letter_id = desk.draft(**changes)

    letter = desk.letter(letter_id)
    asked = next(q for q in QUESTIONS if q.code == code)
    assert (letter.state, letter.reason) == (asked.reason.state, code)
    assert why(letter).startswith(asked.reason.sentence.removesuffix("."))


def test_it_has_a_case_for_every_question() -> None:
    # What is attached cannot be planned so: test_acknowledgement attaches it, and
    # test_receipt has what follows a receipt.
    elsewhere = {"attached", "unqualified", "receipt_left", "receipt_returned"}
    assert {q.code for q in QUESTIONS} - set(CASES) == elsewhere


@pytest.mark.parametrize(
    "changes",
    [
        _facts(),
        _facts(forwarded=False, forwarder_email=""),
        _mailbox(authserv_id="none", resolver="none"),
        _judge("dmarc", passed=True),
        _facts(between=(FORWARDER,)),
    ],
)
def test_it_leaves_what_nothing_troubles(desk: LetterDesk, changes: Setting) -> None:
    _, letter_id = desk.draft(**changes(desk))

    assert desk.letter(letter_id).state is LetterState.PLANNED


def test_it_believes_a_person_who_confirmed_an_address(desk: LetterDesk) -> None:
    own = f"ALICE@{desk.tenant_id.hex[-6:]}.example"

    _, letter_id = desk.draft(facts=desk.facts(forwarder_email=own))

    assert desk.letter(letter_id).state is LetterState.PLANNED


@pytest.mark.parametrize(
    ("email", "on_last_day"),
    [("neuf@cabinet.example", True), ("x@autre.example", False)],
)
def test_it_leaves_a_colleague_alone_to_the_last_safe_day(
    desk: LetterDesk, email: str, on_last_day: bool
) -> None:
    changes = _judge("dmarc", passed=True, forwarder_email=email)(desk)

    _, letter_id = desk.draft(**changes)

    letter = desk.letter(letter_id)
    assert letter.state is LetterState.HELD
    assert (letter.next_attempt_at is not None) is on_last_day


def test_it_lists_what_lacks(desk: LetterDesk) -> None:
    desk.change(address="")

    _, letter_id = desk.draft()

    assert "l’adresse du cabinet" in desk.letter(letter_id).detail


def test_it_says_the_detail_in_french() -> None:
    assert sentence("rules", "by_hand").endswith("(réclamation saisie à la main).")


@pytest.mark.parametrize(
    ("cap", "words"),
    [("cap_address_day", "au plus 7 par jour"), ("cap_address_week", "9 par semaine")],
)
def test_a_text_that_names_a_limit_takes_it_from_the_setting(
    cap: str, words: str
) -> None:
    settings = Settings(ack_per_address_day=7, ack_per_address_week=9)
    [full] = [item for item in CAPS if item.code == cap]

    assert words in sentence("cap_address", full.detail(settings))
