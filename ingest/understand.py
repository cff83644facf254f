"""From the bytes of a message to what it says: never raises."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from ingest import chain, dates, suggest
from ingest.bounces import bounce_of
from ingest.containers.opening import opened as open_containers
from ingest.containers.opening import unpacked
from ingest.forward.subjects import first_prefix, without_forward
from ingest.forward.unwrap import Envelope
from ingest.headers import one_line
from ingest.identity import addresses, domain_of, one_address, quoted_person
from ingest.limits import MAX_RECIPIENTS, MAX_SUBJECT
from ingest.mail import Enclosed, File, Mail
from ingest.opened import Opened, inline_and_attached, open_text, text_of
from ingest.parse import parse
from ingest.rules import Case
from ingest.understood import Attachment, Kind, Person, Understood
from models.mail.addresses import FREE_DOMAINS

_NOBODY = Person("", "")
_FUTURE = timedelta(hours=26)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader knows beforehand: our domains, our addresses, the zone."""

    mail_domains: tuple[str, ...]
    time_zone: ZoneInfo
    received_at: datetime | None = None
    own_addresses: frozenset[str] = frozenset()


def understand(data: bytes, reading: Reading) -> Understood:
    """Everything one message says; what could not be read is kind `unreadable`."""
    try:
        mail = open_containers(parse(data), parse)
        return _Reader(reading).read(mail)
    except Exception as error:
        # The outermost door: the bytes are kept elsewhere, a person will look.
        return Understood(
            Kind.UNREADABLE,
            rule="failed",
            sent_at=reading.received_at or datetime.now(UTC),
            sent_at_source="reception",
            auto_ack_reason="nothing could be read: ask the user",
            defects=(f"unreadable: {type(error).__name__}",),
        )


@dataclass(frozen=True, slots=True)
class _Outer:
    """The facts of one message's own headers."""

    mail: Mail
    text: str
    case: Case
    envelope: Envelope
    containers: tuple[File, ...]


