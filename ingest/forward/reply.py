"""Reply of a person: own words, quoted history and signature apart."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.forward.blocks import Found
from ingest.forward.finding import find_places
from ingest.forward.unwrap import answers_between
from ingest.text.lines import Line, caseless, join, next_filled, split
from ingest.text.signature import cut_closing, cut_own, is_delimiter

# What helpdesks write where an answer ends.
_ABOVE = re.compile(
    r"(?:reply|r[ée]pon[ds]|antwort|respond|respuesta|rispo|schrijf|scrivi).{0,40}"
    r"(?:above|au-dessus|oberhalb|über dieser|encima|sopra|acima|boven).{0,30}"
    r"(?:line|ligne|linie|zeile|línea|linea|riga|linha|lijn)",
    re.IGNORECASE,
)

_WORDS_FOR_ABOVE = (
    "above", "au-dessus", "oberhalb", "über dieser", "encima", "sopra", "acima", "boven",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Reply:
    """The three pieces of a text; `words` are the lines that quote nothing."""

    own: str
    quoted: str
    signature: str
    words: list[Line]


def trim(text: str) -> Reply:
    """Cut a text into own words, signature, and what it quotes."""
    lines = split(text)
    return cut(lines, next(find_places(lines), None))


def cut(lines: list[Line], found: Found | None) -> Reply:
    """The same of lines in which another message begins first at `found`."""
    if found and found.depth == 0 and answers_between(lines, found.end):
        return _between(lines)
    foot = _find_quoted_foot(lines) if found is None else found.start
    foot = min(foot, _above_line(lines))
    words, quoted = lines[:foot], lines[foot:]
    end = min(cut_own(words), cut_closing(words))
    own, signature = words[:end], words[end:]
    if not any(not line.blank for line in own):
        return Reply(join(lines), "", "", lines)
    return Reply(join(own), join(quoted), join(signature), words)


def _above_line(lines: list[Line]) -> int:
    """Index of « Répondez au-dessus de cette ligne »; len(lines) where nobody asks for it."""
    words = "\n".join(line.text for line in lines).casefold()
    if not any(word in words for word in _WORDS_FOR_ABOVE):
        # The regular expression is asked of few texts.
        return len(lines)
    marked = (at for at, line in enumerate(lines) if _ABOVE.search(line.text[:160]))
    found = next(marked, len(lines))
    return found if any(not line.blank for line in lines[:found]) else len(lines)


def _between(lines: list[Line]) -> Reply:
    """An answer written between the quotes stays whole, its introductions aside."""
    introduced = {
        at for found in find_places(lines) for at in range(found.start, found.end)
    }
    kept = [line for at, line in enumerate(lines) if at not in introduced]
    end = cut_own(kept)
    own, signature = kept[:end], kept[end:]
    first = next_filled(own, 0)
    below = next(
        (
            at
            for at in range(first, len(own))
            if not own[at].depth and not own[at].blank
        ),
        len(own),
    )
    quoted: list[Line] = []
    if not any(line.depth for line in own[below:]):
        # One quote on top and the answer under it: only the answer was written.
        quoted, own = own[:below], own[below:]
    return Reply(join(own), join(quoted), join(signature), own + signature)


def _find_quoted_foot(lines: list[Line]) -> int:
    """A quoted block at the foot without an introduction is history as well."""
    start = end = _above_foot(lines)
    while start and (lines[start - 1].depth or lines[start - 1].blank):
        start -= 1
    has_quote = any(line.depth for line in lines[start:end])
    return start if has_quote else len(lines)


def _above_foot(lines: list[Line]) -> int:
    """Index where the words end: a signature under a quotation hides it from nobody."""
    end = cut_own(lines)
    last = next((at for at in range(end - 1, -1, -1) if lines[at].depth), end)
    below = next_filled(lines, last + 1)
    if below < end and is_delimiter(lines[below].text):
        return below
    return end


# In small letters: how such a warning begins, and what it warns of.
_BEGINS = re.compile(
    r"\W{0,6}(?:\[?ext(?:erne|ernal|erno|ern)?\]?|attention|caution|warning|avertissement|prudence|vigilance"
    r"|important|ce (?:message|mail|courriel|e-?mail)|cet e-?mail|this (?:e-?mail|message)|expéditeur|you don't often|vous n['’]obtenez pas souvent)\b"
)
_WARNS = re.compile(
    r"\b(?:extérieur|externe|outside|external)\b.{0,80}\b(?:organi[sz]ation|entreprise|société|company|groupe|réseau)\b"
    r"|expéditeur externe|externe à (?:l|notre|votre)|external (?:sender|e-?mail|source)|ne cliquez|évitez de cliquer"
    r"|do not click|don't often get e-?mail from|pas souvent d['’]e-?mails? (?:à partir )?de",
    re.DOTALL,
)
_MOST_LINES, _MOST = 4, 400


def without_banner(lines: list[Line]) -> list[Line]:
    """The lines under a server's warning; all of them when there is none."""
    start = next_filled(lines, 0)
    end = start
    while end < len(lines) and not lines[end].blank:
        end += 1
    if end - start > _MOST_LINES:
        # The writer's own words follow at once: only a line of its own is the server's.
        end = start + 1
    words = caseless(" ".join(line.text for line in lines[start:end])[: _MOST + 1])
    if len(words) > _MOST or not _BEGINS.match(words) or not _WARNS.search(words):
        return lines
    rest = lines[next_filled(lines, end) :]
    return rest or lines
