"""The master key: made once, private, and known by its fingerprint."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest

from models.base.errors import IntegrityLost, KeyLost, SettingError
from models.vault import keys
from models.vault.keys import MasterKey


def secret_of(path: Path) -> bytes:
    return MasterKey.load_or_make(path).secret


def test_it_makes_a_private_key_and_reads_it_again(tmp_path: Path) -> None:
    path = tmp_path / "new" / "master.key"

    made = MasterKey.load_or_make(path)

    assert path.stat().st_mode & 0o7777 == 0o600
    assert path.parent.stat().st_mode & 0o7777 == 0o700
    assert MasterKey.load_or_make(path) == made == MasterKey.load(path)
    assert [item.name for item in path.parent.iterdir()] == ["master.key"]


def test_it_makes_another_key_each_time(tmp_path: Path) -> None:
    assert secret_of(tmp_path / "a") != secret_of(tmp_path / "b")
    assert len(secret_of(tmp_path / "a")) == 32


def test_it_is_the_same_for_processes_that_start_together(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        secrets = pool.map(secret_of, [tmp_path / "master.key"] * 12)

    assert len(set(secrets)) == 1
    assert [item.name for item in tmp_path.iterdir()] == ["master.key"]


def test_it_never_replaces_a_key_made_meanwhile(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    first = secret_of(path)

    keys._make(path)

    assert secret_of(path) == first


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o640, 0o620, 0o666])
def test_it_refuses_a_key_open_to_others(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "master.key"
    MasterKey.load_or_make(path)
    path.chmod(mode)

    with pytest.raises(SettingError, match=f"mode {mode:04o}"):
        MasterKey.load_or_make(path)


def test_it_accepts_a_key_that_can_only_be_read(tmp_path: Path) -> None:
    path = tmp_path / "master.key"
    made = MasterKey.load_or_make(path)
    path.chmod(0o400)

    assert MasterKey.load_or_make(path) == made


@pytest.mark.parametrize(
    "content",
    [b"", b"secret", b"reclampro-master-key-1:", b"reclampro-master-key-1:AAAA\n"],
)
def test_it_refuses_an_odd_file_and_does_not_show_it(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "master.key"
    path.write_bytes(content)
    path.chmod(0o600)

    with pytest.raises(SettingError, match="expected one line") as raised:
        MasterKey.load_or_make(path)

    assert "AAAA" not in str(raised.value)
    assert path.read_bytes() == content


def test_it_does_not_make_a_key_that_was_promised(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="No such file"):
        MasterKey.load(tmp_path / "master.key")

    assert not list(tmp_path.iterdir())


def test_it_says_that_a_folder_is_no_key(tmp_path: Path) -> None:
    with pytest.raises(SettingError, match="directory"):
        MasterKey.load_or_make(tmp_path)


def test_it_derives_one_key_a_purpose() -> None:
    key = MasterKey(b"k" * 32)

    derived = {key.derive(purpose) for purpose in ("letters", "sessions", "letters")}

    assert len(derived) == 2
    assert all(len(item) == 32 for item in derived)
    # Fixed: what was signed yesterday must be read tomorrow.
    assert key.derive("letters").hex().startswith("2183441a75102ccc67b83d72e2de518f")
    assert key.key_id == "4ca2e12241535745"


def test_it_wraps_a_key_for_one_place() -> None:
    master, key = MasterKey(b"k" * 32), os.urandom(32)

    wrapped = master.wrap(key, b"tenant 1")

    assert key not in wrapped
    assert master.unwrap(wrapped, b"tenant 1") == key
    with pytest.raises(IntegrityLost, match="does not match"):
        master.unwrap(wrapped, b"tenant 2")


def test_it_says_that_another_master_key_wrapped_it() -> None:
    ours, other = MasterKey(b"k" * 32), MasterKey(b"o" * 32)

    with pytest.raises(KeyLost, match=f"{ours.key_id}.*{other.key_id}"):
        other.unwrap(ours.wrap(b"x" * 32, b""), b"")


def test_it_does_not_show_the_secret() -> None:
    assert "kkkk" not in repr(MasterKey(b"k" * 32))
