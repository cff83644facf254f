"""A complaint typed in, scanned, or dropped as a mail."""

from __future__ import annotations

import io
import re
import struct
from uuid import UUID

import httpx
import pytest
from extract_msg import OleWriter
from sqlalchemy import func, select

from dashboard.complaints import examining
from ingest.mailbox.store import store_upload
from models.law.deadlines import Regime
from models.rows.base import new_id
from models.rows.complaint import Complaint
from models.rows.complaint_parts import Attachment
from models.rows.message import InboundMessage, Origin, Verdict
from models.rows.tenant import Activity
from tests.cast import Person, csrf_of
from tests.dashboard.test_previews import Poisoned

PATH = "/reclamations/nouvelle"
MAIL = (
    "From: Hector Vasseur <hector.vasseur@exemple.fr>\r\n"
    "To: reclamations@cabinet.example\r\n"
    "Subject: Réclamation\r\n"
    "Date: Mon, 16 Nov 2026 10:30:00 +0100\r\n"
    "Message-ID: <{}@exemple.fr>\r\n"
    "Content-Type: text/plain; charset=utf-8\r\n\r\n"
    "Je conteste la résiliation de mon contrat. Merci de me répondre.\r\n"
)


def type_form(**changes: str) -> dict[str, str]:
    return {
        "form_id": str(new_id()),
        "channel": "post",
        "activity": "ias",
        "sent_on": "2026-11-16",
        "received_on": "2026-11-18",
        "complainant_name": "Paul Girard",
        "body": "Je conteste la franchise.",
    } | changes


def read_made(person: Person, answer: httpx.Response) -> Complaint:
    found = re.fullmatch(
        r"/(?:reclamations|brouillons)/([0-9a-f-]{36})", answer.headers["location"]
    )
    assert found
    with person.db() as session:
        complaint: Complaint = session.get_one(
            Complaint, (person.tenant_id, UUID(found[1]))
        )
        return complaint


def test_it_opens_a_complaint(alice: Person) -> None:
    complaint = read_made(alice, alice.post(PATH, type_form()))

    assert complaint.complainant_name == "Paul Girard"
    assert complaint.number is not None
    assert str(complaint.acknowledge_by) == "2026-11-27"


def test_advice_on_investments_is_counted_from_sending_too(alice: Person) -> None:
    complaint = read_made(alice, alice.post(PATH, type_form(activity="cif")))

    assert (complaint.activity, complaint.regime) == (Activity.CIF, Regime.AMF)
    assert str(complaint.answer_by) == "2027-01-16"
    page = alice.get(f"/reclamations/{complaint.id}").text
    words = page.replace("\u00a0", " ")
    assert "partent de l’envoi par le réclamant" in words
    assert "vont du 16 novembre 2026 au 16 janvier 2027" in words


def test_sent_twice_it_opens_one(alice: Person) -> None:
    form = type_form()

    first, again = alice.post(PATH, form), alice.post(PATH, form)

    assert first.headers["location"] == again.headers["location"]


def test_it_keeps_the_scan(alice: Person) -> None:
    scan = ("lettre.pdf", b"%PDF-1.7 lettre", "application/pdf")

    complaint = read_made(
        alice, alice.post(PATH, type_form(body=""), files={"files": scan})
    )

    with alice.db() as session:
        mine = select(Attachment.filename).where(
            Attachment.complaint_id == complaint.id
        )
        assert session.scalars(mine).all() == ["lettre.pdf"]


@pytest.mark.parametrize(
    ("changes", "sentence"),
    [
        ({"complainant_name": ""}, "nom ou l’adresse"),
        ({"sent_on": "2026-11-19"}, "ne peut pas suivre"),
        ({"sent_on": ""}, "Indiquez la date d’envoi"),
        ({"channel": "pigeon"}, "canal"),
    ],
)
def test_a_refusal_gives_the_form_back(
    alice: Person, changes: dict[str, str], sentence: str
) -> None:
    form = type_form(subject="Franchise trop forte", **changes)

    answer = alice.post(PATH, form)

    assert answer.status_code == 422
    assert sentence in answer.text
    assert 'value="Franchise trop forte"' in answer.text
    assert form["form_id"] in answer.text


def test_a_dropped_mail_opens_its_draft(alice: Person) -> None:
    mail = MAIL.format(new_id()).encode()

    answer = alice.post(f"{PATH}/message", files={"mail": ("plainte.eml", mail)})

    assert answer.status_code == 303
    page = alice.get(answer.headers["location"]).text
    assert "Hector Vasseur" in page
    assert "Je conteste la résiliation" in page


def test_an_old_mail_dropped_as_a_file_keeps_its_days(alice: Person) -> None:
    stamp = (
        "Received: from mx by mx.cabinet.example; Tue, 4 Feb 2025 08:00:00 +0100\r\n"
    )
    date = "Mon, 3 Feb 2025 18:00:00 +0100"
    written = MAIL.format(new_id()).replace("Mon, 16 Nov 2026 10:30:00 +0100", date)
    old = stamp + written

    answer = alice.post(f"{PATH}/message", files={"mail": ("vieux.eml", old.encode())})

    draft = read_made(alice, answer)
    assert (str(draft.sent_on), str(draft.received_on)) == ("2025-02-03", "2025-02-04")
    assert (draft.received_source, draft.late_on_arrival) == ("header_received", "")
    page = alice.get(answer.headers["location"]).text.replace("\u00a0", " ")
    assert "Transmise tard à ReclamPro" in page
    assert "horodatage du serveur" in page


