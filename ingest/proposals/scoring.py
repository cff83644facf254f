"""From the expressions found in a complaint to what it proposes: motif, product, insurer…

Nothing is proposed where the words are few or speak for two things alike. A confidence
never passes 0.85: a proposal is for a person to confirm.

Consumer mediators owe nothing to a professional (C. conso L.611-3): a person says who
writes, these signs only propose it.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field

from ingest.proposals.insurers import INSURERS, is_name
from ingest.proposals.lexicon import Hit, Lexicon
from ingest.proposals.motifs import CONTEXT, MEANS, MOTIFS
from ingest.proposals.products import BY_KINDS, HIGH_AMOUNT, PRODUCTS, SIGNS

_AMOUNT = re.compile(
    # A digit first, what stands before it after: so is a text without digits soon read.
    r"\d(?<![\d.,]\d)(?:\d{0,2}(?:[ .\u00a0\u202f]\d{3}){1,3}|\d{4,8})"
    r"(?=(?:,\d\d)?[ \u00a0\u202f]?(?:€|[eE][uU][rR]))"
)


def largest_amount(text: str) -> tuple[int, str]:
    """Euros and the words, (0, "") where nothing above 999 is named."""
    best = 0, ""
    for match in _AMOUNT.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        best = max(best, (int(digits), f"{match[0]} €"))
    return best


# France and overseas; 08 and short numbers are services, never a person's.
_PHONE = re.compile(
    r"[+0](?<![\w+/-][+0])(?<!\d[ .][+0])(?:0?33[ .\u00a0-]?(?:\(0\)[ ]?)?)?([1-79])(?:[ .\u00a0\u202f-]?\d\d){4}"
    r"(?![\w/-])(?![ .\u00a0]?\d)"
)
_OWN = re.compile(
    r"(?i)\b(?:tél(?:éphone)?|tel|telephone|phone|portable|port|mobile|gsm|joindre|joignable|rappele[rz]"
    r"|appele[rz]|contacte[rz]|mon numéro|mon n°|coordonnées)\b"
)
_OTHERS = re.compile(
    r"(?i)\b(?:fax|télécopie|service|services|compagnie|standard|plate-?forme|agence|assistance"
    r"|expert|garage|garagiste|avocat|notaire|banque|médiateur|votre numéro|votre téléphone"
    r"|votre conseill\w+|contrat|police|dossier|sinistre|adhérente?|client|référence|siret|iban)\b"
)
_BEFORE, _LAST_LINES = 45, 6
# Where a number stands, and how much that says.
_SAID_OWN, _MOBILE, _AT_THE_END, _SAID_OTHER = 2, 1, 2, -4
MIN_WEIGHT = 2


def find_phone(text: str) -> tuple[str, str, int] | None:
    """The number as written, the words around it, and how surely it is the writer's (2 to 5).

    None where there is none, or two that are as likely as each other.
    """
    found: dict[str, tuple[int, str, str]] = {}
    foot = _foot(text)
    for match in _PHONE.finditer(text):
        line = text[_line_start(text, match.start()) : match.end()]
        weight = _weight(line[: -len(match[0])], match[1], match.start() >= foot)
        key = re.sub(r"\D", "", match[0])[-9:]
        if weight > found.get(key, (MIN_WEIGHT - 1, "", ""))[0]:
            found[key] = weight, match[0], " ".join(line.split())
    ranked = sorted(found.values(), reverse=True)
    if not ranked or (len(ranked) > 1 and ranked[0][0] == ranked[1][0]):
        return None
    weight, number, words = ranked[0]
    return number, words, weight


def _weight(before: str, first_digit: str, at_the_end: bool) -> int:
    weight = _MOBILE if first_digit in "67" else 0
    weight += _AT_THE_END if at_the_end else 0
    weight += _SAID_OWN if _OWN.search(before) else 0
    return weight + (_SAID_OTHER if _OTHERS.search(before) else 0)


def _line_start(text: str, at: int) -> int:
    return max(text.rfind("\n", 0, at) + 1, at - _BEFORE, 0)


def _foot(text: str) -> int:
    """Find the last lines, the signature of a letter."""
    at = len(text.rstrip())
    for _ in range(_LAST_LINES):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at


PROFESSIONAL = "professional"
# Forms of companies, as names and signatures bear them; « SA » and « EI » only in capitals.
_FORM = (
    r"\b(?:S\.?A\.?R\.?L|E\.?U\.?R\.?L|S\.?A\.?S\.?U?|S\.?C\.?I|S\.?N\.?C|S\.?A|S\.?C\.?P|S\.?C\.?M|G\.?I\.?E"
    r"|SELARL|SELAS|SCOP|SCEA|GAEC|EARL|EIRL|EI)\b(?!['’])"
)
_FORMS = re.compile(_FORM)
_SMALL_FORMS = re.compile(
    r"(?i)\b(?:sarl|eurl|sasu|selarl|selas|scea|gaec|earl|eirl|sociétés?|societe|établissements|"
    r"etablissements|ets|entreprise|holding|société civile)\b"
)
_TRADES = re.compile(
    r"(?i)\b(?:boulangerie|pâtisserie|patisserie|boucherie|charcuterie|épicerie|restaurant|brasserie|"
    r"traiteur|hôtel|hotel|garage|carrosserie|pharmacie|menuiserie|plomberie|maçonnerie|électricité|"
    r"peinture|couverture|charpente|bâtiment|transports?|taxis?|ambulances?|imprimerie|fleuriste|"
    r"librairie|coiffure|institut|cabinet|agence|ateliers?|domaine|château|ferme|auto-école|syndic|"
    r"immobilier|conseils?|consulting|services)\b"
)
_TITLES = re.compile(
    r"(?i)\b(?:co-?gérante?|gérante?|présidente? directrice? générale?|p\.?d\.?g|directeur général|"
    r"directrice générale|dirigeante?|chef d[’']entreprise|artisane?|commerçante?|auto-?entrepreneure?|"
    r"micro-?entrepreneure?|siren|siret|r\.?c\.?s\.?|n° tva|tva intracommunautaire)\b"
)
_SIGNATURE_LENGTH = 60
# A sentence speaks of a craftsman; a signature is short, ends with no stop and has no article.
_SENTENCE = re.compile(
    r"(?i)[.!?,;:…]$|\b(?:l|qu|c|j|m|n|s)[’']\w|\b(?:le|la|les|un|une|mon|votre|notre|son|cet?|chez|par)\b"
)


def find_professional(name: str, closing: str) -> tuple[str, ...]:
    """The words that say so, in the complainant's name and at the foot of the letter."""
    last = map(str.strip, closing.strip().splitlines()[-_LAST_LINES:])
    foot = "\n".join(line for line in last if _is_signature(line))
    found = [m[0] for p in (_FORMS, _SMALL_FORMS, _TRADES) if (m := p.search(name))]
    found += [m[0] for p in (_FORMS, _TITLES) if (m := p.search(foot))]
    return tuple(dict.fromkeys(found))


