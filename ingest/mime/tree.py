"""The walk through a MIME tree: which parts are text, files, messages, reports."""

from __future__ import annotations

from dataclasses import dataclass, field
from email.message import Message

from ingest.mime import charsets, headers, parts
from ingest.mime.embedded import settle_texts, take_encoded
from ingest.mime.headers import readable
from ingest.mime.limits import MAX_DEPTH, MAX_ENCLOSED, MAX_PARTS, PARTS_CUT, Room
from ingest.mime.mail import Enclosed, File, Headers, Mail, Text, as_attachment
from ingest.mime.parts import Range
from ingest.mime.skeleton import Renamed, Skeleton
from ingest.mime.values import Span
from models.base.transfer_encoding import Base64, decode, is_uuencoded

_TEXTS = {"text/plain", "text/html", "text/enriched", "text/richtext"}
_REPORTS = {
    "message/delivery-status",
    "message/global-delivery-status",
    "message/disposition-notification",
    "message/global-disposition-notification",
    "message/feedback-report",
}
_HEADERS_ONLY = {
    "text/rfc822-headers",
    "message/rfc822-headers",
    "message/global-headers",
}
_MESSAGES = {"message/rfc822", "message/global", "message/news", "message/partial"}


@dataclass
class Walk:
    """One pass over one message's tree, within the limits of `limits`."""

    skeleton: Skeleton
    read: Renamed
    root: Message
    defects: list[str]
    room: Room
    depth: int = 0
    files: list[File] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    reports: list[dict[str, str]] = field(default_factory=list)
    returned: Headers = field(default_factory=Headers)
    parts: int = 0
    charset: str = ""
    wide: str = ""
    spare: list[tuple[Message, str, bytes]] = field(default_factory=list)
    _ranges: dict[int, Range] | None = None

    def mail(self) -> Mail:
        """Everything the tree holds."""
        text = self._text(self.root, self.depth, related=False)
        if not text.plain and not text.html:
            text = self._last_resort()
        mail = Mail(
            headers=Headers(self.root.raw_items(), self.charset, self.wide),
            content_type=parts.kind(self.root),
            report_type=parts.parameter(self.root, "report-type").lower(),
            plain=text.plain,
            html=text.html,
            files=tuple(self.files),
            enclosed=tuple(self.enclosed),
            reports=tuple(self.reports),
            returned_headers=self.returned,
            defects=tuple(dict.fromkeys(self.defects)),
        )
        return settle_texts(mail, self.room)

    def _text(self, part: Message, depth: int, *, related: bool) -> Text:
        self.parts += 1
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self.defects.append(PARTS_CUT)
            return Text()
        kind = parts.kind(part)
        if kind.startswith("multipart/"):
            return self._multipart(parts.mend(part), kind, depth)
        if kind in _REPORTS:
            return self._report(part)
        if kind in _MESSAGES and part.is_multipart():
            self._enclose(part, depth)
            return Text()
        if kind == "message/external-body":
            self._external(part)
            return Text()
        if kind in _HEADERS_ONLY:
            self._headers_only(part)
            return Text()
        if part.get_content_maintype() == "message" and part.is_multipart():
            # Of a kind nobody registered, and read as a message all the same.
            self._enclose(part, depth)
            return Text()
        return self._leaf(part, kind, related=related)

    def _multipart(self, part: Message, kind: str, depth: int) -> Text:
        if not part.is_multipart():
            return self._leaf(part, "text/plain", related=False)
        related = kind == "multipart/related"
        texts = [
            self._text(child, depth + 1, related=related)
            for child in parts.children(part)
        ]
        if kind == "multipart/alternative":
            return Text(
                next((text.plain for text in texts if text.plain.strip()), ""),
                next((text.html for text in reversed(texts) if text.html.strip()), ""),
            )
        return Text.join(texts)

    def _leaf(self, part: Message, kind: str, *, related: bool) -> Text:
        disposition = parts.disposition(part)
        name = parts.file_name(part)
        is_file = bool(name) or disposition == "attachment" or kind not in _TEXTS
        data, span = self._payload(part, keep=is_file)
        if is_file and (data or name or disposition == "attachment"):
            self._keep(part, kind, name, data, span, disposition, related=related)
        if kind not in _TEXTS or disposition == "attachment":
            return Text()
        if name and not parts.is_inline(part, self.root):
            # A named text is a file; it is the letter too when there is no other.
            self.spare.append((part, kind, data))
            return Text()
        return self._as_text(part, kind, data)

    def _as_text(self, part: Message, kind: str, data: bytes) -> Text:
        label = parts.parameter(part, "charset") or "utf-8"
        self.charset = self.charset or label
        if charsets.is_wide(label):
            self.wide = self.wide or label
        if kind != "text/html":
            data, embedded = take_encoded(data)
            self.files.extend(embedded)
        text, held = charsets.decode(data, label)
        if not held:
            self.defects.append("charset label did not hold")
        text = charsets.clean(charsets.undo_double_utf8(text))
        return Text(html=text) if kind == "text/html" else Text(plain=text)

    def _payload(self, part: Message, *, keep: bool) -> tuple[bytes, Span | None]:
        data, is_whole = self._decode_body(part)
        span = self.skeleton.span_of(data)
        if span is not None:
            return self.skeleton.cut(span), span
        if not is_whole:
            self.defects.append("base64 mixed with something else: some is not decoded")
        data = self._restore(part, data)
        span = self._span_in_place(part) if keep else None
        # What was cut is decoded from its span; what was not must prove to be the same.
        if span is not None and self.skeleton.cut(span) != data:
            span = None
        return data, span

    def _decode_body(self, part: Message) -> Base64:
        encoding = parts.transfer_encoding(part)
        if is_uuencoded(encoding) and (place := self._place(part)):
            # The parser takes a hundred times its size to do it.
            return Base64(decode(self.read.write(*place), encoding), True)
        return parts.decode_part(part)

    def _restore(self, part: Message, data: bytes) -> bytes:
        """Contents of a part, with the bodies that were cut out of it in their places."""
        encoding = parts.transfer_encoding(part)
        if encoding != "base64" or not self.skeleton.spans:
            return self.skeleton.restore(data)
        encoded = parts.write_part(part).encode("utf-8", "surrogateescape")
        whole = self.skeleton.restore(encoded)
        return data if whole == encoded else decode(whole, encoding)

    def _span_in_place(self, part: Message) -> Span | None:
        """A span for a body that was never cut: short base64, or another encoding."""
        place = self._place(part)
        if place is None:
            return None
        encoding = parts.transfer_encoding(part) or "7bit"
        body = self.read.write(*place)
        start = self.skeleton.raw.find(body)
        if start < 0 or not body:
            return None
        return Span(start, start + len(body), encoding)

    def _place(self, part: Message) -> Range | None:
        if self._ranges is None:
            self._ranges = parts.locate(self.root, self.read.data)
        return self._ranges.get(id(part))

    def _keep(
        self,
        part: Message,
        kind: str,
        name: str,
        data: bytes,
        span: Span | None,
        disposition: str,
        *,
        related: bool,
    ) -> None:
        cid = readable(parts.raw(part, "content-id")).strip("<> ")
        number = len(self.files) + 1
        attachment = as_attachment(
            name or headers.make_up_name(kind, number), kind, data, span
        )
        self.files.append(File(attachment, cid, disposition, related))

    def _enclose(self, part: Message, depth: int) -> None:
        inner = parts.children(part)
        if not inner or len(self.enclosed) >= MAX_ENCLOSED:
            return
        if parts.transfer_encoding(part) in (
            "base64",
            "quoted-printable",
        ):
            # Forbidden and yet sent: the whole message is encoded, to be opened as a file.
            self._keep_encoded(part, inner[0])
            return
        name = parts.file_name(part)
        content = self._read_enclosed_bytes(part, inner[0])
        walk = Walk(self.skeleton, self.read, inner[0], [], self.room, depth + 1)
        # Places are told of the whole message, which is located once.
        walk._ranges = self._ranges
        mail = walk.mail()
        self.parts += walk.parts
        self.wide = self.wide or walk.wide
        if not name:
            subject = headers.safe(mail.headers.get("subject")[:80])
            name = f"{subject or f'message-{len(self.enclosed) + 1}'}.eml"
        kept = as_attachment(name, parts.kind(part), content, None)
        self.enclosed.append(Enclosed(File(kept), mail))

    def _keep_encoded(self, part: Message, inner: Message) -> None:
        written = parts.write_part(inner)
        encoding = parts.transfer_encoding(part)
        data = decode(written.encode("utf-8", "surrogateescape"), encoding)
        span = self.skeleton.span_of(data)
        data = self.skeleton.cut(span) if span else data
        kind, name = "message/rfc822", parts.file_name(part)
        self._keep(part, kind, name, data, None, "", related=False)

    def _external(self, part: Message) -> None:
        """A file that lies elsewhere: what the part says of it is kept."""
        place = self._place(part)
        data = self.read.write(*place) if place else b""
        name = parts.file_name(part)
        self._keep(part, parts.kind(part), name, data, None, "", related=False)
        for inner in parts.children(part):
            # What is to be told to the server that has it (RFC 2046, section 5.2.3.4).
            parameters, span = self._payload(inner, keep=True)
            if parameters.strip():
                kind = parts.kind(inner)
                self._keep(inner, kind, "", parameters, span, "", related=False)

    def _read_enclosed_bytes(self, part: Message, inner: Message) -> bytes:
        place = self._place(part)
        if self.room.octets <= 0 or (place and place[1] - place[0] > self.room.octets):
            self.defects.append("too many enclosed messages: some are not kept apart")
            return b""
        try:
            written = self.read.write(*place) if place else inner.as_bytes()
        except (UnicodeError, LookupError, TypeError, ValueError, AttributeError):
            return b""
        whole = self.skeleton.restore(written)
        self.room.octets -= len(whole)
        return whole

    def _report(self, part: Message) -> Text:
        for block in parts.children(part):
            pairs = [
                (name.lower(), readable(value)) for name, value in block.raw_items()
            ]
            fields = [dict(group) for group in parts.by_recipient(pairs)]
            self.reports.extend(fields)
            rest = parts.write_part(block)
            if rest.strip() and not fields:
                self.reports.append(parts.fields(rest))
        if not part.is_multipart():
            data, _ = self._payload(part, keep=False)
            self.reports.append(parts.fields(data.decode("utf-8", "replace")))
        return Text()

    def _headers_only(self, part: Message) -> None:
        data, span = self._payload(part, keep=False)
        name = parts.file_name(part)
        if name:
            self._keep(part, parts.kind(part), name, data, span, "", related=False)
        self.returned = Headers(parts.fields(charsets.decode(data, "utf-8")[0]).items())

    def _last_resort(self) -> Text:
        """A text that calls itself a file, when the message has no other."""
        if self.spare:
            return self._as_text(*self.spare[0])
        kind = parts.kind(self.root)
        if self.root.is_multipart() or kind not in _TEXTS:
            return Text()
        data, _ = self._payload(self.root, keep=False)
        return self._as_text(self.root, kind, data)
