"""Policy of acknowledgements that leave by themselves: a table of questions, each with its sentence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from models.base.addresses import is_machine
from models.rows.letter import LetterState
from models.sending.policy_inputs import Case

NOT_CHECKED = "none"


@dataclass(frozen=True)
class Question:
    """`asks` gives None when all is well, else a detail (often empty) to show.

    `click`: a person's click lifts it; `last_day`: the last safe day lifts it too.
    """

    code: str
    asks: Callable[[Case], str | None]
    sentence: str
    state: LetterState = LetterState.HELD
    click: bool = False
    last_day: bool = False

    def is_lifted(self, case: Case) -> bool:
        return (self.click and case.released) or (self.last_day and case.last_day)


@dataclass(frozen=True)
class Decision:
    state: LetterState
    reason: str = ""
    detail: str = ""
    # It will be decided again by itself on the last safe day.
    waits_for_last_day: bool = False


def _when(troubled: bool, detail: str = "") -> str | None:
    return detail if troubled else None


def _check_answered_in_window(case: Case) -> str | None:
    answered = case.complaint.answered_on
    within = answered is not None and answered <= case.complaint.acknowledge_by
    return _when(within, str(answered))


def _check_acknowledged(case: Case) -> str | None:
    complaint = case.complaint
    return _when(
        complaint.acknowledged_on is not None, complaint.acknowledged_by_channel
    )


def _check_restored(case: Case) -> str | None:
    since, received = case.tenant.restored_at, case.facts.received_at
    again = since is not None and received is not None and received <= since
    return _when(case.facts.restored or again)


def _check_unqualified(case: Case) -> str | None:
    return _when(case.receipt is not None and case.complaint.confirmed_at is None)


def _receipt_left(case: Case) -> str | None:
    return _when(
        case.receipt is not None and case.receipt.state is not LetterState.BOUNCED
    )


def _receipt_returned(case: Case) -> str | None:
    receipt, to = case.receipt, case.complaint.complainant_email.strip()
    came_back = receipt is not None and receipt.state is LetterState.BOUNCED
    return _when(came_back and receipt is not None and receipt.recipient == to)


def _forwarder(case: Case) -> str | None:
    unsure = case.facts.forwarded and not case.forwarder_verified
    return _when(unsure, case.facts.forwarder_email)


def _stranger(case: Case) -> str | None:
    # Where nobody checks the mail a colleague's address may be forged, but a stranger
    # does not even claim one.
    return None if case.forwarder_of_office else _forwarder(case)


def _provider(case: Case) -> str:
    """The provider that checks the mailbox's mail; « none » when nothing is to be checked."""
    if case.mailbox is None:
        return NOT_CHECKED
    return case.mailbox.authserv_id.strip().lower()


def _no_header(case: Case) -> str | None:
    asked = _provider(case) != NOT_CHECKED
    return _when(asked and case.facts.authentication in ("no_header", "foreign_hop"))


def _check_unauthenticated(case: Case) -> str | None:
    is_believed = _provider(case) == NOT_CHECKED or case.facts.authenticated
    return _when(not is_believed, case.facts.authentication)


_OFF = LetterState.SUPPRESSED

