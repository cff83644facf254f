"""Notices of a site's contact form: the customer stands in labelled fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.forward.layouts import key
from ingest.forward.lines import Line, next_filled
from ingest.identity import quoted_person
from ingest.understood import Person

_FIELDS = {
    "name": """nom|votre nom|nom complet|nom et prénom|nom prénom|prénom et nom|nom / prénom
        |vos nom et prénom|nom du client|client|name|your name|full name|de|from|expéditeur""",
    "first": "prénom|votre prénom|first name|firstname",
    "last": "nom de famille|last name|lastname|surname",
    "email": """e-mail|email|mail|courriel|adresse e-mail|adresse email|adresse mail
        |votre e-mail|votre email|votre adresse e-mail|votre adresse email|votre mail
        |adresse électronique|adresse de messagerie|email address|your email|your e-mail
        |e-mail address|adresse courriel|votre courriel""",
    "phone": """téléphone|tél|tel|votre téléphone|numéro de téléphone|portable|mobile|phone
        |n° de téléphone|phone number""",
    "message": """message|votre message|corps du message|votre réclamation|réclamation
        |commentaire|commentaires|votre commentaire|description|votre demande|demande|texte
        |contenu|contenu du message|motif de la réclamation|votre question|détail|détails
        |détail de la réclamation|message body|your message|comments|comment|enquiry
        |objet de la réclamation|exposé des faits|faits""",
    "other": """objet|sujet|subject|civilité|société|entreprise|adresse|code postal|ville
        |n° de contrat|numéro de contrat|n° contrat|contrat|n° de client|n° de sinistre|date
        |numéro de sinistre|type de demande|produit|page|url|ip|consentement|rgpd|company
        |n° de dossier|numéro de dossier|date de naissance""",
}
_LABELS = {
    key(word): name
    for name, words in _FIELDS.items()
    for word in words.replace("\n", "").split("|")
}
_MAX_FIELDS, _MAX_PHONE = 60, 60
# Labels that go on: « Description de la réclamation », « Commentaire ou message ».
_MESSAGE = re.compile(
    r"(?i)(?:votre |corps du |contenu du )?(?:message|commentaires?|description|réclamation|demande"
    r"|détails?|explications?|exposé|comment|enquiry)\b(?: [\w'’]+){0,5}\Z"
)
# What the site itself adds under the message.
_META = frozenset(
    key(word)
    for word in """date|heure|time|page|url|url de la page|page url|agent utilisateur|user agent
    |ip|ip distante|adresse ip|remote ip|propulsé par|powered by|pièce jointe|pièces jointes
    |fichier|envoyé le|envoyé depuis|sent on|consentement|rgpd|referer|référent|source
    |navigateur|site""".replace("\n", "").split("|")
)
_MARKS = " *_•-"
_REQUIRED = re.compile(
    r"(?i)\s*(?:\*|\((?:obligatoire|requis|required|facultatif)\))\s*\Z"
)
_SPLIT = re.compile(r"[:：\t]| = ")
_TRAILER = re.compile(
    r"(?i)\s*[-–—(\[*]*\s*(?:les résultats de cette soumission|the results of this submission|cet? (?:e-?mail|message|courriel) (?:a été|est) (?:envoyé|généré)"
    r"|message envoyé (?:via|depuis) (?:le|un|votre) (?:formulaire|site)"
    r"|ce message vous (?:a été|est) (?:envoyé|adressé) (?:via|depuis|par)"
    r"|this (?:e-?mail|message) was sent (?:from|via)|sent (?:from|via) (?:the|a|your) contact form)"
)


@dataclass(frozen=True, slots=True)
class Form:
    """Who filled a form and what they wrote."""

    person: Person
    body: list[Line]
    note: list[Line]
    phone: str = ""


def read_form(lines: list[Line]) -> Form | None:
    """The form in a text, None unless it names an address and holds a message."""
    values: dict[str, str] = {}
    if not any("@" in line.text for line in lines[: _MAX_FIELDS + 3]):
        return None
    for index in range(min(len(lines), _MAX_FIELDS)):
        pair = _pair(lines, index, said="email" in values)
        if pair is None:
            continue
        name, value = pair
        if name == "message":
            return _form(values, lines, index, value)
        values.setdefault(name, value)
    return None


def _pair(lines: list[Line], index: int, *, said: bool) -> tuple[str, str] | None:
    """(field, value) of a line; `said`: an address stands above, a message may follow."""
    text = lines[index].text.strip()
    split = _SPLIT.search(text, 0, 60)
    told = text[: split.start()] if split else text if len(text) < 60 else ""
    name = _field(told, said=said)
    if name is None:
        return None
    if split:
        return name, text[split.end() :].strip(" *_\t")
    # The label stands alone and its value on the next line; a message may have many.
    if name == "message":
        return name, ""
    following = next_filled(lines, index + 1)
    is_near = following < min(len(lines), index + 3)
    return (name, lines[following].text.strip()) if is_near else None


def _field(told: str, *, said: bool) -> str | None:
    if told.rstrip().endswith((")", "*")):
        told = _REQUIRED.sub("", told)
    bare = told.strip(_MARKS)
    found = _LABELS.get(key(bare)) if bare else None
    if found is None and said and len(bare) < 50 and _MESSAGE.match(bare):
        return "message"
    return found


def _form(
    values: dict[str, str], lines: list[Line], index: int, value: str
) -> Form | None:
    told = [values.get(name, "") for name in ("email", "name") if name in values]
    writer = next((p for text in told if (p := quoted_person(text)).email), None)
    if writer is None or len(values) < 2:
        return None
    name = _full_name(values) or writer.name
    rest = [Line(0, value)] if value else []
    body = rest + lines[index + 1 :]
    end = next(
        (at for at, line in enumerate(body) if _TRAILER.match(line.text)), len(body)
    )
    end = _above_meta(body[:end])
    person, words = Person(name, writer.email), _trimmed(body[:end])
    return Form(person, words, lines[:index], values.get("phone", "")[:_MAX_PHONE])


def _above_meta(lines: list[Line]) -> int:
    """Index of the lines at the foot by which the site says when and from where."""
    end = len(lines)
    while end:
        text = lines[end - 1].text.strip(" -–—_*")
        label = text.partition(":")[0]
        if text and not (":" in text and key(label) in _META):
            break
        end -= 1
    return end


def _full_name(values: dict[str, str]) -> str:
    if values.get("first"):
        last = values.get("last") or values.get("name", "")
        return f"{values['first']} {last}".strip()
    return quoted_person(values.get("name", "")).name


def _trimmed(lines: list[Line]) -> list[Line]:
    end = len(lines)
    while end and (lines[end - 1].blank or not lines[end - 1].text.strip(" -–—_")):
        end -= 1
    return lines[:end]
