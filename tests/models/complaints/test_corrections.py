"""A person corrects what was understood; the words stay out of the history."""

from __future__ import annotations

from datetime import date

import pytest

from models.base.errors import NotFound, Refused
from models.complaints.corrections import choose_complainant, correct, list_people
from models.complaints.work import Work
from models.law.deadlines import Regime
from models.rows.complaint_parts import PartyRole
from models.rows.tenant import Activity, Mediator
from models.store.service import Service
from models.store.session import TenantSession
from tests.models.complaints.letters import make_left, plan_letter
from tests.models.complaints.scene import events, make_draft, make_party


def test_it_keeps_what_changed_and_says_which_fields(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    values = {
        "complainant_name": " Jeanne  Martin-Roux ",
        "subject": draft.subject,
        "motif": "delay",
        "public_reference": "D-HACKED",
    }

    changed = correct(work, draft, values)

    assert changed == ["complainant_name", "motif"]
    assert draft.complainant_name == "Jeanne Martin-Roux"
    assert draft.public_reference != "D-HACKED"
    assert events(session, draft)[0].data == {
        "fields": ["complainant_name", "motif"],
        "motif": ["", "delay"],
    }


def test_the_activity_decides_the_regime_and_keeps_the_days(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)

    correct(work, draft, {"activity": "cif"})

    # Received on the 17th; both regimes count from the 16th, when it was sent.
    assert (draft.activity, draft.regime) == (Activity.CIF, Regime.AMF)
    assert draft.acknowledge_by == date(2026, 11, 27)
    assert draft.answer_by == date(2027, 1, 16)
    correct(work, draft, {"activity": "ias"})
    assert (draft.regime, draft.answer_by) == (Regime.ACPR, date(2027, 1, 16))


def test_the_letter_names_the_mediator_of_the_activity(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft = make_draft(session)
    letter = plan_letter(session, service, draft)
    session.add(
        Mediator(
            tenant_id=draft.tenant_id,
            activity=Activity.CIF,
            name="Médiateur de l’AMF",
            address="17 place de la Bourse",
            site="www.amf-france.org",
        )
    )
    session.flush()

    correct(work, draft, {"activity": "cif"})

    assert "Médiateur de l’AMF" in letter.body


@pytest.mark.parametrize(
    ("field", "value", "sentence"),
    [
        ("activity", "other", "liste"),
        ("activity", "", "liste"),
        ("complainant_email", "jeanne.martin", "adresse"),
        ("complainant_email", "a@b.fr, c@d.fr", "adresse"),
        ("complainant_email", "a@b.fr\nBcc: c@d.fr", "adresse"),
        ("motif", "inventé", "liste"),
        ("complainant_name", "x" * 201, "200"),
    ],
)
def test_it_refuses(
    session: TenantSession, work: Work, field: str, value: str, sentence: str
) -> None:
    with pytest.raises(Refused, match=sentence):
        correct(work, make_draft(session), {field: value})


def test_a_corrected_address_is_where_the_letter_goes(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft = make_draft(session, complainant_email="")
    letter = plan_letter(session, service, draft)
    assert letter.reason == "no_address"

    correct(work, draft, {"complainant_email": "J.M@Exemple.fr"})

    assert letter.recipient == "j.m@exemple.fr"
    assert letter.reason != "no_address"


def test_a_letter_that_left_keeps_its_address(
    session: TenantSession, work: Work, service: Service
) -> None:
    draft = make_draft(session)
    letter = plan_letter(session, service, draft)
    make_left(session, letter)

    correct(work, draft, {"complainant_email": "x@exemple.fr"})

    assert letter.recipient == "jeanne.martin@exemple.fr"


def test_a_person_of_the_chain_becomes_the_complainant(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    insurer = make_party(session, draft, 0, name="Assureur", email="x@assureur.fr")
    jeanne = make_party(session, draft, 1, name="Jeanne", email="jeanne@exemple.fr")

    choose_complainant(work, draft, jeanne.id)

    assert draft.complainant_email == "jeanne@exemple.fr"
    assert (jeanne.role, insurer.role) == (PartyRole.COMPLAINANT, PartyRole.OTHER)
    assert list_people(session, draft) == [jeanne, insurer]


def test_a_person_of_another_file_does_not(session: TenantSession, work: Work) -> None:
    stranger = make_party(session, make_draft(session), 0)

    with pytest.raises(NotFound):
        choose_complainant(work, make_draft(session), stranger.id)


def test_the_chain_follows_an_address_corrected_by_hand(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    insurer = make_party(session, draft, 0, name="Assureur", email="x@assureur.fr")

    correct(work, draft, {"complainant_email": "j@exemple.fr"})

    first, second = list_people(session, draft)
    assert (first.email, first.role) == ("j@exemple.fr", PartyRole.COMPLAINANT)
    assert (second, second.role) == (insurer, PartyRole.OTHER)


def test_a_person_known_by_name_gets_the_address(
    session: TenantSession, work: Work
) -> None:
    draft = make_draft(session)
    jeanne = make_party(session, draft, 0, name="Jeanne Martin", email="")

    correct(work, draft, {"complainant_email": "j@exemple.fr"})

    assert list_people(session, draft) == [jeanne]
    assert jeanne.email == "j@exemple.fr"
