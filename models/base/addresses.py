"""Mail addresses as we compare and count them, without telling whose they are."""

from __future__ import annotations

import hashlib
import hmac
import unicodedata
from collections.abc import Collection

# Mail providers open to all: a shared domain says nothing about a shared office.
FREE_DOMAINS = frozenset(
    [
        "gmail.com",
        "googlemail.com",
        "outlook.com",
        "outlook.fr",
        "outlook.be",
        "hotmail.com",
        "hotmail.fr",
        "hotmail.be",
        "hotmail.ch",
        "hotmail.co.uk",
        "live.fr",
        "live.com",
        "live.be",
        "msn.com",
        "yahoo.fr",
        "yahoo.com",
        "yahoo.co.uk",
        "yahoo.ca",
        "yahoo.be",
        "ymail.com",
        "rocketmail.com",
        "orange.fr",
        "wanadoo.fr",
        "wanadoo.com",
        "voila.fr",
        "free.fr",
        "aliceadsl.fr",
        "libertysurf.fr",
        "online.fr",
        "laposte.net",
        "sfr.fr",
        "neuf.fr",
        "9online.fr",
        "cegetel.net",
        "club-internet.fr",
        "bbox.fr",
        "numericable.fr",
        "noos.fr",
        "icloud.com",
        "me.com",
        "mac.com",
        "aol.com",
        "aol.fr",
        "gmx.fr",
        "gmx.com",
        "gmx.net",
        "gmx.de",
        "mail.com",
        "caramail.com",
        "proton.me",
        "protonmail.com",
        "protonmail.ch",
        "pm.me",
        "tutanota.com",
        "tuta.io",
        "mailo.com",
        "mailo.fr",
        "netcourrier.com",
        "zaclys.net",
        "ik.me",
        "yandex.com",
        "yandex.ru",
        "mail.ru",
        "zoho.com",
        "fastmail.com",
        "hey.com",
        "skynet.be",
        "telenet.be",
        "bluewin.ch",
        "videotron.ca",
    ]
)


# Here dots tell nobody apart, and both names are one domain.
_GMAIL = frozenset({"gmail.com", "googlemail.com"})


def folded(address: str) -> str:
    """Lower case, no spaces around, the domain as it travels: addresses are compared whole.

    `x@société.fr` is `x@xn--socit-esab.fr`, and wide letters are the plain ones.
    """
    return for_the_wire(address).lower()


def counted(address: str) -> str:
    """The one name of whoever reads this address: `jean+x@y` reaches whom `jean@y` reaches."""
    local, at, domain = _without_detail(address).rpartition("@")
    if domain in _GMAIL:
        return local.replace(".", "") + "@gmail.com"
    return local + at + domain


def names_of(address: str) -> frozenset[str]:
    """Every name under which an address may be known: whole, without detail, as counted."""
    return frozenset((folded(address), _without_detail(address), counted(address)))


def _without_detail(address: str) -> str:
    local, at, domain = _plain(folded(address)).rpartition("@")
    return local.split("+", 1)[0] + at + domain.rstrip(".")


def _plain(text: str) -> str:
    """Wide and other presentation forms as the plain letters they show."""
    return unicodedata.normalize("NFKC", text)


def address_hash(key: bytes, address: str) -> str:
    """The HMAC-SHA256 under which an address is kept in platform tables (hexadecimal)."""
    said = folded(address).encode("utf-8", "surrogatepass")
    return hmac.digest(key, said, hashlib.sha256).hex()


def domain_of(address: str) -> str:
    return folded(address).rpartition("@")[2]


def is_of_office(address: str, colleagues: Collection[str]) -> bool:
    """An address is of the same office as one of `colleagues`: a domain they share alone."""
    home = domain_of(address)
    known = {domain_of(one) for one in colleagues}
    return bool(home) and home not in FREE_DOMAINS and home in known


def for_the_wire(address: str) -> str:
    """The address with its domain in ASCII (IDNA), as an envelope wants it."""
    local, at, domain = address.strip().rpartition("@")
    if domain.isascii():
        return local + at + domain
    try:
        return local + at + domain.encode("idna").decode("ascii")
    except UnicodeError:
        return address.strip()
