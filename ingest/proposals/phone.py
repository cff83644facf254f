"""The writer's own telephone number, among those a letter names."""

from __future__ import annotations

import re

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
ENOUGH = 2


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
        if weight > found.get(key, (ENOUGH - 1, "", ""))[0]:
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
    """Where the last lines begin: the signature of a letter."""
    at = len(text.rstrip())
    for _ in range(_LAST_LINES):
        at = text.rfind("\n", 0, at)
        if at < 0:
            return 0
    return at
