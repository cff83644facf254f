"""Groups and lists of a house: the writer behind them, and how near a list stands to it.

A cabinet's `reclamations@` is often a group. Its provider adds every mark of a mailing list, and
puts the group's own address into From where the writer's domain forbids relays (DMARC).
"""

from __future__ import annotations

import re
from enum import IntEnum

from ingest.mime.headers import one_line
from ingest.mime.identity import addresses, domain_of, is_address, one_address
from ingest.mime.mail import Headers
from ingest.mime.values import Person
from models.base.addresses import FREE_DOMAINS
from models.base.folding import fold

# Headers that name a list: Google's, Sympa's, Mailman's, ezmlm's way (RFC 2919, RFC 2369).
_NAMES = (
    "list-id", "list-post", "mailing-list", "x-mailing-list", "x-beenthere", "x-mlserver",
    "list-owner", "list-archive", "list-subscribe", "list-help",
)  # fmt: skip
# Headers in which a group keeps the writer, the surest first.
_WRITER = (
    "x-original-from", "x-original-sender", "original-from", "original-sender",
    "x-google-original-from", "x-mailman-original-from", "x-original-reply-to",
    "x-mailfrom", "reply-to", "x-envelope-from", "x-authenticated-sender",
)  # fmt: skip
# Marks that only software of groups writes: a newsletter has no address to post to.
_GROUP = (
    "list-post", "mailing-list", "x-beenthere", "x-mailing-list", "x-mlserver",
    "x-google-group-id", "x-mailman-version", "x-original-from", "x-original-sender",
    "x-sympa-to", "x-sequence",
)  # fmt: skip
# A house's own desks: nobody names a public list so.
_DESK = re.compile(
    r"(?:(?:service|pole|equipe|mail|boite|groupe)s?[._-])?(?:r[ée]clam\w*|sinistres?|plaintes?|litiges?|accueil|contact"
    r"|clients?|service\w*|gestion|conformit[eé]|qualit[eé]|cabinet|agence|courriers?|complaints?|claims?|beschwerden?"
    r"|quejas|reclami)(?:[._-].*)?@"
)
_DELIVERED = ("delivered-to", "x-original-to", "envelope-to", "x-envelope-to")
_VIA = re.compile(
    r"(?<=\S)\s+[(\[]?(?:via|par l['’]intermédiaire d[eu]|par le biais d[eu]|über|tramite|por medio de|através de)\s.*",
    re.IGNORECASE | re.DOTALL,
)
_ADDRESS_SHOWN = re.compile(r"[(\[<]?[^\s(\[<]+@[^\s)\]>]+[)\]>]?")
# `zoe=courriel.example@groupe.example`: the writer's address folded into the group's.
_FOLDED = re.compile(
    r"(?:.*[+])?([\w.+-]{1,64})=((?:[\w-]{1,63}\.)+[a-z]{2,24})@", re.I
)
_QUOTES = "'\"« »‘’“”"
_MOST = 20


class Closeness(IntEnum):
    """Distance of a list from the house whose mailbox received the message."""

    STRANGE = 0
    # The message was written to the list, whosever it is.
    POSTED = 1
    OWN = 2


def writer_of(
    headers: Headers, sender: Person | None, ours: frozenset[str]
) -> Person | None:
    """The writer to a group that put its own address into From; None when From names the writer.

    `ours` holds the addresses that the message came to.
    """
    if sender is None or not _is_group_address(headers, sender, ours):
        return None
    name = _VIA.sub("", sender.name).strip(_QUOTES)
    shown = _ADDRESS_SHOWN.sub(" ", name).strip(_QUOTES)
    for header in _WRITER:
        writer = _other(headers, header, sender)
        if writer and (header != "reply-to" or _is_relayed(headers, sender, writer)):
            return Person(writer.name or shown, writer.email)
    return _read_shown(sender, name, shown)


def closeness(
    headers: Headers, recipients: tuple[str, ...], own_addresses: frozenset[str]
) -> Closeness:
    """Rate how near a list stands to the house, by its names in the headers."""
    if "list-unsubscribe" in headers and not any(name in headers for name in _GROUP):
        return Closeness.STRANGE
    lists = " ".join(headers.get(name) for name in _NAMES).lower()
    if not any(_has_house(lists, email) for email in recipients):
        return Closeness.STRANGE
    named = [email for email in recipients if _is_named(lists, email)]
    delivered = ", ".join(headers.get(name) for name in _DELIVERED)
    # A list's own server leaves the list's address there.
    house = (own_addresses | set(addresses(delivered, _MOST))) - set(named)
    is_ours = own_addresses & set(named) or any(
        _has_house(lists, email) for email in house
    )
    is_desk = any(_DESK.match(email) for email in named)
    return Closeness.OWN if is_ours or is_desk else Closeness.POSTED


def _has_house(lists: str, address: str) -> bool:
    """The lists' names hold an address, or its domain where that is a house's own."""
    domain = domain_of(address)
    if domain in FREE_DOMAINS:
        return _is_named(lists, address)
    return bool(domain) and domain in lists


def _is_named(lists: str, address: str) -> bool:
    """The address is a list's own, as it is written or as an identifier (RFC 2919)."""
    address = address.lower()
    return address in lists or address.replace("@", ".") in lists


def _is_group_address(headers: Headers, sender: Person, ours: frozenset[str]) -> bool:
    email = sender.email.lower()
    if _VIA.search(sender.name) or _FOLDED.match(email):
        return True
    if email in ours:
        return True
    lists = " ".join(headers.get(name) for name in _NAMES).lower()
    return _is_named(lists, email)


def _is_relayed(headers: Headers, sender: Person, writer: Person) -> bool:
    """A group's mark or the writer's own name in From: a site's form has Reply-To as well."""
    if _VIA.search(sender.name) or any(name in headers for name in (*_NAMES, *_GROUP)):
        return True
    return bool(writer.name) and fold(writer.name) == fold(sender.name)


def _other(headers: Headers, header: str, sender: Person) -> Person | None:
    """The one person besides the group that a header names; Mailman adds itself to Reply-To."""
    raw = headers.raw(header)
    if raw is None or headers.count(header) > 1:
        return None
    alone = one_address(raw)
    if alone:
        return alone if alone.email.lower() != sender.email.lower() else None
    named = addresses(one_line(headers.get(header)), _MOST)
    others = [email for email in named if email != sender.email.lower()]
    return Person("", others[0]) if len(others) == 1 else None


def _read_shown(sender: Person, name: str, bare: str) -> Person | None:
    """The writer whom the group's name or address shows: `'zoe@courriel.example' via Accueil`."""
    shown = addresses(name, _MOST)
    if len(shown) == 1 and shown[0] != sender.email.lower():
        return Person(bare, shown[0])
    folded = _FOLDED.match(sender.email)
    unfolded = f"{folded[1]}@{folded[2]}" if folded else ""
    return Person(name, unfolded) if unfolded and is_address(unfolded) else None
