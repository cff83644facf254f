"""Who says at the top of a message that its sender was checked (RFC 8601)."""

from __future__ import annotations

from ingest.mime.auth_results import read_results
from ingest.mime.strict_headers import fields_of


def provider_of(raw: bytes) -> str:
    """The identifier of the topmost Authentication-Results, in lower case; "" for none.

    It is what the header claims, for a person to recognise: anybody may write one.
    """
    said = fields_of(raw).all("authentication-results")
    found = read_results(said[0]) if said else None
    return found.authserv_id if found else ""
