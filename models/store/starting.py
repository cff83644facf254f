"""Conditions under which a process of the service works: each check refuses the start by name."""

from __future__ import annotations

from models.store.keyring import check_master_key
from models.store.roles import check_roles
from models.store.service import Service


def check_start(service: Service) -> None:
    """Raise SettingError under a wrong role or key, OperationalError without a database."""
    check_roles(service)
    check_master_key(service)
