"""Signing in, the menu, and forms: with and without JavaScript, at a desk and on a phone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Page, expect

from models.store.service import Service
from models.store.session import TenantSession
from tests.browser.conftest import DESKTOP, PHONE, opened, sign_in
from tests.cast import Person
from tests.makers import make_complaint, make_mailbox, make_message

PATHS = (
    "/",
    "/compte",
    "/parametres",
    "/parametres/utilisateurs",
    "/parametres/expediteurs",
    "/boites",
    "/boites/nouvelle",
    "/mis-de-cote",
    "/aide",
)

pytestmark = pytest.mark.usefixtures("patience")


@pytest.mark.parametrize("scripts", [True, False])
def test_it_signs_in_and_out(
    browser: Browser, url: str, alice: Person, scripts: bool
) -> None:
    with opened(browser, url, java_script_enabled=scripts) as page:
        sign_in(page, alice)
        page.get_by_role("button", name="Se déconnecter").click()

        expect(page.get_by_text("Vous êtes déconnecté.")).to_be_visible()
        page.goto("/compte")
        expect(page.get_by_role("heading", name="Connexion")).to_be_visible()


def test_it_says_that_the_password_is_wrong(page: Page, alice: Person) -> None:
    page.goto("/connexion")
    page.get_by_label("Adresse e-mail").fill(alice.email)
    page.get_by_label("Mot de passe").fill("pas le bon mot de passe")
    page.get_by_role("button", name="Se connecter").click()

    expect(page.get_by_role("alert")).to_contain_text("incorrect")
    expect(page.get_by_label("Adresse e-mail")).to_have_value(alice.email)
    expect(page.get_by_label("Mot de passe")).to_have_value("")


def test_the_menu_opens_on_a_phone(browser: Browser, url: str, alice: Person) -> None:
    with opened(browser, url, viewport=PHONE) as page:
        sign_in(page, alice)
        link = page.get_by_role("link", name="Boîtes")
        expect(link).to_be_hidden()

        page.get_by_role("button", name="Menu").click()
        link.click()

        expect(page.get_by_role("heading", name="Boîtes")).to_be_visible()


def test_the_menu_is_there_without_scripts(
    browser: Browser, url: str, alice: Person
) -> None:
    with opened(browser, url, viewport=PHONE, java_script_enabled=False) as page:
        sign_in(page, alice)

        expect(page.get_by_role("link", name="Boîtes")).to_be_visible()
        expect(page.get_by_role("button", name="Menu")).to_be_hidden()


@pytest.mark.parametrize("viewport", [DESKTOP, PHONE])
def test_no_page_is_wider_than_the_screen(
    browser: Browser,
    url: str,
    alice: Person,
    db: TenantSession,
    service: Service,
    viewport: dict[str, int],
) -> None:
    name = f"longue-{viewport['width']}-{'adresse' * 6}"
    make_mailbox(db, address=f"{name}@in.reclampro.test")
    make_complaint(db, subject="mot" * 60, complainant_name="Nom-" * 30)
    make_message(db, service)
    db.commit()
    with opened(browser, url, viewport=viewport) as page:
        sign_in(page, alice)
        for path in PATHS:
            page.goto(path)
            width = page.evaluate("document.documentElement.scrollWidth")
            assert width <= viewport["width"], path


def test_the_keyboard_reaches_the_content_first(page: Page, alice: Person) -> None:
    sign_in(page, alice)
    page.keyboard.press("Tab")
    expect(page.get_by_role("link", name="Aller au contenu")).to_be_focused()

    page.keyboard.press("Enter")

    assert page.evaluate("document.activeElement.id") == "contenu"


def test_two_people_at_the_same_form(browser: Browser, url: str, alice: Person) -> None:
    with opened(browser, url) as first, opened(browser, url) as second:
        for page in (first, second):
            sign_in(page, alice)
            page.goto("/parametres")
        first.get_by_label("Téléphone").fill("01 01 01 01 01")
        first.get_by_role("button", name="Enregistrer").click()
        expect(first.get_by_text("sont enregistrés")).to_be_visible()

        second.get_by_label("Téléphone").fill("02 02 02 02 02")
        second.get_by_role("button", name="Enregistrer").click()

        expect(second.get_by_text("a changé entre-temps")).to_be_visible()
        kept = second.get_by_label("Contact : téléphone")
        expect(kept).to_have_value("02 02 02 02 02")


def test_a_field_that_is_wrong_has_the_focus(page: Page, alice: Person) -> None:
    sign_in(page, alice)
    page.goto("/parametres")
    page.get_by_label("Numéro ORIAS").fill("12")
    page.get_by_role("button", name="Enregistrer").click()

    expect(page.get_by_label("Numéro ORIAS")).to_be_focused()
    expect(page.get_by_text("Le numéro ORIAS a 8 chiffres.")).to_be_visible()
