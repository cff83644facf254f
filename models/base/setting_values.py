"""Readers of a setting's text: each gives the value, or raises ValueError with what it expected."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable
from pathlib import Path
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo


def text(value: str) -> str:
    return value


def path(value: str) -> Path:
    return Path(value).expanduser()


def flag(value: str) -> bool:
    known = {
        "1": True,
        "true": True,
        "yes": True,
        "0": False,
        "false": False,
        "no": False,
    }
    if value.lower() not in known:
        raise ValueError("yes or no")
    return known[value.lower()]


def count(value: str) -> int:
    if not value.isdigit() or int(value) < 1:
        raise ValueError("a whole number from 1")
    return int(value)


def port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ValueError("a port from 1 to 65535")
    return int(value)


def zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Europe/Paris") from error


def domains(value: str) -> tuple[str, ...]:
    return tuple(d.strip().lower() for d in value.split(",") if d.strip())


def networks(value: str) -> tuple[str, ...]:
    try:
        return tuple(
            str(ipaddress.ip_network(n.strip())) for n in value.split(",") if n.strip()
        )
    except ValueError as error:
        raise ValueError("networks such as 10.0.0.0/8, separated by commas") from error


def url(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError(
                "a URL that begins with " + " or ".join(f"{s}://" for s in schemes)
            )
        return value

    return read


def smtp_url(value: str) -> str:
    """The URL of the server that sends; a password never crosses a network in clear."""
    read = url("smtps", "smtp+starttls", "smtp")(value)
    parts = urlsplit(read)
    if parts.scheme == "smtp" and parts.password and not _is_here(parts.hostname or ""):
        raise ValueError("smtps:// or smtp+starttls:// with a password")
    return read


def _is_here(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host in ("", "localhost")


def one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError("one of " + ", ".join(words))
        return value

    return read
