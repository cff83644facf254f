"""Moments as mail clients print them."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from ingest.mime.parse import parse
from ingest.reading.dates import read_own_moment
from ingest.text.date_phrases import header_moment, moment
from tests.ingest.mails import READING

PARIS = ZoneInfo("Europe/Paris")


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("mercredi 1 janvier 2025 08:00", "2025-01-01T08:00:00+01:00"),
        ("le 3 mars 2025 à 9h05", "2025-03-03T09:05:00+01:00"),
        ("mar.\u00a022 avr.\u202f2025 à 17:51", "2025-04-22T17:51:00+02:00"),
        ("02/03/25 09:05", "2025-03-02T09:05:00+01:00"),
        ("2025-04-22 00:27", "2025-04-22T00:27:00+02:00"),
        ("22 avril 2025 17:03:27 GMT+02:00", "2025-04-22T17:03:27+02:00"),
        ("8 février 2026 à 12:17:13 UTC+1", "2026-02-08T12:17:13+01:00"),
        ("vendredi 1 mai 2026 21:32 CEST", "2026-05-01T21:32:00+02:00"),
        ("Tuesday, April 22, 2025 12:15:15 AM", "2025-04-22T00:15:15+02:00"),
        ("02/10/2023 4:52 PM EST", "2023-02-10T16:52:00-05:00"),
        ("26. lokakuuta 2021 klo 14.25.08 UTC+3", "2021-10-26T14:25:08+03:00"),
        ("2021. október 26. 14:25:08 EEST", "2021-10-26T14:25:08+03:00"),
        ("27 Eki 2021 Çar, 09:31", "2021-10-27T09:31:00+02:00"),
        ("2022年9月19日月曜日 17:55:44 -0400", "2022-09-19T17:55:44-04:00"),
        ("26 октября 2021 г. в 14:25:08 GMT+3", "2021-10-26T14:25:08+03:00"),
        ("Mon Mar 09 18:42:00 CET 2026", "2026-03-09T18:42:00+01:00"),
        ("09-mars-2026 18:42", "2026-03-09T18:42:00+01:00"),
        ("9-Mar-26 18:42", "2026-03-09T18:42:00+01:00"),
        ("lun. 9 mars 26 à 18 h 42", "2026-03-09T18:42:00+01:00"),
        ("2026 m. kovo 9 d., pirmadienis 18:42", "2026-03-09T18:42:00+01:00"),
        ("Δευ 9 Μαρ 2026 στις 6:42 μ.μ.", "2026-03-09T18:42:00+01:00"),
        ("pon, 9. ožu 2026. u 18:42", "2026-03-09T18:42:00+01:00"),
        ("lun mars  9 18:42:11 2026", "2026-03-09T18:42:11+01:00"),
        ("lun. mars 09 18:42:11 CET 2026", "2026-03-09T18:42:11+01:00"),
        ("Mo Mär 9 18:42:11 2026", "2026-03-09T18:42:11+01:00"),
        ("Mon Mar  9 18:42:11 +0300 2026", "2026-03-09T18:42:11+03:00"),
        ("Mon Mar  9 18:42:11 2026 +0300", "2026-03-09T18:42:11+03:00"),
        ("Mon Mar  9 6:42:11 PM 2026", "2026-03-09T18:42:11+01:00"),
        ("Thứ Hai, 9 tháng 3, 2026 vào lúc 18:42", "2026-03-09T18:42:00+01:00"),
        ("9 thg 3 năm 2026 18:42", "2026-03-09T18:42:00+01:00"),
        ("2026년 3월 9일 (월) 오후 6:42", "2026-03-09T18:42:00+01:00"),
        ("2026年3月9日 下午6:42", "2026-03-09T18:42:00+01:00"),
        ("الاثنين، ٩ مارس ٢٠٢٦ في ٦:٤٢ م", "2026-03-09T18:42:00+01:00"),
        ("יום ב׳, 9 במרץ 2026 ב-18:42", "2026-03-09T18:42:00+01:00"),
    ],
)
def test_it_reads_a_quoted_date(text: str, iso: str) -> None:
    found = moment(text, PARIS)

    assert found is not None
    assert found.at.isoformat() == iso


def test_it_keeps_a_day_without_an_hour_a_day() -> None:
    found = moment("1er septembre 2025", PARIS)

    assert found is not None
    assert found.precision == "day"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "99 Foo 2025",
        "32/13/2025 10:00",
        "bientôt",
        "9 mars, 18:42",
        "9 mars 18 h 42",
        "hier 18:42",
    ],
)
def test_it_finds_no_moment_where_there_is_none(text: str) -> None:
    assert moment(text, PARIS) is None


@pytest.mark.parametrize("text", ["", "foo", "Mon, 1 Jan 1601 10:00:00 +0000"])
def test_it_refuses_an_absurd_header(text: str) -> None:
    assert header_moment(text) is None


@pytest.mark.parametrize(
    "text",
    [
        "Mon Mar  9 18:42:11 2026",
        "Mon, 9 Mar 2026 18:42:11",
        "Mon, 9 Mar 2026 18:42:11 CET",
        "Mon, 9 Mar 2026 6:42:11 PM +0100",
        "lun., 9 mars 2026 18:42:11 +0100",
        "9 marzo 2026 18:42:11",
        "2026-03-09T18:42:11+01:00",
    ],
)
def test_it_reads_a_header_that_is_written_another_way(text: str) -> None:
    mail = parse(f"From: a@b.example\nDate: {text}\n\nBonjour".encode())
    sent = read_own_moment(mail, READING)

    assert (sent.at.isoformat(), sent.precision) == (
        "2026-03-09T18:42:11+01:00",
        "minute",
    )
