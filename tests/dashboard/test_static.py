"""Vendored files are what they say they are."""

from __future__ import annotations

import hashlib
import re

from dashboard.templating import STATIC

_LINE = re.compile(r"^\| `([^`]+)` \|.*\| `([0-9a-f]{64})` \|$", re.MULTILINE)


def test_every_vendored_file_has_its_digest() -> None:
    folder = STATIC / "vendor"
    values = dict(_LINE.findall((folder / "VENDORED.md").read_text("utf-8")))
    found = {p.name for p in folder.iterdir() if p.suffix in (".css", ".js", ".woff2")}

    assert set(values) == found
    for name, digest in values.items():
        assert hashlib.sha256((folder / name).read_bytes()).hexdigest() == digest


def test_nothing_is_fetched_from_elsewhere() -> None:
    for path in [*STATIC.glob("*.css"), *STATIC.glob("*.js")]:
        text = path.read_text("utf-8")
        assert "http:" not in text, path
        assert "https:" not in text, path
        assert "@import" not in text, path
