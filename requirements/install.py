"""Make `.venv` and install one set of requirements, only when that set changed.

Run by the Makefile with the system's Python, before anything is installed: the standard
library only, and a syntax that an old Python reads far enough to be told its age.
"""

import hashlib
import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENV = ROOT / ".venv"
PYTHON = VENV / "bin" / "python"
STAMP = VENV / "installed.json"
# Each set holds the ones before it.
SETS = ("base", "local", "dev")
OLDEST = (3, 11)


def main(name):
    """Install the set `name`, and the project itself as an editable package."""
    if sys.version_info < OLDEST:
        return _fail(
            "Python 3.11 or later is needed: make PYTHON=/path/to/python3.11 ..."
        )
    if not _works() and not _make_venv():
        return _fail("no environment: on Debian, install the package python3-venv")
    if _stamps().get(name) == _digest(name):
        return 0
    print(f"Installing requirements/{name}.txt into .venv", flush=True)
    if not _install(name):
        return _fail("the packages could not be installed (see above)")
    known = {name_: _digest(name_) for name_ in SETS[: SETS.index(name) + 1]}
    STAMP.write_text(json.dumps({**_stamps(), **known}))
    return 0


def _install(name):
    """A recent pip first: an old one takes twice as long to choose the same files."""
    return (
        _pip("--require-hashes", "-r", "requirements/pip.txt")
        and _pip("--require-hashes", "--no-deps", "-r", f"requirements/{name}.txt")
        and _pip("--no-deps", "--no-build-isolation", "-e", ".", quiet=True)
    )


def _works():
    if not PYTHON.exists():
        return False
    return (
        subprocess.run(
            [PYTHON, "-m", "pip", "--version"], capture_output=True
        ).returncode
        == 0
    )


def _make_venv():
    done = subprocess.run([sys.executable, "-m", "venv", "--clear", VENV])
    return done.returncode == 0


def _pip(*words, quiet=False):
    """Run pip; `quiet` shows its words only when it fails."""
    argv = [PYTHON, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
    # What is never imported need not be compiled: a third of the time.
    argv += ["--no-compile", "--root-user-action=ignore", *words]
    done = subprocess.run(argv, cwd=ROOT, capture_output=quiet, text=True)
    if quiet and done.returncode:
        print(done.stdout + done.stderr, file=sys.stderr)
    return done.returncode == 0


def _digest(name):
    files = (f"requirements/{name}.txt", "pyproject.toml")
    return hashlib.sha256(b"".join((ROOT / f).read_bytes() for f in files)).hexdigest()


def _stamps():
    return json.loads(STAMP.read_text()) if STAMP.exists() else {}


def _fail(words):
    print(words, file=sys.stderr)
    return 1


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1]))
    except PermissionError as error:
        sys.exit(f"{error.filename}: not ours to use; is .venv another user's?")
