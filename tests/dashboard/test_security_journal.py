"""Security events: written down, told to the person, read by the owners of their cabinet alone."""

from __future__ import annotations

from uuid import UUID, uuid4

import httpx
import pytest
from sqlalchemy import select, update

from models.cabinets import throttle
from models.cabinets.journal import note
from models.rows.event_kinds import EventKind
from models.rows.history import Event, verify
from models.rows.letter import Letter, LetterKind
from models.rows.user import SignedIn, User
from models.store.service import Service
from models.store.session import TenantSession, platform_transaction
from tests.cast import MOMENT, PASSWORD, Person, sign_in_person
from tests.dashboard.test_mailed_links import ask_link, choose, read_mailed_link
from tests.dashboard.test_sign_in import sign_in
from tests.makers import make_attachment, make_complaint, make_message
from tests.processes import wait_until

JOURNAL = "/parametres/journal"
NEW = "quatre chiens noirs dans la cour"


@pytest.fixture(autouse=True)
def _as_before(
    patience: None,
    service: Service,
    cabinet: UUID,
    other_cabinet: UUID,
    password_hash: str,
) -> None:
    for tenant_id in (cabinet, other_cabinet):
        with TenantSession(service.app, tenant_id) as own, own.begin():
            own.execute(update(User).values(password_hash=password_hash))


def events(person: Person) -> list[Event]:
    """The events of a person's access, in order."""
    with person.db() as session:
        mine = select(Event).where(Event.stream == person.user_id)
        return list(session.scalars(mine.order_by(Event.position)))


def kinds(person: Person) -> list[str]:
    return [event.kind for event in events(person)]


def mails(person: Person) -> list[str]:
    with person.db() as session:
        sent = select(Letter.body).where(
            Letter.kind == LetterKind.ACCOUNT, Letter.recipient == person.email
        )
        return list(session.scalars(sent.order_by(Letter.created_at)))


def comes(person: Person, kind: str) -> None:
    """Wait for an event that is written after the answer."""
    wait_until(lambda: kind in kinds(person))


def test_it_writes_down_who_entered_and_who_was_refused(
    chloe: Person, anonymous: httpx.Client
) -> None:
    sign_in(anonymous, chloe.email, "pas le bon")
    comes(chloe, "access:sign_in_failed")

    sign_in(anonymous, chloe.email)
    chloe.post("/deconnexion")

    assert kinds(chloe)[-2:] == ["access:signed_in", "access:signed_out"]
    assert events(chloe)[-1].actor_id == chloe.user_id
    assert events(chloe)[0].actor_id is None, "nobody was recognised"
    assert verify(events(chloe))


def test_it_writes_down_once_that_an_account_is_closed_to_strangers(
    service: Service, benoit: Person, anonymous: httpx.Client
) -> None:
    with platform_transaction(service.app) as session:
        for _ in range(60):
            throttle.try_once(session, throttle.SIGN_IN_STRANGERS, benoit.email, MOMENT)

    answers = [sign_in(anonymous, benoit.email) for _ in range(3)]

    assert {answer.status_code for answer in answers} == {429}
    assert "Mot de passe oublié" in answers[0].text
    comes(benoit, "access:locked")
    assert kinds(benoit).count("access:locked") == 1


def test_it_tells_the_person_of_a_new_device_and_no_more_of_a_known_one(
    chloe: Person, anonymous: httpx.Client
) -> None:
    anonymous.headers["User-Agent"] = "Mozilla/5.0 (Windows NT 10.0) Firefox/140.0"
    before = len(mails(chloe))

    for _ in range(2):
        assert sign_in(anonymous, chloe.email).is_redirect
        anonymous.cookies.delete("seance")

    [mail] = mails(chloe)[before:]
    assert "Firefox sur Windows" in mail


def test_it_tells_the_person_of_a_changed_password(
    chloe: Person, anonymous: httpx.Client
) -> None:
    sent = {"password": PASSWORD, "new_password": NEW}
    assert chloe.post("/compte/mot-de-passe", sent).status_code == 303
    assert "a été changé" in mails(chloe)[-1]
    ask_link(anonymous, chloe.email)

    assert choose(anonymous, read_mailed_link(chloe), NEW + " !").status_code == 303

    assert "a été changé" in mails(chloe)[-1]
    comes(chloe, "access:reset_asked")
    assert {"access:password_changed", "access:reset_done"} <= set(kinds(chloe))


