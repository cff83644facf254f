"""Assessment of what may be believed of a message before an acknowledgement leaves by itself.

Three facts for the policy (`models.sending.policy`) to weigh: whether the mailbox's provider
vouches for the sender; who answers for an address that only the text names; and whether a doubt
about who is who should be settled by a person.
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
from ingest.trust.authentication import Authentication, authenticate
from models.analysis.findings import Findings
from models.base.addresses import FREE_DOMAINS

# A name, quoted or without any special sign, and one address: every reader sees the same.
_PLAIN = re.compile(
    r"""\s*(?:"[^"\\\x00-\x1f]*"|[\w ='?.+*/&~!#$%^`{|}-]*)\s*<[\w.+-]+@[\w.-]+>\s*""",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Provider:
    """Settings of a mailbox: the provider that checks its mail, and the ARC sealers believed."""

    authserv_id: str = ""
    sealers: frozenset[str] = frozenset()


def assess_trust(
    raw: bytes,
    understood: Understood,
    findings: Sequence[Findings],
    provider: Provider,
) -> list[Findings]:
    """The findings of a message with what may be believed of each."""
    # Read again from the bytes: the lenient parser would hide what is odd.
    headers = fields_of(raw)
    letters = (understood, *understood.also)
    return [
        _assess_part(headers, understood, letter, part, provider)
        for letter, part in zip(letters, findings, strict=True)
    ]


def _assess_part(
    headers: Fields,
    outer: Understood,
    letter: Understood,
    findings: Findings,
    provider: Provider,
) -> Findings:
    sender = outer.sender.email.lower() if outer.sender else ""
    is_own = bool(sender) and findings.complainant_email.lower() == sender
    # A redirection breaks SPF and DKIM honestly; a forward is a new mail of its sender.
    verdict = _authenticate(headers, provider, redirected=is_own and letter.forwarded)
    answerable = findings.forwarder_email
    # An own complaint is answered to its sender; another's address may be invented.
    if not is_own:
        # Naming somebody else's address must be answered for; a site's form does it too.
        answerable = answerable or sender
    return replace(
        findings,
        authenticated=verdict.passed,
        authentication=verdict.why,
        forwarder_email=answerable,
        intermediaries=_intermediaries(letter, sender),
        doubt=_first_doubt(
            headers, outer, letter, is_own=is_own, answerable_address=answerable
        ),
    )


def _authenticate(
    headers: Fields, provider: Provider, *, redirected: bool
) -> Authentication:
    if headers.odd:
        return Authentication(False, "malformed")
    return authenticate(
        headers.fields,
        provider.authserv_id,
        redirected=redirected,
        sealers=provider.sealers,
    )


def _first_doubt(
    headers: Fields,
    outer: Understood,
    letter: Understood,
    *,
    is_own: bool,
    answerable_address: str,
) -> str:
    """The code of the first doubt about who is who; "" when there is none."""
    sender = outer.sender.email.lower() if outer.sender else ""
    if headers.odd:
        return "odd_headers"
    if len(headers.all("from")) != 1:
        return "several_from"
    if not sender or _possible_senders(headers.all("from")[0]) != {sender}:
        return "parsers_disagree"
    # Only From is authenticated: a redirection's own header can name any address.
    if not is_own and answerable_address.lower() != sender:
        # Its code is stored: the word stays.
        return "voucher_not_sender"
    if is_own and not _answers_to(headers, sender):
        return "reply_to"
    if letter.complainant and letter.complainant.email and None in letter.hops:
        return "name_only_hop"
    return ""


def _possible_senders(value: str) -> set[str]:
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
    values = [value for value in headers.all("reply-to") if not names_nobody(value)]
    people = [one_address(value) for value in values]
    return not people or (
        len(people) == 1 and people[0] is not None and people[0].email.lower() == sender
    )


def _intermediaries(letter: Understood, sender: str) -> tuple[str, ...]:
    """Addresses between the complainant and the sender that are no colleague of the sender.

    Such a person could invent what they passed on: the text of a mail forwarded in good
    faith may itself pretend to forward another.
    """
    middle = dict.fromkeys(hop.lower() for hop in letter.hops[1:-1] if hop)
    if not middle:
        return ()
    domain = canonical(domain_of(sender))
    home = "" if domain in FREE_DOMAINS else organization(domain)
    return tuple(hop for hop in middle if hop != sender and not _is_of(hop, home))


def _is_of(address: str, home: str) -> bool:
    return bool(home) and organization(canonical(domain_of(address))) == home
