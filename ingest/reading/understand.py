"""From the bytes of a message to what it says: never raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from functools import partial
from typing import Any

from ingest.classify import classification
from ingest.classify.bounces import bounce_of, returned_ids
from ingest.classify.kinds import Kind
from ingest.forward.unwrap import first_prefix
from ingest.mime.containers.opening import opened as open_containers
from ingest.mime.containers.opening import unseal
from ingest.mime.headers import one_line
from ingest.mime.identity import domain_of, one_address
from ingest.mime.limits import MAX_SUBJECT, Room
from ingest.mime.mail import Enclosed, Mail, all_containers, all_inside, attachments
from ingest.mime.parse import parse
from ingest.proposals import numbers
from ingest.reading import several_complaints
from ingest.reading.arrivals import arrivals_of
from ingest.reading.body_facts import Opened, open_text, text_of
from ingest.reading.confidence import of_machine
from ingest.reading.context import Reading
from ingest.reading.header_facts import Outer, outer_of
from ingest.reading.letter_fields import case_of, grounded, leave_of, way_of, words_of
from ingest.reading.offices import written_about
from ingest.reading.sent_date import Sent, own_moment, quoted_moment
from ingest.reading.several_complaints import is_beside
from ingest.reading.understood import Understood
from ingest.text.pictures import split_pictures
from models.analysis.doubts import Doubt
from models.base.addresses import FREE_DOMAINS

__all__ = ["Reading", "understand"]


def understand(data: bytes, reading: Reading) -> Understood:
    """Everything one message says; what could not be read is kind `unreadable`."""
    try:
        parse_inside = partial(parse, room=Room.within(data))
        mail = open_containers(unseal(parse_inside(data), parse_inside), parse_inside)
        return _Reader(reading).read(mail)
    except Exception as error:
        # The outermost door: the bytes are kept elsewhere, a person will look.
        return Understood(
            Kind.UNREADABLE,
            rule="failed",
            sent_at=reading.received_at or datetime.now(UTC),
            sent_at_source="reception",
            auto_ack_reason=Doubt.UNREADABLE,
            defects=(f"unreadable: {type(error).__name__}",),
        )


_HUMAN = (Kind.COMPLAINT, Kind.FOLLOW_UP)
_ENCLOSED = {"via": "enclosed_message", "forwarded": "enclosed_message"}


@dataclass(frozen=True, slots=True)
class _Reader:
    """Reads one message, and those it carries, for one reader."""

    reading: Reading

    def read(self, mail: Mail) -> Understood:
        outer = outer_of(mail, self.reading)
        if report := classification.report(outer.case):
            return self._machine(outer, report)
        carried = self._carried(outer)
        opened = open_text(outer.mail, outer.text, outer.envelope)
        if carried and not opened.forwarded:
            return self._enclosing(outer, opened, carried)
        letter = self._letter(outer, opened)
        if letter.kind not in _HUMAN:
            return letter
        bare = outer.without_files()
        others = [self._letter(bare, one) for one in opened.others]
        for one in carried:
            if is_beside(one.mail, opened, outer.envelope):
                others += self._passed_on(outer, opened, one)
        is_alone = not (others or opened.several)
        return letter if is_alone else several_complaints.together([letter, *others])

    def _heard(self, outer: Outer, sent: Sent) -> dict[str, Any]:
        """The fields of an understanding that a message's own headers tell."""
        headers = outer.mail.headers
        in_reply_to = [one for one in headers.get("in-reply-to").split() if "@" in one]
        return {
            "message_id": one_line(headers.get("message-id")),
            "in_reply_to": in_reply_to[0] if in_reply_to else "",
            "sender": outer.case.sender,
            "recipients": outer.case.recipients,
            "sent_at": sent.at,
            "sent_at_precision": sent.precision,
            "sent_at_source": sent.source,
            "arrivals": arrivals_of(outer, self.reading),
            "html": outer.mail.html,
            "defects": outer.mail.defects,
        }

    def _machine(self, outer: Outer, rule: classification.Rule) -> Understood:
        """A report, a list, an absence: kept and shown, opens nothing by itself."""
        parts = open_text(outer.mail, outer.text, outer.envelope)
        files = [*outer.mail.files, *all_inside(outer.mail.enclosed)]
        is_bounce, text = rule.kind is Kind.BOUNCE, _bounce_text(outer)
        returned = returned_ids(outer.mail, text) if is_bounce else ()
        understood = Understood(
            rule.kind,
            rule.name,
            **self._heard(outer, own_moment(outer.mail, self.reading)),
            references=(*outer.case.references, *returned),
            subject=outer.envelope.subject[:MAX_SUBJECT],
            body=outer.text.strip() or _text_inside(outer.mail.enclosed),
            reply_text=parts.own,
            attachments=attachments(files),
            containers=attachments(
                (*outer.containers, *all_containers(outer.mail.enclosed))
            ),
            auto_ack_reason=classification.may_acknowledge(rule.kind, outer.case, None)[
                1
            ],
            bounce=bounce_of(outer.mail, text) if is_bounce else None,
            evidence={"kind": rule.name},
        )
        return of_machine(understood)

    def _letter(self, outer: Outer, opened: Opened) -> Understood:
        """A message whose words stand in its own text."""
        passer = outer.passer or None
        case = case_of(outer, opened)
        rule = classification.judge(case)
        if rule.kind not in _HUMAN:
            return self._machine(outer, rule)
        sent = own_moment(outer.mail, self.reading)
        if opened.forwarded:
            sent = quoted_moment(opened.date, sent, self.reading)
        words, way = words_of(outer, opened), way_of(outer, opened, passer)
        if case.carrier:
            # Who complains stands in the file alone.
            passed = way["hops"][1:]
            way |= {"complainant": None, "hops": (None, *passed) if passed else ()}
        elif rule.kind is Kind.COMPLAINT:
            way |= written_about(case, way["hops"])
        found = numbers.numbers(words["subject"], words["body"])
        heard = self._heard(outer, sent)
        heard["arrivals"] = arrivals_of(outer, self.reading, opened)
        understood = Understood(
            rule.kind,
            rule.name,
            **heard,
            references=outer.case.references,
            **words,
            **way,
            **leave_of(rule, case, opened, way["complainant"]),
            contract_numbers=found.contracts,
            claim_numbers=found.claims,
        )
        return grounded(understood, rule, opened, found)

    def _carried(self, outer: Outer) -> list[Enclosed]:
        """Enclosed messages that the sender passes on, not copies kept as evidence."""
        if not outer.text.strip():
            return [one for one in outer.mail.enclosed if "from" in one.mail.headers]
        return [
            one for one in outer.mail.enclosed if self._is_passed_on(outer, one.mail)
        ]

    def _is_passed_on(self, outer: Outer, inner: Mail) -> bool:
        prefix = first_prefix(outer.envelope.subject)
        if prefix == "reply":
            return False
        home = {domain_of(one) for one in outer.case.recipients} - FREE_DOMAINS - {""}
        holder = domain_of(outer.envelope.email)
        writer = one_address(inner.headers.raw("from"))
        if writer is None:
            is_named = "from" in inner.headers
            return prefix == "forward" or (is_named and holder in home)
        email = writer.email.lower()
        if email == outer.envelope.email or email in outer.case.recipients:
            return False
        domain = domain_of(email)
        is_ours = domain in home or domain in self.reading.mail_domains
        return not is_ours or holder in home

    def _enclosing(
        self, outer: Outer, opened: Opened, carried: list[Enclosed]
    ) -> Understood:
        """A message that carries others: one complaint each, the first in front."""
        passed = (self._passed_on(outer, opened, one) for one in carried)
        first, *others = [one for each in passed for one in each]
        own = [file for file in outer.mail.files if not file.cid]
        logos = [file for file in outer.mail.files if file.cid]
        kept = [one for one in outer.mail.enclosed if one not in carried]
        shown, inside = split_pictures(tuple(kept))
        envelopes = [*outer.containers, *all_containers(tuple(kept))]
        return replace(
            first,
            attachments=(
                *first.attachments,
                *attachments([*own, *inside]),
            ),
            inline=(*attachments([*logos, *shown]), *first.inline),
            containers=(*attachments(envelopes), *first.containers),
            also=tuple(others),
            html=first.html,
        )

    def _passed_on(
        self, outer: Outer, opened: Opened, enclosed: Enclosed
    ) -> list[Understood]:
        """The letter in a mail that was passed on, and those that stand beside it in it."""
        found = several_complaints.flat([self.read(enclosed.mail)])
        return [self._by_passer(outer, opened, enclosed, inner) for inner in found]

    def _by_passer(
        self, outer: Outer, opened: Opened, enclosed: Enclosed, inner: Understood
    ) -> Understood:
        """A letter of an enclosed mail, as the one who passed it on sends it."""
        container = attachments([enclosed.container])
        base = replace(
            inner,
            message_id=one_line(outer.mail.headers.get("message-id")),
            sender=outer.case.sender,
            recipients=outer.case.recipients,
            arrivals=(*arrivals_of(outer, self.reading), *inner.arrivals),
            containers=(*container, *inner.containers),
            defects=(*outer.mail.defects, *inner.defects),
            forwarded=True,
            forwarder_email=outer.envelope.email or None,
            reply_text=opened.own,
        )
        if inner.kind not in _HUMAN:
            return base
        note = "\n\n".join(part for part in (opened.own, inner.forwarder_note) if part)
        case = replace(outer.case, is_forward=True)
        allowed, reason = inner.auto_ack_allowed, inner.auto_ack_reason
        if allowed:
            allowed, reason = classification.may_acknowledge(
                inner.kind, case, inner.complainant
            )
        return replace(
            base,
            hops=(*_known(inner), outer.envelope.email or None),
            forwarder_note=note,
            signature=opened.signature,
            auto_ack_allowed=allowed,
            auto_ack_reason=reason,
            evidence={**inner.evidence, **_ENCLOSED, "auto_ack_allowed": reason},
        )


def _known(inner: Understood) -> tuple[str | None, ...]:
    """The hops of an enclosed message: one whom it names alone is a hop without an address."""
    return inner.hops or ((None,) if inner.complainant else ())


def _text_inside(enclosed: tuple[Enclosed, ...]) -> str:
    """A report without words of its own shows those of what it gives back."""
    for one in enclosed:
        text = text_of(one.mail).strip() or _text_inside(one.mail.enclosed)
        if text:
            return text
    return ""


def _bounce_text(outer: Outer) -> str:
    enclosed = "\n".join(text_of(one.mail) for one in outer.mail.enclosed[:3])
    return f"{outer.text}\n{enclosed}" if not outer.text.strip() else outer.text
