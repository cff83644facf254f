"""One question a function: marks of lists, filters and carriers, weighed against what is said."""

from __future__ import annotations

from dataclasses import replace

from ingest.classify import groups
from ingest.classify.carriers import Sending, carrier_of
from ingest.classify.rules import Case
from ingest.classify.unwanted import (
    is_filtered,
    is_flagged,
    is_marked,
    is_sent_to_many,
    is_unwanted,
    may_be_sent_to_many,
    sells,
)
from ingest.mime.identity import domain_of
from models.base.addresses import FREE_DOMAINS

# Mails carried inside whose words are looked at: a filter wraps what it suspects.
_FEW = 3


def is_list(case: Case) -> bool:
    """Sent to many: a mailing list or a newsletter, not the house's own group, nor a letter."""
    headers = case.headers
    if not is_marked(headers):
        return False
    group = groups.closeness(headers, case.recipients, case.own_addresses)
    sender = case.sender.email if case.sender else ""
    return is_sent_to_many(headers, sender, _words(case), case.mail.html, group)


def has_list_marks(case: Case) -> bool:
    """Any mark of a list or of bulk mail, the house's own groups' as well."""
    names = case.headers.names()
    return is_marked(case.headers) or any(name.startswith("list-") for name in names)


def is_relayed(case: Case) -> bool:
    """It came through a group that put its own address into From."""
    return case.is_relayed


def is_spam(case: Case) -> bool:
    """A filter says spam, and nothing in it speaks for a person."""
    return is_unwanted(case.headers, _words(case))


def may_be_spam(case: Case) -> bool:
    """A filter on the way said so."""
    return is_flagged(case.headers) or is_filtered(case.headers)


def may_sell(case: Case) -> bool:
    """It reads as an offer to strangers."""
    return sells(case.headers.get("subject"), case.text)


def may_be_newsletter(case: Case) -> bool:
    """It lets its reader leave a list."""
    return may_be_sent_to_many(case.headers, case.text)


def is_carried(case: Case) -> bool:
    """A fax gateway, an answering machine, a copier or a carrier of registered e-mail sent it."""
    return case.carrier is not None


def with_carrier(case: Case) -> Case:
    """The case with the carrier whose mail this is, or whose mail is passed on."""
    writer = case.writer if case.is_forward else case.sender
    home = {domain_of(one) for one in case.recipients} - FREE_DOMAINS
    sending = Sending(
        writer,
        case.inner_subject if case.is_forward else case.headers.get("subject"),
        case.body if case.is_forward else case.text,
        case.mail.files,
        at_home=writer is not None and domain_of(writer.email) in home,
    )
    return replace(case, carrier=carrier_of(sending))


def _words(case: Case) -> str:
    inside = (one.mail.plain for one in case.mail.enclosed[:_FEW])
    return "\n\n".join((case.text, *inside))
