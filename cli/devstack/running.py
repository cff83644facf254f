"""Addresses of the embedded parts, left by a running service for other commands."""

from __future__ import annotations

import fcntl
import json
import os
from pathlib import Path
from typing import Any

from models.base.errors import ReclamProError

WAIT_SECONDS = 15.0


class AlreadyRunning(ReclamProError):
    """Another start holds this data directory."""


def note_path(data_dir: Path) -> Path:
    return data_dir / "running.json"


def write(data_dir: Path, urls: dict[str, str]) -> None:
    """Write the variables that reach the running parts, for ourselves alone to read."""
    path = note_path(data_dir)
    path.touch(mode=0o600)
    path.write_text(json.dumps(urls, indent=1), encoding="utf-8")


def read(data_dir: Path) -> dict[str, str]:
    """The variables of the service that runs on this folder; empty when none does."""
    path = note_path(data_dir)
    if not path.exists() or not _is_held(data_dir / "up.lock"):
        return {}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return {str(name): str(value) for name, value in found.items()}


def hold(data_dir: Path) -> int:
    """Take the folder for this process until it ends; refuse when another has it."""
    held = os.open(data_dir / "up.lock", os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        number = os.read(held, 20).decode() or "?"
        os.close(held)
        raise AlreadyRunning(
            f"another start (process {number.strip()}) already runs on {data_dir}: "
            "stop it first, or give another DATA_DIR"
        ) from None
    os.ftruncate(held, 0)
    os.write(held, f"{os.getpid()}\n".encode())
    return held


def children_lock(data_dir: Path) -> int:
    """A lock that children inherit: held until the last part of an earlier run is gone."""
    return os.open(data_dir / "parts.lock", os.O_RDWR | os.O_CREAT, 0o600)


def is_free(lock: int) -> bool:
    """Try to take the children's lock."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _is_held(path: Path) -> bool:
    try:
        lock = os.open(path, os.O_RDWR)
    except FileNotFoundError:
        return False
    try:
        return not is_free(lock)
    finally:
        os.close(lock)
