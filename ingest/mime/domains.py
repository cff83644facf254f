"""Domain names compared as DMARC compares them (RFC 7489, 3.1 and 3.2)."""

from __future__ import annotations

import ipaddress
import re
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+\Z"
)


@cache
def _suffixes() -> PublicSuffixList:
    # Imported by the first mail whose provider speaks: the list costs as much as a process.
    from publicsuffixlist import PublicSuffixList

    # The list that came with the package: it changes with our pinned versions, never by itself.
    return PublicSuffixList(only_icann=False)


def canonical(domain: str) -> str:
    """A domain in ASCII and lower case; "" when it is not a plain domain name."""
    name = domain.strip().rstrip(".").lower()
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return name if _NAME.match(name) and not _is_literal(name) else ""


@lru_cache(maxsize=4096)
def organization(domain: str) -> str:
    """The organizational domain of a canonical name; "" for a public suffix alone."""
    return _suffixes().privatesuffix(domain) or "" if domain else ""


def is_aligned(signer: str, author: str) -> bool:
    """Relaxed alignment: both belong to one organizational domain."""
    first, second = canonical(signer), canonical(author)
    if not first or not second:
        return False
    home = organization(second)
    return first == second or bool(home and organization(first) == home)


def _is_literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
