"""The source of a field is said in French, or quoted from the mail."""

from __future__ import annotations

import pytest

from cli.demo import samples
from dashboard.complaints.trust import explain_fields
from ingest.reading.understand import understand
from models.rows.base import now
from models.rows.complaint import Complaint
from tests.ingest.mails import READING

CODES = ("header_", "contact_form", "own_text", "passed_on", "enclosed_", "quoted_date")


@pytest.mark.parametrize("name", samples.names())
def test_no_ground_is_told_in_the_words_of_the_code(name: str) -> None:
    understood = understand(samples.fill(name, now(), {}), READING)
    draft = Complaint(
        sent_source=understood.sent_at_source,
        contract_number="",
        claim_number="",
        understanding={
            "confidence": dict(understood.confidence),
            "evidence": dict(understood.evidence),
        },
    )

    values = {
        field: trust.evidence.casefold()
        for field, trust in explain_fields(draft).items()
    }

    assert [
        item for item in values.values() if any(word in item for word in CODES)
    ] == []
