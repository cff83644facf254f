"""Writers: a person's mail is never taken for a machine's, nor a machine's answered."""

from __future__ import annotations

from email.message import EmailMessage

import pytest

from ingest.classify.kinds import Kind
from ingest.mime.values import Person
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.layouts import forward
from tests.ingest.mails import CLAIRE, MAILS, PAULINE, READING

COMPLAINT = """Bonjour,

Je conteste le refus de mon dossier : personne ne répond depuis janvier.

Pauline Vasseur"""
DIRECT = (MAILS / "direct.eml").read_bytes()
REPORT = """This is the mail system at host mx.boite.example.

<relation@horizon-mutuelle.example>: host mx.horizon-mutuelle.example said:
550 5.1.1 User unknown"""


def read(subject: str, text: str, files: int = 0, **headers: str) -> Understood:
    """A mail of Pauline's, unless the headers say otherwise."""
    message = EmailMessage()
    values = {
        "From": f"Pauline Vasseur <{PAULINE}>",
        "To": "reclamations@marchand-courtage.example",
        "Subject": subject,
        "Date": "Mon, 9 Mar 2026 18:42:00 +0100",
    }
    for name, value in (values | headers).items():
        message[name.replace("_", "-")] = value
    message.set_content(text)
    for number in range(files):
        message.add_attachment(
            b"%PDF-1.7", maintype="application", subtype="pdf", filename=f"{number}.pdf"
        )
    return understand(message.as_bytes(), READING)


@pytest.mark.parametrize(
    "subject",
    [
        "Absence de réponse de votre part",
        "Absence",
        "Absent lors du passage de l'expert",
        "Indisponibilité de votre espace client",
        "En congé maladie, indemnités non versées",
        "Congé annuel refusé : réclamation",
        "AUTO: sinistre refusé",
        "Auto : résiliation",
        "Réponse automatique à ma réclamation : inacceptable",
        "Re: Réponse automatique : Réclamation",
        "Réponse automatique : Réclamation",
        "Accusé de réception automatique jamais reçu",
        "Je suis en vacances et ma voiture est en panne",
        "Fermeture de mon compte",
        "Out of office hours: nobody answers",
        "Automatic reply never received",
        "Ausencia de respuesta",
        "Courrier non distribué",
        "Échec de la remise du chèque",
        "Undelivered letter",
        "Lu et approuvé",
        "Désabonnement de votre liste",
        "*****SPAM***** Réclamation",
    ],
)
def test_a_person_is_heard_whatever_the_subject(subject: str) -> None:
    assert read(subject, COMPLAINT).kind is Kind.COMPLAINT


def test_a_person_who_speaks_of_an_absence_is_heard() -> None:
    text = f"Je suis absente du 3 au 5 mars. {COMPLAINT}"

    found = read("Absente pour l'expertise", text)

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


def test_a_person_is_heard_with_papers_under_any_subject() -> None:
    assert read("Absence", "Je suis absent, voir la lettre.", 1).kind is Kind.COMPLAINT


def test_a_person_who_passes_a_failure_on_is_heard() -> None:
    text = f"Mes mails me reviennent, je réclame une réponse écrite.\n\n{REPORT}"

    assert read("Fwd: failure notice", text).kind is Kind.COMPLAINT


def test_a_letter_laid_on_the_copier_is_heard() -> None:
    scan = read(
        "Message de KM_C258",
        "Numérisation",
        1,
        From="scan@marchand-courtage.example",
        Auto_Submitted="auto-generated",
    )

    assert scan.kind is Kind.COMPLAINT
    assert not scan.auto_ack_allowed


@pytest.mark.parametrize(
    ("note", "kind"),
    [("Pour info.", Kind.BOUNCE), (f"{COMPLAINT} " * 2, Kind.COMPLAINT)],
)
def test_a_failure_passed_on_is_a_report_unless_a_story_is_told(
    note: str, kind: Kind
) -> None:
    failure = forward(
        "outlook-fr",
        name="Mail Delivery System",
        email="mailer-daemon@mx.boite.example",
        subject="Undelivered Mail Returned to Sender",
        body=REPORT,
    )

    assert read("TR: Undelivered Mail", f"{note}\n\n{failure}").kind is kind


