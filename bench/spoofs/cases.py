"""The table of families, and the cases drawn from it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random

from bench.spoofs import checks, detours, senders
from bench.spoofs.mails import Draw

Pair = tuple[bytes, bytes]

FAMILIES: dict[str, Callable[[Draw], Pair]] = {
    "no results at all": checks.no_results,
    "results that fail": checks.failing,
    "forged results below": checks.forge_below,
    "another server's results": checks.other_server,
    "look-alike server": checks.look_alike,
    "below a foreign hop": checks.foreign_hop,
    "unaligned signature": checks.sign_unaligned,
    "DMARC of another domain": checks.other_domain,
    "SPF alone": checks.spf_alone,
    "comments, quotes, doubles": checks.bend_words,
    "two From headers": senders.two_headers,
    "two mailboxes in From": senders.two_mailboxes,
    "display name": senders.show_other_name,
    "readers differ on From": senders.readers_differ,
    "group syntax": senders.group,
    "encoded From": senders.encode,
    "control characters": senders.controls,
    "look-alike domain": senders.look_alike,
    "unverified forwarder": senders.make_unverified,
    "Sender and Resent": senders.other_headers,
    "direct, in another's name": senders.direct,
    "Reply-To elsewhere": senders.answer_elsewhere,
    "unknown ARC seal": detours.seal_by_unknown,
    "own mailbox as target": detours.own_mailbox,
    "a machine as target": detours.machine,
    "web form of a stranger": detours.web_form,
    "forward within a forward": detours.nest,
    "attached message": detours.enclose,
    "an answering machine": detours.answering_machine,
}


@dataclass(frozen=True)
class Case:
    """One spoof and its honest twin, whose acknowledgement goes to `target`."""

    family: str
    number: int
    spoof: bytes
    honest: bytes
    target: str


def make(
    count: int, mailbox: str, *, seed: int = 3834, now: datetime | None = None
) -> list[Case]:
    """Cases in turn from every family; the same seed and moment give the same bytes."""
    at = now or datetime.now(UTC)
    return [_case(number, mailbox, seed, at) for number in range(count)]


def _case(number: int, mailbox: str, seed: int, now: datetime) -> Case:
    names = list(FAMILIES)
    family, variant = names[number % len(names)], number // len(names)
    draw = Draw(number, variant, mailbox, now, Random(f"{seed}:{number}"))
    spoof, honest = FAMILIES[family](draw)
    return Case(family, number, spoof, honest, draw.person("client")[1])
