"""Each check answers a sentence, or raises with what is wrong."""

from __future__ import annotations

import secrets
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from uuid import uuid4

import redis
from sqlalchemy import text
from sqlalchemy.exc import SQLAlchemyError

from cli.doctor import smtp_server, walls
from cli.doctor.trouble import Notice, Trouble
from models import migrations
from models.base.errors import ReclamProError
from models.base.settings import Settings
from models.store.service import open_service
from models.store.session import make_engine
from models.store.starting import key_path
from models.vault.keys import MasterKey
from models.vault.packs import PackStore

KEY_WARNING = """
THE MASTER KEY IS {path}
Whoever loses it loses every stored mail, attachment and mailbox password, for ever:
no backup of the database or of the blobs can be read without it. Keep a copy of this
file in another place than the backups, where few people can reach it.
"""


ADVISORY = """
select (classid::bigint << 32) | objid::bigint from pg_locks
 where locktype = 'advisory' and objsubid = 1 and granted
   and database = (select oid from pg_database where datname = current_database())
"""


class Mark(StrEnum):
    OK = "ok"
    NOTICE = "notice"
    TROUBLE = "TROUBLE"


@dataclass(frozen=True)
class Result:
    """Finding of one check."""

    name: str
    mark: Mark
    says: str


def examine(name: str, check: Callable[[Settings], str], settings: Settings) -> Result:
    """Run one check; what it cannot reach is a trouble, not a crash."""
    try:
        return Result(name, Mark.OK, check(settings))
    except Notice as error:
        return Result(name, Mark.NOTICE, str(error))
    except (Trouble, ReclamProError) as error:
        return Result(name, Mark.TROUBLE, str(error))
    except SQLAlchemyError as error:
        # The driver's words, without the statement and what it was given.
        first = str(getattr(error, "orig", error)).splitlines()[0]
        return Result(name, Mark.TROUBLE, first)
    except (OSError, redis.RedisError) as error:
        return Result(name, Mark.TROUBLE, f"{type(error).__name__}: {error}")


def database(settings: Settings) -> str:
    found = _ask(settings.database_url, "select current_setting('server_version')")
    return f"PostgreSQL {found[0][0]} answers as {_user(settings.database_url)}"


def roles(settings: Settings) -> str:
    """The app bows to row-level security; neither it nor the clock owns or rules anything."""
    wanted = {settings.database_url: False, settings.clock_database_url: True}
    for url, passes_walls in wanted.items():
        if not url:
            raise Trouble("CLOCK_DATABASE_URL is not set")
        walls.examine_role(_ask(url, walls.ROLE)[0], passes_walls=passes_walls)
    return "app under the walls, clock above them, neither superuser nor owner"


def rls(settings: Settings) -> str:
    return walls.examine_tables(_ask(settings.database_url, walls.TABLES))


def check_migrated(settings: Settings) -> str:
    if not migrations.is_current(settings.database_url):
        raise Trouble("the database is not at this version: run `reclampro migrate`")
    return "the database is at this version"


def queue(settings: Settings) -> str:
    if not settings.redis_url:
        raise Trouble("REDIS_URL is not set")
    with redis.Redis.from_url(settings.redis_url, socket_timeout=5) as client:
        info: Any = client.info("server")
        name = info.get("server_name", "redis")
        number = info.get("valkey_version") or info.get("redis_version")
    return f"{name} {number} answers"


def smtp(settings: Settings) -> str:
    return smtp_server.knock(settings)


def key(settings: Settings) -> str:
    """The key is there, for us alone, and opens the key of every cabinet."""
    path = key_path(settings)
    if not path.exists():
        raise Trouble(f"{path} is missing: nothing stored can be read")
    # Loading refuses a file that others may read.
    MasterKey.load(path)
    service = open_service(settings)
    try:
        opened = walls.examine_keys(service)
    finally:
        service.app.dispose()
        service.clock.dispose()
    return f"{path} opens the keys of {opened} cabinets"


def blobs(settings: Settings) -> str:
    """Write beside the blobs and read back; what is stored of a cabinet stays untouched."""
    root = settings.data_dir.absolute() / "blobs"
    root.mkdir(mode=0o700, parents=True, exist_ok=True)
    with TemporaryDirectory(dir=root, prefix=".doctor") as folder:
        store, tenant, secret = (
            PackStore(Path(folder)),
            uuid4(),
            secrets.token_bytes(32),
        )
        [stored] = store.write(tenant, [b"doctor"], secret)
        if store.read(tenant, stored, secret) != b"doctor":
            raise Trouble("what was written was not read back")
    return f"written and read back in {root}"


def clock(settings: Settings) -> str:
    """Somebody holds the clock's lock, which is the sign that it runs."""
    from workers.clock import CLOCK_LOCK

    found = _ask(settings.clock_database_url, ADVISORY)
    if CLOCK_LOCK not in {row[0] for row in found}:
        raise Trouble("no clock runs: start `reclampro clock`")
    return "a clock runs"


CHECKS: tuple[tuple[str, Callable[[Settings], str]], ...] = (
    ("database", database),
    ("roles", roles),
    ("RLS", rls),
    ("migrations", check_migrated),
    ("Redis", queue),
    ("SMTP", smtp),
    ("blobs", blobs),
    ("key", key),
    ("clock", clock),
)


def _ask(url: str, statement: str) -> list[Any]:
    engine = make_engine(url, pool_size=1)
    try:
        with engine.connect() as connection:
            return list(connection.execute(text(statement)).all())
    finally:
        engine.dispose()


def _user(url: str) -> str:
    found = _ask(url, "select current_user")
    return str(found[0][0])
