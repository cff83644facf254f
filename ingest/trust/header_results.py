"""What the results of one header are worth for the domain of From (RFC 7489, RFC 8601)."""

from __future__ import annotations

from dataclasses import dataclass

from ingest.mime.auth_results import Results, canonical, is_aligned
from ingest.mime.identity import domain_of


@dataclass(frozen=True, slots=True)
class Authentication:
    """The verdict; `why` is the method that passed, or the code of what lacks.

    Codes: `no_provider` `no_header` `foreign_hop` `malformed` `from` `dmarc_failed`
    `dmarc_other` `not_aligned` `no_pass`; `dmarc` `dkim` `arc` when it passed.
    """

    passed: bool
    why: str


def judged(said: Results, author: str) -> Authentication:
    """What one header's results are worth for a domain of From (canonical)."""
    dmarc = said.of("dmarc")
    if len(dmarc) > 1:
        return Authentication(False, "malformed")
    if dmarc and dmarc[0].result == "pass":
        same = canonical(dmarc[0].get("header.from")) == author
        return Authentication(same, "dmarc" if same else "dmarc_other")
    # No policy is published, or none was looked for: the signature must speak for itself.
    if dmarc and dmarc[0].result not in ("none", "bestguesspass"):
        return Authentication(False, "dmarc_failed")
    return _signed(said, author)


def _signed(said: Results, author: str) -> Authentication:
    passed = [one for one in said.of("dkim") if one.result == "pass"]
    signers = [one.get("header.d") or domain_of(one.get("header.i")) for one in passed]
    if any(is_aligned(signer, author) for signer in signers):
        return Authentication(True, "dkim")
    return Authentication(False, "not_aligned" if passed else "no_pass")
