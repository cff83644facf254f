"""`reclampro mailbox` and `ingest`, as an administrator calls them."""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from cli.main import main
from models.rows.mailbox import Mailbox
from models.rows.message import InboundMessage, Verdict
from tests.household import House, close_house, mail, open_house
from tests.servers import Database, Dovecot


@pytest.fixture
def house(
    database: Database,
    dovecot: Dovecot,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> Iterator[House]:
    found = open_house(database, dovecot, tmp_path)
    settings = found.service.settings
    for name, value in {
        "DATA_DIR": str(settings.data_dir),
        "DATABASE_URL": settings.database_url,
        "CLOCK_DATABASE_URL": settings.clock_database_url,
        "ALLOW_LOCAL_MAIL_HOSTS": "yes",
    }.items():
        monkeypatch.setenv(name, value)
    yield found
    close_house(found)


def add(
    house: House, monkeypatch: pytest.MonkeyPatch, address: str, password: str
) -> int:
    monkeypatch.setattr("sys.stdin", io.StringIO(f"{password}\n"))
    where = f"--host {house.dovecot.host} --port {house.dovecot.port}"
    how = f"{where} --security none --authserv-id none --tenant {house.tenant_id}"
    return main(["mailbox", "add", address, *how.split()])


def test_it_adds_a_mailbox_that_answers(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(house, monkeypatch, "deux@in.reclampro.test", "secret") == 0

    [added] = re.findall(r"mailbox ([0-9a-f-]{36})", capsys.readouterr().out)
    assert added in {str(m.id) for m in house.all(Mailbox)}
    assert main(["mailbox", "check", added, "--tenant", str(house.tenant_id)]) == 0


def test_it_adds_no_mailbox_that_refuses(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert add(house, monkeypatch, "deux@in.reclampro.test", "wrong") == 1

    assert "login_refused" in capsys.readouterr().out
    assert len(house.all(Mailbox)) == 1


def test_it_lists_each_mailbox_with_its_account(
    house: House, capsys: pytest.CaptureFixture[str]
) -> None:
    house.deliver(mail(), mail(subject="Absence", Auto_Submitted="auto-replied"))
    house.poll()
    house.take_in()

    assert main(["mailbox", "list", "--tenant", str(house.tenant_id)]) == 0

    out = capsys.readouterr().out
    assert f"{house.address} healthy" in out
    assert "found 2 = drafted 1" in out
    assert out.rstrip().endswith("balanced")


def test_it_takes_files_in_and_replays_what_was_set_aside(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "mails"
    folder.mkdir()
    (folder / "a.eml").write_bytes(mail())
    (folder / "b.eml").write_bytes(b"")

    assert main(["ingest", str(folder), "--tenant", str(house.tenant_id)]) == 1
    out = capsys.readouterr().out
    assert "a.eml: draft" in out
    assert "b.eml: set_aside" in out

    assert main(["mailbox", "replay", "--all", "--tenant", str(house.tenant_id)]) == 0
    assert "1 message(s)" in capsys.readouterr().out
    verdicts = {message.verdict for message in house.all(InboundMessage)}
    assert verdicts == {Verdict.DRAFT, Verdict.STORED}


def test_it_knows_a_cabinet_by_one_of_its_people(
    house: House, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("une phrase de passe longue\n"))
    given = ["user", "add", "ines@lys.example", "--tenant", str(house.tenant_id)]
    assert main(given) == 0

    assert main(["user", "list", "--tenant", "Ines@lys.example"]) == 0
    assert "member active ines@lys.example" in capsys.readouterr().out


@pytest.mark.parametrize("text", [str(UUID(int=7)), "personne@lys.example", "lys"])
@pytest.mark.parametrize(
    "words",
    [["user", "add", "a@lys.example"], ["user", "list"], ["mailbox", "list"]],
)
def test_it_says_that_a_cabinet_is_not_known(
    house: House,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    words: list[str],
    text: str,
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO("une phrase de passe longue\n"))

    assert main([*words, "--tenant", text]) == 1

    err = capsys.readouterr().err
    assert err.startswith(f"reclampro: no cabinet is known by {text}")
    assert len(err.splitlines()) == 1


def test_it_takes_no_file_in_when_one_is_not_there(
    house: House, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "a.eml").write_bytes(mail())
    (tmp_path / "empty").mkdir()
    where = ["--tenant", str(house.tenant_id)]

    assert main(["ingest", str(tmp_path / "a.eml"), "/no/such.eml", *where]) == 1
    assert "/no/such.eml: No such file" in capsys.readouterr().err
    assert main(["ingest", str(tmp_path / "empty"), *where]) == 1
    assert house.all(InboundMessage) == []
