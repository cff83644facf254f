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


def test_it_keeps_what_was_typed_when_files_are_too_heavy(
    page: Page, alice: Person
) -> None:
    texts: list[str] = []
    page.on("dialog", lambda dialog: (texts.append(dialog.message), dialog.accept()))
    sign_in(page, alice)
    page.goto("/reclamations/nouvelle")
    page.get_by_label("Texte ou résumé").fill("Un long récit.")
    page.get_by_label("Envoyée ou dite le").fill("2026-11-16")
    heavy = "(one) => { one.form.dataset.uploadMb = '0.000001'; }"
    page.locator("#files").evaluate(heavy)
    page.locator("#files").set_input_files(
        {"name": "scan.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )

    page.get_by_role("button", name="Enregistrer la réclamation").click()

    assert texts
    assert "Mo en tout" in texts[0]
    assert page.get_by_label("Texte ou résumé").input_value() == "Un long récit."
