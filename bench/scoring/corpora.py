"""The corpora of real messages, where this machine has them."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BESIDE = Path(__file__).resolve().parents[3] / "shared" / "corpora"


@dataclass(frozen=True)
class MailSet:
    """One set: its messages, and what upstream states of some of them."""

    name: str
    folder: Path
    expected: dict[str, Any]

    @property
    def messages(self) -> list[Path]:
        return sorted(
            path for path in (self.folder / "msgs").iterdir() if path.is_file()
        )

    @property
    def statement(self) -> Path:
        """The file of the expectations, as the scoring tool wants it."""
        return self.folder / "expected.shared.json"


def find() -> Path | None:
    """The folder of the corpora: RECLAMPRO_CORPORA, else beside the project."""
    folder = Path(os.environ.get("RECLAMPRO_CORPORA") or BESIDE)
    return folder if folder.is_dir() else None


def sets(folder: Path) -> Iterator[MailSet]:
    """Every set of the folder, in alphabetical order."""
    for path in sorted(folder.glob("*/expected.shared.json")):
        payload = json.loads(path.read_text(encoding="utf-8"))
        yield MailSet(path.parent.name, path.parent, payload.get("expected", {}))
