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
    """Who and what the ids of a history stand for, gathered once for a page."""

    people: dict[UUID, str]
    notes: dict[str, str]
    files: dict[str, str]
    references: dict[str, str]

    def person(self, id: object) -> str:  # noqa: A002
        return self.people.get(UUID(str(id)), "une personne partie") if id else ""


@dataclass(frozen=True)
class Told:
    """One line of the history; `who` is empty for the service itself.

    `also` says what came with it in the same click, `detail` a person's own words.
    """

    at: datetime
    words: str
    who: str
    detail: str = ""
    also: tuple[str, ...] = ()


Say = Callable[[dict[str, Any], Names], str]


def _day(value: object) -> str:
    try:
        return short_day(date.fromisoformat(str(value)))
    except ValueError:
        return str(value)


def _moved(data: dict[str, Any], _: Names) -> str:
    old, new = label(data["from"], "status"), label(data["to"], "status")
    return f"Statut : {old} → {new}"


def _corrected(data: dict[str, Any], _: Names) -> str:
    fields = [BY_NAME[n].words if n in BY_NAME else n for n in data["fields"]]
    return f"Corrigé : {', '.join(fields)}"


def _days_moved(because: str) -> Say:
    return lambda data, _: f"{because} : {_moved_days(data)}"


def _moved_days(data: dict[str, Any]) -> str:
    told = [
        f"{words} {_day(data[name][1])} (au lieu du {_day(data[name][0])})"
        for name, words in DAYS.items()
        if name in data
    ]
    if data.get("promised_on"):
        told.append(f"l’accusé parti annonce le {_day(data['promised_on'])}")
    return " ; ".join(told)


def _promise_settled(data: dict[str, Any], _: Names) -> str:
    return (
        f"L’accusé parti annonce le {_day(data['promised_on'])}, l’échéance est le "
        f"{_day(data['answer_by'])} : répondre avant suffit"
    )


def _days_confirmed(data: dict[str, Any], _: Names) -> str:
    return f"Dates confirmées : {', '.join(CONFIRMED[name] for name in data['fields'])}"


def _answered(data: dict[str, Any], names: Names) -> str:
    words = (
        f"Réponse définitive enregistrée : donnée le {_day(data['on'])}, "
        f"{label(data['channel'], 'answer_channel').lower()}, "
        f"issue {label(data['outcome'], 'outcome').lower()}"
    )
    kept = [data[key] for key in ("text", "attachment") if data.get(key)]
    if kept:
        files = ", ".join(names.files.get(one, "fichier") for one in kept)
        words += f" (pièce : {files})"
    is_settling = data["outcome"] not in WITHOUT_MEDIATOR
    if is_settling and data.get("names_mediator") is False:
        words += ", sans nommer le médiateur"
    return words + (" — dans les dix jours ouvrables" if data.get("in_window") else "")


def _dismissed(data: dict[str, Any], _: Names) -> str:
    words = f"Écartée : {label(data['reason'], 'dismissal').lower()}"
    if "replied_on" not in data:
        return words
    way = label(data["channel"], "answer_channel").lower()
    return f"{words} — répondu le {_day(data['replied_on'])}, {way}"


def _assigned(data: dict[str, Any], names: Names) -> str:
    who = names.person(data.get("to"))
    return f"Confiée à {who}" if who else "N’est plus confiée à personne"


def _drafted(data: dict[str, Any], _: Names) -> str:
    if "sent_on" not in data:
        return "Brouillon ouvert"
    return (
        f"Brouillon ouvert : envoyée le {_day(data['sent_on'])}, "
        f"reçue le {_day(data['received_on'])}"
    )


def _number(words: str) -> Say:
    return lambda data, _: f"{words} {data.get('number') or ''}".strip()


def _other(words: str, key: str) -> Say:
    return lambda data, names: f"{words} {names.references.get(str(data.get(key)), '')}"


def _plain(words: str) -> Say:
    return lambda _, __: words


def _letter(words: str) -> Say:
    def say(data: dict[str, Any], _: Names) -> str:
        why = sentence(str(data.get("reason") or ""), str(data.get("detail") or ""))
        return f"{words} — {why}" if why else words

    return say


