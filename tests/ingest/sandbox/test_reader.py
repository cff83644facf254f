"""A child that examines: it says what we would say ourselves, and dies alone."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import UUID

import pytest

from cli.demo import samples
from ingest.sandbox import reader as parents
from ingest.sandbox.examine import examine
from ingest.sandbox.frames import MEMORY_BYTES, cpu_seconds
from ingest.sandbox.jobs import AnalysisBatch, AnalysisJob
from ingest.sandbox.reader import NotExamined, Reader, ReaderDied
from models.analysis.findings import Provenance
from models.base.errors import TemporaryError
from models.rows.base import now
from models.vault.packs import PackStore, Stored
from tests.processes import FOR_EVER

KEY, TENANT = b"k" * 32, UUID(int=1)


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.close()


def batch_of(folder: Path, mails: list[bytes]) -> AnalysisBatch:
    stored = PackStore(folder).write(TENANT, mails, KEY)
    return AnalysisBatch(
        tenant_id=TENANT,
        key=KEY,
        packs=str(folder),
        mail_domains=("in.reclampro.test",),
        own_addresses=frozenset({"cabinet@in.reclampro.test"}),
        time_zone="Europe/Paris",
        arc_sealers=frozenset(),
        jobs=tuple(job(item, number) for number, item in enumerate(stored)),
    )


def job(place: Stored, number: int) -> AnalysisJob:
    provenance = Provenance(UUID(int=number), None, now(), "", place.sha256)
    return AnalysisJob(provenance, place, "none")


def mails() -> list[bytes]:
    plain = "From: Jean <jean@client.test>\r\nSubject: n° {}\r\n\r\nJe réclame {}.\r\n"
    return [plain.format(n, n).encode() for n in range(20)]


def suppress_death(reader: Reader) -> Callable[[AnalysisBatch], None]:
    def ask(batch: AnalysisBatch) -> None:
        with suppress(ReaderDied):
            reader(batch)

    return ask


def child(reader: Reader) -> int:
    return reader._live_child()._process.pid


def test_it_says_what_we_would_say_ourselves(tmp_path: Path, reader: Reader) -> None:
    found = [samples.fill(name, now()) for name in samples.names()]
    batch = batch_of(tmp_path, found)

    values = reader(batch)

    assert values == examine(batch)
    assert len({item.understood.kind for item in values}) > 3


def test_it_keeps_the_answers_of_threads_apart(tmp_path: Path, reader: Reader) -> None:
    batches = [batch_of(tmp_path, [item] * (n + 1)) for n, item in enumerate(mails())]
    values: dict[int, list[str]] = {}

    def ask(number: int) -> None:
        values[number] = [item.understood.subject for item in reader(batches[number])]

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(len(batches))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert values == {n: [f"n° {n}"] * (n + 1) for n in range(len(batches))}


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGALRM])
def test_it_says_that_its_child_died_and_starts_another(
    tmp_path: Path, reader: Reader, how: signal.Signals
) -> None:
    batch, pid = batch_of(tmp_path, mails()), child(reader)
    os.kill(pid, signal.SIGSTOP)

    def end() -> None:
        os.kill(pid, how)
        # A stopped process learns of an alarm only once it goes on; a killed one may be gone.
        with suppress(ProcessLookupError):
            os.kill(pid, signal.SIGCONT)

    threading.Timer(0.3, end).start()
    with pytest.raises(ReaderDied):
        reader(batch)

    assert len(reader(batch)) == len(batch.jobs)


def test_it_does_not_blame_the_batch_that_waited_behind(
    tmp_path: Path, reader: Reader
) -> None:
    fatal, waiting = batch_of(tmp_path, mails()), batch_of(tmp_path, mails()[:3])
    pid, values = child(reader), list[int]()
    os.kill(pid, signal.SIGSTOP)

    def ask(batch: AnalysisBatch) -> None:
        with suppress(ReaderDied):
            values.append(len(reader(batch)))

    threads = [threading.Thread(target=ask, args=(item,)) for item in (fatal, waiting)]
    for thread in threads:
        thread.start()
        time.sleep(0.3)
    os.kill(pid, signal.SIGKILL)
    for thread in threads:
        thread.join()

    assert values == [3]


def test_it_never_gives_the_answer_of_another_batch(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A time limit ends a thread that waits; the answer comes all the same."""

    def interrupt(*_: object) -> None:
        raise InterruptedError

    batch = batch_of(tmp_path, mails())
    with monkeypatch.context() as patched:
        patched.setattr(parents, "read_answer", interrupt)
        with pytest.raises(InterruptedError):
            reader(batch)

    [values] = reader(batch_of(tmp_path, mails()[7:8]))

    assert values.understood.subject == "n° 7"


