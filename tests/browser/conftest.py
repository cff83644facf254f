"""A real browser in front of the real application."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import (
    Browser,
    BrowserContext,
    Page,
    expect,
    sync_playwright,
)

from tests.cast import (  # noqa: F401 - fixtures are found by their names
    PASSWORD,
    Person,
    _people,
    alice,
    anonymous,
    benoit,
    cabinet,
    chloe,
    db,
    other_cabinet,
    password_hash,
    patience,
    service,
    settings,
    url,
    web,
)
from tests.processes import FOR_EVER

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")
_QUIET = [
    "--no-sandbox",
    "--disable-quic",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
# Five seconds by default: a busy machine is no error of the page.
expect.set_options(timeout=1000 * FOR_EVER)
DESKTOP, PHONE = {"width": 1280, "height": 800}, {"width": 390, "height": 844}


# For this folder only: while it lives Playwright's loop runs in the main thread, where
# the tests of letters want to run one of their own.
@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    if CHROMIUM is None:
        pytest.skip("not here: chromium is not installed")
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=_QUIET)
        yield found
        found.close()


@pytest.fixture
def page(browser: Browser, url: str) -> Iterator[Page]:  # noqa: F811 - the fixture
    """A desktop page; what its console calls an error fails the test."""
    with opened(browser, url) as found:
        yield found


class opened:  # noqa: N801 - reads like `open`
    """A page of a fresh context: `with opened(browser, url, viewport=PHONE) as page:`."""

    def __init__(self, browser: Browser, url: str, **options: Any) -> None:  # noqa: F811
        options_ = {"viewport": DESKTOP, "locale": "fr-FR", "base_url": url} | options
        self.context: BrowserContext = browser.new_context(**options_)
        self.context.set_default_timeout(1000 * FOR_EVER)
        self.errors: list[str] = []

    def __enter__(self) -> Page:
        page = self.context.new_page()
        page.on("console", self._note)
        page.on("pageerror", lambda error: self.errors.append(str(error)))
        return page

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self.context.close()
        if kind is None:
            assert self.errors == []

    def _note(self, message: Any) -> None:
        # A refused form is no error of the page.
        if message.type == "error" and "status of 4" not in message.text:
            self.errors.append(message.text)


def sign_in(page: Page, person: Person) -> None:
    """Through the form, as a person does."""
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(person.email)
    page.get_by_label("Mot de passe").fill(PASSWORD)
    page.get_by_role("button", name="Se connecter").click()
    page.get_by_role("heading", name="Tableau de bord").wait_for()
