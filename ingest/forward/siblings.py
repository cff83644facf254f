"""Messages passed on together: siblings or history, and whose complaint they are."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from ingest.forward.blocks import Found
from ingest.forward.layouts import FORWARD_PREFIXES, REPLY_PREFIXES, key
from ingest.mime.identity import domain_of
from ingest.mime.values import Person
from ingest.text.lines import Line, caseless
from models.base.addresses import FREE_DOMAINS

if TYPE_CHECKING:
    from ingest.forward.unwrap import Envelope

_MOST_PREFIXES = 6


def is_sibling(
    found: Found, above: Found, forwarder: Envelope, between: list[Line]
) -> bool:
    """Tell whether the forwarder of the message `above` passes on this one beside it.

    It was sent to the forwarder and not to the writer above, who is not its writer either.
    `between` holds the lines from the block above to this one: where no recipient is told, a
    customer complains in them, and does not pass anything on.
    """
    if not (found.person.email or found.person.name):
        return False
    if not _is_passed_on_alike(found, above) or _is_of_thread(found, above):
        return False
    is_told = bool(found.recipients or found.recipient_names)
    if is_told and not (_is_to(found, forwarder) or _shares_addressee(found, above)):
        return False
    if _is_same(found, above):
        return _is_banner(found, above)
    if _is_by(found, forwarder) or _is_to_writer(found, above):
        return False
    return is_told or (_is_banner(found, above) and speaks_of_own(between))


def _is_banner(found: Found, above: Found) -> bool:
    """Both stand under a program's own words for what it forwards."""
    return found.mark == above.mark == "forward"


def _is_passed_on_alike(found: Found, above: Found) -> bool:
    if found.depth and found.depth != above.depth:
        return False
    return _is_banner(found, above) or (found.labelled and above.mark != "pasted")


def _is_of_thread(found: Found, above: Found) -> bool:
    """The message above answers under this subject: what follows is its history."""
    subject, is_answer = _bare(above.subject)
    return is_answer and subject == _bare(found.subject)[0]


def _bare(subject: str) -> tuple[str, bool]:
    """A subject without its prefixes, and whether one of them says that it answers."""
    is_answer = False
    for _ in range(_MOST_PREFIXES):
        word, colon, rest = subject.strip().partition(":")
        prefix = word.strip().casefold()
        if not colon or prefix not in FORWARD_PREFIXES | REPLY_PREFIXES:
            break
        is_answer, subject = is_answer or prefix in REPLY_PREFIXES, rest
    return key(subject), is_answer


def _is_same(found: Found, above: Found) -> bool:
    """One writer of both, who told of two matters."""
    mine, theirs = found.person, above.person
    if mine.email and theirs.email:
        return mine.email.lower() == theirs.email.lower()
    return key(mine.name) == key(theirs.name)


def _is_by(found: Found, forwarder: Envelope) -> bool:
    """The forwarder or a colleague wrote it."""
    email, name = found.person.email.lower(), key(found.person.name)
    if email and email in (forwarder.email, *forwarder.recipients, *forwarder.ours):
        return True
    if name and not email and name == key(forwarder.person.name):
        return True
    house = domain_of(forwarder.email)
    return house not in ("", *FREE_DOMAINS) and domain_of(email) == house


def _is_to(found: Found, forwarder: Envelope) -> bool:
    """It was sent to the forwarder or to their house."""
    house = domain_of(forwarder.email)
    if forwarder.email and forwarder.email in found.recipients:
        return True
    if house not in ("", *FREE_DOMAINS) and house in map(domain_of, found.recipients):
        return True
    name = key(forwarder.person.name)
    return bool(name) and name in map(key, found.recipient_names)


def _shares_addressee(found: Found, above: Found) -> bool:
    """Both were sent to one address, which may be another of the forwarder's."""
    if set(found.recipients) & set(above.recipients):
        return True
    names = {key(name) for name in found.recipient_names} - {""}
    return bool(names & {key(name) for name in above.recipient_names})


def _is_to_writer(found: Found, above: Found) -> bool:
    email, name = above.person.email.lower(), key(above.person.name)
    if email and email in found.recipients:
        return True
    return bool(name) and name in map(key, found.recipient_names)


# A customer's own words, in small letters: no colleague and no insurer speaks so of a client.
_OWN = re.compile(
    r"\bje (?:conteste|réclame|dépose (?:une|cette|plainte)|n['’]accepte pas|demande (?:le|mon) rembours"
    r"|ne suis pas d['’]accord|souhaite (?:faire|déposer|contester)|suis (?:très |extrêmement |profondément )?"
    r"(?:mécontent|choqué|déçu|outré|scandalisé|en colère|victime))"
    r"|\b(?:mon (?:sinistre|contrat|assurance|assureur|véhicule|logement|indemni|remboursement|dégât)"
    r"|ma (?:réclamation|plainte|voiture|maison|franchise|cotisation|moto|mutuelle))"
    r"|\bnous (?:contestons|réclamons)|\bi (?:dispute|complain|am complaining)\b|\bmy (?:claim|policy|complaint)\b"
)
_MUCH = 2_000
_SAME = re.compile(r"[^\W\d_]{3,}")


def complains_of(found: Found, above: list[Line]) -> bool:
    """Own words above complain of what a house wrote: it is their evidence, not their mail."""
    if domain_of(found.person.email) in FREE_DOMAINS:
        return False
    return speaks_of_own(above)


def speaks_of_own(lines: list[Line]) -> bool:
    """Words of these lines, quoted ones aside, complain of what is the writer's own."""
    words = "\n".join(line.text for line in lines if not line.depth)
    return bool(_OWN.search(caseless(words[:_MUCH])))


def is_letterhead(found: Found, holder: Person) -> bool:
    """A letter typed with « De », « À » and « Objet » names its own writer, without an address."""
    if found.person.email or not holder.name:
        return False
    named = set(_SAME.findall(key(found.person.name)))
    return bool(named & set(_SAME.findall(key(holder.name))))
