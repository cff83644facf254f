"""Folders in which the embedded parts keep their files and their sockets."""

from __future__ import annotations

import os
import shutil
import tempfile
from pathlib import Path

from models.base.errors import SettingError

# A socket's whole path must stay under some 90 bytes.
LONGEST_SOCKET_FOLDER = 60


def private(path: Path) -> Path:
    """Make the folder if need be, for its owner alone; what exists keeps its rights."""
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        raise SettingError(
            f"DATA_DIR: expected a folder we may write to ({error.strerror}: {path})"
        ) from None
    return path


def sockets(note: Path) -> Path:
    """Make a short private folder for sockets; `note` remembers it over a crash."""
    if note.exists():
        discard(Path(note.read_text(encoding="utf-8").strip()))
    made = Path(tempfile.mkdtemp(prefix="rp-", dir=_short_root()))
    note.write_text(f"{made}\n", encoding="utf-8")
    return made


def discard(folder: Path) -> None:
    """Remove a folder of sockets that is ours."""
    if not folder.name.startswith("rp-") or folder.is_symlink():
        return
    if folder.is_dir() and os.getuid() in (0, folder.stat().st_uid):
        shutil.rmtree(folder, ignore_errors=True)


def _short_root() -> str:
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    fits = runtime and len(runtime) < LONGEST_SOCKET_FOLDER
    return runtime if fits and os.access(runtime, os.W_OK) else "/tmp"  # noqa: S108  private folder made inside
