"""Read receipts without the standard form, by their subject and their words together.

A person may complain that their letter « a été lue » and never answered: words of grievance
of their own, not those of the subject that is quoted, make it a person's.
"""

from __future__ import annotations

import re

from ingest.classify.absence import GRIEVANCE
from ingest.text.lines import caseless

_SUBJECT = re.compile(
    r"(?i)\s*(?:non |not )?(?:lue?|read|gelesen|ungelesen|leído|letto|lido|gelezen)\s?:"
    r"|\s*(?:accusé|confirmation) de lecture\b|\s*(?:read|return) receipt\b|\s*lesebestätigung\b"
)
# In small letters.
_WORDS = re.compile(
    r"\ba été lu[e]? le\b|supprimé sans (?:avoir été|être) lu|a été (?:affiché|ouvert)\b"
    r"|\bwas read on\b|\bdeleted without being read\b|receipt (?:for|verifies)|was displayed"
    r"|accusé de réception (?:pour|indique)|wurde (?:am .{0,40})?gelesen|ungelesen gelöscht"
    r"|fue leído|è stato letto|foi lida?|is gelezen"
)
# The letter of which it speaks: its subject and its addresses may be those of complaints.
_QUOTED = re.compile(
    r"(?m)^[ \t>*]*(?:objet|sujet|subject|betreff|asunto|oggetto|assunto|onderwerp)\s?:.*$"
    r"|\S+@\S+"
)
_BRIEF = 1_000


def is_plain_receipt(subject: str, text: str) -> bool:
    """A mail program says that a letter was opened or deleted, in words of its own."""
    if len(text) > _BRIEF or not _SUBJECT.match(subject):
        return False
    said = _QUOTED.sub("", caseless(text))
    return bool(_WORDS.search(said)) and not GRIEVANCE.search(said)
