"""A cabinet is told once, in one mail, of what waits for it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select, update

from models.cabinets.provision import add_user
from models.mail import notify
from models.notices.reminders import remind
from models.rows.base import new_id, now
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState, Notice
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage, Verdict
from models.rows.tenant import Tenant
from models.rows.user import Role
from models.sending import acknowledgement, delivery
from tests.lettering import LetterDesk
from workers import remind as duty
from workers.liveness import Liveness

# A complaint sent on Monday 2 November 2026 is to be acknowledged by Saturday the 14th
# (the 11th is a holiday) and answered by 2 January 2027.
SENT = datetime(2026, 11, 2, 9, tzinfo=UTC)


def _look(desk: LetterDesk, liveness: Liveness) -> list[Letter]:
    """Let the duty run now; the mails it planned."""
    with desk.db() as session:
        session.execute(update(Tenant).values(remind_at=None))
    before = {m.id for m in _mails(desk)}
    duty.remind_cabinet(desk.service, liveness, desk.tenant_id, desk.tenant_id)
    return [m for m in _mails(desk) if m.id not in before]


def _mails(desk: LetterDesk) -> list[Letter]:
    with desk.db() as session:
        mine = select(Letter).where(Letter.kind == LetterKind.NOTICE)
        return list(session.scalars(mine.order_by(Letter.recipient)))


def _remind_on(desk: LetterDesk, day: date) -> list[str]:
    """Notices that are new on that day, deadlines only."""
    before = len(desk.notices())
    with desk.db() as session:
        tenant = session.get_one(Tenant, desk.tenant_id)
        at = datetime(day.year, day.month, day.day, 10, tzinfo=UTC)
        remind(session, tenant, at)
    return [kind for kind, _ in desk.notices()[before:] if kind[:3] in ("ack", "ans")]


def test_it_tells_of_a_draft_once(desk: LetterDesk, liveness: Liveness) -> None:
    complaint_id, _ = desk.draft()

    first, second = _look(desk, liveness), _look(desk, liveness)

    assert [m.recipient for m in first] == [f"alice@{desk.tenant_id.hex[-6:]}.example"]
    assert desk.complaint(complaint_id).public_reference in first[0].body
    assert f"http://127.0.0.1:8080/brouillons/{complaint_id}" in first[0].body
    assert second == []


@pytest.mark.parametrize(
    ("state", "words"),
    [
        (LetterState.HELD, "à accuser au plus tard le samedi 14 novembre 2026"),
        (LetterState.ACCEPTED, "à répondre au plus tard le samedi 2 janvier 2027"),
    ],
)
def test_it_tells_what_is_due_next(
    desk: LetterDesk, liveness: Liveness, state: LetterState, words: str
) -> None:
    _, letter_id = desk.draft(sent_at=SENT)
    with desk.db() as session:
        session.get_one(Letter, (desk.tenant_id, letter_id)).state = state

    (mail,) = _look(desk, liveness)

    assert words in mail.body


def test_it_gathers_in_one_mail_and_names_nobody(
    desk: LetterDesk, liveness: Liveness
) -> None:
    drafts = [desk.draft("jeanne@client.example") for _ in range(4)]

    mails = _look(desk, liveness)

    assert len(mails) == 1
    for complaint_id, _ in drafts:
        assert desk.complaint(complaint_id).public_reference in mails[0].body
    assert "jeanne" not in mails[0].body.lower()
    assert "martin" not in mails[0].body.lower()


def test_it_writes_to_each_worker_and_no_reader(
    desk: LetterDesk, liveness: Liveness
) -> None:
    tag = desk.tenant_id.hex[-6:]
    add = add_user
    add(desk.service, desk.tenant_id, f"b@{tag}.fr", "B", Role.MEMBER, verified=True)
    add(desk.service, desk.tenant_id, f"c@{tag}.fr", "C", Role.READER, verified=True)
    add(desk.service, desk.tenant_id, f"d@{tag}.fr", "D", Role.MEMBER)
    desk.draft()

    mails = _look(desk, liveness)

    assert [m.recipient for m in mails] == [f"alice@{tag}.example", f"b@{tag}.fr"]


def test_it_forgets_what_has_settled_itself(
    desk: LetterDesk, liveness: Liveness
) -> None:
    facts = desk.facts(forwarder_email="x@ailleurs.example")
    complaint_id, letter_id = desk.draft(facts=facts)
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.release(session, desk.service, letter, desk.user_id)
        complaint = session.get_one(Complaint, (desk.tenant_id, complaint_id))
        complaint.confirmed_at = now()

    assert _look(desk, liveness) == []


def test_it_is_found_again_only_minutes_later(
    desk: LetterDesk, liveness: Liveness
) -> None:
    _look(desk, liveness)

    with desk.service.clock.connect() as clock:
        assert (desk.tenant_id, desk.tenant_id) not in duty.find(clock)
    with desk.db() as session:
        session.execute(update(Tenant).values(remind_at=now() - timedelta(seconds=1)))
    with desk.service.clock.connect() as clock:
        assert (desk.tenant_id, desk.tenant_id) in duty.find(clock)


@pytest.mark.parametrize(
    ("day", "texts"),
    [
        (date(2026, 11, 6), []),
        (date(2026, 11, 9), ["ack_d5"]),
        (date(2026, 11, 10), ["ack_d3"]),
        (date(2026, 11, 12), ["ack_d3"]),
        (date(2026, 11, 13), ["ack_d1"]),
        (date(2026, 11, 14), ["ack_last"]),
        (date(2026, 11, 15), []),
        (date(2026, 11, 16), ["ack_late"]),
        (date(2026, 12, 29), ["ack_late", "answer_d7"]),
        (date(2026, 12, 31), ["ack_late", "answer_d2"]),
        (date(2027, 1, 2), ["ack_late", "answer_last"]),
        (date(2027, 1, 4), ["ack_late", "answer_late"]),
    ],
)
def test_it_counts_working_days(desk: LetterDesk, day: date, texts: list[str]) -> None:
    _make_held(desk)

    assert _remind_on(desk, day) == texts


def test_it_says_each_deadline_once(desk: LetterDesk) -> None:
    _make_held(desk)
    days = [date(2026, 11, d) for d in (10, 12, 12, 13, 14)]

    assert [_remind_on(desk, day) for day in days] == [
        ["ack_d3"],
        [],
        [],
        ["ack_d1"],
        ["ack_last"],
    ]


@pytest.mark.parametrize(
    "changes",
    [
        {"acknowledged_on": date(2026, 11, 5)},
        {"answered_on": date(2026, 11, 5)},
        {"settled_at": SENT, "dismissed_reason": "duplicate"},
    ],
)
def test_it_is_silent_once_it_is_done(
    desk: LetterDesk, changes: dict[str, Any]
) -> None:
    _make_held(desk, **changes)

    assert _remind_on(desk, date(2026, 11, 13)) == []


def test_it_is_silent_once_ours_was_accepted(desk: LetterDesk) -> None:
    letter_id = _make_held(desk)
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        letter.state = LetterState.ACCEPTED

    assert _remind_on(desk, date(2026, 11, 13)) == []


@pytest.mark.parametrize(
    ("changes", "flag"),
    [
        ({"health": "login_refused"}, True),
        ({"health": "unreachable"}, False),
        ({"health": "unreachable", "hours": 5}, True),
        ({"health": "healthy", "hours": 5}, True),
        ({"health": "healthy"}, False),
    ],
)
def test_it_tells_of_a_mailbox_in_trouble(
    desk: LetterDesk, liveness: Liveness, changes: dict[str, Any], flag: bool
) -> None:
    seen = now() - timedelta(hours=changes.get("hours", 0))
    with desk.db() as session:
        session.execute(
            update(Mailbox).values(
                active=True, health=changes["health"], succeeded_at=seen
            )
        )

    mails = _look(desk, liveness)

    assert bool(mails) is flag
    assert _look(desk, liveness) == []
    if flag:
        assert "@in.reclampro.test" in mails[0].body
        assert f"/boites/{desk.mailbox_id}\n" in mails[0].body


def test_it_tells_of_a_message_set_aside(desk: LetterDesk, liveness: Liveness) -> None:
    message_id = new_id()
    with desk.db() as session:
        session.add(
            InboundMessage(
                tenant_id=desk.tenant_id,
                id=message_id,
                size=1,
                received_at=datetime(2026, 11, 20, 8, 5, tzinfo=UTC),
                verdict=Verdict.SET_ASIDE,
            )
        )
        key = str(message_id)
        assert notify.notify(session, desk.tenant_id, "mail_set_aside", key)
        assert not notify.notify(session, desk.tenant_id, "mail_set_aside", key)

    body = _look(desk, liveness)[0].body
    assert "Message reçu le 20/11/2026 à 09:05" in body
    assert str(message_id) in body


def _make_held(desk: LetterDesk, **changes: Any) -> UUID:
    facts = desk.facts(allowed=False, allowed_reason="list")
    _, letter_id = desk.draft(facts=facts, sent_at=SENT, **changes)
    return letter_id


def test_it_tells_again_of_a_letter_that_nobody_settled(desk: LetterDesk) -> None:
    complaint_id, letter_id = desk.draft()
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        letter.state, letter.attempt = LetterState.DOT_PENDING, 1
        session.flush()
        delivery.doubt(session, letter_id, 1, "no_reply")
        # Told on a Thursday: the second working day after it is a Saturday.
        session.execute(update(Notice).values(created_at=SENT + timedelta(days=3)))

    items = [_make_unknown_on(desk, day) for day in range(5, 15)]

    # Friday 6, Saturday 7 (second), 9, 10, 12 (fifth: the 11th is a holiday).
    assert items == [0, 0, 1, 0, 0, 0, 0, 1, 0, 0]
    with desk.db() as session:
        letter = session.get_one(Letter, (desk.tenant_id, letter_id))
        acknowledgement.resolve_unknown(
            session, letter, sent=True, actor_id=desk.user_id
        )
    assert _make_unknown_on(desk, 30) == 0
    assert (complaint_id,) * 3 == tuple(
        about for kind, about in desk.notices() if kind == "letter_unknown"
    )


def _make_unknown_on(desk: LetterDesk, day: int) -> int:
    """Count the new notices of unknown letters on that day of November."""
    before = len(_make_unknown(desk))
    with desk.db() as session:
        tenant = session.get_one(Tenant, desk.tenant_id)
        remind(session, tenant, datetime(2026, 11, day, 10, tzinfo=UTC))
    return len(_make_unknown(desk)) - before


def _make_unknown(desk: LetterDesk) -> list[str]:
    return [kind for kind, _ in desk.notices() if kind == "letter_unknown"]
