"""Whatever an IMAP server answers, no mail is taken for done, and none for another."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest

from ingest import imap
from models.base import now
from models.mail.content import message_bytes
from models.mail.ledger import ledger
from models.mail.mailbox import Health, Mailbox, MailLocation
from models.mail.message import InboundMessage
from tests.hostile_imap import Answer, HostileImap, hostile
from tests.household import House, mail

ONE = {7: mail()}


def literal(size: int) -> Answer:
    def answer(server: HostileImap, _: str, tag: str) -> bytes:
        return f"* 1 FETCH (UID 7 BODY[] {{{size}}}\r\n".encode() + server.mails[7]

    return answer


def says(text: str) -> Answer:
    def answer(_: HostileImap, __: str, tag: str) -> bytes:
        return text.replace("TAG", tag).encode()

    return answer


def flood(_: HostileImap, __: str, ___: str) -> bytes:
    return b"* 1 FETCH (FLAGS (\\Seen))\r\n" * 1_000_000


def point_at(house: House, server: HostileImap) -> None:
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.port, mailbox.uidvalidity, mailbox.last_uid = server.port, None, 0


LIES: dict[str, Answer] = {
    "nothing": says("TAG OK done\r\n"),
    "NIL": says("* 1 FETCH (UID 7 BODY[] NIL)\r\nTAG OK done\r\n"),
    "empty": says('* 1 FETCH (UID 7 BODY[] "")\r\nTAG OK done\r\n'),
    "another UID": says("* 1 FETCH (UID 9 BODY[] {3}\r\nabc)\r\nTAG OK done\r\n"),
    "no UID": says("* 7 FETCH (BODY[] {3}\r\nabc)\r\nTAG OK done\r\n"),
    "NO": says("TAG NO [SERVERBUG] later\r\n"),
    "BYE": says("* BYE going down\r\n"),
    "garbage": says("%% what\r\n"),
    "short literal": literal(10**6),
    "huge literal": literal(20_000_000_000),
    "flood": flood,
}


@pytest.mark.parametrize("lie", LIES)
def test_it_takes_no_lie_for_a_mail(
    house: House, monkeypatch: pytest.MonkeyPatch, lie: str
) -> None:
    monkeypatch.setattr(imap, "READ_SECONDS", 1.0)
    with hostile(ONE, BODY=LIES[lie]) as server:
        point_at(house, server)
        house.poll()

        assert house.all(InboundMessage) == []
        [place] = house.all(MailLocation)
        assert (place.uid, place.message_id) == (7, None)
        assert place.tries >= 1

        server.answers.clear()
        mailbox = house.poll()

    assert mailbox.health is Health.HEALTHY
    [message] = house.all(InboundMessage)
    with house.session() as session:
        assert message_bytes(session, house.service, message) == ONE[7]


def _short(server: HostileImap, _: str, tag: str) -> bytes:
    raw = server.mails[7][:40]
    said = f"* 1 FETCH (UID 7 BODY[] {{{len(raw)}}}\r\n".encode() + raw
    return said + f")\r\n{tag} OK done\r\n".encode()


def test_a_mail_cut_short_once_is_asked_for_again(house: House) -> None:
    def once(server: HostileImap, rest: str, tag: str) -> bytes:
        del server.answers["BODY"]
        return _short(server, rest, tag)

    with hostile(ONE, BODY=once) as server:
        point_at(house, server)
        house.poll()
        assert house.all(InboundMessage) == []
        house.poll()

    [message] = house.all(InboundMessage)
    assert message.size == len(ONE[7])


def test_a_server_that_counts_otherwise_is_believed(house: House) -> None:
    with hostile(ONE, BODY=_short) as server:
        point_at(house, server)
        house.poll()

    [message] = house.all(InboundMessage)
    assert message.size == 40


def test_it_does_not_mistake_a_number_for_a_uid(house: House) -> None:
    """Without a UID an answer is keyed by its number in the folder: here another mail's UID."""
    mails = {2: mail(subject="deux"), 5: mail(subject="cinq")}

    def numbered(server: HostileImap, rest: str, tag: str) -> bytes:
        raw = server.mails[5]
        said = f"* 2 FETCH (BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        return said + f"{tag} OK done\r\n".encode()

    with hostile(mails, BODY=numbered) as server:
        point_at(house, server)
        house.poll()

    assert house.all(InboundMessage) == []


def test_a_mail_that_never_comes_keeps_no_other_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "READ_SECONDS", 1.0)
    mails = {
        uid: mail(body=f"Mail numéro {uid} de cette boîte.\n") for uid in range(1, 6)
    }

    def stuck(server: HostileImap, rest: str, tag: str) -> bytes:
        uids = [int(n) for n in rest.split(" ")[0].split(",")]
        if 1 in uids:
            return b"* 1 FETCH (UID 1 BODY[] {5000}\r\nnever"
        lines = b"".join(server.line(uid, "BODY[]") for uid in uids)
        return lines + f"{tag} OK done\r\n".encode()

    with hostile(mails, BODY=stuck) as server:
        point_at(house, server)
        for _ in range(3):
            house.poll()
        assert len(house.all(InboundMessage)) == 4
        for _ in range(2):
            assert house.poll().health is Health.UNREACHABLE
        # Then it is left alone for hours, and told as overdue.
        assert house.poll().health is Health.HEALTHY

    with house.session() as session:
        later = now() + timedelta(minutes=20)
        assert ledger(session, house.mailbox(), later).overdue == 5


