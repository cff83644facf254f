"""The French sentence behind every reason code of a letter."""

from __future__ import annotations

from models.analysis.doubts import Doubt
from models.rows.letter import Letter
from models.sending.reason_table import BY_CODE

DETAILS: dict[str, str] = {
    "person": "une personne l’a dit",
    "reply": "une réponse le cite",
    "by_hand": "réclamation saisie à la main",
    "malformed": "le résultat du contrôle est illisible",
    "from": "le message ne nomme pas un seul expéditeur",
    "no_provider": "reçu avant que l’hébergeur de la boîte soit connu",
    "dmarc_failed": "le contrôle de l’expéditeur a échoué",
    "dmarc_other": "le contrôle porte sur un autre domaine que celui de l’expéditeur",
    "not_aligned": "signé par un autre domaine que celui de l’expéditeur",
    "no_pass": "aucune signature valable de son domaine",
    "odd_headers": "le message est mal formé",
    "several_from": "le message ne nomme pas un seul expéditeur",
    "parsers_disagree": "l’expéditeur peut se lire de plusieurs façons",
    "voucher_not_sender": "la personne qui transmet n’est pas l’expéditeur du message",
    "reply_to": "l’adresse de réponse n’est pas celle de l’expéditeur",
    "same_words": "la même personne a déjà écrit ces mots ce jour-là, avec d’autres fichiers",
    "same_minute": "la même personne a déjà écrit à cette minute sur cet objet",
    "name_only_hop": "une personne de la chaîne n’est connue que par son nom",
    **{doubt.value: doubt.sentence for doubt in Doubt},
}

# The same for who looks after the mail server: shown apart, under « détails techniques ».
TECHNICAL: dict[str, str] = {
    "malformed": "Authentication-Results illisible",
    "from": "champ From : zéro ou plusieurs adresses",
    "no_header": "aucun champ Authentication-Results du vérificateur de la boîte",
    "foreign_hop": "Authentication-Results placé sous un serveur inconnu",
    "dmarc_failed": "DMARC : échec",
    "dmarc_other": "DMARC : autre domaine que celui du champ From",
    "not_aligned": "DKIM : domaine signataire non aligné",
    "no_pass": "ni DMARC ni DKIM aligné n’a réussi",
    "odd_headers": "champs d’en-tête non conformes (RFC 5322)",
    "several_from": "champ From : plusieurs adresses",
    "parsers_disagree": "champ From ambigu",
    "malformed_sender": "champ From non conforme (RFC 5322)",
    "slipped_mark": "marque d’envoi automatique repliée dans un autre champ",
}

# A detail that names a limit is a code and the number that stood in the settings.
LIMITS: dict[str, str] = {
    "cap_address_day": "au plus {} par jour",
    "cap_address_week": "au plus {} par semaine",
    "cap_address_platform": "limite de la plateforme atteinte",
}


def sentence(reason: str, detail: str = "") -> str:
    """The sentence of a code with its detail; unknown codes give the detail alone."""
    answer = BY_CODE[reason].sentence if reason in BY_CODE else ""
    code, _, limit = detail.partition(" ")
    shown = (
        LIMITS[code].format(limit) if code in LIMITS else DETAILS.get(detail, detail)
    )
    if not (answer and shown):
        return answer or shown
    return (
        f"{answer[:-1]} ({shown})." if answer.endswith(".") else f"{answer} ({shown})"
    )


def short_sentence(reason: str, detail: str = "") -> str:
    """The doubt that a rule found, where there is one; else the sentence of the code alone."""
    words = next((doubt.sentence for doubt in Doubt if doubt == detail), "")
    return f"{words[:1].upper()}{words[1:]}." if words else sentence(reason)


def technical(letter: Letter) -> str:
    """The same in the terms of mail servers; empty where they have none for it."""
    return TECHNICAL.get(letter.detail, "")


def why(letter: Letter) -> str:
    """Explain the state of a letter to people; empty when there is nothing to say."""
    return sentence(letter.reason, letter.detail)
