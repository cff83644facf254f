"""The moment a line of text speaks of, in French, English and twenty other languages."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta, timezone, tzinfo
from email.utils import parsedate_to_datetime

from ingest.text.months import AM, AMBIGUOUS, MONTHS, PM, WEEKDAYS, ZONES, fold

_ISO = re.compile(r"(?<!\d)(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?!\d)")
_CJK = re.compile(r"(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]")
_NUMERIC = re.compile(r"(?<!\d)(\d{1,2})([/.-])\s?(\d{1,2})\2\s?(\d{4}|\d{2})(?!\d)")
_DAY_FIRST = re.compile(
    r"(?<!\d)(\d{1,2})(?:er|st|nd|rd|th)?\.?,?[\s-](?:de\s)?([^\W\d]{3,14})\.?,?[\s-](?:de\s)?"
    r"(\d{4}(?!\d)|\d{2}(?!\d|\s?[:hH.]\s?\d))"
)
_MONTH_FIRST = re.compile(
    r"([^\W\d]{3,14})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})(?!\d)"
)
_YEAR_FIRST = re.compile(
    r"(?<!\d)(\d{4})\.?\s(?:m\.\s)?([^\W\d]{3,14})\.?\s(\d{1,2})(?!\d)"
)
# As C's asctime and its like write it, in any language: the clock stands before the year.
_ASCTIME = re.compile(
    r"([^\W\d]{3,14})\.?\s(\d{1,2}),?\s(?=\d{1,2}:\d\d[\d:]{0,3}\s"
    r"(?:[AP]M\s)?(?:(?:[A-Z]{3,4}|[+-]\d{4})\s)?(\d{4})(?!\d))"
)
# Vietnamese counts its months: « 9 tháng 3, 2026 », « 9 thg 3 năm 2026 ».
_COUNTED = re.compile(r"(\d{1,2})\s(?:tháng|thg)\s?(\d{1,2}),?\s(?:năm\s)?(\d{4})")
_DASHED = re.compile(r"([^\W\d]{3,9})-(\d{1,2})-(\d{2})(?!\d)")
_TIME = re.compile(
    r"(?<![\d+-])([01]?\d|2[0-3])\s?[:.hH時]\s?([0-5]\d)(?:[:.分]([0-5]\d))?(?!\d)\s?([ap]\.?\s?m\.?(?![a-z])|nachm\.?|vorm\.?|[πμ]\.?μ\.?)?",
    re.IGNORECASE,
)
_EARLY_NOON = re.compile(r"(上午|下午|午前|午後|오전|오후|(?<!\w)[صم](?!\w))")
# RFC 5322, 3.3 and 4.3: a zone that the header itself makes certain.
_RFC_ZONE = re.compile(r"[+-]\d{4}\b|\b(?:GMT|UTC?|Z|[ECMP][SD]T)\b")
_HALF_DAY = re.compile(r"\d\s?[AP]\.?M\b", re.IGNORECASE)
# Marks of direction, and the Hebrew « at » before an hour.
_MARKS = re.compile("[\u200b-\u200f\u061c]|\u05d1-(?=\\d)")
_DIGIT = re.compile(r"\d")
_OFFSET = re.compile(r"(?:(?<=[\s(])|(?:UTC|GMT)\s?)([+-]|−)(\d{1,2}):?(\d{2})?(?!\d)")
_ZONE = re.compile(r"(?<![^\W\d])([A-Z]{1,5})(?![^\W\d])")
_WORD = re.compile(r"[^\W\d]{3,}")
_SPACES = re.compile(r"[\s\u00a0\u202f\u2009]+")
_MAX = 200


@dataclass(frozen=True, slots=True)
class Moment:
    """A moment, and how precisely it is known (`minute` or `day`)."""

    at: datetime
    precision: str


def header_moment(value: str) -> Moment | None:
    """The moment of an RFC 5322 Date header; None where it is written another way.

    A header without a zone, or with the names of another language, is for `moment`: the
    library would take its hour for UTC.
    """
    if not _RFC_ZONE.search(value) or _HALF_DAY.search(value):
        return None
    try:
        found = parsedate_to_datetime(value)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    if found.tzinfo is None:
        # RFC 5322: -0000 means UTC with an unknown local zone.
        found = found.replace(tzinfo=UTC)
    return Moment(found, "minute") if 1980 <= found.year <= 2200 else None


def moment(text: str, zone: tzinfo, *, month_first: bool = False) -> Moment | None:
    """The moment in a quoted Date line; `zone` holds where the line names none."""
    text = _SPACES.sub(" ", text[:_MAX]).strip()
    if not text.isascii():
        text = _DIGIT.sub(lambda digit: str(int(digit[0])), _MARKS.sub("", text))
    found = _day(text, month_first=month_first)
    if found is None:
        return None
    day, start, end = found
    rest = text[:start] + " " + text[end:]
    clock = _clock(rest)
    if clock is None:
        return Moment(datetime.combine(day, time(), zone), "day")
    at, around = clock
    offset = _offset(around)
    zone = zone if offset is None else offset
    return Moment(datetime.combine(day, at, zone), "minute")


def _day(text: str, *, month_first: bool) -> tuple[date, int, int] | None:
    for pattern in (_CJK, _ISO):
        if match := pattern.search(text):
            year, month, day = (int(part) for part in match.groups())
            return _make_dates(year, month, day, match)
    if match := _COUNTED.search(text):
        day, month, year = (int(part) for part in match.groups())
        return _make_dates(year, month, day, match)
    for pattern, order in (
        (_DAY_FIRST, "dmy"),
        (_MONTH_FIRST, "mdy"),
        (_YEAR_FIRST, "ymd"),
        (_DASHED, "mdy"),
        (_ASCTIME, "mdy"),
    ):
        for match in pattern.finditer(text):
            made = _find_named(match, order, text)
            if made:
                return made
    return _numeric(text, month_first=month_first)


def _find_named(
    match: re.Match[str], order: str, text: str
) -> tuple[date, int, int] | None:
    parts = dict(zip(order, match.groups(), strict=True))
    months = _month(parts["m"])
    for month in months:
        made = _make_dates(_year(parts["y"]), month, int(parts["d"]), match)
        if made and (len(months) == 1 or _weekday_fits(made[0], text)):
            return made
    return (
        _make_dates(_year(parts["y"]), months[0], int(parts["d"]), match)
        if months
        else None
    )


def _numeric(text: str, *, month_first: bool) -> tuple[date, int, int] | None:
    match = _NUMERIC.search(text)
    if not match:
        return None
    first, second, year = int(match[1]), int(match[3]), _year(match[4])
    american = month_first or (match[2] == "/" and _is_american(text))
    orders = [(second, first), (first, second)]
    if american:
        orders.reverse()
    made = [
        made for month, day in orders if (made := _make_dates(year, month, day, match))
    ]
    fitting = [date_ for date_ in made if _weekday_fits(date_[0], text)]
    return next(iter(fitting or made), None)


def _is_american(text: str) -> bool:
    return bool(re.search(r"\d\s?[AP]M\b", text))


def _make_dates(
    year: int, month: int, day: int, match: re.Match[str]
) -> tuple[date, int, int] | None:
    try:
        return date(year, month, day), match.start(), match.end()
    except ValueError:
        return None


def _month(word: str) -> list[int]:
    name = fold(word)
    if name in AMBIGUOUS:
        return sorted(set(AMBIGUOUS[name]), reverse=True)
    return [MONTHS[name]] if name in MONTHS else []


def _year(digits: str) -> int:
    year = int(digits)
    return year if len(digits) == 4 else 2000 + year if year < 70 else 1900 + year


def _weekday_fits(day: date, text: str) -> bool:
    """A weekday in the text that we know agrees, or there is none to disagree."""
    named = [
        WEEKDAYS[word]
        for raw in _WORD.findall(text)
        if (word := fold(raw)) in WEEKDAYS and word not in MONTHS
    ]
    return not named or day.weekday() in named


def _clock(text: str) -> tuple[time, str] | None:
    match = _TIME.search(text)
    if not match:
        return None
    hour, minute, second = int(match[1]), int(match[2]), int(match[3] or 0)
    marker = fold(match[4] or "").replace(" ", "")
    early = _EARLY_NOON.search(text)
    marker = early[1] if early else marker
    plain = marker.replace(".", "")
    if (marker in PM or plain in PM) and hour < 12:
        hour += 12
    elif (marker in AM or plain in AM) and hour == 12:
        hour = 0
    return time(hour, minute, second), text[match.end() :] + " " + text[: match.start()]


def _offset(text: str) -> tzinfo | None:
    match = _OFFSET.search(" " + text)
    if match:
        minutes = int(match[2]) * 60 + int(match[3] or 0)
        if minutes <= 14 * 60:
            sign = 1 if match[1] == "+" else -1
            return timezone(sign * timedelta(minutes=minutes))
    for name in _ZONE.findall(text):
        if name.lower() in ZONES:
            return timezone(timedelta(minutes=ZONES[name.lower()]))
    return None
