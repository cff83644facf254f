"""A telephone number is found however it was written."""

from __future__ import annotations

import pytest

from models.base.folding import spellings
from models.complaints.search import Wanted, search
from models.store.session import TenantSession
from tests.models.complaints.scene import TODAY, make_draft


@pytest.mark.parametrize(
    "written", ["06 12 34 56 78", "+33 6 12 34 56 78", "0033612345678"]
)
@pytest.mark.parametrize("asked", ["0612345678", "06.12.34.56.78", "+33612345678"])
def test_it_is_found(session: TenantSession, written: str, asked: str) -> None:
    draft = make_draft(session, complainant_phone=written)
    make_draft(session, complainant_phone="07 00 00 00 00")

    found = search(session, session.tenant_id, Wanted(asked, "any"), TODAY)

    assert [line.complaint.id for line in found.lines] == [draft.id]


@pytest.mark.parametrize("words", ["poste 12, le matin", "?"])
def test_what_is_no_number_stays_as_written(words: str) -> None:
    assert spellings(words)[0] == words
