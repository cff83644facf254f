"""Shorter answers that are whole messages, counted otherwise."""

from __future__ import annotations

import pytest

from ingest.mailbox.folder import is_whole

PLAIN = b"Subject: a\r\n\r\nBonjour,\r\nun mot.\r\n"
PARTS = (
    b"Content-Type: multipart/mixed;\r\n boundary=abc\r\n\r\n"
    b"--abc\r\n\r\nun\r\n--abc--\r\n"
)


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (PLAIN, len(PLAIN)),
        (PLAIN, len(PLAIN) - 9),
        (PLAIN[:-2], len(PLAIN)),
        # Counted with CRLF, sent with LF.
        (PLAIN.replace(b"\r\n", b"\n"), len(PLAIN)),
        # An estimate; the end of the outermost multipart is there.
        (PARTS, len(PARTS) + 400),
        (PARTS.replace(b"=abc", b'="abc"').replace(b"\r\n", b"\n"), 10_000),
    ],
)
def test_it_believes_another_way_of_counting(raw: bytes, size: int) -> None:
    assert is_whole(raw, size)


@pytest.mark.parametrize(
    ("raw", "size"),
    [
        (PLAIN[:10], 183),
        (PLAIN, len(PLAIN) + 3),
        (b"", 183),
        (PARTS.replace(b"--abc--", b"--abc"), len(PARTS) + 400),
        # The delimiter of an inner part proves nothing about the outer one.
        (PARTS.replace(b"=abc", b"=outer"), 10_000),
        # Delimiters that stand in the words of a plain mail.
        (PLAIN + b"boundary=abc\r\n--abc--\r\n", 10_000),
    ],
)
def test_it_does_not_believe_a_cut(raw: bytes, size: int) -> None:
    assert not is_whole(raw, size)
