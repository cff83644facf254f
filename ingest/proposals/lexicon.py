"""Expressions of a table found in a text: any case, any accent, one pass over its words.

An expression is a line of words; `a|b` takes either, `~` stands for up to three words in
between. Small words (articles, prepositions) do not count, endings neither. At each word the
longest expressions win, one for each code; what belongs to `NOTHING` takes its words away.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import accumulate, compress, product
from typing import NamedTuple

from models.base.folding import fold

NOTHING = ""
# Words and ends of sentences, and by splitting what lies between.
_WORD = re.compile(r"(\w+|[.;!?]|\n\n)")
_STEM, _SHORT, _GAP = 6, 3, 3
# They come between the words that matter; `pas`, `sans`, `trop` and `non` matter.
_SMALL_WORDS = """
    a ai as au aux avec avez avons ce ces cet cette c d dans de des du elle elles en est et
    etait ete eu il ils j je l la le les leur leurs lui m ma me mes moi mon n ne nos notre
    nous on ont ou par pour qu que qui s sa se ses si son sont sur t te tes ton tu un une
    vos votre vous y suis etes afin aussi bien tres donc alors
"""
_SMALL = frozenset(_SMALL_WORDS.split())
Table = Mapping[str, Mapping[int, str]]
"""Code to weight to expressions, one a line."""


@dataclass(slots=True)
class _Node:
    words: dict[str, _Node] = field(default_factory=dict)
    gap: _Node | None = None
    # (field, code, weight) of the expressions that end here.
    ends: list[tuple[str, str, int]] = field(default_factory=list)


class Hit(NamedTuple):
    """One expression found: what it speaks for, and its place in the text."""

    field: str
    code: str
    weight: int
    start: int
    end: int


class Lexicon:
    """The expressions of several tables, by field."""

    def __init__(self, tables: Mapping[str, Table]) -> None:
        self._root = _Node()
        for name, table in tables.items():
            for code, weights in table.items():
                for weight, lines in weights.items():
                    self._add(lines.strip().splitlines(), (name, code, weight))

    def _add(self, lines: Iterable[str], end: tuple[str, str, int]) -> None:
        for line in lines:
            choices = [word.split("|") for word in line.split()]
            for words in product(*choices):
                node = self._root
                for word in words:
                    node = _next(node, word)
                node.ends.append(end)

    def find(self, text: str) -> Iterator[Hit]:
        """Every expression of the text, as it comes."""
        stems, starts, stops = _read(text)
        until: _Until = {}
        for at, node in enumerate(map(self._root.words.get, stems)):
            if node is None or not (
                node.ends or node.gap or stems[at + 1] in node.words
            ):
                continue
            ends: Ends = []
            _walk(stems, at + 1, node, _GAP, ends)
            if ends:
                for stop, end in _counting(_longest(ends), at, until):
                    yield Hit(*end, starts[at], stops[stop - 1])


def _read(text: str) -> tuple[list[str], list[int], list[int]]:
    """The stems of a text that count, an end of sentence after the last; where each lies."""
    pieces = _WORD.split(text)
    ends_of = [*accumulate(map(len, pieces))]
    stems = [*map(stem, pieces[1::2])]
    starts = [*compress(ends_of[0::2], stems)]
    stops = [*compress(ends_of[1::2], stems)]
    return [*filter(None, stems), _END], starts, stops


# Up to which word a field and code were found already.
_Until = dict[tuple[str, str], int]


def _counting(ends: Ends, at: int, until: _Until) -> Ends:
    """Keep the hits that are no part of one found before, nor of one that means nothing."""
    counting = [end for end in ends if end[0] > until.get(end[1][:2], 0)]
    until.update({end[:2]: stop for stop, end in counting})
    return [
        (stop, end)
        for stop, end in counting
        if end[1] != NOTHING and at >= until.get((end[0], NOTHING), 0)
    ]


def _next(node: _Node, word: str) -> _Node:
    if word == "~":
        node.gap = node.gap or _Node()
        return node.gap
    key = stem(word)
    return node.words.setdefault(key, _Node()) if key else node


End = tuple[str, str, int]
Ends = list[tuple[int, End]]


def _walk(stems: list[str], at: int, node: _Node, gap: int, ends: Ends) -> None:
    """Add the ends that can be reached from a node, each with the place after its last word."""
    if node.ends:
        ends.extend([(at, end) for end in node.ends])
    following = node.words.get(stems[at])
    if following is not None:
        _walk(stems, at + 1, following, gap, ends)
    if node.gap is not None:
        _leap(stems, at, node.gap, gap, ends)


def _leap(stems: list[str], at: int, node: _Node, gap: int, ends: Ends) -> None:
    """Past up to three words of the same sentence."""
    for place in range(at, at + gap + 1):
        if stems[place] in _STOPS:
            return
        following = node.words.get(stems[place])
        if following is not None:
            _walk(stems, place + 1, following, gap - (place - at), ends)


def _longest(ends: Ends) -> Ends:
    if len(ends) < 2:
        return ends
    best: dict[tuple[str, str], tuple[int, End]] = {}
    for stop, end in ends:
        known = best.get(end[:2])
        if known is None or (stop, end[2]) > (known[0], known[1][2]):
            best[end[:2]] = stop, end
    return list(best.values())


_END = "\n\n"
_STOPS = frozenset((".", ";", "!", "?", _END))


@lru_cache(maxsize=20_000)
def stem(word: str) -> str:
    """The beginning of a word, without case, accents or plural; empty for a small word."""
    if word in _STOPS:
        return word
    bare = fold(word[:40])
    if bare in _SMALL:
        return ""
    cut = bare.rstrip("esx") if len(bare) > _SHORT else bare
    return (cut if len(cut) >= _SHORT else bare)[:_STEM]
