"""À confirmer: the draft beside its mail, and what a person decides."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest

from dashboard.complaints.trust import explain_fields
from models.rows.complaint_parts import Party, PartyRole
from models.rows.letter import Letter, LetterKind, LetterState
from models.sending import reasons
from tests.cast import Person
from tests.dashboard.files import (
    add_complaint,
    add_draft,
    add_letter,
    kinds,
    letter_of,
    read,
)
from tests.makers import SENT
from tests.models.complaints import scene

FORM = {
    "complainant_name": "Jeanne Martin",
    "complainant_email": "jeanne.martin@exemple.fr",
    "subject": "Sinistre non réglé",
    "sent_on": "2026-11-16",
    "received_on": "2026-11-17",
}


def test_it_lists_what_waits(alice: Person) -> None:
    draft = add_draft(alice, complainant_name="Agathe Lescure")

    page = alice.get("/brouillons?q=lescure").text

    assert "Agathe Lescure" in page
    assert f"/brouillons/{draft.id}" in page


@pytest.mark.parametrize("path", ["/brouillons", "/reclamations"])
def test_the_insurer_is_proposed_shown_and_corrected(alice: Person, path: str) -> None:
    proposed = {
        "confidence": {"insurer": 0.7},
        "evidence": {"insurer": "« MAIF »"},
        "suggestions": {"insurer": "MAIF"},
    }
    number = {"number": "2026-0007", "confirmed_at": SENT} if "recl" in path else {}
    draft = add_draft(alice, insurer="MAIF", understanding=proposed, **number)

    before = alice.get(f"{path}/{draft.id}").text
    alice.post(
        f"{path}/{draft.id}/corriger", {**FORM, "insurer": "MACIF", "version": "1"}
    )

    assert 'name="insurer" value="MAIF"' in before
    assert ("proposé, probable" in before) is (not number)
    assert read(alice, draft).insurer == "MACIF"
    assert "assureur" in alice.get(f"{path}/{draft.id}").text


def test_it_shows_what_was_understood_and_how_sure(alice: Person) -> None:
    draft = add_draft(
        alice,
        sent_source="quoted_date",
        understanding={
            "confidence": {"complainant": 0.95, "sent_at": 0.7},
            "evidence": {
                "complainant": "De : Jeanne Martin",
                "sent_at": "lundi 16 novembre 2026 10:30",
            },
        },
    )

    page = alice.get(f"/brouillons/{draft.id}").text

    assert "De : Jeanne Martin" in page
    assert "« lundi 16 novembre 2026 10:30 »" in page
    assert "probable" in page


def test_it_explains_the_ten_days(alice: Person) -> None:
    draft = add_draft(alice, sent_at=datetime(2026, 10, 31, 9, tzinfo=UTC))

    page = alice.get(f"/brouillons/{draft.id}").text

    assert "Armistice" in page or "11 novembre" in page
    assert "dimanche" in page


def test_it_says_loudly_that_the_post_was_slow(alice: Person) -> None:
    at = datetime(2026, 11, 17, 9, tzinfo=UTC)
    draft = add_draft(alice, late_on_arrival="ack", taken_in_at=at)

    page = alice.get(f"/brouillons/{draft.id}").text

    assert "<strong>Reçue tard.</strong>" in page
    assert "Transmise tard" not in page
    assert "Reçue tard" in alice.get("/brouillons").text


def test_it_says_loudly_that_the_cabinet_was_slow(alice: Person) -> None:
    at = datetime(2026, 12, 5, 9, tzinfo=UTC)
    draft = add_draft(alice, taken_in_at=at, received_source="quoted_date")

    page = alice.get(f"/brouillons/{draft.id}").text.replace("\u00a0", " ")

    assert "Transmise tard à ReclamPro (18 jours après)." in page
    assert "le cabinet l’avait depuis le 17" in page
    assert "Reçue tard" not in page
    assert "Transmise tard" in alice.get("/brouillons").text


def test_a_person_vouches_for_the_two_days(alice: Person) -> None:
    draft = add_draft(alice, sent_precision="none", received_source="unknown")
    page = alice.get(f"/brouillons/{draft.id}").text
    assert "Jour inconnu, à confirmer" in page
    assert 'name="sent_on_confirmed"' in page
    assert 'name="received_on_confirmed"' in page

    ticks = {"sent_on_confirmed": "1", "received_on_confirmed": "1"}
    typed = FORM | ticks | {"version": str(draft.version)}
    alice.post(f"/brouillons/{draft.id}/corriger", typed)

    draft = read(alice, draft)
    assert draft.is_sent_on_known
    assert draft.is_received_on_confirmed
    page = alice.get(f"/brouillons/{draft.id}").text
    assert "Dates confirmées : jour d’envoi, jour de réception" in page
    assert "_confirmed" not in page


def test_what_a_mail_says_stays_text(alice: Person) -> None:
    evil = "<script>alert(1)</script>"
    draft = add_draft(alice, complainant_name=evil, subject=evil, body=evil)

    for path in ("/brouillons", f"/brouillons/{draft.id}"):
        page = alice.get(path).text
        assert "<script>alert" not in page
        assert "&lt;script&gt;" in page


def test_it_shows_the_letter_before_the_click(alice: Person) -> None:
    draft = add_draft(alice)
    letter = letter_of(alice, add_letter(alice, draft))

    page = alice.get(f"/brouillons/{draft.id}").text

    assert letter.subject in page
    assert "Nous avons bien reçu votre message" in page


def test_it_shows_a_text_to_post_that_asks_for_no_reply_by_mail(alice: Person) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft)
    path = f"/reclamations/{draft.id}/accuse-papier"

    page = alice.get(path).text

    assert f'href="{path}"' in alice.get(f"/brouillons/{draft.id}").text
    assert "écrivez-nous à l’adresse du cabinet" in page
    assert "répondez à ce message" not in page


def test_it_confirms_with_what_was_typed(alice: Person) -> None:
    draft = add_draft(alice)

    answer = alice.post(
        f"/brouillons/{draft.id}/confirmer",
        FORM | {"version": "1", "motif": "delay", "sent_on": "2026-11-14"},
    )

    now = read(alice, draft)
    assert answer.headers["location"] == f"/reclamations/{draft.id}"
    assert (now.motif, now.sent_on) == ("delay", date(2026, 11, 14))
    assert now.number is not None
    assert now.confirmed_by == alice.user_id


def test_an_undo_stands_on_the_next_page(alice: Person) -> None:
    draft = add_draft(alice)
    alice.post(f"/brouillons/{draft.id}/confirmer", FORM | {"version": "1"})

    page = alice.client.get(f"/reclamations/{draft.id}").text
    assert f'action="/brouillons/{draft.id}/annuler"' in page

    answer = alice.post(f"/brouillons/{draft.id}/annuler")
    assert answer.headers["location"] == f"/brouillons/{draft.id}"
    assert read(alice, draft).is_draft


def test_it_keeps_corrections(alice: Person) -> None:
    draft = add_draft(alice)

    answer = alice.post(
        f"/brouillons/{draft.id}/corriger",
        FORM | {"version": "1", "complainant_email": "autre@exemple.fr"},
    )

    assert answer.status_code == 303
    assert read(alice, draft).complainant_email == "autre@exemple.fr"
    assert read(alice, draft).is_draft


def test_a_wrong_address_keeps_nothing_and_gives_back_what_was_typed(
    alice: Person,
) -> None:
    draft = add_draft(alice)

    answer = alice.post(
        f"/brouillons/{draft.id}/corriger",
        FORM | {"version": "1", "subject": "Neuf", "complainant_email": "pas@"},
    )

    assert answer.status_code == 409
    assert "adresse e-mail n’est pas valide" in answer.text
    assert 'value="Neuf"' in answer.text
    assert read(alice, draft).subject != "Neuf"


def test_the_second_of_two_is_told(alice: Person) -> None:
    draft = add_draft(alice)
    alice.post(
        f"/brouillons/{draft.id}/corriger", FORM | {"version": "1", "motif": "delay"}
    )

    answer = alice.post(
        f"/brouillons/{draft.id}/corriger", FORM | {"version": "1", "motif": "price"}
    )

    assert answer.status_code == 409
    assert "Quelqu’un d’autre a modifié" in answer.text
    assert read(alice, draft).motif == "delay"


def test_it_makes_a_person_of_the_chain_the_complainant(alice: Person) -> None:
    draft = add_draft(alice)
    with alice.db() as session:
        scene.make_party(session, draft, 0, name="Assureur", email="a@assureur.fr")
        jeanne: Party = scene.make_party(
            session, draft, 1, name="Jeanne", email="j@exemple.fr"
        )

    answer = alice.post(
        f"/brouillons/{draft.id}/reclamant", {"party": str(jeanne.id), "version": "1"}
    )

    assert answer.status_code == 303
    assert read(alice, draft).complainant_email == "j@exemple.fr"
    with alice.db() as session:
        found = session.get_one(Party, (alice.tenant_id, jeanne.id))
        assert found.role is PartyRole.COMPLAINANT


def test_it_dismisses_with_a_reason_and_takes_it_back(alice: Person) -> None:
    draft = add_draft(alice)

    alice.post(
        f"/brouillons/{draft.id}/ecarter",
        {"version": "1", "reason": "information", "note": "Demande de relevé."},
    )
    assert read(alice, draft).dismissed_reason == "information"
    page = alice.get(f"/brouillons/{draft.id}").text
    assert "demande d’information ou d’avis" in page
    assert "Demande de relevé." in page

    alice.post(f"/brouillons/{draft.id}/annuler")
    assert read(alice, draft).is_draft


def test_it_keeps_the_promise_of_a_letter_before_it_dismisses(alice: Person) -> None:
    draft = add_draft(alice, sent_on=date(2026, 11, 16))
    letter_id = add_letter(alice, draft, LetterState.ACCEPTED)
    with alice.db() as session:
        letter = session.get_one(Letter, (alice.tenant_id, letter_id))
        letter.kind = LetterKind.ACKNOWLEDGEMENT
    path, form = f"/brouillons/{draft.id}", {"version": "1", "reason": "information"}

    refused = alice.post(f"{path}/ecarter", form)
    assert (refused.status_code, read(alice, draft).is_draft) == (409, True)
    assert "annonce une réponse" in refused.text
    assert "Répondu le" in alice.get(path).text

    reply = {"reply_on": "2026-11-20", "reply_channel": "email"}
    alice.post(f"{path}/ecarter", form | reply)
    page = alice.get(path).text
    assert "Répondu le 20 novembre 2026, courriel" in page.replace("\u00a0", " ")
    assert "répondu le 20/11/2026, courriel" in page


def test_a_draft_without_a_promise_asks_for_no_reply(alice: Person) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft)

    assert "Répondu le" not in alice.get(f"/brouillons/{draft.id}").text


def test_out_of_scope_is_no_dismissal_and_old_ones_stay_readable(
    alice: Person,
) -> None:
    draft = add_draft(alice)
    old = add_draft(alice, settled_at=scene.NOW, dismissed_reason="out_of_scope")

    page = alice.get(f"/brouillons/{draft.id}").text
    assert "out_of_scope" not in page
    assert "Transmise ou orientée" in page
    assert "hors périmètre du cabinet" in alice.get(f"/brouillons/{old.id}").text


def test_it_dismisses_for_no_reason_but_a_chosen_one(alice: Person) -> None:
    draft = add_draft(alice)

    page = alice.get(f"/brouillons/{draft.id}").text
    answer = alice.post(
        f"/brouillons/{draft.id}/ecarter", {"reason": "", "version": "1"}
    )

    assert '<select class="form-select" id="reason" name="reason" required>' in page
    assert answer.status_code == 409
    assert read(alice, draft).dismissed_reason == ""


def test_it_attaches_to_a_file_found_by_search(alice: Person) -> None:
    target = add_complaint(alice, complainant_name="Paul Zéphyr")
    draft = add_draft(alice)

    page = alice.get(f"/brouillons/{draft.id}/rattacher?q=zephyr").text
    assert str(target.id) in page

    answer = alice.post(
        f"/brouillons/{draft.id}/rattacher", {"version": "1", "target": str(target.id)}
    )
    assert answer.headers["location"] == f"/reclamations/{target.id}"
    assert kinds(alice, target) == ["complaint:joined"]
    assert "Rattaché au dossier" in alice.get(f"/brouillons/{draft.id}").text


def test_it_does_not_attach_to_another_cabinets_file(
    alice: Person, chloe: Person
) -> None:
    theirs, draft = add_complaint(chloe), add_draft(alice)

    answer = alice.post(
        f"/brouillons/{draft.id}/rattacher", {"version": "1", "target": str(theirs.id)}
    )

    assert answer.status_code == 404
    assert read(alice, draft).is_draft


def test_a_confirmed_draft_has_moved(alice: Person) -> None:
    complaint = add_complaint(alice)

    answer = alice.get(f"/brouillons/{complaint.id}")

    assert answer.headers["location"] == f"/reclamations/{complaint.id}"


def test_a_reader_sees_no_button(alice: Person, benoit: Person) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft, LetterState.HELD)

    page = benoit.get(f"/brouillons/{draft.id}")

    assert page.status_code == 200
    for words in ("Confirmer la réclamation", "Envoyer l’accusé", "Écarter"):
        assert words not in page.text


@pytest.mark.parametrize("path", ["/brouillons?page=999", "/brouillons?page=x"])
def test_an_odd_page_is_a_page(alice: Person, path: str) -> None:
    assert alice.get(path).status_code == 200


def test_it_says_what_a_proposal_comes_from_until_a_person_chooses(
    alice: Person,
) -> None:
    draft = add_draft(
        alice,
        motif="expertise",
        understanding={
            "confidence": {"motif": 0.7},
            "evidence": {"motif": "« contre-expertise »"},
            "suggestions": {"motif": "expertise"},
        },
    )

    page = " ".join(alice.get(f"/brouillons/{draft.id}").text.split())
    assert "proposé, probable" in page
    assert 'title="D’après : « contre-expertise »"' in page

    alice.post(f"/brouillons/{draft.id}/corriger", {"motif": "price", "version": "1"})
    page = alice.get(f"/brouillons/{draft.id}").text
    assert read(alice, draft).motif == "price"
    assert "proposé" not in page


@pytest.mark.parametrize(
    ("day", "words"),
    [
        (26, "Parti le 26/11/2026"),
        (28, "Parti le 28/11/2026, hors délai"),
    ],
)
def test_what_is_acknowledged_is_to_be_answered(
    alice: Person, day: int, words: str
) -> None:
    draft = add_draft(alice)
    letter_id = add_letter(alice, draft, LetterState.ACCEPTED)
    with alice.db() as session:
        letter = session.merge(letter_of(alice, letter_id))
        letter.replied_at = datetime(2026, 11, day, 10, tzinfo=UTC)

    for path in ("/brouillons", f"/brouillons/{draft.id}"):
        assert f"{words}</span>" in alice.get(path).text
    listed = alice.get("/brouillons").text
    assert "Accuser :" not in listed
    assert "16/01/2027" in listed


@pytest.mark.parametrize(
    ("reason", "click", "remedy"),
    [
        ("no_address", False, "postez-la, puis notez-le"),
        ("mandatory_missing", False, 'href="/parametres"'),
        ("provider_unset", True, 'href="/boites"'),
        ("rules", True, ""),
    ],
)
def test_a_held_letter_says_what_would_let_it_leave(
    alice: Person, reason: str, click: bool, remedy: str
) -> None:
    draft = add_draft(alice)
    letter_id = add_letter(alice, draft)
    with alice.db() as session:
        session.merge(letter_of(alice, letter_id)).reason = reason

    page = alice.get(f"/brouillons/{draft.id}").text

    assert (f"/lettres/{letter_id}/envoyer" in page) is click
    assert remedy in page
    assert "Nous avons bien reçu votre message" in page


def test_a_day_that_nobody_could_believe_is_to_be_checked(alice: Person) -> None:
    sure = {"confidence": {"sent_at": 0.99}}
    draft = add_draft(alice, sent_source="reception_odd_date", understanding=sure)

    assert explain_fields(draft)["sent_on"].level == "late"
    assert "à vérifier" in alice.get(f"/brouillons/{draft.id}").text


def test_what_a_person_typed_is_theirs(alice: Person) -> None:
    unsure = {"confidence": {"complainant": 0.2}}
    draft = add_draft(alice, complainant_email="", understanding=unsure)

    alice.post(f"/brouillons/{draft.id}/corriger", FORM | {"version": "1"})

    field = explain_fields(read(alice, draft))["complainant_email"]
    assert (field.level, field.words) == ("ok", "saisi par une personne")
    assert "Identité" not in alice.get("/brouillons").text


def test_an_attached_mail_keeps_its_own_chain(alice: Person) -> None:
    target, draft = add_complaint(alice), add_draft(alice)
    with alice.db() as session:
        scene.make_party(session, target, 0, name="Marie Petit")
        scene.make_party(session, draft, 0, name="Paul Durand")
    alice.post(
        f"/brouillons/{draft.id}/rattacher", {"target": str(target.id), "version": "1"}
    )

    page = alice.get(f"/reclamations/{target.id}").text

    assert page.index("Marie Petit") < page.index("Message rattaché")
    assert page.index("Message rattaché") < page.index("Paul Durand")
    assert "Auteur" in page
    assert "Intermédiaire" not in page


def test_it_says_the_last_working_day_of_an_answer(alice: Person) -> None:
    # The second of January 2027 is a Saturday, the third a Sunday.
    draft = add_draft(alice, sent_on=date(2026, 11, 3))

    assert "En pratique le 02/01/2027" in alice.get(f"/brouillons/{draft.id}").text


def test_it_shows_where_a_draft_may_belong_and_attaches_it_there(alice: Person) -> None:
    target = add_complaint(alice, complainant_name="Hector Vasseur")
    values = {"suggestion": {"complaint_id": str(target.id), "reason": "reference"}}
    draft = add_draft(alice, understanding=values)
    path = f"/brouillons/{draft.id}"

    page = alice.get(path).text
    assert "Peut-être une suite" in page
    assert "il en cite la référence" in page
    assert f'name="target" value="{target.id}"' in page
    alice.post(f"{path}/rattacher", {"target": str(target.id), "version": "1"})

    assert read(alice, draft).attached_to == target.id
    assert "Peut-être une suite" not in alice.get(path).text


def test_behind_a_receipt_that_left_it_offers_the_fuller_letter(alice: Person) -> None:
    draft = add_draft(alice)
    add_letter(alice, draft, LetterState.ACCEPTED)
    confirmed = {"version": "1", "motif": "delay"}
    alice.post(f"/brouillons/{draft.id}/confirmer", FORM | confirmed)
    path = f"/reclamations/{draft.id}"

    page = alice.get(path).text

    assert "Facultatif" in page
    assert "Envoyer aussi cet accusé" in page
    assert "Accusé de réception du message, remis" in page
    assert "nous le prenons au sérieux" in page
    assert "Version à imprimer" not in page
    assert "Déjà accusée par un autre moyen" not in page


@pytest.mark.parametrize("code", sorted(reasons.TECHNICAL))
def test_terms_of_mail_servers_stand_apart(alice: Person, code: str) -> None:
    draft = add_draft(alice)
    letter_id = add_letter(alice, draft)
    with alice.db() as session:
        letter = session.merge(letter_of(alice, letter_id))
        letter.reason, letter.detail = "unauthenticated", code

    page = alice.get(f"/brouillons/{draft.id}").text

    page = page.replace("\u00a0", " ")
    plain, technical = page.split("Détails techniques", 1)
    for term in ("DMARC", "DKIM", "en-tête", "Authentication-Results", "RFC"):
        assert term not in plain
    assert reasons.TECHNICAL[code] in technical


def test_it_shows_in_which_capacity_somebody_wrote(alice: Person) -> None:
    draft = add_draft(alice, complainant_email="")
    with alice.db() as session:
        scene.make_party(session, draft, 0, name="Marie Petit")
        changes = {"name": "Anne Prigent", "role": PartyRole.LAWYER}
        scene.make_party(session, draft, 1, **changes)

    page = alice.get(f"/brouillons/{draft.id}").text

    assert "Avocat" in page
    assert page.count("C’est le réclamant") == 1
