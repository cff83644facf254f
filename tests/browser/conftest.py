"""A real browser (Debian's chromium) before the cast's application."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.cast import (  # noqa: F401 - fixtures are found by their names
    _people,
    alice,
    anonymous,
    benoit,
    cabinet,
    chloe,
    db,
    other_cabinet,
    password_hash,
    service,
    settings,
    url,
    web,
)
from tests.conftest import NOT_HERE

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
# As root there is no sandbox; and a test's browser calls nobody by itself.
_FLAGS = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
_PATIENCE_MS = 15_000


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip(f"{NOT_HERE}chromium is not installed")
    with sync_playwright() as player:
        found = player.chromium.launch(executable_path=CHROMIUM, args=_FLAGS)
        yield found
        found.close()


@contextmanager
def opened(
    browser: Browser, base: str, *, scripts: bool = True, width: int = 1280
) -> Iterator[Page]:
    """A window of its own on the application; what a page complains of fails the test."""
    window = browser.new_context(
        base_url=base,
        locale="fr-FR",
        java_script_enabled=scripts,
        viewport={"width": width, "height": 900},
    )
    window.set_default_timeout(_PATIENCE_MS)
    page = window.new_page()
    complaints: list[str] = []
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on(
        "console",
        lambda line: complaints.append(line.text) if line.type == "error" else None,
    )
    try:
        yield page
    finally:
        window.close()
    assert complaints == []
