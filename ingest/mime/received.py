"""The hops that Received fields tell: which host wrote each, and which are the provider's own."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable

from ingest.mime.auth_results import without_comments
from ingest.mime.domains import canonical, organization

_BY = re.compile(r"(?i)(?:^|\s)by\s+([^\s;()]{1,255})")
# Names that a provider's machines have among themselves.
_INSIDE = (".local", ".internal", ".lan", ".localdomain", ".arpa")


def host_of(received: str) -> str:
    """The host that wrote a Received field; "" for a provider's unnamed inner machine."""
    found = _BY.search(without_comments(received) or "")
    name = found[1].lower().strip("[].") if found else ""
    if "." not in name or name.endswith(_INSIDE):
        return ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return canonical(name)
    return ""


def names_of_provider(fields: Iterable[tuple[str, str]]) -> set[str]:
    """Names of the fields that the mailbox's provider added on top of a message.

    They stand above its own lowest Received: whatever stands below came with the message.
    Nobody knows where no Received is, so all names are given.
    """
    home, added, held = "", set[str](), set[str]()
    is_dated = False
    for name, value in fields:
        held.add(name)
        if name != "received":
            continue
        host = organization(host_of(value))
        if host and home and host != home:
            break
        home, is_dated = home or host, True
        added |= held
    return added if is_dated else held
