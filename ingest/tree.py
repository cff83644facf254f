"""The walk through a MIME tree: which parts are text, files, messages, reports."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from email import message_from_string
from email.message import Message

from ingest import charsets, filenames, located
from ingest.headers import readable
from ingest.limits import MAX_DEPTH, MAX_ENCLOSED, MAX_PARTS, MAX_TEXT
from ingest.mail import Enclosed, File, Headers, Mail
from ingest.skeleton import Skeleton
from ingest.spans import decode
from ingest.understood import Attachment, Span

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


@dataclass(frozen=True, slots=True)
class Text:
    """The same words twice; either may be missing."""

    plain: str = ""
    html: str = ""

    @staticmethod
    def joined(pieces: list[Text]) -> Text:
        """Texts that follow each other in one message."""
        pieces = [piece for piece in pieces if piece.plain or piece.html]
        if len(pieces) < 2:
            return pieces[0] if pieces else Text()
        if all(piece.plain for piece in pieces):
            plain = "\n".join(piece.plain for piece in pieces)
        else:
            plain = ""
        if not plain or any(piece.html for piece in pieces):
            return Text(plain, "\n".join(piece.as_html() for piece in pieces))
        return Text(plain)

    def as_html(self) -> str:
        """Its HTML, made from the plain text where there is none."""
        return self.html or f"<pre>{html.escape(self.plain)}</pre>"


@dataclass
class Walk:
    """One pass over one message's tree, within the limits of `limits`."""

    skeleton: Skeleton
    data: bytes
    root: Message
    defects: list[str]
    depth: int = 0
    files: list[File] = field(default_factory=list)
    enclosed: list[Enclosed] = field(default_factory=list)
    reports: list[dict[str, str]] = field(default_factory=list)
    returned: Headers = field(default_factory=Headers)
    parts: int = 0
    charset: str = ""
    spare: list[tuple[Message, str, bytes]] = field(default_factory=list)
    _ranges: dict[int, located.Range] | None = None

    def mail(self) -> Mail:
        """Everything the tree holds."""
        text = self._text(self.root, self.depth, related=False)
        if not text.plain and not text.html:
            text = self._last_resort()
        return Mail(
            headers=Headers(self.root.raw_items(), self.charset),
            content_type=self.root.get_content_type(),
            report_type=_parameter(self.root, "report-type").lower(),
            plain=text.plain[:MAX_TEXT],
            html=text.html[:MAX_TEXT],
            files=tuple(self.files),
            enclosed=tuple(self.enclosed),
            reports=tuple(self.reports),
            returned_headers=self.returned,
            defects=tuple(dict.fromkeys(self.defects)),
        )

    def _text(self, part: Message, depth: int, *, related: bool) -> Text:
        self.parts += 1
        if depth > MAX_DEPTH or self.parts > MAX_PARTS:
            self.defects.append("too many parts: some were not read")
            return Text()
        kind = part.get_content_type()
        if part.get_content_maintype() == "multipart":
            return self._multipart(_mended(part), kind, depth)
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
        return self._leaf(part, kind, related=related)

    def _multipart(self, part: Message, kind: str, depth: int) -> Text:
        if not part.is_multipart():
            return self._leaf(part, "text/plain", related=False)
        related = kind == "multipart/related"
        texts = [
            self._text(child, depth + 1, related=related) for child in _children(part)
        ]
        if kind == "multipart/alternative":
            return Text(
                next((text.plain for text in texts if text.plain.strip()), ""),
                next((text.html for text in reversed(texts) if text.html.strip()), ""),
            )
        return Text.joined(texts)

    def _leaf(self, part: Message, kind: str, *, related: bool) -> Text:
        disposition = _token(part.get("content-disposition"))
        name = filenames.file_name(
            _raw(part, "content-disposition"), _raw(part, "content-type")
        )
        is_file = bool(name) or disposition == "attachment" or kind not in _TEXTS
        data, span = self._payload(part, keep=is_file)
        if is_file and (data or name or disposition == "attachment"):
            self._keep(part, kind, name, data, span, disposition, related=related)
        if kind not in _TEXTS or disposition == "attachment":
            return Text()
        if name and not _is_inline(part, self.root):
            # A named text is a file; it is the letter too when there is no other.
            self.spare.append((part, kind, data))
            return Text()
        return self._as_text(part, kind, data)

    def _as_text(self, part: Message, kind: str, data: bytes) -> Text:
        label = _parameter(part, "charset") or "utf-8"
        self.charset = self.charset or label
        text, held = charsets.decode(data, label)
        if not held:
            self.defects.append("charset label did not hold")
        text = charsets.clean(text)
        return Text(html=text) if kind == "text/html" else Text(plain=text)

    def _payload(self, part: Message, *, keep: bool) -> tuple[bytes, Span | None]:
        payload = part.get_payload(decode=True)
        data = payload if isinstance(payload, bytes) else b""
        span = self.skeleton.span_of(data)
        if span is not None:
            return self.skeleton.cut(span), span
        data = self.skeleton.restore(data)
        span = self._span_in_place(part) if keep else None
        # What was cut is decoded from its span; what was not must prove to be the same.
        if span is not None and self.skeleton.cut(span) != data:
            span = None
        return data, span

    def _span_in_place(self, part: Message) -> Span | None:
        """A span for a body that was never cut: short base64, or another encoding."""
        place = self._place(part)
        if place is None:
            return None
        encoding = _token(part.get("content-transfer-encoding")) or "7bit"
        start = self.skeleton.raw.find(self.data[place[0] : place[1]])
        if start < 0 or place[0] == place[1]:
            return None
        return Span(start, start + place[1] - place[0], encoding)

    def _place(self, part: Message) -> located.Range | None:
        if self._ranges is None:
            self._ranges = located.locate(self.root, self.data)
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
        cid = readable(_raw(part, "content-id")).strip("<> ")
        number = len(self.files) + 1
        attachment = as_attachment(
            name or filenames.made_up(kind, number), kind, data, span
        )
        self.files.append(File(attachment, cid, disposition, related))

    def _enclose(self, part: Message, depth: int) -> None:
        inner = _children(part)
        if not inner or len(self.enclosed) >= MAX_ENCLOSED:
            return
        if _token(part.get("content-transfer-encoding")) in (
            "base64",
            "quoted-printable",
        ):
            # Forbidden and yet sent: the whole message is encoded, to be opened as a file.
            self._keep_encoded(part, inner[0])
            return
        name = filenames.file_name(
            _raw(part, "content-disposition"), _raw(part, "content-type")
        )
        content = self._enclosed_bytes(part, inner[0])
        walk = Walk(self.skeleton, self.data, inner[0], [], depth + 1)
        mail = walk.mail()
        self.parts += walk.parts
        if not name:
            name = (
                filenames.safe(mail.headers.get("subject")[:80])
                or f"message-{len(self.enclosed) + 1}"
            )
            name += ".eml"
        kept = as_attachment(name, part.get_content_type(), content, None)
        self.enclosed.append(Enclosed(File(kept), mail))

    def _keep_encoded(self, part: Message, inner: Message) -> None:
        payload = inner.get_payload()
        written = payload if isinstance(payload, str) else ""
        encoding = _token(part.get("content-transfer-encoding"))
        data = decode(written.encode("ascii", "surrogateescape"), encoding)
        span = self.skeleton.span_of(data)
        data = self.skeleton.cut(span) if span else data
        name = filenames.file_name(
            _raw(part, "content-disposition"), _raw(part, "content-type")
        )
        self._keep(part, "message/rfc822", name, data, None, "", related=False)

    def _external(self, part: Message) -> None:
        """A file that lies elsewhere: what the part says of it is kept."""
        place = self._place(part)
        data = self.data[place[0] : place[1]] if place else b""
        name = filenames.file_name(
            _raw(part, "content-disposition"), _raw(part, "content-type")
        )
        self._keep(part, part.get_content_type(), name, data, None, "", related=False)

    def _enclosed_bytes(self, part: Message, inner: Message) -> bytes:
        place = self._place(part)
        if place is not None:
            return self.skeleton.restore(self.data[place[0] : place[1]])
        try:
            return self.skeleton.restore(inner.as_bytes())
        except (UnicodeError, LookupError, TypeError, ValueError, AttributeError):
            return b""

    def _report(self, part: Message) -> Text:
        for block in _children(part):
            fields = {
                name.lower(): readable(value) for name, value in block.raw_items()
            }
            if fields:
                self.reports.append(fields)
            rest = block.get_payload()
            if isinstance(rest, str) and rest.strip() and not fields:
                self.reports.append(_fields(rest))
        if not part.is_multipart():
            data, _ = self._payload(part, keep=False)
            self.reports.append(_fields(data.decode("utf-8", "replace")))
        return Text()

    def _headers_only(self, part: Message) -> None:
        data, span = self._payload(part, keep=False)
        name = filenames.file_name(
            _raw(part, "content-disposition"), _raw(part, "content-type")
        )
        if name:
            self._keep(
                part, part.get_content_type(), name, data, span, "", related=False
            )
        self.returned = Headers(_fields(charsets.decode(data, "utf-8")[0]).items())

    def _last_resort(self) -> Text:
        """A text that calls itself a file, when the message has no other."""
        if self.spare:
            return self._as_text(*self.spare[0])
        kind = self.root.get_content_type()
        if self.root.is_multipart() or kind not in _TEXTS:
            return Text()
        data, _ = self._payload(self.root, keep=False)
        return self._as_text(self.root, kind, data)


