"""No mail is taken for done, and none for another, whatever an IMAP server answers."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest

from ingest.mailbox import connection, imap
from models.mail.ledger import ledger
from models.mail.replaying import replay
from models.rows.base import now
from models.rows.letter import Notice
from models.rows.mailbox import Health, Mailbox, MailLocation
from models.rows.message import INCOMPLETE, InboundMessage, Verdict
from models.store.content import message_bytes
from tests.hostile_imap import Answer, HostileImap, hostile
from tests.household import House, mail
from tests.processes import FOR_EVER
from workers import poll
from workers.shares import Seat, Shares, Slots

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


def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    """An answer has one second, however many it would have outside of tests."""
    for name in ("LOGIN_SECONDS", "ANSWER_SECONDS"):
        monkeypatch.setattr(connection, name, 1.0)


def point_at(house: House, server: HostileImap, failures: int = 0) -> None:
    with house.session() as session:
        mailbox = session.get_one(Mailbox, (house.tenant_id, house.mailbox_id))
        mailbox.port, mailbox.uidvalidity, mailbox.last_uid = server.port, None, 0
        mailbox.failures = failures


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
    impatient(monkeypatch)
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
    answer = f"* 1 FETCH (UID 7 BODY[] {{{len(raw)}}}\r\n".encode() + raw
    return answer + f")\r\n{tag} OK done\r\n".encode()


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


def test_a_mail_that_stays_shorter_than_announced_is_set_aside(house: House) -> None:
    with hostile(ONE, BODY=_short) as server:
        point_at(house, server)
        house.poll()
        house.take_in()

        [message] = house.all(InboundMessage)
        assert (message.verdict, message.reason) == (Verdict.SET_ASIDE, INCOMPLETE)
        assert message.size == len(ONE[7])
        assert [n.kind for n in house.all(Notice)] == ["mail_set_aside"]
        assert house.complaints() == []

        # Asked for again, it is as incomplete as before; once the server is well, it is read.
        for verdict in (Verdict.SET_ASIDE, Verdict.DRAFT):
            _replay(house, message.id)
            house.poll()
            house.take_in()
            assert house.all(InboundMessage)[0].verdict is verdict
            server.answers.clear()

    with house.session() as session:
        [message] = house.all(InboundMessage)
        assert message_bytes(session, house.service, message) == ONE[7]
        assert ledger(session, house.mailbox()).balanced


def _replay(house: House, message_id: UUID) -> None:
    with house.session() as session:
        key = (house.tenant_id, message_id)
        message = session.get_one(InboundMessage, key, with_for_update=True)
        replay(session, message, None)


def test_an_incomplete_mail_is_known_again_after_a_renumbering(house: House) -> None:
    with hostile(ONE, BODY=_short) as server:
        point_at(house, server)
        house.poll()
        server.uidvalidity = 2
        house.poll()

    [message] = house.all(InboundMessage)
    assert message.reason == INCOMPLETE
    assert {p.uidvalidity: p.message_id for p in house.all(MailLocation)} == {
        1: message.id,
        2: message.id,
    }


def test_a_server_that_counts_each_line_end_twice_is_believed(house: House) -> None:
    lines = ONE[7].replace(b"\r\n", b"\n")

    def with_bare_ends(server: HostileImap, _: str, tag: str) -> bytes:
        answer = f"* 1 FETCH (UID 7 BODY[] {{{len(lines)}}}\r\n".encode() + lines
        return answer + f")\r\n{tag} OK done\r\n".encode()

    with hostile(ONE, BODY=with_bare_ends) as server:
        point_at(house, server)
        house.poll()

    assert house.verdicts() == ["stored"]


def test_it_does_not_mistake_a_number_for_a_uid(house: House) -> None:
    """Without a UID an answer is keyed by its number in the folder: here another mail's UID."""
    mails = {2: mail(subject="deux"), 5: mail(subject="cinq")}

    def answer_by_number(server: HostileImap, rest: str, tag: str) -> bytes:
        raw = server.mails[5]
        answer = f"* 2 FETCH (BODY[] {{{len(raw)}}}\r\n".encode() + raw + b")\r\n"
        return answer + f"{tag} OK done\r\n".encode()

    with hostile(mails, BODY=answer_by_number) as server:
        point_at(house, server)
        house.poll()

    assert house.all(InboundMessage) == []


