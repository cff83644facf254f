"""The cost of hostile shapes to their reader, counted."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable
from email import feedparser

import pytest

from bench.costly import SHAPES
from ingest.mime import parse as parsing
from ingest.mime.limits import MAX_COPIES, MAX_LINES, Room, cut_to_bounds
from ingest.mime.mail import all_containers
from ingest.mime.parse import parse
from ingest.reading.understood import Understood
from models.base.folding import fold
from models.base.transfer_encoding import decode

MB = 1_000_000


# Each was dear once; what all of them cost is measured by `make bench-costs`.
DEAR = (
    "lines like boundaries of many",
    "nested by 40, boundary-like",
    "lost boundaries",
    "a chain of 45 around words",
    "a report of small blocks",
    "uuencode, bad lines",
    "uuencode, empty lines",
    "encoding headers above a body",
    "essential headers",
    "short lines",
    "accents out of order",
    "ligatures",
    "quoted blocks, 20 deep",
    "rules in html",
    "newlines in pre",
)


@pytest.mark.parametrize("name", DEAR)
def test_no_shape_ends_its_reader(
    name: str, read_apart: Callable[[bytes], Understood]
) -> None:
    assert read_apart(SHAPES[name].mail(2 * MB)).rule != "failed"


def test_it_makes_mails_of_about_the_size_asked_for() -> None:
    for name, shape in SHAPES.items():
        assert 0.9 * MB < len(shape.mail(MB)) < 1.05 * MB, name


def test_it_looks_at_each_line_like_a_boundary_once() -> None:
    several = SHAPES["lines like boundaries of many"].mail(MB)

    data, defects = cut_to_bounds(several)

    assert len(data) < len(several)
    assert any("parts" in defect for defect in defects)


def test_it_compares_a_line_of_words_with_no_boundary(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked = 0
    usual = feedparser.BufferedSubFile.readline

    def count(lines: feedparser.BufferedSubFile) -> object:
        nonlocal asked
        asked += 1
        return usual(lines)

    monkeypatch.setattr(feedparser.BufferedSubFile, "readline", count)

    parsing.message_of(SHAPES["nested by 40, long"].mail(100_000))

    assert asked < 500


def test_it_reads_no_more_blocks_of_a_report_than_anybody_has_recipients() -> None:
    report = parsing.message_of(SHAPES["a report of small blocks"].mail(MB))

    assert sum(1 for _ in report.walk()) < 5_000
    assert parsing.TooManyBlocksDefect in map(type, report.defects)


def test_it_keeps_a_chain_of_messages_a_few_times_only() -> None:
    mail = SHAPES["a chain of 45 around words"].mail(MB)

    found = parse(mail)

    kept = sum(file.attachment.size for file in all_containers(found.enclosed))
    assert 0 < kept <= MAX_COPIES * len(mail)
    assert any("not kept apart" in defect for defect in defects_of(found))


def defects_of(mail: object) -> list[str]:
    waiting, found = deque([mail]), list[str]()
    while waiting:
        item = waiting.popleft()
        found += item.defects  # type: ignore[attr-defined]
        waiting += [inner.mail for inner in item.enclosed]  # type: ignore[attr-defined]
    return found


def test_it_makes_no_more_of_uuencoded_lines_than_they_are() -> None:
    lines = b"begin 644 a\n" + b"M\n" * 100_000

    assert len(decode(lines, "x-uuencode")) <= len(lines) + 45


def test_it_decodes_uuencoded_lines_with_what_programs_leave_behind() -> None:
    lines = b"begin 644 a\r\n#0T-#  \r\n#0T-#X\r\n!00\r\n`\r\nend\r\n"

    assert decode(lines, "uuencode") == b"CCCCCCA"


def test_it_says_that_a_text_was_cut_and_keeps_its_first_words() -> None:
    defects: list[str] = []

    text = Room(0).cut_text("a\n" * (MAX_LINES + 5), defects)

    assert text.count("\n") < MAX_LINES
    assert defects == ["text too long: only the beginning was read"]


def test_it_passes_over_empty_lines_rather_than_words() -> None:
    defects: list[str] = []

    text = Room(0).cut_text("a" + "\n" * 2 * MAX_LINES + "la fin", defects)

    assert text.endswith("la fin")


def test_it_folds_a_row_of_accents_in_any_order() -> None:
    assert fold("e" + "\u0301\u0323" * 300_000 + "t") == "et"