def test_it_ends_at_once_though_others_wait(tmp_path: Path) -> None:
    reader = Reader(answer_seconds=10 * FOR_EVER)
    batch, pid = batch_of(tmp_path, mails()), child(reader)
    os.kill(pid, signal.SIGSTOP)
    threads = [
        threading.Thread(target=suppress_death(reader), args=(batch,)) for _ in range(2)
    ]
    for thread in threads:
        thread.start()
        time.sleep(0.2)

    closing = threading.Thread(target=reader.close, daemon=True)
    closing.start()
    closing.join(FOR_EVER)

    assert not closing.is_alive()
    for thread in threads:
        thread.join()
    # The one that waited behind may have started another child.
    reader.close()


def test_it_kills_a_child_that_says_nothing(tmp_path: Path) -> None:
    reader = Reader(answer_seconds=0.3)
    os.kill(child(reader), signal.SIGSTOP)

    with pytest.raises(ReaderDied):
        reader(batch_of(tmp_path, mails()))
    reader.close()


def test_it_tells_a_lost_pack_from_a_bad_disk(tmp_path: Path, reader: Reader) -> None:
    batch = batch_of(tmp_path, mails())
    pack = tmp_path / str(TENANT) / batch.jobs[0].place.pack

    gone = replace(batch, tenant_id=UUID(int=2))
    with pytest.raises(NotExamined, match="IntegrityLost"):
        reader(gone)
    pack.unlink()
    pack.mkdir()
    with pytest.raises(TemporaryError):
        reader(batch)


def test_its_child_ends_with_its_parent(tmp_path: Path, reader: Reader) -> None:
    reader(batch_of(tmp_path, mails()))
    process = reader._live_child()._process
    assert process.stdin is not None

    process.stdin.close()

    assert process.wait(5) == 0


@pytest.mark.skipif(sys.platform != "linux", reason="not here: it is read in /proc")
def test_its_child_gets_no_secret(
    tmp_path: Path, reader: Reader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://app:secret@db/reclampro")
    # A child that has not begun shows nothing at all.
    reader(batch_of(tmp_path, mails()))

    values = Path(f"/proc/{child(reader)}/environ").read_bytes()

    assert b"PATH=" in values
    assert b"secret" not in values


@pytest.mark.skipif(sys.platform != "linux", reason="not here: it is read in /proc")
def test_what_a_library_prints_does_not_reach_its_parent(
    tmp_path: Path, reader: Reader
) -> None:
    reader(batch_of(tmp_path, mails()))
    open_files = Path(f"/proc/{child(reader)}/fd")

    assert os.readlink(open_files / "1") == os.readlink(open_files / "2")


@pytest.mark.skipif(sys.platform != "linux", reason="not here: limits are in /proc")
def test_its_child_cannot_take_all_memory(tmp_path: Path, reader: Reader) -> None:
    reader(batch_of(tmp_path, mails()))

    limits = Path(f"/proc/{child(reader)}/limits").read_text().splitlines()

    [values] = [line for line in limits if line.startswith("Max address space")]
    assert values.split()[3] == str(MEMORY_BYTES)


CPU = """
import signal, sys, time
from ingest.sandbox import __main__ as child
child.cpu_seconds = lambda size: 0.2
child._limit_cpu(0)
while sys.argv[1] == "works":
    sum(range(10_000))
time.sleep(0.5)
"""


@pytest.mark.parametrize(("does", "code"), [("works", -signal.SIGPROF), ("waits", 0)])
def test_it_counts_what_a_message_works_and_not_what_it_waits(
    does: str, code: int
) -> None:
    argv = [sys.executable, "-c", CPU, does]
    child = subprocess.run(argv, check=False, timeout=FOR_EVER)

    assert child.returncode == code


def test_it_gives_each_message_its_own_time(tmp_path: Path) -> None:
    sizes = list[int]()

    examine(batch_of(tmp_path, mails()[:3]), sizes.append)

    assert sizes == [len(mail) for mail in mails()[:3]]
    assert cpu_seconds(14_000_000) < 20
