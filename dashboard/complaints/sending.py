"""Letters with the words for where they stand and what a person may do about them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from dashboard.typography import short_day
from models.rows import vocabularies
from models.rows.complaint import Complaint
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending import acknowledgement, deciding, reasons
from models.sending.acknowledgement import WAITING
from models.sending.deciding import find_letters
from models.sending.policy import NOT_BY_CLICK, OPTIONAL
from models.sending.reason_table import BY_CODE, Remedy


@dataclass(frozen=True)
class Sending:
    """A letter with the words for where it stands and what a person may do about it."""

    letter: Letter
    state: str
    why: str
    level: str
    # The day it was accepted on the cabinet's calendar.
    left_on: date | None = None

    @property
    def short_why(self) -> str:
        """The reason for a list: of a doubt its own words, else the sentence without its detail."""
        return reasons.short_sentence(self.letter.reason, self.letter.detail)

    @property
    def may_be_sent(self) -> bool:
        """A person's click makes it leave."""
        is_lifted = self.letter.reason not in NOT_BY_CLICK
        is_held = self.letter.state is LetterState.HELD
        return acknowledgement.is_clickable(self.letter) and (is_lifted or not is_held)

    @property
    def is_optional(self) -> bool:
        """Nothing requires it any more, and a click still sends it."""
        is_off = self.letter.state is LetterState.SUPPRESSED
        return is_off and self.letter.reason in OPTIONAL

    @property
    def technical(self) -> list[tuple[str, str]]:
        """Names and values for who looks after the mail server."""
        letter = self.letter
        found = [
            ("Contrôle", reasons.technical(letter)),
            ("Réponse du serveur", letter.reply),
            ("Message-ID", letter.header_message_id if self.has_been_tried else ""),
        ]
        return [(name, value) for name, value in found if value]

    @property
    def has_been_tried(self) -> bool:
        # A letter that was refused for now waits again, and has an answer to show.
        return self.letter.state not in WAITING or bool(self.letter.reply)

    @property
    def is_receipt(self) -> bool:
        return self.letter.kind is LetterKind.RECEIPT

    @property
    def remedy(self) -> Remedy | None:
        """The remedy that would make a held letter leave."""
        reason = BY_CODE.get(self.letter.reason)
        is_held = self.letter.state is LetterState.HELD
        return reason.remedy if reason and is_held else None

    def version_tag(self, complaint: Complaint) -> str:
        """The version that the page shows: a click on another one is not obeyed."""
        return deciding.version_tag(self.letter, complaint)

    @property
    def is_unknown(self) -> bool:
        return self.letter.state is LetterState.UNKNOWN

    @property
    def has_left(self) -> bool:
        return self.letter.state is LetterState.ACCEPTED

    @property
    def has_not_left(self) -> bool:
        return self.letter.state in WAITING


# The colour of each state.
_LEVELS: dict[LetterState, str] = {
    LetterState.ACCEPTED: "ok",
    LetterState.SUPPRESSED: "quiet",
    LetterState.HELD: "soon",
    LetterState.REFUSED: "late",
    LetterState.UNKNOWN: "late",
    LetterState.BOUNCED: "late",
}


def describe_letter(letter: Letter, zone: ZoneInfo) -> Sending:
    """A letter with its words; a day in its detail is written as days are."""
    is_optional = letter.reason in OPTIONAL
    return Sending(
        letter,
        "Facultatif" if is_optional else vocabularies.LETTER_STATES[letter.state],
        reasons.sentence(letter.reason, _readable(letter.detail)),
        _LEVELS.get(letter.state, "accent"),
        _find_departure(letter, zone),
    )


def _find_departure(letter: Letter, zone: ZoneInfo) -> date | None:
    # Other states have an answer of the server as well, which is no departure.
    accepted = letter.state is LetterState.ACCEPTED
    at = letter.replied_at if accepted else None
    return at.astimezone(zone).date() if at else None


def _readable(detail: str) -> str:
    try:
        return f"le {short_day(date.fromisoformat(detail))}"
    except ValueError:
        return detail


def current_letters(
    db: Session, complaint: Complaint
) -> tuple[Letter | None, Letter | None]:
    """The letter that counts, and the receipt that left before it."""
    letters = find_letters(db, complaint)
    if not letters:
        return None, None
    first, last = letters[0], letters[-1]
    if complaint.confirmed_at is None and first.state in WAITING:
        # Its confirmation was undone: what was made ready for it does not count.
        return last, None
    return first, last if last is not first else None


def list_returned(db: Session, complaint: Complaint, zone: ZoneInfo) -> list[Sending]:
    mine = select(Letter).where(
        Letter.tenant_id == complaint.tenant_id,
        Letter.complaint_id == complaint.id,
        Letter.kind == LetterKind.RETURNED,
    )
    returned = db.scalars(mine.order_by(Letter.created_at))
    return [describe_letter(letter, zone) for letter in returned]
