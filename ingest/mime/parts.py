"""One part of a MIME tree: what it says of itself, and where its body lies in the bytes."""

from __future__ import annotations

import re
from collections.abc import Iterator
from email import message_from_string
from email.message import Message

from ingest.mime import headers
from ingest.mime.headers import readable
from ingest.mime.limits import MAX_DEPTH, MAX_PARTS, first_blank
from models.base.transfer_encoding import Base64, decode, read_base64

_MARK = re.compile(r"^--([^\s-]\S{3,68}|-+\S{4,66})[ \t]*\r?$", re.MULTILINE)
# An encoded word where a value or a parameter begins.
_ENCODED = re.compile(r"(?:\A|;)\s*=\?")
_TOKEN = re.compile(r"\s*([\w!#$&^.+-]{1,100})", re.ASCII)


def mend(part: Message) -> Message:
    """A multipart whose boundary was lost with its header: the first mark tells it."""
    if part.is_multipart():
        return part
    payload = _read_undecoded(part)
    found = _MARK.search(payload[:20_000])
    mark = found[1] if found else ""
    if mark:
        pieces = payload.split(f"--{mark}", MAX_PARTS + 1)
        payload = f"--{mark}".join(pieces[: MAX_PARTS + 1])
    head = f'Content-Type: multipart/mixed; boundary="{mark}"' if mark else ""
    return message_from_string(f"{head or 'Content-Type: text/plain'}\n\n{payload}")


def file_name(part: Message) -> str:
    """The name of the part's file; "" when it has none."""
    return headers.file_name(
        mime_header(part, "content-disposition"), mime_header(part, "content-type")
    )


def kind(part: Message) -> str:
    """The content type in lower case, `text/plain` where none is given (RFC 2045, 5.2)."""
    if not raw(part, "content-type").lstrip().startswith("=?"):
        return part.get_content_type()
    written = mime_header(part, "content-type").partition(";")[0].strip().lower()
    return written if written.count("/") == 1 else part.get_content_type()


def disposition(part: Message) -> str:
    """`attachment`, `inline` or what else the part says; "" when nothing."""
    return token(mime_header(part, "content-disposition"))


def transfer_encoding(part: Message) -> str:
    """The name of the transfer encoding in lower case; "" when there is none."""
    return token(mime_header(part, "content-transfer-encoding"))


def mime_header(part: Message, name: str) -> str:
    """A MIME header as its sender meant it.

    RFC 2047, section 5, forbids encoded words in these, and some programs encode the
    whole value, or a parameter with its name.
    """
    value = raw(part, name)
    return readable(value) if _ENCODED.search(value) else value


def decode_part(part: Message) -> Base64:
    """The bytes of a part without parts, and whether everything written is in them."""
    encoding = transfer_encoding(part)
    if encoding == "base64":
        return read_base64(write_part(part).encode("ascii", "ignore"))
    payload = part.get_payload(decode=True)
    data = payload if isinstance(payload, bytes) else b""
    if encoding != token(part.get("content-transfer-encoding")):
        # The parser could not read the header's name of the encoding.
        data = decode(data, encoding)
    return Base64(data, True)


def children(part: Message) -> list[Message]:
    """The parts right under this one."""
    if not part.is_multipart():
        return []
    return [child for child in part.get_payload() if isinstance(child, Message)]


def write_part(part: Message) -> str:
    """The body of a part without parts, as it was written.

    Asking for it decodes what is not ASCII by whatever charset the part claims.
    """
    try:
        payload = part.get_payload()
    except (UnicodeError, LookupError, ValueError, TypeError):
        return _read_undecoded(part)
    return payload if isinstance(payload, str) else ""


def _read_undecoded(part: Message) -> str:
    """The same as the parser itself keeps it: what is not ASCII stands as surrogates."""
    payload = part.get_payload(decode=True)
    octets = payload if isinstance(payload, bytes) else b""
    return octets.decode("ascii", "surrogateescape")


