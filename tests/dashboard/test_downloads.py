"""Downloads on their way to people take a bounded share of memory."""

from __future__ import annotations

import gc

import pytest

from dashboard import downloads
from dashboard.downloads import DownloadsBusy, Parcel, download
from ingest.mailbox.store import store_upload
from models.rows.message import Origin
from tests.cast import Person
from tests.processes import wait_until


def test_it_has_room_again_when_a_download_is_gone(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 10)
    response = download("a.pdf", "application/pdf", Parcel(8, lambda: b"12345678"))

    with pytest.raises(DownloadsBusy):
        Parcel(8, lambda: b"12345678")
    del response
    gc.collect()

    assert Parcel(8, lambda: b"12345678").data


def test_it_lets_one_pass_that_is_larger_than_all_room(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 1)

    assert Parcel(8, lambda: b"12345678").data


def test_it_keeps_no_room_for_what_could_not_be_read(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(downloads, "MAX_BYTES", 10)

    for _ in range(3):
        with pytest.raises(ZeroDivisionError):
            Parcel(8, lambda: b"" * (1 // 0))


def test_it_says_that_a_file_waits_its_turn(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = b"Subject: a\r\n\r\n" + b"Bonjour " * 100_000
    message = store_upload(alice.service, alice.tenant_id, data, Origin.UPLOAD)
    address = f"/messages/{message}/source"
    whole = alice.get(address)
    # The last piece is here before the server knows that it was the last.
    wait_until(lambda: Parcel.under_way() == 0)
    monkeypatch.setattr(downloads, "MAX_BYTES", 10)
    held = Parcel(10, lambda: b"")

    refused = alice.get(address)

    assert whole.content == data
    assert whole.headers["content-length"] == str(len(data))
    assert refused.status_code == 503
    assert "attend son tour" in refused.text
    held.release()
