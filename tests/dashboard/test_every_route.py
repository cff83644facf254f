"""Rules of every route: who may pass, and that a stranger's object does not exist."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from dashboard.security.gate import Who
from models.rows.base import now
from models.store.service import Service
from models.store.session import TenantSession
from tests.cast import Person
from tests.dashboard.walk import Way, ways
from tests.makers import (
    make_attachment,
    make_complaint,
    make_forwarder,
    make_letter,
    make_mailbox,
    make_message,
    make_session,
)

NOBODY = uuid4()


@pytest.fixture(scope="module")
def strangers(
    service: Service, other_cabinet: UUID, _people: dict[str, UUID]
) -> dict[str, UUID]:
    """One of each object of Chloé's cabinet."""
    with TenantSession(service.app, other_cabinet) as db:
        confirmed = make_complaint(db, number="2026-0001", confirmed_at=now())
        draft = make_complaint(db)
        mailbox = make_mailbox(db)
        found = {
            "complaint": confirmed.id,
            "draft": draft.id,
            "letter": make_letter(db, draft).id,
            "attachment": make_attachment(db, service, draft).id,
            "mailbox": mailbox.id,
            "message": make_message(db, service, mailbox_id=mailbox.id).id,
            "forwarder": make_forwarder(db).id,
            "user": _people["chloe"],
            "session": make_session(db, _people["chloe"]).id,
        }
        db.commit()
    return found


def _with_ids(web: Litestar) -> list[Way]:
    found = [way for way in ways(web) if way.has_id]
    assert len(found) > 20, "the walk does not see the routes"
    return found


def test_it_asks_to_log_in_everywhere(web: Litestar, anonymous: httpx.Client) -> None:
    for way in ways(web):
        if not way.is_public:
            answer = anonymous.request(
                way.method, way.path(NOBODY), follow_redirects=False
            )

            expected = 403 if way.is_unsafe else 303
            assert answer.status_code == expected, str(way)


def test_it_refuses_a_reader_everywhere_but_on_what_is_theirs(
    web: Litestar, benoit: Person
) -> None:
    for way in ways(web):
        if way.is_unsafe and way.who in (Who.WRITERS, Who.OWNERS):
            answer = benoit.request(way.method, way.path(NOBODY))

            assert answer.status_code == 403, str(way)


def test_it_refuses_a_form_without_the_token_everywhere(
    web: Litestar, alice: Person
) -> None:
    for way in ways(web):
        if way.is_unsafe:
            sent = {"_csrf_token": "0" * 64}
            answer = alice.request(way.method, way.path(NOBODY), data=sent)

            assert answer.status_code == 403, str(way)


@pytest.mark.parametrize(
    ("field", "headers"),
    [
        ("0" * 64, {"HX-Request": "true"}),
        ("", {"HX-Request": "true"}),
        ("", {"X-CSRF-Token": "0" * 64}),
        ("", {"X-CSRF-Token": "0" * 64, "HX-Request": "true"}),
        # A header that is wrong is not mended by a field that is right.
        (None, {"X-CSRF-Token": "0" * 64}),
    ],
)
def test_no_header_stands_in_for_the_token(
    web: Litestar, alice: Person, field: str | None, headers: dict[str, str]
) -> None:
    sent = {} if field is None else {"_csrf_token": field}
    for way in ways(web):
        if way.is_unsafe:
            answer = alice.request(
                way.method, way.path(NOBODY), data=sent, headers=headers
            )

            assert answer.status_code == 403, str(way)


def test_it_hides_every_object_of_another_cabinet(
    web: Litestar, alice: Person, strangers: dict[str, UUID]
) -> None:
    """A stranger's id and one that does not exist give the same 404, byte for byte."""
    for way in _with_ids(web):
        nothing = alice.request(way.method, way.path(NOBODY))
        assert nothing.status_code == 404, str(way)
        for kind, id_ in strangers.items():
            answer = alice.request(way.method, way.path(id_))

            assert answer.status_code == 404, f"{way} shows a {kind}"
            assert answer.content == nothing.content, f"{way} tells a {kind} apart"
            assert _told(answer) == _told(nothing), f"{way} tells a {kind} apart"


def test_chloe_sees_her_own(chloe: Person, strangers: dict[str, UUID]) -> None:
    """Otherwise the test above would pass on an application that hides everything."""
    assert chloe.get(f"/boites/{strangers['mailbox']}").status_code == 200
    assert chloe.get(f"/reclamations/{strangers['complaint']}").status_code == 200
    assert chloe.get(f"/messages/{strangers['message']}/source").status_code == 200


def test_it_answers_a_wrong_verb_with_405(web: Litestar, alice: Person) -> None:
    paths: dict[str, set[str]] = {}
    for way in ways(web):
        paths.setdefault(way.path(NOBODY), set()).add(way.method)
    for path, methods in paths.items():
        if "GET" not in methods:
            assert alice.get(path).status_code == 405, path


def _told(answer: httpx.Response) -> dict[str, str]:
    return {k: v for k, v in answer.headers.items() if k != "date"}
