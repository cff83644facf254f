"""Reasons for the state of a letter: one row each, whatever asks for it.

Rooms hand the code to each other; the sentence is chosen where it is shown. A code that
was stored with a letter is never renamed.
"""

from __future__ import annotations

from dataclasses import dataclass

from models.rows.letter import LetterState
from models.sending.delivery import GIVE_UP


@dataclass(frozen=True)
class Remedy:
    """Way out for a person: `path` and `link` lead there, empty on the page itself."""

    words: str
    path: str = ""
    link: str = ""


@dataclass(frozen=True)
class Reason:
    """One code with its French sentence.

    `state` is the letter's for that reason, None for what happened to it on its way.
    `click`: a person's click lifts it; `last_day`: the last safe day lifts it too.
    """

    code: str
    sentence: str
    state: LetterState | None = LetterState.HELD
    click: bool = False
    last_day: bool = False
    remedy: Remedy | None = None


_OFF = LetterState.SUPPRESSED
_SETTINGS = ("/parametres", "Paramètres du cabinet")
_MAILBOXES = ("/boites", "Boîtes")
_FORWARDERS = ("/parametres/expediteurs", "Courtiers expéditeurs")
_CLICK = "Envoyez celui-ci d’un clic. Pour que les prochains partent seuls, "
_PROVIDER = f"{_CLICK}dites dans les réglages de la boîte qui vérifie l’authenticité de ses messages."
_FORWARDER = f"{_CLICK}ajoutez cette adresse aux courtiers expéditeurs."

