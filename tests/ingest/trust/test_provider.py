"""Provider whom the top of a message names as the one who checked it."""

from __future__ import annotations

import pytest

from ingest.trust.authentication import read_provider


@pytest.mark.parametrize(
    ("head", "text"),
    [
        (b"Authentication-Results: mx.google.com; dkim=pass", "mx.google.com"),
        (b"Authentication-Results: Top.fr; spf=pass\r\nAuthentication-Results: b; spf=pass", "top.fr"),
        (b"Authentication-Results: dkim=pass header.d=x.fr", ""),
        (b"Authentication-Results: <script>; dkim=pass", ""),
        (b"Subject: x", ""),
        (b"", ""),
    ],
)  # fmt: skip
def test_it_reads_the_topmost(head: bytes, text: str) -> None:
    assert read_provider(head + b"\r\n\r\nBonjour") == text
