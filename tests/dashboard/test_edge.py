"""Raw sockets against the server as the product starts it: slow, many, ambiguous, misnamed."""

from __future__ import annotations

import logging
import socket
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from urllib.parse import urlsplit

import pytest
from litestar import Litestar, Response, get
from litestar.datastructures import State

from dashboard.edge.census import Census, EdgeLimits
from models.store.service import Service
from tests.web import serving

HEALTH = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
HALF = b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: "
FORM = (
    b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 4000\r\n\r\n"
)
CHUNKED = (
    b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n3\r\na=b\r\n"
)


@contextmanager
def line(url: str, source: str = "127.0.0.1") -> Iterator[socket.socket]:
    """A connection from an address of loopback."""
    where = urlsplit(url)
    address = (where.hostname or "", where.port or 0)
    made = socket.create_connection(address, 20, source_address=(source, 0))
    with made:
        yield made


def rest(connection: socket.socket) -> bytes:
    """Everything until the other side closes."""
    got = b""
    with suppress(ConnectionError):
        while piece := connection.recv(65_536):
            got += piece
    return got


def ask(url: str, request: bytes, source: str = "127.0.0.1") -> bytes:
    with line(url, source) as connection:
        connection.sendall(request)
        connection.settimeout(20)
        return rest(connection)


def drip(connection: socket.socket) -> None:
    """An octet now and then, for longer than anybody is patient."""
    for _ in range(400):
        connection.sendall(b"a")
        time.sleep(0.05)


def status(answer: bytes) -> int:
    return int(answer.split(b" ", 2)[1]) if answer else 0


def test_it_closes_a_head_that_does_not_come(web: Litestar) -> None:
    with serving(web, EdgeLimits(head_seconds=0.5)) as url:
        assert ask(url, b"") == b"", "a browser that connects ahead is told nothing"
        assert status(ask(url, HALF)) == 408


def test_it_closes_a_head_that_drips(web: Litestar) -> None:
    """Each octet is in time; the head is not."""
    with serving(web, EdgeLimits(head_seconds=0.5)) as url, line(url) as connection:
        connection.sendall(HALF)
        with pytest.raises(ConnectionError):
            drip(connection)


def test_it_closes_the_head_of_a_second_request_too(web: Litestar) -> None:
    kept = HEALTH.replace(b"Connection: close\r\n", b"")
    with serving(web, EdgeLimits(head_seconds=0.3)) as url, line(url) as connection:
        connection.sendall(kept)
        assert b"200 OK" in connection.recv(65_536)
        connection.sendall(HALF)

        assert b"408" in rest(connection)


