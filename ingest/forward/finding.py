"""The first place in a text where another message begins."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from zoneinfo import ZoneInfo

from ingest.forward.attributions import attribution_at
from ingest.forward.blocks import (
    MARKS,
    Found,
    block_at,
    label,
    separator,
)
from ingest.forward.layouts import FIELDS, LABELS, key
from ingest.mime.headers import one_line
from ingest.mime.identity import read_quoted_person
from ingest.mime.values import Person
from ingest.text.date_phrases import moment
from ingest.text.lines import Line, next_filled

MAX_PLACES = 60
# Nobody's mail is longer; a bomb's is.
MAX_LINES = 4_000
# No client begins its block with another field.
_FIRST = ("from", "date", "subject")
_NOBODY = Person("", "")
# Labels end with a colon, introductions hold a date, an address, or end with a colon.
_SIGN = re.compile(r"[\d@:：]")


def find_places(lines: list[Line], start: int = 0) -> Iterator[Found]:
    """Every place where a message begins, from the top; blocks before introductions."""
    index, count = start, 0
    end = min(len(lines), MAX_LINES)
    while index < end and count < MAX_PLACES:
        found = place_at(lines, index)
        if found is None:
            index += 1
            continue
        count += 1
        yield found
        index = max(found.end, index + 1)


def place_at(lines: list[Line], index: int) -> Found | None:
    """Find the message that begins at this line; None when none does."""
    text = lines[index].text
    if not text or text.isspace():
        return None
    stripped = text.lstrip()
    if stripped[:1] in MARKS:
        if stripped[1:2] in MARKS:
            found = one_line_block(lines, index) or _bare_mark(lines, index)
            if found:
                return found
    elif not _SIGN.search(text):
        # All that can still begin here is a separator of words alone.
        return _bare_mark(lines, index)
    labelled = label(text)
    if labelled and labelled[0] in _FIRST and (found := block_at(lines, index)):
        return found
    found = attribution_at(lines, index)
    if (found is None and "@" in text) or text.rstrip().endswith(":"):
        found = found or pasted_at(lines, index)
    return found or _bare_mark(lines, index)


def _bare_mark(lines: list[Line], index: int) -> Found | None:
    """A separator whose header lines we cannot read still parts two messages."""
    kind = separator(lines[index].text)
    if kind not in ("forward", "original"):
        return None
    following = next_filled(lines, index + 1)
    if following < len(lines):
        if label(lines[following].text) and block_at(lines, following):
            return None
        if separator(lines[following].text) or one_line_block(lines, following):
            return None
        if attribution_at(lines, following):
            return None
        if found := find_uncoloned_block(lines, index):
            return found
    return Found(
        index, index + 1, _NOBODY, mark=kind, depth=lines[index].depth, labelled=False
    )


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
    if len({(match[1] or match[2]).lower() for match in found}) != 1:
        return None
    before = joined[: found[0].start()].rstrip(" ,:-–")
    named = _NAME.search(before + " ") or _NAME.search(before) or _ALONE.match(before)
    name = _CIVILITY.sub("", one_line(named[1]), count=1) if named else ""
    email = read_quoted_person(found[0][0]).email
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


def unquote(lines: list[Line]) -> tuple[list[Line], list[Line]]:
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


_ONE_LINE = re.compile(r"(\s*-{3,}\s?[^-].{2,60}?\s?-{3,})\s*(\S.*)\Z", re.DOTALL)


def one_line_block(lines: list[Line], index: int) -> Found | None:
    """A block that its client wrote on one line (`----- Message transmis ----- De : ...`)."""
    match = _ONE_LINE.match(lines[index].text[:4_000])
    if not match or not separator(match[1]):
        return None
    text = match[2]
    spread = [Line(0, match[1]), *(Line(0, piece) for piece in _spread(text))]
    found = block_at(spread, 1) if len(spread) > 1 else None
    if found is None:
        return None
    return replace(found, start=index, end=index + 1, depth=lines[index].depth)


def find_uncoloned_block(lines: list[Line], index: int) -> Found | None:
    """A block under a separator whose labels bear no colon (eM Client): `De "Nom" <x@y>`."""
    first = next_filled(lines, index + 1)
    spread, depth = [lines[index]], lines[index].depth
    for line in lines[first : first + len(FIELDS)]:
        name = _bare_label(line.text)
        if not name or line.depth != depth:
            break
        spread.append(Line(depth, f"{name}: {line.text.strip()[len(name) :]}"))
    found = block_at(spread, 1) if len(spread) > 3 else None
    if found is None:
        return None
    return replace(found, start=index, end=first + len(spread) - 1)


def _bare_label(text: str) -> str:
    """The label a line begins with, as it is written there; "" when there is none."""
    words = text.strip().split(None, 2)
    for count in (2, 1):
        name = text.strip()[: len(" ".join(words[:count]))]
        if len(words) > count and key(name) in LABELS:
            return name
    return ""


_GLUED = re.compile(
    "("
    + "|".join(
        re.escape(word)
        for word in sorted(LABELS, key=len, reverse=True)
        if LABELS[word] != "other"
    )
    + r")[ \u00a0]?[:：]",
    re.IGNORECASE,
)


def _spread(text: str) -> list[str]:
    """A glued block cut before each label, each field once, in the client's order."""
    cuts: list[int] = []
    seen: set[str] = set()
    for match in _GLUED.finditer(text[:4_000]):
        name = LABELS[key(match[1])]
        glued = (
            not cuts
            or text[match.start() - 1] in ">;) \t"
            or name in ("subject", "date")
        )
        if name in seen or not glued:
            continue
        if name in ("to", "cc") and "from" not in seen:
            continue
        seen.add(name)
        cuts.append(match.start())
        if name == "subject":
            break
    return [text[first:last].strip() for first, last in pairwise([*cuts, len(text)])]
