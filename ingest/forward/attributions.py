"""Lines that introduce a quoted message: « Le 3 mars 2025 à 9:05, X a écrit : »."""

from __future__ import annotations

import re
from zoneinfo import ZoneInfo

from ingest.dates import moment
from ingest.forward.blocks import Found, banner_above, label, separator
from ingest.forward.lines import Line, next_filled
from ingest.headers import one_line
from ingest.identity import is_address, quoted_person
from ingest.months import MONTHS, ZONES, fold
from ingest.understood import Person

# "wrote", as clients print it; one line a language.
_VERBS = """
a écrit|a ecrit|écrivait|nous a écrit
wrote|writes|said
schrieb|geschrieben|schreibt
escribió|ha escrito
ha scritto|scrive|scritto
escreveu|escreveu o seguinte
schreef|geschreven|heeft het volgende geschreven
skrev|skrev følgende|skrev följande
kirjoitti
napisał|napisał(a)|napisała|napisana przez|pisze
napsal|napsal(a)|píše
napísal|napísal(a)
írta|ezt írta
a scris
je napisao|je napisala|napisao
şunu yazdı|yazdı
написал|написала|написал(а)|пишет
пише|написав
kirjutas
va escriure|ha escrit|missatge de
έγραψε
のメール|さんは書きました|は書きました|写道|写道|寫道|작성
"""
_VERB = re.compile(
    "(?<!\\w)(?:"
    + "|".join(
        re.escape(word)
        for word in sorted(
            {w for line in _VERBS.strip().splitlines() for w in line.split("|")},
            key=len,
            reverse=True,
        )
    )
    + ")(?!\\w)",
    re.IGNORECASE,
)
_HEADS = frozenset(
    word.split()[0].strip("()")
    for line in _VERBS.strip().splitlines()
    for word in line.split("|")
)
_GLUED_VERBS = ("のメール", "書きました", "写道", "寫道", "작성")
_DIGIT = re.compile(r"\d")
_TIME = re.compile(r"\d{1,2}[:.hH]\d{2}")
_DATE_FIRST = re.compile(r"\W{0,3}(?:\d{1,4}[-/.]\d{1,2}[-/.]\d{2,4})\b")
_ADDRESS = re.compile(r"[<(\[]*(?:mailto:)?[\w.+'-]{1,64}@[\w.-]{1,190}")
_DAY = re.compile(
    r"\d{1,4}[-/. ]\s?\d{1,2}[-/. ]|\d{1,2}\.?\s[^\W\d]{3,}|[^\W\d]{3,}\.?\s\d{1,2},?\s\d{4}"
)
# An old form of Gmail: a date with its zone and a name, nothing else.
_DATED_NAME = re.compile(
    r"\d{4}-\d\d-\d\d \d{1,2}:\d\d (?:GMT|UTC)(?:[+-]\d\d:\d\d)? [^\n]{2,100}\Z"
)
_TRAILING = " *_\t\u200e\u200f"
# Words that stand between a date and a name.
_CONNECTING = """
à a at um uhr kl kl. klo om o godz. v u ore alle las heeft het skrev schreef
schrieb den el il le on am em op dnia dne от пользователь používateľ időpontban
użytkownik from via de der by tarihinde gmt utc pm p.m. h uhr, at, heures г. р.
в о nachm. vorm. kello escribió pe ma ti ke to la su
"""
_CONNECTORS = frozenset(_CONNECTING.split())
_UTC = ZoneInfo("UTC")
_MAX_LINES = 4
_MAX_LENGTH = 320


def attribution_at(lines: list[Line], index: int) -> Found | None:
    """The introduction that begins at `index` (it may be wrapped), None when none."""
    first = lines[index].text
    if not _may_begin(first):
        return None
    if _DATED_NAME.match(first) and index and lines[index - 1].blank:
        return _found(first.strip(), lines, index, index)
    if not _may_end(lines, index):
        return None
    depth, joined = lines[index].depth, ""
    for end in range(index, min(index + _MAX_LINES, len(lines))):
        line = lines[end]
        if (
            line.blank
            or line.depth != depth
            or len(joined) + len(line.text) > _MAX_LENGTH
        ):
            return None
        joined = one_line(f"{joined} {line.text}").strip(_TRAILING)
        if _is_complete(joined, lines, end, depth):
            if any(_is_of_a_block(line.text) for line in lines[index : end + 1]):
                return None
            found = _found(joined, lines, index, end)
            return None if end > index and _begins_later(lines, index, found) else found
    return None


def _is_of_a_block(text: str) -> bool:
    """A banner or a labelled line, which introduces nothing by itself."""
    return bool(separator(text)) or label(text) is not None


def _begins_later(lines: list[Line], index: int, found: Found) -> bool:
    """The introduction is whole without this line: the line is somebody's own words."""
    later = attribution_at(lines, index + 1)
    return later is not None and later.end == found.end and bool(later.date)


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
    for line in lines[index : index + _MAX_LINES]:
        if "@" in line.text or line.text.rstrip(_TRAILING).endswith((":", "：")):
            return True
        if line.blank:
            return False
    return False


def _is_complete(joined: str, lines: list[Line], end: int, depth: int) -> bool:
    has_address = "@" in joined and bool(_ADDRESS.search(joined))
    if not has_address and not joined.endswith((":", "：")):
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
    return dated and quoted and len(joined) < 160 and closed | joined[-1:].isdigit()


def _ends_with_verb(joined: str) -> bool:
    """The verb stands at the end, or the rest after it is only a date or a name."""
    if not _may_hold_verb(joined):
        return False
    closed = joined.endswith((":", "："))
    found = _last_verb(joined)
    if found is None:
        return False
    rest = joined[found.end() :].strip(" :：")
    if closed:
        return True
    return not rest and bool(_ADDRESS.search(joined))


def _last_verb(joined: str) -> re.Match[str] | None:
    return max(_VERB.finditer(joined), key=re.Match.start, default=None)


def _may_hold_verb(joined: str) -> bool:
    """One of our verbs may be there; a set answers faster than a long alternation."""
    words = {word.strip('():：,.*_<>"') for word in joined.casefold().split()}
    return not _HEADS.isdisjoint(words) or any(verb in joined for verb in _GLUED_VERBS)


def _is_quoted_next(lines: list[Line], start: int, depth: int) -> bool:
    following = next_filled(lines, start)
    if following >= len(lines) or following - start > 2:
        return False
    line = lines[following]
    return line.depth > depth or (
        line.depth == depth and line.text.startswith(("    ", "\t", "| "))
    )


def _found(joined: str, lines: list[Line], start: int, end: int) -> Found:
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
    email = quoted_person(address[0]).email
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
        or _VERB.fullmatch(bare) is not None
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
    verb = _last_verb(joined)
    return _trailing_name(joined[: verb.start()] if verb else joined.rstrip(":"))
