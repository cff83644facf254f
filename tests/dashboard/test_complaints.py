"""The list of complaints, and one complaint from Nouvelle to Clôturée."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select

from models.analysis.findings import AttachmentRole
from models.rows.base import new_id, now
from models.rows.complaint import Complaint, Note, Status
from models.rows.complaint_parts import Attachment, ComplaintMessage, LinkKind
from models.rows.letter import Letter, LetterKind, LetterState
from models.rows.message import Verdict
from models.store.service import Service
from tests.cast import Person
from tests.dashboard.files import (
    add_complaint,
    add_draft,
    add_letter,
    kinds,
    letter_of,
    read,
)
from tests.makers import make_letter, make_message

PDF = ("réponse.pdf", b"%PDF-1.7 reponse", "application/pdf")
ANSWER = {"on": "2026-11-20", "channel": "email", "outcome": "favourable"}


@pytest.mark.parametrize(
    "words", ["BÉNÉDICTE", "benedicte noe", "2026-9041", "d-q7q7q7"]
)
def test_it_finds_by(alice: Person, words: str) -> None:
    if not alice.get("/reclamations?q=2026-9041").text.count("2026-9041</a>"):
        add_complaint(
            alice,
            complainant_name="Bénédicte Noé",
            number="2026-9041",
            public_reference="D-Q7Q7Q7",
        )

    assert "2026-9041</a>" in alice.get("/reclamations", params={"q": words}).text


def test_a_search_shows_drafts_too(alice: Person) -> None:
    add_draft(alice, complainant_name="Ysaline Corbin")

    page = alice.get("/reclamations?q=ysaline").text

    assert "Ysaline Corbin" in page
    assert "À confirmer" in page


@pytest.mark.parametrize(
    "state", ["open", "overdue", "closed", "dismissed", "nimporte"]
)
def test_every_tab_answers(alice: Person, state: str) -> None:
    assert alice.get(f"/reclamations?etat={state}").status_code == 200


def test_it_shows_only_mine(alice: Person) -> None:
    add_complaint(alice, complainant_name="Wilfrid À Moi", assigned_to=alice.user_id)
    add_complaint(alice, complainant_name="Wilfrid À Personne")

    page = alice.get("/reclamations?q=wilfrid&a_moi=1").text

    assert "À Moi" in page
    assert "À Personne" not in page


def test_it_moves(alice: Person) -> None:
    complaint = add_complaint(alice)

    answer = alice.post(
        f"/reclamations/{complaint.id}/statut",
        {"version": "1", "status": "in_progress"},
    )

    assert answer.status_code == 303
    assert read(alice, complaint).status is Status.IN_PROGRESS


def test_it_does_not_resolve_without_an_answer(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    answer = alice.post(
        f"/reclamations/{complaint.id}/statut", {"version": "1", "status": "resolved"}
    )

    assert answer.status_code == 409
    assert "réponse définitive" in answer.text


def test_an_unknown_status_is_refused(alice: Person) -> None:
    complaint = add_complaint(alice)

    answer = alice.post(
        f"/reclamations/{complaint.id}/statut", {"version": "1", "status": "won"}
    )

    assert answer.status_code == 400


def test_it_records_the_answer_with_its_file(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    alice.post(
        f"/reclamations/{complaint.id}/reponse",
        ANSWER | {"version": "1"},
        files={"file": PDF},
    )

    with alice.db() as session:
        mine = select(Attachment).where(Attachment.complaint_id == complaint.id)
        kept = session.scalars(mine).one()
    assert read(alice, complaint).answered_on == date(2026, 11, 20)
    assert (kept.role, kept.filename) == (AttachmentRole.ANSWER, "réponse.pdf")
    assert "n’est pas requis" in alice.get(f"/reclamations/{complaint.id}").text


def test_it_records_the_answer_with_its_text(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    # What a browser sends for an empty file input.
    answer = alice.post(
        f"/reclamations/{complaint.id}/reponse",
        ANSWER | {"version": "1", "text": "Bonjour, vous aviez raison."},
        files={"file": ("", b"", "application/octet-stream")},
    )

    page = alice.get(f"/reclamations/{complaint.id}").text
    assert answer.status_code == 303
    assert "Bonjour, vous aviez raison." in page
    assert "La réponse ne nomme pas le médiateur" in page
    assert "sans nommer le médiateur" in page


def test_every_label_leads_to_its_own_field(alice: Person) -> None:
    """An id that stands twice sends the second label to the first field."""
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    page = alice.get(f"/reclamations/{complaint.id}").text
    ids = re.findall(r' id="([^"]+)"', page)

    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"text": ""}, "joignez sa copie"),
        ({"channel": "oral_only"}, "doit être écrite"),
        ({"outcome": "handed_over"}, "à qui s’adresser"),
    ],
)
def test_it_refuses_an_answer_that_nobody_could_show(
    alice: Person, changes: dict[str, str], sentence: str
) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)
    given = ANSWER | {"version": "1", "text": "Bonjour."} | changes

    answer = alice.post(f"/reclamations/{complaint.id}/reponse", given)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert read(alice, complaint).answered_on is None


def test_a_refused_answer_is_given_back_to_be_mended(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)
    typed = {
        "on": "2026-11-19",
        "channel": "registered_post",
        "outcome": "handed_over",
        "text": "Bonjour, un texte que personne\nne retape de bon cœur.",
        "names_mediator": "1",
    }
    address = f"/reclamations/{complaint.id}/reponse"

    refused = alice.post(address, typed | {"version": "1"})

    assert "ne retape de bon cœur.</textarea>" in refused.text
    assert 'value="2026-11-19"' in refused.text
    assert '<option value="handed_over" selected>' in refused.text
    assert re.search(r'id="names_mediator"[^>]* checked', refused.text)
    mended = typed | {"version": "1", "directed_to": "Assurances du Lac"}
    assert alice.post(address, mended).status_code == 303


def test_a_refused_answer_asks_for_its_file_again(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    refused = alice.post(
        f"/reclamations/{complaint.id}/reponse",
        ANSWER | {"version": "1", "on": ""},
        files={"file": PDF},
    )

    assert refused.status_code == 422
    assert "Indiquez la date de la réponse" in refused.text
    assert "joignez de nouveau son fichier" in refused.text


def test_an_answer_to_another_version_is_not_recorded(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)

    answer = alice.post(
        f"/reclamations/{complaint.id}/reponse",
        ANSWER | {"version": "0", "text": "Bonjour."},
    )

    assert answer.status_code == 409
    assert "Bonjour." in answer.text
    assert read(alice, complaint).answered_on is None


def test_it_shows_whom_the_complainant_was_directed_to(alice: Person) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)
    directed = {"outcome": "handed_over", "directed_to": "Assurances du Lac, Annecy"}

    given = ANSWER | directed | {"version": "1", "text": "Bonjour."}
    alice.post(f"/reclamations/{complaint.id}/reponse", given)

    page = alice.get(f"/reclamations/{complaint.id}").text
    assert "Assurances du Lac, Annecy</dd>" in page
    assert "ne nomme pas le médiateur" not in page


def test_it_reopens_with_a_reason(alice: Person) -> None:
    complaint = add_complaint(
        alice, status=Status.CLOSED, answered_on=date(2026, 11, 20)
    )

    alice.post(
        f"/reclamations/{complaint.id}/statut",
        {"version": "1", "status": "in_progress", "reason": "Le client conteste."},
    )

    assert read(alice, complaint).status is Status.IN_PROGRESS
    page = alice.get(f"/reclamations/{complaint.id}").text
    assert "Rouverte" in page
    assert "Le client conteste." in page


def test_it_adds_a_note(alice: Person) -> None:
    complaint = add_complaint(alice)

    alice.post(f"/reclamations/{complaint.id}/note", {"text": "À rappeler\nlundi"})

    with alice.db() as session:
        mine = select(Note.text).where(Note.complaint_id == complaint.id)
        assert session.scalars(mine).one() == "À rappeler\nlundi"


def test_it_gives_the_file_to_somebody(alice: Person) -> None:
    complaint = add_complaint(alice)

    alice.post(
        f"/reclamations/{complaint.id}/attribuer",
        {"version": "1", "user": str(alice.user_id)},
    )

    assert read(alice, complaint).assigned_to == alice.user_id


def test_it_gives_it_to_nobody_of_another_cabinet(alice: Person, chloe: Person) -> None:
    complaint = add_complaint(alice)

    answer = alice.post(
        f"/reclamations/{complaint.id}/attribuer",
        {"version": "1", "user": str(chloe.user_id)},
    )

    assert answer.status_code == 409
    assert read(alice, complaint).assigned_to is None


def test_it_corrects_the_sheet_and_its_days(alice: Person) -> None:
    complaint = add_complaint(alice)

    alice.post(
        f"/reclamations/{complaint.id}/corriger",
        {
            "version": "1",
            "product": "home",
            "sent_on": "2026-11-14",
            "received_on": "2026-11-17",
        },
    )

    now = read(alice, complaint)
    assert (now.product, now.answer_by) == ("home", date(2027, 1, 14))
    assert "au lieu du 16/11/2026" in alice.get(f"/reclamations/{complaint.id}").text


def enter_by_hand(alice: Person, channel: str) -> str:
    """Type a complaint of forty days ago in; returns the address of its page."""
    said_on = (now() - timedelta(days=40)).date().isoformat()
    form = {"sent_on": said_on, "received_on": said_on, "body": "Il est mécontent."}
    person = {"channel": channel, "complainant_name": "Oriane Lebrun"}
    answer = alice.post(
        "/reclamations/nouvelle", form | person | {"form_id": str(new_id())}
    )
    return answer.headers["location"]


def test_an_oral_complaint_owes_no_acknowledgement_anywhere(alice: Person) -> None:
    path = enter_by_hand(alice, "phone")

    page = alice.get(path).text
    assert "Le délai d’accusé était déjà dépassé" not in page
    assert "Les dix jours ouvrables pour accuser réception" not in page
    assert "Déjà accusée par un autre moyen" not in page
    found = alice.get("/reclamations?q=oriane").text
    assert "Oriane Lebrun" in found
    assert ">Accuser" not in found


def test_an_oral_draft_is_late_for_no_acknowledgement(alice: Person) -> None:
    add_draft(
        alice,
        channel="office",
        complainant_name="Odile Vasseur",
        late_on_arrival="ack",
        acknowledge_by=date(2026, 1, 5),
    )

    page = alice.get("/brouillons?q=vasseur").text

    assert "Odile Vasseur" in page
    assert "Reçue tard" not in page
    assert "Transmise tard" not in page


def test_a_writing_that_is_typed_in_late_says_so(alice: Person) -> None:
    page = alice.get(enter_by_hand(alice, "post")).text

    assert "Le délai d’accusé était déjà dépassé" in page
    assert "Les dix jours ouvrables pour accuser réception" in page
    assert "Déjà accusée par un autre moyen" in page


def test_an_entry_that_nobody_confirmed_has_no_confirmation_to_cancel(
    alice: Person,
) -> None:
    typed_in = alice.get(enter_by_hand(alice, "phone")).text
    confirmed = add_complaint(alice)

    assert "Annuler la confirmation" not in typed_in
    assert "Remettre à confirmer" in typed_in
    assert "Annuler la confirmation" in alice.get(f"/reclamations/{confirmed.id}").text


def test_an_oral_complaint_asks_to_invite_the_person(alice: Person) -> None:
    complaint = add_complaint(alice, channel="phone")
    page = alice.get(f"/reclamations/{complaint.id}").text
    assert "les délais légaux et le recours au médiateur courent de l’écrit" in page
    assert "Aucun\u00a0: réclamation orale" in page
    assert "Accuser réception avant le" not in page
    assert "Date interne au cabinet" in page
    assert "Dite le" in page
    assert "Envoyée par le réclamant le" not in page
    page = alice.get(f"/reclamations/{complaint.id}/accuse-papier")
    assert page.status_code == 409

    alice.post(
        f"/reclamations/{complaint.id}/invitation", {"version": "1", "on": "2026-11-20"}
    )

    assert read(alice, complaint).invited_on == date(2026, 11, 20)
    page = alice.get(f"/reclamations/{complaint.id}").text
    assert "Invitée à écrire ce jour-là" not in page


def test_it_joins_documents(alice: Person) -> None:
    complaint = add_complaint(alice)

    alice.post(
        f"/reclamations/{complaint.id}/documents",
        files=[("file", PDF), ("file", ("photo.jpg", b"\xff\xd8", "image/jpeg"))],
    )

    # One click, one line of the history that names both.
    assert kinds(alice, complaint) == ["complaint:document_added"]
    assert "photo.jpg" in alice.get(f"/reclamations/{complaint.id}").text


def test_it_sends_a_held_letter(alice: Person) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.HELD)
    with alice.db() as session:
        from models.rows.tenant import Tenant

        session.get_one(Tenant, alice.tenant_id).contact_email = "c@cabinet.example"

    shown = edition_of(alice, complaint)

    answer = alice.post(f"/lettres/{letter_id}/envoyer", {"shown": shown})

    assert answer.status_code == 303
    assert letter_of(alice, letter_id).state is LetterState.PLANNED


@pytest.mark.parametrize("what", ["address", "text"])
def test_it_sends_no_letter_that_is_not_the_one_shown(alice: Person, what: str) -> None:
    """A colleague corrected the address, or the letter was written anew since the page was shown."""
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.HELD)
    shown = edition_of(alice, complaint)
    with alice.db() as session:
        if what == "address":
            mine = session.get_one(Complaint, (alice.tenant_id, complaint.id))
            mine.complainant_email = "une.autre@client.example"
        else:
            letter = session.get_one(Letter, (alice.tenant_id, letter_id))
            letter.content += b"PS"

    for typed in ({"shown": shown}, {}):
        answer = alice.post(f"/lettres/{letter_id}/envoyer", typed)

        assert answer.status_code == 409
    assert letter_of(alice, letter_id).state is LetterState.HELD


def test_an_old_page_does_not_settle_a_later_try(alice: Person) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.UNKNOWN)
    shown = edition_of(alice, complaint)
    with alice.db() as session:
        session.get_one(Letter, (alice.tenant_id, letter_id)).attempt += 1

    typed = {"sent": "non", "shown": shown}
    answer = alice.post(f"/lettres/{letter_id}/sort", typed)

    assert answer.status_code == 409
    assert letter_of(alice, letter_id).state is LetterState.UNKNOWN


@pytest.mark.parametrize(
    ("text", "state"), [("oui", LetterState.ACCEPTED), ("non", LetterState.PLANNED)]
)
def test_it_says_what_became_of_an_unknown_letter(
    alice: Person, text: str, state: LetterState
) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.UNKNOWN)
    assert "Il est parti" in alice.get(f"/reclamations/{complaint.id}").text
    shown = edition_of(alice, complaint)

    alice.post(f"/lettres/{letter_id}/sort", {"sent": text, "shown": shown})

    assert letter_of(alice, letter_id).state is state


def test_already_acknowledged_holds_ours_back_and_can_be_withdrawn(
    alice: Person,
) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.PLANNED)

    alice.post(
        f"/reclamations/{complaint.id}/deja-accuse",
        {"on": "2026-11-18", "channel": "post"},
    )
    assert letter_of(alice, letter_id).state is LetterState.SUPPRESSED
    assert (
        "Déjà accusée le 18/11/2026" in alice.get(f"/reclamations/{complaint.id}").text
    )

    alice.post(f"/reclamations/{complaint.id}/pas-accuse")
    assert read(alice, complaint).acknowledged_on is None
    assert letter_of(alice, letter_id).state is not LetterState.SUPPRESSED


def test_the_proof_of_a_letter_stands_on_the_page(alice: Person) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.ACCEPTED)
    with alice.db() as session:
        letter = session.merge(letter_of(alice, letter_id))
        letter.reply = "250 2.0.0 Ok: queued as 4F1A2"
        letter.header_message_id = "<ack.1@in.reclampro.example>"

    page = alice.get(f"/reclamations/{complaint.id}").text

    assert "250 2.0.0 Ok: queued as 4F1A2" in page
    assert "&lt;ack.1@in.reclampro.example&gt;" in page


def test_a_letters_source_is_downloaded(alice: Person) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint)
    with alice.db() as session:
        session.merge(letter_of(alice, letter_id)).content = b"From: x\r\n\r\nbonjour"

    answer = alice.get(f"/lettres/{letter_id}/source")

    assert answer.content == b"From: x\r\n\r\nbonjour"
    assert answer.headers["content-disposition"].startswith("attachment")


def test_another_cabinets_letter_has_no_source(alice: Person, chloe: Person) -> None:
    letter_id = add_letter(alice, add_complaint(alice))

    assert chloe.get(f"/lettres/{letter_id}/source").status_code == 404


def edition_of(person: Person, complaint: Complaint) -> str:
    """The letter's edition as the forms of its page name it."""
    page = person.get(f"/reclamations/{complaint.id}").text
    found = re.search(r'name="shown" value="(\w{16})"', page)
    assert found, "no form for this letter"
    return found[1]


