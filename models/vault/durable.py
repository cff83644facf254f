"""Files and folders that are still there after the power went."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

_PRIVATE_FILE, _PRIVATE_FOLDER = 0o600, 0o700


def write_new(path: Path, pieces: Iterable[bytes | memoryview]) -> None:
    """Write a new private file and wait until its bytes are on the disk."""
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC
    with open(os.open(path, flags, _PRIVATE_FILE), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def sync_folder(folder: Path) -> None:
    """Wait until the names in a folder are on the disk."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def make_folder(folder: Path, above: Path) -> None:
    """Make a private folder below `above`, and every name on the way durable."""
    folder.mkdir(_PRIVATE_FOLDER, parents=True, exist_ok=True)
    for parent in folder.parents:
        sync_folder(parent)
        if parent == above:
            break
