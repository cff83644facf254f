"""The table of settings in README.md, made from `Settings`: `python -m cli.settings_table`."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from typing import Any

from models.base.settings import Settings

README = Path(__file__).resolve().parent.parent / "README.md"
BEGIN, END = "<!-- settings -->", "<!-- end of settings -->"


def table() -> str:
    """One line a setting: its variable, its default, what it says."""
    lines = ["| variable | default | what it is |", "|---|---|---|"]
    for one in fields(Settings):
        told = one.metadata
        lines.append(f"| `{told['name']}` | {_shown(one.default)} | {told['says']} |")
    return "\n".join(lines)


def renewed(text: str) -> str:
    """The README with today's table between its two marks."""
    before, _, rest = text.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n{table()}\n{END}{after}"


def _shown(default: Any) -> str:
    """A default as one would write it in the environment."""
    if default is None or default in ("", ()):
        return ""
    if isinstance(default, bool):
        return "`yes`" if default else "`no`"
    if isinstance(default, tuple):
        return f"`{','.join(default)}`"
    return f"`{default}`"


if __name__ == "__main__":
    README.write_text(renewed(README.read_text(encoding="utf-8")), encoding="utf-8")
