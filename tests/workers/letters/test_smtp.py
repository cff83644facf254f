"""The walk itself: deadlines, TLS, passwords, cuts and stops."""

from __future__ import annotations

import contextlib
import gc
import socket
import ssl
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import replace

import pytest

from tests import certificates
from tests.processes import FOR_EVER, wait_until
from tests.servers import Sink, private_folder
from workers import smtp
from workers.smtp import Fate, Mail, Outcome, Patience, Phase, Server, send

MAIL = Mail(
    "a@in.reclampro.test", "b@client.example", b"Subject: x\r\n\r\n.\r\n..b\r\n"
)


def _server(url: str, **patience: float) -> Server:
    server = Server.from_url(url, "in.reclampro.test")
    return replace(server, patience=Patience(**patience))


def _yes() -> bool:
    return True


def test_it_gives_back_the_very_bytes(sink: Sink) -> None:
    outcome = send(_server(sink.url), MAIL, _yes)

    assert outcome.fate is Fate.ACCEPTED
    assert sink.messages[0].content == MAIL.content


def test_it_asks_before_the_dot_and_stops_on_a_no(sink: Sink) -> None:
    outcome = send(_server(sink.url), MAIL, lambda: False)

    assert (outcome.fate, outcome.phase) == (Fate.WITHDRAWN, Phase.COMMIT)
    assert not sink.messages


def test_it_reads_the_url() -> None:
    server = _server("smtp+starttls://moi%40x.fr:p%3Aw@mail.example")

    assert (server.host, server.port) == ("mail.example", 587)
    assert (server.username, server.password) == ("moi@x.fr", "p:w")


@pytest.fixture
def tls(monkeypatch: pytest.MonkeyPatch) -> Iterator[ssl.SSLContext]:
    """A server's certificate that the sender trusts."""
    with private_folder() as folder:
        made = certificates.make(folder)
        monkeypatch.setenv("SSL_CERT_FILE", str(made.authority))
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(made.certificate, made.key)
        yield context


@pytest.fixture
def tls_sink(tls: ssl.SSLContext) -> Iterator[Sink]:
    sink = Sink(tls=tls).start()
    yield sink
    sink.stop()


def test_it_speaks_tls_when_the_url_says_so(tls_sink: Sink) -> None:
    assert send(_server(tls_sink.url), MAIL, _yes).fate is Fate.ACCEPTED


@pytest.mark.parametrize("scheme", ["smtp", "smtps"])
def test_it_leaves_no_connection_to_a_server_that_says_no_goodbye(
    tls: ssl.SSLContext, scheme: str
) -> None:
    replies = (b"250 ok", b"250 ok", b"250 ok", b"354 go", b"250 ok")
    with _script(*replies, tls=tls if scheme == "smtps" else None) as url:
        outcome = send(_server(url.replace("smtp", scheme)), MAIL, _yes)

    # What is still open warns when it is collected, and a warning is an error here.
    gc.collect()
    assert outcome.fate is Fate.ACCEPTED


def test_it_does_not_go_on_in_clear(sink: Sink) -> None:
    url = sink.url.replace("smtp://", "smtp+starttls://")

    outcome = send(_server(url), MAIL, _yes)

    assert outcome.fate is Fate.NOT_YET
    assert not sink.messages


def test_it_does_not_go_on_without_the_login_it_was_given(sink: Sink) -> None:
    url = sink.url.replace("smtp://", "smtp://moi:secret@")

    assert send(_server(url), MAIL, _yes).fate is Fate.NOT_YET
    assert not sink.messages


def test_it_refuses_a_name_outside_ascii_without_smtputf8() -> None:
    with _script(b"250 ok") as url:
        outcome = send(_server(url), Mail(MAIL.sender, "é@x.fr", b""), _yes)

    assert (outcome.fate, outcome.reply) == (Fate.REFUSED, "not_sendable")


@pytest.mark.parametrize("address", ["a b@c.fr", "a@b\r\nRCPT TO:<x@y>", "<a@b>", ""])
def test_it_sends_nothing_to_what_is_no_address(address: str) -> None:
    with _script() as url:
        outcome = send(_server(url), Mail(MAIL.sender, address, b""), _yes)

    assert (outcome.fate, outcome.phase) == (Fate.REFUSED, Phase.CONNECT)


OK = (b"250 ok", b"250 ok", b"250 ok", b"354 go")


