"""Real servers for tests: started once, private, on loopback or sockets alone."""

from __future__ import annotations

import itertools
import shutil
import signal
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import psycopg
from psycopg import sql

from cli.devstack import children, homes, postgres, run_as
from cli.devstack.valkey import Valkey
from tests.dovecot import Dovecot
from tests.sink import Sink

__all__ = [
    "Cluster",
    "Database",
    "Dovecot",
    "Sink",
    "private_folder",
    "running_dovecot",
    "running_postgres",
    "running_sink",
    "running_valkey",
]
TEMPLATE = "reclampro_template"


@dataclass(frozen=True)
class Database:
    """One database's URLs, a role each; `admin_url` is a superuser's, to look behind walls."""

    name: str
    owner_url: str
    app_url: str
    clock_url: str
    admin_url: str


class Cluster:
    """A PostgreSQL with the roles and a template database that clones copy."""

    def __init__(self, server: postgres.Postgres, log: Path) -> None:
        self.server = server
        self._log = log
        self._numbers = itertools.count(1)

    def start(self) -> None:
        self.child = children.start(self.server.command(self._log))
        self.server.wait_until_ready(self.child)

    def stop(self, asked: signal.Signals = signal.SIGINT) -> None:
        """Stop it; SIGKILL crashes it, and `start` recovers."""
        children.stop(self.child, asked, 10.0)

    def make_template(self) -> None:
        """Make the database that clones copy, migrated by its owner."""
        from models import migrations

        self.server.make_database(TEMPLATE)
        migrations.upgrade(self._database(TEMPLATE).owner_url)

    def clone(self) -> Database:
        """A fresh database, migrated and empty."""
        name = f"clone_{next(self._numbers)}"
        statement = sql.SQL("create database {} template {} owner reclampro_owner")
        self._admin(statement.format(sql.Identifier(name), sql.Identifier(TEMPLATE)))
        return self._database(name)

    def drop(self, database: Database) -> None:
        self._admin(
            sql.SQL("drop database if exists {} (force)").format(
                sql.Identifier(database.name)
            )
        )

    def empty(self) -> Database:
        """A fresh database with roles and extensions, not migrated."""
        name = f"empty_{next(self._numbers)}"
        self.server.make_database(name)
        return self._database(name)

    def _admin(self, statement: sql.Composed) -> None:
        with self.server.connect(database="postgres") as admin:
            admin.execute(statement)

    def _database(self, name: str) -> Database:
        urls = {role: self.server.url(role, name) for role in self.server.passwords}
        return Database(
            name,
            owner_url=urls["reclampro_owner"],
            app_url=urls["reclampro_app"],
            clock_url=urls["reclampro_clock"],
            admin_url=urls[postgres.ADMIN],
        )


@contextmanager
def private_folder() -> Iterator[Path]:
    """A folder of our own with a short path, for sockets; removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="rp-", dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def running_postgres(*, durable: bool = False) -> Iterator[Cluster]:
    """A PostgreSQL with nothing in it; `durable` waits for the disk as a real one does."""
    who = run_as.choose()
    with private_folder() as folder, private_folder() as sockets:
        server = postgres.Postgres(
            homes.cluster(folder, who),
            homes.give(sockets, who),
            postgres.new_passwords(),
            who,
            {} if durable else postgres.HASTY,
        )
        server.initialise()
        cluster = Cluster(server, folder / "postgres.log")
        cluster.start()
        try:
            yield cluster
        finally:
            cluster.stop()


@contextmanager
def running_valkey() -> Iterator[Valkey]:
    """A Valkey with nothing in it; `url` is how to reach it."""
    with private_folder() as folder:
        server = Valkey(folder, folder)
        child = children.start(server.command(folder / "valkey.log"))
        try:
            server.wait_until_ready(child)
            yield server
        finally:
            children.stop(child, signal.SIGTERM, 5.0)


@contextmanager
def running_dovecot() -> Iterator[Dovecot]:
    """A Dovecot with no users yet."""
    with private_folder() as folder:
        server = Dovecot(folder)
        try:
            server.start()
            yield server
        finally:
            server.stop()


@contextmanager
def running_sink(spool: Path | None = None) -> Iterator[Sink]:
    """An SMTP server that accepts everything until told otherwise."""
    server = Sink(spool).start()
    try:
        yield server
    finally:
        server.stop()


def psycopg_connection(url: str) -> psycopg.Connection[tuple[object, ...]]:
    """A plain connection to a URL written for SQLAlchemy."""
    return psycopg.connect(url.replace("+psycopg", "", 1), autocommit=True)