def as_attachment(name: str, kind: str, data: bytes, span: Span | None) -> Attachment:
    """A file with its digest."""
    digest = hashlib.sha256(data).hexdigest()
    return Attachment(name, kind, len(data), digest, data, span)


_MARK = re.compile(r"^--([^\s-]\S{3,68}|-+\S{4,66})[ \t]*\r?$", re.MULTILINE)


def _mended(part: Message) -> Message:
    """A multipart whose boundary was lost with its header: the first mark tells it."""
    payload = part.get_payload()
    if not isinstance(payload, str):
        return part
    found = _MARK.search(payload[:20_000])
    mark = found[1] if found else ""
    head = f'Content-Type: multipart/mixed; boundary="{mark}"' if mark else ""
    return message_from_string(f"{head or 'Content-Type: text/plain'}\n\n{payload}")


def _children(part: Message) -> list[Message]:
    payload = part.get_payload()
    if not isinstance(payload, list):
        return []
    return [child for child in payload if isinstance(child, Message)]


def _is_inline(part: Message, root: Message) -> bool:
    """A named text that is shown as part of the letter."""
    return part is root or _token(part.get("content-disposition")) == "inline"


def _raw(part: Message, name: str) -> str:
    for key, value in part.raw_items():
        if key.lower() == name:
            return str(value)
    return ""


def _token(value: object) -> str:
    return str(value or "").split(";")[0].strip().lower()


def _parameter(part: Message, name: str) -> str:
    return filenames.parameters(_raw(part, "content-type")).get(name, "")


def _fields(text: str) -> dict[str, str]:
    return dict(_unfolded(text))


def _unfolded(text: str) -> Iterator[tuple[str, str]]:
    name, value = "", ""
    for line in text.splitlines()[:2_000]:
        if line[:1] in (" ", "\t") and name:
            value += " " + line.strip()
            continue
        if name:
            yield name, value
        name, _, value = line.partition(":")
        name, value = name.strip().lower(), value.strip()
    if name:
        yield name, value