def test_it_writes_down_what_is_taken_away(benoit: Person, service: Service) -> None:
    with benoit.db() as session:
        complaint = make_complaint(session)
        attachment = make_attachment(session, service, complaint)
        message = make_message(session, service)

    assert benoit.get(f"/pieces/{attachment.id}").status_code == 200
    assert benoit.get(f"/messages/{message.id}/source").status_code == 200

    read, source = events(benoit)[-2:]
    assert read.data["attachment_id"] == str(attachment.id)
    assert (source.kind, source.data) == (
        "access:source_read",
        {"message_id": str(message.id)},
    )


def test_an_owner_reads_the_journal_of_their_cabinet_and_no_other(
    alice: Person, benoit: Person, chloe: Person
) -> None:
    with chloe.db() as session:
        note(
            session,
            chloe.tenant_id,
            chloe.user_id,
            EventKind.ACCESS_SIGNED_IN,
            by=chloe.user_id,
        )
    benoit.post("/deconnexion")

    page = alice.get(JOURNAL)

    assert page.status_code == 200
    assert "Déconnexion" in page.text
    assert "Benoit" in page.text
    assert "Chloe" not in page.text
    assert benoit.get(JOURNAL).status_code in (303, 403)


def test_the_journal_names_nobody_of_another_cabinet(
    alice: Person, chloe: Person
) -> None:
    """Even where an id of theirs stands in our line."""
    with alice.db() as session:
        note(
            session,
            alice.tenant_id,
            chloe.user_id,
            EventKind.ACCESS_SIGNED_IN,
            by=chloe.user_id,
        )

    page = alice.get(JOURNAL).text

    assert "Chloe" not in page
    assert "Une personne partie" in page


def test_the_journal_has_pages(alice: Person) -> None:
    with alice.db() as session:
        for number in range(60):
            note(
                session,
                alice.tenant_id,
                alice.user_id,
                EventKind.ACCESS_SESSIONS_ENDED,
                count=number,
            )

    page = alice.get(JOURNAL).text
    older = page.split("?avant=")[1].split('"')[0]

    assert "59 sessions fermées" in page.replace("\xa0", " ")
    assert "5 sessions fermées" in alice.get(f"{JOURNAL}?avant={older}").text.replace(
        "\xa0", " "
    )
    assert alice.get(f"{JOURNAL}?avant=rien").status_code == 200


def test_a_person_ends_one_session_or_all_others(
    url: str, service: Service, benoit: Person
) -> None:
    others = [
        next(sign_in_person(url, service, benoit.tenant_id, benoit.user_id))
        for _ in range(3)
    ]
    with benoit.db() as session:
        sessions = select(SignedIn.id).where(SignedIn.user_id == benoit.user_id)
        last = session.scalars(sessions.order_by(SignedIn.created_at.desc())).first()
    assert benoit.get("/compte").text.count("Fermer cette session") >= 3

    assert benoit.post(f"/compte/sessions/{last}/fermer").status_code == 303
    with httpx.Client(base_url=url, cookies=dict(others[2].client.cookies)) as ended:
        assert ended.get("/").status_code == 303
    assert benoit.post("/compte/sessions/fermer").status_code == 303

    assert benoit.get("/compte").text.count("Fermer cette session") == 0
    assert kinds(benoit)[-2:] == ["access:sessions_ended"] * 2


def test_nobody_ends_the_session_of_another(alice: Person, benoit: Person) -> None:
    with benoit.db() as session:
        sessions = select(SignedIn.id).where(SignedIn.user_id == benoit.user_id)
        theirs = session.scalars(sessions).first()

    assert alice.post(f"/compte/sessions/{theirs}/fermer").status_code == 404
    assert alice.post(f"/compte/sessions/{uuid4()}/fermer").status_code == 404
    assert benoit.get("/compte").status_code == 200


def test_an_ended_session_takes_its_device_with_it(
    url: str, chloe: Person, anonymous: httpx.Client
) -> None:
    sign_in(anonymous, chloe.email)
    chloe.post("/compte/sessions/fermer")
    before = len(mails(chloe))
    anonymous.cookies.delete("seance")

    sign_in(anonymous, chloe.email)

    assert len(mails(chloe)) == before + 1, "the browser is new again"
