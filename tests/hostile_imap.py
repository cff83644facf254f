"""An IMAP server that does what a real one cannot be asked to do: lie, stall, flood, fall silent."""

from __future__ import annotations

import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from typing import IO

Answer = Callable[["HostileImap", str, str], bytes]
_COMMAND = re.compile(rb"^(\S+) (UID \S+|\S+) ?(.*)$", re.IGNORECASE)


@dataclass
class HostileImap:
    """One mailbox of numbered mails; `answers` replaces what a command would get."""

    mails: dict[int, bytes]
    answers: dict[str, Answer] = field(default_factory=dict)
    uidvalidity: int = 1
    asked: list[str] = field(default_factory=list)
    # Set by an answer that is given again and again, without end.
    again: bool = False
    # Verbs whose answers come drop by drop, with the seconds between two drops of so many bytes.
    drip_seconds: dict[str, float] = field(default_factory=dict)
    drop: int = 1
    # Connections now, and the most there were at once.
    open: int = 0
    most: int = 0

    def __post_init__(self) -> None:
        self._server = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._server.getsockname()[1])
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        self._server.close()

    def _accept(self) -> None:
        with suppress(OSError):
            while True:
                client, _ = self._server.accept()
                threading.Thread(target=self._talk, args=(client,), daemon=True).start()

    def _talk(self, client: socket.socket) -> None:
        self.open += 1
        self.most = max(self.most, self.open)
        try:
            self._converse(client)
        finally:
            self.open -= 1

    def _converse(self, client: socket.socket) -> None:
        with suppress(OSError), client, client.makefile("rwb") as stream:
            stream.write(b"* OK [CAPABILITY IMAP4rev1] ready\r\n")
            stream.flush()
            for line in stream:
                found = _COMMAND.match(line.strip())
                if found is None:
                    return
                tag, verb, rest = (part.decode() for part in found.groups())
                self.asked.append(f"{verb} {rest}")
                answer = self._answer(verb.upper(), rest, tag)
                self._say(stream, answer, self._seconds(verb.upper(), rest))
                while self.again:
                    stream.write(self._answer(verb.upper(), rest, tag))
                    stream.flush()

    def _seconds(self, verb: str, rest: str) -> float:
        return self.drip_seconds.get("BODY" if "BODY" in rest else verb, 0.0)

    def _say(self, stream: IO[bytes], answer: bytes, seconds: float) -> None:
        drop = self.drop if seconds else len(answer) or 1
        for start in range(0, len(answer), drop):
            stream.write(answer[start : start + drop])
            stream.flush()
            time.sleep(seconds)

    def _answer(self, verb: str, rest: str, tag: str) -> bytes:
        kind = "BODY" if "BODY" in rest else verb
        if kind in self.answers:
            return self.answers[kind](self, rest, tag)
        handler = getattr(self, f"_{verb.lower().replace(' ', '_')}", None)
        return (handler(rest) if handler else b"") + f"{tag} OK done\r\n".encode()

    def _capability(self, _: str) -> bytes:
        return b"* CAPABILITY IMAP4rev1\r\n"

    def _examine(self, _: str) -> bytes:
        following = max(self.mails, default=0) + 1
        return (
            f"* {len(self.mails)} EXISTS\r\n"
            f"* OK [UIDVALIDITY {self.uidvalidity}] here\r\n"
            f"* OK [UIDNEXT {following}] next\r\n"
        ).encode()

    def _uid_search(self, rest: str) -> bytes:
        uids = " ".join(str(uid) for uid in self.mails if _names(rest, uid))
        return f"* SEARCH {uids}\r\n".encode()

    def _uid_fetch(self, rest: str) -> bytes:
        named, _, items = rest.partition(" ")
        wanted = [uid for uid in self.mails if _names(f"UID {named}", uid)]
        return b"".join(self.line(uid, items) for uid in wanted)

    def line(self, uid: int, items: str) -> bytes:
        """The honest FETCH answer for one mail."""
        raw = self.mails[uid]
        seq = [*self.mails].index(uid) + 1
        if "BODY" not in items:
            date = '"23-Nov-2126 10:00:00 +0100"'
            text = f"UID {uid} RFC822.SIZE {len(raw)} INTERNALDATE {date}"
            return f"* {seq} FETCH ({text})\r\n".encode()
        return (
            f"* {seq} FETCH (UID {uid} BODY[] {{{len(raw)}}}\r\n".encode()
            + raw
            + b")\r\n"
        )


def _names(rest: str, uid: int) -> bool:
    """Tell whether `UID 1:5,7` names this one."""
    for part in rest.partition("UID ")[2].split(" ")[0].split(","):
        low, _, high = part.partition(":")
        top = 2**32 if high == "*" else int(high or low)
        if int(low) <= uid <= top:
            return True
    return False


@contextmanager
def hostile(mails: dict[int, bytes], **answers: Answer) -> Iterator[HostileImap]:
    server = HostileImap(mails, dict(answers))
    try:
        yield server
    finally:
        server.close()
