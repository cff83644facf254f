"""Domains that take mail, by their MX, A or AAAA records, asked once in a while."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

import dns.exception
import dns.name
import dns.resolver

from models.base.addresses import for_the_wire

PORT = 53
# Seconds for all questions about one domain.
DNS_TIMEOUT = 5.0
MAX_ANSWERS = 10_000


class Answer(StrEnum):
    """`UNSURE`: nobody answered, or nobody who knows; asked again later."""

    TAKES_MAIL = "takes_mail"
    UNKNOWN = "unknown"
    UNSURE = "unsure"


# Seconds an answer is kept. A doubt is kept too: a batch must not wait for each of its letters.
_KEPT = {Answer.TAKES_MAIL: 3_600.0, Answer.UNKNOWN: 600.0, Answer.UNSURE: 20.0}


@dataclass
class Domains:
    """The answers of this process; several threads ask."""

    timeout: float = DNS_TIMEOUT
    _known: OrderedDict[tuple[str, str], tuple[float, Answer]] = field(
        default_factory=OrderedDict
    )
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def ask(self, address: str, server: str) -> Answer:
        """Ask the resolver `server` whether the domain of an address takes mail.

        `server`: an IP address, with `:port` if need be; "": the machine's own resolver.
        """
        domain = for_the_wire(address).rpartition("@")[2].lower().rstrip(".")
        kept = self._find_kept(server, domain)
        if kept is not None:
            return kept
        answer = _ask_resolver(domain, server, self.timeout)
        self._keep(server, domain, answer)
        return answer

    def _find_kept(self, server: str, domain: str) -> Answer | None:
        with self._lock:
            until, answer = self._known.get((server, domain), (0.0, Answer.UNSURE))
        return answer if until > time.monotonic() else None

    def _keep(self, server: str, domain: str, answer: Answer) -> None:
        with self._lock:
            self._known[server, domain] = (time.monotonic() + _KEPT[answer], answer)
            self._known.move_to_end((server, domain))
            while len(self._known) > MAX_ANSWERS:
                self._known.popitem(last=False)


def _ask_resolver(domain: str, server: str, timeout: float) -> Answer:
    try:
        name = dns.name.from_text(domain)
        if name == dns.name.root:
            return Answer.UNKNOWN
    except (dns.exception.DNSException, UnicodeError):
        return Answer.UNKNOWN
    try:
        return _resolve(name, _resolver(server, timeout))
    except dns.resolver.NXDOMAIN:
        return Answer.UNKNOWN
    except (dns.exception.DNSException, OSError, ValueError):
        return Answer.UNSURE


def _resolver(server: str, timeout: float) -> dns.resolver.Resolver:
    resolver = dns.resolver.Resolver(configure=not server)
    if server:
        host, port = _split_server(server)
        resolver.nameservers = [host]
        resolver.port = port
    resolver.timeout, resolver.lifetime = timeout / 2, timeout
    return resolver


def _split_server(server: str) -> tuple[str, int]:
    """`192.0.2.1`, `192.0.2.1:5353`, `2001:db8::1` or `[2001:db8::1]:5353`."""
    host, colon, port = server.strip().rpartition(":")
    if colon and port.isdigit() and (host.count(":") == 0 or host.endswith("]")):
        return host.strip("[]"), int(port)
    return server.strip().strip("[]"), PORT


def _resolve(name: dns.name.Name, resolver: dns.resolver.Resolver) -> Answer:
    """MX decides when there are any; else an address of its own does (RFC 5321, 5.1)."""
    servers = _records(name, "MX", resolver)
    if servers:
        # A single « . » says that the domain takes no mail (RFC 7505).
        null = all(record.exchange == dns.name.root for record in servers)
        return Answer.UNKNOWN if null else Answer.TAKES_MAIL
    found = _records(name, "A", resolver) or _records(name, "AAAA", resolver)
    return Answer.TAKES_MAIL if found else Answer.UNKNOWN


def _records(
    name: dns.name.Name, kind: str, resolver: dns.resolver.Resolver
) -> list[Any]:
    found = resolver.resolve(name, kind, raise_on_no_answer=False, search=False)
    return list(found.rrset or ())