def outlook_file(**texts: str) -> bytes:
    """A small Outlook .msg: a compound file with a few properties of text."""
    made, properties = OleWriter(), bytearray(32)
    for tag, words in {"001A": "IPM.Note", **texts}.items():
        data = words.encode("utf-16-le")
        made.addEntry(f"__substg1.0_{tag}001F", data)
        properties += struct.pack("<HHIII", 0x001F, int(tag, 16), 6, len(data) + 2, 0)
    # Its strings are Unicode.
    properties += struct.pack("<HHIII", 0x0003, 0x340D, 6, 0x00040000, 0)
    made.addEntry("__properties_version1.0", bytes(properties))
    made.addEntry("__nameid_version1.0", storage=True)
    for name in ("00020102", "00030102", "00040102"):
        made.addEntry(f"__nameid_version1.0/__substg1.0_{name}", b"")
    written = io.BytesIO()
    made.write(written)
    return written.getvalue()


def test_an_outlook_file_opens_its_draft_once(alice: Person) -> None:
    head = (
        "From: Odette Marchand <odette.marchand@exemple.fr>\r\n"
        "Date: Mon, 16 Nov 2026 10:30:00 +0100\r\n\r\n"
    )
    msg = outlook_file(
        **{"0037": "Refus", "1000": "Je conteste votre refus.", "007D": head}
    )

    first, again = (
        alice.post(f"{PATH}/message", files={"mail": ("plainte.msg", msg)})
        for _ in range(2)
    )

    page = alice.get(first.headers["location"]).text
    assert "odette.marchand@exemple.fr" in page
    assert "Je conteste votre refus." in page
    assert 'value="2026-11-16"' in page
    assert again.headers["location"] == first.headers["location"]


def test_a_mail_dropped_twice_is_one_draft(alice: Person) -> None:
    mail = MAIL.format(new_id()).encode()

    locations = {
        alice.post(f"{PATH}/message", files={"mail": ("a.eml", mail)}).headers[
            "location"
        ]
        for _ in range(2)
    }

    assert len(locations) == 1


def test_what_is_no_mail_is_refused(alice: Person) -> None:
    answer = alice.post(f"{PATH}/message", files={"mail": ("a.pdf", b"%PDF")})

    assert answer.status_code == 409
    assert ".eml ou .msg" in answer.text


def test_a_set_aside_mail_is_typed_in(alice: Person) -> None:
    data = MAIL.format(new_id()).encode()
    id = store_upload(alice.service, alice.tenant_id, data, Origin.UPLOAD)  # noqa: A001
    with alice.db() as session:
        message = session.get_one(InboundMessage, (alice.tenant_id, id))
        message.verdict, message.reason = Verdict.SET_ASIDE, "crash"

    page = alice.get(f"{PATH}?message={id}").text
    assert 'value="hector.vasseur@exemple.fr"' in page
    assert "Je conteste la résiliation" in page

    complaint = read_made(alice, alice.post(PATH, type_form(message=str(id))))
    with alice.db() as session:
        message = session.get_one(InboundMessage, (alice.tenant_id, id))
        assert message.verdict is Verdict.DRAFT
    assert f"/messages/{id}" in alice.get(f"/reclamations/{complaint.id}").text


def test_it_hides_another_cabinets_message(alice: Person, chloe: Person) -> None:
    data = MAIL.format(new_id()).encode()
    id = store_upload(alice.service, alice.tenant_id, data, Origin.UPLOAD)  # noqa: A001

    assert chloe.get(f"{PATH}?message={id}").status_code == 404
    assert chloe.post(PATH, type_form(message=str(id))).status_code == 404


def test_it_refuses_a_reader(benoit: Person) -> None:
    assert benoit.get(PATH).status_code == 403
    assert benoit.post(PATH, type_form()).status_code == 403
    assert benoit.post(f"{PATH}/message").status_code == 403


def test_it_asks_to_log_in(anonymous: httpx.Client) -> None:
    token = csrf_of(anonymous.get("/connexion").text)

    answer = anonymous.post(PATH, data=type_form(_csrf_token=token))

    assert answer.headers["location"].startswith("/connexion")


def test_the_drop_refuses_get(alice: Person) -> None:
    assert alice.get(f"{PATH}/message").status_code == 405


def test_another_cabinet_may_use_the_same_form_id(alice: Person, chloe: Person) -> None:
    form = type_form()
    alice.post(PATH, form)

    complaint = read_made(chloe, chloe.post(PATH, form))

    assert complaint.tenant_id == chloe.tenant_id
    with chloe.db() as session:
        count = select(func.count()).where(Complaint.id == UUID(form["form_id"]))
        assert session.scalar(count) == 1


def test_a_mail_that_kills_its_reader_is_typed_in_all_the_same(
    alice: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = MAIL.format(new_id()).encode()
    id = store_upload(alice.service, alice.tenant_id, data, Origin.UPLOAD)  # noqa: A001
    reader = Poisoned()
    monkeypatch.setattr(examining.READERS, "_free", [reader])

    answer = alice.get(f"{PATH}?message={id}")
    complaint = read_made(alice, alice.post(PATH, type_form(message=str(id))))

    reader.close()
    assert answer.status_code == 200
    assert "hector.vasseur" not in answer.text
    assert complaint.number
