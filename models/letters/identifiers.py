"""Identifiers in our mails by which answers and bounces find their complaint; none can be forged.

Each token holds a letter's id and an HMAC-SHA256 cut to 80 bits, in lower-case base32:
an online guess is hopeless, and any relay may change the case of what it carries.
"""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
import secrets
from uuid import UUID

_MAC_BYTES = 10
# For mailboxes whose name leaves no room for 80 bits: 64, still hopeless to guess online.
_SHORT_MAC_BYTES = 8
_LOCAL_PART_LIMIT = 64  # RFC 5321, 4.5.3.1.1
_BOUNCE = "+b-"

_MESSAGE_ID = re.compile(
    r"<?ack\.(?P<letter>[0-9a-f]{32})\.(?P<mac>[a-z2-7]{16})@(?P<domain>[^<>@\s]+)>?",
    re.IGNORECASE | re.ASCII,
)

# Neither look-alikes (0 O, 1 I L, 2 Z, 5 S, 8 B) nor vowels, which would make words.
_REFERENCE_LETTERS = "34679CDFGHJKMNPQRTVWXY"
_REFERENCE_LENGTH = 6


def message_id(key: bytes, letter_id: UUID, tenant_id: UUID, domain: str) -> str:
    """The stable Message-ID of a letter, angle brackets included.

    The cabinet enters the HMAC without being shown: a Message-ID of one cabinet's letter
    means nothing in the mailbox of another.
    """
    mac = _base32(_message_mac(key, letter_id, tenant_id, domain))
    return f"<ack.{letter_id.hex}.{mac}@{domain}>"


def read_message_id(key: bytes, value: str, tenant_id: UUID) -> UUID | None:
    """The letter that a Message-ID names, or `None` when it is not one this cabinet sent."""
    found = _MESSAGE_ID.fullmatch(value.strip())
    if not found:
        return None
    letter_id = UUID(found["letter"])
    mac = _unbase32(found["mac"])
    ours = _message_mac(key, letter_id, tenant_id, found["domain"])
    return letter_id if hmac.compare_digest(mac, ours) else None


def bounce_address(key: bytes, letter_id: UUID, mailbox_address: str) -> str:
    """The envelope sender of a letter: the mailbox with a signed detail (VERP).

    A local part has 64 characters at most: a mailbox of up to 19 gets 80 bits of HMAC,
    one of up to 22 gets 64 bits. For a longer one, or an address without a local part,
    `ValueError`: the caller uses the plain address and bounces are found by Message-ID.
    """
    local, _, domain = mailbox_address.rpartition("@")
    room = _LOCAL_PART_LIMIT - len(local) - len(_BOUNCE)
    for size in (_MAC_BYTES, _SHORT_MAC_BYTES):
        mac = _bounce_mac(key, letter_id, mailbox_address)[:size]
        detail = _base32(letter_id.bytes + mac)
        if local and len(detail) <= room:
            return f"{local}{_BOUNCE}{detail}@{domain}"
    raise ValueError("no room for a bounce token in this mailbox's local part")


def read_bounce_address(key: bytes, address: str) -> UUID | None:
    """The letter whose bounce came to this address, or `None` when we never made it."""
    local, _, domain = address.strip().strip("<>").rpartition("@")
    mailbox, _, detail = local.lower().rpartition(_BOUNCE)
    raw = _unbase32(detail)
    if not mailbox or len(raw) - 16 not in (_MAC_BYTES, _SHORT_MAC_BYTES):
        return None
    letter_id, value = UUID(bytes=raw[:16]), raw[16:]
    ours = _bounce_mac(key, letter_id, f"{mailbox}@{domain}")[: len(value)]
    return letter_id if hmac.compare_digest(value, ours) else None


def loop_mark(key: bytes, letter_message_id: str) -> str:
    """The value of `X-ReclamPro-Loop`: our own mails are known again when they come back."""
    return _base32(_mac(key, b"loop", _octets(letter_message_id.lower())))


def public_reference() -> str:
    """A random reference such as D-7K3M9Q; the caller's unique column refuses a repeat."""
    base = len(_REFERENCE_LETTERS)
    drawn = secrets.randbelow(base**_REFERENCE_LENGTH)
    digits = (drawn // base**place % base for place in range(_REFERENCE_LENGTH))
    return "D-" + "".join(_REFERENCE_LETTERS[place] for place in digits)


def _message_mac(key: bytes, letter_id: UUID, tenant_id: UUID, domain: str) -> bytes:
    reading = letter_id.bytes + tenant_id.bytes + _octets(domain.lower())
    return _mac(key, b"message-id", reading)


def _bounce_mac(key: bytes, letter_id: UUID, mailbox_address: str) -> bytes:
    reading = letter_id.bytes + _octets(mailbox_address.lower())
    return _mac(key, b"bounce", reading)


def _mac(key: bytes, purpose: bytes, data: bytes) -> bytes:
    full = hmac.digest(key, purpose + b"\0" + data, hashlib.sha256)
    return full[:_MAC_BYTES]


def _octets(text: str) -> bytes:
    # What a hostile mail says may hold lone surrogates.
    return text.encode("utf-8", "surrogatepass")


def _base32(data: bytes) -> str:
    return base64.b32encode(data).decode("ascii").rstrip("=").lower()


def _unbase32(text: str) -> bytes:
    padded = text.upper() + "=" * (-len(text) % 8)
    try:
        return base64.b32decode(padded)
    except (binascii.Error, ValueError):
        return b""
