"""A writer of Outlook's .msg files, as small as the format lets one be ([MS-CFB], [MS-OXMSG])."""

from __future__ import annotations

import struct
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

_SECTOR, _MINI, _CUTOFF = 512, 64, 4096
_FREE, _END, _FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
_UNICODE, _BINARY, _TIME = 0x001F, 0x0102, 0x0040


@dataclass
class Storage:
    """A folder of the compound file: streams and storages by name."""

    children: dict[str, Any] = field(default_factory=dict)


def message(
    texts: dict[int, str],
    sent_at: datetime | None = None,
    files: dict[str, bytes] | None = None,
) -> bytes:
    """A .msg file with these Unicode properties, submitted then, with these attachments."""
    times = {} if sent_at is None else {0x0039: sent_at, 0x0E06: sent_at}
    root = _properties(
        texts, times, head=b"\0" * 8 + struct.pack("<IIII", 1, 1, 1, 1) + b"\0" * 8
    )
    named = {f"__substg1.0_000{n}0102": b"" for n in (2, 3, 4)}
    root.children["__nameid_version1.0"] = Storage(dict(named))
    for number, (name, data) in enumerate((files or {}).items()):
        attached = _properties({0x3707: name}, {}, head=b"\0" * 8, method=1)
        attached.children["__substg1.0_37010102"] = data
        root.children[f"__attach_version1.0_#{number:08X}"] = attached
    return compound(root)


def _properties(
    texts: dict[int, str],
    times: dict[int, datetime],
    *,
    head: bytes,
    method: int | None = None,
) -> Storage:
    table, found = head, Storage()
    for number, text in texts.items():
        data = text.encode("utf-16-le")
        table += struct.pack("<HHIII", _UNICODE, number, 6, len(data) + 2, 0)
        found.children[f"__substg1.0_{number:04X}{_UNICODE:04X}"] = data
    for number, when in times.items():
        ticks = int((when.timestamp() + 11644473600) * 10_000_000)
        table += struct.pack("<HHIQ", _TIME, number, 6, ticks)
    if method is not None:
        table += struct.pack("<HHIII", 0x0003, 0x3705, 6, method, 0)
        table += struct.pack("<HHIII", _BINARY, 0x3701, 6, 0, 0)
    found.children["__properties_version1.0"] = table
    return found


def compound(root: Storage) -> bytes:
    """The bytes of a compound file, version 3."""
    entries: list[list[Any]] = []
    _enter("Root Entry", root, 5, entries)
    mini, minifat, big, fat = b"", [], b"", []  # type: bytes, list[int], bytes, list[int]
    for entry in entries:
        data = entry[6]
        if data is None or not data:
            continue
        if len(data) < _CUTOFF:
            entry[5] = len(minifat)
            mini += _pad(data, _MINI)
            _chain(minifat, -(-len(data) // _MINI))
        else:
            entry[5] = len(fat)
            big += _pad(data, _SECTOR)
            _chain(fat, -(-len(data) // _SECTOR))
    start_of_mini = _add(fat, mini)
    body = big + _pad(mini, _SECTOR)
    entries[0][5], entries[0][7] = start_of_mini, len(mini)
    table = b"".join(struct.pack("<I", item) for item in minifat)
    table = table.ljust(-(-len(table) // _SECTOR) * _SECTOR, b"\xff")
    start_of_minifat = _add(fat, table)
    body += table
    folder = _pad(b"".join(map(_entry, entries)), _SECTOR)
    start_of_folder = _add(fat, folder)
    body += folder
    return _head(fat, body, start_of_folder, start_of_minifat, len(table) // _SECTOR)


def _enter(name: str, node: Any, kind: int, entries: list[list[Any]]) -> int:
    """[name, kind, left, right, child, start, data, size]; siblings hang to the right."""
    index = len(entries)
    data = None if isinstance(node, Storage) else node
    entry = [name, kind, _FREE, _FREE, _FREE, 0, data, len(data or b"")]
    entries.append(entry)
    if isinstance(node, Storage):
        before: list[Any] | None = None
        for child, inner in sorted(
            node.children.items(), key=lambda item: (len(item[0]), item[0].upper())
        ):
            at = _enter(child, inner, 1 if isinstance(inner, Storage) else 2, entries)
            if before is None:
                entry[4] = at
            else:
                before[3] = at
            before = entries[at]
    return index


def _entry(entry: list[Any]) -> bytes:
    name, kind, left, right, child, start, data, size = entry
    written = name.encode("utf-16-le")
    empty = kind == 2 and not data
    return (
        written.ljust(64, b"\0")
        + struct.pack("<HBBIII", len(written) + 2, kind, 1, left, right, child)
        + b"\0" * 36
        + struct.pack("<IQ", _END if empty else start, size)
    )


def _chain(table: list[int], count: int) -> None:
    first = len(table)
    table += [first + n + 1 for n in range(count - 1)] + [_END]


def _add(fat: list[int], data: bytes) -> int:
    start = len(fat)
    if not data:
        return _END
    _chain(fat, -(-len(data) // _SECTOR))
    return start


def _pad(data: bytes, size: int) -> bytes:
    return data.ljust(-(-len(data) // size) * size, b"\0")


def _head(fat: list[int], body: bytes, folder: int, minifat: int, minis: int) -> bytes:
    sectors = 1
    while sectors * 128 < len(fat) + sectors:
        sectors += 1
    locations = [len(fat) + n for n in range(sectors)]
    fat = fat + [_FAT] * sectors
    table = b"".join(struct.pack("<I", item) for item in fat).ljust(
        sectors * _SECTOR, b"\xff"
    )
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 16
    head += struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6
    head += struct.pack("<IIIII", 0, sectors, folder, 0, _CUTOFF)
    head += struct.pack("<IIII", minifat, minis, _END, 0)
    head += b"".join(struct.pack("<I", place) for place in locations)
    return head.ljust(_SECTOR, b"\xff") + body + table
