"""Reading a form field by field."""

from __future__ import annotations

import io
from datetime import date
from typing import Any

import pytest
from litestar.datastructures import UploadFile

from dashboard.downloads import Parcel, disposition, download
from dashboard.forms import Form, Unreadable
from models.rows.user import Role


def upload(filename: str, data: bytes = b"x") -> UploadFile:
    return UploadFile("application/pdf", filename, data)


def test_it_trims_and_limits_a_line() -> None:
    form = Form([("name", "  Marie \t\r\n Petit\0 "), ("long", "x" * 1000)])

    assert form.text("name") == "Marie Petit"
    assert len(form.text("long", 300)) == 300
    assert form.text("absent") == ""


def test_it_keeps_lines_and_drops_what_cannot_be_stored() -> None:
    form = Form([("text", "un\r\ndeux\rtrois\ud800\n")])

    assert form.lines("text") == "un\ndeux\ntrois"


@pytest.mark.parametrize(
    ("read", "value", "expected"),
    [
        ("day", "2026-11-23", date(2026, 11, 23)),
        ("day", "", None),
        ("whole", "12", 12),
        ("whole", " ", None),
        ("id", "", None),
    ],
)
def test_it_reads_what_is_well_written(read: str, value: str, expected: Any) -> None:
    assert getattr(Form([("x", value)]), read)("x") == expected


@pytest.mark.parametrize(
    ("read", "value"), [("day", "31/12/2026"), ("whole", "1e9x"), ("id", "42")]
)
def test_it_refuses_the_rest(read: str, value: str) -> None:
    with pytest.raises(Unreadable):
        getattr(Form([("x", value)]), read)("x")


def test_it_takes_only_what_an_enumeration_knows() -> None:
    assert Form([("role", "owner")]).choice("role", Role) is Role.OWNER
    with pytest.raises(Unreadable):
        Form([]).choice("role", Role)


def test_an_empty_file_input_is_no_file() -> None:
    assert Form([("file", "")]).files("file") == []


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("C:\\Users\\marie\\constat.pdf", "constat.pdf"),
        ("../../etc/passwd", "passwd"),
        ("a\r\nb.pdf", "ab.pdf"),
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("..", "document"),
        ("x" * 300, "x" * 150),
    ],
)
def test_it_makes_a_file_name_harmless(sent: str, kept: str) -> None:
    form = Form([("f", upload(sent))])

    assert form.files("f")[0].filename == kept
    form.close()


def test_it_never_shows_a_secret_again() -> None:
    form = Form([("password", "x"), ("new_password", "y"), ("_csrf_token", "z")])

    assert form.list_typed() == {}


def test_a_download_is_never_shown_by_the_browser() -> None:
    taken = Parcel(8, lambda: b"<script>")
    answer = download("piège.html", "text/html; charset=utf-8", taken)

    assert answer.media_type == "application/octet-stream"
    assert answer.headers["Content-Disposition"].startswith("attachment;")
    assert "sandbox" in answer.headers["Content-Security-Policy"]


@pytest.mark.parametrize("name", ['a"b\r\nX: y.pdf', "é\u202e.pdf", "", "../x"])
def test_a_name_cannot_break_the_header(name: str) -> None:
    values = disposition(name)

    assert values.isascii()
    assert values.isprintable()
    assert values.count('"') == 2
    assert io.StringIO(values).readlines() == [values]
