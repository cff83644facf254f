"""A request for previews of stored messages, and one preview: plain data, for a wire."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from uuid import UUID

from models.vault.packs import Stored


class View(StrEnum):
    """Extent of a preview: the header of a message, its words, or its look as well."""

    HEAD = "head"
    TEXT = "text"
    FRAME = "frame"


@dataclass(frozen=True, slots=True)
class PreviewRequest:
    """Messages of one cabinet to look at, by the position of their bytes."""

    tenant_id: UUID
    # The cabinet's, 32 bytes: the packs below the folder `packs` are opened with it.
    key: bytes = field(repr=False)
    packs: str
    messages: tuple[Stored, ...]
    view: View


@dataclass(frozen=True, slots=True)
class Preview:
    """The shown parts of a message; each field is bounded, and `is_cut` says where one ends early.

    `document` is a whole HTML document for a sandboxed frame, for the view FRAME alone.
    `provider` is the identifier of the topmost Authentication-Results.
    """

    subject: str = ""
    sender: str = ""
    recipients: str = ""
    copies: str = ""
    date: str = ""
    provider: str = ""
    text: str = ""
    document: str = ""
    has_html: bool = False
    has_remote_pictures: bool = False
    is_cut: bool = False
