"""A bounce or an answer changes its letter, and a forged one changes nothing."""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

import pytest

from models.letters import identifiers
from models.rows.letter import Letter, LetterState
from models.sending import delivery
from models.sending.returns import note_return
from tests.lettering import LetterDesk, make_desk


@dataclass(frozen=True)
class Bounce:
    permanent: bool = True


@dataclass(frozen=True)
class Provenance:
    in_reply_to: str = ""
    references: tuple[str, ...] = ()
    recipients: tuple[str, ...] = ()
    bounce: Bounce | None = None


def _note(desk: LetterDesk, provenance: Provenance) -> UUID | None:
    with desk.db() as session:
        return note_return(session, desk.service, provenance)


def _make_sent(
    desk: LetterDesk, state: LetterState = LetterState.ACCEPTED
) -> tuple[UUID, Letter]:
    complaint_id, letter_id = desk.draft()
    with desk.db() as session:
        session.get_one(Letter, (desk.tenant_id, letter_id)).state = state
    return complaint_id, desk.letter(letter_id)


@pytest.mark.parametrize("state", [LetterState.ACCEPTED, LetterState.UNKNOWN])
def test_a_bounce_to_the_signed_address_is_believed(
    desk: LetterDesk, state: LetterState
) -> None:
    complaint_id, letter = _make_sent(desk, state)

    found = _note(desk, Provenance(recipients=(letter.envelope_from,), bounce=Bounce()))

    assert found == complaint_id
    assert desk.letter(letter.id).state is LetterState.BOUNCED
    assert desk.notices() == [("letter_bounced", complaint_id)]
    assert desk.events(complaint_id)[-1] == "letter:bounced"


def test_a_bounce_that_quotes_the_message_id_is_believed(desk: LetterDesk) -> None:
    _, letter = _make_sent(desk)

    _note(desk, Provenance(references=(letter.header_message_id,), bounce=Bounce()))

    assert desk.letter(letter.id).state is LetterState.BOUNCED


def test_a_forged_bounce_does_nothing(desk: LetterDesk) -> None:
    complaint_id, letter = _make_sent(desk)
    other = identifiers.bounce_address(
        b"another key" * 3, letter.id, "r@in.reclampro.test"
    )
    message_id = identifiers.message_id(
        b"another key" * 3, letter.id, desk.tenant_id, "in.reclampro.test"
    )

    provenance = Provenance(
        references=(message_id,), recipients=(other,), bounce=Bounce()
    )

    assert _note(desk, provenance) is None
    assert desk.letter(letter.id).state is LetterState.ACCEPTED
    assert desk.events(complaint_id) == ["complaint:drafted", "letter:planned"]


def test_another_cabinet_changes_nothing(desk: LetterDesk) -> None:
    _, letter = _make_sent(desk)
    stranger = make_desk(desk.service, "Courtage Martin")

    provenance = Provenance(recipients=(letter.envelope_from,), bounce=Bounce())

    assert _note(stranger, provenance) is None
    assert desk.letter(letter.id).state is LetterState.ACCEPTED


def test_a_delay_is_no_bounce(desk: LetterDesk) -> None:
    _, letter = _make_sent(desk)

    _note(desk, Provenance(recipients=(letter.envelope_from,), bounce=Bounce(False)))

    assert desk.letter(letter.id).state is LetterState.ACCEPTED


@pytest.mark.parametrize("state", [LetterState.PLANNED, LetterState.HELD])
def test_what_has_not_left_cannot_come_back(
    desk: LetterDesk, state: LetterState
) -> None:
    _, letter = _make_sent(desk, state)

    _note(desk, Provenance(recipients=(letter.envelope_from,), bounce=Bounce()))

    assert desk.letter(letter.id).state is state


def test_a_bounce_may_be_quicker_than_the_final_reply(desk: LetterDesk) -> None:
    _, letter = _make_sent(desk, LetterState.DOT_PENDING)

    _note(desk, Provenance(recipients=(letter.envelope_from,), bounce=Bounce()))
    with desk.db() as session:
        assert not delivery.accept(session, letter.id, letter.attempt, "250 OK")

    assert desk.letter(letter.id).state is LetterState.BOUNCED


def test_an_answer_proves_that_an_unknown_letter_left(desk: LetterDesk) -> None:
    complaint_id, letter = _make_sent(desk, LetterState.UNKNOWN)

    _note(desk, Provenance(in_reply_to=letter.header_message_id))

    after = desk.letter(letter.id)
    assert (after.state, after.reason) == (LetterState.ACCEPTED, "resolved_sent")
    assert desk.events(complaint_id)[-1] == "letter:accepted"
