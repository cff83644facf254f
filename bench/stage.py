"""The servers of the intake bench, and mailboxes filled as a delivery leaves them."""

from __future__ import annotations

import os
import pwd
import shutil
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

import redis
from sqlalchemy import URL, make_url

from cli.devstack.valkey import Valkey
from tests import servers
from tests.dovecot import Dovecot
from tests.servers import Cluster, Database


@dataclass(frozen=True)
class Admin:
    """A superuser's way in."""

    host: str
    user: str
    password: str


@dataclass
class Stage:
    """Real servers on loopback, a corpus, and a folder for what the runs write."""

    folder: Path
    corpus: Path
    cluster: Cluster
    valkey: Valkey
    dovecot: Dovecot

    def fill(self, address: str) -> None:
        """Put the corpus into a mailbox: the names, sizes and times Dovecot's delivery writes."""
        home = self.dovecot.folder / "mail" / address
        for name in ("cur", "new", "tmp"):
            (home / name).mkdir(parents=True)
        now, host = int(time.time()), socket.gethostname()
        for number, path in enumerate(sorted((self.corpus / "msgs").iterdir())):
            size = path.stat().st_size
            name = f"{now}.M{number:06}P1.{host},S={size},W={size}:2,"
            shutil.copyfile(path, home / "cur" / name)
        _give(home)

    def clear(self, address: str, *folders: Path) -> None:
        """Remove a mailbox and folders of a run that was looked at."""
        for folder in (self.dovecot.folder / "mail" / address, *folders):
            shutil.rmtree(folder, ignore_errors=True)

    def admin(self) -> Admin:
        """URL by which a superuser reaches the cluster."""
        url = self._url()
        query = url.query["host"]
        host = query if isinstance(query, str) else query[0]
        return Admin(host, url.username or "", url.password or "")

    def valkey_flush(self) -> None:
        """Forget the nudges of an earlier run."""
        with redis.Redis.from_url(self.valkey.url) as client:
            client.flushall()

    def empty_database(self) -> str:
        """A database with nothing in it."""
        return self.cluster.empty().name

    def drop(self, name: str) -> None:
        """Remove a database."""
        self.cluster.drop(Database(name, "", "", "", ""))

    def _url(self) -> URL:
        return make_url(self.cluster.server.url("reclampro_admin", "postgres"))


def _give(home: Path) -> None:
    """Hand a maildir to the user Dovecot reads it as."""
    if os.geteuid() != 0:
        return
    owner = pwd.getpwnam("mail")
    for folder, folders, files in os.walk(home):
        for path in (folder, *(os.path.join(folder, n) for n in (*folders, *files))):
            os.chown(path, owner.pw_uid, owner.pw_gid)


@contextmanager
def build(corpus: Path) -> Iterator[Stage]:
    """All servers; PostgreSQL waits for the disk, as it does in earnest."""
    with ExitStack() as stack:
        cluster = stack.enter_context(servers.running_postgres(durable=True))
        cluster.make_template()
        yield Stage(
            stack.enter_context(servers.private_folder()),
            corpus,
            cluster,
            stack.enter_context(servers.running_valkey()),
            stack.enter_context(servers.running_dovecot()),
        )
