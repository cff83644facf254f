"""The day on which a mail reached the cabinet, whichever way it then took to our mailbox."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from ingest.reading.complaint_findings import findings_of
from ingest.reading.understand import understand
from models.analysis.findings import Provenance
from models.analysis.reception import (
    MAILBOX,
    NO_DATE,
    ODD_DATE,
    UNKNOWN,
    Reception,
    Sending,
    moments_of,
)
from tests.ingest.mails import (
    CLAIRE,
    EXPECTED,
    FORWARD,
    INSURER,
    MAILS,
    PARIS,
    READING,
    RECEIVED,
    SENT,
)

CLIENTS = sorted(
    name
    for name, expected in EXPECTED.items()
    if expected.get("forwarded") and expected.get("sent_at") == FORWARD["sent_at"]
)
OF_CUSTOMER = (
    b"From: Pauline Vasseur <pauline.vasseur@boite.example>\r\n"
    b"To: claire.marchand@marchand-courtage.example\r\n"
    b"Subject: Remboursement refuse\r\n"
    b"Date: Mon, 9 Mar 2026 18:42:00 +0100\r\n"
    b"\r\n"
    b"Bonjour, je demande le remboursement des 312,40 euros retenus.\r\n"
)
STAMP = b"Received: from mx.boite.example by mx.marchand-courtage.example; "


def moments(
    raw: bytes, *, upload: bool = False, at: datetime = RECEIVED
) -> tuple[Sending, Reception]:
    """Both moments of a mail that our mailbox, or a person's hand, brought on 20 March."""
    [findings, *_] = findings_of(understand(raw, replace(READING, received_at=at)))
    provenance = Provenance(uuid4(), None if upload else uuid4(), at, "", "")
    office = CLAIRE.partition("@")[2]
    return moments_of(findings, provenance, lambda email: email.endswith(f"@{office}"))


@pytest.mark.parametrize("name", CLIENTS)
def test_it_finds_the_day_in_what_a_colleague_forwards(name: str) -> None:
    expected = datetime(2026, 3, 10, 8, 55, tzinfo=PARIS)
    expected = expected if INSURER in EXPECTED[name]["hops"] else SENT

    sent, received = moments((MAILS / f"{name}.eml").read_bytes())

    assert received.at.replace(second=0) == expected
    assert received.source.startswith(("quoted_date", "header_"))
    assert sent.at.replace(second=0) == SENT


def test_it_has_mails_of_every_client() -> None:
    assert len(CLIENTS) >= 20


def test_it_takes_the_hop_that_reached_the_broker() -> None:
    _, received = moments((MAILS / "chaine_assureur.eml").read_bytes())

    assert received.quote == "mardi 10 mars 2026 08:55"


def test_it_believes_the_mailbox_of_direct_mail() -> None:
    assert moments(OF_CUSTOMER)[1] == Reception(RECEIVED, MAILBOX)


def test_it_believes_the_mailbox_of_what_a_stranger_forwards() -> None:
    raw = (MAILS / "gmail_fr.eml").read_bytes()
    raw = raw.replace(
        b"<claire.marchand@marchand-courtage", b"<claire@horizon-mutuelle"
    )

    assert moments(raw)[1] == Reception(RECEIVED, MAILBOX)


@pytest.mark.parametrize(
    ("name", "why"), [("sans_date", NO_DATE), ("date_absurde", NO_DATE)]
)
def test_it_says_that_nobody_knows(name: str, why: str) -> None:
    sent, received = moments((MAILS / f"{name}.eml").read_bytes())

    assert received == Reception(RECEIVED, UNKNOWN)
    assert sent == Sending(RECEIVED, "none", why)


def test_it_says_that_a_date_is_not_credible() -> None:
    raw = (MAILS / "outlook_fr.eml").read_bytes().replace(b"2026 18:42", b"2011 18:42")

    sent, received = moments(raw)

    assert (sent.precision, sent.source) == ("none", ODD_DATE)
    assert received == Reception(RECEIVED, UNKNOWN)


def test_it_reads_the_stamp_of_an_attached_message() -> None:
    raw = (MAILS / "message_joint.eml").read_bytes()
    raw = raw.replace(
        b"From: Pauline", STAMP + b"Tue, 10 Mar 2026 07:05:00 +0100\r\nFrom: Pauline"
    )

    _, received = moments(raw)

    assert received == Reception(
        datetime(2026, 3, 10, 6, 5, tzinfo=UTC), "header_received"
    )


def test_it_reads_the_stamp_below_a_redirection_by_hand() -> None:
    raw = (
        STAMP
        + b"Fri, 20 Mar 2026 08:59:58 +0100\r\n"
        + b"Resent-From: claire.marchand@marchand-courtage.example\r\n"
        + b"Resent-Date: Fri, 20 Mar 2026 08:59:59 +0100\r\n"
        + STAMP
        + b"Tue, 10 Mar 2026 07:05:00 +0100\r\n"
        + OF_CUSTOMER
    )

    _, received = moments(raw)

    assert received.at == datetime(2026, 3, 10, 6, 5, tzinfo=UTC)


def test_it_reads_the_stamp_of_a_server_rule() -> None:
    stamps = STAMP + b"Fri, 20 Mar 2026 09:00:00 +0100\r\n"
    stamps += (
        b"X-Forwarded-For: claire.marchand@marchand-courtage.example r@in.example\r\n"
    )
    stamps += STAMP + b"Tue, 10 Mar 2026 07:05:00 +0100\r\n"

    _, received = moments(stamps + OF_CUSTOMER)

    assert received.at == datetime(2026, 3, 10, 6, 5, tzinfo=UTC)


def test_it_reads_the_last_stamp_of_an_old_mail_dropped_as_a_file() -> None:
    later = datetime(2028, 6, 1, tzinfo=UTC)
    stamps = STAMP + b"Tue, 10 Mar 2026 07:05:00 +0100\r\n"
    stamps += STAMP + b"Mon, 9 Mar 2026 18:43:00 +0100\r\n"

    sent, received = moments(stamps + OF_CUSTOMER, upload=True, at=later)

    assert received.at == datetime(2026, 3, 10, 6, 5, tzinfo=UTC)
    assert (sent.at, sent.precision) == (SENT, "minute")


def test_it_reads_the_date_of_a_dropped_mail_without_a_stamp() -> None:
    _, received = moments(OF_CUSTOMER, upload=True)

    assert received == Reception(SENT, "header_date")


def test_it_never_puts_reception_before_sending() -> None:
    raw = (MAILS / "chaine_assureur.eml").read_bytes()
    raw = raw.replace(b"mardi 10 mars 2026 08:55", b"mardi 3 mars 2026 08:55")

    sent, received = moments(raw)

    assert received.at == sent.at
