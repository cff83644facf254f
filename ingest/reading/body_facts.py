"""Facts of a message's text once its forwards are opened: the writer, the hops, the pieces."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from ingest.classify.machine_words import is_acknowledgement
from ingest.forward.blocks import Found
from ingest.forward.finding import unquote
from ingest.forward.reply import trim
from ingest.forward.several import take_apart
from ingest.forward.unwrap import (
    Envelope,
    Unwrapped,
    answers,
    first_prefix,
    unwrap,
)
from ingest.forward.webforms import Form, Site, read_form
from ingest.mime.mail import File, Mail
from ingest.mime.values import Person
from ingest.reading.pieces import (
    note_of,
    own_words,
    pieces_of,
    split_reply,
    without_foot,
)
from ingest.text.html_text import images, to_text, without_images
from ingest.text.lines import join
from ingest.text.pictures import SignaturePictures, find_in_signature, without_marks


@dataclass(frozen=True, slots=True)
class BodyFacts:
    """The innermost words of one text and the way they took."""

    person: Person | None
    hops: tuple[str | None, ...]
    forwarded: bool
    form: bool
    subject: str
    has_subject: bool
    date: str
    # When each of the messages passed on was sent, the innermost first, as quoted.
    dates: tuple[str, ...]
    body: str
    quoted: str
    note: str
    signature: str
    own: str
    quotes_other: bool = False
    labelled: bool = True
    shown: frozenset[str] = field(default_factory=frozenset)
    signed: SignaturePictures = field(default_factory=SignaturePictures)
    evidence: dict[str, str] = field(default_factory=dict)
    phone: str = ""
    # The messages passed on beside this one; `several`: there may be more than were found.
    others: tuple[BodyFacts, ...] = ()
    several: bool = False


def text_of(mail: Mail) -> str:
    """The text to read: plain where there is one, else made from the HTML."""
    if mail.plain.strip():
        return without_marks(mail.plain)
    return without_images(to_text(mail.html)) if mail.html else ""


def open_text(mail: Mail, text: str, envelope: Envelope) -> BodyFacts:
    """Open the forwards, forms and answers in a message's text."""
    found = unwrap(text, envelope)
    rich = None
    if mail.html and (not found.layers or _shows_images(mail)):
        # Two openings of one mail cost time: the HTML is opened where it may show more.
        rich = _from_html(mail, envelope, found)
        if rich and not found.layers and rich.layers:
            found = rich
    if not found.layers:
        return _facts_of(found, envelope, text, rich)
    found_messages = take_apart(found, envelope)
    first, *others = found_messages.messages
    return replace(
        _facts_of(first, envelope, text, rich),
        others=tuple(_facts_of(other, envelope, text, None) for other in others),
        several=found_messages.unsure,
    )


def _shows_images(mail: Mail) -> bool:
    return any(file.cid for file in mail.files)


_HINTS = (
    "gmail_quote",
    "moz-forward",
    "divRplyFwd",
    "border-top",
    "blockquote",
    "forward",
    "olk_src",
    "yahoo_quoted",
    "mailto:",
    "appendonsend",
    "ms-outlook",
)


def _from_html(mail: Mail, envelope: Envelope, found: Unwrapped) -> Unwrapped | None:
    """Open the HTML instead: it may show what the plain text lost."""
    if not mail.plain.strip() and found.layers and not _shows_images(mail):
        return None
    if not _shows_images(mail) and not any(hint in mail.html for hint in _HINTS):
        return None
    return unwrap(to_text(mail.html), envelope)


def _facts_of(
    found: Unwrapped, envelope: Envelope, text: str, rich: Unwrapped | None
) -> BodyFacts:
    # Before anything is cut: the foot would end up in the customer's words.
    found = without_foot(found, envelope)
    inner = found.layers[-1] if found.layers else None
    form = _form(found, inner, envelope)
    person = _writer(form or inner, envelope)
    lines = form.body if form else found.body
    if inner and inner.mark == "pasted":
        lines, below = unquote(lines)
        found = replace(found, tail=[*below, *found.tail])
    parts = split_reply(lines, found, text)
    body, foot = pieces_of(parts, found, envelope)
    note, signature = note_of(found, form, envelope, foot, parts)
    own = trim(text).own if form else parts.own
    return BodyFacts(
        person=person,
        hops=_hops(found, form, envelope),
        forwarded=bool(found.layers),
        form=form is not None,
        phone=form.phone if form else "",
        subject=inner.subject if inner else "",
        has_subject=bool(inner and inner.subject),
        date=inner.date if inner else "",
        dates=tuple(layer.date for layer in reversed(found.layers)),
        body=body,
        quoted=parts.quoted,
        note=note,
        signature=signature,
        own=own_words(found, envelope) if found.layers else own,
        labelled=inner is None or inner.labelled,
        quotes_other=not found.layers and not form and _quotes_other(found, envelope),
        shown=_pictures_of_forwarders(rich, envelope),
        signed=_pictures_of_writer(rich, person),
        evidence=_evidence(found, form),
    )


