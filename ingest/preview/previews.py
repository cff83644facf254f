"""Stored messages read for a person who looks at them; runs in the child, never in the web."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from ingest.mime.limits import CUTS, Room
from ingest.mime.mail import Headers, Mail
from ingest.mime.parse import parse
from ingest.mime.strict_headers import MAX_BLOCK
from ingest.preview.request import Preview, PreviewRequest, View
from ingest.preview.sanitizing import as_document, has_remote_pictures
from ingest.trust.authentication import read_provider
from models.base.errors import IntegrityLost
from models.vault.packs import PackStore

# Limits of what a page shows: more is of no use to a browser or a person.
MAX_LETTERS, MAX_LINES = 200_000, 5_000
_MAX_HEADER = 2_000


def preview(
    request: PreviewRequest, limit_cpu: Callable[[int], None] = lambda _: None
) -> list[Preview | None]:
    """The shown parts of each message, in their order; None for one that is damaged.

    `limit_cpu` is told the size of each message before it is read, in bytes. Raises
    TemporaryError where the disk refuses.
    """
    packs, previews = PackStore(Path(request.packs)), list[Preview | None]()
    for stored in request.messages:
        limit_cpu(stored.size)
        try:
            raw = packs.read(request.tenant_id, stored, request.key)
        # One damaged message must not hide the others of a page.
        except IntegrityLost:
            previews.append(None)
            continue
        previews.append(_HOW[request.view](raw))
    return previews


def _head(raw: bytes) -> Preview:
    head = raw[:MAX_BLOCK].replace(b"\r\n", b"\n").partition(b"\n\n")[0]
    # A list shows fifty of these: the body is not parsed.
    headers = parse(head[:64_000] + b"\n\n").headers
    return replace(_envelope(headers), provider=read_provider(raw[:MAX_BLOCK]))


def _text(raw: bytes) -> Preview:
    mail, is_cut = _parse_bounded(raw)
    return replace(
        _envelope(mail.headers),
        text=mail.plain,
        has_html=bool(mail.html),
        has_remote_pictures=has_remote_pictures(mail),
        is_cut=is_cut,
    )


def _frame(raw: bytes) -> Preview:
    mail, is_cut = _parse_bounded(raw)
    return Preview(document=as_document(mail, is_cut=is_cut), is_cut=is_cut)


_HOW: dict[View, Callable[[bytes], Preview]] = {
    View.HEAD: _head,
    View.TEXT: _text,
    View.FRAME: _frame,
}


def _parse_bounded(raw: bytes) -> tuple[Mail, bool]:
    """Parse the words that fit on a page; returns whether any are missing."""
    room = Room.within(raw)
    # The parser stops there: a page never waits for more than it shows.
    room.letters, room.lines = MAX_LETTERS, MAX_LINES
    mail = parse(raw, room)
    return mail, not CUTS.isdisjoint(mail.defects)


def _envelope(headers: Headers) -> Preview:
    subject, sender, recipients, copies, date = (
        headers.get(name)[:_MAX_HEADER]
        for name in ("subject", "from", "to", "cc", "date")
    )
    return Preview(subject, sender, recipients, copies, date)
