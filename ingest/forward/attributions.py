"""Lines that introduce a quoted message: « Le 3 mars 2025 à 9:05, X a écrit : »."""

from __future__ import annotations

import re
from collections.abc import Iterator
from zoneinfo import ZoneInfo

from ingest.forward.blocks import Found, banner_above, label, separator
from ingest.forward.layouts import OPENINGS, VERB, last_verb, may_hold_verb
from ingest.mime.headers import one_line
from ingest.mime.identity import is_address, read_quoted_person
from ingest.mime.values import Person
from ingest.text.date_phrases import moment
from ingest.text.lines import Line, next_filled
from ingest.text.months import MONTHS, ZONES, fold

_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d{1,2}[:.hH]\d{2}")
_DATE_FIRST = re.compile(r"\W{0,3}(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_ADDRESS = re.compile(r"[<(\[]*(?:mailto:)?[\w.+'-]{1,64}@[\w.-]{1,190}")
_DAY = re.compile(
    r"\d{1,4}[-/. ]\s?\d{1,2}[-/. ]|\d{1,2}\.?\s(?:de\s)?[^\W\d]{3,}|[^\W\d]{3,}\.?\s\d{1,2},?\s\d{4}"
)
# « пн, 9 мар. 2026 г. в 18:42, Zoé <zoe@client.example>: » needs no verb.
_DATED = re.compile(r"[^\d<@]{0,16}\d{1,4}\W")
_ADDRESS_LAST = re.compile(r"[<(][^<>()\s]{1,254}[>)]+\s?[:：]\Z")
# An old form of Gmail: a date with its zone and a name, nothing else.
_DATED_NAME = re.compile(
    r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)(?:[+-]\d\d:\d\d)? [^\n]{2,100}\Z"
)
# Marks of direction around names and addresses in right-to-left languages.
_HIDDEN = re.compile("[\u200b-\u200f\u202a-\u202e\u2066-\u2069]")
_TRAILING = " *_\t\u200e\u200f\u202c"
# Words that stand between a date and a name.
_CONNECTING = """
à a at um uhr kl kl. klo om o godz. v u ore alle las heeft het skrev schreef
schrieb den el il le on am em op dnia dne от пользователь používateľ időpontban
użytkownik from via de der by tarihinde gmt utc pm p.m. h uhr, at, heures г. р.
в о nachm. vorm. kello escribió pe ma ti ke to la su
"""
_CONNECTORS = frozenset(_CONNECTING.split())
_UTC = ZoneInfo("UTC")
_MAX_LINES, _MAX_OPENING = 6, 4
_MAX_LENGTH = 320


def attribution_at(lines: list[Line], index: int) -> Found | None:
    """The introduction that begins at `index` (it may be wrapped), None when none."""
    first = lines[index].text
    if not _may_begin(first):
        return None
    if _DATED_NAME.match(first) and index and lines[index - 1].blank:
        return _find(first.strip(), lines, index, index)
    if not _may_end(lines, index):
        return None
    for end, joined in _grow(lines, index):
        if _is_complete(joined, lines, end, lines[index].depth):
            if any(_is_of_a_block(line.text) for line in lines[index : end + 1]):
                return None
            begin = _begin_of(joined, lines, index)
            found = _find(joined, lines, begin, end)
            return None if end > index and _begins_later(lines, index, found) else found
    return None


def _grow(lines: list[Line], index: int) -> Iterator[tuple[int, str]]:
    """Yield (index of the last line, the lines joined) of ever more lines from `index` on."""
    joined = ""
    for end in range(index, min(index + _MAX_LINES, len(lines))):
        line = lines[end]
        if line.blank and ("@" in joined or _has_address_first(lines, end)):
            # Programs that turn a page into a text break a line around its address.
            continue
        if line.depth == lines[index].depth + 1 and joined.count("<") > joined.count(
            ">"
        ):
            # The bracket that closes a wrapped address is no mark of a quotation.
            line = Line(lines[index].depth, f"> {line.text}")
        is_longer = len(joined) + len(line.text) > _MAX_LENGTH
        if line.blank or line.depth != lines[index].depth or is_longer:
            return
        joined = _HIDDEN.sub("", one_line(f"{joined} {line.text}")).strip(_TRAILING)
        yield end, joined


def _has_address_first(lines: list[Line], blank: int) -> bool:
    """The line below an empty one begins with an address in its brackets."""
    following = next_filled(lines, blank)
    is_near = following < len(lines) and following - blank <= 2
    return is_near and lines[following].text.lstrip()[:1] in ("<", "[", "(")


def _begin_of(joined: str, lines: list[Line], index: int) -> int:
    """Find the beginning of a wrapped introduction: a line above may hold its first words alone.

    « On Mon, Mar » above the day, or the name above an address that stands first.
    """
    above = lines[index - 1] if index else Line(0, "")
    words = _HIDDEN.sub("", above.text).strip(" *_>").split()
    is_short = 0 < len(words) <= _MAX_OPENING and above.depth == lines[index].depth
    if not is_short or above.text.rstrip().endswith(("!", "?", ":", ";")):
        return index
    goes_on = joined[:1].isdigit() or "@" in joined.partition(",")[0]
    opens = words[0].casefold().strip(".,") in OPENINGS and goes_on
    is_name = all(word[:1].isupper() for word in words) and words[-1][-1:].isalnum()
    return index - 1 if opens or (joined.startswith("<") and is_name) else index


def _is_of_a_block(text: str) -> bool:
    """A banner or a labelled line, which introduces nothing by itself."""
    return bool(separator(text)) or label(text) is not None


def _begins_later(lines: list[Line], index: int, found: Found) -> bool:
    """The introduction is whole without this line: the line is somebody's own words."""
    for start in range(index + 1, found.end):
        later = attribution_at(lines, start)
        if later is not None and later.end == found.end and later.date:
            # A name and an address above a date and a verb are of one introduction.
            return bool(later.person.email) or "@" not in lines[index].text
    return False


def _may_begin(text: str) -> bool:
    if not text or len(text) > _MAX_LENGTH or text.isspace():
        return False
    return (
        bool(_DIGIT.search(text))
        or "@" in text
        or text.rstrip(_TRAILING).endswith((":", "："))
    )


def _may_end(lines: list[Line], index: int) -> bool:
    """Within reach a line ends as introductions do; asked first because it is cheap."""
    for at, line in enumerate(lines[index : index + _MAX_LINES], index):
        if "@" in line.text or line.text.rstrip(_TRAILING).endswith((":", "：")):
            return True
        if line.blank:
            return _has_address_first(lines, at)
    return False


def _is_complete(joined: str, lines: list[Line], end: int, depth: int) -> bool:
    has_address = "@" in joined and bool(_ADDRESS.search(joined))
    if not has_address and not joined.endswith((":", "：")):
        return False
    if joined.count("<") > joined.count(">"):
        return False
    quoted = _is_quoted_next(lines, end + 1, depth)
    if _ends_with_verb(joined):
        return (
            has_address or quoted or bool(_TIME.search(joined) and _DAY.search(joined))
        )
    closed = joined.endswith((":", "：", ">"))
    if _DATE_FIRST.match(joined) and closed and has_address:
        return True
    dated = has_address and bool(_TIME.search(joined)) and bool(_DAY.search(joined))
    if dated and _DATED.match(joined) and _ADDRESS_LAST.search(joined):
        return True
    return dated and quoted and len(joined) < 160 and closed | joined[-1:].isdigit()


def _ends_with_verb(joined: str) -> bool:
    """The verb stands at the end, or the rest after it is only a date or a name."""
    if not may_hold_verb(joined):
        return False
    closed = joined.endswith((":", "："))
    found = last_verb(joined)
    if found is None:
        return False
    rest = joined[found.end() :].strip(" :：")
    if closed:
        return True
    return not rest and bool(_ADDRESS.search(joined))


def _is_quoted_next(lines: list[Line], start: int, depth: int) -> bool:
    following = next_filled(lines, start)
    if following >= len(lines) or following - start > 2:
        return False
    line = lines[following]
    return line.depth > depth or (
        line.depth == depth and line.text.startswith(("    ", "\t", "| "))
    )


def _find(joined: str, lines: list[Line], start: int, end: int) -> Found:
    address = _ADDRESS.search(joined)
    person = _person(joined, address)
    when = joined
    if address:
        # What stands beside the address may hold digits: only the date is wanted.
        before, after = joined[: address.start()], joined[address.end() :]
        when = before if moment(before, _UTC) else after
    start, mark = banner_above(lines, start)
    return Found(
        start=start,
        end=end + 1,
        person=person,
        mark=mark,
        depth=lines[end].depth,
        date=when if moment(when, _UTC) else "",
        labelled=False,
        evidence=joined[:200],
    )


_QUOTED_NAME = re.compile(
    r"[\"«“„]\s*([^\"»”“„«<>]{1,100}?)\s*[\"»”“]?\s*[<(\[]?\s*(?:mailto:)?\Z"
)


def _person(joined: str, address: re.Match[str] | None) -> Person:
    if address is None:
        return Person(_name_without_address(joined), "")
    email = read_quoted_person(address[0]).email
    before = joined[: address.start()]
    quoted = _QUOTED_NAME.search(before)
    name = quoted[1] if quoted else _trailing_name(before)
    return Person(name, email if is_address(email) else "")


def _trailing_name(text: str) -> str:
    """The words right before an address that are neither date nor connector."""
    words: list[str] = []
    for word in reversed(text.rstrip(" <([").split()):
        bare = word.strip("<>()[]\"'")
        if _ends_name(word, bare):
            break
        words.insert(0, bare)
    while words and words[0].casefold() in _CONNECTORS:
        words.pop(0)
    return " ".join(word for word in words if word).strip(" ,-–")


def _ends_name(word: str, bare: str) -> bool:
    low = bare.casefold().strip(".,")
    return (
        any(letter.isdigit() for letter in bare)
        or word.endswith((",", ";", ":"))
        or low in ZONES
        or (fold(low) in MONTHS and len(low) > 3)
        or VERB.fullmatch(bare) is not None
        or low
        in (
            "heeft",
            "skrev",
            "schrieb",
            "от",
            "пользователь",
            "používateľ",
            "időpontban",
        )
    )


def _name_without_address(joined: str) -> str:
    verb = last_verb(joined)
    return _trailing_name(joined[: verb.start()] if verb else joined.rstrip(":"))
