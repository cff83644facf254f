"""Requests that no browser of a colleague sends: each is answered, none breaks a page or fills the memory."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from models.store.session import TenantSession
from tests.cast import Person
from tests.makers import make_complaint

MIB = 1024 * 1024

QUERIES = [
    "/mis-de-cote?page=" + "9" * 5000,
    "/mis-de-cote?page=-1",
    "/reclamations?page=²",
    "/reclamations?q=%00",
    "/reclamations?q=%ed%a0%80",
    "/brouillons?page=²",
    "/brouillons?q=%00a",
    "/brouillons?q=" + "mot%20" * 5000,
]


@pytest.mark.parametrize("query", QUERIES, ids=lambda q: q[:24])
def test_it_shows_a_list_whatever_is_asked(alice: Person, query: str) -> None:
    answer = alice.get(query)

    assert answer.status_code == 200


def test_it_looks_for_a_file_whatever_is_asked(
    alice: Person, db: TenantSession
) -> None:
    draft = make_complaint(db)
    db.commit()

    assert alice.get(f"/brouillons/{draft.id}/rattacher?q=%00").status_code == 200


@pytest.mark.parametrize("path", ["/static/%00", "/static/" + "a" * 5000, "/%00"])
def test_a_name_that_no_file_has_is_not_found(
    anonymous: httpx.Client, path: str
) -> None:
    assert anonymous.get(path).status_code == 404


def test_an_origin_that_cannot_be_read_is_not_ours(alice: Person) -> None:
    answer = alice.post("/compte/adresse", headers={"Origin": "http://[ours"})

    assert answer.status_code == 403


@pytest.mark.parametrize("referer", ["http://[ours", "{base}//evil.example/x"])
def test_the_way_back_never_leaves_us(alice: Person, referer: str) -> None:
    arrival = referer.format(base=str(alice.client.base_url).rstrip("/"))
    answer = alice.post(
        "/boites/nouvelle", {"security": "?"}, headers={"Referer": arrival}
    )

    assert answer.status_code == 400
    assert "evil.example" not in answer.text


def test_a_form_with_too_many_fields_is_unreadable(anonymous: httpx.Client) -> None:
    fields = {f"f{n}": "x" for n in range(1001)}

    assert anonymous.post("/connexion", data=fields).status_code == 400


@pytest.mark.parametrize("path", ["/connexion", "/reclamations/nouvelle"])
@pytest.mark.parametrize("flag", [True, False], ids=["told", "chunked"])
def test_a_stranger_does_not_fill_the_memory(
    anonymous: httpx.Client, path: str, flag: bool
) -> None:
    body = b"email=" + b"a" * MIB
    kind = {"Content-Type": "application/x-www-form-urlencoded"}
    sent = body if flag else iter([body[: MIB // 2], body[MIB // 2 :]])

    assert anonymous.post(path, content=sent, headers=kind).status_code == 413


def test_a_stranger_joins_no_file(anonymous: httpx.Client) -> None:
    files = {"mail": ("mail.eml", b"a" * MIB)}

    answer = anonymous.post("/reclamations/nouvelle/message", files=files)

    assert answer.status_code == 403


def test_a_long_text_still_passes(alice: Person) -> None:
    typed = {
        "form_id": str(uuid4()),
        "channel": "post",
        "activity": "ias",
        "priority": "normal",
        "complainant_name": "Marie Petit",
        "sent_on": "2026-11-02",
        "received_on": "2026-11-03",
        "body": "é" * 200_000,
    }

    assert alice.post("/reclamations/nouvelle", typed).status_code == 303


@pytest.mark.parametrize("day", ["0001-01-01", "1492-10-12"])
def test_a_day_of_another_age_is_refused(
    alice: Person, db: TenantSession, day: str
) -> None:
    draft = make_complaint(db)
    db.commit()
    typed = {"version": "1", "sent_on": day, "received_on": day}

    answer = alice.post(f"/brouillons/{draft.id}/corriger", typed)

    assert answer.status_code == 409
    assert "trop ancienne" in answer.text
