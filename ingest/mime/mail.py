"""One parsed message: headers, text, files, enclosed messages, reports."""

from __future__ import annotations

import hashlib
import html
import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from ingest.mime.headers import readable
from ingest.mime.limits import CUTS
from ingest.mime.values import Attachment, Span


@dataclass(frozen=True, slots=True)
class Text:
    """The same words twice; either may be missing."""

    plain: str = ""
    html: str = ""

    @staticmethod
    def join(pieces: list[Text]) -> Text:
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


# RFC 6838, section 4.2: what may be stored and sent back as a type.
_TYPE = re.compile(r"[\w!#$&^.+-]{1,127}/[\w!#$&^.+-]{1,127}", re.ASCII)
_UNKNOWN = "application/octet-stream"


class Headers:
    """Header fields; lookups ignore case and take the first, `order` is as they came."""

    def __init__(
        self, pairs: Iterable[tuple[str, str]] = (), charset: str = "", wide: str = ""
    ) -> None:
        self._charset, self._wide = charset, wide
        self._raw: dict[str, list[str]] = {}
        self._read: dict[str, str] = {}
        self.order: list[tuple[str, str]] = []
        for name, value in pairs:
            self.order.append((name.strip().lower(), value))
            self._raw.setdefault(name.strip().lower(), []).append(value)

    def __contains__(self, name: str) -> bool:
        return name in self._raw

    def raw(self, name: str) -> str | None:
        """The first value as it came, None when there is no such header."""
        return self._raw[name][0] if name in self._raw else None

    def raws(self, name: str) -> list[str]:
        """Every value as it came."""
        return self._raw.get(name, [])

    def all(self, name: str) -> list[str]:
        """Every value, readable."""
        return [self._readable(value) for value in self._raw.get(name, [])]

    def get(self, name: str) -> str:
        """The first value, readable; "" when there is none."""
        if name not in self._raw:
            return ""
        if name not in self._read:
            # Every rule asks for the same few.
            self._read[name] = self._readable(self._raw[name][0])
        return self._read[name]

    def _readable(self, value: str) -> str:
        return readable(value, self._charset, self._wide)

    def count(self, name: str) -> int:
        """Count the times the header occurs."""
        return len(self._raw.get(name, ()))

    def names(self) -> Iterable[str]:
        """Names of all headers, in lower case."""
        return self._raw.keys()


@dataclass(frozen=True, slots=True)
class File:
    """A file of the message and how its sender showed it."""

    attachment: Attachment
    cid: str = ""
    disposition: str = ""
    related: bool = False


@dataclass(frozen=True, slots=True)
class Mail:
    """A message as its MIME tree tells it, before anything is understood."""

    headers: Headers
    content_type: str = "text/plain"
    report_type: str = ""
    plain: str = ""
    html: str = ""
    files: tuple[File, ...] = ()
    enclosed: tuple[Enclosed, ...] = ()
    # Files that held this message itself, such as an S/MIME signature.
    wrappers: tuple[File, ...] = ()
    reports: tuple[dict[str, str], ...] = ()
    returned_headers: Headers = field(default_factory=Headers)
    defects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Enclosed:
    """A message carried inside another, with the envelope it came in."""

    container: File
    mail: Mail


def as_attachment(name: str, kind: str, data: bytes, span: Span | None) -> Attachment:
    """A file with its digest, its type only where it is one."""
    digest = hashlib.sha256(data).hexdigest()
    kind = kind if _TYPE.fullmatch(kind) else _UNKNOWN
    return Attachment(name, kind, len(data), digest, data, span)


def attachments(files: Iterable[File]) -> tuple[Attachment, ...]:
    """The files as they are told outside."""
    return tuple(file.attachment for file in files)


def is_cut(mail: Mail) -> bool:
    """Something of the message was too long or too deep to be read."""
    return not CUTS.isdisjoint(mail.defects)


def all_inside(enclosed: tuple[Enclosed, ...]) -> list[File]:
    """Files of enclosed messages, however deep."""
    return [
        file
        for message in enclosed
        for file in (*message.mail.files, *all_inside(message.mail.enclosed))
    ]


def all_containers(enclosed: tuple[Enclosed, ...]) -> list[File]:
    """Envelopes of enclosed messages, however deep."""
    return [
        file
        for message in enclosed
        for file in (
            message.container,
            *message.mail.wrappers,
            *all_containers(message.mail.enclosed),
        )
        # Of a chain of messages the innermost are kept inside the others alone.
        if file.attachment.size
    ]


def without_places(mail: Mail) -> Mail:
    """Forget where files lie: the places are of unpacked bytes, which nobody keeps."""
    return replace(
        mail,
        files=tuple(_without_place(file) for file in mail.files),
        wrappers=tuple(_without_place(file) for file in mail.wrappers),
        enclosed=tuple(
            Enclosed(_without_place(message.container), without_places(message.mail))
            for message in mail.enclosed
        ),
    )


def _without_place(file: File) -> File:
    return replace(file, attachment=replace(file.attachment, span=None))
