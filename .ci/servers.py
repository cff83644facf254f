"""Install what the tests want of the system, where we may; say what is missing elsewhere."""

import os
import shutil
import subprocess
import sys

# Program -> Debian package.
WANTED = {"dovecot": "dovecot-imapd", "chromium": "chromium"}


def main() -> int:
    """Always 0: a test without its server skips and says so."""
    missing = [
        package for program, package in WANTED.items() if not _is_installed(program)
    ]
    if not missing:
        return 0
    if os.geteuid() == 0 and shutil.which("apt-get"):
        _install(missing)
        return 0
    print(f"Not installed: {' '.join(missing)}; the tests that need them are skipped.")
    return 0


def _is_installed(program: str) -> bool:
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
            print(
                f"apt-get {words[0]} failed; what is missing is skipped.",
                file=sys.stderr,
            )
            return


if __name__ == "__main__":
    sys.exit(main())
