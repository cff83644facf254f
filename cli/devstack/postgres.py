"""The embedded PostgreSQL: its files, its roles, its command, its URLs."""

from __future__ import annotations

import os
import secrets
import shutil
import signal
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import quote

import psycopg
import psycopg.sql

import models
from cli.devstack import children, homes, waiting
from cli.devstack.children import Command
from cli.devstack.run_as import Identity
from models.base.errors import SettingError

DATABASE = "reclampro"
ADMIN = "reclampro_admin"
ROLES = ("reclampro_owner", "reclampro_app", "reclampro_clock")
READY_SECONDS = 120.0
_ROLES_SQL = Path(models.__file__).with_name("roles.sql")
# What a failing statement held may name people: the log keeps its first line only.
_QUIET = {
    "listen_addresses": "",
    "log_error_verbosity": "terse",
    "log_min_error_statement": "panic",
    "log_parameter_max_length": "0",
    "log_parameter_max_length_on_error": "0",
}
# For tests alone: what a crash of the machine loses is remade anyway.
HASTY = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@dataclass(frozen=True)
class Postgres:
    """One cluster: `data` its files, `sockets` where it listens, `passwords` a role."""

    data: Path
    sockets: Path
    passwords: dict[str, str]
    identity: Identity
    options: dict[str, str] = field(default_factory=dict)

    def command(self, log: Path | None, keep: tuple[int, ...] = ()) -> Command:
        """The server in the foreground; SIGINT is its fast stop."""
        options = {
            **_QUIET,
            **self.options,
            "unix_socket_directories": str(self.sockets),
        }
        words: list[str] = []
        for name, value in options.items():
            words += ["-c", f"{name}={value}"]
        argv = [*self.identity.prefix, str(self._binary("postgres"))]
        argv += ["-D", str(self.data), *words]
        return Command(
            argv, user=self.identity.user, log=log, stop_signal=signal.SIGINT, keep=keep
        )

    def url(self, role: str, database: str = DATABASE) -> str:
        """The URL by which `role` reaches `database` over the socket."""
        password = quote(self.passwords[role], safe="")
        host = quote(str(self.sockets), safe="")
        return f"postgresql+psycopg://{role}:{password}@/{database}?host={host}"

    def connect(
        self, role: str = ADMIN, database: str = DATABASE
    ) -> psycopg.Connection[tuple[object, ...]]:
        """A connection of our own, committing each statement by itself."""
        return psycopg.connect(
            host=str(self.sockets),
            user=role,
            password=self.passwords[role],
            dbname=database,
            autocommit=True,
            connect_timeout=5,
        )

    def initialise(self) -> bool:
        """Make the cluster's files if they are not there; whether they were made.

        They are made aside and renamed: a start killed before that leaves no half of one.
        """
        if self.data.exists():
            return False
        draft = self.data.with_name(f"{self.data.name}.draft")
        shutil.rmtree(draft, ignore_errors=True)
        with tempfile.NamedTemporaryFile(
            "w", dir=self.data.parent, prefix=".pw"
        ) as file:
            file.write(self.passwords[ADMIN])
            file.flush()
            if self.identity.user is not None:
                os.chown(file.name, self.identity.user, -1)
            self._run_initdb(draft, file.name)
        draft.rename(self.data)
        return True

    def _run_initdb(self, data: Path, password_file: str) -> None:
        done = subprocess.run(
            [
                *self.identity.prefix,
                str(self._binary("initdb")),
                f"--pgdata={data}",
                f"--username={ADMIN}",
                f"--pwfile={password_file}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                # pg_trgm asks the C library what a letter is.
                "--lc-ctype=" + ("UTF-8" if sys.platform == "darwin" else "C.UTF-8"),
                "--data-checksums",
                "--no-instructions",
            ],
            user=self.identity.user,
            group=children.group_of(self.identity.user),
            extra_groups=[] if self.identity.user is not None else None,
            env={k: v for k, v in os.environ.items() if not k.startswith("PG")},
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode != 0:
            raise SettingError(
                f"DATA_DIR: PostgreSQL cannot be set up: {done.stderr.strip()}"
            )

    def wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        """Return once it answers; a recovery after a crash may take its time."""
        waiting.until(
            lambda: self.connect(database="postgres").close(),
            child,
            "PostgreSQL",
            READY_SECONDS,
            (psycopg.OperationalError,),
        )

    def make_database(self, name: str = DATABASE) -> None:
        """Make the service's database, roles and extensions where they are missing."""
        with self.connect(database="postgres") as admin:
            found = admin.execute(
                "select 1 from pg_database where datname = %s", (name,)
            )
            if found.fetchone() is None:
                admin.execute(
                    psycopg.sql.SQL("create database {}").format(
                        psycopg.sql.Identifier(name)
                    )
                )
        with self.connect(database=name) as admin:
            admin.execute(_ROLES_SQL.read_bytes())
            for role in ROLES:
                admin.execute(
                    psycopg.sql.SQL("alter role {} password {}").format(
                        psycopg.sql.Identifier(role),
                        psycopg.sql.Literal(self.passwords[role]),
                    )
                )

    def _binary(self, name: str) -> Path:
        return homes.binaries(self.identity) / name


def new_passwords() -> dict[str, str]:
    """A fresh password a role."""
    return {role: secrets.token_urlsafe(24) for role in (ADMIN, *ROLES)}
