"""A lost master key: the start is refused by name, and no new key takes its place."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from models.base.errors import SettingError
from models.base.settings import Settings
from models.cabinets.provision import open_cabinet
from models.store.service import open_service
from models.store.starting import check_start, key_path
from models.vault.keys import MasterKey
from tests.servers import Database


@pytest.fixture
def settings(database: Database, tmp_path: Path) -> Settings:
    return Settings(
        data_dir=tmp_path,
        database_url=database.app_url,
        clock_database_url=database.clock_url,
    )


def start(settings: Settings) -> str:
    """A start up to its checks; the fingerprint of its key."""
    service = open_service(settings)
    try:
        check_start(service)
    finally:
        service.close()
    return service.master.key_id


def open_one(settings: Settings) -> str:
    service = open_service(settings)
    open_cabinet(service, "Cabinet Dupont")
    service.close()
    return service.master.key_id


def test_it_makes_a_key_at_the_first_start_alone(settings: Settings) -> None:
    made = start(settings)
    open_one(settings)

    assert start(settings) == made


def test_it_makes_no_key_where_cabinets_exist(settings: Settings) -> None:
    lost = open_one(settings)
    key_path(settings).unlink()

    with pytest.raises(SettingError, match=f"absent, but 1 cabinet is .*{lost}.*back"):
        start(settings)
    assert not key_path(settings).exists()


def test_it_makes_no_key_beside_stored_packs(settings: Settings) -> None:
    pack = settings.data_dir / "blobs/a-cabinet/2026-11/1.pack"
    pack.parent.mkdir(parents=True)
    pack.touch()

    with pytest.raises(SettingError, match=r"master\.key: absent, but .*blobs holds"):
        start(settings)
    assert not key_path(settings).exists()


def test_it_makes_no_key_while_nobody_can_say(settings: Settings) -> None:
    away = replace(settings, clock_database_url="postgresql://x@127.0.0.1:1/none")

    with pytest.raises(SettingError, match="start the database first"):
        start(away)
    assert not key_path(settings).exists()


def test_it_refuses_a_key_that_opens_no_cabinet(settings: Settings) -> None:
    right = open_one(settings)
    kept = key_path(settings).read_bytes()
    key_path(settings).write_bytes(kept[:23] + b"A" * 43 + b"=\n")

    with pytest.raises(SettingError, match=f"fingerprint is .* under {right}: put its"):
        start(settings)
    key_path(settings).write_bytes(kept)
    assert start(settings) == right


def test_it_starts_where_a_key_opens_some_cabinets_and_says_so(
    settings: Settings, caplog: pytest.LogCaptureFixture
) -> None:
    open_one(settings)
    service = open_service(settings)
    other = MasterKey(b"o" * 32)
    open_cabinet(replace(service, master=other), "Cabinet Martin")
    service.close()

    start(settings)

    [line] = [r for r in caplog.records if r.name == "models.store.starting"]
    assert line.levelname == "ERROR"
    assert vars(line)["cabinets"] == 1
    assert vars(line)["keys"] == [other.key_id]