@dataclass(frozen=True, slots=True)
class _Reader:
    reading: Reading

    def read(self, mail: Mail) -> Understood:
        outer = self._outer(mail)
        if chain.is_report(outer.case):
            return self._machine(outer, chain.judge(outer.case))
        carried = self._carried(outer)
        opened = open_text(outer.mail, outer.text, outer.envelope)
        if carried and not opened.forwarded:
            return self._enclosing(outer, opened, carried)
        return self._letter(outer, opened)

    def _outer(self, mail: Mail) -> _Outer:
        mail, containers = unpacked(mail)
        headers = mail.headers
        text = text_of(mail)
        sender = (
            one_address(headers.raw("from")) if headers.count("from") == 1 else None
        )
        told = ", ".join(
            headers.get(name) for name in ("to", "cc", "delivered-to", "x-original-to")
        )
        recipients = addresses(told, MAX_RECIPIENTS)
        references = tuple(
            dict.fromkeys(
                one
                for name in ("in-reply-to", "references")
                for one in headers.get(name).split()
                if "@" in one
            )
        )
        subject = one_line(headers.get("subject"))[: MAX_SUBJECT * 2]
        case = Case(
            mail,
            sender,
            text,
            recipients,
            references,
            self.reading.mail_domains,
            self.reading.own_addresses,
        )
        names = quoted_person(headers.get("to")).name
        envelope = Envelope(
            sender or _NOBODY,
            recipients,
            (names,) if names else (),
            subject,
            is_reply=bool(references),
            ours=self.reading.own_addresses,
            our_domains=self.reading.mail_domains,
        )
        return _Outer(mail, text, case, envelope, containers)

    def _base(self, outer: _Outer) -> Understood:
        headers = outer.mail.headers
        sent, precision, source = self._own_moment(outer.mail)
        in_reply_to = [one for one in headers.get("in-reply-to").split() if "@" in one]
        return Understood(
            Kind.COMPLAINT,
            message_id=one_line(headers.get("message-id")),
            in_reply_to=in_reply_to[0] if in_reply_to else "",
            references=outer.case.references,
            sender=outer.case.sender,
            recipients=outer.case.recipients,
            subject=outer.envelope.subject[:MAX_SUBJECT],
            sent_at=sent,
            sent_at_precision=precision,
            sent_at_source=source,
            html=outer.mail.html,
            containers=_files(outer.containers),
            defects=outer.mail.defects,
        )

    def _machine(self, outer: _Outer, rule: chain.Rule) -> Understood:
        """A report, a list, an absence: kept and shown, opens nothing by itself."""
        parts = open_text(outer.mail, outer.text, outer.envelope)
        files = [*outer.mail.files, *_all_inside(outer.mail.enclosed)]
        is_bounce = rule.kind is Kind.BOUNCE
        return replace(
            self._base(outer),
            kind=rule.kind,
            rule=rule.name,
            body=outer.text.strip(),
            reply_text=parts.own,
            attachments=_files(files),
            containers=_files(
                (*outer.containers, *_all_containers(outer.mail.enclosed))
            ),
            auto_ack_reason=chain.may_acknowledge(rule.kind, outer.case, None)[1],
            bounce=bounce_of(outer.mail, _bounce_text(outer)) if is_bounce else None,
            evidence={"kind": rule.why},
            confidence={"kind": 0.95},
        )

    def _letter(self, outer: _Outer, opened: Opened) -> Understood:
        """A message whose words stand in its own text."""
        passer = _redirected_by(outer.mail)
        forwarded = opened.forwarded or bool(passer)
        case = replace(
            outer.case,
            is_forward=forwarded,
            is_form=opened.form,
            inner_subject=opened.subject,
            writer=opened.person if opened.forwarded else None,
        )
        rule = chain.judge(case)
        if rule.kind not in (Kind.COMPLAINT, Kind.FOLLOW_UP):
            return self._machine(outer, rule)
        person = (
            opened.person
            if opened.person and (opened.person.name or opened.person.email)
            else None
        )
        hops = opened.hops if opened.hops[-1] or len(opened.hops) > 1 else ()
        base = self._base(outer)
        if opened.forwarded:
            base = self._forward_moment(base, opened)
        inline, attached = inline_and_attached(outer.mail.files, opened.shown)
        inside = _all_inside(outer.mail.enclosed)
        found = suggest.numbers(_subject(outer, opened), opened.body)
        allowed, reason = chain.may_acknowledge(rule.kind, case, person)
        if allowed and opened.quotes_other:
            allowed, reason = False, "it quotes a third person: ask the user"
        return replace(
            base,
            kind=rule.kind,
            rule=rule.name,
            forwarded=forwarded,
            forwarder_email=passer
            or (outer.envelope.email or None if opened.forwarded else None),
            complainant=person,
            hops=(*hops, passer) if passer else hops,
            subject=_subject(outer, opened)[:MAX_SUBJECT],
            body=opened.body,
            reply_text=opened.own,
            forwarder_note=opened.note,
            signature=opened.signature,
            quoted=opened.quoted,
            attachments=_files([*attached, *inside]),
            inline=_files(inline),
            containers=_files(
                (*outer.containers, *_all_containers(outer.mail.enclosed))
            ),
            contract_numbers=found.contracts,
            claim_numbers=found.claims,
            auto_ack_allowed=allowed,
            auto_ack_reason=reason,
            confidence=_confidence(opened, person, base, found),
            evidence={
                "kind": rule.why,
                "sent_at": base.sent_at_source,
                **opened.evidence,
                **{
                    f"number:{number}": words
                    for number, words in found.evidence.items()
                },
            },
        )

    def _forward_moment(self, base: Understood, opened: Opened) -> Understood:
        moment = (
            dates.moment(opened.date, self.reading.time_zone) if opened.date else None
        )
        if (
            moment is None
            or moment.at > base.sent_at + _FUTURE
            or moment.at.year < 1990
        ):
            at = self.reading.received_at or base.sent_at
            return replace(
                base, sent_at=at, sent_at_precision="none", sent_at_source="reception"
            )
        return replace(
            base,
            sent_at=moment.at,
            sent_at_precision=moment.precision,
            sent_at_source=f"quoted date: {one_line(opened.date)[:100]}",
        )

    def _own_moment(self, mail: Mail) -> tuple[datetime, str, str]:
        """When the message itself was sent: its Date, else its reception."""
        now = self.reading.received_at
        for name in ("date", "resent-date"):
            value = mail.headers.get(name)
            moment = dates.header_moment(value) or dates.moment(
                value, self.reading.time_zone
            )
            if (
                moment
                and moment.at.year >= 1990
                and not (now and moment.at > now + _FUTURE)
            ):
                return moment.at, moment.precision, f"header {name}"
        received = mail.headers.get("received").rpartition(";")[2]
        moment = dates.header_moment(received.strip()) if received else None
        if moment and not now:
            return moment.at, "none", "header received"
        return now or datetime.now(UTC), "none", "reception"

    def _carried(self, outer: _Outer) -> list[Enclosed]:
        """Enclosed messages that the sender passes on, not copies kept as evidence."""
        if not outer.text.strip():
            return list(outer.mail.enclosed)
        return [
            one for one in outer.mail.enclosed if self._is_passed_on(outer, one.mail)
        ]

    def _is_passed_on(self, outer: _Outer, inner: Mail) -> bool:
        prefix = first_prefix(outer.envelope.subject)
        if prefix == "reply":
            return False
        writer = one_address(inner.headers.raw("from"))
        if writer is None:
            return prefix == "forward"
        email = writer.email.lower()
        if email == outer.envelope.email or email in outer.case.recipients:
            return False
        domain, holder = domain_of(email), domain_of(outer.envelope.email)
        home = {domain_of(one) for one in outer.case.recipients} - FREE_DOMAINS
        is_ours = domain in home or domain in self.reading.mail_domains
        return not is_ours or holder in home

    def _enclosing(
        self, outer: _Outer, opened: Opened, carried: list[Enclosed]
    ) -> Understood:
        """A message that carries others: one complaint each, the first in front."""
        found = [self._passed_on(outer, opened, one) for one in carried]
        first, others = found[0], found[1:]
        own = [file for file in outer.mail.files if not file.cid]
        logos = [file for file in outer.mail.files if file.cid]
        kept = [one for one in outer.mail.enclosed if one not in carried]
        envelopes = [*outer.containers, *_all_containers(tuple(kept))]
        return replace(
            first,
            attachments=(
                *first.attachments,
                *_files([*own, *_all_inside(tuple(kept))]),
            ),
            inline=(*_files(logos), *first.inline),
            containers=(*_files(envelopes), *first.containers),
            also=tuple(others),
            html=first.html,
        )

    def _passed_on(self, outer: _Outer, opened: Opened, one: Enclosed) -> Understood:
        inner = self.read(one.mail)
        container = _files([one.container])
        base = replace(
            inner,
            message_id=one_line(outer.mail.headers.get("message-id")),
            sender=outer.case.sender,
            recipients=outer.case.recipients,
            containers=(*container, *inner.containers),
            defects=(*outer.mail.defects, *inner.defects),
            forwarded=True,
            forwarder_email=outer.envelope.email or None,
            reply_text=opened.own,
        )
        if inner.kind not in (Kind.COMPLAINT, Kind.FOLLOW_UP):
            return base
        note = "\n\n".join(part for part in (opened.own, inner.forwarder_note) if part)
        case = replace(outer.case, is_forward=True)
        allowed, reason = inner.auto_ack_allowed, inner.auto_ack_reason
        if allowed:
            allowed, reason = chain.may_acknowledge(inner.kind, case, inner.complainant)
        return replace(
            base,
            hops=(*inner.hops, outer.envelope.email or None),
            forwarder_note=note,
            signature=opened.signature,
            auto_ack_allowed=allowed,
            auto_ack_reason=reason,
            evidence={**inner.evidence, "via": "enclosed message"},
        )


