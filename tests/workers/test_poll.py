"""Polling: every mail of the server has its row, whatever the server does."""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ingest.mailbox import folder, polling, unfetched
from ingest.mailbox.imap import check_mailbox
from models.base.errors import TemporaryError
from models.mail.mailboxes import deactivate, import_older
from models.rows.base import now
from models.rows.history import Event
from models.rows.mailbox import Health, Mailbox, MailLocation, Security
from models.rows.message import InboundMessage, Verdict
from models.store.content import message_bytes
from tests.household import House, mail
from workers import poll
from workers.liveness import Liveness


def test_it_keeps_the_bytes_of_a_mail_and_its_place(house: House) -> None:
    raw = mail()
    house.deliver(raw)

    mailbox = house.poll()

    [message] = house.all(InboundMessage)
    with house.session() as session:
        assert message_bytes(session, house.service, message) == raw
    assert (mailbox.health, mailbox.last_uid, mailbox.listed) == (Health.HEALTHY, 1, 1)
    [place] = house.all(MailLocation)
    assert (place.uid, place.message_id) == (1, message.id)


def test_it_leaves_no_flag_on_the_server(house: House) -> None:
    house.deliver(mail())

    house.poll()

    flags = house.dovecot.doveadm("fetch", "-u", house.address, "flags", "all")
    assert "Seen" not in flags


def test_it_fetches_a_mail_once(house: House) -> None:
    house.deliver(mail(), mail())
    house.poll()
    house.deliver(mail())

    house.poll()
    house.poll()

    assert len(house.all(InboundMessage)) == 3
    assert len(house.all(MailLocation)) == 3


