"""Files named winmail.dat made for tests, as an honest Outlook never writes them."""

from __future__ import annotations

import base64
import struct

from compressed_rtf.crc32 import crc32

_PROPERTIES, _RENDERING, _RTF = 0x69003, 0x69002, 0x1009
_TITLE, _DATA, _CODE_PAGE = 0x18010, 0x6800F, 0x69007


def mail(winmail: bytes) -> bytes:
    """A mail that carries it and nothing else."""
    head = (
        "From: a@b.example\r\nTo: c@d.example\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        "Content-Type: application/ms-tnef; name=winmail.dat\r\n"
        "Content-Transfer-Encoding: base64\r\n\r\n"
    )
    return head.encode() + base64.encodebytes(winmail).replace(b"\n", b"\r\n")


def tnef(*attributes: bytes) -> bytes:
    return struct.pack("<IH", 0x223E9F78, 1) + b"".join(attributes)


def attribute(name: int, data: bytes, level: int = 1) -> bytes:
    return struct.pack("<BII", level, name, len(data)) + data + b"\0\0"


def with_rtf(packed: bytes) -> bytes:
    """One property of the message: its RTF body."""
    padded = packed + b"\0" * (-len(packed) % 4)
    values = struct.pack("<IHHII", 1, 0x0102, _RTF, 1, len(packed)) + padded
    return tnef(attribute(_PROPERTIES, values))


def claiming(properties: int) -> bytes:
    """More properties than there are bytes."""
    return tnef(attribute(_PROPERTIES, struct.pack("<I", properties) + b"\0" * 100))


def claiming_values(values: int) -> bytes:
    """One property that says it has so many values."""
    entry = struct.pack("<IHHI", 1, 0x1002, 0x3001, values)
    return tnef(attribute(_PROPERTIES, entry + b"\0" * 100))


def with_file(name: bytes, data: bytes) -> bytes:
    """One file under a short name alone."""
    return tnef(
        attribute(_RENDERING, b"\0" * 14, level=2),
        attribute(_TITLE, name + b"\0", level=2),
        attribute(_DATA, data, level=2),
    )


def with_code_page(number: int) -> bytes:
    return tnef(attribute(_CODE_PAGE, struct.pack("<II", number, 0)))


def without_rendering() -> bytes:
    """A file's attribute before any file has begun."""
    return tnef(attribute(_TITLE, b"a.pdf\0", level=2))


def many(attributes: int) -> bytes:
    return tnef(attribute(_RENDERING, b"\0" * 14, level=2) * attributes)


def plain(rtf: bytes) -> bytes:
    """RTF that is not packed."""
    return struct.pack("<III", len(rtf) + 12, len(rtf), 0x414C454D) + b"\0" * 4 + rtf


def pack_bomb(groups: int, *, right: bool = True) -> bytes:
    """Packed RTF of which 17 octets become 136; with a digest that holds, or not."""
    body = b"\x00{\\rtf1aa" + (b"\xff" + struct.pack(">H", 0xCFF) * 8) * groups
    digest = crc32(body) if right else 1
    head = struct.pack("<III", len(body) + 12, 136 * groups + 8, 0x75465A4C)
    return head + struct.pack("<I", digest) + body
