"""A customer's mail pasted by hand under a sentence that names its author."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from ingest.dates import moment
from ingest.forward.blocks import Found
from ingest.forward.lines import Line
from ingest.headers import one_line
from ingest.identity import quoted_person
from ingest.understood import Person

# A sentence of the forwarder: what it was, that it came, and from whom.
_SENTENCE = re.compile(
    r"(?i)\b(?:mail|e-?mail|message|courriel|réclamation|plainte|courrier|demande|texte)s?\b"
    r"[^\n]{0,160}?\b(?:de|du|par|from|of|by)\b"
)
_ADDRESS = re.compile(
    r"[(<\[]\s*(?:mailto:)?([\w.+'-]{1,64}@[\w.-]{1,190})\s*[)>\]]|([\w.+'-]{1,64}@[\w.-]{1,190})"
)
_NAME = re.compile(
    r"(?:\b(?:de|par|from|by|of|client|cliente|assurée?|madame|monsieur|mme|m\.|mr)\b\s)"
    r"((?:[^\W\d_a-zà-ÿ][\w.'’-]*\s?){1,6})[,\s]*\Z"
)
_UTC = ZoneInfo("UTC")
_MAX = 300


def pasted_at(lines: list[Line], index: int) -> Found | None:
    """The sentence at `index` when it introduces a pasted mail, else None."""
    joined, end = _sentence(lines, index)
    if not joined or not _SENTENCE.search(joined):
        return None
    found = list(_ADDRESS.finditer(joined))
    if len({(one[1] or one[2]).lower() for one in found}) != 1:
        return None
    before = joined[: found[0].start()].rstrip(" ,:-–")
    named = _NAME.search(before + " ") or _NAME.search(before)
    name = one_line(named[1]) if named else ""
    email = quoted_person(found[0][0]).email
    if not email:
        return None
    return Found(
        start=index,
        end=end,
        person=Person(name, email),
        date=joined if moment(joined, _UTC) else "",
        mark="pasted",
        depth=lines[index].depth,
        labelled=False,
        evidence=joined[:200],
    )


def _sentence(lines: list[Line], index: int) -> tuple[str, int]:
    joined = ""
    for end in range(index, min(index + 3, len(lines))):
        line = lines[end]
        if line.blank or line.depth or len(joined) + len(line.text) > _MAX:
            return "", index
        joined = one_line(f"{joined} {line.text}")
        if joined.endswith((":", "：")):
            return joined, end + 1
    return "", index


def unquoted(lines: list[Line]) -> list[Line]:
    """The pasted words without the quotation marks around them."""
    filled = [at for at, line in enumerate(lines) if not line.blank]
    if not filled:
        return lines
    first, last = lines[filled[0]], lines[filled[-1]]
    opened = first.text.lstrip()
    if not opened.startswith(("«", "“", '"')):
        return lines
    lines = list(lines)
    lines[filled[0]] = Line(first.depth, opened[1:].lstrip())
    closed = lines[filled[-1]].text.rstrip() or last.text
    if closed.endswith(("»", "”", '"')):
        lines[filled[-1]] = Line(last.depth, closed[:-1].rstrip())
    return lines
