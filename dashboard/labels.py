"""What codes are called on screen: one catalogue a language, French first.

A second language is a second dictionary of the same shape; `lang` chooses it.
"""

from __future__ import annotations

from enum import Enum

from models import labels as vocabularies

_FR: dict[str, dict[str, str]] = {
    "role": {
        "owner": "Responsable",
        "member": "Collaborateur",
        "reader": "Lecteur",
    },
    "activity": {
        "ias": "Assurance (IAS)",
        "iobsp": "Banque et crédit (IOBSP)",
        "cif": "Conseil en investissements (CIF)",
        "other": "Autre",
    },
    "health": {
        "new": "Jamais relevée",
        "healthy": "En bonne santé",
        "slow": "Lente",
        "login_refused": "Connexion refusée",
        "unreachable": "Injoignable",
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
    },
    "field": {
        "complainant_name": "Nom du réclamant",
        "complainant_email": "Adresse e-mail du réclamant",
        "subject": "Objet",
        "body": "Texte",
        "name": "Nom",
        "address": "Adresse",
        "email": "Adresse e-mail",
        "text": "Texte",
        "reason": "Motif",
        "host": "Serveur",
        "username": "Identifiant",
    },
}
# The vocabularies of complaints are those of the register: they stand in `models`.
_FR |= {
    "status": vocabularies.STATUSES,
    "regime": vocabularies.REGIMES,
    "channel": vocabularies.CHANNELS,
    "answer_channel": vocabularies.ANSWER_CHANNELS,
    "motif": vocabularies.MOTIFS,
    "product": vocabularies.PRODUCTS,
    "priority": vocabularies.PRIORITIES,
    "outcome": vocabularies.OUTCOMES,
    "dismissal": vocabularies.DISMISSALS,
}
CATALOGUES: dict[str, dict[str, dict[str, str]]] = {"fr": _FR}


def label(code: object, vocabulary: str, lang: str = "fr") -> str:
    """The word for a code; the code itself where the catalogue has none."""
    value = str(code.value if isinstance(code, Enum) else code)
    words = CATALOGUES.get(lang, _FR).get(vocabulary) or _FR.get(vocabulary, {})
    return words.get(value, value)
