"""Header fields read strictly: what readers could read differently is called odd."""

from __future__ import annotations

import pytest

from ingest.mime.strict_headers import MAX_BLOCK, fields_of


def test_it_unfolds_in_order() -> None:
    read = fields_of(b"A: 1\r\n\t2\r\nB : 3\r\na:4\r\n\r\nC: body\r\n")

    assert [(f.name, f.value) for f in read.fields] == [
        ("a", "1\t2"),
        ("b", "3"),
        ("a", "4"),
    ]


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a@b.fr\r\n\r\n\x00\r body",
        b"From: a@b.fr\n\nbody",
        b"From a@b.fr Mon\r\nFrom: a@b.fr\r\n\r\n",
        "From: Éric <a@b.fr>\r\n\r\n".encode(),
        "From: Éric <a@b.fr>\r\n\r\n".encode("latin-1"),
        b"\r\nbody",
        b"From: a@b.fr",
    ],
)
def test_it_finds_nothing_odd(raw: bytes) -> None:
    assert not fields_of(raw).odd


@pytest.mark.parametrize(
    "raw",
    [
        b"From: a\x00@b.fr\r\n\r\n",
        b"X: y\rFrom: a@b.fr\r\n\r\n",
        b"From : a@b.fr\r\n\r\n",
        b"Fr\xc3\xb4m: a@b.fr\r\n\r\n",
        b"nothing\r\nFrom: a@b.fr\r\n\r\n",
        b" folded\r\nFrom: a@b.fr\r\n\r\n",
        b"X: " + b"y" * MAX_BLOCK + b"\r\n\r\n",
    ],
)
def test_it_says_what_is_odd(raw: bytes) -> None:
    assert fields_of(raw).odd
