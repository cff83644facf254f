"""The office that writes about a customer, put into what is known of a message."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from ingest.classify.rules import Case, is_colleague
from ingest.classify.writers import writer_of
from ingest.mime.values import Person
from ingest.reading.body_facts import Opened


def with_office(case: Case, opened: Opened) -> Case:
    """The case with the office whose letter this is, never the house's own."""
    person = opened.person
    if person is None or opened.form or case.carrier:
        return case
    if is_colleague(case, person.email):
        return case
    signature = "" if opened.forwarded else opened.signature
    return replace(case, office=writer_of(person, opened.body, signature))


def written_about(case: Case, hops: tuple[str | None, ...]) -> dict[str, Any]:
    """The fields of an understanding that change: the customer, the hops, the capacity."""
    office = case.office
    if office is None or not office.is_sure:
        return {}
    customer = Person(office.customer, "") if office.customer else None
    return {
        "complainant": customer,
        "hops": (None, *hops),
        "capacity": office.capacity.value,
        "writer_name": office.name,
    }