def _is_signature(line: str) -> bool:
    return len(line) <= _SIGNATURE_LENGTH and not _SENTENCE.search(line)


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
_MIN_SCORES = {"motif": 3.0, "product": 2.0}
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
        self.evidence[name] = ", ".join(f"« {word} »" for word in words)


def suggest(subject: str, body: str, foot: str = "") -> Suggestions:
    """Propose what the words of a complaint speak for; `foot` is text in which only a telephone is looked for."""
    text = f"{subject}\n\n{body[:_READ]}"
    spoken: dict[str, Said] = defaultdict(dict)
    named: dict[str, list[str]] = defaultdict(list)
    for hit in LEXICON.find(text):
        words = text[hit.start : hit.end]
        if hit.field == "insurer" and is_name(words):
            named[hit.code].append(words)
        elif hit.field != "insurer":
            _note(spoken[hit.field], hit, text, len(subject))
    found = Suggestions()
    _choose(found, "motif", _read_meaning(spoken["motif"]))
    _choose(found, "product", spoken["product"])
    _raise(found, spoken["priority"], text)
    _insure(found, named)
    _call(found, body, foot)
    return found


def _note(spoken: Said, hit: Hit, text: str, subject_end: int) -> None:
    words = " ".join(text[hit.start : hit.end].lower().split())
    weight = hit.weight * (_IN_SUBJECT if hit.start < subject_end else 1.0)
    known = spoken.setdefault(hit.code, {})
    # Said twice is not meant twice: a contract's name comes back in every line.
    known[words] = max(known.get(words, 0.0), weight)


def _read_meaning(spoken: Said) -> Said:
    """Waiting speaks of a claim where one is spoken of, else of a request."""
    meant: dict[str, dict[str, float]] = defaultdict(dict)
    claim = spoken.get(CONTEXT, {})
    for code, words in spoken.items():
        if code == CONTEXT:
            continue
        beside, alone = MEANS.get(code, (code, code))
        meant[beside if claim else alone].update(words)
    return meant


def _choose(found: Suggestions, name: str, spoken: Said) -> None:
    """The code with the most weight, where it leads clearly."""
    scores = sorted(
        ((sum(w.values()), code) for code, w in spoken.items()), reverse=True
    )
    if not scores or scores[0][0] < _MIN_SCORES[name]:
        return
    best, code = scores[0]
    lead = best - (scores[1][0] if len(scores) > 1 else 0.0)
    if lead >= _MARGIN:
        words = sorted(spoken[code], key=lambda word: -spoken[code][word])
        found.add(name, code, _FLOOR + _STEP * lead, words[:_WORDS])


def _raise(found: Suggestions, signs: Said, text: str) -> None:
    """A priority above the usual, by the kinds of signs that call for it."""
    kinds = [list(words) for words in signs.values()]
    euros, amount = largest_amount(text)
    if euros >= HIGH_AMOUNT:
        kinds.append([amount])
    level = next((code for least, code in BY_KINDS if len(kinds) >= least), "")
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
    phone = find_phone(text)
    if phone is not None:
        number, words, weight = phone
        found.add("phone", number, 0.45 + 0.1 * weight, [words])
