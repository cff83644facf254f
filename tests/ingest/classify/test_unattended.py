"""Words of machines make an acknowledgement wait; customers who quote them are answered."""

from __future__ import annotations

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.mails import PAULINE, READING

HEAD = f"""From: Pauline Vasseur <{PAULINE}>
To: reclamations@marchand-courtage.example
Subject: Suite
Date: Mon, 9 Mar 2026 18:42:00 +0100
Message-ID: <1@boite.example>
"""
PLAIN = "Content-Type: text/plain; charset=utf-8\n\n"
COMPLAINT = "Bonjour,\n\nJe conteste le refus de mon dossier.\n\nPauline Vasseur\n"


def read(text: str, *headers: str) -> Understood:
    """A direct mail of Pauline's with more header lines."""
    lines = "".join(f"{header}\n" for header in headers)
    return understand((HEAD + lines + PLAIN + text).encode(), READING)


@pytest.mark.parametrize(
    "text",
    [
        "Merci, nous revenons vers vous.\n\nCeci est un message automatique, merci de ne\npas y répondre.",
        "Votre pièce est arrivée.\n\n(Merci de ne pas répondre à ce courriel)",
        "Message automatique - ne pas répondre.",
        "Les réponses à cette adresse ne sont pas lues.",
        "Ce courriel vous a été adressé automatiquement par notre outil.",
        "Cette boîte n’est pas consultée : appelez le 01 99 00 00 00.",
        "Noted. This is an automated message, please do not reply.",
        "We look into it. This mailbox is not monitored.",
        "Diese Nachricht wurde automatisch erstellt.",
        "Danke. Bitte antworten Sie nicht auf diese E-Mail.",
        "Gracias. Por favor, no responda a este mensaje.",
        "Grazie. Si prega di non rispondere a questa email.",
        "Dit is een automatisch gegenereerd bericht.",
        "Esta é uma mensagem automática. Não responda a este e-mail.",
    ],
)
def test_it_holds_what_nobody_reads_the_answer_of(text: str) -> None:
    assert read(text).auto_ack_reason == Doubt.UNREAD_ANSWER


@pytest.mark.parametrize(
    "text",
    [
        "Votre demande a bien été enregistrée sous le n° 2026-4471.",
        "Nous avons bien reçu votre réclamation, elle sera étudiée.",
        "Merci pour votre message, un conseiller vous répond sous 48 heures.",
        "Un ticket a été ouvert sous la référence 4471.",
        "Ticket #4471 has been created.",
        "Your request (4471) has been received and is being reviewed.",
        "Ihre Anfrage ist eingegangen und wird bearbeitet.",
        "Hemos recibido su solicitud, con el número 4471.",
        "La sua richiesta è stata registrata con il numero 4471.",
        "Wij hebben uw bericht goed ontvangen.",
        "O seu pedido foi registado com o número 4471.",
    ],
)
def test_it_holds_what_another_desk_acknowledges(text: str) -> None:
    assert read(f"Bonjour,\n\n{text}\n").auto_ack_reason == Doubt.OTHER_DESK


@pytest.mark.parametrize(
    "text",
    [
        "Votre mail disait « Ceci est un message automatique, merci de ne pas y répondre ». Je conteste le refus.",
        "J’ai reçu un message automatique me disant de ne pas répondre, et depuis rien. Je réclame une réponse.",
        "Votre demande a bien été enregistrée, m’a-t-on dit. Je n’ai toujours pas de réponse, je conteste.",
        'You wrote "Your request has been received". I still have no answer and I complain.',
        "Nous avons bien reçu votre courrier et nous contestons le refus de garantie.",
        "Merci de ne pas répondre par une lettre type. Je conteste ma cotisation.",
        "Merci de ne pas laisser mon courrier sans réponse : je conteste la résiliation.",
        "Le prélèvement automatique a été mis en place sans mon accord.",
        "Je conteste.\n\nLe 2 mars 2026 à 10:00, Service <aide@maison.example> a écrit :\n> Ceci est un message automatique, ne pas répondre.",
        "L’assureur m’écrit :\n« Votre réclamation a bien été enregistrée sous le n° 12 »\net je n’ai aucune nouvelle.",
    ],
)
def test_it_answers_who_complains_of_such_words(text: str) -> None:
    found = read(f"Bonjour,\n\n{text}\n\nPauline Vasseur\n")

    assert found.kind is Kind.COMPLAINT
    assert found.auto_ack_reason not in (Doubt.UNREAD_ANSWER, Doubt.OTHER_DESK)


@pytest.mark.parametrize(
    "header",
    [
        "X-Mailer: Repondeur 2\n Auto-Submitted: auto-replied",
        "X-Mailer: Repondeur 2 Auto-Submitted: auto-replied",
        "X-Priority: 3\n\tX-Auto-Response-Suppress: All",
        "X-Trace: a\n Precedence: bulk",
        "Thread-Index: AQ==\n  X-Autoreply: yes",
        "Comments: x\r Auto-Submitted: auto-generated",
    ],
)
def test_it_sees_a_mark_that_slipped_into_another_header(header: str) -> None:
    assert read(COMPLAINT, header).auto_ack_reason == Doubt.SLIPPED_MARK


@pytest.mark.parametrize(
    "header",
    [
        "DKIM-Signature: v=1; h=from:precedence:list-id:auto-submitted; b=x",
        "X-Note: precedence: list-id",
        "X-Mailer: Auto-Submitted",
    ],
)
def test_it_sees_no_mark_in_a_list_of_headers(header: str) -> None:
    assert read(COMPLAINT, header).auto_ack_allowed


def test_it_sees_a_mark_with_a_space_before_its_colon() -> None:
    assert not read(COMPLAINT, "Auto-Submitted : auto-replied").auto_ack_allowed
