"""The warning that a mail server puts above what comes from outside: nobody's words."""

from __future__ import annotations

import re

from ingest.text.caseless import caseless
from ingest.text.lines import Line, next_filled

# In small letters: how such a warning begins, and what it warns of.
_BEGINS = re.compile(
    r"\W{0,6}(?:\[?ext(?:erne|ernal|erno|ern)?\]?|attention|caution|warning|avertissement|prudence|vigilance"
    r"|important|ce (?:message|mail|courriel|e-?mail)|cet e-?mail|this (?:e-?mail|message)|expéditeur|you don't often|vous n['’]obtenez pas souvent)\b"
)
_WARNS = re.compile(
    r"\b(?:extérieur|externe|outside|external)\b.{0,80}\b(?:organi[sz]ation|entreprise|société|company|groupe|réseau)\b"
    r"|expéditeur externe|externe à (?:l|notre|votre)|external (?:sender|e-?mail|source)|ne cliquez|évitez de cliquer"
    r"|do not click|don't often get e-?mail from|pas souvent d['’]e-?mails? (?:à partir )?de",
    re.DOTALL,
)
_MOST_LINES, _MOST = 4, 400


def without_banner(lines: list[Line]) -> list[Line]:
    """The lines under a server's warning; all of them when there is none."""
    start = next_filled(lines, 0)
    end = start
    while end < len(lines) and not lines[end].blank:
        end += 1
    if end - start > _MOST_LINES:
        # The writer's own words follow at once: only a line of its own is the server's.
        end = start + 1
    told = caseless(" ".join(line.text for line in lines[start:end])[: _MOST + 1])
    if len(told) > _MOST or not _BEGINS.match(told) or not _WARNS.search(told):
        return lines
    rest = lines[next_filled(lines, end) :]
    return rest or lines
