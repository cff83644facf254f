"""Notices of a site's contact form: the customer stands in labelled fields, or is nobody.

The sender of such a notice is a site: it never complains.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

from ingest.forward.formfields import ADDRESS, Fields, read_fields
from ingest.forward.formlabels import IDENTITY
from ingest.mime.identity import domain_of, read_quoted_person
from ingest.mime.values import Person
from ingest.text.lines import Line, next_filled
from models.base.addresses import FREE_DOMAINS, is_machine
from models.base.folding import fold

_MAX_PHONE = 60
# How a site announces what it passes on; for folded text.
_ANNOUNCED = re.compile(
    r"\b(?:formulaire (?:de |d'|en )?(?:contact|reclamation|demande|ligne|web|site|votre site)|(?:le|du|votre|un|nouveau) formulaire"
    r"|contact form|web ?form|form submission|new submission|new (?:form )?(?:entry|response|enquiry|inquiry|lead)"
    r"|nouvelle? (?:soumission|reponse|entree)|nouveau message (?:depuis|via|sur|du site)"
    r"|message (?:depuis|via|envoye depuis|envoye via|d'un client|(?:re[cç]u )?(?:depuis|via))"
    r"|(?:depuis|via|sur) (?:le|votre|notre) (?:site|boutique)|(?:from|via|through) (?:the|your|our) (?:site|website|web site|shop)"
    r"|submitted (?:on|by|values|via|through)|valeurs soumises|soumis (?:le|par)|enquiry (?:e-?mail|via)|has (?:a )?new (?:response|submission|message)"
    r"|(?:reclamation|demande|contact|message) en ligne|\[(?:site|web|contact|formulaire)[^\]]{0,20}\]|(?:message|e-?mail)[^.]{0,20} provenant de https?)"
)
_OF_HOUSES = frozenset(
    [
        "contact",
        "contacts",
        "info",
        "infos",
        "site",
        "web",
        "website",
        "formulaire",
        "form",
        "forms",
        "wordpress",
        "www",
        "webmaster",
        "admin",
        "accueil",
        "hello",
        "bonjour",
        "boutique",
        "shop",
        "service",
        "support",
    ]
)
_HEAD, _MAX_LINES = 3, 300
_FEW, _MANY = 2, 3


@dataclass(frozen=True, slots=True)
class Form:
    """The person who filled a form, and their words; nobody's address when it names none."""

    person: Person
    body: list[Line]
    note: list[Line]
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Site:
    """The sender of what may be a notice: address, subject, mailboxes it went to, who is answered."""

    email: str
    subject: str = ""
    recipients: Collection[str] = ()
    ours: Collection[str] = ()
    answers: Person | None = None
    by_program: bool = False

    def is_of_house(self, email: str) -> bool:
        """The site's own address, or one of the house whose mailbox received the notice."""
        email = email.lower()
        if email in self.recipients or email in self.ours:
            return True
        domain = domain_of(email)
        homes = {domain_of(recipient) for recipient in self.recipients}
        return domain not in FREE_DOMAINS and domain in homes

    def may_send_notices(self) -> bool:
        """A program's address, or one of the house itself."""
        is_program = self.by_program or is_machine(self.email)
        return is_program or self.is_of_house(self.email)

    def is_own(self, email: str) -> bool:
        """An address that the site or its house is known by: no customer's."""
        return email.lower() == self.email or self.is_of_house(email)


def read_form(lines: list[Line], site: Site) -> Form | None:
    """The form in a text, None where it is no notice of a form."""
    found = read_fields(lines, loosely=False)
    form = _read_named(found, lines, site)
    if any("@" in line.text for line in lines[:_MAX_LINES]):
        loose = read_fields(lines, loosely=True)
        if len(loose.labels) > len(found.labels):
            found = loose
            form = _read_named(loose, lines, site) or form
    return form or _read_unnamed(found, lines, site) or _find_introduction(lines, site)


