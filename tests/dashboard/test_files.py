"""A stranger's bytes are handed over, never run."""

from __future__ import annotations

from uuid import UUID

import httpx
import pytest

from dashboard.downloads import PASSED_ON, Parcel, download
from models.complaints.documents import Document, add_document
from models.complaints.work import Work
from models.rows.complaint import Complaint
from tests.cast import Person
from tests.dashboard.files import NOWHERE, add_complaint


def join(person: Person, name: str, kind: str, data: bytes = b"x") -> UUID:
    complaint = add_complaint(person)
    with person.db() as session:
        work = Work(session, person.service, person.user_id)
        joined = session.get_one(Complaint, (session.tenant_id, complaint.id))
        return add_document(work, joined, Document(name, kind, data)).id


def test_it_gives_the_bytes_under_their_name(alice: Person) -> None:
    id = join(alice, "reçu d’août.pdf", "application/pdf", b"%PDF-1.7")  # noqa: A001

    answer = alice.get(f"/pieces/{id}")

    assert answer.content == b"%PDF-1.7"
    assert answer.headers["content-type"] == "application/pdf"
    assert (
        "filename*=UTF-8''re%C3%A7u%20d%E2%80%99ao%C3%BBt.pdf"
        in (answer.headers["content-disposition"])
    )


@pytest.mark.parametrize("kind", ["text/html", "image/svg+xml", "application/xml", "x"])
def test_what_could_run_is_a_stream_of_bytes(alice: Person, kind: str) -> None:
    id = join(alice, "page.html", kind, b"<script>alert(1)</script>")  # noqa: A001

    headers = alice.get(f"/pieces/{id}").headers

    assert headers["content-type"] == "application/octet-stream"
    assert headers["content-disposition"].startswith("attachment; ")
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["content-security-policy"].startswith("sandbox; default-src 'none'")
    assert headers["cache-control"] == "private, no-store"


def test_every_kind_of_file_is_kept_and_never_shown() -> None:
    """A picture or a PDF opened in our origin is a page of a stranger under our name."""
    assert {"application/pdf", "image/png", "text/plain"} <= PASSED_ON
    for kind in (*PASSED_ON, "text/html", ""):
        headers = download("piece", kind, Parcel(1, lambda: b"x")).headers

        assert headers["Content-Disposition"].startswith("attachment; "), kind
        assert headers["Content-Security-Policy"].startswith("sandbox"), kind


def test_it_hides_another_cabinets_document(alice: Person, chloe: Person) -> None:
    id = join(alice, "a.pdf", "application/pdf")  # noqa: A001

    theirs, nowhere = chloe.get(f"/pieces/{id}"), chloe.get(f"/pieces/{NOWHERE}")

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.text == nowhere.text


def test_a_reader_may_read(alice: Person, benoit: Person) -> None:
    id = join(alice, "a.pdf", "application/pdf")  # noqa: A001

    assert benoit.get(f"/pieces/{id}").status_code == 200


def test_it_asks_to_log_in(alice: Person, anonymous: httpx.Client) -> None:
    id = join(alice, "a.pdf", "application/pdf")  # noqa: A001

    assert anonymous.get(f"/pieces/{id}").status_code == 303
