"""The people of the tests: alice (owner), benoit (reader in her cabinet), chloe (another cabinet).

Registered by tests/dashboard/conftest.py: one application and one database a module.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
from litestar import Litestar

from dashboard.app import create_app
from models.base.settings import Settings
from models.cabinets import browser_sessions
from models.cabinets.passwords import hash_password
from models.cabinets.provision import add_user, open_cabinet, set_mediator
from models.rows.user import Role, Throttle, User
from models.store.service import Service
from models.store.session import TenantSession, platform_transaction, tenant_transaction
from models.vault.keys import MasterKey
from tests.processes import FOR_EVER
from tests.servers import Database
from tests.web import serving

PASSWORD = "trois chats gris sur le toit"
MOMENT = datetime(2026, 11, 27, 9, 0, 30, tzinfo=UTC)
_TOKEN = re.compile(r'name="_csrf_token" value="([0-9a-f]{64})"')


@dataclass
class Person:
    """A browser with somebody in front of it; `post` sends the token of our page."""

    client: httpx.Client
    service: Service
    user_id: UUID
    tenant_id: UUID
    email: str
    _token: str = field(default="", repr=False)

    def get(self, path: str, **options: Any) -> httpx.Response:
        return self.client.get(path, follow_redirects=False, **options)

    def post(
        self, path: str, data: dict[str, Any] | None = None, **options: Any
    ) -> httpx.Response:
        """Post a form with a good token; add `_csrf_token` to `data` to send another."""
        return self.request("POST", path, data=data, **options)

    def request(
        self, method: str, path: str, data: dict[str, Any] | None = None, **options: Any
    ) -> httpx.Response:
        sent = {"_csrf_token": self.token} | (data or {})
        return self.client.request(
            method, path, data=sent, follow_redirects=False, **options
        )

    @property
    def token(self) -> str:
        """The token a form of this person carries."""
        if not self._token:
            page = self.client.get("/compte", follow_redirects=True)
            self._token = csrf_of(page.text)
        return self._token

    def db(self) -> Any:
        """A transaction of this person's cabinet: `with alice.db() as session:`."""
        return tenant_transaction(self.service.app, self.tenant_id)


def csrf_of(page: str) -> str:
    """The token in a page's first form."""
    found = _TOKEN.search(page)
    assert found, "no form with a token on this page"
    return found[1]


@pytest.fixture
def patience(web: Litestar, service: Service) -> Iterator[None]:
    """Tests are one origin and few accounts: forget what they tried.

    All that this test tries falls into one moment, however long it takes.
    """
    with platform_transaction(service.app) as session:
        session.query(Throttle).delete()
    web.state.service = replace(service, moment=lambda: MOMENT)
    yield
    web.state.service = service


@pytest.fixture(scope="session")
def password_hash() -> str:
    return hash_password(PASSWORD)


@pytest.fixture(scope="module")
def settings(
    module_database: Database, tmp_path_factory: pytest.TempPathFactory
) -> Settings:
    return web_settings(module_database, tmp_path_factory.mktemp("web"))


@pytest.fixture(scope="module")
def web(settings: Settings) -> Iterator[Litestar]:
    """The application on a real database; Redis is away, as it may be."""
    app = create_app(settings)
    yield app
    app.state.service.app.dispose()
    app.state.service.clock.dispose()


@pytest.fixture(scope="module")
def service(web: Litestar) -> Service:
    found: Service = web.state.service
    return found


@pytest.fixture(scope="module")
def cabinet(service: Service) -> UUID:
    """Alice's and Benoît's."""
    return make_cabinet(service, "Cabinet Dupont")


@pytest.fixture(scope="module")
def other_cabinet(service: Service) -> UUID:
    """Chloé's."""
    return make_cabinet(service, "Courtage Martin")


@pytest.fixture(scope="module")
def _people(
    service: Service, cabinet: UUID, other_cabinet: UUID, password_hash: str
) -> dict[str, UUID]:
    values: dict[str, tuple[UUID, Role]] = {
        "alice": (cabinet, Role.OWNER),
        "benoit": (cabinet, Role.READER),
        "chloe": (other_cabinet, Role.OWNER),
    }
    return {
        name: add_user(
            service,
            tenant_id,
            f"{name}@{tenant_id.hex[-6:]}.example",
            name.capitalize(),
            role,
            password_hash=password_hash,
            verified=True,
        )
        for name, (tenant_id, role) in values.items()
    }


@pytest.fixture(scope="module")
def url(web: Litestar) -> Iterator[str]:
    """URL at which the application is served."""
    with serving(web) as found:
        yield found


@pytest.fixture
def anonymous(url: str) -> Iterator[httpx.Client]:
    """A browser with nobody signed in."""
    with httpx.Client(base_url=url, timeout=FOR_EVER) as client:
        yield client


@pytest.fixture
def alice(
    url: str, service: Service, cabinet: UUID, _people: dict[str, UUID]
) -> Iterator[Person]:
    yield from sign_in_person(url, service, cabinet, _people["alice"])


@pytest.fixture
def benoit(
    url: str, service: Service, cabinet: UUID, _people: dict[str, UUID]
) -> Iterator[Person]:
    yield from sign_in_person(url, service, cabinet, _people["benoit"])


@pytest.fixture
def chloe(
    url: str, service: Service, other_cabinet: UUID, _people: dict[str, UUID]
) -> Iterator[Person]:
    yield from sign_in_person(url, service, other_cabinet, _people["chloe"])


@pytest.fixture
def db(service: Service, cabinet: UUID) -> Iterator[TenantSession]:
    """A transaction of Alice's cabinet, committed at the end: commit before you ask the web."""
    with TenantSession(service.app, cabinet) as session:
        yield session


def web_settings(database: Database, folder: Path, **changes: Any) -> Settings:
    """Settings by hand: that database, that folder, a Redis that is away."""
    # A database that is away, or has cabinets of other tests, lets no key be made.
    MasterKey.load_or_make(folder / "master.key")
    values: dict[str, Any] = {
        "data_dir": folder,
        "database_url": database.app_url,
        "clock_database_url": database.clock_url,
        "redis_url": "redis://127.0.0.1:1/0",
        "allow_local_mail_hosts": True,
    }
    return Settings(**(values | changes))


def make_cabinet(service: Service, name: str) -> UUID:
    """A cabinet whose letters have every mandatory mention."""
    tenant_id = open_cabinet(
        service,
        name,
        address="12 rue des Lilas\n75011 Paris",
        contact_name="Service réclamations",
        contact_email="reclamations@cabinet.example",
        contact_phone="01 23 45 67 89",
        orias="07001234",
    )
    set_mediator(
        service,
        tenant_id,
        "La Médiation de l’Assurance",
        "TSA 50110, 75441 Paris Cedex 09",
        "https://www.mediation-assurance.org",
    )
    return tenant_id


def sign_in_person(
    url: str, service: Service, tenant_id: UUID, user_id: UUID
) -> Iterator[Person]:
    """A browser whose session cookie is good."""
    with tenant_transaction(service.app, tenant_id) as session:
        secret = browser_sessions.open_session(session, tenant_id, user_id)
        email = session.get_one(User, user_id).email
    with httpx.Client(base_url=url, timeout=FOR_EVER) as client:
        client.cookies.set("seance", secret)
        yield Person(client, service, user_id, tenant_id, email)
