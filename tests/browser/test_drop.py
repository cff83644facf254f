"""A file dropped in its frame is taken as if it had been chosen."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page

from tests.browser.conftest import sign_in
from tests.cast import Person

_DROP = """
(zone) => {
  const dropped = new DataTransfer();
  for (const name of ["un.eml", "deux.eml"]) dropped.items.add(new File(["x"], name));
  zone.dispatchEvent(new DragEvent("drop", {dataTransfer: dropped, bubbles: true, cancelable: true}));
  return [...zone.querySelector("input").files].map((file) => file.name);
}
"""


@pytest.mark.parametrize(
    ("field", "names"), [("mail", ["un.eml"]), ("files", ["un.eml", "deux.eml"])]
)
def test_it_takes_what_is_dropped(
    page: Page, alice: Person, field: str, names: list[str]
) -> None:
    sign_in(page, alice)
    page.goto("/reclamations/nouvelle")

    zone = page.locator("[data-drop]", has=page.locator(f"input[name={field}]"))

    assert zone.evaluate(_DROP) == names
