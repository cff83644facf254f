"""The words with which mail programs introduce what they quote, one line a language."""

from __future__ import annotations

import re

# "wrote", as clients print it.
_VERBS = """
a écrit|a ecrit|écrivait|nous a écrit
wrote|writes|said
schrieb|geschrieben|schreibt
escribió|ha escrito
ha scritto|scrive|scritto
escreveu|escreveu o seguinte
schreef|geschreven|heeft het volgende geschreven|het volgende geschreven
skrev|skrev følgende|skrev följande
kirjoitti
napisał|napisał(a)|napisała|napisana przez|pisze
napsal|napsal(a)|píše
napísal|napísal(a)
írta|ezt írta
a scris
je napisao|je napisala|napisao
şunu yazdı|yazdı
написал|написала|написал(а)|пишет
пише|написав
написа
је написао|написао/ла|је написала
napisal|napisala
rašė|parašė
rakstīja
kirjutas|kirjutas kuupäeval
va escriure|ha escrit|missatge de
έγραψε
đã viết
menulis
כתב|כתבה|כתב/ה|מאת
كتب|تمت كتابة ما يلي بواسطة
"""
# Written without spaces around them.
_GLUED = "のメール|さんは書きました|は書きました|書きました|写道|寫道|님이 작성|작성"
# What stands before the date where the line is wrapped right behind it.
_OPENING = """
le on am el il em op den w dnia dne na στις vào pada în in no v în va il giorno missatge בתאריך في
lundi mardi mercredi jeudi vendredi samedi dimanche lun mar mer jeu ven sam dim
"""


def _lines(table: str) -> list[str]:
    return [word for line in table.strip().splitlines() for word in line.split("|")]


def _alternatives(words: list[str]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


VERB = re.compile(
    rf"(?<!\w)(?:{_alternatives(_lines(_VERBS))})(?!\w)|{_GLUED}", re.IGNORECASE
)
_HEADS = frozenset(word.split()[0].strip("()") for word in _lines(_VERBS))
_GLUED_VERBS = tuple(_GLUED.split("|"))
OPENINGS = frozenset(_OPENING.split())


def may_hold_verb(text: str) -> bool:
    """One of our verbs may be there; a set answers faster than a long alternation."""
    words = {word.strip('():：,.*_<>"') for word in text.casefold().split()}
    return not _HEADS.isdisjoint(words) or any(verb in text for verb in _GLUED_VERBS)


def last_verb(text: str) -> re.Match[str] | None:
    """The verb that stands last, None when there is none."""
    return max(VERB.finditer(text), key=re.Match.start, default=None)
