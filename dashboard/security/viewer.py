"""The person a request comes from."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from litestar.connection import ASGIConnection

from models.rows.user import Role


@dataclass(frozen=True)
class Viewer:
    """A signed-in person; `session` is the secret id of the session they came with."""

    user_id: UUID
    tenant_id: UUID
    role: Role
    name: str
    email: str
    session: str

    @property
    def may_write(self) -> bool:
        return self.role is not Role.READER

    @property
    def is_owner(self) -> bool:
        return self.role is Role.OWNER


def find_viewer(connection: ASGIConnection[Any, Any, Any, Any]) -> Viewer | None:
    """The person whom the gate recognised for this request, if anybody."""
    found: Viewer | None = connection.scope["state"].get("viewer")
    return found