def _subject(outer: _Outer, opened: Opened) -> str:
    if opened.subject_told:
        return opened.subject
    if opened.form:
        # A notice's subject is the site's; the customer gave none.
        return ""
    if opened.forwarded:
        return without_forward(outer.envelope.subject)
    return outer.envelope.subject


def _redirected_by(mail: Mail) -> str | None:
    """Who sent the message on unchanged: Resent-From, or a server rule."""
    for name in ("resent-from", "resent-sender"):
        person = one_address(mail.headers.raw(name)) if name in mail.headers else None
        if person:
            return person.email.lower()
    told = mail.headers.get("x-forwarded-for").split()
    if told and "@" in told[0]:
        return told[0].strip(",;").lower()
    return None


def _confidence(
    opened: Opened, person: Person | None, base: Understood, found: suggest.Numbers
) -> dict[str, float]:
    who = 0.0 if person is None else 0.5 if not person.email else 0.95
    if opened.forwarded and len(opened.hops) > 2:
        who = min(who, 0.8)
    when = {"minute": 0.95, "day": 0.7}.get(base.sent_at_precision, 0.2)
    sure = {
        "kind": 0.9,
        "complainant": who,
        "sent_at": when,
        "body": 0.9 if opened.body else 0.1,
    }
    if found.contracts or found.claims:
        sure["numbers"] = 0.8
    return sure


def _files(files: list[File] | tuple[File, ...]) -> tuple[Attachment, ...]:
    return tuple(file.attachment for file in files)


def _all_inside(enclosed: tuple[Enclosed, ...]) -> list[File]:
    """Files of enclosed messages, however deep."""
    return [
        file
        for one in enclosed
        for file in (*one.mail.files, *_all_inside(one.mail.enclosed))
    ]


def _all_containers(enclosed: tuple[Enclosed, ...]) -> list[File]:
    return [
        file
        for one in enclosed
        for file in (one.container, *_all_containers(one.mail.enclosed))
    ]


def _bounce_text(outer: _Outer) -> str:
    enclosed = "\n".join(text_of(one.mail) for one in outer.mail.enclosed[:3])
    return f"{outer.text}\n{enclosed}" if not outer.text.strip() else outer.text
