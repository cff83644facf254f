"""`reclampro deadlines`: rows in, the same rows with their dates out; one count told."""

from __future__ import annotations

import csv
import io
from pathlib import Path

import pytest

from cli.main import main

VECTORS = Path(__file__).parents[3] / "shared/regulation/deadline_vectors.csv"
HEAD = "case,territory,tz,sent_at,received_at\n"
CASES = HEAD + (
    "a,FR,Europe/Paris,2026-02-02T08:12:00+01:00,2026-02-20T09:00:00+01:00\n"
    "b,67,Europe/Paris,2026-04-02T10:00:00+02:00,2026-04-02T10:00:00+02:00\n"
    '"c, été",PM,,2026-11-24T02:30:00+00:00,\n'
    "d,FR,Europe/Paris,,2026-01-13T09:00:00+01:00\n"
)


def rows_of(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def compute(rows: list[dict[str, str]]) -> list[tuple[str, str, str]]:
    return [
        (row["ack_deadline"], row["final_deadline"], row["late_on_arrival"])
        for row in rows
    ]


def test_it_adds_the_dates_to_the_same_rows(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(CASES, encoding="utf-8-sig")

    status = main(["deadlines", "--csv", "--good-friday", str(path)])
    rows = rows_of(capsys.readouterr().out)

    assert status == 0
    assert list(rows[0])[:5] == HEAD.strip().split(",")
    assert [row["case"] for row in rows] == ["a", "b", "c, été", "d"]
    assert compute(rows) == [
        ("2026-02-13", "2026-04-02", "ack"),
        ("2026-04-16", "2026-06-02", ""),
        ("2026-12-04", "2027-01-23", ""),
        ("2026-01-24", "2026-03-13", ""),
    ]


def test_it_counts_good_friday_unless_told(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", io.StringIO(CASES))

    assert main(["deadlines", "--csv", "-"]) == 0
    assert compute(rows_of(capsys.readouterr().out))[1][0] == "2026-04-15"


def test_it_computes_again_what_a_file_says_already(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.csv"
    head, *lines = CASES.splitlines()
    path.write_text(
        "\n".join([f"ack_deadline,{head}", *(f"x,{line}" for line in lines)])
    )

    main(["deadlines", "--csv", str(path)])
    out = capsys.readouterr().out

    assert out.splitlines()[0] == f"ack_deadline,{head},final_deadline,late_on_arrival"
    assert compute(rows_of(out))[0] == ("2026-02-13", "2026-04-02", "ack")


def test_it_says_which_line_it_cannot_read_and_goes_on(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "cases.csv"
    bad = "x,FR,,hier,\nx,99,,2026-01-13,\nx,FR,No/Where,2026-01-13,\nx,FR,,,\n"
    path.write_text(HEAD + bad + "ok,FR,,2026-01-13,\n")

    status = main(["deadlines", "--csv", str(path)])
    out, err = capsys.readouterr()

    assert status == 1
    assert [f"line {n}:" in err for n in range(2, 7)] == [True] * 4 + [False]
    assert compute(rows_of(out)) == [("", "", "")] * 4 + [
        ("2026-01-24", "2026-03-13", "")
    ]


@pytest.mark.parametrize("content", ["a,b\n1,2\n", "", "territory\xe9\n"])
def test_it_refuses_a_file_it_cannot_use(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], content: str
) -> None:
    path = tmp_path / "cases.csv"
    path.write_text(content, encoding="latin-1")

    assert main(["deadlines", "--csv", str(path)]) == 1
    assert main(["deadlines", "--csv", str(tmp_path / "absent.csv")]) == 1
    assert capsys.readouterr().out == ""


@pytest.mark.skipif(
    not VECTORS.exists(),
    reason="not here: the shared vectors are not beside this clone",
)
def test_it_prints_the_shared_vectors_as_they_are(
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert main(["deadlines", "--csv", "--good-friday", str(VECTORS)]) == 0

    ours = rows_of(capsys.readouterr().out)
    assert ours == rows_of(VECTORS.read_text(encoding="utf-8"))


def test_it_explains_one_count_day_by_day(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["deadlines", "2026-07-13"]) == 0
    printed = capsys.readouterr().out.splitlines()

    assert printed[0] == "Sent on Mon 2026-07-13 (France métropolitaine, Europe/Paris)"
    assert "  Tue 2026-07-14   -  Fête nationale (C. trav. L.3133-1, 7°)" in printed
    assert "  Sun 2026-07-19   -  Sunday" in printed
    assert "  Sat 2026-07-25  10" in printed
    assert printed[-4] == "Acknowledge by Sat 2026-07-25, until 23:59:59"
    assert printed[-3] == "Answer by Sun 2026-09-13, until 23:59:59"
    assert "two months: Mon 2026-07-13 to Sun 2026-09-13, the same day" in printed[-2]
    assert "Sat 2026-09-12" in printed[-1]


def test_it_counts_both_regimes_from_sending(
    capsys: pytest.CaptureFixture[str],
) -> None:
    printed = []
    for regime in ("acpr", "amf"):
        options = ["--received", "2026-02-20", "--regime", regime]
        main(["deadlines", "2026-01-05", *options])
        printed.append(capsys.readouterr().out)

    assert printed[0] == printed[1]
    assert "Answer by Thu 2026-03-05" in printed[1]


def test_it_takes_territory_zone_and_reception(
    capsys: pytest.CaptureFixture[str],
) -> None:
    place = ["--territory", "67", "--good-friday", "--tz", "Indian/Reunion"]

    main(["deadlines", "2026-04-01T21:00+00:00", *place, "--received", "2026-04-17"])
    out = capsys.readouterr().out

    assert out.startswith("Sent on Thu 2026-04-02 (Bas-Rhin, Indian/Reunion)\n")
    assert "Fri 2026-04-03   -  Vendredi saint" in out
    assert "Acknowledge by Thu 2026-04-16" in out
    assert "late on arrival" in out


def test_it_counts_from_reception_what_was_sent_later(
    capsys: pytest.CaptureFixture[str],
) -> None:
    main(["deadlines", "2026-02-10", "--received", "2026-01-13"])

    assert "Acknowledge by Sat 2026-01-24" in capsys.readouterr().out


@pytest.mark.parametrize(
    "args", [["hier"], ["2026-01-13", "--tz", "No/Where"], ["9999-12-31"]]
)
def test_it_says_what_it_cannot_read(
    capsys: pytest.CaptureFixture[str], args: list[str]
) -> None:
    assert main(["deadlines", *args]) == 1

    out, err = capsys.readouterr()
    assert out == ""
    assert err.startswith("reclampro: ")
