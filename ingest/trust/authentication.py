"""Whether the mailbox's own provider vouches for who wrote: Authentication-Results, RFC 8601.

Anybody can write such a header. Only the provider's is believed: the topmost one that bears its
identifier, where no other server's hop stands above it. DMARC must have passed for the domain of
From, or DKIM for a domain aligned with it; SPF alone speaks of the envelope and is not enough.
Whatever is in doubt is not authenticated.
"""

from __future__ import annotations

from collections.abc import Sequence

from ingest.mime.auth_results import (
    Results,
    canonical,
    host_of,
    organization,
    read_results,
)
from ingest.mime.identity import domain_of, one_address
from ingest.mime.strict_headers import Field
from ingest.trust.arc import has_trusted_seal
from ingest.trust.header_results import Authentication, judged

__all__ = ["NO_PROVIDER", "Authentication", "authenticated"]

# The value of a mailbox's setting that says: it has no such provider, nothing is checked.
NO_PROVIDER = "none"
_HEADER = "authentication-results"


def authenticated(
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
    own = authserv_id.strip().lower()
    if own in ("", NO_PROVIDER):
        return Authentication(False, "no_provider")
    found = _own_results(headers, own)
    if isinstance(found, str):
        return Authentication(False, found)
    author = _author_domain(headers)
    if not author:
        return Authentication(False, "from")
    verdict = judged(found, author)
    if (
        not verdict.passed
        and redirected
        and has_trusted_seal(headers, found, author, sealers)
    ):
        return Authentication(True, "arc")
    return verdict


def _author_domain(headers: Sequence[Field]) -> str:
    named = [field.value for field in headers if field.name == "from"]
    author = one_address(named[0]) if len(named) == 1 else None
    return canonical(domain_of(author.email)) if author else ""


def _own_results(headers: Sequence[Field], own: str) -> Results | str:
    """The provider's topmost results, or the code of why there are none to believe."""
    home = {organization(canonical(own))} - {""}
    named = False
    for field in headers:
        host = host_of(field.value) if field.name == "received" else ""
        if host:
            # The topmost hop that bears a name led into the mailbox: it is the provider's.
            home |= set() if named else {organization(host)}
            named = True
            if organization(host) not in home:
                return "foreign_hop" if _claims(headers, own) else "no_header"
        if field.name == _HEADER:
            said = read_results(field.value)
            if said is None:
                # It may be the provider's own: nothing below it may stand for it.
                return "malformed"
            if said.authserv_id == own:
                return said
    return "no_header"


def _claims(headers: Sequence[Field], own: str) -> bool:
    told = [read_results(field.value) for field in headers if field.name == _HEADER]
    return any(one is not None and one.authserv_id == own for one in told)
