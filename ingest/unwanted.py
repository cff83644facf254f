"""Signs that a mail is a machine's or was sent to many, short of a header that owns up.

None of them makes a mail ignored: a filter errs, and a customer may write of a newsletter.
They make its acknowledgement wait for a person.
"""

from __future__ import annotations

import re

from ingest.caseless import caseless
from ingest.mail import Headers

# How filters say spam: SpamAssassin, Exchange's level, its verdict, OVH, Vade.
_FILTERS = (
    ("x-spam-status", re.compile(r"(?i)\s*yes\b")),
    ("x-ms-exchange-organization-scl", re.compile(r"\s*[5-9]\b")),
    ("x-forefront-antispam-report", re.compile(r"(?i).*\bSFV:(?:SPM|SKB|SKS|BLK)\b")),
    ("x-microsoft-antispam", re.compile(r"(?i).*\bSCL:[5-9]\b")),
    ("x-ovh-spam-status", re.compile(r"(?i)\s*spam\b")),
    ("x-vr-spamstate", re.compile(r"(?i)\s*spam\b")),
    ("x-spam", re.compile(r"(?i)\s*yes\b")),
)
# What sending services put into each of their mails.
_SENDING = ("feedback-id", "x-csa-complaints", "x-mailgun-sid", "x-mj-mid", "x-sib-id",
            "x-sg-eid", "x-campaign", "x-campaignid", "x-mailjet-campaign", "x-job")  # fmt: skip
# The foot of a newsletter, in small letters.
_LEAVE = re.compile(
    r"désabonn|désinscri|se désinscrire|unsubscribe|ne (?:souhaitez plus|plus) recevoir"
    r"|version en ligne|dans votre navigateur|view (?:this|it) in (?:your )?browser"
)
_FOOT = 1_500


def is_filtered(headers: Headers) -> bool:
    """A filter on the way said spam."""
    return any(
        name in headers and pattern.match(headers.get(name))
        for name, pattern in _FILTERS
    )


def may_be_sent_to_many(headers: Headers, text: str) -> bool:
    """A sending service's mark with the foot of a newsletter, or a foot that is plain enough."""
    found = set(_LEAVE.findall(caseless(text[-_FOOT:])))
    return len(found) > 1 or bool(found and any(one in headers for one in _SENDING))