def _released(data: dict[str, Any], _: Names) -> str:
    if data.get("by") == "last_safe_day":
        return "Dernier jour sûr : l’accusé part de lui-même"
    return "Envoi de l’accusé demandé"


SENTENCES: dict[str, Say] = {
    "complaint:drafted": _drafted,
    "complaint:entered": _number("Saisie à la main sous le numéro"),
    "complaint:confirmed": _number("Confirmée sous le numéro"),
    "complaint:unconfirmed": _plain("Confirmation annulée ; le numéro lui reste"),
    "complaint:dismissed": _dismissed,
    "complaint:undismissed": _plain("Remise à confirmer"),
    "complaint:attached": _other("Rattachée au dossier", "to"),
    "complaint:detached": _other("Détachée du dossier", "from"),
    "complaint:joined": _other("Brouillon rattaché à ce dossier :", "draft"),
    "complaint:left": _other("Le rattachement est annulé pour", "draft"),
    "complaint:corrected": _corrected,
    "complaint:dates_corrected": _days_moved("Dates corrigées"),
    "complaint:dates_recounted": _days_moved(
        "Dates recomptées, le territoire ou le Vendredi saint du cabinet a changé"
    ),
    "complaint:dates_confirmed": _days_confirmed,
    "complaint:promise_settled": _promise_settled,
    "complaint:complainant_chosen": _plain("Réclamant désigné dans la chaîne d’envoi"),
    "complaint:moved": _moved,
    "complaint:reopened": lambda d, n: f"Rouverte. {_moved(d, n)}",
    "complaint:answered": _answered,
    "complaint:noted": _plain("Note interne ajoutée"),
    "complaint:assigned": _assigned,
    "complaint:document_added": lambda d, n: (
        f"Document ajouté : {n.files.get(d['attachment'], 'fichier')}"
    ),
    "complaint:invited_to_write": lambda d, _: (
        f"Invitée à confirmer par écrit le {_day(d['on'])}"
    ),
    "complaint:acknowledged": lambda d, _: (
        f"Déclarée déjà accusée par un autre moyen, le {_day(d['on'])}"
    ),
    "complaint:acknowledgement_withdrawn": _plain("« Déjà accusée » retiré"),
    "message:origin": _plain("Message d’origine reçu"),
    "message:follow_up": _plain("Un nouveau message a rejoint le dossier"),
    "message:duplicate": _plain("Une copie du même message a été reçue"),
    "letter:planned": _letter("Accusé de réception prêt à partir"),
    "letter:held": _letter("Accusé de réception retenu"),
    "letter:suppressed": _letter("Accusé de réception sans objet"),
    "letter:released": _released,
    "letter:claimed": _plain("Envoi de l’accusé commencé"),
    "letter:dot_pending": _plain("Accusé transmis, réponse finale attendue"),
    "letter:accepted": _plain("Accusé remis au serveur du destinataire"),
    "letter:refused_for_now": _letter(
        "Accusé refusé pour l’instant, nouvel essai prévu"
    ),
    "letter:refused": _letter("Accusé refusé"),
    "letter:unknown": _letter("Sort de l’accusé incertain"),
    "letter:bounced": _letter("Accusé non remis (retour du serveur)"),
    "letter:resolved": lambda d, _: (
        "L’accusé incertain est dit parti"
        if d.get("sent")
        else "L’accusé incertain est renvoyé"
    ),
}


def tell(event: Event, names: Names) -> Told:
    """One line; an event nobody worded yet shows its code."""
    words, *also = (_words(kind, data, names) for kind, data in acts_of(event))
    notes = [names.notes.get(str(data.get("note"))) for _, data in acts_of(event)]
    detail = next((note for note in notes if note), "")
    return Told(event.at, words, names.person(event.actor_id), detail, tuple(also))


def _words(kind: str, data: dict[str, Any], names: Names) -> str:
    say = SENTENCES.get(kind)
    return (say(data, names) if say else kind).strip()