def is_inline(part: Message, root: Message) -> bool:
    """A named text that is shown as part of the letter."""
    return part is root or disposition(part) == "inline"


def raw(part: Message, name: str) -> str:
    """The first header of this name as it came; "" when there is none."""
    for key, value in part.raw_items():
        if key.lower() == name:
            return str(value)
    return ""


def token(value: object) -> str:
    """The first word of a MIME header, in lower case; "" when it is none (RFC 2045, 5.1)."""
    found = _TOKEN.match(str(value or ""))
    return found[1].lower() if found else ""


def parameter(part: Message, name: str) -> str:
    """A parameter of the content type."""
    header = mime_header(part, "content-type")
    return headers.parameters(header).get(name, "") if name in header.lower() else ""


def fields(text: str) -> dict[str, str]:
    """Header fields written in a text."""
    return dict(_unfold(text))


def by_recipient(pairs: list[tuple[str, str]]) -> list[list[tuple[str, str]]]:
    """The fields of a report's block, parted where another recipient begins without a gap."""
    groups: list[list[tuple[str, str]]] = []
    for pair in pairs:
        again = groups and pair[0] == "final-recipient" and pair[0] in dict(groups[-1])
        if not groups or again:
            groups.append([])
        groups[-1].append(pair)
    return groups


def _unfold(text: str) -> Iterator[tuple[str, str]]:
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


_TAIL = re.compile(rb"(--)?[ \t]*(?:\r?\n|\Z)")

Range = tuple[int, int]


def locate(message: Message, data: bytes) -> dict[int, Range]:
    """Map id(part) to (start, end) of its body; parts that cannot be placed are absent."""
    found: dict[int, Range] = {}
    _place(message, data, 0, len(data), found, 0)
    return found


def _place(
    part: Message,
    data: bytes,
    start: int,
    end: int,
    found: dict[int, Range],
    depth: int,
) -> None:
    body = _body(data, start, end)
    if body is None or depth > MAX_DEPTH:
        return
    found[id(part)] = (body, end)
    # A leaf is not asked: it would be decoded by the charset that it claims.
    children = part.get_payload() if part.is_multipart() else []
    if not children:
        return
    if part.get_content_maintype() == "multipart":
        ranges = _between(data, body, end, part.get_boundary())
    else:
        ranges = [(body, end)]
    if len(ranges) == len(children):
        for child, (first, last) in zip(children, ranges, strict=True):
            if isinstance(child, Message):
                _place(child, data, first, last, found, depth + 1)


def _body(data: bytes, start: int, end: int) -> int | None:
    if data[start : start + 1] == b"\n":
        return start + 1
    if data[start : start + 2] == b"\r\n":
        return start + 2
    blank = first_blank(data, start, end)
    return blank.below if blank else None


def _between(data: bytes, start: int, end: int, boundary: str | None) -> list[Range]:
    """The ranges between the delimiter lines of one multipart."""
    if not boundary:
        return []
    mark = b"--" + boundary.encode("ascii", "surrogateescape")
    ranges: list[Range] = []
    opened: int | None = None
    position = max(start - 2, 0)
    while found := _delimiter(data, mark, position, end):
        first, last, closes = found
        if opened is not None:
            ranges.append((opened, max(first, opened)))
        opened = last
        if closes:
            return ranges
        # The newline that ends this line may begin the next delimiter.
        position = last - 1
    if opened is not None:
        ranges.append((opened, end))
    return ranges


def _delimiter(
    data: bytes, mark: bytes, position: int, end: int
) -> tuple[int, int, bool] | None:
    """The next delimiter line: from the newline before it to its end, and whether it is the last.

    No pattern is made of a boundary: making one costs more than the search.
    """
    at = data.find(mark, position, end)
    while at >= 0:
        tail = _TAIL.match(data, at + len(mark), end)
        newline = data[max(at - 2, position) : at]
        if tail and (at == 0 or newline.endswith(b"\n")):
            return at - (2 if newline == b"\r\n" else at > 0), tail.end(), bool(tail[1])
        at = data.find(mark, at + 1, end)
    return None