def test_only_what_came_after_the_answer_asks_to_be_read_again(
    alice: Person, service: Service
) -> None:
    complaint = add_complaint(alice, status=Status.IN_PROGRESS)
    path, words = f"/reclamations/{complaint.id}", "a écrit depuis la réponse"
    _join(alice, service, complaint, now() - timedelta(minutes=5))
    given = (
        ANSWER
        | {"text": "Bonjour."}
        | {"on": str(now().astimezone(ZoneInfo("Europe/Paris")).date())}
    )
    alice.post(f"{path}/reponse", given | {"version": "1"})
    values = str(read(alice, complaint).version)
    alice.post(f"{path}/statut", {"status": "resolved", "version": values})
    assert read(alice, complaint).status is Status.RESOLVED
    assert words not in alice.get(path).text
    _join(alice, service, complaint, now() + timedelta(seconds=1))

    assert words in alice.get(path).text


def _join(person: Person, service: Service, complaint: Complaint, at: datetime) -> None:
    """A message of the same person that came at that moment."""
    with person.db() as session:
        message = make_message(
            session, service, verdict=Verdict.FOLLOW_UP, received_at=at
        )
        session.add(
            ComplaintMessage(
                tenant_id=person.tenant_id,
                complaint_id=complaint.id,
                message_id=message.id,
                kind=LinkKind.FOLLOW_UP,
            )
        )


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"acknowledged_on": date(2026, 11, 27)}, "Déjà accusée le 27/11/2026</span>"),
        ({"acknowledged_on": date(2026, 11, 28)}, "le 28/11/2026, hors délai</span>"),
        ({"answered_on": date(2027, 1, 16)}, "Répondue le 16/01/2027</span>"),
        ({"answered_on": date(2027, 1, 17)}, "le 17/01/2027, hors délai</span>"),
    ],
)
def test_it_says_in_words_what_was_done_too_late(
    alice: Person, changes: dict[str, date], words: str
) -> None:
    complaint = add_complaint(alice, **changes)

    assert words in alice.get(f"/reclamations/{complaint.id}").text


