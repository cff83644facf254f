"""Appointments and recalled messages, which calendar programs and Outlook write for a person.

A REPLY, a COUNTER or a CANCEL answers an appointment (RFC 5546, section 3.2): a receipt, unless a
person complains in it. What asks for an appointment, and what takes a message back, is for a
person to look at.
"""

from __future__ import annotations

import re

from ingest.classify.machine_words import fold_own, is_grievance
from ingest.classify.rules import Case
from ingest.forward.unwrap import first_prefix
from ingest.mime.mail import File
from models.base.folding import fold

_CALENDARS = {
    "text/calendar",
    "application/ics",
    "text/x-vcalendar",
    "application/x-ical",
}
_METHOD = re.compile(rb"^METHOD[^:\r\n]{0,80}:[ \t]*([A-Za-z-]{1,20})", re.MULTILINE)
# An answer's own words may stand in the calendar alone.
_COMMENT = re.compile(rb"^COMMENT[^:\r\n]{0,200}:(.{1,1000})", re.MULTILINE)
_PARAMETER = re.compile(r"(?i);\s*method\s*=\s*\"?([a-z-]{1,20})")
# Outlook's own names of its notices, in a winmail.dat or a header.
_OUTLOOK_ANSWER = re.compile(
    rb"(?i)IPM\.(?:Microsoft )?Schedule\.(?:Meeting\.(?:Resp|Cancel)|Mtg(?:Resp|Cncl))"
)
_OUTLOOK_REQUEST = re.compile(
    rb"(?i)IPM\.(?:Microsoft )?Schedule\.(?:Meeting\.(?:Request|Notif)|MtgReq)"
)
_OUTLOOK_RECALL = re.compile(rb"(?i)IPM\.(?:Outlook\.Recall|Recall)")
_ANSWERS = {"REPLY", "COUNTER", "CANCEL", "DECLINECOUNTER", "REFRESH"}
_HEAD = 4_000
# A gateway may take the calendar off: what is left is a subject with hardly a word under it.
_ANSWER_SUBJECT = re.compile(
    r"(?:accepted?|acceptee?|declined|refusee?|tentative(?:ly accepted)?|provisoire|cancell?ed|annulee?"
    r"|updated invitation|invitation(?: mise a jour| updated)?|nouvelle heure proposee|new time proposed"
    r"|zugesagt|angenommen|abgesagt|abgelehnt|mit vorbehalt|aceptad[ao]|rechazad[ao]|cancelad[ao]|provisional"
    r"|accettat[ao]|rifiutat[ao]|annullat[ao]|provvisori[ao]|geaccepteerd|geweigerd|geannuleerd|voorlopig"
    r"|aceit[ae]|recusad[ao]) ?:"
)
_A_WORD = 300
# Patterns are for folded text. Outlook names its user: who writes « je souhaite » is a person.
_RECALL = re.compile(
    r"(?<!\bje )(?:souhaite(?:rait)?|aimerait|voudrait|desire(?:rait)?) (?:rappeler|retirer) (?:le|ce) (?:message|courriel|mail|e-?mail)"
    r"|(?<!\bi )(?:would like|wants|wishes) to recall the (?:message|e-?mail)|\bmochte die nachricht\b.{0,300}\bzuruckrufen"
    r"|\b(?:desea|quiere|quisiera) (?:recuperar|retirar|revocar) el (?:mensaje|correo)|\b(?:desidera|vorrebbe) richiamare il messaggio"
    r"|\b(?:wil|zou)(?: graag)? (?:het|dit|de) (?:e-?mail)?bericht\b.{0,300}\b(?:intrekken|terughalen|terugroepen|herroepen)"
    r"|\b(?:gostaria de|deseja|pretende) (?:cancelar|recuperar|revogar|anular|retirar|recolher|chamar de volta) a mensagem"
    r"|\b(?:message )?recall (?:success|failure|report)\b|\brapport de rappel\b|\b(?:echec|reussite) du rappel\b"
)
# One of these stands in whatever the pattern finds.
_RECALL_HINTS = (
    "rappel", "retirer", "recall", "ruckrufen", "recuperar", "retirar", "revocar",
    "richiamare", "intrekken", "terug", "herroepen", "mensagem",
)  # fmt: skip
_RECALL_SUBJECT = re.compile(
    r"(?:rappel|recall|ruckruf|zuruckrufen|recuperar|richiamo|intrekken|revogar|recolher) ?:"
)
_RECALL_WORDS = 600


def is_calendar_answer(case: Case) -> bool:
    """A calendar answers or cancels an appointment, and nobody complains in it."""
    if first_prefix(case.headers.get("subject")) == "forward":
        return False
    methods = {method for method, _ in _calendars(case)}
    if not methods & _ANSWERS and not _is_of_outlook(case, _OUTLOOK_ANSWER):
        return False
    return not is_grievance(f"{case.text}\n{_comments(case)}")


def is_about_meeting(case: Case) -> bool:
    """It asks for an appointment, or answers one with a person's words."""
    if any(method in _ANSWERS or is_shown for method, is_shown in _calendars(case)):
        return True
    if _is_of_outlook(case, _OUTLOOK_REQUEST) or _is_of_outlook(case, _OUTLOOK_ANSWER):
        return True
    if not _ANSWER_SUBJECT.match(fold(case.headers.get("subject"))):
        return False
    return len(fold_own(case.note)) <= _A_WORD and not is_grievance(case.text)


def is_recall(case: Case) -> bool:
    """Outlook says that its user takes back a message sent before."""
    if _is_of_outlook(case, _OUTLOOK_RECALL):
        return True
    subject, own = fold(case.headers.get("subject")), fold_own(case.note)
    if len(own) <= _RECALL_WORDS and _recalls(f"{subject} {own}"):
        return True
    has_nothing = not own.strip() and not case.mail.files
    return has_nothing and bool(_RECALL_SUBJECT.match(subject))


def _recalls(words: str) -> bool:
    may_recall = any(hint in words for hint in _RECALL_HINTS)
    return may_recall and bool(_RECALL.search(" ".join(words.split())))


def _calendars(case: Case) -> list[tuple[str, bool]]:
    """Method of each calendar, and whether it is the message's own form and no file sent along."""
    method = _PARAMETER.search(case.headers.raw("content-type") or "")
    return [
        (_method(file) or (method[1].upper() if method else ""), _is_shown(case, file))
        for file in case.mail.files
        if _is_calendar(file)
    ]


def _comments(case: Case) -> str:
    found = [
        comment.decode("utf-8", "replace")
        for file in case.mail.files
        if _is_calendar(file)
        for comment in _COMMENT.findall(file.attachment.content[: _HEAD * 4])
    ]
    return "\n".join(found)


def _is_calendar(file: File) -> bool:
    kept = file.attachment
    return kept.content_type in _CALENDARS or kept.filename.lower().endswith(".ics")


def _method(file: File) -> str:
    found = _METHOD.search(file.attachment.content[:_HEAD])
    return found[1].decode().upper() if found else ""


def _is_shown(case: Case, file: File) -> bool:
    """An invitation needs a method; a file beside a complaint is a document."""
    sent_along = file.disposition == "attachment" and is_grievance(case.text)
    return bool(_method(file)) and not sent_along


def _is_of_outlook(case: Case, names: re.Pattern[bytes]) -> bool:
    classes = (
        case.headers.get(name).encode() for name in ("x-message-class", "message-class")
    )
    return any(names.search(name) for name in (*classes, case.outlook_class))
