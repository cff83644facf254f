"""Whose complaint it is, when somebody sends on what another wrote: theirs who complain of it."""

from __future__ import annotations

import re

from ingest.forward.blocks import Found
from ingest.forward.layouts import key
from ingest.mime.identity import domain_of
from ingest.mime.values import Person
from ingest.text.caseless import caseless
from ingest.text.lines import Line
from models.base.addresses import FREE_DOMAINS

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
