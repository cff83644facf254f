"""The whole service as one command: it fills itself, survives a kill, and stops."""

from __future__ import annotations

import asyncio
import contextlib
import imaplib
import json
import os
import re
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
from aiohttp import ClientSession

from tests.cli.test_children import is_alive
from tests.dovecot import free_port
from tests.processes import FOR_EVER, wait_until

# One story: the tests follow each other on the same service.
pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="not here: needs /proc")


class Demo:
    """`reclampro demo` in a folder of its own, and what it says."""

    def __init__(self, data: Path) -> None:
        self.data = data
        self.environ = {
            **{k: v for k, v in os.environ.items() if not k.endswith("_URL")},
            "DATA_DIR": str(data),
            "WEB_PORT": str(free_port()),
        }
        self.output: list[str] = []

    def start(self) -> None:
        self.output.clear()
        self.process = subprocess.Popen(
            [sys.executable, "-m", "cli", "demo"],
            env=self.environ,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        self.listener = threading.Thread(target=self._listen, daemon=True)
        self.listener.start()

    def _listen(self) -> None:
        assert self.process.stdout is not None
        with self.process.stdout as output:
            self.output.extend(iter(output.readline, ""))

    def has_said(self, words: str) -> bool:
        assert self.process.poll() is None, "".join(self.output)
        return words in "".join(self.output)

    def wait_for_draft(self) -> None:
        wait_until(lambda: self.has_said("first draft stands"))

    def command(self, *words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "cli", *words],
            env=self.environ,
            capture_output=True,
            text=True,
            timeout=FOR_EVER,
            check=False,
        )

    def ask(self, statement: str) -> list[Any]:
        """Ask the database as its administrator."""
        payload = json.loads((self.data / "running.json").read_text())
        passwords = json.loads((self.data / "postgres.json").read_text())
        host = payload["DATABASE_URL"].rsplit("host=", 1)[1].replace("%2F", "/")
        with psycopg.connect(
            host=host,
            user="reclampro_admin",
            password=passwords["reclampro_admin"],
            dbname="reclampro",
        ) as admin:
            return admin.execute(statement).fetchall()

    def box(self, address: str) -> int:
        """Count the mails in a box of the demo's server."""
        payload = json.loads((self.data / "running.json").read_text())
        port = int(payload["IMAP_URL"].rsplit(":", 1)[1])
        with imaplib.IMAP4("127.0.0.1", port, timeout=20) as client:
            client.login(address, (self.data / "mail-password").read_text())
            return int(client.select()[1][0] or b"0")

    def tree(self) -> list[int]:
        """Every process below the command."""
        found, level = [], [self.process.pid]
        while level:
            level = [child for pid in level for child in _children(pid)]
            found += level
        return found

    def stop(self, asked: signal.Signals = signal.SIGTERM) -> None:
        self.process.send_signal(asked)
        self.process.wait(FOR_EVER)
        self.listener.join(FOR_EVER)


def _children(pid: int) -> list[int]:
    found: list[int] = []
    for path in Path(f"/proc/{pid}/task").glob("*/children"):
        # A thread may end while we look.
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):
            found += [int(word) for word in path.read_text().split()]
    return found


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Demo]:
    """A demo that runs, with its first draft."""
    running = Demo(tmp_path_factory.mktemp("demo") / "data")
    running.start()
    try:
        running.wait_for_draft()
        yield running
    finally:
        if running.process.poll() is None:
            running.stop()


def test_it_answers_customers(demo: Demo) -> None:
    accepted = "select count(*) from letters where state in ('accepted', 'bounced')"

    wait_until(lambda: demo.ask(accepted)[0][0] >= 10)


def test_it_sends_the_answers_to_what_left(demo: Demo) -> None:
    verdicts = "select count(*) from inbound_messages where verdict = 'follow_up'"
    bounced = "select count(*) from letters where state = 'bounced'"

    wait_until(lambda: demo.ask(verdicts)[0][0] == 1)
    wait_until(lambda: demo.ask(bounced)[0][0] == 1)


def test_its_pages_show_every_box(demo: Demo) -> None:
    # One of its mails names no charset for its bytes.
    pages = re.search(r"Acknowledgements +(\S+)", "".join(demo.output))
    assert pages is not None

    listed = asyncio.run(_list(pages[1], "lemarchand@in.reclampro.example"))

    assert len(listed["data"]["mails"]) == demo.box("lemarchand@in.reclampro.example")


def test_it_is_well(demo: Demo) -> None:
    found = demo.command("doctor")

    assert found.returncode == 0, found.stdout + found.stderr
    assert len(re.findall(r"^ok ", found.stdout, re.MULTILINE)) == 9
    assert "MASTER KEY" in found.stdout


def test_it_refuses_a_second_start(demo: Demo) -> None:
    second = demo.command("demo")

    assert second.returncode == 1
    assert "already runs" in second.stderr


def test_it_mends_itself(demo: Demo) -> None:
    worker = _name(demo, "worker")
    os.kill(worker, signal.SIGKILL)

    wait_until(lambda: _name(demo, "worker") not in (0, worker))


def test_it_leaves_no_orphan_when_killed(demo: Demo) -> None:
    below = demo.tree()
    assert len(below) > 6
    demo.stop(signal.SIGKILL)

    wait_until(lambda: not any(is_alive(pid) for pid in below))


def test_it_finds_every_row_again(demo: Demo) -> None:
    demo.start()
    demo.wait_for_draft()

    assert demo.has_said("No samples sent")
    assert demo.ask("select count(*) from complaints") == [(11,)]
    assert demo.ask(
        "select count(*) from inbound_messages where verdict = 'draft'"
    ) == [(11,)]


def test_it_shows_each_letter_once_in_its_box(demo: Demo) -> None:
    assert demo.box("martine.delcourt@courriel.example") == 1


def test_it_stops_every_part_in_time(demo: Demo) -> None:
    below = demo.tree()

    demo.stop()

    assert demo.process.returncode == 0
    assert "did not stop in time" not in "".join(demo.output)
    assert not any(is_alive(pid) for pid in below)


async def _list(pages: str, address: str) -> Any:
    """List what the mail server's pages ask for when a box is opened."""
    async with (
        ClientSession() as session,
        session.ws_connect(f"{pages}/websocket") as ws,
    ):
        await ws.send_json(
            {"command": "list_mails", "account": address, "mailbox": "INBOX"}
        )
        return await ws.receive_json(timeout=10)


def _name(demo: Demo, command: str) -> int:
    """The process of one of our commands, 0 when it does not run."""
    for pid in demo.tree():
        words = Path(f"/proc/{pid}/cmdline")
        if is_alive(pid) and words.read_bytes().split(b"\0")[-2:-1] == [
            command.encode()
        ]:
            return pid
    return 0
