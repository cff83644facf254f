"""Reach one mailbox over IMAP: a checked address, TLS, a login, a folder opened read-only."""

from __future__ import annotations

import imaplib
import ssl
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from imapclient import IMAPClient
from imapclient.exceptions import (
    CapabilityError,
    IllegalStateError,
    LoginError,
    ProtocolError,
)
from imapclient.response_parser import parse_response

from ingest.mailbox.connection import (
    CONNECT_SECONDS,
    GOODBYE_SECONDS,
    TooSlow,
    Wire,
    watchdog,
)
from ingest.mailbox.hosts import Checked, HostRefused, HostUnknown, check
from models.base.errors import TemporaryError
from models.rows.mailbox import Health, Security

POLL_SECONDS = 600.0
# Words by which servers say "not now" where a login is refused (RFC 5530).
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "TOO MANY")
# What the libraries raise; the order matters, the first that fits says the code.
_CODES: tuple[tuple[type[Exception], str], ...] = (
    (ssl.SSLError, "tls"),
    (TooSlow, "too_slow"),
    (TimeoutError, "timed_out"),
    (OSError, "unreachable"),
    (CapabilityError, "starttls"),
    (imaplib.IMAP4.abort, "cut"),
    (imaplib.IMAP4.error, "protocol"),
    (ProtocolError, "protocol"),
    (IllegalStateError, "protocol"),
    (ValueError, "protocol"),
)
_BROKEN = tuple(kind for kind, _ in _CODES)
# How the libraries stumble over an answer that is no IMAP, or nests without end.
_STUMBLES = (AttributeError, LookupError, TypeError, AssertionError, RecursionError)


class MailboxTrouble(TemporaryError):
    """The mailbox cannot be read now; `code` is ours, never the server's own words."""

    def __init__(self, code: str, health: Health = Health.UNREACHABLE) -> None:
        super().__init__(code)
        self.code, self.health = code, health


# What ends a poll, whoever named it.
_ENDS: tuple[type[Exception], ...] = (MailboxTrouble, *_BROKEN)


@dataclass(frozen=True)
class Account:
    """How to reach a mailbox."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"


@contextmanager
def reading() -> Iterator[None]:
    """Around what the libraries read: where they stumble, the server spoke no IMAP."""
    try:
        yield
    except _STUMBLES as error:
        raise ProtocolError("an answer that is no IMAP") from error


class Client(IMAPClient):  # type: ignore[misc]  # imapclient leaves it untyped
    """imapclient on our own wire; a FETCH answer counts only under the UID it names itself."""

    def __init__(self, server: Checked, context: ssl.SSLContext | None) -> None:
        self._checked, self._context = server, context
        super().__init__(
            server.name,
            server.port,
            ssl=context is not None,
            timeout=CONNECT_SECONDS,
        )
        # imapclient asks imaplib to write every body twice into a debug text: half the time.
        self._imap.debug = 0

    @property
    def wire(self) -> Wire:
        found: Wire = self._imap
        return found

    def answers(self, uids: Sequence[int], items: str) -> dict[int, dict[bytes, Any]]:
        """FETCH `items` of these UIDs; what came without a UID, or for another, is left out."""
        wanted = set(uids)
        named = ",".join(map(str, uids)).encode()
        asked = f"(UID {items})".encode()
        found: dict[int, dict[bytes, Any]] = {}
        with reading():
            told_all = self._raw_command_untagged(b"FETCH", [named, asked])
            said = iter(parse_response(told_all))
        for _, told in zip(said, said, strict=True):
            values = _as_dict(told)
            uid = values.get(b"UID")
            if isinstance(uid, int) and uid in wanted:
                found.setdefault(uid, {}).update(values)
        return found

    def _create_IMAP4(self) -> Wire:  # noqa: N802 - the library's name
        return Wire(self._checked, self._context)


@contextmanager
def open_folder(
    account: Account,
    *,
    allow_local: bool,
    at_stop: Callable[[Callable[[], None]], Callable[[], None]] | None = None,
) -> Iterator[tuple[Client, dict[bytes, Any]]]:
    """Log in and open the folder read-only, for ten minutes at most; yields what SELECT said.

    Whatever breaks, also inside the block, is raised as MailboxTrouble. `at_stop` is given
    what cuts the connection when the process stops, and returns what forgets it.
    """
    try:
        with reading():
            client = _connect(account, allow_local)
        forget = at_stop(client.wire.cut) if at_stop else lambda: None
        try:
            with _watched(client):
                _log_in(client, account)
                yield client, _select(client, account.folder)
                _say_goodbye(client)
        finally:
            forget()
            _hang_up(client)
    except _BROKEN as error:
        raise MailboxTrouble(code_of(error)) from error


@contextmanager
def _watched(client: Client) -> Iterator[None]:
    """Tell a failure that the watchdog caused as slowness."""
    try:
        with watchdog(client.wire, POLL_SECONDS):
            yield
    except _ENDS as error:
        if client.wire.overran:
            raise MailboxTrouble("too_slow") from error
        raise


def code_of(error: Exception) -> str:
    """Our word for what a library raised."""
    return next(code for kind, code in _CODES if isinstance(error, kind))


def _connect(account: Account, allow_local: bool) -> Client:
    try:
        server = check(account.host, account.port, allow_local=allow_local)
    except HostRefused as error:
        raise MailboxTrouble("host_refused") from error
    except HostUnknown as error:
        raise MailboxTrouble("host_unknown") from error
    if account.security is Security.NONE and not allow_local:
        raise MailboxTrouble("host_refused")
    context = ssl.create_default_context()
    if account.security is Security.TLS:
        return Client(server, context)
    client = Client(server, None)
    if account.security is Security.STARTTLS:
        try:
            client.starttls(context)
            client.wire.read_at_pace()
        except _BROKEN:
            _hang_up(client)
            raise
    return client


def _log_in(client: Client, account: Account) -> None:
    try:
        with reading():
            _say_who(client, account)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            # The library calls a connection that broke a refusal too.
            raise MailboxTrouble("cut") from None
        if any(word in str(error).upper() for word in _NOT_NOW):
            raise MailboxTrouble("not_now") from None
        raise MailboxTrouble("login_refused", Health.LOGIN_REFUSED) from None


def _say_who(client: Client, account: Account) -> None:
    """LOGIN carries ASCII alone; a password with accents goes by SASL PLAIN, in UTF-8."""
    if (account.username + account.password).isascii():
        client.login(account.username, account.password)
    else:
        client.plain_login(account.username, account.password)


def _select(client: Client, folder: str) -> dict[bytes, Any]:
    try:
        with reading():
            said: dict[bytes, Any] = client.select_folder(folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxTrouble("folder_missing") from error
    if not said.get(b"UIDVALIDITY"):
        raise MailboxTrouble("no_uidvalidity")
    return said


def _say_goodbye(client: Client) -> None:
    client.wire.allow(0, GOODBYE_SECONDS)
    try:
        client.logout()
    except _BROKEN:
        # All that was asked for is here.
        return


def _hang_up(client: Client) -> None:
    try:
        client.shutdown()
    except _BROKEN:
        return


def _as_dict(told: Any) -> dict[bytes, Any]:
    if not isinstance(told, tuple) or len(told) % 2:
        raise ProtocolError("an odd FETCH answer")
    names = (n.upper() if isinstance(n, bytes) else b"" for n in told[::2])
    return dict(zip(names, told[1::2], strict=True))
