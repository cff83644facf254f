"""Packs: whole or not at all, and never another cabinet's."""

from __future__ import annotations

import os
import resource
import signal
import stat
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from uuid import UUID

import pytest

from models.base.errors import IntegrityLost, TemporaryError
from models.vault.packs import PackStore, Stored

KEY = b"k" * 32
PROJECT = Path(__file__).parents[3]
TENANT, OTHER = UUID(int=1), UUID(int=2)
BLOBS = [b"", b"un message", bytes(range(256)) * 40, b"un message"]


def file_of(store: PackStore, stored: Stored) -> Path:
    return store.root / str(TENANT) / stored.pack


@contextmanager
def files_no_larger_than(size: int) -> Iterator[None]:
    """A disk that refuses: the kernel stops each file of this process at `size` bytes."""
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))


def test_it_reads_what_it_wrote(tmp_path: Path) -> None:
    store = PackStore(tmp_path / "blobs")

    stored = store.write(TENANT, BLOBS, KEY)

    assert [store.read(TENANT, item, KEY) for item in stored] == BLOBS
    assert [item.sha256 for item in stored] == [sha256(b).hexdigest() for b in BLOBS]
    assert [item.size for item in stored] == [len(blob) for blob in BLOBS]
    assert PackStore(tmp_path / "blobs").read(TENANT, stored[2], KEY) == BLOBS[2]


def test_it_writes_one_private_file_a_batch(tmp_path: Path) -> None:
    store = PackStore(tmp_path)

    stored = store.write(TENANT, BLOBS, KEY)
    files = [path for path in tmp_path.rglob("*") if path.is_file()]

    assert files == [file_of(store, stored[0])]
    assert files[0].stat().st_mode & 0o777 == 0o600
    assert files[0].parent.stat().st_mode & 0o777 == 0o700
    assert files[0].parent.name == f"{datetime.now(UTC):%Y-%m}"
    assert b"un message" not in files[0].read_bytes()


def test_it_writes_nothing_for_an_empty_batch(tmp_path: Path) -> None:
    assert PackStore(tmp_path).write(TENANT, [], KEY) == []
    assert not list(tmp_path.iterdir())


def test_it_shares_one_record_between_equal_blobs(tmp_path: Path) -> None:
    stored = PackStore(tmp_path).write(TENANT, BLOBS, KEY)

    assert stored[1] == stored[3]
    assert stored[1] != stored[2]


def test_it_takes_a_view_of_a_message(tmp_path: Path) -> None:
    store, message = PackStore(tmp_path), b"before the part after"

    (stored,) = store.write(TENANT, [memoryview(message)[7:15]], KEY)

    assert store.read(TENANT, stored, KEY) == b"the part"


def test_it_lists_what_a_pack_holds(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    stored = store.write(TENANT, BLOBS, KEY)

    assert list(store.packs(TENANT)) == [stored[0].pack]
    assert store.contents(TENANT, stored[0].pack, KEY) == stored[:3]
    assert not list(store.packs(OTHER))


def test_it_hides_a_blob_from_another_cabinet(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"secret"], KEY)
    theirs = tmp_path / str(OTHER) / stored.pack

    with pytest.raises(IntegrityLost, match="gone"):
        store.read(OTHER, stored, KEY)
    theirs.parent.mkdir(parents=True)
    theirs.write_bytes(file_of(store, stored).read_bytes())
    with pytest.raises(IntegrityLost, match="cabinet"):
        store.read(OTHER, stored, KEY)
    with pytest.raises(IntegrityLost):
        store.contents(OTHER, stored.pack, KEY)


def test_it_passes_no_blob_for_another(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    first, second = store.write(TENANT, [b"premier", b"deuxieme"], KEY)

    swapped = replace(first, offset=second.offset, length=second.length)

    with pytest.raises(IntegrityLost):
        store.read(TENANT, swapped, KEY)
    with pytest.raises(IntegrityLost):
        store.read(TENANT, first, b"o" * 32)


def test_it_finds_each_changed_byte(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"piece jointe"], KEY)
    path = file_of(store, stored)
    whole = path.read_bytes()

    for at in range(stored.offset, stored.offset + stored.length):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 1]) + whole[at + 1 :])
        with pytest.raises(IntegrityLost):
            store.read(TENANT, stored, KEY)


def test_it_never_believes_a_torn_pack(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    stored = store.write(TENANT, [b"premier", b"deuxieme"], KEY)
    path = file_of(store, stored[0])
    whole = path.read_bytes()

    for length in range(len(whole)):
        path.write_bytes(whole[:length])
        with pytest.raises(IntegrityLost):
            store.contents(TENANT, stored[0].pack, KEY)
        for item in stored:
            if length < item.offset + item.length:
                with pytest.raises(IntegrityLost):
                    store.read(TENANT, item, KEY)


@pytest.mark.parametrize(
    "changes",
    [
        {"offset": -1},
        {"length": -1},
        {"length": 3},
        {"offset": 10**9},
    ],
)
def test_it_refuses_an_odd_place(tmp_path: Path, changes: dict[str, object]) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"x"], KEY)

    with pytest.raises(IntegrityLost):
        store.read(TENANT, replace(stored, **changes), KEY)  # type: ignore[arg-type]


