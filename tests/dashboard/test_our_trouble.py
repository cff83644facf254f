"""A lost key or a full disk: the pages say what is the matter, and those that can go on do."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from uuid import UUID

import pytest
from litestar import Litestar

from models.cabinets.provision import add_user
from models.rows.user import Role
from models.store.service import Service
from models.vault.keys import MasterKey
from models.vault.packs import PackStore
from tests.cast import Person, make_cabinet, sign_in_person
from tests.disks import small_disk
from tests.makers import RAW, make_mailbox, make_message

LOST = "La clé qui chiffre les données de votre espace"


@pytest.fixture(scope="module")
def other(service: Service) -> Service:
    """The same service under the key that is lost."""
    return replace(service, master=MasterKey(b"o" * 32))


@pytest.fixture
def dora(url: str, service: Service, other: Service) -> Iterator[Person]:
    """The owner of a cabinet whose key was wrapped by the lost one."""
    tenant_id = make_cabinet(other, "Cabinet Perdu")
    email = f"dora@{tenant_id.hex[-6:]}.example"
    user_id = add_user(service, tenant_id, email, "Dora", Role.OWNER, verified=True)
    yield from sign_in_person(url, service, tenant_id, user_id)


@pytest.fixture
def message_id(dora: Person, other: Service) -> UUID:
    with dora.db() as db:
        return make_message(db, other, reason="failed").id


def test_pages_that_need_a_lost_key_say_so(
    dora: Person, other: Service, message_id: UUID
) -> None:
    for path in (f"/messages/{message_id}", f"/messages/{message_id}/source"):
        answer = dora.get(path)
        assert (answer.status_code, LOST in answer.text) == (503, True), path


def test_a_mail_dropped_without_the_key_is_refused(dora: Person) -> None:
    mail = {"mail": ("plainte.eml", RAW, "message/rfc822")}
    answer = dora.post("/reclamations/nouvelle/message", files=mail)
    assert (answer.status_code, LOST in answer.text) == (503, True)


def test_the_other_pages_stay_open(
    dora: Person, other: Service, message_id: UUID
) -> None:
    with dora.db() as db:
        mailbox = make_mailbox(db, health="stuck", last_error="key_lost")

    assert message_id.hex
    for path in (
        "/",
        "/mis-de-cote",
        "/boites",
        f"/boites/{mailbox.id}",
        "/reclamations",
    ):
        assert dora.get(path).status_code == 200, path
    assert "Suspendue" in dora.get("/boites").text
    assert "n’est pas celle en place" in dora.get(f"/boites/{mailbox.id}").text


def test_a_full_disk_refuses_a_file_and_says_so(
    alice: Person, web: Litestar, service: Service
) -> None:
    disk = service.settings.data_dir / "small"
    with small_disk(disk, "16k"):
        web.state.service = replace(service, packs=PackStore(disk))
        try:
            content = RAW + b"mot " * 20_000
            mail = {"mail": ("plainte.eml", content, "message/rfc822")}
            answer = alice.post("/reclamations/nouvelle/message", files=mail)
        finally:
            web.state.service = service

    assert answer.status_code == 503
    assert "Le disque du service est plein" in answer.text
