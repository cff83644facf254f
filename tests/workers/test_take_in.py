"""Taking in: each message gets one verdict, and nothing is opened twice."""

from __future__ import annotations

import threading
from datetime import timedelta
from email.message import EmailMessage
from email.utils import format_datetime
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import select

from ingest.intake import batch as taking
from ingest.mailbox.store import store_upload
from ingest.sandbox.examine import examine
from ingest.sandbox.frames import BATCH_SECONDS
from ingest.sandbox.jobs import Analysis, AnalysisBatch
from ingest.sandbox.reader import Reader, ReaderDied
from models.law.deadlines import Regime
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.complaint_parts import (
    Attachment,
    ComplaintMessage,
    LinkKind,
    Party,
    PartyRole,
)
from models.rows.history import Event, verify
from models.rows.letter import Letter, LetterState, Notice
from models.rows.message import InboundMessage, Origin, Verdict
from models.rows.tenant import Activity, Mediator
from models.store.content import attachment_bytes
from tests.household import House, mail
from workers import take_in
from workers.broker import TIME_LIMIT_MS
from workers.liveness import Liveness


def deliver(house: House, *mails: bytes) -> None:
    house.deliver(*mails)
    house.poll()
    house.take_in()


def test_it_opens_a_draft_with_its_days_its_people_and_its_letter(house: House) -> None:
    deliver(house, mail())

    [complaint] = house.complaints()
    assert complaint.complainant_email == "jean.durand@client.test"
    assert complaint.subject == "Réclamation sinistre auto"
    assert complaint.sent_on <= complaint.received_on < complaint.acknowledge_by
    assert complaint.is_draft
    assert [p.email for p in house.all(Party)] == ["jean.durand@client.test"]
    [letter] = house.all(Letter)
    assert letter.complaint_id == complaint.id
    events = [e for e in house.all(Event) if e.stream == complaint.id]
    events.sort(key=lambda e: e.position)
    assert [e.kind for e in events] == ["complaint:drafted", f"letter:{letter.state}"]
    assert verify(events)
    assert house.verdicts() == ["draft"]


def test_it_keeps_in_which_capacity_somebody_writes_about_a_customer(
    house: House,
) -> None:
    text = "Ma cliente, Mme Jeanne Durand, conteste votre refus."
    deliver(house, mail(body=text, sender="Maître Prigent <prigent@avocats.test>"))

    parties = sorted(house.all(Party), key=lambda p: p.position)

    assert [(p.role, p.name, p.email) for p in parties] == [
        (PartyRole.COMPLAINANT, "Jeanne Durand", ""),
        (PartyRole.LAWYER, "Maître Prigent", "prigent@avocats.test"),
    ]
    assert [item.state for item in house.all(Letter)] == [LetterState.HELD]


def test_it_opens_a_draft_of_the_only_activity_the_cabinet_has(house: House) -> None:
    with house.session() as session:
        for mediator in session.scalars(select(Mediator)):
            mediator.activity = Activity.CIF

    deliver(house, mail())

    [complaint] = house.complaints()
    assert (complaint.activity, complaint.regime) == (Activity.CIF, Regime.AMF)
    [letter] = house.all(Letter)
    assert "Médiateur de l’AMF" in letter.body.replace("\u00a0", " ")


def test_it_keeps_an_attachment_by_its_place_in_the_mail(house: House) -> None:
    message = EmailMessage()
    message["From"], message["Subject"] = "jean@client.test", "Facture"
    message["Date"] = format_datetime(now())
    message.set_content("Voir la facture jointe, que je conteste entièrement.\n")
    content = bytes(range(256)) * 40
    message.add_attachment(
        content, maintype="application", subtype="pdf", filename="facture été.pdf"
    )
    deliver(house, message.as_bytes().replace(b"\n", b"\r\n"))

    [attachment] = house.all(Attachment)
    assert attachment.filename == "facture été.pdf"
    assert attachment.span_start is not None
    with house.session() as session:
        assert attachment_bytes(session, house.service, attachment) == content


def test_it_links_a_mail_delivered_twice(house: House) -> None:
    raw = mail()
    deliver(house, raw, raw)
    deliver(house, b"Received: from elsewhere\r\n" + raw)

    assert len(house.complaints()) == 1
    assert len(house.all(Letter)) == 1
    assert house.verdicts() == ["draft", "duplicate", "duplicate"]
    kinds = sorted(link.kind for link in house.all(ComplaintMessage))
    assert kinds == [LinkKind.DUPLICATE, LinkKind.DUPLICATE, LinkKind.ORIGIN]


def test_it_opens_two_drafts_for_two_complaints_with_one_message_id(
    house: House,
) -> None:
    deliver(
        house,
        mail(
            message_id="<same@client.test>", body="Mon sinistre auto est mal réglé.\n"
        ),
        mail(
            message_id="<same@client.test>", body="Ma cotisation a doublé sans avis.\n"
        ),
    )

    assert len(house.complaints()) == 2


