"""The demo's mail server, whose pages also show mail in bytes that are no UTF-8."""

from __future__ import annotations

import codecs
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
    main()
