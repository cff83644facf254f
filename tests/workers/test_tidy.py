"""Files that a dead worker left half written are cleared away by the next one."""

from __future__ import annotations

import os
import time
from pathlib import Path

from tests.household import House
from workers.main import _tidy


def list_left_over(house: House, name: str, age: float) -> Path:
    folder = house.service.packs.root / str(house.tenant_id) / "2026-11"
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f".{name}.pack.tmp"
    path.write_bytes(b"half")
    os.utime(path, (time.time() - age,) * 2)
    return path


def test_it_removes_what_is_old_and_leaves_what_is_being_written(house: House) -> None:
    old, fresh = (
        list_left_over(house, "old", 2 * 86_400),
        list_left_over(house, "new", 60),
    )

    _tidy(house.service)

    assert (old.exists(), fresh.exists()) == (False, True)
