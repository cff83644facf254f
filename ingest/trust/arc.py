"""Authenticated Received Chain (RFC 8617), believed from a list of sealers only.

A rule that redirects a mail breaks SPF, and DKIM where it touches the body. The provider says that
the chain holds (`arc=pass`); its last foreign seal must be one we were told to believe, and what
that sealer saw on arrival is judged like a provider's own results.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from ingest.mime.auth_results import Results, canonical, organization, read_results
from ingest.mime.strict_headers import Field
from ingest.trust.header_results import judged

_INSTANCE = re.compile(r"\s*i\s*=\s*(\d{1,2})\s*;(.*)\Z", re.DOTALL)
_TAG = re.compile(r"\s*([a-z]+)\s*=\s*([^;\s]*)")
MAX_INSTANCES = 50


def has_trusted_seal(
    headers: Sequence[Field], said: Results, author: str, sealers: frozenset[str]
) -> bool:
    """Whether a believed sealer saw the author's domain pass, in a chain that holds."""
    chain = said.of("arc")
    if len(chain) != 1 or chain[0].result != "pass":
        return False
    seals, seen = (
        _sets(headers, "arc-seal"),
        _sets(headers, "arc-authentication-results"),
    )
    if not seals or seals.keys() != seen.keys() or max(seals) != len(seals):
        return False
    newest = _newest_foreign(seals, said.authserv_id)
    if newest is None or _sealer(seals[newest]) not in sealers:
        return False
    told = read_results(seen[newest])
    return told is not None and judged(told, author).passed


def _sets(headers: Sequence[Field], name: str) -> dict[int, str]:
    """The fields of one name by instance; {} when an instance stands twice or is not told."""
    told = [_INSTANCE.match(field.value) for field in headers if field.name == name]
    found = {int(one[1]): one[2] for one in told if one}
    whole = len(found) == len(told) <= MAX_INSTANCES
    return found if whole else {}


def _newest_foreign(seals: dict[int, str], authserv_id: str) -> int | None:
    # The provider seals what it receives as well: its own seal says nothing new.
    last = max(seals)
    own = organization(canonical(authserv_id))
    if own and organization(_sealer(seals[last])) == own:
        last -= 1
    return last or None


def _sealer(seal: str) -> str:
    tags = [one for one in (_TAG.match(part) for part in seal.split(";")) if one]
    named = [one[2] for one in tags if one[1] == "d"]
    return canonical(named[0]) if len(named) == 1 else ""
