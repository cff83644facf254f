"""The French words for codes on screen, by vocabulary."""

from __future__ import annotations

from collections.abc import Mapping
from enum import Enum

from models.analysis.findings import Capacity
from models.complaints.fields import FIELDS
from models.rows import vocabularies

VOCABULARIES: dict[str, Mapping[str, str]] = {
    "role": {
        "owner": "Responsable",
        "member": "Collaborateur",
        "reader": "Lecteur",
    },
    "activity": vocabularies.ACTIVITIES | {"other": "Autre"},
    "health": {
        "new": "Jamais relevée",
        "healthy": "En bonne santé",
        "slow": "Lente",
        "login_refused": "Connexion refusée",
        "unreachable": "Injoignable",
        "stuck": "Suspendue",
    },
    "security": {
        "tls": "TLS (port 993)",
        "starttls": "STARTTLS (port 143)",
        "none": "Aucune (réseau local)",
    },
    "verdict": {
        "stored": "En attente de lecture",
        "draft": "Brouillon",
        "follow_up": "Suite",
        "duplicate": "Doublon",
        "ignored": "Ignoré",
        "set_aside": "Mis de côté",
        "wanted": "À relever",
    },
    "set_aside": {
        "unreadable": "Rien d’exploitable n’a pu être lu dans ce message.",
        "too_large": "Message trop volumineux : il est resté sur le serveur.",
        "incomplete": "Message incomplet : le serveur en annonce plus qu’il n’en donne.",
        "failed": "La lecture a échoué trois fois de suite.",
        "killed": "La lecture de ce message a interrompu le service : elle n’est plus tentée.",
        "integrity": "Les octets enregistrés ne correspondent plus à leur empreinte.",
    },
    "trouble": {
        "": "",
        "login_refused": "Le serveur refuse l’identifiant ou le mot de passe.",
        "host_refused": "Ce serveur n’est pas accepté : seuls les serveurs de messagerie publics le sont.",
        "host_unknown": "Le nom du serveur est introuvable.",
        "tls": "La connexion chiffrée a échoué (certificat ou version de TLS).",
        "starttls": "Le serveur ne propose pas STARTTLS.",
        "timed_out": "Le serveur n’a pas répondu à temps.",
        "too_slow": "Le serveur répond trop lentement : la relève a été interrompue, puis espacée.",
        "unreachable": "Le serveur est injoignable.",
        "cut": "Le serveur a coupé la connexion.",
        "protocol": "Le serveur a répondu d’une façon inattendue.",
        "not_now": "Le serveur demande de réessayer plus tard.",
        "folder_missing": "Le dossier indiqué n’existe pas sur le serveur.",
        "key_lost": "La clé qui chiffre les données de cet espace n’est pas celle en place : le mot de passe de la boîte ne peut pas être lu. Rien n’est perdu ; la relève reprend d’elle-même dès que l’exploitant a remis la clé.",
        "disk_full": "Le disque du service est plein : rien n’est relevé, les messages restent sur leur serveur. La relève reprend d’elle-même dès qu’il y a de la place.",
        "no_uidvalidity": "Le dossier ne numérote pas ses messages : il ne peut pas être relevé.",
    },
    "party_role": {
        "complainant": "Réclamant",
        "forwarder": "Expéditeur",
        "other": "Intermédiaire",
        **{capacity.value: capacity.label for capacity in Capacity},
    },
    "rule": {
        "empty": "Message vide",
        "feedback_report": "Signalement d’indésirable",
        "read_receipt": "Accusé de lecture",
        "delivered_notice": "Avis de remise",
        "delivery_report": "Avis de non-remise",
        "plain_bounce": "Avis de non-remise",
        "auto_submitted": "Réponse automatique",
        "auto_header": "Réponse automatique",
        "precedence_auto": "Réponse automatique",
        "out_of_office": "Absence du bureau",
        "told_read": "Accusé de lecture",
        "calendar_answer": "Réponse d’agenda",
        "list": "Liste de diffusion",
        "bulk": "Envoi en masse",
        "spam": "Indésirable selon le fournisseur",
        "before_activation": "Antérieur à l’activation de la boîte",
        "vanished": "Supprimé du serveur avant d’être relevé",
        "own_mail": "Courrier parti de nos propres boîtes",
    },
    "field": {
        **{field.name: field.label for field in FIELDS},
        "body": "Texte",
        "sent_on": "Envoyée le",
        "received_on": "Reçue le",
        "on": "Date",
        "note": "Précision",
        "name": "Nom",
        "address": "Adresse",
        "email": "Adresse e-mail",
        "orias": "Numéro ORIAS",
        "contact_name": "Contact : nom ou service",
        "contact_email": "Contact : adresse e-mail",
        "contact_phone": "Contact : téléphone",
        "privacy_url": "Page sur les données personnelles",
        "info_url": "Page sur les réclamations",
        "mediator_ias_name": "Médiateur (assurance) : nom",
        "mediator_ias_address": "Médiateur (assurance) : adresse",
        "mediator_ias_site": "Médiateur (assurance) : site",
        "mediator_iobsp_name": "Médiateur (banque et crédit) : nom",
        "mediator_iobsp_address": "Médiateur (banque et crédit) : adresse",
        "mediator_iobsp_site": "Médiateur (banque et crédit) : site",
        "mediator_cif_name": "Médiateur (investissements) : nom",
        "mediator_cif_address": "Médiateur (investissements) : adresse",
        "mediator_cif_site": "Médiateur (investissements) : site",
        "text": "Texte",
        "directed_to": "Orienté vers",
        "reason": "Motif",
        "host": "Serveur",
        "username": "Identifiant",
        "folder": "Dossier",
    },
}
# The vocabularies of complaints are those of the register: they stand in `models`.
VOCABULARIES |= {
    "status": vocabularies.STATUSES,
    "regime": vocabularies.REGIMES,
    "channel": vocabularies.CHANNELS,
    "answer_channel": vocabularies.ANSWER_CHANNELS,
    "reclamant_type": vocabularies.RECLAMANT_TYPES,
    "motif": vocabularies.MOTIFS,
    "product": vocabularies.PRODUCTS,
    "priority": vocabularies.PRIORITIES,
    "outcome": vocabularies.OUTCOMES,
    "dismissal": vocabularies.DISMISSALS | vocabularies.FORMER_DISMISSALS,
    "suggestion": {
        "letter": "il répond à une lettre de ce dossier, d’une adresse inconnue du dossier",
        "reference": "il en cite la référence, mais ne répond à aucune de nos lettres",
        "same_words": "la même personne a écrit ces mots ce jour-là, avec d’autres fichiers",
        "same_minute": "la même personne a écrit à la même minute, sur le même objet",
    },
    "letter_state": vocabularies.LETTER_STATES,
    "late_on_arrival": vocabularies.LATE_ON_ARRIVAL,
}


def label(code: object, vocabulary: str) -> str:
    """The word for a code; the code itself where the vocabulary has none."""
    value = str(code.value if isinstance(code, Enum) else code)
    return VOCABULARIES.get(vocabulary, {}).get(value, value)


def choices(vocabulary: str) -> list[tuple[str, str]]:
    """Codes and words of a vocabulary, in order, for a `<select>`."""
    return list(VOCABULARIES[vocabulary].items())
