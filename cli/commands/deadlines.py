"""`reclampro deadlines`: the legal dates of a file of cases, or one count day by day."""

from __future__ import annotations

import argparse
import csv
import io
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import TextIO
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from models.base.errors import ReclamProError
from models.law import deadlines
from models.law.calendar import TERRITORIES, Calendar
from models.law.deadlines import CountedDay, Deadlines, Regime

Row = dict[str, str]

WANTED = ("territory", "tz", "sent_at", "received_at")
COMPUTED = ("ack_deadline", "final_deadline", "late_on_arrival")
LATE = {
    "": "",
    "ack": "late on arrival: the acknowledgement was already overdue",
    "ack+final": "late on arrival: acknowledgement and answer were already overdue",
}


def register(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add the command and its options."""
    parser = subparsers.add_parser(
        "deadlines",
        help="compute the legal dates of complaints",
        description=(
            "Acknowledge within 10 working days (Monday to Saturday, public holidays "
            "left out), answer within two months, both from the day it was sent."
        ),
    )
    parser.add_argument(
        "what",
        metavar="DATE|FILE",
        help="a date (2026-11-23) or an instant with its offset; with --csv a file, - for stdin",
    )
    parser.add_argument(
        "--csv",
        action="store_true",
        help=f"rows with {','.join(WANTED)}: print them with {','.join(COMPUTED)}",
    )
    parser.add_argument(
        "--territory",
        default="FR",
        choices=TERRITORIES,
        help="where the firm is established (default FR)",
    )
    parser.add_argument(
        "--tz",
        metavar="ZONE",
        default="",
        help="its time zone (default: the territory's own)",
    )
    parser.add_argument(
        "--good-friday",
        action="store_true",
        help="Good Friday is a holiday in the firm's commune (57, 67 and 68 only)",
    )
    parser.add_argument(
        "--regime",
        type=Regime,
        default=Regime.ACPR,
        choices=tuple(Regime),
        help="whose rules the answer follows (default acpr); both count from sending",
    )
    parser.add_argument(
        "--received",
        metavar="DATE",
        help="when it reached the firm (default: the day it was sent)",
    )
    parser.set_defaults(handler=run)


def run(args: argparse.Namespace) -> int:
    """Compute a file, or explain one date; 1 when something could not be read."""
    if args.csv:
        return _run_file(args)
    try:
        lines = list(_explain(args))
    except (ValueError, OverflowError) as error:
        return _trouble(str(error))
    print("\n".join(lines))
    return 0


def _run_file(args: argparse.Namespace) -> int:
    name = args.what
    try:
        text = sys.stdin.read() if name == "-" else _read(Path(name))
        return _compute(io.StringIO(text), args.good_friday, args.regime)
    except UnicodeDecodeError:
        return _trouble(f"{name}: not in UTF-8")
    except csv.Error as error:
        return _trouble(f"{name}: not a CSV file ({error})")


def _read(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8-sig")
    except OSError as error:
        raise ReclamProError(f"{path}: {error.strerror}") from error


def _compute(file: TextIO, good_friday: bool, regime: Regime) -> int:
    reader = csv.DictReader(file, restval="")
    columns = list(reader.fieldnames or [])
    lacking = [name for name in WANTED if name not in columns]
    if lacking:
        return _trouble(f"columns missing: {', '.join(lacking)}")
    columns += [name for name in COMPUTED if name not in columns]
    writer = csv.DictWriter(
        sys.stdout, columns, extrasaction="ignore", lineterminator="\n"
    )
    writer.writeheader()
    status = 0
    for row in reader:
        computed = _compute_dates(row, good_friday, regime, reader.line_num)
        writer.writerow(row | (computed or dict.fromkeys(COMPUTED, "")))
        status |= computed is None
    return status


def _compute_dates(
    row: Row, good_friday: bool, regime: Regime, line: int
) -> Row | None:
    try:
        found = _count_row(row, good_friday, regime)
    except (ValueError, OverflowError) as error:
        _trouble(f"line {line}: {error}")
        return None
    days = (found.acknowledge_by.isoformat(), found.answer_by.isoformat())
    return dict(zip(COMPUTED, (*days, found.late_on_arrival), strict=True))


def _count_row(row: Row, good_friday: bool, regime: Regime) -> Deadlines:
    calendar = Calendar(row["territory"].strip(), good_friday)
    tz = _zone(row["tz"].strip(), calendar)
    received_at = _instant(row["received_at"].strip() or row["sent_at"], tz)
    sent_at = _instant(row["sent_at"], tz) if row["sent_at"].strip() else None
    return deadlines.count(regime, sent_at, received_at, calendar, tz)


def _zone(name: str, calendar: Calendar) -> ZoneInfo:
    if not name:
        return calendar.zone
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"unknown time zone {name!r}") from error


def _instant(text: str, tz: ZoneInfo) -> datetime:
    """An ISO 8601 instant; without an offset it is told on the firm's clock."""
    try:
        found = datetime.fromisoformat(text.strip())
    except ValueError as error:
        words = f"expected a date such as 2026-11-23, not {text.strip()!r}"
        raise ValueError(words) from error
    return found if found.tzinfo else found.replace(tzinfo=tz)


def _explain(args: argparse.Namespace) -> Iterator[str]:
    calendar = Calendar(args.territory, args.good_friday)
    tz = _zone(args.tz, calendar)
    sent_at = _instant(args.what, tz)
    received_at = _instant(args.received or args.what, tz)
    found = deadlines.count(args.regime, sent_at, received_at, calendar, tz)
    place = f"{TERRITORIES[args.territory].name}, {tz.key}"
    yield f"Sent on {_day(deadlines.day_of_sending(sent_at, tz))} ({place})"
    if sent_at.astimezone(UTC) > received_at.astimezone(UTC):
        yield "  later than received, which cannot be: counted from reception"
    yield f"Received on {_day(found.received_on)}"
    if found.late_on_arrival:
        yield f"  {LATE[found.late_on_arrival]}"
    yield "Acknowledge within 10 working days, the sending day not counted:"
    yield from map(_count, deadlines.explain(found.starts_on, calendar))
    yield f"Acknowledge by {_day(found.acknowledge_by)}, until 23:59:59"
    yield f"Answer by {_day(found.answer_by)}, until 23:59:59"
    yield _two_months(found)
    yield from _practical(found.answer_by, calendar)


def _two_months(found: Deadlines) -> str:
    start, end = _day(found.starts_on), _day(found.answer_by)
    if found.answer_by.day == found.starts_on.day:
        return f"  two months: {start} to {end}, the same day of the month"
    return f"  two months: {start} to {end}, the last day of a shorter month"


def _practical(answer_by: date, calendar: Calendar) -> Iterator[str]:
    last = deadlines.last_working_day(answer_by, calendar)
    if last != answer_by:
        why = calendar.holiday_name(answer_by) or "Sunday"
        yield f"  {why}: the day does not move, so answer by {_day(last)} in practice"


def _count(counted: CountedDay) -> str:
    number = f"{counted.number:2}" if counted.number else " -"
    return f"  {_day(counted.day)}  {number}  {counted.reason}".rstrip()


def _day(day: date) -> str:
    names = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
    return f"{names[day.weekday()]} {day.isoformat()}"


def _trouble(text: str) -> int:
    print(f"reclampro: {text}", file=sys.stderr)
    return 1
