"""A message that the server no longer shows, and one that it shows again."""

from __future__ import annotations

from datetime import timedelta

from models.mail.ledger import ledger
from models.mail.mailboxes import import_older
from models.rows.base import now
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage
from tests.hostile_imap import hostile
from tests.household import House, mail
from tests.workers.test_hostile_mailbox import point_at, says


def _ledger_is_right(house: House) -> bool:
    with house.session() as session:
        return ledger(session, house.mailbox()).balanced


def _since(house: House, **ago: float) -> None:
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.import_since = now() + timedelta(**ago)


def test_a_mail_that_the_server_hid_for_a_moment_is_fetched(house: House) -> None:
    """A replica that lags, a listing that comes empty: the mail is there all the same."""
    with hostile({7: mail()}, BODY=says("TAG NO [SERVERBUG] later\r\n")) as server:
        point_at(house, server)
        house.poll()
        server.answers["UID SEARCH"] = says("* SEARCH\r\nTAG OK done\r\n")
        house.poll()
        assert house.verdicts() == ["ignored"]

        server.answers.clear()
        house.poll()

    assert house.verdicts() == ["stored"]
    assert _ledger_is_right(house)


def test_what_was_hidden_once_is_not_fetched_twice(house: House) -> None:
    with hostile({7: mail()}, BODY=says("TAG NO [SERVERBUG] later\r\n")) as server:
        point_at(house, server)
        house.poll()
        server.answers["UID SEARCH"] = says("* SEARCH\r\nTAG OK done\r\n")
        house.poll()
        server.answers.clear()
        for _ in range(3):
            house.poll()
        house.take_in()
        asked = [a for a in server.asked if "BODY" in a]

    assert len(asked) == 2
    assert len(house.complaints()) == 1
    assert len(house.all(InboundMessage)) == 1


def test_older_mail_that_is_gone_when_asked_for_is_said_to_be_gone(
    house: House,
) -> None:
    _since(house, hours=1)
    with hostile({7: mail(), 8: mail()}) as server:
        point_at(house, server)
        house.poll()
        with house.session() as session:
            mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
            assert import_older(session, mailbox) == 2
        del server.mails[7]
        house.poll()

    rules = sorted((m.verdict.value, m.rule) for m in house.all(InboundMessage))
    assert rules == [("ignored", "vanished"), ("stored", "")]
    assert _ledger_is_right(house)


def test_what_was_ignored_for_another_reason_is_not_asked_for(house: House) -> None:
    _since(house, hours=1)
    with hostile({7: mail()}) as server:
        point_at(house, server)
        house.poll()
        with house.session() as session:
            key = (house.tenant_id, house.mailbox_id)
            session.get_one(Mailbox, key).reconciled_at = None
        house.poll()

    rules = [(m.verdict.value, m.rule) for m in house.all(InboundMessage)]
    assert rules == [("ignored", "before_activation")]
