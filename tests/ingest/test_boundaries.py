"""Boundaries get names of our own only where nothing can be mistaken."""

from __future__ import annotations

from email import message_from_bytes

import pytest

from ingest.mime.parse import parse
from ingest.mime.skeleton import rename

MARK = b"----=_Part_12.34"
HEAD = b'Content-Type: multipart/mixed; boundary="%b"\r\n\r\n' % MARK
PART = b"--%b\r\nContent-Type: text/plain\r\n\r\nBonjour\r\n"
INNER = (
    b"--%b\r\nContent-Type: multipart/alternative; boundary=inner_mark\r\n\r\n" % MARK
)
NESTED = INNER + PART % b"inner_mark" + b"--inner_mark--\r\n"
PLAIN = HEAD + PART % MARK + NESTED + b"--%b--\r\n" % MARK


def test_it_gives_every_boundary_the_name_it_always_has() -> None:
    first, second = rename(PLAIN), rename(PLAIN.replace(MARK, b"another_mark"))

    assert first.data == second.data
    assert [*first.names] == [MARK, b"inner_mark"]
    assert first.is_told_by(message_from_bytes(first.data))
    assert first.write(0, len(first.data)) == PLAIN


@pytest.mark.parametrize(
    "line",
    [b"see %b\r\n", b"--%bx\r\n", b" --%b\r\n", b"boundary=%b\r\n", b"a\r--%b\r\n"],
)
def test_it_leaves_a_boundary_that_stands_elsewhere(line: bytes) -> None:
    odd = HEAD + PART % MARK + line % MARK + b"--%b--\r\n" % MARK

    assert rename(odd).data == odd


def test_it_is_undone_where_the_parser_reads_another_boundary() -> None:
    other = b"Content-Type: text/plain\r\n" + PLAIN

    assert not rename(other).is_told_by(message_from_bytes(rename(other).data))


# What our pattern cannot read is the boundary; what it reads in another header is none.
SPACED = b'Content-Type: multipart/mixed; boundary="in two words"\r\n'
ELSEWHERE = b"X-Note: boundary=other_mark\r\n" + SPACED + b"\r\n"
LINES = b"--in two words\r\n\r\nBonjour\r\n--other_mark\r\n--in two words--\r\n"


@pytest.mark.parametrize(
    "odd",
    [
        ELSEWHERE + LINES,
        HEAD + INNER.split(b"Content")[0] + ELSEWHERE + LINES + b"--%b--\r\n" % MARK,
    ],
    ids=["outer", "inner"],
)
def test_it_is_undone_where_another_header_told_it(odd: bytes) -> None:
    read = rename(odd)

    assert not read.is_told_by(message_from_bytes(read.data))
    assert parse(odd).plain.split() == ["Bonjour", "--other_mark"]


def test_it_takes_no_choice_between_two() -> None:
    odd = PLAIN.replace(b"\r\n\r\n", b"; boundary=other_mark\r\n\r\n", 1)

    assert rename(odd).data == odd