def _read_named(found: Fields, lines: list[Line], site: Site) -> Form | None:
    """The form that names an address and holds a message."""
    if found.message is None:
        return None
    if len(found.values) < _FEW and not site.may_send_notices():
        return None
    values = [found.values.get(name, "") for name in ("email", "from", "name")]
    people = [person for text in values if (person := read_quoted_person(text)).email]
    writer = next(
        (person for person in people if not _is_site_s(person.email, site)), None
    )
    if writer is None:
        return None
    return _form(
        found, lines, Person(_full_name(found.values) or writer.name, writer.email)
    )


def _is_site_s(email: str, site: Site) -> bool:
    return site.may_send_notices() and site.is_own(email)


def _read_unnamed(found: Fields, lines: list[Line], site: Site) -> Form | None:
    """A notice whose fields name no address: whom the site would have answered, or nobody."""
    is_announced = _is_announced(lines, site)
    # A site may write from the address that its house has for everybody.
    may_be_site = is_announced and site.email.partition("@")[0] in _OF_HOUSES
    if found.message is None or not (site.may_send_notices() or may_be_site):
        return None
    labels = len(found.labels & {*IDENTITY, "message", "other"})
    is_known = is_announced or is_machine(site.email)
    if labels < (_FEW if is_known else _MANY):
        return None
    name = _full_name(found.values)
    writer = _find_answered(site) or _alone(lines, site) or Person("", "")
    return _form(found, lines, Person(name or writer.name, writer.email))


def _find_answered(site: Site) -> Person | None:
    """The person whom the site would have answered, where that is a customer."""
    who = site.answers
    is_customer = who and not site.is_own(who.email) and not is_machine(who.email)
    return who if is_customer else None


def _alone(lines: list[Line], site: Site) -> Person | None:
    """The only customer's address that stands on a line of its own."""
    people = [
        read_quoted_person(line.text) for line in lines if ADDRESS.fullmatch(line.text)
    ]
    emails = {person.email.lower() for person in people if person.email}
    emails = {email for email in emails if not site.is_own(email)}
    return Person("", emails.pop()) if len(emails) == 1 else None


def _find_introduction(lines: list[Line], site: Site) -> Form | None:
    """A notice without fields: a sentence says whose message follows."""
    if not site.may_send_notices() or not _is_announced(lines, site):
        return None
    first = next_filled(lines, 0)
    second = next_filled(lines, first + 1)
    for at in (first, second):
        person = read_quoted_person(lines[at].text) if at < len(lines) else None
        if person and person.email and not site.is_own(person.email):
            name = person.name if at == second else ""
            body = _trim(lines[at + 1 :])
            return Form(Person(name, person.email), body, lines[: at + 1])
    return Form(_find_answered(site) or Person("", ""), _trim(lines), [])


def _is_announced(lines: list[Line], site: Site) -> bool:
    filled = [line.text for line in lines if not line.blank]
    edges = "\n".join((site.subject, *filled[:_HEAD], *filled[-_HEAD:]))
    return bool(_ANNOUNCED.search(fold(edges)))


def _form(found: Fields, lines: list[Line], person: Person) -> Form:
    rest = [Line(0, found.message)] if found.message else []
    body = _trim(rest + lines[found.start : found.end])
    phone = found.values.get("phone", "")[:_MAX_PHONE]
    return Form(person, body, lines[: found.label], phone)


def _full_name(values: dict[str, str]) -> str:
    if values.get("first"):
        last = values.get("last") or read_quoted_person(values.get("name", "")).name
        return f"{values['first']} {last}".strip()
    return read_quoted_person(values.get("name") or values.get("last", "")).name


def _trim(lines: list[Line]) -> list[Line]:
    start, end = next_filled(lines, 0), len(lines)
    while end > start and not lines[end - 1].text.strip(" -–—_"):
        end -= 1
    first = [Line(line.depth, line.text.lstrip()) for line in lines[start : start + 1]]
    return [*first, *lines[start + 1 : end]]
