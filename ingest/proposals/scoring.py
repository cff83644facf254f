"""From the expressions found in a complaint to what it proposes: motif, product, insurer…

Nothing is proposed where the words are few or speak for two things alike. A confidence
never passes 0.85: a proposal is for a person to confirm.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.proposals.amounts import largest_amount
from ingest.proposals.insurers import INSURERS, is_name
from ingest.proposals.lexicon import Hit, Lexicon
from ingest.proposals.motifs import CONTEXT, MEANS, MOTIFS
from ingest.proposals.phone import find_phone
from ingest.proposals.priorities import BY_KINDS, HIGH_AMOUNT, SIGNS
from ingest.proposals.products import PRODUCTS

LEXICON = Lexicon(
    {
        "motif": MOTIFS,
        "product": PRODUCTS,
        "priority": SIGNS,
        "insurer": {name: {1: lines} for name, lines in INSURERS.items()},
    }
)
# What a complaint is about is said early; of the rest only the telephone at the foot counts.
_READ, _FOOT = 3_000, 1_500
_ENOUGH = {"motif": 3.0, "product": 2.0}
_MARGIN, _IN_SUBJECT = 1.0, 1.5
_FLOOR, _CEILING, _STEP = 0.5, 0.85, 0.05
_WORDS = 6

Said = dict[str, dict[str, float]]
"""Code to the words that speak for it to their weight."""


@dataclass(frozen=True, slots=True)
class Suggestions:
    """Field (`motif`, `product`, `phone`…) to code, number or name, how sure, from which words."""

    values: dict[str, str] = field(default_factory=dict)
    confidence: dict[str, float] = field(default_factory=dict)
    evidence: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, value: str, sure: float, words: Iterable[str]) -> None:
        self.values[name] = value
        self.confidence[name] = round(min(sure, _CEILING), 2)
        self.evidence[name] = ", ".join(f"« {one} »" for one in words)


def suggest(subject: str, body: str, foot: str = "") -> Suggestions:
    """What a complaint proposes; `foot` is text in which only a telephone is looked for."""
    text = f"{subject}\n\n{body[:_READ]}"
    said: dict[str, Said] = defaultdict(dict)
    named: dict[str, list[str]] = defaultdict(list)
    for hit in LEXICON.find(text):
        words = text[hit.start : hit.end]
        if hit.field == "insurer" and is_name(words):
            named[hit.code].append(words)
        elif hit.field != "insurer":
            _note(said[hit.field], hit, text, len(subject))
    found = Suggestions()
    _choose(found, "motif", _meant(said["motif"]))
    _choose(found, "product", said["product"])
    _raise(found, said["priority"], text)
    _insure(found, named)
    _call(found, body, foot)
    return found


def _note(said: Said, hit: Hit, text: str, subject_end: int) -> None:
    words = " ".join(text[hit.start : hit.end].lower().split())
    weight = hit.weight * (_IN_SUBJECT if hit.start < subject_end else 1.0)
    known = said.setdefault(hit.code, {})
    # Said twice is not meant twice: a contract's name comes back in every line.
    known[words] = max(known.get(words, 0.0), weight)


def _meant(said: Said) -> Said:
    """Waiting speaks of a claim where one is spoken of, else of a request."""
    meant: dict[str, dict[str, float]] = defaultdict(dict)
    claim = said.get(CONTEXT, {})
    for code, words in said.items():
        if code == CONTEXT:
            continue
        beside, alone = MEANS.get(code, (code, code))
        meant[beside if claim else alone].update(words)
    return meant


def _choose(found: Suggestions, name: str, said: Said) -> None:
    """The code with the most weight, where it leads clearly."""
    scores = sorted(((sum(w.values()), code) for code, w in said.items()), reverse=True)
    if not scores or scores[0][0] < _ENOUGH[name]:
        return
    best, code = scores[0]
    lead = best - (scores[1][0] if len(scores) > 1 else 0.0)
    if lead >= _MARGIN:
        words = sorted(said[code], key=lambda one: -said[code][one])
        found.add(name, code, _FLOOR + _STEP * lead, words[:_WORDS])


def _raise(found: Suggestions, signs: Said, text: str) -> None:
    """A priority above the usual, by the kinds of signs that call for it."""
    kinds = [list(words) for words in signs.values()]
    euros, amount = largest_amount(text)
    if euros >= HIGH_AMOUNT:
        kinds.append([amount])
    level = next((one for least, one in BY_KINDS if len(kinds) >= least), "")
    if level:
        words = [word for kind in kinds for word in kind]
        sure = 0.6 + _STEP * (len(words) - 1)
        found.add("priority", level, sure, words[:_WORDS])


def _insure(found: Suggestions, named: dict[str, list[str]]) -> None:
    """The insurer that is named alone, or twice as often as any other."""
    times = sorted(((len(words), name) for name, words in named.items()), reverse=True)
    if times and (len(times) == 1 or times[0][0] >= 2 * times[1][0]):
        count, name = times[0]
        found.add("insurer", name, 0.6 + _STEP * count, dict.fromkeys(named[name]))


def _call(found: Suggestions, body: str, foot: str) -> None:
    text = f"{body[:_READ]}\n{foot[-_FOOT:]}"
    if len(body) > _READ:
        text = f"{text}\n{body[_READ:][-_FOOT:]}"
    told = find_phone(text)
    if told is not None:
        number, words, weight = told
        found.add("phone", number, 0.45 + 0.1 * weight, [words])
