"""Labels of contact forms' fields: which of a site's words stand for whom and what."""

from __future__ import annotations

import re

from ingest.forward.layouts import key
from models.base.folding import fold

_FIELDS = {
    "name": """nom|nom complet|nom et prénom|nom prénom|nom(s) et prénom(s)|prénom et nom|prénom nom
        |nom / prénom|nom & prénom|nom, prénom|nom/prénom|nom du client|client|identité|name|full name
        |name (first, last)|de|from|expéditeur|demandeur|nom du demandeur|contact|contact name
        |nom du contact|nom et prénoms|sender|sender name|submitter|nom de l'expéditeur""",
    "first": "prénom|prénoms|prénom(s)|first name|firstname|first|given name",
    "last": """nom de famille|nom d'usage|nom de naissance|last name|lastname|last|surname|family name
        |nom usuel""",
    "email": """e-mail|email|mail|courriel|adresse e-mail|adresse email|adresse mail|adresse courriel
        |adresse électronique|adresse de messagerie|adresse de courriel|adresse de courrier électronique
        |email address|e-mail address|mail address|email de contact|e-mail de contact|adresse e mail
        |e mail|courrier électronique|reply-to|reply to|répondre à|email client|e-mail client
        |e-mail du client|sender email|from email|contact email|e-mail de l'expéditeur|adel""",
    "phone": """téléphone|tél|tel|tél.|tel.|numéro de téléphone|portable|mobile|phone|n° de téléphone
        |phone number|téléphone portable|téléphone mobile|téléphone fixe|n° tél|n° de tél|numéro
        |tel mobile|telephone|numéro de portable|cell phone|gsm|mobile number""",
    "message": """message|corps du message|réclamation|commentaire|commentaires|description|demande|texte
        |contenu|contenu du message|motif de la réclamation|question|détail|détails
        |détail de la réclamation|détail de votre réclamation|message body|comments|comment|enquiry
        |inquiry|objet de la réclamation|exposé des faits|faits|remarques|précisions|body
        |how can we help|how can we help you|comment pouvons-nous vous aider|texte du message
        |message (long)|questions or comments|additional information|informations complémentaires
        |nature de la réclamation|expliquez votre situation|décrivez votre réclamation
        |décrivez votre demande|votre message ici|text|complaint|your complaint details""",
    "other": """objet|sujet|subject|civilité|titre|société|entreprise|adresse|adresse postale|code postal
        |ville|pays|n° de contrat|numéro de contrat|n° contrat|contrat|n° de client|n° de sinistre|date
        |numéro de sinistre|n° sinistre|numéro de client|type de demande|produit|page|url|ip|consentement
        |rgpd|company|organization|n° de dossier|numéro de dossier|date de naissance|motif
        |motif de la demande|motif de contact|vous êtes|profil|service|service concerné|destinataire
        |catégorie|type|type de contrat|type de réclamation|conseiller|agence|référence|address|city
        |zip|zip code|postal code|country|topic|reason|policy number|claim number|department|title
        |id|id commande|commande|order|rue|complément d'adresse|situation|date du sinistre|à|pour
        |préférence de contact|moment de rappel|disponibilités|entité""",
}
# The words by which a site asks whom it writes to: « Votre nom », « Your e-mail ».
_YOUR = re.compile(
    r"(?:votre |vos |your |mon |ma |mes |my |the |le |la |les |indiquez |saisissez )+"
)
_LABELS = {
    key(word): name
    for name, words in _FIELDS.items()
    for word in words.replace("\n", "").split("|")
}
# Labels that go on: « Description de la réclamation », « Commentaire ou message ».
_MESSAGE = re.compile(
    r"(?i)(?:votre |corps du |contenu du )?(?:message|commentaires?|description|réclamation|demande"
    r"|détails?|explications?|exposé|comment|enquiry)\b(?: [\w'’]+){0,5}\Z"
)
_QUESTIONS = (
    ("email", re.compile(r"\be-?mail|courriel|adresse electronique|\bmel\b")),
    ("phone", re.compile(r"telephone|\btel\b|\bphone\b|\bportable\b|\bjoindre\b")),
    ("first", re.compile(r"\bprenom\b(?!.*\bnom\b)|first name")),
    ("name", re.compile(r"\bnom\b|\bname\b|appelez-vous|qui etes")),
    (
        "message",
        re.compile(
            r"reclamation|message|demande|aider|help|expli|decri|situation|probleme"
        ),
    ),
)
# How a questionnaire asks; a customer asks of other things.
_ASKS = re.compile(
    r"(?:quel(?:le)?s? (?:est|sont)|a quel(?:le)?|votre|what|decrivez|expliquez|comment (?:pouvons|vous)|how|indiquez|entrez|please|merci)\b"
)
# What the site itself adds under the message.
_META = frozenset(
    key(word)
    for word in """date|heure|time|page|url|url de la page|page url|agent utilisateur|user agent
    |ip|ip distante|adresse ip|remote ip|propulsé par|powered by|pièce jointe|pièces jointes
    |fichier|fichiers|fichier joint|envoyé le|envoyé depuis|sent on|consentement|rgpd|referer|référent
    |source|navigateur|site|site web|website|horodateur|timestamp|submitted at|submission id|soumis le
    |date de soumission|date d'envoi|date and time|form name|nom du formulaire|formulaire|via|captcha
    |utm_source|newsletter|j'accepte|conditions|politique de confidentialité|submission date
    |id de la demande|unique id|entry id|form id|remote address|submitted on|envoyé à""".replace(
        "\n", ""
    ).split("|")
)
_MARKS = " *_•-–—:?>#"
_REQUIRED = re.compile(
    r"(?i)\s*(?:\*|\((?:obligatoire|requis|required|facultatif|optional|optionnel|nécessaire)\))\s*\Z"
)
_NUMBER = re.compile(r"\d{1,2}[.)]\s+")
# Who a field is about: the rest of a form may be words of the message too.
IDENTITY = frozenset({"name", "first", "last", "email", "phone"})


def field_of(label: str, *, loosely: bool) -> str | None:
    """The field that a label names, None when it names none; `loosely`: also by its sense."""
    if label.rstrip().endswith((")", "*")):
        label = _REQUIRED.sub("", label)
    bare = _NUMBER.sub("", label.strip(_MARKS))
    if not bare:
        return None
    known = key(bare)
    found = _LABELS.get(known) or _LABELS.get(_YOUR.sub("", known, count=1))
    if found or not loosely:
        return found
    if len(bare) < 50 and _MESSAGE.match(bare):
        return "message"
    return _find_asked(fold(bare)) if label.rstrip(" *").endswith("?") else None


def is_meta(label: str) -> bool:
    """A label under which the site says when and from where."""
    return key(label.strip(_MARKS)) in _META


def _find_asked(question: str) -> str | None:
    if not _ASKS.match(question):
        return None
    return next((name for name, words in _QUESTIONS if words.search(question)), None)
