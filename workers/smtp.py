"""One SMTP transaction, verb by verb, so that we know what is known when it breaks."""

from __future__ import annotations

import asyncio
import contextlib
import re
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntEnum, StrEnum
from urllib.parse import unquote, urlsplit

import aiosmtplib
from aiosmtplib.errors import (
    SMTPException,
    SMTPResponseException,
    SMTPServerDisconnected,
)

from models.base.process import fault

_PORTS = {"smtp": 25, "smtps": 465, "smtp+starttls": 587}
_CONTROLS = re.compile(r"[\x00-\x1f\x7f-\x9f\ud800-\udfff]+")
_DOT_AT_START = re.compile(rb"(?m)^\.")
_SENDABLE = re.compile(r"[^\s<>\x00-\x1f\x7f]{1,64}@[^\s<>@\x00-\x1f\x7f]{1,255}")
_REPLY_LENGTH = 500


class Phase(IntEnum):
    """Phase that a transaction reached; from DOT on, the server may have taken the mail."""

    CONNECT = 1
    GREET = 2
    MAIL = 3
    RCPT = 4
    DATA = 5
    COMMIT = 6
    DOT = 7


class Fate(StrEnum):
    ACCEPTED = "accepted"
    # The server said no for good.
    REFUSED = "refused"
    # It certainly did not take it; trying again is safe.
    NOT_YET = "not_yet"
    # It may have taken it: nobody knows.
    UNKNOWN = "unknown"
    # Our own side stopped before the dot: another attempt has it, or the process ends.
    WITHDRAWN = "withdrawn"


@dataclass(frozen=True)
class Patience:
    """Seconds that a server is waited for; the lease of a letter (15 min) outlives all of it."""

    verb: float = 60.0
    until_dot: float = 150.0
    # RFC 5321, 4.5.3.2.6: a shorter wait manufactures duplicates.
    final_reply: float = 600.0
    # The same reply, once the process stops.
    at_stop: float = 4.0


@dataclass(frozen=True)
class Server:
    """Server by which letters leave, from SMTP_URL; `name` is our own in the greeting."""

    scheme: str
    host: str
    port: int
    username: str
    password: str
    name: str
    patience: Patience = Patience()

    @classmethod
    def from_url(cls, url: str, name: str) -> Server:
        parts = urlsplit(url)
        return cls(
            parts.scheme,
            parts.hostname or "localhost",
            parts.port or _PORTS[parts.scheme],
            unquote(parts.username or ""),
            unquote(parts.password or ""),
            name,
        )


@dataclass(frozen=True)
class Mail:
    """An envelope and the exact bytes, lines ended by CRLF."""

    sender: str
    recipient: str
    content: bytes


@dataclass(frozen=True)
class Outcome:
    """Outcome of a transaction; `reply` is the server's last word, made safe."""

    fate: Fate
    phase: Phase
    reply: str = ""
    at_stop: bool = False


# Called after the 354: commits that the dot follows, and says whether it may.
BeforeDot = Callable[[], bool]
# Registers what to call when the process stops; returns what forgets it.
AtStop = Callable[[Callable[[], None]], Callable[[], None]]


def send(
    server: Server, mail: Mail, before_dot: BeforeDot, at_stop: AtStop | None = None
) -> Outcome:
    """Send one mail over a connection of its own; raises only what `before_dot` raises.

    At a stop a transaction before its dot is cut at once, another has some seconds.
    """
    if not (_SENDABLE.fullmatch(mail.recipient) and _SENDABLE.fullmatch(mail.sender)):
        return Outcome(Fate.REFUSED, Phase.CONNECT, "not_sendable")
    return asyncio.run(_Walk(server, mail, before_dot).run(at_stop))


