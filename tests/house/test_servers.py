"""The servers that other tests lean on are real and do as they are told."""

from __future__ import annotations

import imaplib
import smtplib

import psycopg
import pytest
import redis
from sqlalchemy import Connection, text

from tests import servers

MAIL = b"From: a@example.fr\r\nTo: b@example.fr\r\nSubject: x\r\n\r\nbonjour\r\n"


def _send(sink: servers.Sink) -> None:
    with smtplib.SMTP(sink.host, sink.port, timeout=5) as client:
        client.sendmail("a@example.fr", ["b@example.fr"], MAIL)


def test_it_gives_each_test_a_database_and_three_roles(
    database: servers.Database,
) -> None:
    found = []
    for url in (database.owner_url, database.app_url, database.clock_url):
        with servers.psycopg_connection(url) as role:
            row = role.execute(
                "select rolname, rolsuper, rolbypassrls, current_database() = %s"
                " from pg_roles where rolname = current_user",
                (database.name,),
            ).fetchone()
            found.append(row)

    assert found == [
        ("reclampro_owner", False, False, True),
        ("reclampro_app", False, False, True),
        ("reclampro_clock", False, True, True),
    ]


def test_it_refuses_a_wrong_password(database: servers.Database) -> None:
    url = database.app_url.replace("reclampro_app:", "reclampro_owner:")

    with pytest.raises(psycopg.OperationalError, match="password"):
        servers.psycopg_connection(url)


@pytest.mark.parametrize("_time", [1, 2])
def test_it_rolls_back(connection: Connection, _time: int) -> None:
    connection.execute(text("create temporary table seen () on commit drop"))


def test_it_empties_valkey(redis_url: str) -> None:
    with redis.Redis.from_url(redis_url) as client:
        assert client.dbsize() == 0
        client.set("left", "behind")


def test_it_delivers_over_starttls(dovecot: servers.Dovecot) -> None:
    address = "tls@example.fr"
    dovecot.append(address, MAIL, MAIL)

    with imaplib.IMAP4(dovecot.host, dovecot.port, timeout=5) as client:
        client.starttls(dovecot.context())
        client.login(address, dovecot.password)
        assert client.select()[1] == [b"2"]
    assert dovecot.listing(address) == [1, 2]


def test_it_speaks_tls_at_once(dovecot: servers.Dovecot) -> None:
    with imaplib.IMAP4_SSL(
        "localhost", dovecot.tls_port, ssl_context=dovecot.context(), timeout=5
    ) as client:
        assert client.login("imaps@example.fr", dovecot.password)[0] == "OK"


def test_it_refuses_another_password(dovecot: servers.Dovecot) -> None:
    with (
        imaplib.IMAP4(dovecot.host, dovecot.port, timeout=5) as client,
        pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"),
    ):
        client.login("imaps@example.fr", "wrong")


def test_it_keeps_what_it_accepts(sink: servers.Sink) -> None:
    _send(sink)

    [kept] = sink.messages
    assert kept.content == MAIL
    assert kept.rcpt_tos == ("b@example.fr",)


@pytest.mark.parametrize("verb", ["EHLO", "MAIL", "RCPT", "DATA", "DOT"])
def test_it_refuses_where_told(sink: servers.Sink, verb: str) -> None:
    sink.behaviour.refuse[verb] = "451 4.3.0 later"

    with pytest.raises(smtplib.SMTPException):
        _send(sink)

    assert sink.messages == []


def test_it_loses_its_reply_yet_keeps_the_mail(sink: servers.Sink) -> None:
    sink.behaviour.lose = 1.0

    with pytest.raises(smtplib.SMTPServerDisconnected):
        _send(sink)

    assert len(sink.messages) == 1


def test_it_hangs_after_the_dot(sink: servers.Sink) -> None:
    sink.behaviour.hang_seconds = 3.0

    with (
        pytest.raises((TimeoutError, smtplib.SMTPServerDisconnected)),
        smtplib.SMTP(sink.host, sink.port, timeout=0.5) as client,
    ):
        client.sendmail("a@example.fr", ["b@example.fr"], MAIL)

    assert len(sink.messages) == 1
