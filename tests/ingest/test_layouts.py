"""A forward is unwrapped whatever program wrote it, whatever stands around it."""

from __future__ import annotations

from uuid import UUID

import pytest

from ingest.classify.kinds import Kind
from ingest.reading.complaint_findings import findings_of
from ingest.reading.understood import Understood
from models.analysis.duplicates import fingerprints
from models.analysis.findings import Provenance
from tests.ingest.layouts import (
    BODY,
    DISCLAIMER,
    LAYOUTS,
    NAME_ONLY,
    NEUTRAL,
    NOTE,
    SIGNATURE,
    SUBJECT,
    forward,
    quote_layout,
    read,
)
from tests.ingest.mails import CLAIRE, INSURER, MINUTE, PARIS, PAULINE, RECEIVED

COVER = """Bonjour,

Vous trouverez ci-dessous la réclamation de votre client.

Cordialement,
Service Relation"""


def _squeeze(text: str) -> str:
    return " ".join(text.split())


def _assert_is_paulines(found: Understood, layout: str) -> None:
    who = found.complainant
    assert found.kind is Kind.COMPLAINT
    assert found.forwarded
    assert who is not None
    assert (who.name, who.email) == (
        "Pauline Vasseur",
        "" if layout in NAME_ONLY else PAULINE,
    )
    assert found.subject == SUBJECT
    assert found.sent_at.astimezone(PARIS).isoformat()[:16] == MINUTE
    assert _squeeze(found.body) == _squeeze(BODY)


