"""A file name can be shown and saved anywhere, and hides nothing."""

from __future__ import annotations

import pytest

from models.base.file_names import clean_file_name


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\moi\\scan.pdf", "scan.pdf"),
        ("12/11 devis.pdf", "12_11 devis.pdf"),
        # A direction mark would show « facturefdp.exe » as a PDF.
        ("facture\u202efdp.exe", "facturefdp.exe"),
        ("a\r\nSet-Cookie: x.pdf", "aSet-Cookie: x.pdf"),
        ("con.txt", "_con.txt"),
        ("..", ""),
        ("", ""),
        # Disks count bytes: 240 of them, the ending kept.
        ("é" * 300 + ".pdf", "é" * 118 + ".pdf"),
    ],
)
def test_it_is_made_safe(given: str, kept: str) -> None:
    assert clean_file_name(given) == kept