REASONS = (
    Reason(
        "dismissed",
        "Ce message n’est pas une réclamation : il n’y a rien à accuser.",
        _OFF,
    ),
    Reason(
        "attached",
        "Rattaché à une autre réclamation, qui a son propre accusé.",
        _OFF,
    ),
    Reason(
        "acknowledged_elsewhere",
        "Déjà accusé par un autre moyen.",
        _OFF,
    ),
    Reason(
        "answered_in_window",
        "Accusé non requis : la réponse a été donnée dans les dix jours ouvrables.",
        _OFF,
    ),
    Reason(
        "answered",
        "La réponse a déjà été donnée : un accusé n’a plus d’objet.",
        _OFF,
    ),
    Reason(
        "oral",
        "Réclamation orale : les délais légaux et le recours au médiateur courent de l’écrit.",
        _OFF,
    ),
    Reason(
        "unqualified",
        "La réception du message est déjà accusée ; confirmez d’abord la réclamation.",
        _OFF,
    ),
    Reason(
        "receipt_left",
        "La réception du message est déjà accusée : cette lettre, plus complète, est facultative.",
        _OFF,
        click=True,
    ),
    Reason(
        "restored",
        "La base de données a été rétablie dans un état antérieur : il est peut-être déjà parti.",
        click=True,
        remedy=Remedy(
            "Cherchez-le dans votre boîte ou demandez au client s’il l’a reçu ; sinon, "
            "envoyez-le d’un clic.",
            "/",
            "Tableau de bord",
        ),
    ),
    Reason(
        "no_address",
        "L’adresse du réclamant n’est pas connue.",
        remedy=Remedy(
            "Indiquez l’adresse e-mail dans la fiche. S’il n’y en a pas, imprimez la "
            "lettre ci-dessous et postez-la, puis notez-le."
        ),
    ),
    Reason(
        "no_sender",
        "Le cabinet n’a ni boîte dédiée ni adresse de contact d’où écrire.",
        remedy=Remedy(
            "Ajoutez une boîte, ou une adresse de contact du cabinet.", *_MAILBOXES
        ),
    ),
    Reason(
        "own_mailbox",
        "L’adresse du réclamant est celle d’une boîte relevée par le service.",
        remedy=Remedy("Corrigez l’adresse du réclamant dans la fiche."),
    ),
    Reason(
        "mandatory_missing",
        "Il manque une mention obligatoire dans la lettre.",
        remedy=Remedy(
            "Complétez-la : l’accusé est alors réexaminé de lui-même.", *_SETTINGS
        ),
    ),
    Reason(
        "receipt_returned",
        "Le premier accusé n’a pas été remis à cette adresse : vérifiez-la.",
        click=True,
    ),
    Reason(
        "rules",
        "Les règles demandent qu’une personne regarde ce message avant d’y répondre.",
        click=True,
    ),
    Reason(
        "role_address",
        "L’adresse du réclamant semble être celle d’un automate ou d’une fonction.",
        click=True,
    ),
    Reason(
        "forwarder_as_complainant",
        "L’adresse du réclamant est celle d’un courtier expéditeur : est-ce un transfert ?",
        click=True,
    ),
    Reason(
        "asked_old",
        "Message antérieur à l’activation de la boîte, importé à votre demande.",
        click=True,
    ),
    Reason(
        "not_automatic",
        "Le cabinet a choisi d’envoyer lui-même chaque accusé.",
        click=True,
        remedy=Remedy("Un clic suffit.", *_SETTINGS),
    ),
    Reason(
        "cap_address",
        "Plusieurs accusés sont déjà partis vers cette adresse ces derniers jours.",
        click=True,
    ),
    Reason(
        "forwarder_stranger",
        "L’adresse qui a transféré ce message n’est ni vérifiée ni du cabinet.",
        click=True,
        remedy=Remedy(_FORWARDER, *_FORWARDERS),
    ),
    Reason(
        "forwarder_unverified",
        "L’adresse qui a transféré ce message n’est pas vérifiée.",
        click=True,
        last_day=True,
        remedy=Remedy(_FORWARDER, *_FORWARDERS),
    ),
    Reason(
        "stranger_between",
        "Le message est passé par une personne qui n’est pas vérifiée.",
        click=True,
    ),
    Reason(
        "doubt",
        "Il y a un doute sur la personne qui a écrit.",
        click=True,
    ),
    Reason(
        "date_unknown",
        "Le jour d’envoi de la réclamation n’est pas connu.",
        click=True,
        last_day=True,
        remedy=Remedy(
            "Confirmez ou corrigez ce jour dans la fiche. Sinon l’accusé peut partir sans "
            "aucune date : d’un clic, ou de lui-même le dernier jour sûr."
        ),
    ),
    Reason(
        "provider_unset",
        "La boîte ne dit pas qui contrôle l’authenticité de ses messages.",
        click=True,
        last_day=True,
        remedy=Remedy(_PROVIDER, *_MAILBOXES),
    ),
    Reason(
        "no_provider_header",
        "L’hébergeur de la boîte n’a pas contrôlé l’authenticité de ce message.",
        click=True,
    ),
    Reason(
        "unauthenticated",
        "Authentification de l’expéditeur non vérifiée.",
        click=True,
    ),
    # What happened to a letter after it was decided.
    Reason(
        "cap_tenant_hour",
        "Beaucoup d’accusés partent en ce moment : celui-ci partira dans l’heure.",
        None,
    ),
    Reason(
        "cap_platform_hour",
        "Le service envoie beaucoup d’accusés en ce moment : celui-ci partira dans l’heure.",
        None,
    ),
    Reason(
        "domain_unknown",
        "Le domaine de l’adresse du réclamant n’existe pas ou ne reçoit pas de courriel.",
        None,
        remedy=Remedy(
            "Vérifiez l’adresse ; si elle est juste, envoyez d’un clic, ou postez la "
            "version à imprimer."
        ),
    ),
    Reason(
        "domain_unsure",
        "Le domaine de l’adresse du réclamant n’a pas pu être vérifié pour l’instant.",
        None,
    ),
    Reason(
        "no_server",
        "Aucun serveur d’envoi n’est réglé : rien ne part.",
        None,
    ),
    Reason(
        "not_yet",
        "Le serveur ne l’a pas encore pris ; un nouvel essai est prévu.",
        None,
    ),
    Reason(
        "gave_up",
        f"Le serveur n’en a pas voulu pendant {GIVE_UP.days} jours.",
        None,
    ),
    Reason(
        "refused",
        "Le serveur du destinataire l’a refusé.",
        None,
    ),
    Reason(
        "not_sendable",
        "Cette adresse ne peut pas recevoir de courrier par notre serveur.",
        None,
    ),
    Reason(
        "lost_reply",
        "La connexion s’est coupée avant la réponse finale du serveur : "
        "l’accusé est peut-être parti.",
        None,
    ),
    Reason(
        "worker_died",
        "L’envoi s’est interrompu juste avant la réponse du serveur : "
        "l’accusé est peut-être parti.",
        None,
    ),
    Reason(
        "stopped",
        "Le service s’est arrêté avant la réponse finale du serveur : "
        "l’accusé est peut-être parti.",
        None,
    ),
    Reason(
        "resend",
        "Renvoyé à la demande d’une personne.",
        None,
    ),
    Reason(
        "resolved_sent",
        "Parti : une personne ou une réponse l’a établi.",
        None,
    ),
    Reason(
        "bounced",
        "Le serveur du réclamant l’a renvoyé : il ne l’a pas reçu.",
        None,
    ),
)
BY_CODE: dict[str, Reason] = {reason.code: reason for reason in REASONS}
