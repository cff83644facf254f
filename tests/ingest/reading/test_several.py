"""Several people's mails in one: each opens a draft, and nobody stays unseen in what is quoted."""

from __future__ import annotations

import itertools
from email.message import EmailMessage

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.understand import understand
from ingest.reading.understood import Understood
from models.analysis.doubts import Doubt
from tests.ingest.layouts import BODY, LAYOUTS, NAME_ONLY, NOTE, forward, mail, read
from tests.ingest.mails import CLAIRE, PAULINE, READING

OMAR = "omar.bensaid@boite.example"
INES = "ines.roche@courriel.example"
HOME = "marchand-courtage.example"
THEIRS = "Bonjour, je conteste la hausse de ma cotisation.\n\nOmar Bensaïd"
HERS = "Je réclame le remboursement de mon trop-perçu.\n\nInès Roche"


def omar(layout: str, **changes: str) -> str:
    """A forward of Omar's complaint."""
    writer = {"name": "Omar Bensaïd", "email": OMAR, "subject": "Cotisation"}
    return forward(layout, **{**writer, "body": THEIRS, **changes})


def ines(layout: str) -> str:
    """A forward of Inès's complaint."""
    writer = {"name": "Inès Roche", "email": INES, "subject": "Trop-perçu"}
    return forward(layout, body=HERS, **writer)


def people(found: Understood) -> list[str]:
    """The complainants of a mail, in their order."""
    whose = (item.complainant for item in (found, *found.also))
    return [who.email or who.name if who else "" for who in whose]


@pytest.mark.parametrize("layout", sorted(LAYOUTS))
def test_nobody_stays_unseen_below_another(layout: str) -> None:
    found = read(f"{NOTE}\n\n{forward(layout)}\n\n{omar(layout)}", Subject="TR: deux")

    seen = people(found)
    assert not found.auto_ack_allowed
    assert found.kind is Kind.COMPLAINT
    if layout in NAME_ONLY:
        assert seen[0] == "Pauline Vasseur"
    else:
        assert seen[0] == PAULINE
    assert len(seen) == 2 or found.auto_ack_reason == Doubt.SEVERAL


SPLIT = ["outlook-fr", "outlook-en", "outlook-de", "gmail-fr", "apple-fr", "thunderbird-fr"]  # fmt: skip


@pytest.mark.parametrize(("first", "second"), list(itertools.product(SPLIT, SPLIT)))
def test_each_of_two_opens_its_own(first: str, second: str) -> None:
    found = read(f"{NOTE}\n\n{forward(first)}\n\n{omar(second)}", Subject="TR: deux")

    [other] = found.also
    assert people(found) == [PAULINE, OMAR]
    assert (found.body, other.body) == (BODY, THEIRS)
    assert (found.subject, other.subject) == ("Remboursement refusé", "Cotisation")
    assert other.hops == (OMAR, CLAIRE)
    assert "Omar" not in found.quoted + found.body
    assert {found.auto_ack_reason, other.auto_ack_reason} == {Doubt.SEVERAL}


@pytest.mark.parametrize("layout", SPLIT)
def test_each_of_three_opens_its_own(layout: str) -> None:
    text = "\n\n".join((forward(layout), omar(layout), ines(layout)))

    assert people(read(text, Subject="Fwd: trois")) == [PAULINE, OMAR, INES]


@pytest.mark.parametrize("layout", SPLIT)
def test_two_below_a_colleagues_forward_are_two(layout: str) -> None:
    forwarder = {"name": "Marc Petit", "email": f"marc@{HOME}", "subject": "TR: deux"}
    to_marc = {"to_name": "Marc Petit", "to_email": f"marc@{HOME}"}
    inside = f"{forward(layout, **to_marc)}\n\n{omar(layout, **to_marc)}"

    found = read(forward(layout, body=f"Deux clients.\n\n{inside}", **forwarder))

    assert people(found) == [PAULINE, OMAR]
    assert not found.auto_ack_allowed


@pytest.mark.parametrize("layout", SPLIT)
def test_two_sent_to_another_address_of_the_forwarder_are_two(layout: str) -> None:
    office = {"to_name": "Cabinet", "to_email": "contact@cabinet.example"}
    text = f"{forward(layout, **office)}\n\n{omar(layout, **office)}"

    found = read(text, Subject="TR: deux", From="claire.marchand@gmail.com")

    assert people(found) == [PAULINE, OMAR]


def test_two_matters_of_one_writer_are_two() -> None:
    again = forward("gmail-fr", subject="Cotisation", body=THEIRS)

    found = read(f"{forward('gmail-fr')}\n\n{again}", Subject="Fwd: deux")

    assert people(found) == [PAULINE, PAULINE]


def test_a_mail_with_files_gives_them_to_the_first_and_waits() -> None:
    message = EmailMessage()
    message["From"], message["To"] = CLAIRE, f"reclamations@{HOME}"
    message["Subject"] = "TR: deux"
    message.set_content(f"{forward('outlook-fr')}\n\n{omar('outlook-fr')}")
    message.add_attachment(b"%PDF", maintype="application", subtype="pdf", filename="a.pdf")  # fmt: skip

    found = understand(message.as_bytes(), READING)

    assert [len(item.attachments) for item in (found, *found.also)] == [1, 0]
    assert not found.auto_ack_allowed


def _with_enclosed(text: str, *inner: bytes) -> Understood:
    message = EmailMessage()
    message["From"], message["To"] = CLAIRE, f"reclamations@{HOME}"
    message["Subject"] = "TR: réclamations"
    message.set_content(text)
    for item in inner:
        message.add_attachment(item, maintype="application", subtype="x-eml", filename="a.eml")  # fmt: skip
    return understand(message.as_bytes(), READING)


def _from_omar(to: str) -> bytes:
    return mail(THEIRS, From=f"Omar Bensaïd <{OMAR}>", To=to, Subject="Cotisation")


def test_a_mail_enclosed_beside_a_forward_opens_its_own() -> None:
    found = _with_enclosed(forward("outlook-fr"), _from_omar(CLAIRE))

    assert people(found) == [PAULINE, OMAR]


@pytest.mark.parametrize(
    "inner", [_from_omar(PAULINE), mail(BODY, From=PAULINE, To=CLAIRE, Subject="x")]
)
def test_evidence_and_the_forwards_own_original_open_nothing(inner: bytes) -> None:
    assert people(_with_enclosed(forward("outlook-fr"), inner)) == [PAULINE]


def test_two_below_one_another_in_an_enclosed_mail_are_two() -> None:
    both = f"{forward('gmail-fr')}\n\n{omar('gmail-fr')}"

    found = _with_enclosed("", mail(both, Subject="Fwd: deux"), _from_omar(CLAIRE))

    assert people(found) == [PAULINE, OMAR, OMAR]


@pytest.mark.parametrize(
    "below",
    [
        omar("outlook-fr", to_name="Pauline Vasseur", to_email=PAULINE),
        omar("outlook-fr", subject="Remboursement refusé"),
        forward("outlook-fr", name="Claire Marchand", email=CLAIRE, to_email=PAULINE),
    ],
)
def test_the_history_of_an_answer_is_nobodys_complaint(below: str) -> None:
    text = forward("outlook-fr", subject="RE: Remboursement refusé")

    found = read(f"{text}\n\n{below}", Subject="TR: RE: Remboursement refusé")

    assert people(found) == [PAULINE]
    assert found.auto_ack_allowed