def _site(inner: Found | None, envelope: Envelope) -> Site:
    """The site that may have sent the innermost text as a form's notice."""
    if inner is None:
        return Site(
            envelope.email,
            envelope.subject,
            envelope.recipients,
            envelope.ours,
            envelope.answers,
            envelope.by_program,
        )
    homes = (*inner.recipients, *envelope.recipients)
    return Site(inner.person.email.lower(), inner.subject, homes, envelope.ours)


def _form(found: Unwrapped, inner: Found | None, envelope: Envelope) -> Form | None:
    """The form in the innermost text; header lines that an answer quotes are none."""
    quoted = found.quoted
    is_answered = quoted is not None and (
        quoted.mark == "original" or first_prefix(envelope.subject) == "reply"
    )
    if quoted is None or found.layers or not is_answered:
        lines = found.body
    else:
        lines = found.body[: quoted.start]
    form = read_form(lines, _site(inner, envelope)) if lines else None
    # A person who writes in the layout of a form is no site.
    is_own = form is not None and form.person.email.lower() == envelope.email != ""
    return None if is_own else form


def _writer(inside: Form | Found | None, envelope: Envelope) -> Person | None:
    """The writer of the innermost words; None where a form or forward names nobody."""
    if inside is None:
        return envelope.person
    return inside.person if inside.person.name or inside.person.email else None


def _hops(
    found: Unwrapped, form: Form | None, envelope: Envelope
) -> tuple[str | None, ...]:
    """From the innermost writer to the one who sent it here."""
    people = [layer.person for layer in reversed(found.layers)]
    if form:
        # A form's notice is one hop more: the site wrote it for the visitor.
        people.insert(0, form.person)
    return (*(who.email.lower() or None for who in people), envelope.email or None)


def _quotes_other(found: Unwrapped, envelope: Envelope) -> bool:
    """A mail that answers nobody quotes a third person: it may be their complaint."""
    # An answer quotes its correspondent: that is no third person.
    if envelope.is_reply or first_prefix(envelope.subject) == "reply":
        return False
    quoted = found.quoted
    if quoted is None or not quoted.person.email:
        return False
    if is_acknowledgement(join(found.body[quoted.end :])):
        # The writer shows a desk's acknowledgement of their own complaint.
        return False
    return not answers(quoted, envelope)


def _pictures_of_forwarders(
    rich: Unwrapped | None, envelope: Envelope
) -> frozenset[str]:
    """Content-IDs of the images in forwarders' words, not in the customer's."""
    if rich is None or not rich.layers:
        return frozenset()
    _, foot = pieces_of(trim(join(rich.body)), rich, envelope)
    below = [*foot, *rich.tail]
    theirs = [line.text for note in rich.notes for line in note]
    # Mail programs drop pictures of the quoted mail under its text.
    if without_images(join(below)).strip():
        # Images alone under a quoted message fell out of it; with words, they are a signature's.
        theirs += [line.text for line in below]
    return frozenset(cid for text in theirs for cid in images(text))


def _pictures_of_writer(
    rich: Unwrapped | None, writer: Person | None
) -> SignaturePictures:
    """The images in the writer's own signature, and in what they quote."""
    if rich is None:
        return SignaturePictures()
    parts = trim(join(rich.body))
    return find_in_signature(parts.words, writer, parts.quoted)


def _evidence(found: Unwrapped, form: Form | None) -> dict[str, str]:
    if form:
        return {"complainant": "contact_form"}
    return {"complainant": found.layers[-1].evidence} if found.layers else {}


def split_files(
    files: tuple[File, ...], body: BodyFacts
) -> tuple[list[File], list[File]]:
    """Split files into images of signatures and the complaint's own documents."""
    inline = [
        file
        for file in files
        if file.cid and (file.cid in body.shown or body.signed.has(file))
    ]
    return inline, [file for file in files if file not in inline]
