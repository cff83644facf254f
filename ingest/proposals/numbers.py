"""Contract and claim numbers in a complaint's text, each with the words it comes from."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.text.lines import caseless

# Capitals and digits with single separators between them: one reading only, linear.
_RUN = re.compile(
    # A capital or digit first, what stands before it after: so is small print soon read.
    r"[A-Z0-9](?<![\w€$/.,+-].)[A-Z0-9]{0,19}(?:[-./ \u00a0\u202f][A-Z0-9]{1,20}){0,12}"
)
_WORD = re.compile(r"[^ \u00a0\u202f]+")
_PREFIX = re.compile(r"[A-Z]{1,6}\Z")
_GROUP = re.compile(r"[\d./-]{1,20}\Z")
# The word that says what a number is (of caseless text); the nearest one before the number
# decides.
_KEYWORDS = re.compile(
    r"\b(?:(?P<contract>contrats?|polices?|adhésions?|adhérent(?:e|s)?|souscriptions?"
    r"|sociétaires?|mutuelle|policy|contract|(?:n°|numéro|réf\w*)(?: de)? client)"
    r"|(?P<claim>sinistres?|dossiers?|déclarations?|réf(?:érences?)?|claim|ref(?:erence)?)"
    r"|(?P<trap>orias|siret|siren|rcs|iban|bic|tél(?:éphone)?s?|tel|phone|portable|mobile|fax"
    r"|immatricul\w+|code postal|cp|né[e]? le|ttc|capital|facture|chèque|devis|n° de série"
    r"|sécurité sociale|nir|insee|articles?|art\.|recommandée?|permis|r-20\d\d|d-))\b"
)
_GAP = re.compile(r"[!?;€%@]|\n\s*\n|(?<!\A)\.(?:\s|$)|,\s[^,]{25}|\bet\b[^,]{20}")
_AMOUNT = re.compile(
    r"\s?(?:€|euros?\b|eur\b|%|,\d|k€|\$|h\b|ans\b|jours\b|mois\b|km\b|m²)",
    re.IGNORECASE,
)
_DATE = r"(?:0?[1-9]|[12]\d|3[01])[-./ ](?:0?[1-9]|1[0-2])[-./ ](?:19|20)?\d\d\Z|(?:19|20)\d\d[-./](?:0[1-9]|1[0-2])[-./](?:0[1-9]|[12]\d|3[01])\Z"
_YEAR = r"(?:19|20)\d\d\Z"
_PHONE = r"(?:0[1-9](?:[ .-]?\d\d){4}|33[ .-]?[1-9](?:[ .-]?\d\d){4})\Z"
_REFERENCE = r"[RD]-?20\d\d-\d{4,6}\Z"
_FOREIGN = re.compile(r"\+\d{1,3}[ .(0)]{0,5}\Z")
# Special sorting of the post, social security: numbers with a name of their own.
_NAMED = r"(?:TSA|CS|BP|SS|CEDEX)[ \u00a0\u202f]?\d"
_TRAPS = re.compile("|".join((_DATE, _YEAR, _PHONE, _REFERENCE, _NAMED)))
_POSTCODE = re.compile(r"\d{5}\Z")
_TOWN = re.compile(r"[ \u00a0]{1,2}[^\W\d_a-zà-ÿ][\w'’-]")
# Nothing but « n° » or « : » between a keyword and its number.
_NEXT_TO = re.compile(r"(?i)[^\w,;]{0,4}(?:n°|nº|no|numéro|num)?[^\w,;]{0,4}\Z")
_CLAIM_INSIDE = re.compile(r"(?:\A|[-/.])SIN")
_NOT_BARE = re.compile(r"[^0-9a-z]")
_REACH = 60
MAX_NUMBERS = 20


@dataclass(frozen=True, slots=True)
class Numbers:
    """Numbers as written; `evidence` maps each to the words it was found in."""

    contracts: tuple[str, ...]
    claims: tuple[str, ...]
    evidence: dict[str, str]


def _words_around(text: str, begin: int, end: int) -> str:
    """The number with whole words on both sides: its evidence, for people."""
    start, stop = max(begin - _REACH // 2, 0), end + 20
    before, after = text[start:begin], text[end:stop]
    if start and not text[start - 1].isspace():
        before = before.partition(" ")[2]
    if text[stop : stop + 1].strip():
        after = after.rpartition(" ")[0]
    return " ".join(f"{before}{text[begin:end]}{after}".split())


def numbers(subject: str, body: str) -> Numbers:
    """Contract and claim numbers of a complaint, in their order of appearance."""
    text = f"{subject}\n{body[:20_000]}"
    found: dict[str, dict[str, str]] = {"contract": {}, "claim": {}}
    seen: set[str] = set()
    for begin, end in _candidates(text):
        number = text[begin:end].strip(" .-/\u00a0\u202f")
        after = text[end : end + 8]
        if _is_trap(number, after) or (bare := _bare(number)) in seen:
            continue
        if kind := _kind(text, begin, number, after):
            seen.add(bare)
            found[kind][number] = _words_around(text, begin, end)
    contracts, claims = found["contract"], found["claim"]
    return Numbers(
        tuple(contracts)[:MAX_NUMBERS],
        tuple(claims)[:MAX_NUMBERS],
        {**contracts, **claims},
    )


def _candidates(text: str) -> Iterator[tuple[int, int]]:
    """Pattern of a number: an optional prefix, groups of digits, one last letter."""
    for run in _RUN.finditer(text):
        if run[0].isalpha():
            # The capital of a word.
            continue
        words = [word.span() for word in _WORD.finditer(text, *run.span())]
        following = text[run.end() : run.end() + 1]
        if following.isalnum() or following in ("'", "’", "_"):
            # The last word goes on in small letters: it belongs to the sentence.
            words.pop()
        yield from _numbers_in(text, words)


def _numbers_in(text: str, words: list[tuple[int, int]]) -> Iterator[tuple[int, int]]:
    index = 0
    while index < len(words):
        start, end = words[index]
        if not any(letter.isdigit() for letter in text[start:end]):
            index += 1
            continue
        before = words[index - 1] if index else None
        if before and _PREFIX.match(text[before[0] : before[1]]):
            start = before[0]
        index += 1
        while index < len(words) and _GROUP.match(text[slice(*words[index])]):
            end = words[index][1]
            index += 1
        if index < len(words) and len(text[slice(*words[index])]) == 1:
            end = words[index][1]
            index += 1
        yield start, end


def _kind(text: str, start: int, number: str, after: str) -> str:
    """`contract`, `claim`, or "" for what is neither."""
    window = text[max(start - _REACH, 0) : start]
    keyword = next(reversed([*_KEYWORDS.finditer(caseless(window))]), None)
    if keyword is None or _GAP.search(window[keyword.end() :]):
        return ""
    if _FOREIGN.search(window):
        return ""
    is_town = _POSTCODE.match(number) and _TOWN.match(after)
    if is_town and not _NEXT_TO.match(window[keyword.end() :]):
        return ""
    kind = keyword.lastgroup or ""
    if kind == "contract" and _CLAIM_INSIDE.search(number):
        return "claim"
    return "" if kind == "trap" else kind


def _is_trap(number: str, after: str) -> bool:
    if len(number) > 40 or sum(map(str.isdigit, number)) < 4:
        return True
    return bool(_AMOUNT.match(after) or _TRAPS.match(number))


def _bare(number: str) -> str:
    return _NOT_BARE.sub("", number.lower())
