"""Boîtes: adding one against a real server, its account, its settings."""

from __future__ import annotations

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import func, select

from dashboard.mail_check import MailboxValues, find_refusal
from models.mail.mailboxes import password_of
from models.rows.base import now
from models.rows.complaint_parts import ComplaintMessage, LinkKind
from models.rows.mailbox import Health, Mailbox, MailLocation
from models.rows.message import Blob, Verdict
from models.rows.tenant import Tenant
from models.store.service import Service
from models.store.session import TenantSession
from tests.cast import Person
from tests.dashboard.files import add_draft, add_letter, letter_of
from tests.dovecot import Dovecot
from tests.makers import make_complaint, make_mailbox, make_message


@pytest.fixture(autouse=True)
def _at_once(patience: None, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("dashboard.mail_check._LEAST_SECONDS", 0.0)


def form(dovecot: Dovecot, address: str, /, **changes: Any) -> dict[str, Any]:
    return {
        "address": address,
        "username": address,
        "password": dovecot.password,
        "host": "127.0.0.1",
        "port": dovecot.port,
        "security": "none",
        "folder": "INBOX",
    } | changes


def rows(alice: Person, address: str) -> list[Mailbox]:
    with alice.db() as session:
        return list(session.scalars(select(Mailbox).where(Mailbox.address == address)))


def row(alice: Person, mailbox_id: UUID) -> Mailbox:
    with alice.db() as session:
        return session.get_one(Mailbox, (alice.tenant_id, mailbox_id))


def test_it_adds_a_mailbox_that_answers(
    alice: Person, service: Service, dovecot: Dovecot
) -> None:
    answer = alice.post("/boites/nouvelle", form(dovecot, "un@in.reclampro.test"))

    assert answer.status_code == 303
    (mailbox,) = rows(alice, "un@in.reclampro.test")
    with alice.db() as session:
        assert password_of(session, service, mailbox) == dovecot.password
    assert dovecot.password.encode() not in mailbox.sealed_password
    assert dovecot.password not in alice.get(f"/boites/{mailbox.id}").text


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"password": "wrong"}, "refuse l’identifiant ou le mot de passe"),
        ({"port": 1}, "injoignable"),
        ({"host": "nulle.part.invalid"}, "introuvable"),
        ({"folder": "Nulle part"}, "n’existe pas sur le serveur"),
        ({"security": "starttls", "port": 1}, "injoignable"),
        ({"address": "pas une adresse"}, "n’est pas valable"),
        ({"password": ""}, "Indiquez le mot de passe"),
    ],
)
def test_it_refuses_one_that_does_not(
    alice: Person, dovecot: Dovecot, changes: dict[str, Any], words: str
) -> None:
    sent = form(dovecot, "deux@in.reclampro.test", **changes)

    answer = alice.post("/boites/nouvelle", sent)

    assert answer.status_code == 422
    assert words in answer.text
    assert dovecot.password not in answer.text, "a password is never sent back"
    assert rows(alice, "deux@in.reclampro.test") == []


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "localhost", "::1", "2130706433", "10.0.0.1", "169.254.169.254"],
)
def test_it_calls_no_server_of_our_own_network(
    service: Service, alice: Person, host: str
) -> None:
    strict = replace(
        service, settings=replace(service.settings, allow_local_mail_hosts=False)
    )
    mailbox_values = MailboxValues(
        address="a@b.example", host=host, port=993, password="x"
    )

    sentence = find_refusal(strict, alice.tenant_id, mailbox_values, "x")

    assert sentence == "Ce serveur n’est pas joignable depuis Internet."


def test_it_tries_ten_times_an_hour_at_most(alice: Person, dovecot: Dovecot) -> None:
    sent = form(dovecot, "trois@in.reclampro.test", port=1)
    codes = [alice.post("/boites/nouvelle", sent).status_code for _ in range(11)]

    assert codes == [422] * 10 + [429]


