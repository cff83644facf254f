"""Every field of the table is proposed, corrected and told; a new one needs nothing else."""

from __future__ import annotations

import pytest
from sqlalchemy import inspect

from models.base.errors import Refused
from models.complaints.corrections import correct
from models.complaints.fields import BY_NAME, FIELDS, Field
from models.complaints.search import Wanted, search
from models.complaints.work import Work
from models.rows.complaint import Complaint
from models.store.session import TenantSession
from tests.models.complaints.scene import TODAY, events, make_draft


def another(field: Field, draft: Complaint) -> str:
    """A value that the field takes and does not hold yet."""
    if field.choices:
        return next(c for c in field.choices if c != getattr(draft, field.name))
    return "ana@boite.example" if field.name.endswith("email") else "Neuf"


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_it_is_corrected_and_told(
    session: TenantSession, work: Work, field: Field
) -> None:
    draft = make_draft(session)
    value = another(field, draft)

    changed = correct(work, draft, {field.name: value})

    assert changed == [field.name]
    assert getattr(draft, field.name) == value
    [values] = [e for e in events(session, draft) if e.kind == "complaint:corrected"]
    assert values.data["fields"] == [field.name]
    # What is no code may name a person: it stays out of the history.
    assert (field.name in values.data) is field.is_code


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_it_refuses_what_is_too_long_or_in_no_list(field: Field) -> None:
    with pytest.raises(Refused):
        field.read("x" * 2_000)


def test_each_is_a_column_and_nothing_stands_twice() -> None:
    assert set(BY_NAME) <= set(inspect(Complaint).columns.keys())
    assert len(BY_NAME) == len(FIELDS)


def test_the_insurer_is_searched(session: TenantSession, work: Work) -> None:
    draft = make_draft(session, insurer="L’Olivier Assurance")
    make_draft(session, insurer="AXA")

    found = search(session, session.tenant_id, Wanted("olivier", "any"), TODAY)

    assert [line.complaint.id for line in found.lines] == [draft.id]
