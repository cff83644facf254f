"""A real Dovecot of our own: one folder, loopback ports, TLS, a mailbox an address."""

from __future__ import annotations

import contextlib
import getpass
import grp
import imaplib
import os
import pwd
import shutil
import signal
import socket
import ssl
import subprocess
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

from cli.devstack import children, waiting
from tests import certificates

PROGRAM = next(
    (
        p
        for p in (shutil.which("dovecot"), "/usr/sbin/dovecot")
        if p and os.path.exists(p)
    ),
    None,
)

# Every mailbox's password.
PASSWORD = "secret"
TRIES = 3

CONFIG = """
protocols = imap
listen = 127.0.0.1
base_dir = {folder}/run
state_dir = {folder}/state
log_path = {folder}/dovecot.log
auth_mechanisms = plain login
disable_plaintext_auth = no
ssl = yes
ssl_cert = <{certificate}
ssl_key = <{key}
mail_location = maildir:{folder}/mail/%u
mail_uid = {mail_user}
mail_gid = {mail_group}
first_valid_uid = 1
first_valid_gid = 1
mail_max_userip_connections = 200
auth_failure_delay = 0
default_internal_user = {internal}
default_internal_group = {internal_group}
default_login_user = {login}
# Any address has a mailbox, with one password: a new one is there at once.
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = home={folder}/mail/%u
}}
namespace inbox {{
  inbox = yes
  mailbox Sent {{
    special_use = \\Sent
    auto = subscribe
  }}
}}
service imap-login {{
  chroot =
  process_min_avail = 1
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def free_port() -> int:
    """A port of loopback that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Dovecot:
    """The server: `port` offers STARTTLS, `tls_port` speaks TLS at once."""

    folder: Path
    host: str = "127.0.0.1"
    password: str = PASSWORD
    port: int = field(default_factory=free_port)
    tls_port: int = field(default_factory=free_port)
    child: subprocess.Popen[bytes] | None = None

    def __post_init__(self) -> None:
        # Its own users must pass through; what is secret inside is closed by itself.
        self.folder.chmod(0o711)
        self.certificates = certificates.make(self.folder)
        for name in ("mail", "run", "state"):
            (self.folder / name).mkdir()
        self._write_config()

    @property
    def authority(self) -> Path:
        """The PEM file of the authority to trust."""
        return self.certificates.authority

    def start(self) -> None:
        """Start it and wait for its greeting; its port may take a moment to be free again."""
        for _ in range(TRIES - 1):
            with contextlib.suppress(waiting.PartDidNotStart):
                return self._start()
            time.sleep(1.0)
        return self._start()

    def _start(self) -> None:
        assert PROGRAM is not None
        argv = [PROGRAM, "-F", "-c", str(self._config)]
        self.child = children.start(children.Command(argv, log=self.folder / "out.log"))
        waiting.until(self._greet, self.child, "Dovecot", 20.0, (OSError,))

    def stop(self) -> None:
        """Stop it; its mails stay, and `start` goes on with them."""
        if self.child is not None:
            children.stop(self.child, signal.SIGTERM, 5.0)

    def append(self, address: str, *messages: bytes, folder: str = "INBOX") -> None:
        """Put messages into a mailbox, as a delivery would."""
        with imaplib.IMAP4(self.host, self.port, timeout=20) as client:
            client.login(address, PASSWORD)
            for message in messages:
                status, answer = client.append(folder, "", "", message)
                assert status == "OK", answer

    def listing(self, address: str, folder: str = "INBOX") -> list[int]:
        """The UIDs of a mailbox, seen from outside."""
        answer = self.doveadm("search", "-u", address, "mailbox", folder, "all")
        return [int(line.split()[1]) for line in answer.splitlines()]

    def doveadm(self, *words: str) -> str:
        """Run an administrator's command: `mailbox update --uid-validity`, `kick`..."""
        argv = ["doveadm", "-c", str(self._config), *words]
        done = subprocess.run(
            argv, capture_output=True, text=True, timeout=20, check=True
        )
        return done.stdout

    def context(self) -> ssl.SSLContext:
        """A client's context that trusts this server."""
        return ssl.create_default_context(cafile=str(self.authority))

    @property
    def _config(self) -> Path:
        return self.folder / "dovecot.conf"

    def _greet(self) -> None:
        with socket.create_connection((self.host, self.port), timeout=5) as client:
            if not client.recv(100).startswith(b"* OK"):
                raise OSError("no greeting yet")

    def _write_config(self) -> None:
        internal, login, mail = _users()
        group = grp.getgrgid(pwd.getpwnam(mail).pw_gid).gr_name
        os.chown(self.folder / "mail", pwd.getpwnam(mail).pw_uid, -1)
        values = {
            "folder": self.folder,
            "certificate": self.certificates.certificate,
            "key": self.certificates.key,
            "mail_user": mail,
            "mail_group": group,
            "internal": internal,
            "internal_group": grp.getgrgid(pwd.getpwnam(internal).pw_gid).gr_name,
            "login": login,
            "password": PASSWORD,
            "port": self.port,
            "tls_port": self.tls_port,
        }
        self._config.write_text(CONFIG.format(**values))


def _users() -> Sequence[str]:
    """Dovecot's internal user, its login user, and the owner of the mails."""
    if os.geteuid() == 0:
        return ("dovecot", "dovenull", "mail")
    return (getpass.getuser(),) * 3