def test_it_keeps_the_password_that_was_not_typed(
    alice: Person, service: Service, dovecot: Dovecot
) -> None:
    alice.post("/boites/nouvelle", form(dovecot, "quatre@in.reclampro.test"))
    (mailbox,) = rows(alice, "quatre@in.reclampro.test")
    sent = form(dovecot, "", password="", plus_addressing="1", version=mailbox.version)
    sent["username"] = "quatre@in.reclampro.test"

    assert alice.post(f"/boites/{mailbox.id}", sent).status_code == 303

    again = row(alice, mailbox.id)
    assert again.plus_addressing
    assert again.sealed_password == mailbox.sealed_password
    assert alice.post(f"/boites/{mailbox.id}", sent).status_code == 409, "told"


def test_it_stops_and_resumes(alice: Person, db: TenantSession) -> None:
    mailbox = make_mailbox(db)
    db.commit()

    alice.post(f"/boites/{mailbox.id}/couper", {"version": 1})
    assert not row(alice, mailbox.id).active
    assert alice.post(f"/boites/{mailbox.id}/relever").status_code == 409

    alice.post(f"/boites/{mailbox.id}/reprendre")
    assert row(alice, mailbox.id).active


def test_it_says_what_is_wrong_with_a_mailbox(alice: Person, db: TenantSession) -> None:
    mailbox = make_mailbox(db, health=Health.LOGIN_REFUSED, last_error="login_refused")
    db.commit()

    page = alice.get(f"/boites/{mailbox.id}").text

    assert "Connexion refusée" in page
    assert "Le serveur refuse l’identifiant ou le mot de passe." in page


def place(db: TenantSession, mailbox: Mailbox, uid: int, message_id: UUID) -> None:
    db.add(
        MailLocation(
            tenant_id=db.tenant_id,
            mailbox_id=mailbox.id,
            uidvalidity=1,
            uid=uid,
            message_id=message_id,
            seen_at=now(),
        )
    )


def test_its_account_balances_and_turns_red_when_it_does_not(
    alice: Person, db: TenantSession, service: Service
) -> None:
    mailbox = make_mailbox(db)
    message = make_message(db, service, mailbox_id=mailbox.id)
    place(db, mailbox, 1, message.id)
    db.commit()
    assert "Le compte est juste" in alice.get(f"/boites/{mailbox.id}").text

    make_message(db, service, mailbox_id=mailbox.id)
    db.commit()

    assert "ne tombe pas juste" in alice.get(f"/boites/{mailbox.id}").text
    assert "row-late" in alice.get("/boites").text


def test_a_draft_that_nobody_can_find_is_red_too(
    alice: Person, db: TenantSession, service: Service
) -> None:
    mailbox = make_mailbox(db)
    message = make_message(db, service, mailbox_id=mailbox.id, verdict=Verdict.DRAFT)
    place(db, mailbox, 1, message.id)
    db.commit()
    assert "ne tombe pas juste" in alice.get(f"/boites/{mailbox.id}").text

    db.add(
        ComplaintMessage(
            tenant_id=db.tenant_id,
            complaint_id=make_complaint(db).id,
            message_id=message.id,
            kind=LinkKind.ORIGIN,
        )
    )
    db.commit()

    assert "Le compte est juste" in alice.get(f"/boites/{mailbox.id}").text


def test_a_reader_sees_its_health_and_no_settings(
    benoit: Person, db: TenantSession
) -> None:
    mailbox = make_mailbox(db, host="imap.secret.example")
    db.commit()

    page = benoit.get(f"/boites/{mailbox.id}").text

    assert "En bonne santé" in page
    assert "imap.secret.example" not in page


RAW = (
    b"Authentication-Results: MX.Example.net; dkim=pass header.d=client.example\r\n"
    b"From: marie@client.example\r\nSubject: x\r\n\r\nBonjour\r\n"
)


