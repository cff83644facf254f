"""Start a child process that never outlives the process that started it."""

from __future__ import annotations

import ctypes
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

_PR_SET_PDEATHSIG = 1
_LIBC = ctypes.CDLL(None, use_errno=True) if sys.platform == "linux" else None


@dataclass(frozen=True)
class Command:
    """Command to run: `log` None shows the child's words on our own output."""

    argv: Sequence[str | Path]
    env: Mapping[str, str] | None = None
    user: int | None = None
    log: Path | None = None
    # The signal that asks this child to stop, also sent when we die.
    stop_signal: signal.Signals = signal.SIGTERM
    # Inherited descriptors: a lock that is free once every child has ended.
    keep: Sequence[int] = field(default=())


def start(command: Command) -> subprocess.Popen[bytes]:
    """Start the command; call it from the main thread.

    Linux sends the death signal when the *thread* that started the child ends.
    Elsewhere a small watcher (`cli.devstack.tether`) holds a pipe to us instead.
    """
    argv = [str(part) for part in command.argv]
    if _LIBC is None:
        argv = [
            sys.executable,
            "-m",
            "cli.devstack.tether",
            command.stop_signal.name,
            *argv,
        ]
    output = None if command.log is None else _open_log(command.log)
    try:
        return _spawn(argv, command, output)
    finally:
        if output is not None:
            os.close(output)


def _spawn(
    argv: list[str], command: Command, output: int | None
) -> subprocess.Popen[bytes]:
    # The write end of the tether's pipe stays open in us alone: our death closes it.
    pipe = subprocess.PIPE if _LIBC is None else subprocess.DEVNULL
    return subprocess.Popen(
        argv,
        stdin=pipe,
        stdout=output,
        stderr=subprocess.STDOUT if output is not None else None,
        env=command.env,
        user=command.user,
        group=group_of(command.user),
        extra_groups=[] if command.user is not None else None,
        pass_fds=tuple(command.keep),
        # A terminal's Ctrl-C is ours to pass on, in our own order.
        start_new_session=True,
        preexec_fn=_death_signal(command.stop_signal),
    )


def _death_signal(stop: signal.Signals) -> Callable[[], None] | None:
    if _LIBC is None:
        return None
    libc, parent = _LIBC, os.getpid()

    def follow() -> None:
        # Runs after setuid, which would clear the wish.
        libc.prctl(_PR_SET_PDEATHSIG, int(stop))
        if os.getppid() != parent:
            os._exit(1)

    return follow


def _open_log(path: Path) -> int:
    return os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)


def follow_parent() -> None:
    """Ask for SIGTERM when our own parent ends; nothing where the system cannot."""
    if _LIBC is not None:
        _LIBC.prctl(_PR_SET_PDEATHSIG, int(signal.SIGTERM))


def group_of(user: int | None) -> int | None:
    """The main group of a user, None for ourselves."""
    return None if user is None else pwd.getpwuid(user).pw_gid


def has_ended(child: subprocess.Popen[bytes], seconds: float) -> bool:
    """Wait at most `seconds` for the child's end."""
    try:
        child.wait(max(seconds, 0))
    except subprocess.TimeoutExpired:
        return False
    return True


def stop(child: subprocess.Popen[bytes], asked: signal.Signals, seconds: float) -> bool:
    """Ask the child to stop; after `seconds` it is killed, and False is returned."""
    if child.poll() is not None:
        return True
    child.send_signal(asked)
    if has_ended(child, seconds):
        return True
    child.kill()
    child.wait()
    return False
