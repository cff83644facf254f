"""The history as people read it: one French sentence an event."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from dashboard.labels import label
from dashboard.typography import short_day
from models.complaints.answers import WITHOUT_MEDIATOR
from models.complaints.fields import BY_NAME
from models.rows.event_kinds import EventKind
from models.rows.history import Event
from models.sending.locking import acts_of
from models.sending.reasons import sentence

CONFIRMED: dict[str, str] = {
    "sent_on": "jour d’envoi",
    "received_on": "jour de réception",
}
DAYS: dict[str, str] = {
    "sent_on": "envoyée le",
    "received_on": "reçue le",
    "acknowledge_by": "à accuser avant le",
    "answer_by": "à répondre avant le",
}


@dataclass(frozen=True)
class Names:
    """The names for the ids of a history, gathered once for a page."""

    people: dict[UUID, str]
    notes: dict[str, str]
    files: dict[str, str]
    references: dict[str, str]

    def person(self, id: object) -> str:  # noqa: A002
        return self.people.get(UUID(str(id)), "une personne partie") if id else ""


@dataclass(frozen=True)
class Line:
    """One line of the history; `who` is empty for the service itself.

    `also` says what came with it in the same click, `detail` a person's own words.
    """

    at: datetime
    words: str
    who: str
    detail: str = ""
    also: tuple[str, ...] = ()


# The words of the kind, what the event holds, and the names of its ids, into one sentence.
Say = Callable[[str, dict[str, Any], Names], str]


def _day(value: object) -> str:
    try:
        return short_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _on_day(words: str, data: dict[str, Any], _: Names) -> str:
    return f"{words} le {_day(data['on'])}"


def _say_move(_: str, data: dict[str, Any], __: Names) -> str:
    old, new = label(data["from"], "status"), label(data["to"], "status")
    return f"Statut : {old} → {new}"


def _say_reopening(words: str, data: dict[str, Any], names: Names) -> str:
    return f"{words}. {_say_move(words, data, names)}"


def _say_correction(_: str, data: dict[str, Any], __: Names) -> str:
    fields = [BY_NAME[n].words if n in BY_NAME else n for n in data["fields"]]
    return f"Corrigé : {', '.join(fields)}"


def _say_moved_days(words: str, data: dict[str, Any], _: Names) -> str:
    moved = [
        f"{day} {_day(data[name][1])} (au lieu du {_day(data[name][0])})"
        for name, day in DAYS.items()
        if name in data
    ]
    if data.get("promised_on"):
        moved.append(f"l’accusé parti annonce le {_day(data['promised_on'])}")
    return f"{words} : {' ; '.join(moved)}"


def _say_settled_promise(_: str, data: dict[str, Any], __: Names) -> str:
    return (
        f"L’accusé parti annonce le {_day(data['promised_on'])}, l’échéance est le "
        f"{_day(data['answer_by'])} : répondre avant suffit"
    )


def _say_confirmed_days(words: str, data: dict[str, Any], _: Names) -> str:
    return f"{words} : {', '.join(CONFIRMED[name] for name in data['fields'])}"


def _say_answer(words: str, data: dict[str, Any], names: Names) -> str:
    sentence = (
        f"{words} : donnée le {_day(data['on'])}, "
        f"{label(data['channel'], 'answer_channel').lower()}, "
        f"issue {label(data['outcome'], 'outcome').lower()}"
    )
    kept = [data[key] for key in ("text", "attachment") if data.get(key)]
    if kept:
        files = ", ".join(names.files.get(key, "fichier") for key in kept)
        sentence += f" (pièce : {files})"
    is_settling = data["outcome"] not in WITHOUT_MEDIATOR
    # Events recorded before the question was asked have no `names_mediator`.
    if is_settling and data.get("names_mediator") is False:
        sentence += ", sans nommer le médiateur"
    in_window = " — dans les dix jours ouvrables" if data.get("in_window") else ""
    return sentence + in_window


def _say_dismissal(words: str, data: dict[str, Any], _: Names) -> str:
    sentence = f"{words} : {label(data['reason'], 'dismissal').lower()}"
    if "replied_on" not in data:
        return sentence
    way = label(data["channel"], "answer_channel").lower()
    return f"{sentence} — répondu le {_day(data['replied_on'])}, {way}"


def _say_assignment(_: str, data: dict[str, Any], names: Names) -> str:
    who = names.person(data.get("to"))
    return f"Confiée à {who}" if who else "N’est plus confiée à personne"


def _say_draft(words: str, data: dict[str, Any], _: Names) -> str:
    if "sent_on" not in data:
        return words
    return (
        f"{words} : envoyée le {_day(data['sent_on'])}, "
        f"reçue le {_day(data['received_on'])}"
    )


def _say_document(words: str, data: dict[str, Any], names: Names) -> str:
    return f"{words} : {names.files.get(data['attachment'], 'fichier')}"


def _number(words: str, data: dict[str, Any], _: Names) -> str:
    return f"{words} sous le numéro {data.get('number') or ''}"


def _other(words: str, key: str) -> Say:
    return lambda _, data, names: (
        f"{words} {names.references.get(str(data.get(key)), '')}"
    )


def _reason(words: str, data: dict[str, Any], _: Names) -> str:
    why = sentence(str(data.get("reason") or ""), str(data.get("detail") or ""))
    return f"{words} — {why}" if why else words


def _say_release(words: str, data: dict[str, Any], _: Names) -> str:
    if data.get("by") == "last_safe_day":
        return "Dernier jour sûr : l’accusé part de lui-même"
    return words


def _say_resolution(_: str, data: dict[str, Any], __: Names) -> str:
    if data.get("sent"):
        return "L’accusé incertain est dit parti"
    return "L’accusé incertain est renvoyé"


# The kinds that say more than their words, from what the event holds.
SENTENCES: dict[EventKind, Say] = {
    EventKind.COMPLAINT_DRAFTED: _say_draft,
    EventKind.COMPLAINT_ENTERED: _number,
    EventKind.COMPLAINT_CONFIRMED: _number,
    EventKind.COMPLAINT_DISMISSED: _say_dismissal,
    EventKind.COMPLAINT_ATTACHED: _other("Rattachée au dossier", "to"),
    EventKind.COMPLAINT_DETACHED: _other("Détachée du dossier", "from"),
    EventKind.COMPLAINT_JOINED: _other("Brouillon rattaché à ce dossier :", "draft"),
    EventKind.COMPLAINT_LEFT: _other("Le rattachement est annulé pour", "draft"),
    EventKind.COMPLAINT_CORRECTED: _say_correction,
    EventKind.COMPLAINT_DATES_CORRECTED: _say_moved_days,
    EventKind.COMPLAINT_DATES_RECOUNTED: _say_moved_days,
    EventKind.COMPLAINT_DATES_CONFIRMED: _say_confirmed_days,
    EventKind.COMPLAINT_PROMISE_SETTLED: _say_settled_promise,
    EventKind.COMPLAINT_MOVED: _say_move,
    EventKind.COMPLAINT_REOPENED: _say_reopening,
    EventKind.COMPLAINT_ANSWERED: _say_answer,
    EventKind.COMPLAINT_ASSIGNED: _say_assignment,
    EventKind.COMPLAINT_DOCUMENT_ADDED: _say_document,
    EventKind.COMPLAINT_INVITED_TO_WRITE: _on_day,
    EventKind.COMPLAINT_ACKNOWLEDGED: _on_day,
    EventKind.LETTER_PLANNED: _reason,
    EventKind.LETTER_HELD: _reason,
    EventKind.LETTER_SUPPRESSED: _reason,
    EventKind.LETTER_REFUSED_FOR_NOW: _reason,
    EventKind.LETTER_REFUSED: _reason,
    EventKind.LETTER_UNKNOWN: _reason,
    EventKind.LETTER_BOUNCED: _reason,
    EventKind.LETTER_RELEASED: _say_release,
    EventKind.LETTER_RESOLVED: _say_resolution,
}


def describe(event: Event, names: Names) -> Line:
    """Put an event into words; one whose kind nobody knows any longer shows its code."""
    acts = acts_of(event)
    words, *also = (describe_act(kind, data, names) for kind, data in acts)
    notes = [names.notes.get(str(data.get("note"))) for _, data in acts]
    detail = next((note for note in notes if note), "")
    return Line(event.at, words, names.person(event.actor_id), detail, tuple(also))


def describe_act(kind: str, data: dict[str, Any], names: Names) -> str:
    """The sentence of one act of an event."""
    try:
        known = EventKind(kind)
    except ValueError:
        return kind
    say = SENTENCES.get(known)
    return (say(known.words, data, names) if say else known.words).strip()
