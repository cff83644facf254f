"""The fields that a form sent: named, trimmed, limited, never taken as a whole."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from pathlib import PurePosixPath
from typing import Any, TypeVar
from uuid import UUID

from litestar.datastructures import UploadFile

from models.base.errors import Refused

Choice = TypeVar("Choice", bound=StrEnum)
Parsed = TypeVar("Parsed")
# Refused by PostgreSQL or by UTF-8, and never typed by a person.
_NEVER = {ord("\0"): None, **dict.fromkeys(range(55296, 57344))}


class Unreadable(Refused):
    """A field cannot be read; the sentence says which and what was expected."""


@dataclass(frozen=True)
class Upload:
    """A file a person joined; `filename` has no folder."""

    filename: str
    content_type: str
    data: bytes


class Form:
    """The fields of one request, in order."""

    def __init__(self, items: Iterable[tuple[str, Any]]) -> None:
        self._items = list(items)

    def text(self, name: str, limit: int = 500) -> str:
        """One line, without spaces around; "" when absent."""
        return " ".join(self._raw(name).split())[:limit]

    def lines(self, name: str, limit: int = 50_000) -> str:
        """Several lines, with LF between them."""
        return self._raw(name).replace("\r\n", "\n").replace("\r", "\n").strip()[:limit]

    def secret(self, name: str) -> str:
        """A password, exactly as typed."""
        # Spaces and line ends are part of a password.
        return self._raw(name)[:1000]

    def flag(self, name: str) -> bool:
        return self._raw(name) not in ("", "0", "non")

    def whole(self, name: str) -> int | None:
        """A whole number; None when blank."""
        return self._parse(name, int, "un nombre entier")

    def day(self, name: str) -> date | None:
        """A day as `<input type="date">` sends it; None when blank."""
        return self._parse(name, date.fromisoformat, "une date")

    def id(self, name: str) -> UUID | None:
        return self._parse(name, UUID, "un identifiant")

    def choice(self, name: str, kind: type[Choice]) -> Choice:
        """One of an enumeration's values; raises `Unreadable` for anything else."""
        try:
            return kind(self._raw(name))
        except ValueError:
            raise Unreadable("Le choix envoyé n’existe pas.") from None

    @property
    def version(self) -> int:
        """The version of the object that the form showed (0 when it says none)."""
        return self.whole("version") or 0

    def files(self, name: str) -> list[Upload]:
        """The files joined under a name; an empty file input gives none."""
        found = (value for key, value in self._items if key == name)
        return [_upload(f) for f in found if isinstance(f, UploadFile)]

    @property
    def names(self) -> frozenset[str]:
        """The fields that were sent, blank ones too."""
        return frozenset(key for key, _ in self._items)

    def list_typed(self) -> dict[str, str]:
        """The values that a person typed, to be shown again: neither tokens nor secrets."""
        return {
            key: value
            for key, value in self._items
            if isinstance(value, str) and value and _is_shown(key)
        }

    def close(self) -> None:
        """Let go of joined files that nobody will read."""
        for _, value in self._items:
            if isinstance(value, UploadFile):
                value.file.close()

    def _raw(self, name: str) -> str:
        for key, value in self._items:
            if key == name and isinstance(value, str):
                return value.translate(_NEVER)
        return ""

    def _parse(
        self, name: str, read: Callable[[str], Parsed], expected: str
    ) -> Parsed | None:
        value = self._raw(name).strip()
        try:
            return read(value) if value else None
        except ValueError:
            # The person typed it: a beginning is enough to find the field.
            raise Unreadable(f"« {value[:40]} » n’est pas {expected}.") from None


def _is_shown(name: str) -> bool:
    return not name.startswith("_") and name != "version" and "password" not in name


def _upload(file: UploadFile) -> Upload:
    # Some browsers send a whole path.
    name = PurePosixPath((file.filename or "").replace("\\", "/")).name
    name = "".join(c for c in name.translate(_NEVER) if c.isprintable()).strip(". ")[
        :150
    ]
    return Upload(name or "document", file.content_type, file.file.read())
