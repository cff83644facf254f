"""The web process reads no mail: a child does, bounded, and cabinets share the children."""

from __future__ import annotations

import subprocess
import sys
import threading
from typing import Any
from uuid import uuid4

import pytest

from dashboard.complaints import examining
from dashboard.complaints.examining import Readers, ReadersBusy
from ingest.mailbox.store import store_upload
from ingest.sandbox.reader import Reader, ReaderDied
from models.rows.message import Origin
from tests.cast import Person

HEAD = b"From: jeanne@exemple.fr\r\nSubject: Bonjour\r\n\r\n"
CUT = "Message tronqué à l’affichage ; le fichier entier se télécharge."
# What parses, decodes trees and sanitizes; the web process may know none of it.
PARSERS = "ingest.mime.parse ingest.mime.tree ingest.reading.understand ingest.mime.containers mailparser nh3"


def keep(person: Person, data: bytes) -> str:
    return str(store_upload(person.service, person.tenant_id, data, Origin.UPLOAD))


def plain(page: str) -> str:
    """The page with usual spaces where French typography has others."""
    return page.replace("\u202f", " ").replace("\xa0", " ")


def test_the_web_process_loads_nothing_that_reads_a_mail() -> None:
    look = (
        "import importlib, pkgutil, sys, dashboard\n"
        "for one in pkgutil.walk_packages(dashboard.__path__, 'dashboard.'):\n"
        "    importlib.import_module(one.name)\n"
        "print(*sys.modules)"
    )

    process = subprocess.run(
        [sys.executable, "-c", look], capture_output=True, text=True, check=True
    )

    assert "dashboard.pages.messages" in process.stdout.split()
    assert not set(PARSERS.split()) & set(process.stdout.split())


@pytest.mark.parametrize(
    "body", [b"\n" * 20_000_000, b"mot " * 1_000_000, b"&" * 1_000_000]
)
def test_it_shows_no_more_of_a_message_than_a_person_reads(
    alice: Person, body: bytes
) -> None:
    message = keep(alice, HEAD + b"Le debut\n" + body + b"fin")

    page = alice.get(f"/messages/{message}")

    assert page.status_code == 200
    assert "Le debut" in page.text
    assert CUT in plain(page.text)
    assert len(page.content) < 1_500_000
    assert alice.get(f"/messages/{message}/source").content.endswith(b"fin")


class Poisoned(Reader):
    """The real reader, whose child dies over every message."""

    def _live_child(self) -> Any:
        child = super()._live_child()
        child.kill()
        return child


@pytest.mark.parametrize("view", ["", "/apercu"])
def test_it_says_that_a_message_cannot_be_shown(
    alice: Person, view: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    reader, message = Poisoned(), keep(alice, HEAD + b"Bonjour")
    monkeypatch.setattr(examining.READERS, "_free", [reader])

    answer = alice.get(f"/messages/{message}{view}")

    reader.close()
    assert answer.status_code == 200
    assert "ne peut pas être affiché ; le fichier entier" in plain(answer.text)


def test_it_reads_one_message_of_a_cabinet_at_a_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(examining, "_WAIT_SECONDS", 0.1)
    readers, item, other = Readers(), uuid4(), uuid4()

    with readers.lend(item):
        with readers.lend(other) as lent:
            assert isinstance(lent, Reader)
        with pytest.raises(ReadersBusy), readers.lend(item):
            pass
    with readers.lend(item):
        pass


def test_it_lets_few_wait(monkeypatch: pytest.MonkeyPatch) -> None:
    readers, tenant = Readers(), uuid4()
    monkeypatch.setattr(examining, "_MAX_WAITING", 1)
    got = threading.Event()

    def wait() -> None:
        with readers.lend(tenant):
            got.set()

    with readers.lend(tenant):
        thread = threading.Thread(target=wait)
        thread.start()
        while not readers._waiting[tenant]:
            pass
        with pytest.raises(ReadersBusy), readers.lend(tenant):
            pass
    thread.join()

    assert got.is_set()


def test_it_shows_where_a_list_of_messages_has_no_reader(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def lend(_: object) -> Any:
        raise ReaderDied

    monkeypatch.setattr(examining.READERS, "lend", lend)

    assert alice.get("/mis-de-cote").status_code == 200
