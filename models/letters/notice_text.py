"""Our own word to a cabinet: what waits for a person, gathered in one mail."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from models.base.french import typeset
from models.letters.facts import Text
from models.letters.rendering import render


class NoticeKind(StrEnum):
    """Kinds of notices to a cabinet, the most pressing first."""

    ACK_LATE = "ack_late"
    ACK_LAST = "ack_last"
    ANSWER_LATE = "answer_late"
    ANSWER_LAST = "answer_last"
    ACK_D1 = "ack_d1"
    LETTER_UNKNOWN = "letter_unknown"
    LETTER_REFUSED = "letter_refused"
    LETTER_BOUNCED = "letter_bounced"
    LETTER_DELAYED = "letter_delayed"
    LETTER_HELD = "letter_held"
    ANSWER_D2 = "answer_d2"
    ACK_D3 = "ack_d3"
    ACK_D5 = "ack_d5"
    ANSWER_D7 = "answer_d7"
    ANSWER_D15 = "answer_d15"
    ANSWER_D30 = "answer_d30"
    MAILBOX_TROUBLE = "mailbox_trouble"
    MAIL_SET_ASIDE = "mail_set_aside"
    DRAFT_WAITING = "draft_waiting"


_NEVER_SUSPENDED = "Le délai de deux mois n’est suspendu par rien."
# The heading of each kind, and what is asked of the reader.
_SAID: dict[NoticeKind, tuple[str, str]] = {
    NoticeKind.ACK_LATE: (
        "Accusé de réception en retard",
        "Confirmez le brouillon ou envoyez l’accusé aujourd’hui : ce point est rappelé chaque jour ouvrable.",
    ),
    NoticeKind.ACK_LAST: (
        "Accusé de réception à envoyer : dernier jour",
        "Confirmez le brouillon ou envoyez l’accusé aujourd’hui.",
    ),
    NoticeKind.ANSWER_LATE: (
        "Réponse en retard",
        "Répondez, ou écrivez au réclamant pourquoi et quand vous le ferez. Il peut saisir le médiateur.",
    ),
    NoticeKind.ANSWER_LAST: (
        "Réponse à donner : dernier jour ouvrable",
        _NEVER_SUSPENDED,
    ),
    NoticeKind.ACK_D1: (
        "Accusé de réception à envoyer : il reste un jour ouvrable",
        "Confirmez le brouillon ou envoyez l’accusé sans attendre.",
    ),
    NoticeKind.LETTER_UNKNOWN: (
        "Accusé de réception incertain",
        "Le serveur du réclamant n’a pas confirmé la remise. Rien n’est renvoyé sans vous : vérifiez et décidez.",
    ),
    NoticeKind.LETTER_REFUSED: (
        "Accusé de réception refusé",
        "Le serveur du réclamant a refusé le message. Corrigez l’adresse, ou postez la version à imprimer.",
    ),
    NoticeKind.LETTER_BOUNCED: (
        "Accusé de réception non remis (retour du serveur)",
        "Le serveur du réclamant l’a renvoyé. Corrigez l’adresse, ou postez la version à imprimer.",
    ),
    NoticeKind.LETTER_DELAYED: (
        "Accusé de réception retardé",
        "Le serveur du réclamant remet la livraison à plus tard depuis un jour ; les essais continuent. Vérifiez l’adresse.",
    ),
    NoticeKind.LETTER_HELD: (
        "Accusé de réception retenu",
        "Il attend un clic, une adresse ou un réglage ; la page du dossier dit pourquoi.",
    ),
    NoticeKind.ANSWER_D2: (
        "Réponse à donner : il reste deux jours au plus",
        _NEVER_SUSPENDED,
    ),
    NoticeKind.ACK_D3: (
        "Accusé de réception à envoyer : il reste trois jours ouvrables au plus",
        "Confirmez le brouillon ou envoyez l’accusé.",
    ),
    NoticeKind.ACK_D5: (
        "Accusé de réception à envoyer : la moitié du délai est passée",
        "Confirmez le brouillon ou envoyez l’accusé.",
    ),
    NoticeKind.ANSWER_D7: (
        "Réponse à donner : il reste une semaine au plus",
        _NEVER_SUSPENDED,
    ),
    NoticeKind.ANSWER_D15: (
        "Réponse à donner : il reste quinze jours au plus",
        _NEVER_SUSPENDED,
    ),
    NoticeKind.ANSWER_D30: (
        "Réponse à donner : il reste un mois au plus",
        _NEVER_SUSPENDED,
    ),
    NoticeKind.MAILBOX_TROUBLE: (
        "Boîte de réception en difficulté",
        "Les nouveaux messages n’arrivent plus tant qu’elle n’est pas rétablie. Sa page dit pourquoi.",
    ),
    NoticeKind.MAIL_SET_ASIDE: (
        "Message mis de côté",
        "Il n’a pas pu être compris. Ouvrez-le, relancez sa lecture ou saisissez la réclamation à la main.",
    ),
    NoticeKind.DRAFT_WAITING: (
        "Réclamation à confirmer",
        "Relisez ce qui a été compris, puis confirmez, rattachez ou écartez.",
    ),
}


@dataclass(frozen=True)
class NoticeLine:
    """One thing to tell: its kind, how the cabinet finds it, the day that counts.

    `reference` is a public reference, a number or a mailbox address of the cabinet:
    never words taken from a mail.
    """

    kind: NoticeKind
    reference: str = ""
    due_on: date | None = None
    # The page where it is decided; may be empty.
    link: str = ""
    # What is due on that day, in French: « à répondre ».
    what: str = ""


@dataclass(frozen=True)
class _Section:
    heading: str
    advice: str
    lines: tuple[NoticeLine, ...]


def digest(cabinet_name: str, lines: Sequence[NoticeLine], link: str) -> Text:
    """The gathered notices of a cabinet, the most pressing first; `link` opens its desk.

    There is at least one line, else `ValueError`: nobody is told of nothing.
    """
    if not lines:
        raise ValueError("a digest of no notice")
    sections = [_section(kind, lines) for kind in NoticeKind]
    shown = [section for section in sections if section.lines]
    return render(
        "notice_digest",
        cabinet_name=cabinet_name,
        sections=shown,
        count=len(lines),
        first=shown[0].heading,
        link=link,
    )


def _section(kind: NoticeKind, lines: Sequence[NoticeLine]) -> _Section:
    mine = [line for line in lines if line.kind is kind]
    mine.sort(key=lambda line: (line.due_on or date.max, line.reference))
    heading, advice = map(typeset, _SAID[kind])
    return _Section(heading, advice, tuple(mine))