@pytest.mark.parametrize(
    ("script", "fate"),
    [
        ((*OK, b"250 kept"), Fate.ACCEPTED),
        ((*OK, b"hello?"), Fate.UNKNOWN),
        ((*OK, b"354 again"), Fate.UNKNOWN),
        ((*OK, None), Fate.UNKNOWN),
        ((*OK, b"421 closing"), Fate.NOT_YET),
        ((*OK, b"554 spam"), Fate.REFUSED),
        ((*OK[:3], None), Fate.NOT_YET),
        ((*OK[:3], b"250 what"), Fate.NOT_YET),
        ((*OK[:2], b"hello?"), Fate.NOT_YET),
        ((None,), Fate.NOT_YET),
    ],
)
def test_it_knows_what_it_knows(script: tuple[bytes | None, ...], fate: Fate) -> None:
    with _script(*script) as url:
        outcome = send(_server(url), MAIL, _yes)

    assert outcome.fate is fate


def test_it_is_sure_when_the_connection_goes_before_the_body() -> None:
    with _script(*OK[:3], b"354 go", hang_up=True) as url:
        outcome = send(_server(url), MAIL, lambda: time.sleep(0.3) is None)

    assert outcome.fate is Fate.NOT_YET


def test_it_does_not_wait_for_ever() -> None:
    with _script(b"") as url:
        assert send(_server(url, verb=0.3), MAIL, _yes).fate is Fate.NOT_YET


def test_it_calls_a_final_silence_unknown(sink: Sink) -> None:
    sink.behaviour.hang_seconds = 2 * FOR_EVER

    assert send(_server(sink.url, final_reply=0.3), MAIL, _yes).fate is Fate.UNKNOWN


def test_a_stop_ends_the_wait_for_the_final_reply(sink: Sink) -> None:
    sink.behaviour.hang_seconds = 2 * FOR_EVER

    outcome = _stop_once(
        lambda: bool(sink.messages), _server(sink.url, at_stop=0.2, final_reply=3600)
    )

    assert (outcome.fate, outcome.at_stop) == (Fate.UNKNOWN, True)


def test_a_stop_hears_a_reply_that_comes_in_time(sink: Sink) -> None:
    sink.behaviour.hang_seconds = 0.5

    outcome = _stop_once(lambda: bool(sink.messages), _server(sink.url, at_stop=3600))

    assert outcome.fate is Fate.ACCEPTED


def test_a_stop_cuts_what_has_not_begun_its_dot() -> None:
    patience = {"verb": 3600, "until_dot": 3600, "at_stop": 3600}
    heard = threading.Event()
    with _script(b"", heard=heard) as url:
        outcome = _stop_once(heard.is_set, _server(url, **patience))

    assert outcome.fate is Fate.WITHDRAWN


def test_it_keeps_a_clean_short_reply() -> None:
    assert (
        smtp.clean("250 a\r\nb\x00\x1b[31m" + "x" * 900) == "250 a b [31m" + "x" * 488
    )


def _stop_once(ready: Callable[[], bool], server: Server) -> Outcome:
    """Send in a thread and stop once ready; none comes of what hangs."""
    wakes: list[Callable[[], None]] = []
    found: list[Outcome] = []

    def at_stop(wake: Callable[[], None]) -> Callable[[], None]:
        wakes.append(wake)
        return wakes.clear

    thread = threading.Thread(
        target=lambda: found.append(send(server, MAIL, _yes, at_stop)), daemon=True
    )
    thread.start()
    wait_until(ready)
    for wake in list(wakes):
        wake()
    thread.join(FOR_EVER)
    return found[0]


@contextlib.contextmanager
def _script(
    *replies: bytes | None,
    hang_up: bool = False,
    tls: ssl.SSLContext | None = None,
    heard: threading.Event | None = None,
) -> Iterator[str]:
    """A server that says these lines in turn (None: closes), whatever it hears."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(
            target=_play, args=(listening, replies, hang_up, tls, heard), daemon=True
        )
        thread.start()
        yield f"smtp://127.0.0.1:{listening.getsockname()[1]}"


def _play(
    listening: socket.socket,
    replies: tuple[bytes | None, ...],
    hang_up: bool,
    tls: ssl.SSLContext | None,
    heard: threading.Event | None,
) -> None:
    with contextlib.suppress(OSError):
        client, _ = listening.accept()
        if tls is not None:
            client = tls.wrap_socket(client, server_side=True)
        with client:
            client.sendall(b"220 scripted\r\n")
            for reply in replies:
                client.recv(65536)
                if heard is not None:
                    heard.set()
                if reply is None:
                    return
                client.sendall(reply + b"\r\n" if reply else b"")
            if not hang_up:
                client.recv(65536)
                time.sleep(2)
