"""Every reason that the rules give for waiting has its words on the screen."""

from __future__ import annotations

import ast
from pathlib import Path

from ingest import chain, understand
from models.complaints.reasons import RULES


def _spoken(module: object) -> set[str]:
    """The strings of a module that end with what they ask, as the rules write them."""
    tree = ast.parse(Path(str(module.__file__)).read_text(encoding="utf-8"))  # type: ignore[attr-defined]
    words = {n.value for n in ast.walk(tree) if isinstance(n, ast.Constant)}
    return {w for w in words if isinstance(w, str) and w.endswith(": ask the user")}


def test_it_has_words_for_every_doubt() -> None:
    doubts = _spoken(chain) | _spoken(understand)

    assert doubts
    assert doubts <= set(RULES)


def test_it_has_words_for_every_rule() -> None:
    held = {reason for reason, _ in (*chain._HELD, *chain._HELD_DIRECT)}

    assert held | set(chain._REASONS.values()) <= set(RULES)
