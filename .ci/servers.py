"""Install what the tests want of the system, where we may; say what lacks elsewhere."""

import os
import shutil
import subprocess
import sys

# Program -> Debian package.
WANTED = {"dovecot": "dovecot-imapd", "chromium": "chromium"}


def main() -> int:
    """Always 0: a test that lacks its server skips and says so."""
    lacking = [package for program, package in WANTED.items() if not _found(program)]
    if not lacking:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(lacking)
        return 0
    print(f"Not installed: {' '.join(lacking)}; the tests that need them are skipped.")
    return 0


def _found(program: str) -> bool:
    return any(
        shutil.which(program, path=path)
        for path in (None, "/usr/sbin", "/usr/local/sbin")
    )


def _install(packages: list[str]) -> None:
    environ = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    for words in (
        ["update"],
        ["install", "--yes", "--no-install-recommends", *packages],
    ):
        done = subprocess.run(
            ["apt-get", "--quiet", "--quiet", *words], env=environ, check=False
        )
        if done.returncode != 0:
            print(f"apt-get {words[0]} failed; what lacks is skipped.", file=sys.stderr)
            return


if __name__ == "__main__":
    sys.exit(main())
