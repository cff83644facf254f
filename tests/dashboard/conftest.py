"""The cast is on stage for every test of the dashboard."""

from __future__ import annotations

from tests.cast import (  # noqa: F401 - fixtures are found by their names
    _people,
    alice,
    anonymous,
    benoit,
    cabinet,
    chloe,
    db,
    other_cabinet,
    password_hash,
    patience,
    service,
    settings,
    url,
    web,
)