def test_a_mail_that_never_comes_keeps_no_other_waiting(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    mails = {
        uid: mail(body=f"Mail numéro {uid} de cette boîte.\n") for uid in range(1, 6)
    }

    def stall(server: HostileImap, rest: str, tag: str) -> bytes:
        uids = [int(n) for n in rest.split(" ")[0].split(",")]
        if 1 in uids:
            return b"* 1 FETCH (UID 1 BODY[] {5000}\r\nnever"
        lines = b"".join(server.line(uid, "BODY[]") for uid in uids)
        return lines + f"{tag} OK done\r\n".encode()

    with hostile(mails, BODY=stall) as server:
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
    impatient(monkeypatch)
    with hostile(ONE, **{verb: says("")}) as server:
        point_at(house, server)
        mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "timed_out")


@pytest.mark.parametrize(
    ("verb", "failures", "pause"),
    [
        ("LOGIN", 0, 60),
        ("EXAMINE", 1, 120),
        ("UID SEARCH", 3, 480),
        ("BODY", 9, 3600),
    ],
)
def test_a_server_that_drips_is_cut_and_waits_longer_each_time(
    house: House, monkeypatch: pytest.MonkeyPatch, verb: str, failures: int, pause: int
) -> None:
    impatient(monkeypatch)
    with hostile(ONE, **{verb: says("* OK " + "still here, " * 1000)}) as server:
        server.drip_seconds[verb] = 0.05
        point_at(house, server, failures=failures)
        mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "too_slow")
    assert mailbox.next_attempt_at is not None
    waits = mailbox.next_attempt_at - (mailbox.polled_at or now())
    assert waits == timedelta(seconds=pause)


def test_a_server_that_is_slow_in_bytes_and_not_in_words_is_cut(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each answer comes within its time; the least rate asks for more than that."""
    impatient(monkeypatch)
    monkeypatch.setattr(connection, "LEAST_RATE", 10**6)
    with hostile({7: mail(body="mot " * 20_000)}) as server:
        server.drip_seconds["BODY"], server.drop = 0.01, 100
        point_at(house, server)

        assert house.poll().last_error == "too_slow"


def test_an_honest_slow_server_is_waited_for(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    impatient(monkeypatch)
    monkeypatch.setattr(connection, "LEAST_RATE", 1000)
    with hostile({7: mail(body="mot " * 2000)}) as server:
        server.drip_seconds["BODY"], server.drop = 0.05, 200
        point_at(house, server)

        assert house.poll().health is Health.HEALTHY


def test_it_says_that_it_waits_for_room(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    room = Slots(Shares(1, 1, 1))
    other = Seat(house.tenant_id, UUID(int=9), ("elsewhere", 993))
    monkeypatch.setattr(poll, "_slots", lambda _: room)
    house.deliver(mail())
    assert room.take(other)

    waiting = house.poll().waiting_since
    assert waiting is not None
    assert house.poll().waiting_since == waiting
    woken = room.leave(other)
    assert woken is not None
    assert woken.mailbox_id == house.mailbox_id
    assert house.poll().waiting_since is None
    assert house.verdicts() == ["stored"]


def test_the_watchdog_ends_what_never_falls_silent(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(imap, "POLL_SECONDS", 2.0)

    began = time.monotonic()

    def for_ever(server: HostileImap, _: str, __: str) -> bytes:
        time.sleep(0.2)
        server.again = time.monotonic() < began + FOR_EVER
        return b"* OK still here\r\n"

    with hostile(ONE, EXAMINE=for_ever) as server:
        point_at(house, server)
        mailbox = house.poll()

    assert (mailbox.health, mailbox.last_error) == (Health.UNREACHABLE, "too_slow")


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
    monkeypatch.setattr("ingest.mailbox.folder._WINDOW", 10)
    mails = {
        uid: mail(body=f"Mail numéro {uid} de la boîte.\n") for uid in range(1, 36)
    }
    with hostile(mails) as server:
        point_at(house, server)
        house.poll()
        searches = [a for a in server.asked if a.startswith("UID SEARCH")]

    assert len(searches) >= 4
    assert len(house.all(InboundMessage)) == 35
