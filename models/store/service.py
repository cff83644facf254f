"""Resources that a running process holds open: its settings, its roles' engines, its key and its blobs."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from models.base.settings import Settings
from models.rows.base import now
from models.rows.tenant import Tenant
from models.store import starting
from models.store.session import make_engine
from models.vault.keys import MasterKey
from models.vault.packs import PackStore


@dataclass(frozen=True)
class Service:
    """Passed to whatever needs more than a session; made once a process by `open_service`."""

    settings: Settings
    app: Engine
    clock: Engine
    master: MasterKey
    packs: PackStore
    # The moment by which tries are counted; a test says another one.
    moment: Callable[[], datetime] = now

    @cached_property
    def mail_key(self) -> bytes:
        """The key that signs our Message-IDs and bounce addresses."""
        return self.master.derive("mail")

    @cached_property
    def address_key(self) -> bytes:
        """The key under which addresses are counted without being told."""
        return self.master.derive("addresses")

    def close(self) -> None:
        """Let go of the databases' connections; the next request opens new ones."""
        self.app.dispose()
        self.clock.dispose()

    def tenant_key(self, session: Session, tenant_id: UUID) -> bytes:
        """Unwrap the cabinet's data key (32 bytes); raises KeyLost if the master key changed."""
        tenant = session.get_one(Tenant, tenant_id)
        return self.master.unwrap(tenant.wrapped_key, tenant_id.bytes)


def open_service(settings: Settings) -> Service:
    """Open what a worker or the web needs; the databases are reached at first use.

    Raises SettingError when the master key is absent and may not be made.
    """
    clock = make_engine(settings.clock_database_url, pool_size=2)
    return Service(
        settings=settings,
        app=make_engine(settings.database_url, pool_size=settings.worker_threads + 4),
        clock=clock,
        master=starting.open_master_key(settings, clock),
        packs=PackStore(settings.data_dir / "blobs"),
    )
