"""The demo's mail server: it files a mail by its envelope, byte for byte, and its pages
also show mail in bytes that are no UTF-8."""

from __future__ import annotations

import codecs
from datetime import UTC, datetime
from email.header import Header, decode_header
from typing import Any


def readable(value: Header | str, delimiter: str = " ") -> str:
    """A header for people, whatever its bytes and the charset it names."""
    parts = (_text(part, charset or "utf-8") for part, charset in decode_header(value))
    return delimiter.join(parts)


def _text(part: bytes | str, charset: str) -> str:
    if isinstance(part, str):
        return part
    try:
        codecs.lookup(charset)
    except LookupError:
        charset = "utf-8"
    return part.decode(charset, "replace").strip()


def deliver_by_envelope() -> None:
    """As a real server does; the library files by To and Cc, in words it writes anew.

    A redirected mail names somebody else there, and many a mail names nobody.
    """
    from mail_devel import service
    from mail_devel.smtp import MemoryHandler
    from pymap.parsing.message import AppendMessage

    class Handler(MemoryHandler):  # type: ignore[misc]
        async def handle_DATA(self, _: Any, __: Any, envelope: Any) -> str:  # noqa: N802
            # The library tells the time of arrival without a zone.
            content, at = envelope.original_content, datetime.now(UTC)
            mail = AppendMessage(content, at.replace(tzinfo=None), frozenset())
            for address in dict.fromkeys(map(self._box_of, envelope.rcpt_tos)):
                account = await self.mailboxes.get(address)
                box = await account.get_mailbox("INBOX")
                await box.append(mail)
            return "250 OK"

        def _box_of(self, address: str) -> str:
            local, at, domain = address.rpartition("@")
            found: str = self.mailboxes.apply_alias(local + at + domain.lower())
            return found

    service.MemoryHandler = Handler


def forgive() -> None:
    """One mail that its pages cannot read would close them for every other one."""
    from mail_devel import http, service

    class Pages(http.Frontend):  # type: ignore[misc]
        async def _message_content(self, msg: Any) -> bytes:
            raw: bytes = await super()._message_content(msg)
            return raw.decode("utf-8", "replace").encode()

    http.decode_header = readable
    service.Frontend = Pages


if __name__ == "__main__":
    # The library warns when it is imported.
    from mail_devel.__main__ import main

    forgive()
    deliver_by_envelope()
    main()
