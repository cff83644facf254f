"""Transfer encodings undone as the standard library does, only sooner."""

from __future__ import annotations

import binascii
import contextlib

from hypothesis import given
from hypothesis import strategies as st

from models.mail.transfer import decode_base64

ODD = st.text("ABCXYZabcxyz0189+/=-_ \t\r\n.", max_size=120).map(str.encode)


@given(st.one_of(ODD, st.binary(max_size=40)))
def test_it_decodes_base64_as_the_standard_library_does(encoded: bytes) -> None:
    with contextlib.suppress(binascii.Error):
        assert decode_base64(encoded) == binascii.a2b_base64(encoded)


def test_it_repairs_a_lost_padding() -> None:
    assert decode_base64(b"Qm9uam91cg") == b"Bonjour"
