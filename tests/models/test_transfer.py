"""Transfer encodings undone as the standard library does, only sooner."""

from __future__ import annotations

import base64
import binascii
import contextlib

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from models.base.transfer_encoding import decode_base64, read_base64

ODD = st.text("ABCXYZabcxyz0189+/=-_ \t\r\n.", max_size=120).map(str.encode)


@given(st.one_of(ODD, st.binary(max_size=40)))
def test_it_decodes_base64_as_the_standard_library_does(encoded: bytes) -> None:
    # The library stops at the first padding; programs encode block by block.
    assume(len(encoded) < 60 and not encoded.partition(b"=")[2].strip(b"= \t\r\n"))

    with contextlib.suppress(binascii.Error):
        assert decode_base64(encoded) == binascii.a2b_base64(encoded)


def test_it_repairs_a_lost_padding() -> None:
    assert decode_base64(b"Qm9uam91cg") == b"Bonjour"


@given(
    st.lists(st.binary(min_size=1, max_size=90), min_size=2),
    st.sampled_from(["", "\n", "\r\n"]),
)
def test_it_decodes_base64_that_was_padded_piece_by_piece(
    blocks: list[bytes], between: str
) -> None:
    encoded = between.encode().join(map(base64.b64encode, blocks))

    assert read_base64(encoded) == (b"".join(blocks), True)


@pytest.mark.parametrize(
    "foot", [b"-- \nListe", b"\nCordialement\n", b"_" * 40, b"Se retirer de la liste"]
)
@pytest.mark.parametrize("end", [b"!", b"!!", b"!!!"])
def test_it_leaves_a_foot_under_base64_out_and_says_so(foot: bytes, end: bytes) -> None:
    content = b"%PDF-1.4 " * 20 + end

    assert read_base64(base64.encodebytes(content) + foot) == (content, False)


def test_it_says_that_a_stray_character_was_passed_over() -> None:
    assert read_base64(b"Qm9u!am91cg==") == (b"Bonjour", False)
