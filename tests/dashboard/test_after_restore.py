"""After the database went back: the first page says so, and an owner decides."""

from __future__ import annotations

import pytest

from models.rows.base import now
from models.rows.tenant import Tenant
from models.store.session import TenantSession
from tests.cast import Person

TITLE = "La base de données a été rétablie dans un état antérieur"


@pytest.fixture
def went_back(db: TenantSession) -> None:
    db.get_one(Tenant, db.tenant_id).restored_at = now()
    db.commit()


def is_held(person: Person) -> bool:
    with person.db() as session:
        tenant = session.get_one(Tenant, person.tenant_id)
        return tenant.restored_at is not None


@pytest.mark.usefixtures("went_back")
def test_it_says_what_happened(alice: Person, benoit: Person, chloe: Person) -> None:
    assert TITLE in alice.get("/").text
    assert "/retablissement/partir" in alice.get("/").text
    assert TITLE in benoit.get("/").text
    assert "/retablissement" not in benoit.get("/").text
    assert TITLE not in chloe.get("/").text


@pytest.mark.usefixtures("went_back")
@pytest.mark.parametrize("choice", ["decider", "partir"])
def test_an_owner_ends_it(alice: Person, choice: str) -> None:
    assert alice.post(f"/retablissement/{choice}").status_code == 303
    assert not is_held(alice)
    assert TITLE not in alice.get("/").text

    assert alice.post(f"/retablissement/{choice}").status_code == 409


@pytest.mark.usefixtures("went_back")
def test_a_reader_does_not(benoit: Person) -> None:
    assert benoit.post("/retablissement/partir").status_code == 403
    assert is_held(benoit)
