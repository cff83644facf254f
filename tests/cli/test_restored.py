"""`reclampro restored`: hold by hand, list, release."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from models.base.settings import Settings
from models.cabinets.provision import open_cabinet
from models.store.service import open_service
from tests.servers import Database


@pytest.fixture
def environ(database: Database, tmp_path: Path) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "DATA_DIR": str(tmp_path),
        "DATABASE_URL": database.app_url,
        "CLOCK_DATABASE_URL": database.clock_url,
    }


def restore(environ: dict[str, str], *words: str) -> tuple[int, str]:
    command = [sys.executable, "-m", "cli", "restored", *words]
    done = subprocess.run(
        command, env=environ, capture_output=True, text=True, timeout=60, check=False
    )
    return done.returncode, done.stdout + done.stderr


def test_it_holds_lists_and_releases(environ: dict[str, str]) -> None:
    service = open_service(Settings.from_env(environ))
    tenant_id = open_cabinet(service, "Cabinet Dupont")
    service.close()

    assert restore(environ) == (0, "0 of 1 cabinet(s) held\n")
    assert restore(environ, "--hold") == (0, "1 cabinet(s) held\n")
    status, printed = restore(environ)
    assert status == 1
    assert printed.startswith(f"{tenant_id} held since ")
    released = restore(environ, "--release", str(tenant_id), "--let-go")
    assert released == (0, "0 letter(s) released\n")
    assert restore(environ)[0] == 0