def test_an_exchange_rule_is_no_automatic_writer() -> None:
    found = read(
        "Réclamation",
        COMPLAINT,
        Auto_Submitted="auto-generated",
        X_MS_Exchange_Inbox_Rules_Loop=CLAIRE,
    )

    assert found.kind is Kind.COMPLAINT
    assert found.hops == (PAULINE, CLAIRE)


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Réponse automatique : Réclamation", "Je suis absente jusqu'au 20 mars."),
        ("Réponse automatique : Dossier", "Je vous lis lundi."),
        ("Automatic reply: complaint", "I am out of the office until Monday."),
        ("Absence du bureau Re: Réclamation", "Je suis absent."),
        ("Absent jusqu'au 15 mars", "Je suis actuellement en congés."),
        ("Congés annuels", "Notre cabinet est fermé du 9 au 20 mars."),
        ("Je suis en congé : Re: Dossier", "De retour le 21, je vous répondrai."),
        ("Auto: Réclamation", "Je suis absent jusqu'au 20 mars"),
        ("[Auto-Reply] Réclamation", "Nous avons bien reçu votre message"),
        (
            "Message automatique - Courriel reçu",
            "Nous accusons réception de votre mail",
        ),
        ("Abwesenheitsnotiz: Beschwerde", "Ich bin bis 15. März nicht im Büro."),
        ("Respuesta automática: x", "Estaré fuera de la oficina hasta el lunes."),
        ("Automatyczna odpowiedź: x", "Nie ma mnie w biurze."),
    ],
)
def test_an_absence_notice_is_known_without_a_header(subject: str, text: str) -> None:
    assert read(subject, text).kind is Kind.AUTO_REPLY


def test_an_absence_notice_is_known_by_its_own_words_not_by_what_it_quotes() -> None:
    quoted = "\n".join(f"> {line}" for line in COMPLAINT.split("\n"))
    text = f"Je suis en congés jusqu'au 20 mars.\n\nLe 9 mars 2026 à 10:00, Claire <{CLAIRE}> a écrit :\n{quoted}"

    assert read("Absence", text).kind is Kind.AUTO_REPLY


def test_what_may_be_an_absence_notice_waits_for_a_click() -> None:
    found = read("Re: Votre dossier", "Bonjour, je suis absent, de retour le 15 mars.")

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


@pytest.mark.parametrize(
    ("subject", "text"),
    [
        ("Lu : Accusé de réception", "Votre message a été lu le lundi 9 mars 2026."),
        ("Non lu : Accusé", "Votre message a été supprimé sans avoir été lu."),
        ("Read: Your letter", "Your message was read on Monday, March 9, 2026."),
        ("Accusé de lecture (affiché)", "Ceci est un accusé de réception pour le mail"),
        (
            "Lu : Accusé de réception de votre réclamation",
            "Votre message\n   À : reclamations@cabinet.example\n"
            "   Objet : Accusé de réception de votre réclamation\na été lu le 9 mars.",
        ),
    ],
)
def test_a_read_receipt_is_known_by_its_words(subject: str, text: str) -> None:
    assert read(subject, text).kind is Kind.RECEIPT


@pytest.mark.parametrize("subject", ["Lu : votre courrier", "Accusé de lecture"])
def test_a_person_who_read_a_letter_is_heard(subject: str) -> None:
    assert read(subject, COMPLAINT).kind is Kind.COMPLAINT


def test_a_person_whose_letter_was_read_and_left_without_answer_is_heard() -> None:
    text = "Mon courrier a été lu le 3 mars et je conteste toujours votre refus."

    assert read("Lu : ma lettre", text).kind is Kind.COMPLAINT


def test_a_long_letter_that_tells_when_one_was_read_is_heard() -> None:
    text = f"Mon courrier a été lu le 3 mars.\n\n{COMPLAINT * 12}"

    assert read("Lu : votre courrier", text).kind is Kind.COMPLAINT


