"""Every change of a draft, a complaint or a letter has the same four doors."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
import pytest

from models.rows.complaint import Complaint
from tests.cast import Person, csrf_of
from tests.dashboard.files import NOWHERE, add_complaint, add_draft, add_letter


@dataclass(frozen=True)
class Door:
    """Address to which a form posts; `of` says what the id in its path is."""

    of: str
    path: str
    data: tuple[tuple[str, str], ...] = ()

    def at(self, id: UUID) -> str:  # noqa: A002
        return self.path.format(id)


DOORS = [
    Door("draft", "/brouillons/{}/corriger"),
    Door("draft", "/brouillons/{}/confirmer"),
    Door("draft", "/brouillons/{}/reclamant", (("party", str(NOWHERE)),)),
    Door("draft", "/brouillons/{}/ecarter", (("reason", "service"),)),
    Door("draft", "/brouillons/{}/rattacher", (("target", str(NOWHERE)),)),
    Door("draft", "/brouillons/{}/annuler"),
    Door("complaint", "/reclamations/{}/statut", (("status", "in_progress"),)),
    Door("complaint", "/reclamations/{}/reponse", (("on", "2026-11-20"),)),
    Door("complaint", "/reclamations/{}/note", (("text", "Bonjour"),)),
    Door("complaint", "/reclamations/{}/attribuer"),
    Door("complaint", "/reclamations/{}/corriger"),
    Door("complaint", "/reclamations/{}/invitation", (("on", "2026-11-20"),)),
    Door("complaint", "/reclamations/{}/documents"),
    Door("complaint", "/reclamations/{}/deja-accuse", (("channel", "post"),)),
    Door("complaint", "/reclamations/{}/pas-accuse"),
    Door("letter", "/lettres/{}/envoyer"),
    Door("letter", "/lettres/{}/sort", (("sent", "oui"),)),
]
BY_PATH = pytest.mark.parametrize("door", DOORS, ids=lambda d: d.path)


def make(person: Person, door: Door) -> tuple[UUID, Complaint]:
    if door.of == "draft":
        draft = add_draft(person)
        return draft.id, draft
    complaint = add_complaint(person)
    if door.of == "letter":
        return add_letter(person, complaint), complaint
    return complaint.id, complaint


def fill_form(door: Door, complaint: Complaint) -> dict[str, Any]:
    return {"version": str(complaint.version), **dict(door.data)}


def test_it_refuses_get(alice: Person) -> None:
    for door in DOORS:
        # Choosing where to attach has a page of its own at the same address.
        status = 404 if door.path.endswith("/rattacher") else 405
        assert alice.get(door.at(NOWHERE)).status_code == status, door.path


@BY_PATH
def test_it_hides_what_is_another_cabinets(
    alice: Person, chloe: Person, door: Door
) -> None:
    id, complaint = make(alice, door)  # noqa: A001

    theirs = chloe.post(door.at(id), fill_form(door, complaint))
    nowhere = chloe.post(door.at(NOWHERE), fill_form(door, complaint))

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.text == nowhere.text


def test_it_refuses_a_reader(alice: Person, benoit: Person) -> None:
    for door in DOORS:
        id, complaint = make(alice, door)  # noqa: A001
        answer = benoit.post(door.at(id), fill_form(door, complaint))
        assert answer.status_code == 403, door.path


def test_it_asks_to_log_in(alice: Person, anonymous: httpx.Client) -> None:
    token = csrf_of(anonymous.get("/connexion").text)

    for door in DOORS:
        id, _ = make(alice, door)  # noqa: A001
        answer = anonymous.post(door.at(id), data={"_csrf_token": token})
        assert answer.headers["location"].startswith("/connexion"), door.path


@pytest.mark.parametrize(
    "path", ["/brouillons/{}", "/reclamations/{}", "/brouillons/{}/rattacher"]
)
def test_a_page_hides_what_is_another_cabinets(
    alice: Person, chloe: Person, path: str
) -> None:
    draft = add_draft(alice)

    theirs = chloe.get(path.format(draft.id))
    nowhere = chloe.get(path.format(NOWHERE))

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.text == nowhere.text


@pytest.mark.parametrize("path", ["/brouillons", "/reclamations"])
def test_a_list_shows_nothing_of_another_cabinet(
    alice: Person, chloe: Person, path: str
) -> None:
    add_draft(alice, complainant_name="Zénobie Quatremer")

    for query in ("", "?q=quatremer"):
        assert "Zénobie" not in chloe.get(path + query).text