# Walked in order; the first that troubles decides.
QUESTIONS = (
    Question(
        "dismissed",
        lambda c: _when(bool(c.complaint.dismissed_reason)),
        "Ce message n’est pas une réclamation : il n’y a rien à accuser.",
        _OFF,
    ),
    Question(
        "attached",
        lambda c: _when(c.complaint.attached_to is not None),
        "Rattaché à une autre réclamation, qui a son propre accusé.",
        _OFF,
    ),
    Question(
        "acknowledged_elsewhere",
        _check_acknowledged,
        "Déjà accusé par un autre moyen.",
        _OFF,
    ),
    Question(
        "answered_in_window",
        _check_answered_in_window,
        "Accusé non requis : la réponse a été donnée dans les dix jours ouvrables.",
        _OFF,
    ),
    Question(
        "answered",
        lambda c: _when(c.complaint.answered_on is not None),
        "La réponse a déjà été donnée : un accusé n’a plus d’objet.",
        _OFF,
    ),
    Question(
        "oral",
        lambda c: _when(c.complaint.is_oral),
        "Réclamation orale : les délais légaux et le recours au médiateur courent de l’écrit.",
        _OFF,
    ),
    Question(
        "unqualified",
        _check_unqualified,
        "La réception du message est déjà accusée ; confirmez d’abord la réclamation.",
        _OFF,
    ),
    Question(
        "receipt_left",
        _receipt_left,
        "La réception du message est déjà accusée : cette lettre, plus complète, est facultative.",
        _OFF,
        click=True,
    ),
    Question(
        "restored",
        _check_restored,
        "La base de données a été rétablie dans un état antérieur : il est peut-être déjà parti.",
        click=True,
    ),
    Question(
        "no_address",
        lambda c: _when(
            "@" not in c.complaint.complainant_email, c.facts.allowed_reason
        ),
        "L’adresse du réclamant n’est pas connue.",
    ),
    Question(
        "no_sender",
        lambda c: _when(not c.sender),
        "Le cabinet n’a ni boîte dédiée ni adresse de contact d’où écrire.",
    ),
    Question(
        "own_mailbox",
        lambda c: _when(c.target_is_ours),
        "L’adresse du réclamant est celle d’une boîte relevée par le service.",
    ),
    Question(
        "mandatory_missing",
        lambda c: _when(bool(c.lacking), ", ".join(c.lacking)),
        "Il manque une mention obligatoire dans la lettre.",
    ),
    Question(
        "receipt_returned",
        _receipt_returned,
        "Le premier accusé n’a pas été remis à cette adresse : vérifiez-la.",
        click=True,
    ),
    Question(
        "rules",
        lambda c: _when(not c.facts.allowed, c.facts.allowed_reason),
        "Les règles demandent qu’une personne regarde ce message avant d’y répondre.",
        click=True,
    ),
    Question(
        "role_address",
        lambda c: _when(is_machine(c.complaint.complainant_email)),
        "L’adresse du réclamant semble être celle d’un automate ou d’une fonction.",
        click=True,
    ),
    Question(
        "forwarder_as_complainant",
        lambda c: _when(c.target_forwards, c.complaint.complainant_email),
        "L’adresse du réclamant est celle d’un courtier expéditeur : est-ce un transfert ?",
        click=True,
    ),
    Question(
        "asked_old",
        lambda c: _when(c.facts.asked_old),
        "Message antérieur à l’activation de la boîte, importé à votre demande.",
        click=True,
    ),
    Question(
        "not_automatic",
        lambda c: _when(not c.tenant.auto_acknowledge),
        "Le cabinet a choisi d’envoyer lui-même chaque accusé.",
        click=True,
    ),
    Question(
        "cap_address",
        lambda c: _when(bool(c.full_cap), c.full_cap),
        "Plusieurs accusés sont déjà partis vers cette adresse ces derniers jours.",
        click=True,
    ),
    Question(
        "forwarder_stranger",
        _stranger,
        "L’adresse qui a transféré ce message n’est ni vérifiée ni du cabinet.",
        click=True,
    ),
    Question(
        "forwarder_unverified",
        _forwarder,
        "L’adresse qui a transféré ce message n’est pas vérifiée.",
        click=True,
        last_day=True,
    ),
    Question(
        "stranger_between",
        lambda c: _when(bool(c.strangers), ", ".join(c.strangers)),
        "Le message est passé par une personne qui n’est pas vérifiée.",
        click=True,
    ),
    Question(
        "doubt",
        lambda c: _when(bool(c.facts.doubt), c.facts.doubt),
        "Il y a un doute sur la personne qui a écrit.",
        click=True,
    ),
    Question(
        "date_unknown",
        lambda c: _when(not c.complaint.is_sent_on_known),
        "Le jour d’envoi de la réclamation n’est pas connu.",
        click=True,
        last_day=True,
    ),
    Question(
        "provider_unset",
        lambda c: _when(not _provider(c)),
        "La boîte ne dit pas qui contrôle l’authenticité de ses messages.",
        click=True,
        last_day=True,
    ),
    Question(
        "no_provider_header",
        _no_header,
        "L’hébergeur de la boîte n’a pas contrôlé l’authenticité de ce message.",
        click=True,
    ),
    Question(
        "unauthenticated",
        _check_unauthenticated,
        "Authentification de l’expéditeur non vérifiée.",
        click=True,
    ),
)


# A letter that nothing requires any more, and that a person may send all the same.
OPTIONAL = frozenset(q.code for q in QUESTIONS if q.click and q.state is _OFF)
# What a held letter first needs something else than a click for.
NOT_BY_CLICK = frozenset(q.code for q in QUESTIONS if not q.click)


def decide(case: Case) -> Decision:
    """Walk the table; a letter that nothing troubles is planned."""
    for question in QUESTIONS:
        detail = question.asks(case)
        if detail is not None and not question.is_lifted(case):
            return Decision(question.state, question.code, detail, question.last_day)
    return Decision(LetterState.PLANNED)
