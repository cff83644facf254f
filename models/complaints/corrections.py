"""Corrections by a person of what was understood: who, about what, how urgent."""

from __future__ import annotations

from collections.abc import Mapping
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from models.base.errors import NotFound
from models.complaints.fields import BY_NAME
from models.complaints.legal_dates import (
    Days,
    check_days,
    count_again,
    leaves_unknown,
    set_days,
)
from models.complaints.work import Work, changing
from models.rows.complaint import Complaint
from models.rows.complaint_parts import CHAIN, Party, PartyRole
from models.rows.event_kinds import EventKind
from models.rows.tenant import REGIME_OF

# Under this word the understanding keeps which fields a person corrected since.
BY_PERSON = "by_person"


def correct(work: Work, complaint: Complaint, values: Mapping[str, str]) -> list[str]:
    """Keep what differs; returns the names of the changed fields. Raises Refused, StaleVersion."""
    read = {n: BY_NAME[n].read(value) for n, value in values.items() if n in BY_NAME}
    with changing(work, complaint):
        changed = [n for n, value in read.items() if getattr(complaint, n) != value]
        if not changed:
            return []
        coded = [n for n in changed if BY_NAME[n].is_code]
        codes = {n: [getattr(complaint, n), read[n]] for n in coded}
        for name in changed:
            setattr(complaint, name, read[name])
        _note_person(complaint, changed)
        if {"complainant_email", "complainant_name"} & set(changed):
            _follow_person(work.session, complaint)
        work.record(complaint, EventKind.COMPLAINT_CORRECTED, fields=changed, **codes)
        if "activity" in changed:
            complaint.regime = REGIME_OF[complaint.activity]
            count_again(work.session, complaint, work.actor_id)
        work.touch_letter(complaint)
    return changed


def correct_dates(work: Work, complaint: Complaint, days: Days) -> bool:
    """Correct or confirm the two days; the deadlines and the letter follow. Tells whether anything changed.

    Raises Refused, StaleVersion.
    """
    is_unknown = leaves_unknown(complaint, days)
    sent_on = days.received_on if is_unknown else days.sent_on
    check_days(sent_on, days.received_on, work.today_of(complaint))
    with changing(work, complaint):
        changed = set_days(work.session, complaint, days, work.actor_id)
        if changed:
            work.touch_letter(complaint)
    return changed


def choose_complainant(work: Work, complaint: Complaint, party_id: UUID) -> None:
    """Say which of the people a mail went through complained. Raises NotFound, StaleVersion."""
    with changing(work, complaint):
        people = list_people(work.session, complaint)
        chosen = next((p for p in people if p.id == party_id), None)
        if chosen is None:
            raise NotFound("Cette personne n’existe pas.")
        _make_complainant(people, chosen)
        complaint.complainant_name = chosen.name
        complaint.complainant_email = chosen.email
        _note_person(complaint, ["complainant_name", "complainant_email"])
        work.record(complaint, EventKind.COMPLAINT_COMPLAINANT_CHOSEN, party=chosen.id)
        work.touch_letter(complaint)


def _note_person(complaint: Complaint, names: list[str]) -> None:
    """Remember which fields a person stated: they no longer rest on the understanding."""
    understanding = complaint.understanding
    fields = sorted({*understanding.get(BY_PERSON, []), *names})
    complaint.understanding = understanding | {BY_PERSON: fields}


def list_people(session: Session, complaint: Complaint) -> list[Party]:
    """The chain of people, the complainant first, the forwarder last."""
    mine = select(Party).where(
        Party.tenant_id == complaint.tenant_id, Party.complaint_id == complaint.id
    )
    people = list(session.scalars(mine.order_by(Party.position, Party.id)))
    return sorted(people, key=lambda p: p.role is not PartyRole.COMPLAINANT)


def _follow_person(session: Session, complaint: Complaint) -> None:
    """Keep the chain of people in step with a complainant corrected by hand."""
    people = list_people(session, complaint)
    name, email = complaint.complainant_name, complaint.complainant_email
    same = next((p for p in people if email and p.email == email), None)
    nameless = (p for p in people if p.role is PartyRole.COMPLAINANT)
    chosen = same or next((p for p in nameless if p.email in ("", email)), None)
    if chosen is None:
        own = (p.position for p in people if p.position < CHAIN)
        last = max(own, default=-1)
        chosen = Party(
            tenant_id=complaint.tenant_id,
            complaint_id=complaint.id,
            position=last + 1,
            role=PartyRole.OTHER,
        )
        session.add(chosen)
    chosen.name, chosen.email = name, email
    _make_complainant(people, chosen)


def _make_complainant(people: list[Party], chosen: Party) -> None:
    for party in people:
        if party.role is PartyRole.COMPLAINANT:
            party.role = PartyRole.OTHER
    chosen.role = PartyRole.COMPLAINANT
