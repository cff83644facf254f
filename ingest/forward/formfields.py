"""A form's notice read into fields: labels above, below or around the message, in any order."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import NamedTuple

from ingest.forward.formlabels import IDENTITY, field_of, is_meta
from ingest.text.lines import Line, next_filled

_MAX_LINES, _MAX_BELOW, _MAX_LABEL, _MAX_OTHER = 300, 80, 60, 40
# A value stands right under its label, or under one blank line.
_NEAR = 2
_SPLIT = re.compile(r"[:：\t]| = ")
_TRAILER = re.compile(
    r"(?i)\s*[-–—(\[*]*\s*(?:les résultats de cette soumission|the results of this submission|cet? (?:e-?mail|message|courriel) (?:a été|est) (?:envoyé|généré)"
    r"|message envoyé (?:via|depuis) (?:le|un|votre) (?:formulaire|site)|ce message vous (?:a été|est) (?:envoyé|adressé) (?:via|depuis|par)"
    r"|this (?:e-?mail|message|mail) (?:was|is|has been) (?:sent|submitted|generated) (?:from|via|through|by|on)"
    r"|sent (?:from|via) (?:the|a|your|an?) (?:contact )?(?:form|site|website)|manage submissions|does this submission look like spam"
    r"|(?:pour )?répond(?:re|ez) (?:directement )?à (?:ce|cet) (?:e-?mail|message)|reply directly|to view (?:all|this)|you can (?:view|reply|see|edit)"
    r"|(?:vous pouvez )?(?:consulter|voir) (?:toutes )?(?:les|cette|la|ma|vos) (?:réponses?|soumissions?|entrées?)|pour (?:consulter|voir|modifier|gérer|traiter)\b[^.]{0,40}(?:réponses?|soumissions?|entrées?|message|formulaire)|view (?:all )?(?:submissions?|responses?|entr(?:y|ies))"
    r"|log in to|afficher (?:la|les) (?:réponses?|soumissions?))"
)
# An address, perhaps in brackets or behind a mark of a list.
ADDRESS = re.compile(
    r"[\s<(•*-]{0,4}(?:mailto:)?[^\s<>@]{1,64}@[^\s<>@]{1,190}[\s>)]{0,3}"
)
_RULE = " \t-–—_=*·•"


@dataclass
class Fields:
    """Values by field; the message is what its label says and lines `start` to `end`."""

    values: dict[str, str] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    message: str | None = None
    label: int = 0
    start: int = 0
    end: int = 0

    def take(self, pair: Pair) -> None:
        """Keep the first value of a field; an empty one gives way."""
        self.labels.add(pair.name)
        name = self.values.get("name", "")
        if pair.name == "name" and "@" in name and "@" not in pair.value:
            # « De : Site <site@…> » above the customer's own name.
            self.values["from"], self.values["name"] = name, ""
        if not self.values.get(pair.name):
            self.values[pair.name] = pair.value


class Pair(NamedTuple):
    """A label with its value, and the line after both."""

    name: str
    value: str
    after: int


def read_fields(lines: list[Line], *, loosely: bool) -> Fields:
    """The fields of a text; `message` is None where no label announces one."""
    lines = lines[:_MAX_LINES]
    found = Fields()
    pairs = _pairs(lines, loosely=loosely)
    at = _message_label(lines, pairs)
    above = [pair for index, pair in pairs.items() if at is None or index < at]
    for pair in above:
        if pair.name != "message":
            found.take(pair)
    if at is None:
        return found
    found.labels.add("message")
    found.message, found.label, found.start = pairs[at].value, at, pairs[at].after
    _read_below(lines, found, loosely=loosely)
    return found


def _pairs(lines: list[Line], *, loosely: bool) -> dict[int, Pair]:
    """Every label of the text by its line; a line that is a value is no label."""
    found: dict[int, Pair] = {}
    at = next_filled(lines, 0)
    while at < len(lines):
        pair = _pair(lines, at, loosely=loosely)
        if pair:
            found[at] = pair
        at = next_filled(lines, pair.after if pair else at + 1)
    return found


def _pair(lines: list[Line], at: int, *, loosely: bool) -> Pair | None:
    label, value = _part(lines[at])
    name = field_of(label, loosely=loosely)
    if name is None:
        return None
    if value or name == "message":
        return Pair(name, value, at + 1)
    below = next_filled(lines, at + 1)
    if below > at + _NEAR or below >= len(lines):
        return Pair(name, "", at + 1)
    other = field_of(_part(lines[below])[0], loosely=loosely)
    if other and not (
        other == "message" and name == "other" and _part(lines[below])[1] == ""
    ):
        # The field was left empty.
        return Pair(name, "", at + 1)
    return Pair(name, lines[below].text.strip(), below + 1)


def _part(line: Line) -> tuple[str, str]:
    """Split a line into (label, value); either may be empty."""
    text = line.text.strip()
    split = _SPLIT.search(text, 0, _MAX_LABEL)
    if split:
        return text[: split.start()], text[split.end() :].strip(" *_\t")
    return (text if len(text) < _MAX_LABEL else ""), ""


def _message_label(lines: list[Line], pairs: dict[int, Pair]) -> int | None:
    """Line of the label of the message: the first, or one that other fields alone part from it."""
    labels = [at for at, pair in pairs.items() if pair.name == "message"]
    chosen = next(iter(labels), None)
    for at in labels[1:]:
        between = [
            pairs[index]
            for index in pairs
            if chosen is not None and chosen < index < at
        ]
        if chosen is None or not _are_fields_alone(lines, pairs, chosen, at):
            break
        if any(pair.name in IDENTITY for pair in between):
            chosen = at
    return chosen


def _are_fields_alone(
    lines: list[Line], pairs: dict[int, Pair], start: int, end: int
) -> bool:
    at = start
    while at < end:
        if at not in pairs:
            return False
        at = next_filled(lines, pairs[at].after)
    return True


def _read_below(lines: list[Line], found: Fields, *, loosely: bool) -> None:
    """Fields under the message: the last lines, as long as each is a label or its value."""
    trailer = next(
        (at for at in range(found.start, len(lines)) if _TRAILER.match(lines[at].text)),
        len(lines),
    )
    for at, under in _pairs(lines[trailer:], loosely=False).items():
        if under.name in IDENTITY and _SPLIT.search(lines[trailer + at].text):
            found.take(under)
    end = found.end = trailer
    below: list[Pair] = []
    while end > found.start and trailer - end < _MAX_BELOW:
        step = _step_up(lines, found.start, end, loosely=loosely)
        if step is None:
            break
        end, pair, is_sure = step
        if pair:
            below.append(pair)
        if is_sure:
            found.end = end
            for place in reversed(below):
                found.take(place)
            below = []


def _step_up(
    lines: list[Line], start: int, end: int, *, loosely: bool
) -> tuple[int, Pair | None, bool] | None:
    """Find (line, its field, it is surely no word of the message) above `end`; None at free words."""
    at = end - 1
    if not lines[at].text.strip(_RULE):
        return at, None, False
    label, value = _part(lines[at])
    name = field_of(label, loosely=loosely)
    if label and value:
        if is_meta(label):
            return at, None, True
        if name and name != "message":
            # A customer lists numbers behind colons as well, and types no table.
            is_sure = name in IDENTITY or "\t" in lines[at].text
            return at, Pair(name, value, end), is_sure
        is_label = "\t" in lines[at].text or (
            len(label) < _MAX_OTHER and label[:1].isupper()
        )
        return (at, None, False) if is_label else None
    return _value_above(lines, start, at, loosely=loosely)


def _value_above(
    lines: list[Line], start: int, at: int, *, loosely: bool
) -> tuple[int, Pair | None, bool] | None:
    """The same of a value under its label, or of a label that nothing was written under."""
    if is_meta(lines[at].text) and lines[at].text.rstrip().endswith(":"):
        return at, None, True
    above = next(
        (index for index in range(at - 1, start - 1, -1) if not lines[index].blank), -1
    )
    if above >= max(start, at - _NEAR):
        label, value = _part(lines[above])
        name = field_of(label, loosely=loosely)
        if name and name != "message" and not value:
            pair = Pair(name, lines[at].text.strip(), at + 1)
            return above, pair, True
    name = field_of(_part(lines[at])[0], loosely=loosely)
    if name and name != "message":
        return at, Pair(name, "", at + 1), lines[at].text.rstrip().endswith(":")
    if ADDRESS.fullmatch(lines[at].text):
        return at, Pair("email", lines[at].text.strip(), at + 1), True
    return None
