"""The main job in a browser: a mail, a draft, a number, work, an answer, a closed file."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from uuid import UUID

import pytest
from playwright.sync_api import Browser, Page, expect

from ingest.intake.batch import take_in
from ingest.mailbox.store import store_upload
from ingest.sandbox.examine import examine
from models.complaints.legal_dates import today_of
from models.rows.base import new_id
from models.rows.message import Origin
from models.rows.tenant import Tenant
from models.store.service import Service
from tests.browser.conftest import DESKTOP, PHONE, opened, sign_in
from tests.cast import Person

MAIL = """From: Jeanne Martin <jeanne.martin@exemple.fr>
To: reclamations@cabinet.example
Subject: {subject}
Date: {date}
Message-ID: <{id}@exemple.fr>
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary="suite"

--suite
Content-Type: text/plain; charset=utf-8

Bonjour,

Je conteste le refus de prise en charge de mon sinistre, contrat AB-123456.
Merci de me répondre par écrit.

Jeanne Martin
--suite
Content-Type: application/pdf; name="constat.pdf"
Content-Disposition: attachment; filename="constat.pdf"
Content-Transfer-Encoding: base64

JVBERi0xLjcgY29uc3RhdA==
--suite--
"""


def receive(service: Service, tenant_id: UUID, subject: str) -> None:
    """A mail sent two days ago, read as a worker reads it."""
    sent = datetime.now(UTC) - timedelta(days=2)
    mail = MAIL.format(subject=subject, date=format_datetime(sent), id=new_id())
    data = mail.replace("\n", "\r\n").encode()
    message_id = store_upload(service, tenant_id, data, Origin.UPLOAD)
    take_in(service, tenant_id, {message_id: 0}, examine)


def open_drafts(page: Page, person: Person) -> None:
    sign_in(page, person)
    page.goto("/brouillons")
    expect(page.get_by_role("heading", name="À confirmer", level=1)).to_be_visible()


def confirm(page: Page, subject: str) -> None:
    row = page.get_by_role("row").filter(has_text=subject)
    row.get_by_role("link", name="Jeanne Martin").click()
    expect(page.get_by_text("Je conteste le refus")).to_be_visible()
    expect(page.get_by_role("link", name="constat.pdf")).to_be_visible()
    expect(page.get_by_label("Adresse e-mail", exact=True)).to_have_value(
        "jeanne.martin@exemple.fr"
    )
    expect(page.locator("#accuse")).to_contain_text(
        "Nous avons bien reçu votre message"
    )
    page.get_by_label("Motif").select_option(label="Sinistre : refus de garantie")
    page.get_by_role("button", name="Confirmer la réclamation").click()
    expect(page.locator("#flashes")).to_contain_text("confirmée sous le numéro 20")


def answer(page: Page, today: str) -> None:
    page.get_by_role("button", name="Prendre en charge").click()
    expect(page.locator(".page-actions")).to_contain_text("En cours")
    expect(page.get_by_role("button", name="Marquer résolue")).to_have_count(0)
    page.get_by_label("Donnée le").fill(today)
    page.get_by_label("Issue").select_option(label="Favorable")
    page.get_by_label("Copie de la réponse").set_input_files(
        {"name": "réponse.pdf", "mimeType": "application/pdf", "buffer": b"%PDF-1.7"}
    )
    page.get_by_role("button", name="Enregistrer la réponse").click()
    expect(page.get_by_role("link", name="réponse.pdf")).to_be_visible()
    expect(page.locator(".clocks")).to_contain_text("Non requis : répondue à temps")


def close(page: Page) -> None:
    page.get_by_role("button", name="Marquer résolue").click()
    expect(page.locator(".page-actions")).to_contain_text("Résolue")
    page.get_by_role("button", name="Clôturer").click()
    expect(page.locator(".page-actions")).to_contain_text("Clôturée")
    history = page.locator(".history")
    for words in (
        "Confirmée sous le numéro",
        "Réponse définitive",
        "Résolue → Clôturée",
    ):
        expect(history).to_contain_text(words)


def today_in(person: Person) -> str:
    with person.db() as session:
        tenant = session.get_one(Tenant, person.tenant_id)
        return today_of(tenant, datetime.now(UTC)).isoformat()


@pytest.mark.parametrize(
    ("scripts", "viewport"),
    [(True, DESKTOP), (False, DESKTOP), (True, PHONE)],
    ids=["scripts", "without scripts", "phone"],
)
def test_from_a_mail_to_a_closed_file(
    browser: Browser,
    url: str,
    alice: Person,
    scripts: bool,
    viewport: dict[str, int],
) -> None:
    subject = f"Refus de garantie {new_id().hex[-6:]}"
    receive(alice.service, alice.tenant_id, subject)

    with opened(browser, url, java_script_enabled=scripts, viewport=viewport) as page:
        open_drafts(page, alice)
        confirm(page, subject)
        answer(page, today_in(alice))
        close(page)


@pytest.mark.parametrize("scripts", [True, False], ids=["scripts", "without scripts"])
def test_every_decision_can_be_taken_back(
    browser: Browser, url: str, alice: Person, scripts: bool
) -> None:
    subject = f"Hésitation {new_id().hex[-6:]}"
    receive(alice.service, alice.tenant_id, subject)

    with opened(browser, url, java_script_enabled=scripts) as page:
        open_drafts(page, alice)
        confirm(page, subject)
        page.locator("#flashes").get_by_role("button", name="Annuler").click()
        expect(
            page.get_by_role("button", name="Confirmer la réclamation")
        ).to_be_visible()

        page.get_by_text("Ce n’est pas une réclamation").click()
        page.get_by_label("Pourquoi").select_option("information")
        page.get_by_role("button", name="Écarter ce message").click()
        page.locator("#flashes").get_by_role("button", name="Annuler").click()
        expect(
            page.get_by_role("button", name="Confirmer la réclamation")
        ).to_be_visible()


def test_of_two_people_one_is_told(browser: Browser, url: str, alice: Person) -> None:
    subject = f"À deux {new_id().hex[-6:]}"
    receive(alice.service, alice.tenant_id, subject)

    with opened(browser, url, java_script_enabled=False) as item:
        open_drafts(item, alice)
        confirm(item, subject)
        late = item.context.new_page()
        late.goto(item.url)
        item.get_by_role("button", name="Prendre en charge").click()
        late.get_by_role("button", name="Prendre en charge").click()

        expect(late.get_by_text("Quelqu’un d’autre a modifié")).to_be_visible()


def test_the_mail_is_shown_in_a_closed_frame(
    browser: Browser, url: str, alice: Person
) -> None:
    subject = f"Cadre {new_id().hex[-6:]}"
    receive(alice.service, alice.tenant_id, subject)

    with opened(browser, url) as page:
        open_drafts(page, alice)
        row = page.get_by_role("row").filter(has_text=subject)
        row.get_by_role("link", name="Jeanne Martin").click()
        page.get_by_role("link", name="Tel que reçu").click()

        frame = page.frame_locator("iframe")
        expect(frame.get_by_text("Je conteste le refus")).to_be_visible()
        assert page.locator("iframe").get_attribute("sandbox") == ""


def test_typing_searches(browser: Browser, url: str, alice: Person) -> None:
    subject = f"Cherchée {new_id().hex[-6:]}"
    receive(alice.service, alice.tenant_id, subject)

    with opened(browser, url) as page:
        open_drafts(page, alice)
        page.goto("/reclamations")
        page.get_by_label("Rechercher").fill(subject.upper().replace("É", "E"))

        expect(page.locator("#liste")).to_contain_text("1 dossier trouvé")
        expect(page.locator("#liste")).to_contain_text(subject)
