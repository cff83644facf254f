"""The whole service on one machine: embedded parts where no URL is given, then our processes."""

from __future__ import annotations

import json
import os
import secrets
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from cli.devstack import (
    folders,
    homes,
    mailserver,
    ports,
    postgres,
    run_as,
    running,
    waiting,
)
from cli.devstack.children import Command
from cli.devstack.supervisor import Part, Supervisor
from cli.devstack.valkey import Valkey
from models.base.errors import SettingError
from models.base.settings import Settings

Say = Callable[[str], None]


class House:
    """The parts that one `up` or `demo` runs on one data directory."""

    def __init__(self, environ: Mapping[str, str], say: Say, *, logs: bool) -> None:
        self._say = say
        self._environ = dict(environ)
        # The variables we fill in for our own processes.
        self.filled: dict[str, str] = {}
        self.supervisor = Supervisor()
        settings = Settings.from_env(environ)
        self.data = folders.private(settings.data_dir.absolute())
        self._lock = running.hold(self.data)
        self._parts_lock = running.children_lock(self.data)
        self._wait_for_leftovers()
        self._logs = folders.private(self.data / "logs")
        self._shows_own_logs = not logs
        self.filled["DATA_DIR"] = str(self.data)
        self._sockets: list[Path] = []
        self.mail: mailserver.MailServer | None = None

    @property
    def settings(self) -> Settings:
        """The settings with what has been filled in so far."""
        return Settings.from_env({**self._environ, **self.filled})

    @property
    def mail_password(self) -> str:
        """The one password of the boxes on the demo's mail server."""
        return self._secret("mail-password")

    def start_servers(self, *, with_mail: bool) -> None:
        """Start each embedded server whose URL is not given."""
        settings = self.settings
        if settings.database_url and not settings.clock_database_url:
            raise SettingError(
                "CLOCK_DATABASE_URL: expected a URL, as DATABASE_URL is one"
            )
        if with_mail and not (settings.smtp_url and settings.imap_url):
            self._start_mail_server()
        if not settings.redis_url:
            self._start_valkey()
        # The longest to start: the others start beside it.
        if not settings.database_url:
            self._start_postgres()
        self.supervisor.wait_until_ready()

    def migrate(self) -> None:
        """Bring the database to this code's version, or refuse to start behind it."""
        from models import migrations

        settings = self.settings
        if settings.owner_database_url:
            migrations.upgrade(settings.owner_database_url)
        elif not migrations.is_current(settings.database_url):
            raise SettingError(
                "OWNER_DATABASE_URL: expected a URL, as the database must be migrated"
            )

    def check_start(self) -> None:
        """Refuse to start under a wrong role or key."""
        from models.store.service import open_service
        from models.store.starting import check_start

        service = open_service(self.settings)
        try:
            check_start(service)
        finally:
            service.close()

    def start_processes(self) -> None:
        """Start worker, clock and web, and tell other commands how to reach the parts.

        `supervisor.wait_until_ready` returns when the dashboard answers.
        """
        self._choose_web_port()
        # Requests and duties have no business with the owner's rights.
        self.filled.pop("OWNER_DATABASE_URL", None)
        running.write(self.data, self.filled)
        environ = {**self._environ, **self.filled}
        environ.pop("OWNER_DATABASE_URL", None)
        # The dashboard takes longest to wake.
        for name in ("web", "worker", "clock"):
            argv = [sys.executable, "-m", "cli", name]
            log = None if self._shows_own_logs else self._log(name)
            command = Command(argv, env=environ, log=log, keep=(self._parts_lock,))
            ready = self._wait_for_web if name == "web" else None
            self.supervisor.launch(Part(name, command, order=0, ready=ready))

    def stop(self) -> None:
        self.supervisor.stop()
        running.note_path(self.data).unlink(missing_ok=True)
        for folder in self._sockets:
            folders.discard(folder)

    def _start_postgres(self) -> None:
        who = run_as.choose()
        self._say(who.says)
        data = homes.cluster(self.data, who)
        sockets = homes.give(self._socket_folder("postgres"), who)
        server = postgres.Postgres(data, sockets, self._passwords(data), who)
        if server.initialise():
            self._say(f"A new database is made in {server.data}")
        self._start_server("postgres", server.command, server.wait_until_ready)
        self.supervisor.wait_until_ready()
        server.make_database()
        owner, app, clock = (server.url(role) for role in postgres.ROLES)
        self.filled |= {
            "OWNER_DATABASE_URL": owner,
            "DATABASE_URL": app,
            "CLOCK_DATABASE_URL": clock,
        }

    def _start_valkey(self) -> None:
        data = folders.private(self.data / "valkey")
        server = Valkey(data, self._socket_folder("valkey"))
        self._start_server("valkey", server.command, server.wait_until_ready)
        self.filled["REDIS_URL"] = server.url

    def _start_mail_server(self) -> None:
        server = mailserver.choose(self.mail_password)
        self._start_server("mail", server.command, server.wait_until_ready)
        self.filled.setdefault(
            "SMTP_URL", self._environ.get("SMTP_URL") or server.smtp_url
        )
        self.filled.setdefault(
            "IMAP_URL", self._environ.get("IMAP_URL") or server.imap_url
        )
        self.mail = server

    def _start_server(
        self,
        name: str,
        command: Callable[[Path | None, tuple[int, ...]], Command],
        ready: Callable[[subprocess.Popen[bytes]], None],
    ) -> None:
        made = command(self._log(name), (self._parts_lock,))
        self.supervisor.launch(Part(name, made, order=1, ready=ready))

    def _passwords(self, cluster: Path) -> dict[str, str]:
        """The roles' passwords, made with the cluster."""
        path = self.data / "postgres.json"
        if cluster.exists() and not path.exists():
            raise SettingError(f"DATA_DIR: expected the database's passwords in {path}")
        if not path.exists():
            _write_private(path, json.dumps(postgres.new_passwords()))
        found: dict[str, str] = json.loads(path.read_text(encoding="utf-8"))
        return found

    def _secret(self, name: str) -> str:
        path = self.data / name
        if not path.exists():
            _write_private(path, secrets.token_urlsafe(9))
        return path.read_text(encoding="utf-8").strip()

    def _socket_folder(self, name: str) -> Path:
        made = folders.sockets(self.data / f"{name}.sockets")
        self._sockets.append(made)
        return made

    def _log(self, name: str) -> Path:
        return self._logs / f"{name}.log"

    def _choose_web_port(self) -> None:
        """The port of WEB_PORT; the usual one may give way, a chosen one may not."""
        settings = self.settings
        host, port = settings.web_host, settings.web_port
        if not ports.is_free(host, port):
            if self._environ.get("WEB_PORT"):
                raise SettingError(f"WEB_PORT: expected a free port, {port} is taken")
            port = ports.choose(host, port)
            self._say(f"Port {settings.web_port} is taken, the dashboard takes {port}")
        self.filled["WEB_PORT"] = str(port)
        if not self._environ.get("PUBLIC_URL"):
            self.filled["PUBLIC_URL"] = f"http://{host}:{port}"

    def _wait_for_web(self, child: subprocess.Popen[bytes]) -> None:
        settings = self.settings
        address = (settings.web_host, settings.web_port)
        waiting.until(
            lambda: socket.create_connection(address, 2).close(),
            child,
            "The dashboard",
            120.0,
            (OSError,),
        )

    def _wait_for_leftovers(self) -> None:
        """The parts of a start that was killed end by themselves: give them the time."""
        deadline = time.monotonic() + running.WAIT_SECONDS
        while not running.is_free(self._parts_lock):
            if time.monotonic() > deadline:
                raise running.AlreadyRunning(
                    f"parts of an earlier start still run on {self.data}: "
                    f"see `fuser {self.data / 'parts.lock'}`"
                )
            time.sleep(0.1)


def _write_private(path: Path, text: str) -> None:
    """Write a secret for ourselves alone, whole or not at all."""
    draft = path.with_name(f".{path.name}.draft")
    draft.unlink(missing_ok=True)
    handle = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)
