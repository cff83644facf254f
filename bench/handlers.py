"""Lines that the handlers of pages spend on their signatures: `python -m bench.handlers [FOLDER]`."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

# `show` and `change` are ours, `get` and `post` Litestar's own.
ROUTES = frozenset({"show", "change", "get", "post"})


def count_lines(source: str) -> list[tuple[int, int]]:
    """The lines of signature, decorator included, and of body of each handler of a module."""
    found = [node for node in ast.parse(source).body if _is_handler(node)]
    return [_lines(node) for node in found if isinstance(node, ast.FunctionDef)]


def _is_handler(node: ast.stmt) -> bool:
    if not isinstance(node, ast.FunctionDef):
        return False
    calls = (d.func for d in node.decorator_list if isinstance(d, ast.Call))
    return any(isinstance(f, ast.Name) and f.id in ROUTES for f in calls)


def _lines(node: ast.FunctionDef) -> tuple[int, int]:
    start, body = node.decorator_list[0].lineno, node.body[0].lineno
    return body - start, (node.end_lineno or body) - body + 1


def main() -> None:
    folder = Path(sys.argv[1] if len(sys.argv) > 1 else "dashboard/pages")
    handlers = [
        lines for path in folder.glob("*.py") for lines in count_lines(path.read_text())
    ]
    signature, body = (sum(column) for column in zip(*handlers, strict=True))
    share = signature / (signature + body)
    print(
        f"{len(handlers)} handlers: {signature} lines of signature, {body} of body; "
        f"signatures take {share:.0%}"
    )


if __name__ == "__main__":
    main()
