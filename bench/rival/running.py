"""One run of django-helpdesk: a fresh database, a full mailbox, its own command."""

from __future__ import annotations

import os
import subprocess
import sys
from hashlib import sha256
from pathlib import Path
from typing import Any

import psycopg

from bench import measuring
from bench.outcome import Outcome
from bench.stage import Stage

FOLDER = Path(__file__).resolve().parent
ENVIRONMENT = FOLDER.parent / ".venv-rival"
NAME = "django-helpdesk"


def install() -> None:
    """Make its environment once, from pinned versions."""
    if (ENVIRONMENT / "ready").exists():
        return
    subprocess.run([sys.executable, "-m", "venv", str(ENVIRONMENT)], check=True)
    wanted = str(FOLDER / "requirements.txt")
    subprocess.run([_python(), "-m", "pip", "install", "-q", "-r", wanted], check=True)
    (ENVIRONMENT / "ready").touch()


def _python() -> str:
    return str(ENVIRONMENT / "bin" / "python")


def run(stage: Stage, truth: dict[str, Any], number: int) -> Outcome:
    """Fill a mailbox, empty it into tickets, look at what came of it."""
    address = f"rival{number}@bench.example"
    media = stage.folder / f"rival{number}"
    media.mkdir()
    stage.fill(address)
    env = _environment(stage, media)
    box = (
        stage.dovecot.host,
        str(stage.dovecot.tls_port),
        address,
        stage.dovecot.password,
    )
    subprocess.run(
        [_python(), "-m", "helpdesk_site.prepare", *box], env=env, check=True
    )
    cost = measuring.run(
        [_python(), "-m", "django", "get_email"],
        env,
        stage.folder / f"rival{number}.log",
    )
    outcome = Outcome(NAME, len(truth["mails"]), cost)
    _look(outcome, env, media, truth)
    stage.drop(env["RIVAL_DATABASE"])
    stage.clear(address, media)
    return outcome


def _environment(stage: Stage, media: Path) -> dict[str, str]:
    admin = stage.admin()
    return {
        **{k: v for k, v in os.environ.items() if not k.startswith(("PG", "PYTHON"))},
        "PYTHONPATH": str(FOLDER / "project"),
        "DJANGO_SETTINGS_MODULE": "helpdesk_site.settings",
        "RIVAL_DATABASE": stage.empty_database(),
        "RIVAL_USER": admin.user,
        "RIVAL_PASSWORD": admin.password,
        "RIVAL_SOCKETS": admin.host,
        "RIVAL_MEDIA": str(media),
    }


def _look(
    outcome: Outcome, env: dict[str, str], media: Path, truth: dict[str, Any]
) -> None:
    """Tickets, right submitters, attachments by their bytes and by their names."""
    with psycopg.connect(
        host=env["RIVAL_SOCKETS"],
        user=env["RIVAL_USER"],
        password=env["RIVAL_PASSWORD"],
        dbname=env["RIVAL_DATABASE"],
    ) as connection:
        tickets = connection.execute(
            "select lower(submitter_email) from helpdesk_ticket"
        ).fetchall()
        files = connection.execute(
            "select file, filename from helpdesk_followupattachment"
        ).fetchall()
    submitters = {address for (address,) in tickets}
    outcome.items = len(tickets)
    outcome.people = sum(
        mail["complainant"]["email"] in submitters for mail in truth["mails"].values()
    )
    kept = {
        (sha256((media / path).read_bytes()).hexdigest(), name) for path, name in files
    }
    outcome.count_files(truth, kept)
