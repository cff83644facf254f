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
from sqlalchemy.orm import Session

from ingest.mailbox.connection import (
    CONNECT_SECONDS,
    GOODBYE_SECONDS,
    TooSlow,
    Wire,
    watchdog,
)
from ingest.mailbox.hosts import Checked, HostRefused, HostUnknown, check
from models.base.errors import TemporaryError
from models.mail.mailboxes import password_of
from models.rows.mailbox import Health, Mailbox, Security
from models.store.service import Service

POLL_SECONDS = 600.0
# Words of servers for "not now" where a login is refused (RFC 5530).
_NOT_NOW = ("[UNAVAILABLE]", "[INUSE]", "[LIMIT]", "[SERVERBUG]", "TOO MANY")
# Errors of the libraries and our codes; the order matters, the first that fits counts.
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
# Errors of the libraries over an answer that is no IMAP, or nests without end.
_NOT_IMAP = (AttributeError, LookupError, TypeError, AssertionError, RecursionError)


class MailboxTrouble(TemporaryError):
    """The mailbox cannot be read now; `code` is ours, never the server's own words."""

    def __init__(self, code: str, health: Health = Health.UNREACHABLE) -> None:
        super().__init__(code)
        self.code, self.health = code, health


# Errors that end a poll, with our code or without.
_ENDS: tuple[type[Exception], ...] = (MailboxTrouble, *_BROKEN)


@dataclass(frozen=True)
class Account:
    """Account on a mail server, and the folder to read."""

    host: str
    port: int
    security: Security
    username: str
    password: str = field(repr=False)
    folder: str = "INBOX"


def account_of(session: Session, service: Service, mailbox: Mailbox) -> Account:
    """Account of a mailbox, password included; raises IntegrityLost, KeyLost."""
    return Account(
        host=mailbox.host,
        port=mailbox.port,
        security=mailbox.security,
        username=mailbox.username,
        password=password_of(session, service, mailbox),
        folder=mailbox.folder,
    )


@contextmanager
def imap_errors() -> Iterator[None]:
    """Turn errors of the libraries over an answer that is no IMAP into a protocol error."""
    try:
        yield
    except _NOT_IMAP as error:
        raise ProtocolError("an answer that is no IMAP") from error


class Client(IMAPClient):  # type: ignore[misc]  # imapclient leaves it untyped
    """Client on our own connection; a FETCH answer counts only under the UID in it."""

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
        """FETCH `items` of these UIDs; answers without a UID, or for another, are left out."""
        wanted = set(uids)
        named = ",".join(map(str, uids)).encode()
        command = f"(UID {items})".encode()
        found: dict[int, dict[bytes, Any]] = {}
        with imap_errors():
            lines = self._raw_command_untagged(b"FETCH", [named, command])
            answers = iter(parse_response(lines))
        for _, answer in zip(answers, answers, strict=True):
            values = _as_dict(answer)
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
    """Log in and open the folder read-only, for ten minutes at most; yields the answer to SELECT.

    Any trouble, also inside the block, is raised as MailboxTrouble. `at_stop` registers a
    function that cuts the connection when the process stops, and returns its removal.
    """
    try:
        with imap_errors():
            client = _connect(account, allow_local)
        forget = at_stop(client.wire.cut) if at_stop else lambda: None
        try:
            with _report_slowness(client):
                _log_in(client, account)
                yield client, _select(client, account.folder)
                _log_out(client)
        finally:
            forget()
            _hang_up(client)
    except _BROKEN as error:
        raise MailboxTrouble(code_of(error)) from error


def check_mailbox(account: Account, *, allow_local: bool) -> str:
    """Connect, log in and open the folder; "" when all went well, else why not.

    The code is ours (`login_refused`, `host_refused`, `tls`, ...): the server's own words
    would tell a stranger what listens there.
    """
    try:
        with open_folder(account, allow_local=allow_local):
            return ""
    except MailboxTrouble as trouble:
        return trouble.code


@contextmanager
def _report_slowness(client: Client) -> Iterator[None]:
    """Report a failure that the watchdog caused as slowness."""
    try:
        with watchdog(client.wire, POLL_SECONDS):
            yield
    except _ENDS as error:
        if client.wire.overran:
            raise MailboxTrouble("too_slow") from error
        raise


def code_of(error: Exception) -> str:
    """Our code for an error of a library."""
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
        with imap_errors():
            _authenticate(client, account)
    except LoginError as error:
        if isinstance(error.__context__, imaplib.IMAP4.abort):
            # The library calls a connection that broke a refusal too.
            raise MailboxTrouble("cut") from None
        if any(word in str(error).upper() for word in _NOT_NOW):
            raise MailboxTrouble("not_now") from None
        raise MailboxTrouble("login_refused", Health.LOGIN_REFUSED) from None


def _authenticate(client: Client, account: Account) -> None:
    """LOGIN carries ASCII alone; a password with accents goes by SASL PLAIN, in UTF-8."""
    if (account.username + account.password).isascii():
        client.login(account.username, account.password)
    else:
        client.plain_login(account.username, account.password)


def _select(client: Client, folder: str) -> dict[bytes, Any]:
    try:
        with imap_errors():
            selected: dict[bytes, Any] = client.select_folder(folder, readonly=True)
    except imaplib.IMAP4.abort:
        raise
    except imaplib.IMAP4.error as error:
        raise MailboxTrouble("folder_missing") from error
    if not selected.get(b"UIDVALIDITY"):
        raise MailboxTrouble("no_uidvalidity")
    return selected


def _log_out(client: Client) -> None:
    client.wire.allow(0, GOODBYE_SECONDS)
    try:
        client.logout()
    except _BROKEN:
        # Every answer that was asked for is here.
        return


def _hang_up(client: Client) -> None:
    try:
        client.shutdown()
    except _BROKEN:
        return


def _as_dict(answer: Any) -> dict[bytes, Any]:
    if not isinstance(answer, tuple) or len(answer) % 2:
        raise ProtocolError("an odd FETCH answer")
    names = (n.upper() if isinstance(n, bytes) else b"" for n in answer[::2])
    return dict(zip(names, answer[1::2], strict=True))
