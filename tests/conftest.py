"""The servers every room's tests may ask for by name."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import redis
from hypothesis import settings
from sqlalchemy import Connection, create_engine

from bench.costs import batch_of
from cli.devstack.valkey import Valkey
from dashboard.complaints.examining import READERS
from ingest.reading.understood import Understood
from ingest.sandbox.reader import Reader
from tests import dovecot as dovecot_server
from tests import servers
from workers import take_in

# A slow machine is no failure of what is generated.
settings.register_profile("house", deadline=None)
settings.load_profile("house")
# A skip with these words in front says that this machine cannot run the test.
NOT_HERE = "not here: "
# Their tests start whole services and wait for them.
LONG_ROOMS = ("campaign", "workers", "cli", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Begin with what is long: begun last, it would be waited for by the other processes."""
    here = Path(__file__).parent
    items.sort(key=lambda item: item.path.relative_to(here).parts[0] not in LONG_ROOMS)


@pytest.fixture(scope="session")
def cluster() -> Iterator[servers.Cluster]:
    """A real PostgreSQL with the roles and a migrated template."""
    with servers.running_postgres() as running:
        running.make_template()
        yield running


@pytest.fixture
def database(cluster: servers.Cluster) -> Iterator[servers.Database]:
    """A migrated, empty database for this test alone."""
    clone = cluster.clone()
    yield clone
    cluster.drop(clone)


@pytest.fixture(scope="module")
def module_database(cluster: servers.Cluster) -> Iterator[servers.Database]:
    """A migrated, empty database for the tests of one module."""
    clone = cluster.clone()
    yield clone
    cluster.drop(clone)


@pytest.fixture(scope="session")
def shared_database(cluster: servers.Cluster) -> servers.Database:
    """One database for all tests that roll back what they did."""
    return cluster.clone()


@pytest.fixture
def connection(shared_database: servers.Database) -> Iterator[Connection]:
    """The app role inside a transaction that is rolled back.

    Bind a session to it with `join_transaction_mode="create_savepoint"`.
    """
    engine = create_engine(shared_database.app_url)
    with engine.connect() as found, found.begin() as transaction:
        yield found
        transaction.rollback()
    engine.dispose()


@pytest.fixture(scope="session")
def valkey_server() -> Iterator[Valkey]:
    with servers.running_valkey() as running:
        yield running


@pytest.fixture
def redis_url(valkey_server: Valkey) -> str:
    """A real, empty Valkey."""
    with redis.Redis.from_url(valkey_server.url) as client:
        client.flushall()
    return valkey_server.url


@pytest.fixture(scope="session")
def dovecot() -> Iterator[servers.Dovecot]:
    """A real Dovecot with TLS; any address has a mailbox, take a fresh one a test."""
    if dovecot_server.PROGRAM is None:
        pytest.skip(f"{NOT_HERE}dovecot is not installed")
    with servers.running_dovecot() as running:
        yield running


@pytest.fixture(scope="session")
def sink_server() -> Iterator[servers.Sink]:
    with servers.running_sink() as running:
        yield running


@pytest.fixture
def sink(sink_server: servers.Sink) -> servers.Sink:
    """A real SMTP server, empty and well-behaved until analysis otherwise."""
    sink_server.reset()
    return sink_server


@pytest.fixture(scope="session")
def read_apart(
    tmp_path_factory: pytest.TempPathFactory,
) -> Iterator[Callable[[bytes], Understood]]:
    """Read a mail as a worker does: in a child, which a mail that takes too much ends."""
    reader, folder = Reader(), tmp_path_factory.mktemp("packs")

    def read(mail: bytes) -> Understood:
        [analysis] = reader(batch_of(folder, [mail]))
        return analysis.understood

    yield read
    reader.close()


@pytest.fixture(scope="session", autouse=True)
def _readers_end() -> Iterator[None]:
    """The children that read messages for the tests' worker and web end with them."""
    yield
    take_in.end_reader()
    READERS.close()