@pytest.mark.parametrize("pack", ["../../etc/passwd", "2026-11/../../x.pack", "/x"])
def test_it_refuses_an_odd_name(tmp_path: Path, pack: str) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"x"], KEY)

    with pytest.raises(IntegrityLost, match="odd name"):
        store.read(TENANT, replace(stored, pack=pack), KEY)


def test_it_leaves_nothing_when_the_disk_refuses(tmp_path: Path) -> None:
    store = PackStore(tmp_path)

    with (
        files_no_larger_than(50_000),
        pytest.raises(TemporaryError, match="not written"),
    ):
        store.write(TENANT, [os.urandom(40_000), os.urandom(40_000)], KEY)

    assert not [path for path in tmp_path.rglob("*") if path.is_file()]
    assert store.write(TENANT, [b"encore"], KEY)


def test_it_says_temporary_when_the_folder_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "blobs").write_bytes(b"a file")

    with pytest.raises(TemporaryError):
        PackStore(tmp_path / "blobs").write(TENANT, [b"x"], KEY)


def test_it_removes_a_pack_that_nobody_names(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"x"], KEY)

    store.remove(TENANT, stored.pack)
    store.remove(TENANT, stored.pack)

    with pytest.raises(IntegrityLost, match="gone"):
        store.read(TENANT, stored, KEY)


def test_it_writes_again_after_its_folder_went(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"x"], KEY)
    store.remove(TENANT, stored.pack)
    file_of(store, stored).parent.rmdir()

    assert store.write(TENANT, [b"x"], KEY)


def test_it_removes_what_dead_writers_left(tmp_path: Path) -> None:
    store = PackStore(tmp_path)
    (stored,) = store.write(TENANT, [b"x"], KEY)
    left = file_of(store, stored).parent / ".dead.pack.tmp"
    left.write_bytes(b"half")
    now = datetime.now(UTC)

    assert store.remove_unfinished(now - timedelta(hours=1)) == 0
    assert store.remove_unfinished(now + timedelta(seconds=5)) == 1
    assert not left.exists()
    assert store.read(TENANT, stored, KEY) == b"x"


WRITER = """
import os, sys
from pathlib import Path
from uuid import UUID
from models.vault.packs import PackStore
store = PackStore(Path(sys.argv[1]))
while True:
    for one in store.write(UUID(int=1), [os.urandom(30_000) for _ in range(4)], b"k" * 32):
        print(one.sha256, one.size, one.pack, one.offset, one.length, flush=True)
"""


DYING = """
import os, signal, sys
from pathlib import Path
from uuid import UUID
from models.vault.packs import PackStore
class Dying(list):
    def __iter__(self):
        yield from (os.urandom(30_000) for _ in range(3))
        os.kill(os.getpid(), signal.SIGKILL)
PackStore(Path(sys.argv[1])).write(UUID(int=1), Dying([b""]), b"k" * 32)
"""


def test_it_names_no_pack_when_killed_in_the_middle(tmp_path: Path) -> None:
    store = PackStore(tmp_path)

    command = [sys.executable, "-c", DYING, str(tmp_path)]
    died = subprocess.run(command, cwd=PROJECT, check=False)

    assert died.returncode == -signal.SIGKILL
    assert not list(store.packs(TENANT))
    assert store.remove_unfinished(datetime.now(UTC) + timedelta(seconds=5)) == 1


def test_it_keeps_what_it_said_when_killed(tmp_path: Path) -> None:
    store, waits = PackStore(tmp_path), 0

    for wait in (40, 61, 87):
        command = [sys.executable, "-c", WRITER, str(tmp_path)]
        child = subprocess.Popen(
            command, stdout=subprocess.PIPE, text=True, cwd=PROJECT
        )
        assert child.stdout
        lines = [child.stdout.readline() for _ in range(wait)]
        child.kill()
        lines += child.stdout.read().splitlines(keepends=True)
        child.stdout.close()
        child.wait()
        for line in (item for item in lines if item.endswith("\n")):
            digest, size, pack, offset, length = line.split()
            stored = Stored(digest, int(size), pack, int(offset), int(length))
            assert len(store.read(TENANT, stored, KEY)) == 30_000
            waits += 1

    assert waits >= 180
    assert all(len(store.contents(TENANT, p, KEY)) == 4 for p in store.packs(TENANT))


def test_the_bytes_are_on_the_disk_before_the_name_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Renamed first, a pack could be named and empty after the power went."""
    order: list[str] = []
    fsync, rename = os.fsync, Path.rename

    def note_fsync(descriptor: int) -> None:
        order.append("folder" if stat.S_ISDIR(os.fstat(descriptor).st_mode) else "file")
        fsync(descriptor)

    def note_rename(path: Path, target: Path) -> Path:
        order.append("rename")
        return rename(path, target)

    store = PackStore(tmp_path)
    store.write(TENANT, BLOBS, KEY)
    monkeypatch.setattr(os, "fsync", note_fsync)
    monkeypatch.setattr(Path, "rename", note_rename)

    store.write(TENANT, BLOBS, KEY)

    assert order[-3:] == ["file", "rename", "folder"]
