"""Fax gateways, answering machines, copiers, registered e-mail: held, never ignored or answered."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.layouts import forward
from tests.ingest.mails import CLAIRE, PAULINE, READING
from tests.ingest.reading.test_people import COMPLAINT, read

HOME = "marchand-courtage.example"
TIFF, PDF, WAV, MP3 = "image/tiff", "application/pdf", "audio/x-wav", "audio/mpeg"


def carry(
    sender: str, subject: str, text: str, kind: str = "", **headers: str
) -> Understood:
    """A mail with one file of that type, or none."""
    message = EmailMessage()
    message["From"], message["Subject"] = sender, subject
    message["To"] = f"reclamations@{HOME}"
    message["Date"] = "Mon, 9 Mar 2026 18:42:00 +0100"
    for name, value in headers.items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    if kind:
        main, _, sub = kind.partition("/")
        name = f"0298000017.{sub.removeprefix('x-')}"
        message.add_attachment(b"II*", maintype=main, subtype=sub, filename=name)
    return understand(message.as_bytes(), READING)


CARRIED = {
    Doubt.FAX: [
        ("0298000017 <0298000017@fax.telecom.example>", "Fax reçu de 0298000017 (3 pages)", "Vous avez reçu un fax de 3 pages.", TIFF),
        ("+33298000017@telecom.example", "Télécopie du 09/03/2026", "Expéditeur : +33298000017", PDF),
        ("Fax2Mail <service@fax2mail.example>", "Nouveau fax", "2 pages", PDF),
        ("noreply@operateur.example", "Vous avez reçu une nouvelle télécopie", "", PDF),
        ("eFax <message@inbound.efax.example>", 'eFax message from "33298000017" - 3 page(s)', "You have received a 3 page fax.", PDF),
        ("Box pro <box@operateur.example>", "Réception d'un fax", "Numéro : 02 98 00 00 17, 3 pages.", TIFF),
        ("OpenScape <telefax@telekom.example>", "Neues Fax von +33298000017", "Fax empfangen, 2 Seiten", PDF),
        (f"Accueil <accueil@{HOME}>", "Fax 0298000017", "", PDF),
        ("Ecofax <contact@ecofax.example>", "[Ecofax] Fax entrant 0298000017", "Je conteste : texte reconnu du fax.", PDF),
    ],
    Doubt.VOICEMAIL: [
        ("Messagerie vocale <no-reply@operateur.example>", "Nouveau message vocal de 06 12 34 56 78", "Durée : 0:42", WAV),
        ("3CX <pbx@telephonie.example>", "New voicemail from 0612345678", "You have received a voice message.", MP3),
        ("0612345678@voip.example", "Message de 0612345678 (42 secondes)", "", WAV),
        (f"Standard <standard@{HOME}>", "Message vocal", "", MP3),
        ("Ringover <notif@ringover.example>", "Vous avez un nouveau message vocal", "Transcription : bonjour, je conteste le refus de mon sinistre.", MP3),
        ("Unity Connection <unity@pbx.example>", "Message from 0612345678", "", WAV),
        ("Anrufbeantworter <ab@telekom.example>", "Sprachnachricht von 0612345678", "", MP3),
        (f"Hélène Vasseur <helene@{HOME}>", "Message vocal reçu ce matin", "", MP3),
    ],
    Doubt.SCAN: [
        (f"Copieur <scan@{HOME}>", "Document numérisé depuis l'accueil", "Ce document a été numérisé et envoyé par le copieur (bizhub C258).", PDF),
        (f"accueil@{HOME}", "Message de KM_C258", "", PDF),
        (f"Hélène Vasseur <helene@{HOME}>", "Document numérisé", "", PDF),
        ("RNP002673A1B2C3 <ricoh@sci-armor.example>", "Message from RNP002673A1B2C3", 'This E-mail was sent from "RNP002673A1B2C3" (MP C3004).', PDF),
        ("Xerox <imprimante@sci-armor.example>", "Scanned from a Xerox Multifunction Printer", "Please open the attached document.", PDF),
        ("HP Digital Sending <hp@sci-armor.example>", "Document", "This document was digitally sent to you.", PDF),
        ("scanner@sci-armor.example", "Attached Image", "", TIFF),
        (f"Multifonction <mfp.rdc@{HOME}>", "Numérisation", "", "image/jpeg"),
        ("Kopierer <kopierer@makler.example>", "Gescanntes Dokument", "Gescannt von TASKalfa", PDF),
    ],
    Doubt.REGISTERED: [
        ("Lettre recommandée <avis-lre@recommande.example>", "Mme KERJEAN Odile vous a adressé une lettre recommandée électronique", "Vous disposez de quinze jours pour l'accepter ou la refuser.", ""),
        ("AR24 <noreply@ar24.example>", "Vous avez reçu un recommandé électronique", "Un expéditeur vous a adressé un envoi recommandé électronique.", ""),
        ("Maileva <ne-pas-repondre@maileva.example>", "Une lettre recommandée électronique vous attend", "Consultez-la avant le 24 mars.", ""),
        ("La Poste <lre@laposte.example>", "LRE n° 0042-8817 : relance", "Votre lettre recommandée en ligne est en attente de retrait.", ""),
        ("Clearbus <contact@clearbus.example>", "Courrier recommandé numérique à retirer", "Vous avez un courrier recommandé numérique de M. Bénard.", ""),
        ("Docaposte <notification@docaposte.example>", "Lettre recommandée électronique qualifiée", "Accepter ou refuser : https://lre.example/1", ""),
        ("Registered <service@registered.example>", "Registered e-mail waiting for you", "A registered e-mail awaits: accept or refuse it.", ""),
        ("AR24 <ne_pas_repondre@ar24.example>", "Odile Kerjean vous a envoyé un recommandé AR24", "Cliquez ici.", ""),
        ("Maileva <notification@maileva.example>", "Vous avez un envoi recommandé avec accusé de réception", "Connectez-vous à votre espace.", ""),
        ("Greffe <contact@etude.example>", "Lettre recommandée électronique", "M. Bénard vous a adressé une lettre recommandée électronique à accepter.", PDF),
    ],
}  # fmt: skip
MARKS: list[dict[str, str]] = [
    {},
    {"Auto_Submitted": "auto-generated"},
    {"Precedence": "bulk", "List_Unsubscribe": "<https://operateur.example/stop>"},
    {"X_Autogenerated": "yes", "X_Auto_Response_Suppress": "All"},
]
CASES = [(doubt, *mail) for doubt, mails in CARRIED.items() for mail in mails]


@pytest.mark.parametrize("marks", MARKS)
@pytest.mark.parametrize(("doubt", "sender", "subject", "text", "kind"), CASES)
def test_a_carriers_mail_is_held(
    doubt: Doubt,
    sender: str,
    subject: str,
    text: str,
    kind: str,
    marks: dict[str, str],
) -> None:
    found = carry(sender, subject, text, kind, **marks)

    assert (found.kind, found.auto_ack_reason) == (Kind.COMPLAINT, doubt)
    assert not found.auto_ack_allowed
    assert found.complainant is None
    assert not found.hops


@pytest.mark.parametrize(("doubt", "sender", "subject", "text", "kind"), CASES[::4])
def test_a_carriers_mail_passed_on_is_held(
    doubt: Doubt, sender: str, subject: str, text: str, kind: str
) -> None:
    name, _, email = sender.rpartition("<")
    words = forward(
        "gmail-fr",
        name=name.strip() or "Avis",
        email=email.strip(">"),
        subject=subject,
        body=text,
    )

    found = carry(CLAIRE, f"TR: {subject}", f"À saisir.\n\n{words}", kind)

    assert found.auto_ack_reason == doubt
    assert found.complainant is None
    assert found.hops == (None, CLAIRE)


@pytest.mark.parametrize(
    ("subject", "text", "kind"),
    [
        ("Mon fax du 3 mars", f"Vous avez reçu mon fax de 3 pages. {COMPLAINT}", PDF),
        ("Scan de ma lettre", "Voici ma lettre de réclamation, numérisée.", PDF),
        ("Numérisé avec CamScanner", f"Voir la lettre. {COMPLAINT}", PDF),
        ("Message vocal de votre conseiller", f"Écoutez. {COMPLAINT}", MP3),
        (
            "Lettre recommandée électronique sans réponse",
            f"Je vous ai adressé une lettre recommandée électronique. {COMPLAINT}",
            "",
        ),
        ("Réclamation", f"{COMPLAINT}\nTél : 02 98 00 00 17 - Fax : 02 98 00", PDF),
    ],
)
@pytest.mark.parametrize(
    "sender",
    ["pauline@laposte.net", PAULINE, "p.canon@halifax.example", "v@vocalys.example"],
)
def test_a_person_who_speaks_of_carriers_is_heard(
    subject: str, text: str, kind: str, sender: str
) -> None:
    found = carry(f"Pauline Vasseur <{sender}>", subject, text, kind)

    assert found.complainant
    assert found.complainant.email == sender
    assert found.auto_ack_allowed


@pytest.mark.parametrize(
    ("sender", "text", "kind"),
    [
        ("espace@assureur.example", "Votre document", PDF),
        ("aide@servicenow.example", f"De la part de Samira : {COMPLAINT}", ""),
        ("crm@logiciel.example", "Courrier client en pièce jointe.", "image/jpeg"),
        ("no-reply@portail.example", "Un document a été déposé.", PDF),
        (PAULINE, COMPLAINT, ""),
        (PAULINE, "Voir la lettre.", "application/vnd.oasis.opendocument.text"),
    ],
)
def test_what_a_program_made_opens_held_where_a_letter_may_be_in_it(
    sender: str, text: str, kind: str
) -> None:
    found = carry(sender, "Dossier", text, kind, Auto_Submitted="auto-generated")

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


@pytest.mark.parametrize(
    "marks",
    [
        {"X_FC_MachineGenerated": "true"},
        {"X_Autogenerated": "Reply"},
        {"Auto_Submitted": "auto-generated", "X_Autogenerated": "yes"},
        {
            "Auto_Submitted": "auto-generated",
            "X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent",
        },
    ],
)
def test_a_helpdesk_that_marks_all_it_sends_drops_no_letter(
    marks: dict[str, str],
) -> None:
    found = read("Dossier", COMPLAINT, **marks)

    assert found.kind is Kind.COMPLAINT
    assert found.auto_ack_reason == Doubt.GENERATED


def test_a_rule_of_exchange_drops_nobody() -> None:
    source = {"X_MS_Exchange_Generated_Message_Source": "Mailbox Rules Agent"}

    found = read("Question", "Où en est-on ?", Auto_Submitted="auto-generated", **source)  # fmt: skip

    assert found.kind is Kind.COMPLAINT


@pytest.mark.parametrize("submitted", ["auto-replied", "auto-generated"])
def test_an_answering_program_stays_one(submitted: str) -> None:
    text = "Nous accusons réception de votre message."

    found = read("Votre demande", text, Auto_Submitted=submitted)

    assert found.kind is Kind.AUTO_REPLY
