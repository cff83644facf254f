"""What the person wrote: own words, quoted history and signature apart."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.forward.finding import places
from ingest.forward.lines import Line, join, split
from ingest.signature import cut_own, is_delimiter, is_mobile_note


@dataclass(frozen=True, slots=True)
class Reply:
    """The three pieces of a text."""

    own: str
    quoted: str
    signature: str
    words: str


def trim(text: str) -> Reply:
    """Cut a text into own words, signature, and what it quotes."""
    lines = split(text)
    cut = _history(lines)
    own, quoted = lines[:cut], lines[cut:]
    end = cut_own(own)
    words, signature, own = own, own[end:], own[:end]
    if not any(not line.blank for line in own):
        return Reply(join(lines), "", "", join(lines))
    return Reply(join(own), join(quoted), join(signature), join(words))


def _history(lines: list[Line]) -> int:
    """Index where quoted history begins; answers written between quotes stay whole."""
    for found in places(lines):
        if _answers_below(lines, found.end, quoted=found.depth == 0):
            continue
        return found.start
    return _quoted_foot(lines)


def _answers_below(lines: list[Line], start: int, *, quoted: bool) -> bool:
    """Own words follow quoted ones: the answer is written between the lines."""
    seen_quote = False
    for line in lines[start:]:
        if line.depth:
            seen_quote = True
        elif seen_quote and quoted and not line.blank and _is_words(line.text):
            return True
    return False


def _is_words(text: str) -> bool:
    return not is_delimiter(text) and not is_mobile_note(text) and len(text.split()) > 1


def _quoted_foot(lines: list[Line]) -> int:
    """A quoted block at the foot without an introduction is history as well."""
    end = len(lines)
    while end and lines[end - 1].blank:
        end -= 1
    start = end
    while start and (lines[start - 1].depth or lines[start - 1].blank):
        start -= 1
    has_quote = any(line.depth for line in lines[start:end])
    return start if has_quote else len(lines)
