"""A real SMTP server that keeps what it accepted and fails where it is told to."""

from __future__ import annotations

import asyncio
import json
import os
import random
import ssl
import threading
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aiosmtpd.smtp import SMTP, Envelope, Session


@dataclass(frozen=True)
class Received:
    """One accepted message with its envelope."""

    mail_from: str
    rcpt_tos: tuple[str, ...]
    content: bytes
    at: datetime


@dataclass
class Behaviour:
    """Faults of the server; change them while it runs.

    `refuse` maps a verb (EHLO, MAIL, RCPT, DATA, or DOT for the final reply) to the
    reply given instead. `lose` is the share (0 to 1) of accepted messages whose 250
    is lost: the connection is cut. `hang_seconds` delays the final reply, after the
    message was kept.
    """

    refuse: dict[str, str] = field(default_factory=dict)
    lose: float = 0.0
    hang_seconds: float = 0.0
    luck: random.Random = field(default_factory=lambda: random.Random(7))


class _Server(SMTP):
    """Server of aiosmtpd that may refuse before 354 too."""

    behaviour: Behaviour

    async def smtp_DATA(self, arg: str) -> None:  # noqa: N802  aiosmtpd finds it by this name
        if refusal := self.behaviour.refuse.get("DATA"):
            await self.push(refusal)
            return
        await super().smtp_DATA(arg)


class Sink:
    """The server on a loopback port; `messages` grows, `spool` keeps files."""

    def __init__(
        self,
        spool: Path | None = None,
        tls: ssl.SSLContext | None = None,
        port: int = 0,
    ) -> None:
        self.behaviour = Behaviour()
        self.messages: list[Received] = []
        self.spool = spool
        self.host, self.port = "127.0.0.1", port
        self._tls = tls
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)

    @property
    def url(self) -> str:
        """URL by which the product's SMTP_URL names it."""
        scheme = "smtp" if self._tls is None else "smtp+starttls"
        return f"{scheme}://{self.host}:{self.port}"

    def reset(self) -> None:
        """Forget every message and every fault."""
        self.behaviour = Behaviour()
        self.messages.clear()

    def start(self) -> Sink:
        self._thread.start()
        self._server = asyncio.run_coroutine_threadsafe(
            self._listen(), self._loop
        ).result()
        self.port = self._server.sockets[0].getsockname()[1]
        return self

    def stop(self) -> None:
        asyncio.run_coroutine_threadsafe(self._close(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _listen(self) -> asyncio.Server:
        return await self._loop.create_server(self._session, self.host, self.port)

    def _session(self) -> _Server:
        server = _Server(
            self,
            hostname="sink.test",
            tls_context=self._tls,
            enable_SMTPUTF8=True,
            data_size_limit=60 * 2**20,
            loop=self._loop,
        )
        server.behaviour = self.behaviour
        return server

    async def _close(self) -> None:
        self._server.close()
        tasks = [t for t in asyncio.all_tasks() if t is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    async def handle_EHLO(  # noqa: N802  aiosmtpd finds it by this name
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        hostname: str,
        responses: list[str],
    ) -> list[str]:
        if refusal := self.behaviour.refuse.get("EHLO"):
            return [refusal]
        session.host_name = hostname
        return responses

    async def handle_HELO(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope, hostname: str
    ) -> str:
        session.host_name = hostname
        return self.behaviour.refuse.get("EHLO", "250 sink.test")

    async def handle_MAIL(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if refusal := self.behaviour.refuse.get("MAIL"):
            return refusal
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 2.1.0 OK"

    async def handle_RCPT(  # noqa: N802
        self,
        server: SMTP,
        session: Session,
        envelope: Envelope,
        address: str,
        options: list[str],
    ) -> str:
        if refusal := self.behaviour.refuse.get("RCPT"):
            return refusal
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(  # noqa: N802
        self, server: SMTP, session: Session, envelope: Envelope
    ) -> str:
        """Keep the message, then answer as `behaviour` wishes."""
        behaviour = self.behaviour
        if refusal := behaviour.refuse.get("DOT"):
            return refusal
        number = self._keep(envelope)
        if behaviour.hang_seconds:
            await asyncio.sleep(behaviour.hang_seconds)
        if behaviour.luck.random() < behaviour.lose:
            assert isinstance(server.transport, asyncio.Transport)
            server.transport.abort()
        return f"250 2.0.0 OK kept as {number}"

    def _keep(self, envelope: Envelope) -> int:
        content: Any = envelope.original_content or b""
        received = Received(
            envelope.mail_from or "",
            tuple(envelope.rcpt_tos),
            content,
            datetime.now(UTC),
        )
        self.messages.append(received)
        if self.spool is not None:
            _write(self.spool, len(self.messages), received)
        return len(self.messages)


def _write(spool: Path, number: int, received: Received) -> None:
    """Write envelope and message, on the disk before the 250 says so."""
    values = {
        "from": received.mail_from,
        "to": received.rcpt_tos,
        "at": str(received.at),
    }
    (spool / f"{number:06d}.json").write_text(json.dumps(values))
    with (spool / f"{number:06d}.eml").open("wb") as file:
        file.write(received.content)
        file.flush()
        os.fsync(file.fileno())