def test_it_fetches_a_big_mail_in_pieces(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    for module in (folder, polling):
        monkeypatch.setattr(module, "CHUNKED_FROM", 1000)
    monkeypatch.setattr(folder, "CHUNK", 512)
    exact = mail(body="x" * 60 + "\n")
    raws = [mail(body="mot " * 2000), exact + b"y" * (1024 - len(exact) % 512)]
    house.deliver(*raws)

    house.poll()

    with house.session() as session:
        kept = session.scalars(select(InboundMessage).order_by(InboundMessage.id)).all()
        assert [message_bytes(session, house.service, m) for m in kept] == raws


@pytest.mark.parametrize(("failing", "kept"), [(2, 2), (4, 6)], ids=["some", "last"])
def test_it_loses_nothing_when_a_batch_fails_while_the_next_is_fetched(
    house: House, monkeypatch: pytest.MonkeyPatch, failing: int, kept: int
) -> None:
    whole, calls = polling.store, []

    def fail_once(*given: Any) -> list[UUID]:
        calls.append(given)
        if len(calls) == failing:
            raise TemporaryError("the disk is full")
        return whole(*given)

    monkeypatch.setattr(polling, "BATCH_COUNT", 2)
    monkeypatch.setattr(polling, "store", fail_once)
    house.deliver(*(mail() for _ in range(8)))

    assert house.poll().succeeded_at is None
    broken = len(house.all(InboundMessage))
    house.poll()

    assert broken == kept
    assert len(house.all(InboundMessage)) == 8
    assert len({m.sha256 for m in house.all(InboundMessage)}) == 8


def test_it_shows_a_mail_that_is_too_large(house: House) -> None:
    object.__setattr__(house.service.settings, "message_max_mb", 1)
    house.deliver(mail(body="mot mot mot mot\n" * 80_000), mail())

    house.poll()

    large = next(m for m in house.all(InboundMessage) if m.sha256 is None)
    assert (large.verdict, large.reason) == (Verdict.SET_ASIDE, unfetched.TOO_LARGE)
    assert house.verdicts() == ["set_aside", "stored"]


def test_it_leaves_older_mail_alone_until_it_is_asked(house: House) -> None:
    house.deliver(mail(), mail())
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.import_since = now() + timedelta(hours=1)
    house.poll()
    assert [m.sha256 for m in house.all(InboundMessage)] == [None, None]
    assert {m.rule for m in house.all(InboundMessage)} == {"before_activation"}

    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        assert import_older(session, mailbox) == 2
    house.poll()

    assert house.verdicts() == ["stored", "stored"]
    assert len(house.all(MailLocation)) == 2


def test_it_knows_its_mail_again_after_a_renumbering(house: House) -> None:
    same = mail()
    house.deliver(mail(), same, same)
    house.poll()
    house.dovecot.doveadm(
        "mailbox", "update", "-u", house.address, "--uid-validity", "77777", "INBOX"
    )
    house.deliver(mail())

    mailbox = house.poll()

    assert mailbox.uidvalidity == 77777
    assert len(house.all(InboundMessage)) == 4
    assert len([p for p in house.all(MailLocation) if p.uidvalidity == 77777]) == 4
    events = [e.kind for e in house.all(Event)]
    assert events.count("mailbox:renumbered") == 1


def test_it_closes_the_place_of_a_mail_that_vanished(house: House) -> None:
    house.deliver(mail())
    house.poll()
    with house.session() as session:
        session.add(
            MailLocation(
                tenant_id=house.tenant_id,
                mailbox_id=house.mailbox_id,
                uidvalidity=house.mailbox().uidvalidity,
                uid=99,
                seen_at=now(),
            )
        )

    house.poll()

    gone = next(m for m in house.all(InboundMessage) if m.sha256 is None)
    assert (gone.verdict, gone.rule) == (Verdict.IGNORED, unfetched.VANISHED)


def test_it_goes_on_when_another_poll_failed_midway(house: House) -> None:
    validity = house.poll().uidvalidity
    house.deliver(mail(), mail())
    with house.session() as session:
        # Listed, and never fetched.
        for uid in (1, 2):
            session.add(
                MailLocation(
                    tenant_id=house.tenant_id,
                    mailbox_id=house.mailbox_id,
                    uidvalidity=validity,
                    uid=uid,
                    seen_at=now(),
                )
            )

    house.poll()

    assert house.verdicts() == ["stored", "stored"]
    assert all(place.message_id for place in house.all(MailLocation))


@pytest.mark.parametrize(
    ("changes", "health", "code"),
    [
        ({"port": 1}, Health.UNREACHABLE, "unreachable"),
        ({"folder": "Absent"}, Health.UNREACHABLE, "folder_missing"),
        ({"security": Security.TLS}, Health.UNREACHABLE, "tls"),
        ({"host": "nowhere.invalid"}, Health.UNREACHABLE, "host_unknown"),
    ],
)
def test_it_says_what_is_wrong_with_a_mailbox(
    house: House, changes: dict[str, object], health: Health, code: str
) -> None:
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        for name, value in changes.items():
            setattr(mailbox, name, value)

    mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (health, code)
    assert mailbox.failures == 1
    assert mailbox.claimed_by is None
    assert mailbox.next_attempt_at is not None
    assert mailbox.next_attempt_at > now()


def test_it_waits_longer_after_each_refused_login(house: House) -> None:
    house.mailbox_id = house.add_mailbox(
        address="autre@in.reclampro.test", password="no"
    )
    pauses = []
    for _ in range(8):
        mailbox = house.poll()
        assert mailbox.health is Health.LOGIN_REFUSED
        assert mailbox.next_attempt_at is not None
        pauses.append(round((mailbox.next_attempt_at - now()).total_seconds()))

    assert pauses == [30, 60, 120, 240, 480, 960, 1800, 1800]


def test_it_speaks_tls_to_a_server_it_trusts(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSL_CERT_FILE", str(house.dovecot.authority))
    house.deliver(mail())
    for security, port in (
        (Security.TLS, house.dovecot.tls_port),
        (Security.STARTTLS, house.dovecot.port),
    ):
        with house.session() as session:
            mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
            mailbox.security, mailbox.port, mailbox.host = security, port, "localhost"
        assert house.poll().health is Health.HEALTHY


def test_it_does_not_poll_what_another_worker_polls(house: House) -> None:
    other = Liveness(house.service.app).begin()
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.claimed_by = other.key
        mailbox.lease_until = now() + timedelta(minutes=5)
    house.deliver(mail())

    house.poll()
    assert house.verdicts() == []
    other.end()
    house.poll()

    assert house.verdicts() == ["stored"]


def test_it_finds_what_is_due_and_nothing_else(house: House) -> None:
    def list_found() -> list[object]:
        with house.service.clock.connect() as connection:
            return list(poll.find(connection))

    assert list_found() == [(house.tenant_id, house.mailbox_id)]
    house.poll()
    assert list_found() == []
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.next_attempt_at = None
        deactivate(session, mailbox)
    assert list_found() == []


def test_a_password_with_accents_reaches_the_server(house: House) -> None:
    """LOGIN could not carry it, and the mailbox was said to speak no IMAP."""
    account = house.account(password="mot de passe à changer")

    assert check_mailbox(account, allow_local=True) == "login_refused"