@pytest.mark.parametrize("verb", ["LOGIN", "EXAMINE", "UID SEARCH", "UID FETCH"])
def test_a_silence_ends(
    house: House, monkeypatch: pytest.MonkeyPatch, verb: str
) -> None:
    monkeypatch.setattr(imap, "READ_SECONDS", 1.0)
    with hostile(ONE, **{verb: says("")}) as server:
        point_at(house, server)
        began = time.monotonic()
        mailbox = house.poll()

    assert time.monotonic() - began < 5
    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "timed_out")


def test_the_watchdog_ends_what_never_falls_silent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "POLL_SECONDS", 2.0)

    def for_ever(server: HostileImap, _: str, __: str) -> bytes:
        time.sleep(0.2)
        server.again = True
        return b"* OK still here\r\n"

    with hostile(ONE, EXAMINE=for_ever) as server:
        point_at(house, server)
        began = time.monotonic()
        mailbox = house.poll()

    assert time.monotonic() - began < 6
    assert mailbox.health is Health.UNREACHABLE


@pytest.mark.parametrize(
    ("answer", "code"),
    [
        ("TAG NO [AUTHENTICATIONFAILED] no\r\n", "login_refused"),
        ("TAG NO [UNAVAILABLE] later\r\n", "not_now"),
        ("TAG NO [ALERT] Too many simultaneous connections.\r\n", "not_now"),
    ],
)
def test_it_tells_a_refusal_from_a_bad_moment(
    house: House, answer: str, code: str
) -> None:
    with hostile(ONE, LOGIN=says(answer)) as server:
        point_at(house, server)

        assert house.poll().last_error == code


NO_IMAP: dict[str, dict[str, str]] = {
    "no capabilities": {"CAPABILITY": "TAG OK done\r\n"},
    "nested without end": {
        "UID FETCH": f"* 1 FETCH {'(' * 100_000}\r\nTAG OK done\r\n"
    },
    "a body nested without end": {
        "BODY": f"* 1 FETCH {'(' * 100_000}\r\nTAG OK done\r\n"
    },
    "words for numbers": {"UID SEARCH": "* SEARCH seven\r\nTAG OK done\r\n"},
    "a wordy numbering": {"EXAMINE": "* OK [UIDVALIDITY one] k\r\nTAG OK done\r\n"},
}


@pytest.mark.parametrize("lie", NO_IMAP)
def test_what_is_no_imap_is_told_as_such(house: House, lie: str) -> None:
    answers = {verb: says(text) for verb, text in NO_IMAP[lie].items()}
    with hostile(ONE, **answers) as server:
        point_at(house, server)

        mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "protocol")
    assert mailbox.claimed_by is None


def test_a_connection_cut_at_login_is_no_refusal(house: House) -> None:
    with hostile(ONE, LOGIN=says("* BYE too busy\r\n")) as server:
        point_at(house, server)

        mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "cut")


@pytest.mark.parametrize(
    ("listed", "size"), [("7 99999999999999999999", 9), ("7", 10**30), ("7", -5)]
)
def test_absurd_numbers_keep_no_other_mail_waiting(
    house: House, listed: str, size: int
) -> None:
    mails = {7: mail(), 8: mail()}

    def sizes(server: HostileImap, rest: str, tag: str) -> bytes:
        lines = [f"* 2 FETCH (UID 8 RFC822.SIZE {len(mails[8])})\r\n"]
        lines += [f"* 1 FETCH (UID {n} RFC822.SIZE {size})\r\n" for n in listed.split()]
        return ("".join(lines) + f"{tag} OK done\r\n").encode()

    search = says(f"* SEARCH {listed} 8\r\nTAG OK done\r\n")
    with hostile(mails, **{"UID SEARCH": search, "UID FETCH": sizes}) as server:
        server.answers["BODY"] = lambda s, rest, tag: (
            b"".join(s.line(n, "BODY[]") for n in (7, 8) if str(n) in rest)
            + f"{tag} OK done\r\n".encode()
        )
        point_at(house, server)

        mailbox = house.poll()

    assert mailbox.health is Health.HEALTHY
    assert mailbox.succeeded_at
    assert "stored" in house.verdicts()


def test_it_needs_a_numbering(house: House) -> None:
    with hostile(ONE, EXAMINE=says("* 1 EXISTS\r\nTAG OK done\r\n")) as server:
        point_at(house, server)

        assert house.poll().last_error == "no_uidvalidity"


def test_it_lists_a_large_folder_in_windows(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ingest.folder._WINDOW", 10)
    mails = {
        uid: mail(body=f"Mail numéro {uid} de la boîte.\n") for uid in range(1, 36)
    }
    with hostile(mails) as server:
        point_at(house, server)
        house.poll()
        searches = [a for a in server.asked if a.startswith("UID SEARCH")]

    assert len(searches) >= 4
    assert len(house.all(InboundMessage)) == 35
