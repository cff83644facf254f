"""The demo's mail server: SMTP, IMAP and a web page, one box an address, in memory."""

from __future__ import annotations

import imaplib
import os
import signal
import socket
import subprocess
import sys
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from cli.demo.cast import CABINETS
from cli.devstack import ports, waiting
from cli.devstack.children import Command

HOST = "127.0.0.1"
READY_SECONDS = 60.0
SMTP_PORT, IMAP_PORT, WEB_PORT = 4025, 4143, 4080
# Any account opens the pages; every box has the same password.
ACCOUNT = "demo@reclampro.example"


# Bounces come back to a detail of these addresses.
MAILBOXES = tuple(cabinet.mailbox for cabinet in CABINETS)


@dataclass(frozen=True)
class MailServer:
    """Ports it listens on, and the one password of its boxes."""

    smtp_port: int
    imap_port: int
    web_port: int
    password: str

    def command(self, log: Path | None, keep: tuple[int, ...] = ()) -> Command:
        """A process of its own: its library warns when imported, and keeps threads."""
        argv = [sys.executable, "-W", "ignore", "-m", "cli.devstack.mailpages"]
        argv += ["--multi-user", "--host", HOST, "--user", ACCOUNT]
        argv += ["--smtp-port", str(self.smtp_port), "--imap-port", str(self.imap_port)]
        argv += ["--http-port", str(self.web_port), "--client-max-size", "25M"]
        for address in MAILBOXES:
            local, domain = address.split("@")
            argv += ["--alias", f"{local}+*@{domain}:{address}"]
        # It tells the time of arrival without a zone: ours must be the one it means.
        # The password travels by the environment: a command line is for all to read.
        env = {**os.environ, "MAIL_PASSWORD": self.password, "TZ": "UTC"}
        # Nothing of it outlives it anyway: it need not take its leave.
        kill = signal.SIGKILL
        return Command(argv, env=env, log=log, keep=keep, stop_signal=kill)

    @property
    def smtp_url(self) -> str:
        return f"smtp://{HOST}:{self.smtp_port}"

    @property
    def imap_url(self) -> str:
        return f"imap://{HOST}:{self.imap_port}"

    @property
    def web_url(self) -> str:
        return f"http://{HOST}:{self.web_port}"

    def wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        """Return once all three doors answer."""
        for port in (self.smtp_port, self.imap_port, self.web_port):
            waiting.until(
                partial(_knock, port),
                child,
                "The mail server",
                READY_SECONDS,
                (OSError,),
            )

    def box(self, address: str) -> imaplib.IMAP4:
        """A client logged in to one box."""
        client = imaplib.IMAP4(HOST, self.imap_port, timeout=10)
        client.login(address, self.password)
        return client


def _knock(port: int) -> None:
    socket.create_connection((HOST, port), 2).close()


def choose(password: str) -> MailServer:
    """The usual ports, or others where something listens already."""
    found: list[int] = []
    for wanted in (SMTP_PORT, IMAP_PORT, WEB_PORT):
        found.append(ports.choose(HOST, wanted, frozenset(found)))
    smtp, imap, web = found
    return MailServer(smtp, imap, web, password)
