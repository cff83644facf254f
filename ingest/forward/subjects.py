"""What the beginning of a subject says: forwarded, answered, or neither."""

from __future__ import annotations

import re

from ingest.forward.layouts import FORWARD_PREFIXES, REPLY_PREFIXES
from ingest.mime.headers import one_line

_PREFIX = re.compile(
    r"\s*([^\W\d_][\w.\u0307-]{0,12})\s?(?:\[\d{1,3}\]|\(\d{1,3}\))?\s?[:：]\s*"
)
_MUTT = re.compile(r"\s*\[([^\s:\[\]]+@[^\s:\[\]]+): (.*)\]\s*\Z", re.DOTALL)
_TAG = re.compile(r"\s*\[(?:ext|externe?|external|spam|extern)\]\s*", re.IGNORECASE)


def first_prefix(subject: str) -> str:
    """`forward`, `reply` or "" : what the first prefix of a subject means."""
    if "[" in subject:
        if _MUTT.match(subject):
            return "forward"
        subject = _TAG.sub("", subject, count=1)
    match = _PREFIX.match(subject)
    word = match[1].casefold() if match else ""
    if word in FORWARD_PREFIXES:
        return "forward"
    return "reply" if word in REPLY_PREFIXES else ""


def without_forward(subject: str) -> str:
    """The subject without the forwarder's own prefix (one, the outermost)."""
    mutt = _MUTT.match(subject)
    if mutt:
        return one_line(mutt[2])
    bare = _TAG.sub("", subject, count=1)
    match = _PREFIX.match(bare)
    if match and match[1].casefold() in FORWARD_PREFIXES:
        return one_line(bare[match.end() :])
    return one_line(subject)
