"""A small name server on loopback: it answers, refuses, or keeps silent, as a test wants."""

from __future__ import annotations

import socket
import threading
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import dns.flags
import dns.message
import dns.rcode
import dns.rdatatype
import dns.rrset

SILENT, BROKEN = "silent", "broken"


@dataclass
class Resolver:
    """`zones`: a domain to its records by type, or SILENT, or BROKEN (SERVFAIL)."""

    zones: dict[str, dict[str, list[str]] | str] = field(default_factory=dict)
    port: int = 0
    asked: Counter[str] = field(default_factory=Counter)

    @property
    def address(self) -> str:
        return f"127.0.0.1:{self.port}"

    def answer(self, wire: bytes) -> bytes | None:
        question = dns.message.from_wire(wire)
        [asked] = question.question
        name = asked.name.to_text(omit_final_dot=True)
        self.asked[name] += 1
        zone = self.zones.get(name)
        if zone == SILENT:
            return None
        reply = dns.message.make_response(question)
        reply.flags |= dns.flags.RA
        if zone == BROKEN:
            reply.set_rcode(dns.rcode.SERVFAIL)
        elif not isinstance(zone, dict):
            reply.set_rcode(dns.rcode.NXDOMAIN)
        else:
            kind = dns.rdatatype.to_text(asked.rdtype)
            for values in zone.get(kind, []):
                made = dns.rrset.from_text(asked.name, 60, "IN", kind, values)
                reply.find_rrset(
                    reply.answer, asked.name, made.rdclass, made.rdtype, create=True
                ).add(made[0], 60)
        return reply.to_wire()


@contextmanager
def running_resolver() -> Iterator[Resolver]:
    resolver = Resolver()
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as line:
        line.bind(("127.0.0.1", 0))
        line.settimeout(0.1)
        resolver.port = line.getsockname()[1]
        over = threading.Event()
        thread = threading.Thread(target=_serve, args=(resolver, line, over))
        thread.start()
        try:
            yield resolver
        finally:
            over.set()
            thread.join()


def _serve(resolver: Resolver, line: socket.socket, over: threading.Event) -> None:
    while not over.is_set():
        try:
            wire, sender = line.recvfrom(4096)
        except TimeoutError:
            continue
        reply = resolver.answer(wire)
        if reply is not None:
            line.sendto(reply, sender)
