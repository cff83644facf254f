"""Authentication of a sender by the mailbox's own provider: Authentication-Results, RFC 8601.

Anybody can write such a header. Only the provider's is believed: the topmost one that bears its
identifier, where no other server's hop stands above it. DMARC must have passed for the domain of
From, or DKIM for a domain aligned with it (RFC 7489); SPF alone speaks of the envelope and is not
enough. Whatever is in doubt is not authenticated.

A server's rule that redirects a mail breaks SPF, and DKIM where it touches the body. For those
alone an Authenticated Received Chain (RFC 8617) counts: the provider says that the chain holds
(`arc=pass`), its last foreign seal is by one of the sealers we are set to believe, and what that
sealer saw on arrival is judged like a provider's own results.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.mime.auth_results import (
    Results,
    canonical,
    host_of,
    is_aligned,
    organization,
    read_results,
)
from ingest.mime.identity import domain_of, one_address
from ingest.mime.strict_headers import Field, fields_of

# The value of a mailbox's setting for one without such a provider: nothing is checked.
NO_PROVIDER = "none"
_HEADER = "authentication-results"
# Instances of an ARC set (RFC 8617, 4.2.1).
MAX_INSTANCES = 50
_INSTANCE = re.compile(r"\s*i\s*=\s*(\d{1,2})\s*;(.*)\Z", re.DOTALL)
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([^;\s]*)")


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdict; `why` is the method that passed, or the code of what is missing.

    Codes: `no_provider` `no_header` `foreign_hop` `malformed` `from` `dmarc_failed`
    `dmarc_other` `not_aligned` `no_pass`; `dmarc` `dkim` `arc` when it passed.
    """

    passed: bool
    why: str


def authenticate(
    headers: Sequence[Field],
    authserv_id: str,
    *,
    redirected: bool = False,
    sealers: frozenset[str] = frozenset(),
) -> Authentication:
    """Judge the header fields of a message, topmost first.

    `redirected`: a server's rule sent it on unchanged; then an ARC chain closed by one of
    `sealers` (domains) may stand for what the detour broke.
    """
    provider = authserv_id.strip().lower()
    if provider in ("", NO_PROVIDER):
        return Authentication(False, "no_provider")
    results = _provider_results(headers, provider)
    if isinstance(results, str):
        return Authentication(False, results)
    author = _author_domain(headers)
    if not author:
        return Authentication(False, "from")
    verdict = judge_results(results, author)
    if verdict.passed or not redirected:
        return verdict
    has_seal = has_trusted_seal(headers, results, author, sealers)
    return Authentication(True, "arc") if has_seal else verdict


def read_provider(raw: bytes) -> str:
    """The identifier of the topmost Authentication-Results, in lower case; "" for none.

    It is what the header claims, for a person to recognise: anybody may write one.
    """
    values = fields_of(raw).all(_HEADER)
    results = read_results(values[0]) if values else None
    return results.authserv_id if results else ""


def _author_domain(headers: Sequence[Field]) -> str:
    values = [field.value for field in headers if field.name == "from"]
    author = one_address(values[0]) if len(values) == 1 else None
    return canonical(domain_of(author.email)) if author else ""


def _provider_results(headers: Sequence[Field], provider: str) -> Results | str:
    """The provider's topmost results, or the code of why there are none to believe."""
    home = {organization(canonical(provider))} - {""}
    has_hop = False
    for field in headers:
        host = host_of(field.value) if field.name == "received" else ""
        if host:
            # The topmost hop that bears a name led into the mailbox: it is the provider's.
            home |= set() if has_hop else {organization(host)}
            has_hop = True
            if organization(host) not in home:
                return "foreign_hop" if _has_claim(headers, provider) else "no_header"
        if field.name == _HEADER:
            results = read_results(field.value)
            if results is None:
                # It may be the provider's own: nothing below it may stand for it.
                return "malformed"
            if results.authserv_id == provider:
                return results
    return "no_header"


def _has_claim(headers: Sequence[Field], provider: str) -> bool:
    """Some header bears the provider's identifier, from any writer."""
    found = [read_results(field.value) for field in headers if field.name == _HEADER]
    return any(results and results.authserv_id == provider for results in found)


def judge_results(results: Results, author: str) -> Authentication:
    """Weigh one header's results for a domain of From (canonical)."""
    dmarc = results.of("dmarc")
    if len(dmarc) > 1:
        return Authentication(False, "malformed")
    if dmarc and dmarc[0].result == "pass":
        is_same = canonical(dmarc[0].get("header.from")) == author
        return Authentication(is_same, "dmarc" if is_same else "dmarc_other")
    # No policy is published, or none was looked for: the signature must speak for itself.
    if dmarc and dmarc[0].result not in ("none", "bestguesspass"):
        return Authentication(False, "dmarc_failed")
    return _judge_signatures(results, author)


def _judge_signatures(results: Results, author: str) -> Authentication:
    valid = [method for method in results.of("dkim") if method.result == "pass"]
    signers = [
        method.get("header.d") or domain_of(method.get("header.i")) for method in valid
    ]
    if any(is_aligned(signer, author) for signer in signers):
        return Authentication(True, "dkim")
    return Authentication(False, "not_aligned" if valid else "no_pass")


def has_trusted_seal(
    headers: Sequence[Field], results: Results, author: str, sealers: frozenset[str]
) -> bool:
    """A believed sealer saw the author's domain pass, in a chain that holds."""
    chain = results.of("arc")
    if len(chain) != 1 or chain[0].result != "pass":
        return False
    seals = _arc_fields(headers, "arc-seal")
    observed = _arc_fields(headers, "arc-authentication-results")
    if not seals or seals.keys() != observed.keys() or max(seals) != len(seals):
        return False
    newest = _newest_foreign(seals, results.authserv_id)
    if newest is None or _sealer(seals[newest]) not in sealers:
        return False
    on_arrival = read_results(observed[newest])
    return on_arrival is not None and judge_results(on_arrival, author).passed


def _arc_fields(headers: Sequence[Field], name: str) -> dict[int, str]:
    """The fields of one name by instance; {} when an instance stands twice or is missing."""
    matches = [_INSTANCE.match(field.value) for field in headers if field.name == name]
    found = {int(match[1]): match[2] for match in matches if match}
    is_complete = len(found) == len(matches) <= MAX_INSTANCES
    return found if is_complete else {}


def _newest_foreign(seals: dict[int, str], authserv_id: str) -> int | None:
    # The provider seals what it receives as well: its own seal says nothing new.
    last = max(seals)
    provider = organization(canonical(authserv_id))
    if provider and organization(_sealer(seals[last])) == provider:
        last -= 1
    return last or None


def _sealer(seal: str) -> str:
    tags = [tag for tag in (_TAG.match(part) for part in seal.split(";")) if tag]
    domains = [tag[2] for tag in tags if tag[1] == "d"]
    return canonical(domains[0]) if len(domains) == 1 else ""
