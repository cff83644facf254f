"""Outcome of one run: its cost, and how much of the truth it kept."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from bench.measuring import Cost


@dataclass
class Outcome:
    """`items` opened, `people` rightly named, files kept by their bytes and by their names."""

    name: str
    mails: int
    cost: Cost
    items: int = 0
    people: int = 0
    files: int = 0
    files_kept: int = 0
    names_kept: int = 0
    letters: int = 0
    trouble: list[str] = field(default_factory=list)

    @property
    def per_second(self) -> float:
        return self.mails / self.cost.wall

    @property
    def cpu_ms(self) -> float:
        """CPU per message, in milliseconds."""
        return self.cost.cpu / self.mails * 1000

    def count_files(
        self, truth: dict[str, Any], kept: Iterable[tuple[str, str]]
    ) -> None:
        """Compare (sha256, name) pairs with what the mails carried."""
        pairs = set(kept)
        digests = {digest for digest, _ in pairs}
        for mail in truth["mails"].values():
            for file in mail["attachments"]:
                self.files += 1
                self.files_kept += file["sha256"] in digests
                self.names_kept += (file["sha256"], file["name"]) in pairs
