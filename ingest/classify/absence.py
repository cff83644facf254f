"""Absence notices that own up by their words alone, without a header that says so.

A customer may write « Absence de réponse » or « En congé maladie » too, and a person's mail
must never be taken for a machine's: the subject is never enough by itself.
"""

from __future__ import annotations

import re

from ingest.forward.reply import trim
from ingest.text.lines import caseless

# What assistants put before the subject they answer: a label of its own.
_LABEL = re.compile(
    r"(?i)\s*\[?(?:"
    r"r[ée]ponse automatique|message automatique|notification automatique"
    r"|absence du bureau|(?:message|notification|avis) d['’]absence"
    r"|accusé de réception automatique|ceci est un message automatique"
    r"|auto(?:matic|mated)?[- ]?(?:response|reply|responder)"
    r"|out[- ]of[- ](?:the[- ])?office(?: (?:auto)?reply)?|vacation (?:reply|message|response)"
    r"|automatische antwort|abwesenheit(?:snotiz|smeldung|snachricht)?|automatisch antwoord"
    r"|afwezigheid(?:sbericht)?|respuesta automática|fuera de (?:la )?oficina"
    r"|risposta automatica|fuori (?:sede|ufficio)|resposta automática|fora do escritório"
    r"|autosvar|automatisk svar|frånvaro(?:meddelande)?|poissa(?:oloviesti)?"
    r"|odpowiedź automatyczna|automatyczna odpowiedź|automatická odpověď"
    r"|自动回复|自動返信|不在)(?:\]|\s*(?:[:：(\[–—-]|re\s?:|\Z))"
)
# What an absent person may call the notice, and a customer the complaint.
_TOPIC = re.compile(
    r"(?i)\s*(?:re\s?:\s*)?(?:absen(?:te?|ces?)\b|congés?\b|indisponib|fermeture\b|fermé\b|auto\s?:"
    r"|(?:je suis |actuellement |nous sommes )?(?:absente?|en congés?|en vacances|indisponible|en déplacement)\b"
    r"|away\b|ooo\b|(?:i am |i'm )?(?:on|out) (?:of|annual|vacation|leave|holiday)\b|annual leave"
    r"|abwesend|ausen(?:cia|te)|ausência|afwezig)"
)
# From here on patterns are in small letters, for caseless text.
_AWAY = re.compile(
    r"\b(?:je suis|je serai|nous sommes|nous serons|suis actuellement|étant)\b[^.\n]{0,40}?"
    r"\b(?:absente?s?|en congés?|en vacances|en déplacement|indisponibles?|hors du bureau)\b"
    r"|absente?(?:\(e\))? (?:du|jusqu|pour)|\bde retour\b|à (?:mon|notre) retour"
    r"|\b(?:bureaux?|cabinet|agence|étude|service|locaux)\b[^.\n]{0,30}\bferm(?:és?|ées?|eront)\b"
    r"|out of (?:the |my )?office|on (?:annual |sick |parental |maternity )?(?:leave|vacation|holiday)"
    r"|\ben cong(?:é|e)s?\b[^.\n]{0,30}\bjusqu|\ben arrêt (?:maladie|de travail)\b|\bretour (?:prévu|le \d)"
    r"|\bne (?:fais|fait|travaille)s? plus (?:partie|dans|au sein|chez)|\ba quitté (?:la société|l['’]entreprise|ses fonctions)"
    r"|no longer (?:with|works?|employed)|nicht mehr (?:im|für|bei)\b"
    r"|away (?:from|until)|nicht im (?:büro|buero|haus|office)|abwesend|fuera de la oficina|ausente"
    r"|fuori (?:ufficio|sede)|afwezig|fora do escritório|nieobecn|nie ma mnie"
)
_MACHINE = re.compile(
    r"(?:message|réponse|mail|courriel) automatique|automatic(?:ally)? (?:reply|response|generated|message)"
    r"|pas répondre à ce|(?:do not|don't) reply|bien reçu votre (?:message|mail|e-?mail|courriel|demande)"
    r"|accus(?:ons|e) (?:bonne )?réception de votre|received your (?:message|e-?mail)"
)
GRIEVANCE = re.compile(
    r"réclam|contest|rembours|sinistre|indemni|plain(?:te|s)|mécontent|inadmissible|inacceptable"
    r"|litige|refus|préjudice|résili|complain|refund|\bclaim|beschwer|queja|reclam"
)
_MUCH, _BRIEF = 800, 500


def _says(pattern: re.Pattern[str], text: str) -> bool:
    return bool(pattern.search(caseless(text)))


def is_absence_notice(subject: str, text: str, *, has_files: bool) -> bool:
    """The subject is a notice's, and so are the words under it."""
    if _LABEL.match(subject):
        own = _own(text)
        is_told = _says(_AWAY, own) or _says(_MACHINE, own)
        return is_told or not _says(GRIEVANCE, own)
    if has_files or not _TOPIC.match(subject):
        return False
    own = _own(text)
    is_brief = len(own) <= _BRIEF and not _says(GRIEVANCE, own)
    return is_brief and _says(_AWAY, own)


def may_be_automatic(subject: str, text: str) -> bool:
    """Too little to call it a machine's, too much to answer it without a person's look."""
    is_brief = len(text) <= _BRIEF and not _says(GRIEVANCE, text)
    if is_brief and _says(_AWAY, text):
        return True
    is_announced = _LABEL.match(subject) or _TOPIC.match(subject)
    return bool(is_announced and _says(_AWAY, _own(text)))


def _own(text: str) -> str:
    """The beginning of the sender's own words: what they answer may speak of anything."""
    return trim(text).own[:_MUCH]
