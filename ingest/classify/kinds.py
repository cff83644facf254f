"""Kinds of messages, and the report of one that could not be delivered."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """Kind of a message for the register; only the first two come from people."""

    COMPLAINT = "complaint"
    FOLLOW_UP = "follow_up"
    AUTO_REPLY = "auto_reply"
    BOUNCE = "bounce"
    RECEIPT = "receipt"
    LIST = "list"
    SPAM = "spam"
    UNREADABLE = "unreadable"


@dataclass(frozen=True, slots=True)
class Bounce:
    """Addresses that a letter did not reach; a delay is not permanent."""

    permanent: bool
    recipients: tuple[str, ...]