def test_the_register_has_a_line_for_an_annulled_number(alice: Person) -> None:
    annulled = add_complaint(
        alice,
        number="2031-0007",
        confirmed_at=None,
        settled_at=datetime(2031, 3, 4, 9, tzinfo=UTC),
        dismissed_reason="service",
    )

    page = alice.get("/reclamations?etat=all&q=2031-0007").text

    words = "n° 2031-0007, annulée le 04/03/2031, motif : demande de prestation"
    assert words in page.replace("\u00a0", " ").replace("\u202f", " ")
    assert f"/brouillons/{annulled.id}" in page


def test_it_shows_a_promise_beside_the_deadline_until_it_is_settled(
    alice: Person,
) -> None:
    complaint = add_complaint(alice)
    letter_id = add_letter(alice, complaint, LetterState.ACCEPTED)
    complaint = read(alice, complaint)
    typed = {
        "version": complaint.version,
        "sent_on": "2026-10-31",
        "received_on": "2026-11-17",
    }
    alice.post(f"/reclamations/{complaint.id}/corriger", typed)
    page = alice.get(f"/reclamations/{complaint.id}").text.replace("\u00a0", " ")
    assert (
        "L’accusé parti annonce le 16 janvier 2027 ; l’échéance est le 31 décembre 2026."
        in page
    )
    assert "rien n’est envoyé" in page

    version = read(alice, complaint).version
    alice.post(f"/reclamations/{complaint.id}/promesse", {"version": version})

    page = alice.get(f"/reclamations/{complaint.id}").text
    assert "Répondre avant suffit" not in page
    assert "répondre avant suffit" in page
    assert letter_of(alice, letter_id).promise_settled_for == date(2026, 12, 31)


def test_it_makes_the_fuller_letter_ready_behind_a_receipt(alice: Person) -> None:
    complaint = add_complaint(alice)
    with alice.db() as session:
        receipt = {"kind": LetterKind.RECEIPT, "state": LetterState.ACCEPTED}
        make_letter(session, session.merge(complaint), **receipt)
    path = f"/reclamations/{complaint.id}"
    assert "Préparer l’accusé complet" in alice.get(path).text

    alice.post(f"{path}/accuse", {})

    page = alice.get(path).text
    assert "Envoyer aussi cet accusé" in page
    assert "Préparer l’accusé complet" not in page
