"""Header blocks inside a text: labelled lines that say who wrote what follows."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ingest.forward.layouts import END_MARKS, LABELS, SEPARATORS, key
from ingest.mime.headers import one_line
from ingest.mime.identity import addresses, is_address, read_quoted_person
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled

_RULE = re.compile(r"\s*[-_=*~—–‐]{3,}\s*\Z")
# The Bat! draws scissors into its rules: `===8<===`.
_BANNER = re.compile(
    r"\s*[-_=*~—–‐]{2,}(?:8<[-=]{2,})?\s*([^-_=*~‐].{2,120}?)\s*[-_=*~—–‐]{2,}\s*\Z"
)
_UNCOLONED_DATE = re.compile(r"(?i)\s*message du\s:?\s?(\d.{5,40})\Z")
# Header lines that programs copy whole, and no person writes.
_TECHNICAL = re.compile(
    r"(?i)(?:x|mime|content|list|message|delivered|return|in-reply|user|thread|dkim|arc"
    r"|authentication|received|resent|reply)-[a-z][a-z-]{0,30}\Z"
)
MARKS = "-_=*~—–‐"
_AROUND = " *_:："
_OPENINGS = frozenset(words.split(" ", 1)[0] for words in SEPARATORS)
_MAX_LABEL = 34
_MAX_SEPARATOR = 250
_MAX_CONTINUED = 12
_NEAR_EDGE = 55


@dataclass(frozen=True, slots=True)
class Found:
    """A place where another message begins, and what its header lines say."""

    start: int
    end: int
    person: Person
    date: str = ""
    subject: str = ""
    recipients: tuple[str, ...] = ()
    recipient_names: tuple[str, ...] = ()
    written_to: tuple[str, ...] = ()
    mark: str = ""
    depth: int = 0
    labelled: bool = True
    evidence: str = ""


@dataclass
class _Fields:
    values: dict[str, str] = field(default_factory=dict)
    end: int = 0
    mark: str = ""


def label(text: str) -> tuple[str, str] | None:
    """Read (field, value) of a labelled line in any language we know."""
    stripped = text.lstrip(" \t*|\u00a0")
    colon = _colon(stripped)
    if colon >= 0:
        words = stripped[:colon].strip(" *_\t")
        name = LABELS.get(key(words)) or ("other" if _TECHNICAL.match(words) else "")
        if name:
            return name, stripped[colon + 1 :].strip(" *_\t")
    begins = text.lstrip()[:1] in "mM"
    match = _UNCOLONED_DATE.match(text[:80]) if begins else None
    return ("date", match[1]) if match else None


def _colon(text: str) -> int:
    """Find the first colon that may end a label; -1 where none does."""
    colon = text.find(":", 0, _MAX_LABEL)
    wide = text.find("：", 0, _MAX_LABEL)
    return wide if colon < 0 or 0 <= wide < colon else colon


def separator(text: str) -> str:
    """`forward`, `original`, `rule` or "": what kind of dividing line this is."""
    if not text or len(text) > _MAX_SEPARATOR or text.isspace():
        return ""
    if text.lstrip()[:1] in MARKS:
        if _RULE.match(text):
            return "rule"
        if banner := _BANNER.match(text):
            words = key(banner[1].strip(_AROUND))
            return SEPARATORS.get(words) or _opening(words)
    return _strip_marks(text)


def _strip_marks(text: str) -> str:
    """The kind of a dividing line that has words alone."""
    bare = text.strip(_AROUND)
    # Few lines begin with such a word: the others are not read to their end.
    if not (first := bare.split(None, 1)) or key(first[0]) not in _OPENINGS:
        return ""
    kind = SEPARATORS.get(key(bare), "")
    is_sure = kind == "forward" or text.rstrip().endswith((":", "："))
    return kind if is_sure else ""


def _opening(words: str) -> str:
    """A banner that goes on after the words we know (`Message transféré de X`)."""
    for known, kind in SEPARATORS.items():
        if words.startswith(known + " "):
            return kind
    return ""


def is_end_mark(text: str) -> bool:
    """A line such as `----- Fin du message transféré -----`."""
    banner = _BANNER.match(text) if 0 < len(text) < _MAX_SEPARATOR else None
    return banner is not None and key(banner[1]).startswith(END_MARKS)


def block_at(lines: list[Line], index: int) -> Found | None:
    """The labelled block that begins exactly at `index`, None when there is none."""
    fields = _collect(lines, index)
    if fields is None:
        return None
    person = read_quoted_person(fields.values.get("from", ""))
    start, mark = banner_above(lines, index)
    is_under_words = any(not line.blank for line in lines[:start])
    is_valid = _is_valid(fields.values, person, mark)
    if not is_valid and not (is_under_words and _is_dateless(fields.values, person)):
        return None
    named = ", ".join(fields.values.get(name, "") for name in ("to", "cc"))
    return Found(
        start=start,
        end=fields.end,
        person=person,
        date=fields.values.get("date", ""),
        subject=one_line(fields.values.get("subject", "")),
        recipients=addresses(named, 50),
        recipient_names=tuple(_names(fields.values.get("to", ""))),
        written_to=addresses(fields.values.get("to", ""), 50),
        mark=mark,
        depth=lines[index].depth,
        evidence=one_line(lines[index].text)[:200],
    )


def _is_valid(values: dict[str, str], person: Person, mark: str) -> bool:
    if not values.get("from") or not (person.name or person.email):
        return False
    others = sum(1 for name in ("date", "to", "subject", "cc") if name in values)
    if mark in ("forward", "original"):
        return others >= 1
    return others >= 2 and bool(values.get("date") or is_address(person.email))


def _is_dateless(values: dict[str, str], person: Person) -> bool:
    """Somebody took the day out: address and subject still say whose letter it is.

    Only under words of theirs: a contact form's notice begins alike.
    """
    return values.keys() == {"from", "subject"} and is_address(person.email)


def _collect(lines: list[Line], index: int) -> _Fields | None:
    fields = _Fields()
    depth = lines[index].depth
    position, last = index, ""
    while position < len(lines):
        line = lines[position]
        found = None if line.depth != depth else label(line.text)
        if found and _is_room(found[0], fields):
            last, value = found
            fields.values[last] = value
            position += 1
            fields.end = position
            continue
        step = _continuation(lines, position, depth, fields, last)
        if step is None:
            break
        position = step
    if "from" not in fields.values:
        return None
    return fields


def _continuation(
    lines: list[Line], position: int, depth: int, fields: _Fields, last: str
) -> int | None:
    """Find where the block goes on after a wrapped value or a gap; None when it is over."""
    if not last:
        return None
    following = next_filled(lines, position)
    if following >= len(lines) or following - position > 2:
        return None
    if _is_new(lines, following, depth, fields):
        return following
    # A letter without a subject: its first words are not one.
    is_whole = bool(fields.values[last]) or last == "subject"
    if following > position and is_whole:
        return None
    stop = _end_of_value(lines, following, depth, fields, last)
    if stop is None:
        return None
    words = " ".join(line.text.strip() for line in lines[following:stop])
    fields.values[last] = one_line(f"{fields.values[last]} {words}")
    fields.end = stop
    return stop


def _end_of_value(
    lines: list[Line], start: int, depth: int, fields: _Fields, last: str
) -> int | None:
    """Find the end of a value that goes on in other lines; None when these are not its own."""
    wrapped = _join_wrapped(lines, start, depth, fields)
    if wrapped is not None:
        return wrapped
    if fields.values[last]:
        is_cut = last == "subject" and _goes_on(lines, start)
    else:
        is_cut = last in ("from", "subject", "to", "date")
    return start + 1 if is_cut else None


def _goes_on(lines: list[Line], position: int) -> bool:
    """A long subject was cut at the edge: its end stands alone, in small letters."""
    before, line = lines[position - 1], lines[position]
    is_last = position + 1 < len(lines) and lines[position + 1].blank
    return (
        len(before.text) > _NEAR_EDGE
        and is_last
        and line.depth == before.depth
        and line.text[:1].islower()
    )


def _is_new(lines: list[Line], position: int, depth: int, fields: _Fields) -> bool:
    line = lines[position]
    found = label(line.text) if line.depth == depth else None
    return found is not None and _is_room(found[0], fields)


def _is_room(name: str, fields: _Fields) -> bool:
    """Each field stands once in a block; what says nothing may stand again."""
    return name == "other" or name not in fields.values


def _join_wrapped(
    lines: list[Line], position: int, depth: int, fields: _Fields
) -> int | None:
    """The next label within reach, when only unlabelled lines of one piece part us."""
    for ahead in range(position + 1, min(position + _MAX_CONTINUED, len(lines))):
        if lines[ahead - 1].blank or lines[ahead].depth != depth:
            return None
        if _is_new(lines, ahead, depth, fields):
            return ahead
    return None


def banner_above(lines: list[Line], index: int) -> tuple[int, str]:
    """Find the separator above a block: its line, and what it says."""
    start, mark, position = index, "", index - 1
    gaps = 0
    while position >= 0 and gaps < 3:
        line = lines[position]
        kind = separator(line.text)
        if kind:
            start = position
            mark = kind if mark in ("", "rule") else mark
        elif not line.blank:
            break
        else:
            gaps += 1
        position -= 1
    return start, mark


def _names(value: str) -> list[str]:
    return [
        name
        for piece in value.split(";")[:20]
        if (name := read_quoted_person(piece).name)
    ]
