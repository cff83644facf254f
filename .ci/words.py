"""Plain words: refuse names and sentences of the code that must be read twice.

`python .ci/words.py` checks the whole tree, or what is below the paths it is given;
`--count` prints numbers instead of places, `--comments` the comments per hundred lines.
The rules are tables of `words.toml`.
"""

from __future__ import annotations

import argparse
import ast
import io
import re
import sys
import tokenize
import tomllib
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parents[1]
ROOMS = (
    *("models", "ingest", "workers", "dashboard", "cli"),
    *("bench", "tests", ".ci", "requirements"),
)
# A migration that has run is never written again.
FROZEN = "models/migrations/versions/"

TABLES = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
DOCSTRING = TABLES["docstring"]
PARTICIPLES = {name: words.split() for name, words in TABLES["participles"].items()}
INVERSION = re.compile(
    rf"({DOCSTRING['relatives']})\b"
    rf"|({DOCSTRING['prepositions']})\s(what|whom|which|whose)\b"
    rf"|({DOCSTRING['pronouns']})\s(that|who|whom|which|whose)\b"
)
# A name in backticks, a number, a quotation or a hyphenated program may come first.
LOWER_CASE = re.compile(r"[a-z]+(?![\w-])|\(")
# "red" and "bed" are no participles: before -ed stands a syllable.
REGULAR = re.compile(r"[a-z]*[aeiouy][a-z]*ed")
FOR_TOOLS = re.compile(r"#\s*(noqa|type:|pragma:|fmt:)")
# Such a name says a moment, or by whom: `sent_at`, `shown_by`.
MOMENTS = ("_at", "_by")
# A property or a fixture is read as a noun, not as a call.
NOUNS = ("property", "setter", "fixture", "declared_attr")

Function = ast.FunctionDef | ast.AsyncFunctionDef


class Finding(NamedTuple):
    line: int
    rule: str
    words: str


def check(source: str) -> list[Finding]:
    """Findings in the text of one module, in the order of its lines."""
    tree = ast.parse(source)
    docstrings = list(_list_docstrings(tree))
    return sorted(
        [
            *_check_docstrings(docstrings),
            *_check_names(tree),
            *_check_functions(tree),
            *_check_prose([*docstrings, *_list_comments(source)]),
        ]
    )


def _check_docstrings(docstrings: list[tuple[int, str]]) -> Iterator[Finding]:
    for line, text in docstrings:
        if found := INVERSION.match(text) or LOWER_CASE.match(text):
            advice = "begin with the noun or the verb, and a capital"
            yield Finding(line, "docstring", f"`{found[0]} ...`: {advice}")


def _check_names(tree: ast.Module) -> Iterator[Finding]:
    for line, name in _list_names(tree):
        if plain := TABLES["names"].get(name):
            yield Finding(line, "name", f"`{name}`: say instead {plain}")
        for pattern, plain in TABLES["words"].items():
            if re.fullmatch(pattern, name.lstrip("_")):
                yield Finding(line, "word", f"`{name}`: say instead {plain}")


def _check_functions(tree: ast.Module) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, Function) and _is_participle(node.name):
            decorators = " ".join(map(ast.unparse, node.decorator_list))
            if not any(noun in decorators for noun in NOUNS):
                words = f"`{node.name}()`: say instead a verb, or is_, has_"
                yield Finding(node.lineno, "participle", words)


def _is_participle(name: str) -> bool:
    first = name.lstrip("_").split("_")[0]
    if name in PARTICIPLES["wanted"] or name.endswith(MOMENTS):
        return False
    is_regular = REGULAR.fullmatch(first) and first not in PARTICIPLES["verbs"]
    return bool(is_regular) or first in PARTICIPLES["irregular"]


def _check_prose(texts: list[tuple[int, str]]) -> Iterator[Finding]:
    for start, text in texts:
        for pattern, plain in TABLES["ornaments"].items():
            for found in re.finditer(rf"\b({pattern})", text, re.IGNORECASE):
                line = start + text.count("\n", 0, found.start())
                words = f"`{' '.join(found[0].split())}`: say instead {plain}"
                yield Finding(line, "ornament", words)


def _list_docstrings(tree: ast.Module) -> Iterator[tuple[int, str]]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Module | ast.ClassDef | Function) and (
            text := ast.get_docstring(node, clean=False)
        ):
            yield node.body[0].lineno, text


def _list_comments(source: str) -> Iterator[tuple[int, str]]:
    """Lines and texts of the comments that speak to people, not to a tool."""
    for token in tokenize.generate_tokens(io.StringIO(source).readline):
        if token.type == tokenize.COMMENT and not FOR_TOOLS.match(token.string):
            yield token.start[0], token.string


def _list_names(tree: ast.Module) -> Iterator[tuple[int, str]]:
    """Lines and names of variables, fields, parameters, functions and classes."""
    for node in ast.walk(tree):
        match node:
            case (
                ast.Name(id=name, ctx=ast.Store())
                | ast.Attribute(attr=name, ctx=ast.Store())
                | ast.arg(arg=name)
                | ast.alias(asname=str(name))
                | ast.ExceptHandler(name=str(name))
                | ast.MatchAs(name=str(name))
                | ast.FunctionDef(name=name)
                | ast.AsyncFunctionDef(name=name)
                | ast.ClassDef(name=name)
            ):
                yield node.lineno, name


def _list_modules(prefixes: tuple[str, ...]) -> Iterator[tuple[str, str]]:
    """Paths below the root, with their text, of modules under one of `prefixes`."""
    for room in ROOMS:
        for path in sorted((ROOT / room).rglob("*.py")):
            name = path.relative_to(ROOT).as_posix()
            if name.startswith(prefixes) and not name.startswith(FROZEN):
                yield name, path.read_text(encoding="utf-8")


def _print_counts(findings: list[tuple[str, Finding]]) -> None:
    rules = Counter(finding.rule for _, finding in findings)
    folders = Counter(name.rpartition("/")[0] for name, _ in findings)
    for title, count in (*rules.most_common(), *folders.most_common()):
        print(f"{count:6} {title}")


def _print_comments(modules: list[tuple[str, str]]) -> None:
    comments: Counter[str] = Counter()
    lines: Counter[str] = Counter()
    for name, source in modules:
        for folder in (name.rpartition("/")[0], "all"):
            comments[folder] += len(list(_list_comments(source)))
            lines[folder] += source.count("\n")
    for folder in sorted(lines):
        print(f"{100 * comments[folder] / max(lines[folder], 1):6.1f} {folder}")


def main() -> int:
    """Print what is wrong; 1 when anything is."""
    parser = argparse.ArgumentParser(description="Check the code's plain words.")
    parser.add_argument("prefixes", nargs="*", help="files and folders/")
    parser.add_argument("--count", action="store_true", help="print numbers")
    parser.add_argument("--comments", action="store_true", help="per hundred lines")
    options = parser.parse_args()
    modules = list(_list_modules(tuple(options.prefixes) or ("",)))
    if options.comments:
        _print_comments(modules)
        return 0
    findings = [(name, found) for name, text in modules for found in check(text)]
    if options.count:
        _print_counts(findings)
    else:
        for name, found in findings:
            print(f"{name}:{found.line}: {found.words}")
    return 1 if findings else 0


if __name__ == "__main__":
    sys.exit(main())