def test_it_opens_one_draft_when_two_workers_take_the_same_mail_in(
    house: House,
) -> None:
    raw = mail()
    house.deliver(raw, raw)
    house.poll()
    first, second = house.all(InboundMessage)
    start = threading.Barrier(2)

    def work(message_id: UUID) -> None:
        start.wait()
        taking.take_in(house.service, house.tenant_id, {message_id: 0}, examine)

    threads = [threading.Thread(target=work, args=(m.id,)) for m in (first, second)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(house.complaints()) == 1
    assert house.verdicts() == ["draft", "duplicate"]


ODD_MAIL = (
    b"From: Jean Durand <jean.durand@client.test>\r\nTo: r@in.reclampro.test\r\n"
    b"Subject: Dossier 12\r\nMessage-ID: <un@client.test>\r\nMIME-Version: 1.0\r\n"
    b"Content-Type: multipart/mixed; boundary=limite\r\n\r\n"
    b"--limite\r\nContent-Type: text/plain\r\n\r\nJe conteste le refus.\r\n"
    b"--limite\r\nContent-Type: application/pdf; name=constat.pdf\r\n"
    b"Content-Disposition: attachment; filename=constat.pdf\r\n"
    b"Content-Transfer-Encoding: base64\r\n\r\nJVBERi0xLjQK\r\n--limite--\r\n"
)
NULS = {
    "encoding": ("base64", "bas\0e64"),
    "type": ("application/pdf", "applica\0tion/pdf"),
    "disposition": ("attachment", "attach\0ment"),
    "name": ("constat.pdf", "con\0stat.pdf"),
    "subject": ("Dossier", "Dos\0sier"),
    "writer": ("Jean Durand", "Jean \0Durand"),
    "identifier": ("@client.test>", "\0@client.test>"),
    "text": ("conteste", "con\0teste"),
    "entity": ("conteste", "conteste &#0; &#xD800;"),
}


@pytest.mark.parametrize("place", NULS)
def test_it_opens_a_draft_whatever_hides_in_a_header(house: House, place: str) -> None:
    """The database refuses a NUL, wherever a sender put one (Dovecot lets none through)."""
    right, odd = (text.encode() for text in NULS[place])
    raw = ODD_MAIL.replace(right, odd)
    message_id = store_upload(house.service, house.tenant_id, raw, Origin.UPLOAD)

    taking.take_in(house.service, house.tenant_id, {message_id: 0}, examine)

    assert house.verdicts() == ["draft"]


def test_it_falls_back_to_reception_when_the_date_is_absurd(house: House) -> None:
    dates = {
        "missing": "",
        "future": format_datetime(now() + timedelta(days=40)),
        "old": format_datetime(now() - timedelta(days=900)),
    }
    for name, date in dates.items():
        raw = mail(
            subject=name, body=f"Une réclamation bien réelle, {name}.\n", date="X"
        )
        old = b"Date: X\r\n"
        new = f"Date: {date}\r\n".encode() if date else b""
        deliver(house, raw.replace(old, new))

    for complaint in house.complaints():
        assert complaint.sent_on == complaint.received_on, complaint.subject
        assert complaint.sent_precision == "none", complaint.subject


def test_it_ignores_what_a_machine_wrote_and_says_by_which_rule(house: House) -> None:
    deliver(house, mail(subject="Réponse automatique", Auto_Submitted="auto-replied"))

    [message] = house.all(InboundMessage)
    assert message.verdict is Verdict.IGNORED
    assert message.rule
    assert message.kind == "auto_reply"
    assert house.complaints() == []


def reply_to(letter: Letter, sender: str) -> bytes:
    return mail(
        subject=f"Re: {letter.subject}",
        body="Merci, voici une précision de plus sur mon dossier.\n",
        sender=sender,
        In_Reply_To=letter.header_message_id,
    )


def test_it_joins_the_answer_of_a_party(house: House) -> None:
    deliver(house, mail())
    [letter] = house.all(Letter)

    deliver(house, reply_to(letter, "Jean Durand <JEAN.durand@client.test>"))

    assert len(house.complaints()) == 1
    assert house.verdicts() == ["draft", "follow_up"]
    follow_up = next(
        link for link in house.all(ComplaintMessage) if link.kind is LinkKind.FOLLOW_UP
    )
    assert "précision" in follow_up.text


@pytest.mark.parametrize("forged", [False, True])
def test_it_only_suggests_where_a_stranger_says_he_belongs(
    house: House, forged: bool
) -> None:
    deliver(house, mail())
    [letter] = house.all(Letter)
    if forged:
        letter.header_message_id = letter.header_message_id.replace(".", ".a", 1)

    deliver(house, reply_to(letter, "Paul Autre <paul@ailleurs.test>"))

    first, second = sorted(house.complaints(), key=lambda c: c.created_at)
    suggestion = second.understanding["suggestion"]
    assert suggestion["complaint_id"] == str(first.id)
    assert suggestion["reason"] == ("reference" if forged else "letter")
    assert second.complainant_email == "paul@ailleurs.test"


def test_it_sets_a_message_aside_after_three_failures_alone(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = take_in.take_in

    def fail(service: Any, tenant_id: UUID, held: dict[UUID, int], read: Reader) -> int:
        if bad in held:
            raise RuntimeError("poison")
        return whole(service, tenant_id, held, read)

    # Three subjects: a second letter on the same one would be held, and told of too.
    house.deliver(mail(), mail(subject="Poison"), mail(subject="Autre"))
    house.poll()
    bad = sorted(house.all(InboundMessage), key=lambda m: m.id)[1].id
    monkeypatch.setattr(take_in, "take_in", fail)
    monkeypatch.setattr(take_in, "PAUSE_SECONDS", 0)

    house.take_in()

    assert house.verdicts() == ["draft", "draft", "set_aside"]
    message = next(m for m in house.all(InboundMessage) if m.id == bad)
    assert (message.reason, message.failures, message.attempt) == ("failed", 3, 4)
    assert len(house.all(Notice)) == 1


def test_it_ends_before_its_watchdog_ends_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(take_in, "BATCH_SIZE", 1)
    house.deliver(mail(), mail())
    house.poll()

    take_in.take_in_cabinet(
        house.service, house.liveness, house.tenant_id, house.tenant_id, seconds=0
    )

    assert sorted(house.verdicts()) == ["draft", "stored"]
    assert take_in.MAX_SECONDS + 2 * BATCH_SECONDS < TIME_LIMIT_MS / 1000


def test_it_sets_aside_what_kills_its_reader_and_nothing_else(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Poisoned(Reader):
        """The real reader, whose child dies over one message."""

        def __call__(self, batch: AnalysisBatch) -> list[Analysis]:
            if any(job.provenance.message_id == bad for job in batch.jobs):
                self._live_child().kill()
                raise ReaderDied
            return super().__call__(batch)

    house.deliver(mail(), mail(subject="Poison"), mail())
    house.poll()
    bad = sorted(house.all(InboundMessage), key=lambda m: m.id)[1].id
    reader = Poisoned()
    monkeypatch.setattr(take_in, "_reader", reader)
    monkeypatch.setattr(take_in, "_reader_of_suspects", reader)
    monkeypatch.setattr(take_in, "PAUSE_SECONDS", 0)

    house.take_in()

    reader.close()
    assert house.verdicts() == ["draft", "draft", "set_aside"]
    message = next(m for m in house.all(InboundMessage) if m.id == bad)
    # Once in its batch, once alone, and once more.
    assert (message.reason, message.failures) == ("killed", 2)


def test_it_sets_aside_what_killed_three_workers(house: House) -> None:
    house.deliver(mail(), mail())
    house.poll()
    deaths = []
    for _ in range(4):
        liveness = Liveness(house.service.app).begin()
        for alone in (False, True):
            held = take_in._claim(house.service, liveness, house.tenant_id, alone=alone)
            deaths.append(len(held))
        liveness.end()

    house.take_in()

    assert deaths == [2, 0, 0, 1, 0, 1, 0, 1]
    assert house.verdicts() == ["draft", "set_aside"]


def test_it_draws_another_reference_when_a_cabinet_has_it(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn = iter(["D-AAAAAA", "D-AAAAAA", "D-CCCCCC", "D-DDDDDD"])
    monkeypatch.setattr(
        "models.complaints.drafting.public_reference", lambda: next(drawn)
    )

    deliver(house, mail(), mail(body="Une autre réclamation, tout à fait distincte.\n"))

    assert {c.public_reference for c in house.complaints()} == {"D-CCCCCC", "D-DDDDDD"}


def test_it_holds_the_letter_of_old_mail_that_was_asked_for(house: House) -> None:
    house.deliver(mail())
    house.poll()
    with house.session() as session:
        message = session.get_one(
            InboundMessage, (house.tenant_id, house.all(InboundMessage)[0].id)
        )
        message.asked_old = True

    house.take_in()

    [letter] = house.all(Letter)
    assert letter.state is LetterState.HELD


def test_it_leaves_a_message_that_another_worker_took(house: House) -> None:
    house.deliver(mail())
    house.poll()
    [message] = house.all(InboundMessage)

    assert (
        taking.take_in(house.service, house.tenant_id, {message.id: 41}, examine) == 0
    )

    assert house.all(Complaint) == []
    assert house.verdicts() == ["stored"]


@pytest.mark.parametrize(("minutes", "leave"), [(0, 1), (1, 2)])
def test_it_sends_no_second_letter_for_what_may_be_the_same_mail(
    house: House, minutes: int, leave: int
) -> None:
    sent = now() - timedelta(hours=2)
    body = "Je conteste l’indemnité versée pour mon sinistre.\nJeanne Durand\n"

    deliver(
        house,
        mail(body=body + "06 12 34 56 78\n", date=format_datetime(sent)),
        mail(body=body, date=format_datetime(sent + timedelta(minutes=minutes))),
    )

    letters = house.all(Letter)
    assert [letter.state for letter in letters].count(LetterState.PLANNED) == leave
    held = [(letter.reason, letter.detail) for letter in letters if letter.reason]
    assert held == [("doubt", "same_minute")] * (2 - leave)
    items = [c.understanding.get("suggestion") for c in house.complaints()]
    ids = {str(c.id) for c in house.complaints()}
    assert [t["complaint_id"] in ids for t in items if t] == [True] * (2 - leave)
