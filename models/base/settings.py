"""Every setting of the service, read once from the environment."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from models.base.errors import SettingError


def _text(value: str) -> str:
    return value


def _path(value: str) -> Path:
    return Path(value).expanduser()


def _flag(value: str) -> bool:
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


def _count(value: str) -> int:
    if not value.isdigit() or int(value) < 1:
        raise ValueError("a whole number from 1")
    return int(value)


def _port(value: str) -> int:
    if not value.isdigit() or not 0 < int(value) < 65536:
        raise ValueError("a port from 1 to 65535")
    return int(value)


def _zone(value: str) -> ZoneInfo:
    try:
        return ZoneInfo(value)
    except (KeyError, ValueError, OSError) as error:
        raise ValueError("a time zone such as Europe/Paris") from error


def _domains(value: str) -> tuple[str, ...]:
    return tuple(d.strip().lower() for d in value.split(",") if d.strip())


def _networks(value: str) -> tuple[str, ...]:
    try:
        return tuple(
            str(ipaddress.ip_network(n.strip())) for n in value.split(",") if n.strip()
        )
    except ValueError as error:
        raise ValueError("networks such as 10.0.0.0/8, separated by commas") from error


def _url(*schemes: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if urlsplit(value).scheme not in schemes:
            raise ValueError(
                "a URL that begins with " + " or ".join(f"{s}://" for s in schemes)
            )
        return value

    return read


def _one_of(*words: str) -> Callable[[str], str]:
    def read(value: str) -> str:
        if value not in words:
            raise ValueError("one of " + ", ".join(words))
        return value

    return read


_POSTGRES = _url("postgresql", "postgresql+psycopg")


def setting(name: str, read: Callable[[str], Any], default: Any, says: str) -> Any:
    """Declare one setting: its variable, how it is read, its default, what it says."""
    told = {"name": name, "read": read, "says": says}
    return field(default=default, metadata=told)


@dataclass(frozen=True)
class Settings:
    """The service's settings; every secret may also come from a file, `NAME_FILE`."""

    data_dir: Path = setting(
        "DATA_DIR",
        _path,
        Path("var"),
        "where embedded parts, blobs and the master key live",
    )
    database_url: str = setting(
        "DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the app role; empty: the embedded one",
    )
    clock_database_url: str = setting(
        "CLOCK_DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the clock role (BYPASSRLS, ids and due times only)",
    )
    owner_database_url: str = setting(
        "OWNER_DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the owner role, for migrations only",
    )
    redis_url: str = setting(
        "REDIS_URL",
        _url("redis", "rediss", "unix"),
        "",
        "Redis or Valkey; empty: the embedded one",
    )
    smtp_url: str = setting(
        "SMTP_URL",
        _url("smtp", "smtps", "smtp+starttls"),
        "",
        "where letters leave; empty: nothing leaves (`up`) or the demo's server",
    )
    imap_url: str = setting(
        "IMAP_URL",
        _url("imap", "imaps", "imap+starttls"),
        "",
        "the server of the demo's mailboxes; empty: the demo's own",
    )
    public_url: str = setting(
        "PUBLIC_URL",
        _url("http", "https"),
        "http://127.0.0.1:8080",
        "how people reach the dashboard; https makes cookies Secure",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "ALLOWED_HOSTS",
        _domains,
        (),
        "names the dashboard answers to beside PUBLIC_URL's and loopback",
    )
    web_host: str = setting(
        "WEB_HOST", _text, "127.0.0.1", "address the web process listens on"
    )
    web_port: int = setting("WEB_PORT", _port, 8080, "port the web process listens on")
    trusted_proxies: tuple[str, ...] = setting(
        "TRUSTED_PROXIES",
        _networks,
        (),
        "networks whose X-Forwarded-For is believed, without a limit of connections",
    )
    master_key_file: Path | None = setting(
        "MASTER_KEY_FILE",
        _path,
        None,
        "the master key; empty: made 0600 in DATA_DIR at first start",
    )
    mail_domains: tuple[str, ...] = setting(
        "RECLAMPRO_MAIL_DOMAINS",
        _domains,
        ("in.reclampro.example", "in.reclampro.test"),
        "our own mail domains: letters' Message-IDs, bounces",
    )
    notices_from: str = setting(
        "NOTICES_FROM",
        _text,
        "avis@in.reclampro.example",
        "sender of our own words to cabinets",
    )
    arc_sealers: tuple[str, ...] = setting(
        "ARC_SEALERS",
        _domains,
        (),
        "domains whose ARC seal vouches for what a server's rule sent on",
    )
    allow_local_mail_hosts: bool = setting(
        "ALLOW_LOCAL_MAIL_HOSTS",
        _flag,
        False,
        "accept mail servers on loopback and private networks",
    )
    time_zone: ZoneInfo = setting(
        "TIME_ZONE",
        _zone,
        ZoneInfo("Europe/Paris"),
        "for mails whose layout gives no zone, before a cabinet's own holds",
    )
    worker_threads: int = setting(
        "WORKER_THREADS", _count, 4, "threads of one worker process"
    )
    poll_seconds: int = setting(
        "POLL_SECONDS", _count, 60, "seconds between two polls of a healthy mailbox"
    )
    reconcile_hours: int = setting(
        "RECONCILE_HOURS", _count, 6, "hours between two full listings of a mailbox"
    )
    mailboxes_per_tenant: int = setting(
        "MAILBOXES_PER_TENANT", _count, 20, "mailboxes that one cabinet may have polled"
    )
    message_max_mb: int = setting(
        "MESSAGE_MAX_MB",
        _count,
        50,
        "largest message fetched; a larger one is shown and stays on its server",
    )
    ack_per_address_day: int = setting(
        "ACK_PER_ADDRESS_DAY",
        _count,
        2,
        "acknowledgements to one address in 24 h, for one cabinet",
    )
    ack_per_address_week: int = setting(
        "ACK_PER_ADDRESS_WEEK",
        _count,
        5,
        "acknowledgements to one address in 7 days, for one cabinet",
    )
    ack_per_address_platform_day: int = setting(
        "ACK_PER_ADDRESS_PLATFORM_DAY",
        _count,
        10,
        "acknowledgements to one address in 24 h, all cabinets",
    )
    ack_per_tenant_hour: int = setting(
        "ACK_PER_TENANT_HOUR", _count, 60, "acknowledgements of one cabinet in an hour"
    )
    ack_platform_hour: int = setting(
        "ACK_PLATFORM_HOUR", _count, 500, "acknowledgements of the platform in an hour"
    )
    log_format: str = setting(
        "LOG_FORMAT",
        _one_of("plain", "json"),
        "plain",
        "plain for people, json for machines",
    )

    fault_point: str = setting(
        "FAULT_POINT",
        _text,
        "",
        "for the campaign of crashes: `name:ordinal` kills a worker there",
    )

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Settings:
        """Read every setting, or raise `SettingError` with the name of the first odd one."""
        found = {f.name: _read(f.metadata, environ) for f in fields(cls)}
        return cls(
            **{name: value for name, value in found.items() if value is not _ABSENT}
        )

    @property
    def mail_domain(self) -> str:
        """The domain our Message-IDs bear."""
        return self.mail_domains[0]

    @property
    def secure_cookies(self) -> bool:
        return self.public_url.startswith("https://")


_ABSENT: Any = object()


def _read(told: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    name, value = told["name"], environ.get(told["name"], "")
    if not value and environ.get(f"{name}_FILE"):
        value = _from_file(name, environ[f"{name}_FILE"])
    if not value:
        return _ABSENT
    try:
        return told["read"](value)
    except ValueError as error:
        # The value itself may hold a password: only the name and the expectation are told.
        raise SettingError(f"{name}: expected {error}") from None


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE: cannot be read ({error.strerror})") from None
