"""`reclampro up` with servers of one's own: they win over embedded parts."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import urllib.request
from pathlib import Path

import pytest

from tests.dashboard.test_edge import ask, status
from tests.dovecot import free_port
from tests.processes import FOR_EVER, wait_until
from tests.servers import Cluster, Database, Sink


@pytest.fixture
def environ(
    database: Database, redis_url: str, sink: Sink, tmp_path: Path
) -> dict[str, str]:
    """Everything a start with real servers needs."""
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path / "data"),
        "DATABASE_URL": database.app_url,
        "CLOCK_DATABASE_URL": database.clock_url,
        "REDIS_URL": redis_url,
        "SMTP_URL": sink.url,
        "WEB_PORT": str(free_port()),
    }


def _expect_refusal(environ: dict[str, str], **changes: str) -> str:
    """Start with a wrong setting; returns what it says."""
    done = subprocess.run(
        [sys.executable, "-m", "cli", "up"],
        env={**environ, **changes},
        capture_output=True,
        text=True,
        timeout=FOR_EVER,
        check=False,
    )
    assert done.returncode == 2, done.stderr
    return done.stderr


def test_it_takes_the_servers_it_is_given(environ: dict[str, str]) -> None:
    address = f"http://127.0.0.1:{environ['WEB_PORT']}/healthz"
    process = subprocess.Popen([sys.executable, "-m", "cli", "up"], env=environ)
    try:
        wait_until(lambda: _answers(address))
        doctor = [sys.executable, "-m", "cli", "doctor"]
        found = subprocess.run(
            doctor, env=environ, capture_output=True, text=True, check=False
        )
        assert found.returncode == 0, found.stdout
        parts = {path.name for path in Path(environ["DATA_DIR"]).iterdir()}
        assert not parts & {"postgres", "valkey", "postgres.json"}
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(FOR_EVER) == 0


def test_its_web_process_bears_the_guarded_door(environ: dict[str, str]) -> None:
    """The server that is started is the one of tests/dashboard/test_edge.py."""
    port = environ["WEB_PORT"]
    process = subprocess.Popen([sys.executable, "-m", "cli", "web"], env=environ)
    try:
        wait_until(lambda: _answers(f"http://127.0.0.1:{port}/healthz"))

        bare = ask(f"http://127.0.0.1:{port}", b"GET / HTTP/1.1\nHost: 127.0.0.1\n\n")
        named = ask(
            f"http://127.0.0.1:{port}",
            b"GET /connexion HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n",
        )

        assert (status(bare), status(named)) == (400, 421)
    finally:
        process.send_signal(signal.SIGINT)
        process.wait(FOR_EVER)


def _answers(address: str) -> bool:
    try:
        with urllib.request.urlopen(address, timeout=2) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


def test_it_wants_a_database_that_is_migrated(
    environ: dict[str, str], cluster: Cluster
) -> None:
    empty = cluster.empty()

    printed = _expect_refusal(environ, DATABASE_URL=empty.app_url)

    cluster.drop(empty)
    assert "OWNER_DATABASE_URL: expected" in printed


@pytest.mark.parametrize("role", ["admin_url", "owner_url", "clock_url"])
def test_it_refuses_to_be_above_the_walls(
    environ: dict[str, str], database: Database, role: str
) -> None:
    printed = _expect_refusal(environ, DATABASE_URL=getattr(database, role))

    assert "DATABASE_URL: expected a role" in printed


def test_it_wants_the_clocks_url_too(environ: dict[str, str]) -> None:
    assert "CLOCK_DATABASE_URL" in _expect_refusal(environ, CLOCK_DATABASE_URL="")


def test_it_refuses_a_port_that_is_taken(environ: dict[str, str], sink: Sink) -> None:
    assert "WEB_PORT: expected a free port" in _expect_refusal(
        environ, WEB_PORT=str(sink.port)
    )
