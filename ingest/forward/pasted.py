"""A customer's mail pasted by hand under a sentence that names its author."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from ingest.forward.blocks import Found
from ingest.mime.headers import one_line
from ingest.mime.identity import quoted_person
from ingest.mime.values import Person
from ingest.text.date_phrases import moment
from ingest.text.lines import Line, next_filled

# A sentence of the forwarder: what it was, that it came, and from whom.
_SENTENCE = re.compile(
    r"(?i)\b(?:mail|e-?mail|message|courriel|réclamation|plainte|courrier|demande|texte)s?\b"
    r"[^\n]{0,160}?\b(?:de|du|par|from|of|by)\b"
    r"|\b(?:écrit|écrivait|réclame|se plaint|reçue?s? d[eu]|wrote|writes)\b"
)
# Who speaks of your service, or of what you wrote, is the customer.
_OF_OURS = re.compile(r"(?i)\b(?:votre|vos|your|vous [mn]['’]avez)\b")
_ADDRESS = re.compile(
    r"[(<\[]\s*(?:mailto:)?([\w.+'-]{1,64}@[\w.-]{1,190})\s*[)>\]]|([\w.+'-]{1,64}@[\w.-]{1,190})"
)
_NAME = re.compile(
    r"(?:\b(?:de|par|from|by|of|client|cliente|assurée?|madame|monsieur|mme|m\.|mr)(?!\w)[\s(]+)"
    r"((?:[^\W\d_a-zà-ÿ][\w.'’-]*\s?){1,6})[,\s]*\Z"
)
_CIVILITY = re.compile(r"(?i)(?:madame|mademoiselle|monsieur|mme|mlle|mr|m\.|dr|me)\s+")
_ALONE = re.compile(r"\A((?:[^\W\d_a-zà-ÿ][\w.'’-]*\s?){2,5})\Z")
_UTC = ZoneInfo("UTC")
_MAX = 300
_CLOSING = {"«": "»", "“": "”", '"': '"'}


def pasted_at(lines: list[Line], index: int) -> Found | None:
    """The sentence at `index` when it introduces a pasted mail, else None."""
    joined, end = _sentence(lines, index)
    if not _SENTENCE.search(joined) or _OF_OURS.search(joined):
        return None
    found = list(_ADDRESS.finditer(joined))
    if len({(one[1] or one[2]).lower() for one in found}) != 1:
        return None
    before = joined[: found[0].start()].rstrip(" ,:-–")
    named = _NAME.search(before + " ") or _NAME.search(before) or _ALONE.match(before)
    name = _CIVILITY.sub("", one_line(named[1]), count=1) if named else ""
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


def unquoted(lines: list[Line]) -> tuple[list[Line], list[Line]]:
    """The pasted words without the quotation marks around them, and what stands below."""
    first = next_filled(lines, 0)
    opened = lines[first].text.lstrip() if first < len(lines) else ""
    mark = _CLOSING.get(opened[:1], "")
    ends = [at for at, line in enumerate(lines) if mark and _closes(line, mark)]
    if not ends:
        return lines, []
    last = ends[-1]
    inside = lines[first : last + 1]
    inside[0] = Line(inside[0].depth, opened[1:].lstrip())
    inside[-1] = Line(inside[-1].depth, inside[-1].text.rstrip().rstrip(mark).rstrip())
    return inside, lines[last + 1 :]


def _closes(line: Line, mark: str) -> bool:
    return line.text.rstrip().endswith(mark)
