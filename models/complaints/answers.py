"""The final answer: what the two months ask for, and what Résolue rests on."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy.orm import Session

from models.analysis.findings import AttachmentRole
from models.base.errors import Refused
from models.complaints.confirming import NOT_CONFIRMED, check_given
from models.complaints.documents import Document, keep, list_documents
from models.complaints.work import Work, changing
from models.rows import vocabularies
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.event_kinds import EventKind
from models.rows.history import list_events
from models.sending.composing import has_mediator
from models.sending.locking import acts_of
from models.store.content import attachment_bytes
from models.store.service import Service

NO_OUTCOME = "Choisissez l’issue donnée à la réclamation."
NO_WORDS = (
    "Donnez le texte de la réponse, ou joignez sa copie : le registre garde la réclamation "
    "et sa réponse."
)
NOT_DIRECTED = "Dites vers qui le réclamant est orienté : il doit savoir à qui s’adresser, et pourquoi."
# The outcome of a complaint that is somebody else's: its answer says whose.
HANDED_OVER = "handed_over"
# Their answers settle nothing that a mediator could be asked about.
WITHOUT_MEDIATOR = frozenset({HANDED_OVER, "withdrawn"})
LONGEST = 100_000


@dataclass(frozen=True)
class Answer:
    """Answer given to the complainant: its day, channel and outcome (codes of vocabularies).

    `text` is the answer itself, empty where its file is joined; `names_mediator` what the
    person who sent it says of it; `directed_to` who is competent instead of the cabinet.
    """

    on: date
    channel: str
    outcome: str
    text: str = ""
    names_mediator: bool = False
    directed_to: str = ""


def is_in_window(complaint: Complaint) -> bool:
    """Answered within the ten working days: no acknowledgement is then required."""
    answered = complaint.answered_on
    return answered is not None and answered <= complaint.acknowledge_by


def lacks_mediator(session: Session, complaint: Complaint) -> bool:
    """The answer is said not to name a mediator that takes this person (ACPR, 2024-R-02)."""
    is_settling = complaint.outcome not in WITHOUT_MEDIATOR
    is_unnamed = complaint.answer_names_mediator is False and is_settling
    return is_unnamed and has_mediator(session, complaint)


def check(complaint: Complaint, answer: Answer, today: date) -> None:
    """Raise Refused with the first thing that is wrong."""
    is_directed = bool(answer.directed_to.strip())
    if complaint.confirmed_at is None:
        raise Refused(NOT_CONFIRMED)
    check_given(complaint, answer.on, answer.channel, today)
    if answer.outcome not in vocabularies.OUTCOMES:
        raise Refused(NO_OUTCOME)
    if answer.outcome == HANDED_OVER and not is_directed:
        raise Refused(NOT_DIRECTED)


def record_answer(
    work: Work, complaint: Complaint, answer: Answer, document: Document | None = None
) -> None:
    """Keep the final answer, its text or its file; a later one replaces it, the history and
    the documents keep both.

    Raises Refused, StaleVersion.
    """
    with changing(work, complaint):
        check(complaint, answer, work.today_of(complaint))
        if not (answer.text.strip() or document or has_copy(work.session, complaint)):
            raise Refused(NO_WORDS)
        complaint.answered_on = answer.on
        complaint.answer_channel = answer.channel
        complaint.outcome = answer.outcome
        complaint.answer_names_mediator = answer.names_mediator
        is_elsewhere = answer.outcome == HANDED_OVER
        complaint.directed_to = answer.directed_to.strip() if is_elsewhere else ""
        work.record(
            complaint,
            EventKind.COMPLAINT_ANSWERED,
            on=answer.on,
            channel=answer.channel,
            outcome=answer.outcome,
            text=_keep(work, complaint, _as_document(answer)),
            attachment=_keep(work, complaint, document),
            names_mediator=answer.names_mediator,
            in_window=is_in_window(complaint),
        )
        work.touch_letter(complaint)


def has_copy(session: Session, complaint: Complaint) -> bool:
    """A text or a file of an answer is kept: a correction of its day needs no other."""
    documents = list_documents(session, complaint)
    return any(document.role is AttachmentRole.ANSWER for document in documents)


def read_text(session: Session, service: Service, complaint: Complaint) -> str:
    """The text that was typed last; empty where only files are kept."""
    answers = (
        data["text"]
        for event in list_events(session, complaint.tenant_id, complaint.id)
        for kind, data in acts_of(event)
        if kind == EventKind.COMPLAINT_ANSWERED and data.get("text")
    )
    last = next(answers, None)
    if last is None:
        return ""
    document = session.get_one(Attachment, (complaint.tenant_id, UUID(last)))
    return attachment_bytes(session, service, document).decode("utf-8", "replace")


def _as_document(answer: Answer) -> Document | None:
    """The text as a document like any other: encrypted, listed, never rewritten."""
    text = answer.text.replace("\0", "").strip()[:LONGEST]
    if not text:
        return None
    name = f"Réponse du {answer.on:%d-%m-%Y}.txt"
    return Document(name, "text/plain", text.encode("utf-8", "replace"))


def _keep(work: Work, complaint: Complaint, document: Document | None) -> UUID | None:
    if document is None:
        return None
    role = AttachmentRole.ANSWER
    return keep(work.session, work.service, complaint, document, role).id
