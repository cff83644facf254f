"""What may be believed of a message before an acknowledgement leaves by itself.

Three things that the policy (`models.sending.policy`) then weighs: does the mailbox's provider
vouch for the sender; who answers for an address that only the text names; and is there a doubt
about who is who that a person should settle.
"""

from __future__ import annotations

import email.utils
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ingest.mime.auth_results import canonical, organization
from ingest.mime.identity import domain_of, names_nobody, one_address
from ingest.mime.strict_headers import Fields, fields_of
from ingest.reading.understood import Understood
from ingest.trust.authentication import Authentication, authenticated
from models.analysis.findings import Findings
from models.base.addresses import FREE_DOMAINS

# A name, quoted or without any special sign, and one address: nobody reads it otherwise.
_PLAIN = re.compile(
    r"""\s*(?:"[^"\\\x00-\x1f]*"|[\w ='?.+*/&~!#$%^`{|}-]*)\s*<[\w.+-]+@[\w.-]+>\s*""",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Provider:
    """A mailbox's setting: who checks its mail, and whose ARC seals are believed."""

    authserv_id: str = ""
    sealers: frozenset[str] = frozenset()


def weighed(
    raw: bytes, said: Understood, findings: Sequence[Findings], provider: Provider
) -> list[Findings]:
    """The findings of a message with what may be believed of each."""
    headers = fields_of(raw)
    parts = (said, *said.also)
    return [
        _weighed(headers, said, part, one, provider)
        for part, one in zip(parts, findings, strict=True)
    ]


def _weighed(
    headers: Fields,
    outer: Understood,
    part: Understood,
    one: Findings,
    provider: Provider,
) -> Findings:
    sender = outer.sender.email.lower() if outer.sender else ""
    own = bool(sender) and one.complainant_email.lower() == sender
    verdict = _verdict(headers, provider, redirected=own and part.forwarded)
    # Whoever names somebody else's address answers for it, a site's form as well.
    voucher = one.forwarder_email if own else one.forwarder_email or sender
    return replace(
        one,
        authenticated=verdict.passed,
        authentication=verdict.why,
        forwarder_email=voucher,
        intermediaries=_intermediaries(part, sender),
        doubt=_doubt(headers, outer, part, own=own, voucher=voucher),
    )


def _verdict(
    headers: Fields, provider: Provider, *, redirected: bool
) -> Authentication:
    if headers.odd:
        return Authentication(False, "malformed")
    return authenticated(
        headers.fields,
        provider.authserv_id,
        redirected=redirected,
        sealers=provider.sealers,
    )


def _doubt(
    headers: Fields, outer: Understood, part: Understood, *, own: bool, voucher: str
) -> str:
    """The code of the first doubt about who is who; "" when there is none."""
    sender = outer.sender.email.lower() if outer.sender else ""
    if headers.odd:
        return "odd_headers"
    if len(headers.all("from")) != 1:
        return "several_from"
    if not sender or _readings(headers.all("from")[0]) != {sender}:
        return "parsers_disagree"
    # Only From is authenticated: a redirection's own header names whom it likes.
    if not own and voucher.lower() != sender:
        return "voucher_not_sender"
    if own and not _answers_to(headers, sender):
        return "reply_to"
    if part.complainant and part.complainant.email and None in part.hops:
        return "name_only_hop"
    return ""


def _readings(value: str) -> set[str]:
    """Every sender that a reader of this header could see: ours and the lenient one."""
    ours = one_address(value)
    if ours is None:
        # The lenient reader is not even asked: it recurses into what is nested.
        return set()
    if _PLAIN.fullmatch(value):
        return {ours.email.lower()}
    lenient = {found.lower() for _, found in email.utils.getaddresses([value])}
    return {ours.email.lower(), *lenient}


def _answers_to(headers: Fields, sender: str) -> bool:
    """Reply-To is absent, or names the sender and nobody else."""
    values = [one for one in headers.all("reply-to") if not names_nobody(one)]
    named = [one_address(value) for value in values]
    return not named or (
        len(named) == 1 and named[0] is not None and named[0].email.lower() == sender
    )


def _intermediaries(part: Understood, sender: str) -> tuple[str, ...]:
    """Who stood between the complainant and the sender and is no colleague of the sender.

    What such a person passed on is theirs to invent: the text of a mail forwarded in good
    faith may itself pretend to forward another.
    """
    middle = dict.fromkeys(hop.lower() for hop in part.hops[1:-1] if hop)
    if not middle:
        return ()
    office = canonical(domain_of(sender))
    home = "" if office in FREE_DOMAINS else organization(office)
    return tuple(hop for hop in middle if hop != sender and not _is_of(hop, home))


def _is_of(address: str, home: str) -> bool:
    return bool(home) and organization(canonical(domain_of(address))) == home
