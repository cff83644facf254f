"""Notices of a site's contact form: the customer stands in labelled fields."""

from __future__ import annotations

import re
from dataclasses import dataclass

from ingest.forward.layouts import key
from ingest.forward.lines import Line
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
_SPLIT = re.compile(r"[:：\t]")
_TRAILER = re.compile(
    r"(?i)\s*[-–—(\[*]*\s*(?:cet? (?:e-?mail|message|courriel) (?:a été|est) (?:envoyé|généré)"
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
    for index in range(min(len(lines), _MAX_FIELDS)):
        pair = _pair(lines, index)
        if pair is None:
            continue
        name, value = pair
        if name == "message":
            return _form(values, lines, index, value)
        values.setdefault(name, value)
    return None


def _pair(lines: list[Line], index: int) -> tuple[str, str] | None:
    text = lines[index].text.strip()
    split = _SPLIT.search(text, 0, 60)
    if split:
        name = _LABELS.get(key(text[: split.start()].strip(" *_•-")))
        return (name, text[split.end() :].strip(" *_\t")) if name else None
    name = _LABELS.get(key(text.strip(" *_"))) if len(text) < 60 else None
    if name is None or index + 1 >= len(lines):
        return None
    # The label stands alone and its value on the next line.
    return name, lines[index + 1].text.strip()


def _form(
    values: dict[str, str], lines: list[Line], index: int, value: str
) -> Form | None:
    told = [values.get(name, "") for name in ("email", "name") if name in values]
    writer = next((p for text in told if (p := quoted_person(text)).email), None)
    if writer is None or len(values) < 2:
        return None
    name = _full_name(values) or writer.name
    rest = [Line(0, value)] if value else []
    body = rest + [
        line
        for line in lines[index + 1 :]
        if not (line.text.strip() == value and value)
    ]
    end = next(
        (at for at, line in enumerate(body) if _TRAILER.match(line.text)), len(body)
    )
    person, words = Person(name, writer.email), _trimmed(body[:end])
    return Form(person, words, lines[:index], values.get("phone", "")[:_MAX_PHONE])


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
