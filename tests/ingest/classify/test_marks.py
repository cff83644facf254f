"""One mark never drops a person's letter; what is sent to many or sold is ignored all the same."""

from __future__ import annotations

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from tests.ingest.mails import PAULINE, READING
from tests.ingest.reading.test_people import COMPLAINT, read

LEAVE = "<https://crm.example/u/77>"
OFFER = "Profitez de notre offre exclusive : cliquez ici https://promo.example/1"
TOOLS: dict[str, dict[str, str]] = {
    "HubSpot": {
        "List_Unsubscribe": LEAVE,
        "List_Unsubscribe_Post": "List-Unsubscribe=One-Click",
        "X_HS_Cid": "1",
    },
    "Brevo": {
        "List_Unsubscribe": LEAVE,
        "X_Mailin_EID": "MTI",
        "X_sib_id": "1",
        "Feedback_ID": "1:2:3:brevo",
    },
    "Gmail's own": {"List_Unsubscribe": "<mailto:stop@boite.example>"},
    "a helpdesk": {"Precedence": "bulk"},
    "a list's name": {"List_Id": "<clients.crm.example>", "List_Unsubscribe": LEAVE},
    "Mailjet": {"X_MJ_Mid": "1", "Precedence": "bulk", "List_Unsubscribe": LEAVE},
}
LETTERS = (
    COMPLAINT,
    "Madame, je vous demande le remboursement de ma cotisation, contrat n° 448712.",
    "Je n'ai toujours rien reçu pour mon sinistre malgré mes relances.",
    "Nous contestons la hausse de notre contrat d'immeuble et exigeons une réponse.",
    "I am writing to complain about my claim: nobody answers.",
    "Ich beschwere mich über die Ablehnung, mein Schaden ist nicht bezahlt.",
)


@pytest.mark.parametrize("letter", LETTERS)
@pytest.mark.parametrize("tool", TOOLS)
def test_a_sales_tools_mark_drops_no_letter(tool: str, letter: str) -> None:
    found = read("Contestation", letter, **TOOLS[tool])

    assert found.kind is Kind.COMPLAINT
    assert found.complainant
    assert found.complainant.email == PAULINE
    assert not found.auto_ack_allowed


def test_a_link_to_leave_alone_drops_nobody() -> None:
    found = read("Bonjour", "Pouvez-vous me rappeler ?", List_Unsubscribe=LEAVE)

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


@pytest.mark.parametrize(
    "text",
    [
        "La lettre du courtier. Réclamations : ce qui change.\nSe désinscrire",
        "Nos offres de formation. Version en ligne",
        "Votre contrat évolue. Pour ne plus recevoir nos messages, cliquez.",
        " ".join(f"https://news.example/{n}" for n in range(9)),
    ],
)
def test_a_newsletter_is_ignored(text: str) -> None:
    found = read("Info partenaires", text, From="a@n.example", List_Unsubscribe=LEAVE)

    assert found.kind is Kind.LIST


@pytest.mark.parametrize("local", ["newsletter", "info", "la.lettre", "news+77"])
def test_a_newsletters_address_is_ignored(local: str) -> None:
    headers = {"From": f"{local}@editions.example", "List_Unsubscribe": LEAVE}

    assert read("Mars", "Nos nouveautés.", **headers).kind is Kind.LIST


def _flag(text: str, subject: str, above: str, below: str) -> bytes:
    return (
        f"{above}Received: from mx.heberg.example by imap.heberg.example with LMTP;"
        " Mon, 9 Mar 2026 18:42:15 +0100\r\n"
        "Received: from smtp.ailleurs.example by mx.heberg.example with ESMTP;"
        " Mon, 9 Mar 2026 18:42:14 +0100\r\n"
        f"{below}From: Pauline Vasseur <{PAULINE}>\r\nSubject: {subject}\r\n"
        "To: reclamations@marchand-courtage.example\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


FLAG = "X-Spam-Flag: YES\r\n"
STATUS = "X-Spam-Status: Yes, score=9.1\r\n"


@pytest.mark.parametrize(
    ("text", "subject", "above", "below", "kind"),
    [
        (COMPLAINT, "Dossier", FLAG, "", Kind.COMPLAINT),
        (COMPLAINT, "Dossier", "", FLAG, Kind.COMPLAINT),
        (COMPLAINT, "[SPAM] Dossier", "", STATUS, Kind.COMPLAINT),
        ("Merci de me rappeler.", "Bonjour", "", FLAG, Kind.COMPLAINT),
        ("Bonjour, à bientôt.", "Bonjour", "", FLAG, Kind.COMPLAINT),
        ("Bonjour, à bientôt.", "***SPAM*** Bonjour", "", "", Kind.COMPLAINT),
        (OFFER, "Vente", FLAG, "", Kind.SPAM),
        ("Une surprise.", "Vente", FLAG, "", Kind.SPAM),
        (OFFER, "Vente", "", FLAG, Kind.SPAM),
        (OFFER, "Vente", "", STATUS, Kind.SPAM),
        (OFFER, "***SPAM*** Vente", "", "", Kind.SPAM),
        (OFFER, "[Probable Spam] Vente", "", "", Kind.SPAM),
    ],
)
def test_a_filter_is_heard_unless_a_person_seems_to_write(
    text: str, subject: str, above: str, below: str, kind: Kind
) -> None:
    found = understand(_flag(text, subject, above, below), READING)

    assert found.kind is kind
    assert not found.auto_ack_allowed


def test_an_offer_to_strangers_waits_for_a_click() -> None:
    text = "Nous plaçons votre site en première page Google, audit gratuit."

    found = read("Votre visibilité", text)

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


def test_a_person_who_complains_of_an_offer_is_acknowledged() -> None:
    text = f"Votre offre exclusive m'a trompée. {COMPLAINT}"

    assert read("Réclamation", text).auto_ack_allowed
