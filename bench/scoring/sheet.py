"""Right, of how many; and which were wrong."""

from __future__ import annotations

from dataclasses import dataclass, field


@dataclass
class Sheet:
    """Cells by (set, field): [right, of]; `wrong` holds (set, field, file, note)."""

    cells: dict[tuple[str, str], list[int]] = field(default_factory=dict)
    wrong: list[tuple[str, str, str, str]] = field(default_factory=list)

    def mark(
        self, name: str, about: str, ok: bool | None, file: str, note: str
    ) -> None:
        """Count one answer; None where the rule says nothing of this message."""
        if ok is None:
            return
        cell = self.cells.setdefault((name, about), [0, 0])
        cell[0] += ok
        cell[1] += 1
        if not ok:
            self.wrong.append((name, about, file, note))

    def add(self, name: str, about: str, right: int, of: int) -> None:
        """Take over a figure that another tool counted."""
        cell = self.cells.setdefault((name, about), [0, 0])
        cell[0] += right
        cell[1] += of

    def rows(self) -> list[list[object]]:
        """One row a set and a field, and a row `all` for the fields of every set."""
        every: dict[str, list[int]] = {}
        for (_, about), (right, of) in self.cells.items():
            total = every.setdefault(about, [0, 0, 0])
            total[0] += right
            total[1] += of
            total[2] += 1
        rows = [[*key, *_share(*cell)] for key, cell in sorted(self.cells.items())]
        rows += [
            ["all", about, *_share(r, o)] for about, (r, o, n) in every.items() if n > 2
        ]
        return rows


def _share(right: int, of: int) -> list[object]:
    return [right, of, f"{100 * right / of:.1f} %"]