@pytest.mark.parametrize("rich", [False, True], ids=["text", "html"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_is_unwrapped(layout: str, rich: bool) -> None:
    found = read(f"{NOTE}\n\n{SIGNATURE}\n\n{forward(layout)}", rich=rich)

    _assert_is_paulines(found, layout)
    assert found.hops[-1] == CLAIRE
    assert found.forwarder_note == NOTE


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_is_unwrapped_behind_quote_marks(layout: str) -> None:
    _assert_is_paulines(read(quote_layout(forward(layout))), layout)


@pytest.mark.parametrize("layout", LAYOUTS)
def test_it_keeps_what_stands_below_apart(layout: str) -> None:
    below = f"{forward(layout)}\n\n{SIGNATURE}\n\n{DISCLAIMER}"

    found = read(below, Subject="TR: autre objet")

    _assert_is_paulines(found, layout)
    assert "ORIAS" in found.signature


@pytest.mark.parametrize(
    "outer", [layout for layout in LAYOUTS if layout not in NAME_ONLY]
)
def test_it_is_unwrapped_through_an_insurer(outer: str) -> None:
    inner = forward("outlook-fr", to_name="Service Relation", to_email=INSURER)
    chain = forward(
        outer,
        name="Service Relation",
        email=INSURER,
        subject=f"TR : {SUBJECT}",
        body=f"{COVER}\n\n{inner}",
    )

    found = read(chain)

    _assert_is_paulines(found, "outlook-fr")
    assert found.hops == (PAULINE, INSURER, CLAIRE)
    assert COVER not in found.body


@pytest.mark.parametrize(
    "inner", [layout for layout in LAYOUTS if layout not in NAME_ONLY]
)
def test_it_is_unwrapped_out_of_another_forward(inner: str) -> None:
    text = forward(inner, to_name="Service Relation", to_email=INSURER)
    chain = forward(
        "gmail-fr", name="Service Relation", email=INSURER, subject="Dossier", body=text
    )

    found = read(f"{NOTE}\n\n{chain}")

    _assert_is_paulines(found, inner)
    assert found.hops == (PAULINE, INSURER, CLAIRE)


INTRODUCED = f"Le lundi 9 mars 2026 à 18:42, Pauline Vasseur <{PAULINE}> a écrit :"


@pytest.mark.parametrize(
    "text",
    [
        f"{INTRODUCED}\n\n{quote_layout(BODY)}",
        f"{INTRODUCED}\n\n{BODY}",
        f"{SIGNATURE}\n\n{INTRODUCED}\n\n{BODY}",
        f"‐‐‐‐‐‐‐ Message original ‐‐‐‐‐‐‐\n{INTRODUCED}\n\n{BODY}",
    ],
    ids=["quoted", "plain", "under a signature", "under a banner"],
)
def test_it_takes_anothers_words_alone_for_a_forward(text: str) -> None:
    found = read(text)

    assert found.forwarded
    assert found.hops == (PAULINE, CLAIRE)
    assert _squeeze(found.body) == _squeeze(BODY)


@pytest.mark.parametrize(
    "text",
    [
        f"Je conteste la réponse ci-dessous.\n\n{INTRODUCED}\n\n{quote_layout(BODY)}",
        f"{INTRODUCED}\n{quote_layout(BODY)}\n\nJe conteste cette réponse.",
    ],
    ids=["above", "below"],
)
def test_it_leaves_a_complaint_to_who_quotes_another(text: str) -> None:
    found = read(text, From="Omar Bensaid <omar@autre.example>")

    assert not found.forwarded
    assert not found.auto_ack_allowed
    assert found.complainant is not None
    assert found.complainant.email == "omar@autre.example"


EXCHANGE = """De : {who}
Envoyé : lundi 9 mars 2026 18:42
À : Claire Marchand
Cc : Service Sinistres; Direction
Objet : {subject}

{body}"""


@pytest.mark.parametrize(
    ("written", "name", "email"),
    [
        ("VASSEUR Pauline", "VASSEUR Pauline", ""),
        ("VASSEUR Pauline (SARL Vasseur)", "VASSEUR Pauline (SARL Vasseur)", ""),
        (f"Pauline Vasseur [mailto:{PAULINE}]", "Pauline Vasseur", PAULINE),
        (
            f"Pauline Vasseur <{PAULINE}<mailto:{PAULINE}>>",
            "Pauline Vasseur",
            PAULINE,
        ),
        (f"*Pauline Vasseur* <{PAULINE}>", "Pauline Vasseur", PAULINE),
        (f"Pauline Vasseur &lt;{PAULINE}&gt;", "Pauline Vasseur", PAULINE),
        (
            f'"Vasseur, Pauline (MAAF)" <{PAULINE}>',
            "Vasseur, Pauline (MAAF)",
            PAULINE,
        ),
        (PAULINE, "", PAULINE),
    ],
)
def test_it_reads_whom_an_exchange_block_names(
    written: str, name: str, email: str
) -> None:
    found = read(EXCHANGE.format(who=written, subject=SUBJECT, body=BODY))

    assert found.complainant is not None
    assert (found.complainant.name, found.complainant.email) == (name, email)
    assert found.auto_ack_allowed == bool(email)
    assert found.body == BODY


def test_it_takes_no_greeting_for_a_subject() -> None:
    found = read(EXCHANGE.format(who=PAULINE, subject="", body=BODY))

    assert found.subject == NEUTRAL
    assert found.body == BODY


def test_it_joins_a_subject_that_was_cut_at_the_edge() -> None:
    subject = (
        "Remboursement refusé après trois relances restées sans réponse,\net sans motif"
    )

    found = read(EXCHANGE.format(who=PAULINE, subject=subject, body=BODY))

    assert found.subject == subject.replace("\n", " ")
    assert found.body == BODY


PROVENANCE = Provenance(UUID(int=0), None, RECEIVED, "", "")
HISTORY = f"Le 2 mars 2026 à 10:00, Service <{INSURER}> a écrit :\n> C'est refusé."


def _fingerprints(found: Understood) -> set[str]:
    values = fingerprints(findings_of(found)[0], PROVENANCE, PARIS)
    return {item for item in values if item.startswith("text:")}


@pytest.mark.parametrize("more", ["", "Envoyé de mon iPhone", HISTORY])
@pytest.mark.parametrize("layout", [item for item in LAYOUTS if item not in NAME_ONLY])
def test_it_is_the_same_complaint_that_its_writer_sent(layout: str, more: str) -> None:
    words = f"{BODY}\n\n{more}".strip()
    headers = {"From": f"Pauline Vasseur <{PAULINE}>", "Subject": SUBJECT}
    sent = read(words, Date="Mon, 9 Mar 2026 18:42:00 +0100", **headers)

    passed_on = read(f"{NOTE}\n\n{forward(layout, body=words)}\n\n-- \n{SIGNATURE}")

    assert _fingerprints(passed_on) == _fingerprints(sent) != set()


@pytest.mark.parametrize("layout", ["outlook-fr", "gmail-fr", "zimbra-fr", "gmx-fr"])
def test_it_is_unwrapped_through_a_house_that_was_written_to(layout: str) -> None:
    inner = forward(
        layout, to_name="Accueil", to_email="contact@horizon-mutuelle.example"
    )
    chain = forward(
        "outlook-fr",
        name="Service Relation",
        email=INSURER,
        subject="Votre client",
        body=f"{COVER}\n\n{inner}",
    )

    assert read(chain).hops == (PAULINE, INSURER, CLAIRE)


@pytest.mark.parametrize("layout", ["outlook-fr", "outlookorig-fr", "gmail-fr"])
def test_it_takes_no_history_of_an_answer_for_the_complaint(layout: str) -> None:
    asked = forward(
        "outlook-fr", name="Claire Marchand", email=CLAIRE, to_name="Pauline Vasseur",
        to_email=PAULINE, subject="RE: Demande", body="Votre demande est transmise.",
    )  # fmt: skip

    found = read(forward(layout, body=f"{BODY}\n\n{asked}"))

    assert found.hops == (PAULINE, CLAIRE)
    assert _squeeze(found.body) == _squeeze(BODY)


@pytest.mark.parametrize(
    "banner",
    [
        "[EXTERNE] Ce message provient de l'extérieur de l'organisation. Ne cliquez pas sur les liens.",
        "ATTENTION : ce courriel provient d'un expéditeur externe.\nN'ouvrez pas les pièces jointes.",
        "CAUTION: This email originated from outside of the organization. Do not click links.",
        "*** Expéditeur externe à notre société : soyez vigilant ***",
    ],
)
def test_it_leaves_a_servers_warning_out_of_the_complaint(banner: str) -> None:
    warned = f"{banner}\n\n{BODY}"
    direct = {"From": f"Pauline Vasseur <{PAULINE}>"}

    assert read(forward("outlook-fr", body=warned)).body == BODY
    assert read(warned, **direct).body == BODY


@pytest.mark.parametrize(
    "beginning",
    ["Attention, votre expert externe se trompe.", "Important : je conteste."],
)
def test_it_keeps_a_warning_of_the_customers_own(beginning: str) -> None:
    words = f"{beginning}\n\n{BODY}"

    assert read(forward("outlook-fr", body=words)).body == words


def test_it_is_the_same_complaint_under_a_servers_marks() -> None:
    sender = f"Pauline Vasseur <{PAULINE}>"
    sent = read(BODY, From=sender, Subject=SUBJECT, Date="Mon, 9 Mar 2026 18:42 +0100")
    marked = f"Ce message provient de l'extérieur de l'entreprise.\n\n{BODY}"

    passed_on = forward("outlook-fr", subject=f"[EXTERNE] {SUBJECT}", body=marked)

    assert _fingerprints(read(passed_on)) == _fingerprints(sent) != set()


@pytest.mark.parametrize("prefix", ["TR:", "TR :", "Fwd:", "WG:"])
def test_a_prefix_alone_makes_a_forward_of_a_quoted_letter(prefix: str) -> None:
    """A broker at a free provider answers above the letter, as an answer is written: only the
    subject says that they pass it on."""
    quoted = quote_layout(BODY)
    text = f"À traiter vite.\n\nLe 9 mars 2026 à 18:42, Pauline <{PAULINE}> a écrit :\n{quoted}"

    found = read(
        text, From="Claire <claire.courtage@gmail.com>", Subject=f"{prefix} {SUBJECT}"
    )

    assert found.forwarded
    assert found.complainant is not None
    assert found.complainant.email == PAULINE
    assert found.forwarder_note == "À traiter vite."
