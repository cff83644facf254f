"""Confidence in each understood field, and the words it rests on, in French."""

from __future__ import annotations

from dataclasses import dataclass

from dashboard.typography import bind_quotes
from models.complaints.corrections import BY_PERSON
from models.complaints.fields import FIELDS
from models.rows.complaint import Complaint


@dataclass(frozen=True)
class Trust:
    """`level` is ok, soon or late; `words` say it; `evidence` may be empty."""

    level: str
    words: str
    evidence: str


# Which of the understanding's answers a part of the page rests on.
RESTS_ON: dict[str, str] = {
    "sent_on": "sent_at",
    "body": "body",
    **{field.name: field.rests_on for field in FIELDS if field.rests_on},
}
# From how sure on, its level and its words.
LEVELS = ((0.9, "ok", "sûr"), (0.6, "soon", "probable"), (0.0, "late", "à vérifier"))
SOURCES: dict[str, str] = {
    "header_date": "date inscrite dans le message",
    "header_resent_date": "date de la redirection",
    "header_received": "date du premier serveur",
    "reception": "date de réception, faute de date d’envoi lisible",
    "reception_no_date": "date de réception : le message n’en donne pas d’autre",
    "reception_odd_date": "date de réception : celle du message n’est pas vraisemblable",
    "person": "saisie par une personne",
    "attached": "date d’un courrier antérieur rattaché",
}
_QUOTED = "quoted_date"
# By what reception by the cabinet is known, how sure that is, and in which words.
RECEPTIONS: dict[str, tuple[str, str]] = {
    "mailbox": ("ok", "arrivée dans la boîte relevée"),
    "header_received": ("ok", "horodatage du serveur de messagerie qui l’a reçue"),
    "header_date": ("soon", "date inscrite dans le message"),
    "header_resent_date": ("soon", "date de la redirection"),
    "attached": ("soon", "date d’un courrier antérieur rattaché"),
    "unknown": ("late", "arrivée dans ReclamPro, faute d’une autre indication"),
    "person": ("ok", "saisie par une personne"),
}
# What the understanding says in words of its own; all else is quoted from the mail.
GROUNDS: dict[str, str] = {
    "header_from": "l’expéditeur du message",
    "contact_form": "formulaire de contact",
    "message_passed_on": "le message transmis",
    "own_text": "le texte du message",
}
# Where reception stands for a sending that could not be read or believed.
ESTIMATED = frozenset({"reception", "reception_no_date", "reception_odd_date"})
TO_CHECK = LEVELS[-1][2]
SAID = Trust("ok", "saisi par une personne", "")
# Fields of a list: the choice made in place of a proposal shows by itself.
CHOSEN = frozenset(field.name for field in FIELDS if field.is_code)
# What comes from the words of the letter, where a person chooses.
PROPOSED = "proposé, "


def explain_fields(complaint: Complaint) -> dict[str, Trust]:
    """For each field that was understood, how sure we are; a typed-in complaint has none."""
    understanding = complaint.understanding
    by_person = frozenset(understanding.get(BY_PERSON, ()))
    sure, because = (
        understanding.get("confidence", {}),
        understanding.get("evidence", {}),
    )
    proposed = understanding.get("suggestions", {})
    return {
        field: _of_person(complaint, field, by_person)
        or _trust(
            float(sure[key]),
            _evidence(complaint, field, key, because),
            PROPOSED if key in proposed else "",
        )
        for field, key in RESTS_ON.items()
        if key in sure
        and _is_filled(complaint, field)
        and not _was_chosen(complaint, field, proposed.get(key))
    }


def explain_reception(complaint: Complaint) -> Trust:
    """The confidence in the day of reception by the cabinet, and its source."""
    if complaint.is_received_on_confirmed:
        return SAID
    level, words = RECEPTIONS.get(complaint.received_source, ("late", ""))
    if complaint.received_source == _QUOTED:
        quote = complaint.understanding.get("evidence", {}).get("received_at", "")
        level, words = "soon", _quote_date(quote)
    sure = next(label for _, lv, label in LEVELS if lv == level)
    return Trust(level, sure, words)


def _quote_date(quote: str) -> str:
    return f"date citée dans le transfert : « {quote} »"


def _of_person(
    complaint: Complaint, field: str, by_person: frozenset[str]
) -> Trust | None:
    """The trust in a person's own value, or in a day that nobody could read; None for the rest."""
    if field != "sent_on":
        return SAID if field in by_person and field not in CHOSEN else None
    if complaint.sent_source in ESTIMATED or complaint.sent_precision == "none":
        return Trust("late", TO_CHECK, explain_sending(complaint))
    return SAID if complaint.sent_source == "person" else None


def _is_filled(complaint: Complaint, field: str) -> bool:
    """Tell whether the field holds a value, where one answer may fill either of two numbers."""
    return RESTS_ON[field] != "numbers" or bool(getattr(complaint, field))


def _was_chosen(complaint: Complaint, field: str, proposed: str | None) -> bool:
    """Tell whether a person put another value in the place of a proposal."""
    return proposed is not None and getattr(complaint, field) != proposed


def explain_sending(complaint: Complaint) -> str:
    """The source of the day of sending, in words."""
    source = complaint.sent_source
    if source == _QUOTED:
        quote = complaint.understanding.get("evidence", {}).get("sent_at", "")
        return _quote_date(quote)
    return SOURCES.get(source, source)


def _trust(sure: float, evidence: str, before: str) -> Trust:
    level, words = next((lv, w) for floor, lv, w in LEVELS if sure >= floor)
    return Trust(level, before + words, bind_quotes(evidence))


def _evidence(
    complaint: Complaint, field: str, key: str, because: dict[str, str]
) -> str:
    if field == "sent_on":
        return explain_sending(complaint)
    if key == "numbers":
        return because.get(f"number:{getattr(complaint, field)}", "")
    ground = because.get(key, "")
    return GROUNDS.get(ground, ground)
