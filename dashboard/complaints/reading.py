"""Forms of complaints, read into the values that the verbs take."""

from __future__ import annotations

from datetime import date

from dashboard.forms import Form
from models.base.errors import Refused
from models.complaints.answers import LONGEST, Answer
from models.complaints.documents import Document
from models.complaints.fields import FIELDS, Input
from models.complaints.legal_dates import Days


def read_fields(form: Form) -> dict[str, str]:
    """The fields this form shows, and no other: an absent one stays as it is."""
    shown = form.names
    return {
        field.name: form.lines(field.name)
        if field.input is Input.AREA
        else form.text(field.name, 1000)
        for field in FIELDS
        if field.name in shown
    }


def require_day(form: Form, name: str, words: str) -> date:
    """A day that must be there; raises Refused naming it."""
    day = form.day(name)
    if day is None:
        raise Refused(f"Indiquez {words}.")
    return day


def read_days(form: Form) -> Days:
    """The two days as the form says them, and which of them the person confirms."""
    return Days(
        require_day(form, "sent_on", "la date d’envoi"),
        require_day(form, "received_on", "la date de réception"),
        is_sent_on_confirmed=form.flag("sent_on_confirmed"),
        is_received_on_confirmed=form.flag("received_on_confirmed"),
    )


def read_documents(form: Form, name: str) -> list[Document]:
    """The files joined under a name, as the documents of a complaint."""
    return [Document(f.filename, f.content_type, f.data) for f in form.files(name)]


def read_answer(form: Form) -> Answer:
    """The final answer as the form says it; raises Refused without its day."""
    return Answer(
        on=require_day(form, "on", "la date de la réponse"),
        channel=form.text("channel"),
        outcome=form.text("outcome"),
        text=form.lines("text", LONGEST),
        names_mediator=form.flag("names_mediator"),
        directed_to=form.text("directed_to", 300),
    )
