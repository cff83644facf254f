"""A delivery report names the letters it gives back, in whatever form."""

from __future__ import annotations

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from tests.ingest.mails import READING

LETTER = "<ack.0123.abcd@in.reclampro.test>"
GIVEN_BACK = f"""From: cabinet@chez-nous.example
To: client@client.example
Message-ID: {LETTER}
Subject: votre dossier

"""
REPORT = """From: MAILER-DAEMON@mx.example
To: cabinet@chez-nous.example
Subject: Undelivered Mail Returned to Sender
Date: Mon, 23 Nov 2026 08:00:00 +0100
Message-ID: <b1@mx.example>
Auto-Submitted: auto-replied
MIME-Version: 1.0
Content-Type: multipart/report; report-type=delivery-status; boundary=b

--b

The mail could not be delivered.
--b
Content-Type: message/delivery-status

Reporting-MTA: dns; mx.example

Final-Recipient: rfc822; client@client.example
Action: failed
Status: 5.1.1

--b
Content-Type: {kind}

{given_back}
--b--
"""
PLAIN = f"""From: MAILER-DAEMON@mx.example
To: cabinet@chez-nous.example
Subject: failure notice
Date: Mon, 23 Nov 2026 08:00:00 +0100
Message-ID: <b2@mx.example>

<client@client.example>: user unknown

--- Below this line is a copy of the message.

{GIVEN_BACK}
"""


@pytest.mark.parametrize(
    "report",
    [
        REPORT.format(kind="text/rfc822-headers", given_back=GIVEN_BACK),
        REPORT.format(kind="message/rfc822", given_back=GIVEN_BACK + "Bonjour"),
        PLAIN,
    ],
    ids=["headers", "whole", "plain"],
)
def test_it_names_the_letter_given_back(report: str) -> None:
    found = understand(report.encode(), READING)

    assert found.kind is Kind.BOUNCE
    assert LETTER in found.references
