"""The French sentence behind every reason code of a letter."""

from __future__ import annotations

from models.complaints.policy import QUESTIONS
from models.mail.letter import Letter

# What happened to a letter after it was decided.
LATER: dict[str, str] = {
    "cap_tenant_hour": (
        "Beaucoup d’accusés partent en ce moment : celui-ci partira dans l’heure."
    ),
    "cap_platform_hour": (
        "Le service envoie beaucoup d’accusés en ce moment : celui-ci partira dans l’heure."
    ),
    "no_server": "Aucun serveur d’envoi n’est réglé : rien ne part.",
    "not_yet": "Le serveur ne l’a pas encore pris ; un nouvel essai est prévu.",
    "gave_up": "Le serveur n’en a pas voulu pendant cinq jours.",
    "refused": "Le serveur du destinataire l’a refusé.",
    "not_sendable": "Cette adresse ne peut pas recevoir de courrier par notre serveur.",
    "lost_reply": (
        "La connexion s’est coupée avant la réponse finale du serveur : "
        "l’accusé est peut-être parti."
    ),
    "worker_died": (
        "L’envoi s’est interrompu juste avant la réponse du serveur : "
        "l’accusé est peut-être parti."
    ),
    "stopped": (
        "Le service s’est arrêté avant la réponse finale du serveur : "
        "l’accusé est peut-être parti."
    ),
    "resend": "Renvoyé à la demande d’une personne.",
    "resolved_sent": "Parti : une personne ou une réponse l’a établi.",
    "bounced": "Revenu : il n’a pas atteint le réclamant.",
}
SENTENCES: dict[str, str] = {q.code: q.sentence for q in QUESTIONS} | LATER

# What the rules of automatic replies say in `detail` is ingest's own code, shown as it is.
DETAILS: dict[str, str] = {
    "person": "une personne l’a dit",
    "reply": "une réponse le cite",
    "by_hand": "réclamation saisie à la main",
    "cap_address_day": "au plus deux par jour",
    "cap_address_week": "au plus cinq par semaine",
    "cap_address_platform": "limite de la plateforme atteinte",
}


def sentence(reason: str, detail: str = "") -> str:
    """The sentence of a code with its detail; unknown codes give the detail alone."""
    said = SENTENCES.get(reason, "")
    shown = DETAILS.get(detail, detail)
    return f"{said} ({shown})" if said and shown else said or shown


def why(letter: Letter) -> str:
    """Why a letter is where it is, for people; empty when there is nothing to say."""
    return sentence(letter.reason, letter.detail)