@pytest.mark.parametrize(
    ("second", "shown"), [(RAW, True), (RAW.replace(b"MX", b"other"), False)]
)
def test_it_shows_who_its_messages_say_has_checked_them(
    alice: Person, db: TenantSession, service: Service, second: bytes, shown: bool
) -> None:
    box = make_mailbox(db)
    make_message(db, service, RAW, mailbox_id=box.id)
    make_message(db, service, second + b"!", mailbox_id=box.id)
    db.commit()

    page = alice.get(f"/boites/{box.id}").text

    assert "Chaque accusé attend un clic" in page
    assert ('<strong class="mono">mx.example.net</strong>' in page) is shown
    db.get_one(Mailbox, (db.tenant_id, box.id)).authserv_id = "mx.example.net"
    db.commit()
    assert "Chaque accusé attend un clic :" not in alice.get(f"/boites/{box.id}").text


def test_a_damaged_message_does_not_close_its_page(
    alice: Person, db: TenantSession, service: Service
) -> None:
    box = make_mailbox(db)
    make_message(db, service, RAW, mailbox_id=box.id)
    damaged = make_message(db, service, RAW + b"?", mailbox_id=box.id)
    db.get_one(Blob, (db.tenant_id, damaged.sha256)).offset += 1
    db.commit()

    page = alice.get(f"/boites/{box.id}")

    assert page.status_code == 200
    assert '<strong class="mono">mx.example.net</strong>' in page.text


def test_letters_that_wait_are_decided_again(chloe: Person, dovecot: Dovecot) -> None:
    with chloe.db() as session:
        session.get_one(Tenant, chloe.tenant_id).contact_email = ""
    letter_id = add_letter(chloe, add_draft(chloe))
    assert letter_of(chloe, letter_id).reason == "no_sender"

    chloe.post("/boites/nouvelle", form(dovecot, "deux@in.reclampro.test"))

    assert letter_of(chloe, letter_id).reason not in ("", "no_sender")


def test_letters_that_wait_are_decided_again_by_other_settings(
    chloe: Person, dovecot: Dovecot
) -> None:
    address = "trois@in.reclampro.test"
    chloe.post("/boites/nouvelle", form(dovecot, address))
    [mailbox] = rows(chloe, address)
    letter_id = add_letter(chloe, add_draft(chloe))
    with chloe.db() as session:
        letter = session.merge(letter_of(chloe, letter_id))
        letter.facts = letter.facts | {"mailbox_id": str(mailbox.id)}
        letter.reason = "provider_unset"

    changed = form(dovecot, address, authserv_id="none", password="", version=1)
    assert chloe.post(f"/boites/{mailbox.id}", changed).status_code == 303

    assert letter_of(chloe, letter_id).reason != "provider_unset"


def test_it_says_that_a_mailbox_waits_for_room(
    alice: Person, db: TenantSession
) -> None:
    mailbox = make_mailbox(db, address="place@in.reclampro.test", waiting_since=now())
    db.commit()

    for path in ("/boites", f"/boites/{mailbox.id}"):
        assert "En attente d’une place de relève depuis le" in alice.get(path).text


def test_a_cabinet_has_so_many_mailboxes_and_no_more(
    alice: Person, service: Service, db: TenantSession, dovecot: Dovecot
) -> None:
    stopped = make_mailbox(db, address="arret@in.reclampro.test", active=False)
    polled = select(func.count()).where(Mailbox.active.is_(True))
    limit = service.settings.mailboxes_per_tenant
    for number in range(limit - (db.scalar(polled) or 0)):
        make_mailbox(db, address=f"plein{number}@in.reclampro.test")
    db.commit()

    answer = alice.post("/boites/nouvelle", form(dovecot, "trop@in.reclampro.test"))
    again = alice.post(f"/boites/{stopped.id}/reprendre")

    assert (answer.status_code, again.status_code) == (422, 409)
    for page in (answer.text, again.text):
        assert f"Un espace relève au plus {limit} boîtes" in page
    assert rows(alice, "trop@in.reclampro.test") == []
    assert not row(alice, stopped.id).active
