"""What forms of complaints send, read into what the verbs take."""

from __future__ import annotations

from datetime import date

from dashboard.forms import Form, Upload
from dashboard.security.viewer import Viewer
from models.complaints.corrections import FIELDS
from models.complaints.documents import Paper
from models.complaints.work import Work
from models.errors import Refused
from models.service import Service
from models.session import TenantSession

_LONG = frozenset({"complainant_address"})


def work_of(db: TenantSession, service: Service, viewer: Viewer, form: Form) -> Work:
    """What the verbs take: who works, on which version of the page."""
    return Work(db, service, viewer.user_id, seen=form.version)


def corrections(form: Form) -> dict[str, str]:
    """The fields this form shows, and no other: an absent one stays as it is."""
    shown = form.names
    return {
        name: form.lines(name) if name in _LONG else form.text(name, 1000)
        for name in FIELDS
        if name in shown
    }


def needed_day(form: Form, name: str, words: str) -> date:
    """A day that must be there; raises Refused naming it."""
    day = form.day(name)
    if day is None:
        raise Refused(f"Indiquez {words}.")
    return day


def papers(form: Form, name: str) -> list[Paper]:
    return [as_paper(upload) for upload in form.files(name)]


def as_paper(upload: Upload) -> Paper:
    return Paper(upload.filename, upload.content_type, upload.data)