def test_it_closes_a_body_that_drips(
    web: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    limits = EdgeLimits(slack_seconds=0.3, least_rate=1000)
    with serving(web, limits) as url, line(url) as connection:
        connection.sendall(FORM)
        with pytest.raises(ConnectionError):
            drip(connection)

    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


def test_it_waits_for_a_body_that_is_slow_and_honest(web: Litestar) -> None:
    limits = EdgeLimits(slack_seconds=1.0, least_rate=100)
    with serving(web, limits) as url, line(url) as connection:
        connection.sendall(FORM)
        for _ in range(10):
            connection.sendall(b"a" * 400)
            time.sleep(0.2)
        connection.shutdown(socket.SHUT_WR)

        assert status(rest(connection)) == 403, "read whole: it has no token"


def test_it_lets_go_of_who_does_not_take_the_answer(service: Service) -> None:
    size = 64 * 1024 * 1024

    @get("/large", sync_to_thread=False)
    def large() -> Response[bytes]:
        return Response(bytes(size), media_type="application/octet-stream")

    app = Litestar([large], state=State({"service": service}), openapi_config=None)
    limits = EdgeLimits(slack_seconds=0.3, least_rate=1000)
    with serving(app, limits) as url, line(url) as connection:
        connection.sendall(b"GET /large HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        time.sleep(2)

        assert len(rest(connection)) < size


def test_one_origin_has_so_many_lines_and_no_more(web: Litestar) -> None:
    limits = EdgeLimits(per_origin=20)
    with serving(web, limits) as url, ExitStack() as stack:
        for _ in range(20):
            stack.enter_context(line(url)).sendall(HALF)

        assert ask(url, HEALTH) == b"", "refused at the door"
        assert status(ask(url, HEALTH, "127.0.0.2")) == 200, "others are served"


def test_a_proxy_that_is_trusted_speaks_for_many(web: Litestar) -> None:
    limits = EdgeLimits(per_origin=20, proxies=("127.0.0.0/8",))
    with serving(web, limits) as url, ExitStack() as stack:
        for _ in range(30):
            stack.enter_context(line(url)).sendall(HALF)

        assert status(ask(url, HEALTH)) == 200


def test_half_open_lines_are_gone_when_their_time_is_up(web: Litestar) -> None:
    with serving(web, EdgeLimits(head_seconds=1.0)) as url, ExitStack() as stack:
        lines = []
        for number in range(260):
            source = f"127.0.1.{number % 250 + 1}"
            lines.append(stack.enter_context(line(url, source)))
            lines[-1].sendall(HALF)

        ends = {status(rest(connection)) for connection in lines}

        assert ends <= {0, 408}, "each was closed, with a word or without"


def test_who_waits_makes_room_when_the_house_is_full(web: Litestar) -> None:
    with serving(web, EdgeLimits(total=10)) as url, ExitStack() as stack:
        lines = [stack.enter_context(line(url)) for _ in range(10)]
        for connection in lines:
            connection.sendall(HALF)

        assert status(ask(url, HEALTH)) == 200

        assert status(rest(lines[0])) in (0, 408), "the one that was here longest"
        lines[-1].sendall(b"a\r\nConnection: close\r\n\r\n")
        assert status(rest(lines[-1])) == 200, "the others stay"


def test_the_census_forgets_who_has_left() -> None:
    class Line:
        is_waiting = True

        def cut(self) -> None: ...

    census = Census(EdgeLimits(per_origin=1))
    first, second = Line(), Line()

    assert census.admit(first, "2001:db8::1")
    assert not census.admit(second, "2001:db8::2"), "one line of IPv6 is one origin"
    census.leave(first)
    census.leave(first)
    assert census.admit(second, "2001:db8::2")


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET /healthz HTTP/1.1\nHost: 127.0.0.1\n\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\nY: b\r\n\r\n",
        b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
        b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: chunked\r\n"
        b"Content-Length: 0\r\n\r\n0\r\n\r\n",
        b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\n"
        b"Content-Length: 6\r\n\r\naaaaaa",
        b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding: xchunked\r\n\r\n",
        b"POST /connexion HTTP/1.1\r\nHost: 127.0.0.1\r\nTransfer-Encoding : chunked\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nHost: b.example\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r b\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n folded\r\n\r\n",
        b"GET /healthz HTTP/1.1\r\nHost: 127.0.0.1\r\nX: a\r\n\tfolded\r\n\r\n",
        CHUNKED + b"0\r\n\n",
        CHUNKED + b"0\r\nX: a\n\r\n",
        CHUNKED + b"0\r\nX: a\r\n\n",
        CHUNKED + b"0\r\nX: a\r\n folded\r\n\r\n",
    ],
)
def test_it_refuses_what_two_readers_would_cut_differently(
    url: str, request_head: bytes
) -> None:
    answer = ask(url, request_head + HEALTH)

    assert status(answer) in (400, 501)
    assert answer.count(b"HTTP/1.1") == 1, "nothing behind it is read"


def test_it_reads_two_honest_requests_on_one_line(url: str) -> None:
    kept = HEALTH.replace(b"Connection: close\r\n", b"")

    assert ask(url, kept + HEALTH).count(b"200 OK") == 2


def test_it_closes_a_line_that_goes_wrong_behind_its_answer(
    url: str, caplog: pytest.LogCaptureFixture
) -> None:
    """The page is out before its body is: no second answer may follow it."""
    head = HEALTH.replace(b"Connection: close", b"Transfer-Encoding: chunked")
    with line(url) as connection:
        connection.settimeout(20)
        connection.sendall(head)
        assert b"200 OK" in connection.recv(65_536)
        connection.sendall(b"0\r\nX: a\n\n" + HEALTH)

        assert b"HTTP/1.1" not in rest(connection)
    assert not [r for r in caplog.records if r.levelno >= logging.ERROR]


def test_it_reads_a_body_in_chunks_and_its_trailer(url: str) -> None:
    """A page without a token, then the request behind it."""
    answer = ask(url, CHUNKED + b"0\r\nX: a\r\n\r\n" + HEALTH)

    assert status(answer) == 403
    assert answer.count(b"HTTP/1.1 200 OK") == 1


@pytest.mark.parametrize(
    ("host", "code"),
    [
        ("127.0.0.1:8080", 200),
        ("LOCALHOST", 200),
        ("[::1]:9", 200),
        ("evil.example", 421),
        ("127.0.0.1.evil.example", 421),
        ("evil.example@127.0.0.1", 421),
        ("127.0.0.1/evil", 400),
        ("", 421),
    ],
)
def test_it_answers_to_its_own_names_alone(url: str, host: str, code: int) -> None:
    asked = f"GET /connexion HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n"

    answer = ask(url, asked.encode())

    assert status(answer) == code
    assert b"evil" not in answer