class _Walk:
    def __init__(self, server: Server, mail: Mail, before_dot: BeforeDot) -> None:
        self.server, self.mail, self.before_dot = server, mail, before_dot
        self.phase = Phase.CONNECT
        self.client = aiosmtplib.SMTP(
            hostname=server.host,
            port=server.port,
            local_hostname=server.name,
            timeout=server.patience.verb,
            use_tls=server.scheme == "smtps",
            start_tls=server.scheme == "smtp+starttls",
            tls_context=None if server.scheme == "smtp" else _tls(),
        )

    async def run(self, at_stop: AtStop | None) -> Outcome:
        """Walk until the end or the stop, whichever is first."""
        stop = asyncio.Event()
        forget = _listen(asyncio.get_running_loop(), stop, at_stop)
        walk, stopped = (
            asyncio.ensure_future(self._walk()),
            asyncio.ensure_future(stop.wait()),
        )
        try:
            await asyncio.wait({walk, stopped}, return_when=asyncio.FIRST_COMPLETED)
            return await self._last_seconds(walk)
        finally:
            forget()
            stopped.cancel()
            self._hang_up()

    def _hang_up(self) -> None:
        """Close at once: over TLS `close` waits for the server's goodbye, and the loop ends here."""
        transport = self.client.transport
        self.client.close()
        if isinstance(transport, asyncio.WriteTransport):
            transport.abort()

    async def _last_seconds(self, walk: asyncio.Future[Outcome]) -> Outcome:
        if not walk.done() and self.phase is Phase.DOT:
            await asyncio.wait({walk}, timeout=self.server.patience.at_stop)
        if walk.done():
            return walk.result()
        walk.cancel()
        await asyncio.wait({walk})
        if not walk.cancelled():
            return walk.result()
        fate = Fate.UNKNOWN if self.phase is Phase.DOT else Fate.WITHDRAWN
        return Outcome(fate, self.phase, at_stop=True)

    async def _walk(self) -> Outcome:
        try:
            async with asyncio.timeout(self.server.patience.until_dot):
                refusal = await self._up_to_data()
        except SMTPResponseException as error:
            return self._outcome_of(error.code, error.message)
        except (SMTPException, OSError, ValueError) as error:
            # ValueError: a login or an address that the library refuses to write.
            return Outcome(Fate.NOT_YET, self.phase, type(error).__name__)
        if refusal is not None:
            return refusal
        self.phase = Phase.COMMIT
        if not await asyncio.to_thread(self.before_dot):
            return Outcome(Fate.WITHDRAWN, self.phase)
        return await self._dot()

    async def _up_to_data(self) -> Outcome | None:
        await self.client.connect()
        self.phase = Phase.GREET
        await self.client.ehlo()
        if self.server.username:
            await self.client.login(self.server.username, self.server.password)
        options, encoding = self._utf8()
        if options and not self.client.supports_extension("smtputf8"):
            return Outcome(Fate.REFUSED, self.phase, "not_sendable")
        self.phase = Phase.MAIL
        await self.client.mail(self.mail.sender, options=options, encoding=encoding)
        self.phase = Phase.RCPT
        await self.client.rcpt(self.mail.recipient, encoding=encoding)
        self.phase = Phase.DATA
        reply = await self.client.execute_command(b"DATA")
        if reply.code != 354:
            return self._outcome_of(reply.code, reply.message)
        return None

    def _utf8(self) -> tuple[list[str], str]:
        plain = self.mail.sender.isascii() and self.mail.recipient.isascii()
        return ([], "ascii") if plain else (["SMTPUTF8"], "utf-8")

    async def _dot(self) -> Outcome:
        protocol = self.client.protocol
        try:
            if protocol is None:
                raise SMTPServerDisconnected("gone before the body")
            # Refuses at once when the connection is already closing: nothing was written.
            protocol.write(_DOT_AT_START.sub(b"..", self.mail.content) + b".\r\n")
        except SMTPServerDisconnected:
            return Outcome(Fate.NOT_YET, self.phase, "SMTPServerDisconnected")
        self.phase = Phase.DOT
        fault("letter_dotted")
        try:
            reply = await protocol.read_response(self.server.patience.final_reply)
        except (SMTPException, OSError, TimeoutError) as error:
            return Outcome(Fate.UNKNOWN, self.phase, type(error).__name__)
        self._say_goodbye()
        return self._outcome_of(reply.code, reply.message)

    def _say_goodbye(self) -> None:
        # Without waiting for the answer: what is known is to be written down at once.
        with contextlib.suppress(SMTPServerDisconnected):
            if self.client.protocol is not None:
                self.client.protocol.write(b"QUIT\r\n")

    def _outcome_of(self, code: int, message: str) -> Outcome:
        """Read a reply by the phase in which it was given.

        Before MAIL a refusal speaks of us or of the server, not of this mail.
        """
        reply = clean(f"{code} {message}")
        if self.phase is Phase.DOT and 200 <= code < 300:
            return Outcome(Fate.ACCEPTED, self.phase, reply)
        if 500 <= code < 600 and self.phase >= Phase.MAIL:
            return Outcome(Fate.REFUSED, self.phase, reply)
        if self.phase is Phase.DOT and not 400 <= code < 500:
            return Outcome(Fate.UNKNOWN, self.phase, reply)
        return Outcome(Fate.NOT_YET, self.phase, reply)


def clean(reply: str) -> str:
    """A server's words as we keep them: no control characters, 500 characters at most."""
    return " ".join(_CONTROLS.sub(" ", reply).split())[:_REPLY_LENGTH]


def _tls() -> ssl.SSLContext:
    context = ssl.create_default_context()
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    return context


def _listen(
    loop: asyncio.AbstractEventLoop, stop: asyncio.Event, at_stop: AtStop | None
) -> Callable[[], None]:
    def wake() -> None:
        # The loop may have ended between the stop's look at its list and this call.
        if not loop.is_closed():
            loop.call_soon_threadsafe(stop.set)

    return at_stop(wake) if at_stop else lambda: None
