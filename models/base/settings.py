"""Every setting of the service, read once from the environment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from models.base import setting_values as values
from models.base.errors import SettingError

_POSTGRES = values.url("postgresql", "postgresql+psycopg")


def setting(
    name: str, read: Callable[[str], Any], default: Any, says: str, *, example: str = ""
) -> Any:
    """Declare one setting: its variable, reader, default, meaning, and a value as it is written."""
    known = {"name": name, "read": read, "says": says, "example": example}
    return field(default=default, metadata=known)


@dataclass(frozen=True)
class Settings:
    """The service's settings; every secret may also come from a file, `NAME_FILE`."""

    data_dir: Path = setting(
        "DATA_DIR",
        values.path,
        Path("var"),
        "where embedded parts, blobs and the master key live",
    )
    database_url: str = setting(
        "DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the app role; empty: the embedded one",
        example="postgresql://reclampro_app:password@db.internal/reclampro",
    )
    clock_database_url: str = setting(
        "CLOCK_DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the clock role (BYPASSRLS, ids and due times only)",
        example="postgresql://reclampro_clock:password@db.internal/reclampro",
    )
    owner_database_url: str = setting(
        "OWNER_DATABASE_URL",
        _POSTGRES,
        "",
        "PostgreSQL as the owner role, for migrations only",
        example="postgresql://reclampro_owner:password@db.internal/reclampro",
    )
    redis_url: str = setting(
        "REDIS_URL",
        values.url("redis", "rediss", "unix"),
        "",
        "Redis or Valkey; empty: the embedded one",
        example="redis://:password@cache.internal:6379/0",
    )
    smtp_url: str = setting(
        "SMTP_URL",
        values.smtp_url,
        "",
        "where letters leave; empty: nothing leaves (`up`) or the demo's server",
        example="smtps://user:password@smtp.cabinet.example:465",
    )
    imap_url: str = setting(
        "IMAP_URL",
        values.url("imap", "imaps", "imap+starttls"),
        "",
        "the server of the demo's mailboxes; empty: the demo's own",
        example="imaps://imap.cabinet.example:993",
    )
    public_url: str = setting(
        "PUBLIC_URL",
        values.url("http", "https"),
        "http://127.0.0.1:8080",
        "how people reach the dashboard; https makes cookies Secure",
        example="https://reclamations.cabinet.example",
    )
    allowed_hosts: tuple[str, ...] = setting(
        "ALLOWED_HOSTS",
        values.domains,
        (),
        "names the dashboard answers to beside PUBLIC_URL's and loopback",
        example="reclamations.internal,10.0.0.5",
    )
    web_host: str = setting(
        "WEB_HOST",
        values.text,
        "127.0.0.1",
        "address the web process listens on",
        example="10.0.0.5",
    )
    web_port: int = setting(
        "WEB_PORT", values.port, 8080, "port the web process listens on"
    )
    trusted_proxies: tuple[str, ...] = setting(
        "TRUSTED_PROXIES",
        values.networks,
        (),
        "networks whose X-Forwarded-For is believed, without a limit of connections",
        example="10.0.0.0/8,192.168.1.4/32",
    )
    master_key_file: Path | None = setting(
        "MASTER_KEY_FILE",
        values.path,
        None,
        "the master key; empty: made 0600 in DATA_DIR at first start",
        example="/run/secrets/master_key",
    )
    mail_domains: tuple[str, ...] = setting(
        "RECLAMPRO_MAIL_DOMAINS",
        values.domains,
        ("in.reclampro.example", "in.reclampro.test"),
        "our own mail domains: letters' Message-IDs, bounces",
        example="in.cabinet.example",
    )
    notices_from: str = setting(
        "NOTICES_FROM",
        values.text,
        "avis@in.reclampro.example",
        "sender of our own words to cabinets",
        example="avis@in.cabinet.example",
    )
    arc_sealers: tuple[str, ...] = setting(
        "ARC_SEALERS",
        values.domains,
        (),
        "domains whose ARC seal vouches for what a server's rule sent on",
        example="google.com",
    )
    allow_local_mail_hosts: bool = setting(
        "ALLOW_LOCAL_MAIL_HOSTS",
        values.flag,
        False,
        "accept mail servers on loopback and private networks",
    )
    time_zone: ZoneInfo = setting(
        "TIME_ZONE",
        values.zone,
        ZoneInfo("Europe/Paris"),
        "for mails whose layout gives no zone, before a cabinet's own holds",
        example="Indian/Reunion",
    )
    worker_threads: int = setting(
        "WORKER_THREADS", values.count, 4, "threads of one worker process"
    )
    poll_seconds: int = setting(
        "POLL_SECONDS",
        values.count,
        60,
        "seconds between two polls of a healthy mailbox",
    )
    reconcile_hours: int = setting(
        "RECONCILE_HOURS",
        values.count,
        6,
        "hours between two full listings of a mailbox",
    )
    mailboxes_per_tenant: int = setting(
        "MAILBOXES_PER_TENANT",
        values.count,
        20,
        "mailboxes that one cabinet may have polled",
    )
    message_max_mb: int = setting(
        "MESSAGE_MAX_MB",
        values.count,
        50,
        "largest message fetched; a larger one is shown and stays on its server",
    )
    ack_per_address_day: int = setting(
        "ACK_PER_ADDRESS_DAY",
        values.count,
        2,
        "acknowledgements to one address in 24 h, for one cabinet",
    )
    ack_per_address_week: int = setting(
        "ACK_PER_ADDRESS_WEEK",
        values.count,
        5,
        "acknowledgements to one address in 7 days, for one cabinet",
    )
    ack_per_address_platform_day: int = setting(
        "ACK_PER_ADDRESS_PLATFORM_DAY",
        values.count,
        10,
        "acknowledgements to one address in 24 h, all cabinets",
    )
    ack_per_tenant_hour: int = setting(
        "ACK_PER_TENANT_HOUR",
        values.count,
        60,
        "acknowledgements of one cabinet in an hour",
    )
    ack_platform_hour: int = setting(
        "ACK_PLATFORM_HOUR",
        values.count,
        500,
        "acknowledgements of the platform in an hour",
    )
    log_format: str = setting(
        "LOG_FORMAT",
        values.one_of("plain", "json"),
        "plain",
        "plain for people, json for machines",
    )

    fault_point: str = setting(
        "FAULT_POINT",
        values.text,
        "",
        "for the campaign of crashes: `name:ordinal` kills a worker there",
        example="after_raw_commit:3",
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


def _read(metadata: Mapping[str, Any], environ: Mapping[str, str]) -> Any:
    name, value = metadata["name"], environ.get(metadata["name"], "")
    if not value and environ.get(f"{name}_FILE"):
        value = _from_file(name, environ[f"{name}_FILE"])
    if not value:
        return _ABSENT
    try:
        return metadata["read"](value)
    except ValueError as error:
        # The value itself may hold a password: only the name and the expectation are told.
        example = metadata["example"]
        such_as = (
            f", such as {example}" if example and "such as" not in f"{error}" else ""
        )
        raise SettingError(f"{name}: expected {error}{such_as}") from None


def _from_file(name: str, path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8").strip()
    except OSError as error:
        raise SettingError(f"{name}_FILE: cannot be read ({error.strerror})") from None
