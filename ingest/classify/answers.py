"""Whether a mail answers a letter of ours that it quotes, where no header says so.

Some programs send answers without In-Reply-To or References, and people write to an address that
they copy. Nothing joins a file for what is quoted: a letter's signed identifier alone does that.
"""

from __future__ import annotations

from ingest.classify.personal import weigh_letter
from ingest.classify.rules import REFERENCE, Case
from ingest.classify.unattended import is_acknowledgement
from ingest.forward.unwrap import first_prefix
from ingest.mime.identity import addresses, domain_of

_GRIEVED, _BRIEF, _MOST = 2, 400, 10
# Where the lines that introduce what is quoted end, at the latest.
_HEAD = 600


def quotes_our_letter(case: Case) -> bool:
    """The mail answers an acknowledgement of the house's that it quotes."""
    if not case.quoted or not _is_ours(case):
        return False
    is_named = bool(REFERENCE.search(case.quoted))
    if not is_named and not is_acknowledgement(case.quoted):
        return False
    subject = case.inner_subject or case.headers.get("subject")
    if first_prefix(subject) == "reply":
        return True
    # A new complaint may quote an old letter under a subject of its own.
    own = case.body.strip()
    return is_named and len(own) <= _BRIEF and weigh_letter(subject, own) < _GRIEVED


def _is_ours(case: Case) -> bool:
    """Its introduction names a mailbox that this mail came to, or one of ours."""
    named = addresses(case.quoted[:_HEAD].replace("<", " "), _MOST)
    ours = {*case.recipients, *case.own_addresses}
    return any(one in ours or domain_of(one) in case.mail_domains for one in named[:1])