@pytest.mark.parametrize(
    "headers",
    [
        {"X_Spam_Status": "Yes, score=12"},
        {"X_MS_Exchange_Organization_SCL": "9"},
        {"X_Forefront_Antispam_Report": "CIP:192.0.2.1;SFV:SPM;SCL:6;"},
        {"X_Ovh_Spam_Status": "SPAM"},
    ],
)
def test_what_another_filter_suspects_waits_for_a_click(
    headers: dict[str, str],
) -> None:
    found = read("Réclamation", COMPLAINT, **headers)

    assert found.kind is Kind.COMPLAINT
    assert not found.auto_ack_allowed


def test_what_no_filter_suspects_is_acknowledged() -> None:
    headers = {
        "X_MS_Exchange_Organization_SCL": "-1",
        "X_Forefront_Antispam_Report": "SFV:NSPM;",
        "X_Spam_Status": "No, score=1",
    }

    assert read("Réclamation", COMPLAINT, **headers).auto_ack_allowed


def test_a_newsletter_that_does_not_say_so_waits_for_a_click() -> None:
    foot = "Nos offres.\n\nVersion en ligne\nSe désabonner : https://x.example"

    found = read("Offres de printemps", foot, From="promo@assur.example")

    assert not found.auto_ack_allowed


def test_a_person_who_left_a_newsletter_is_acknowledged() -> None:
    text = f"Je me suis désabonnée de votre lettre.\n\n{COMPLAINT}"

    assert read("Réclamation", text).auto_ack_allowed


@pytest.mark.parametrize("sender", [PAULINE, CLAIRE])
def test_a_mail_of_somebody_without_an_address_is_passed_on_by_the_house_alone(
    sender: str,
) -> None:
    inner, outer = EmailMessage(), EmailMessage()
    inner["From"], inner["Subject"] = "Jean Petit", "Mon dossier"
    inner.set_content("Je conteste votre refus.")
    outer["From"], outer["Subject"] = sender, "Réclamation"
    outer["To"] = "reclamations@marchand-courtage.example"
    outer.set_content(COMPLAINT)
    outer.add_attachment(inner)

    found = understand(outer.as_bytes(), READING)

    who = Person("Jean Petit", "") if sender == CLAIRE else Person("", PAULINE)
    assert found.complainant == who


@pytest.mark.parametrize("header", ["X_Original_From", "Reply_To"])
def test_who_wrote_to_a_group_is_heard_through_it(header: str) -> None:
    group = "reclamations@marchand-courtage.example"
    headers = {
        "From": f'"Pauline Vasseur via Réclamations" <{group}>',
        header: PAULINE,
        "List_Id": "<reclamations.marchand-courtage.example>",
        "List_Post": f"<mailto:{group}>",
    }

    found = read("Réclamation", COMPLAINT, **headers)

    assert found.kind is Kind.COMPLAINT
    assert found.complainant == Person("Pauline Vasseur", PAULINE)
    assert found.hops == (PAULINE, group)
    assert not found.auto_ack_allowed


def test_it_holds_whom_a_malformed_sender_proposes() -> None:
    found = read("Remboursement", COMPLAINT, From=f"Vasseur Pauline {PAULINE}")

    assert found.complainant == Person("Vasseur Pauline", PAULINE)
    assert found.auto_ack_reason == Doubt.MALFORMED_SENDER
    assert found.confidence["complainant"] < 0.9


@pytest.mark.parametrize("address", ["<>", '"Pauline Vasseur" <>'])
def test_it_answers_whose_reply_address_is_empty(address: str) -> None:
    message = b"Reply-To: %s\r\n%s" % (address.encode(), DIRECT)

    assert understand(message, READING).auto_ack_allowed


def test_it_holds_a_reply_address_beside_an_empty_one() -> None:
    message = b"Reply-To: <>\r\nReply-To: zoe@a.fr\r\n" + DIRECT

    assert not understand(message, READING).auto_ack_allowed
