"""User under which PostgreSQL runs, since it refuses to run as root."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import sys
from dataclasses import dataclass

from models.base.errors import SettingError

SYSTEM_USER = "reclampro"


@dataclass(frozen=True)
class Identity:
    """Words put before PostgreSQL's commands, or the user they run as, and what is said."""

    prefix: tuple[str, ...] = ()
    user: int | None = None
    says: str = "PostgreSQL runs as you"


def choose() -> Identity:
    """Ourselves, else a user namespace, else a system user of its own."""
    if os.geteuid() != 0:
        return Identity()
    if (words := _namespace()) is not None:
        return Identity(
            words, says="PostgreSQL runs without root's rights, in a user namespace"
        )
    user = _system_user()
    return Identity(
        user=user.pw_uid, says=f"PostgreSQL runs as the user {user.pw_name}"
    )


def _namespace() -> tuple[str, ...] | None:
    """The command that shows us to PostgreSQL under another, known user's number."""
    if sys.platform != "linux" or shutil.which("unshare") is None:
        return None
    other = next((u for u in pwd.getpwall() if u.pw_uid != 0), None)
    if other is None:
        return None
    words = (
        "unshare",
        "--user",
        f"--map-user={other.pw_uid}",
        f"--map-group={other.pw_gid}",
    )
    tried = subprocess.run([*words, "true"], capture_output=True, check=False)
    return words if tried.returncode == 0 else None


def _system_user() -> pwd.struct_passwd:
    try:
        return pwd.getpwnam(SYSTEM_USER)
    except KeyError:
        pass
    if shutil.which("useradd") is None:
        raise SettingError(
            "DATABASE_URL: expected a PostgreSQL URL, or a start as an ordinary user"
        )
    shell = shutil.which("nologin") or "/bin/false"
    subprocess.run(
        [
            "useradd",
            "--system",
            "--user-group",
            "--no-create-home",
            "--shell",
            shell,
            SYSTEM_USER,
        ],
        check=True,
    )
    return pwd.getpwnam(SYSTEM_USER)
