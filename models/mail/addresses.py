"""Mail addresses as we compare and count them, without telling whose they are."""

from __future__ import annotations

import hashlib
import hmac
import re
from collections.abc import Collection

# Names that no person reads, or that answer by themselves (RFC 5230, RFC 2142 and habit).
_ROLES = re.compile(
    r"(mailer-daemon|postmaster|no[-_.]?reply|ne[-_.]?pas[-_.]?repondre|do[-_.]?not[-_.]?reply"
    r"|listserv|majordomo|owner-.+|.+-request|.+-owner|bounces?([-+_].*)?|abuse|hostmaster"
    r"|webmaster|root|nobody|noc|spam)",
    re.IGNORECASE,
)

# Mail providers open to all: a shared domain says nothing about a shared office.
FREE_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "hotmail.com",
        "hotmail.fr",
        "live.fr",
        "live.com",
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "ymail.com",
        "orange.fr",
        "wanadoo.fr",
        "free.fr",
        "laposte.net",
        "sfr.fr",
        "neuf.fr",
        "bbox.fr",
        "numericable.fr",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "gmx.fr",
        "gmx.com",
        "proton.me",
        "protonmail.com",
        "mailo.com",
        "mailo.fr",
        "club-internet.fr",
        "aliceadsl.fr",
    ]
)


def folded(address: str) -> str:
    """Lower case, without spaces around: addresses are compared whole."""
    return address.strip().lower()


def base(address: str) -> str:
    """Without its detail: `jean+x@y` reaches whom `jean@y` reaches."""
    local, at, domain = folded(address).rpartition("@")
    return local.split("+", 1)[0] + at + domain


def address_hash(key: bytes, address: str) -> str:
    """The HMAC-SHA256 under which an address is kept in platform tables (hexadecimal)."""
    said = folded(address).encode("utf-8", "surrogatepass")
    return hmac.digest(key, said, hashlib.sha256).hex()


def is_role(address: str) -> bool:
    """Whether an address names a machine or a function rather than a person."""
    return _ROLES.fullmatch(folded(address).rpartition("@")[0]) is not None


def domain_of(address: str) -> str:
    return folded(address).rpartition("@")[2]


def is_of_office(address: str, colleagues: Collection[str]) -> bool:
    """Whether an address is of the same office as one of `colleagues`: a domain they share alone."""
    home = domain_of(address)
    known = {domain_of(one) for one in colleagues}
    return bool(home) and home not in FREE_DOMAINS and home in known


def for_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA), as an envelope wants it."""
    local, at, domain = address.strip().rpartition("@")
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return address.strip()
