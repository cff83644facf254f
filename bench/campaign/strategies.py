"""Mails made of what forwards are made of, in orders that no program would write."""

from __future__ import annotations

from hypothesis import strategies as st

from bench.campaign.mutations import TOKENS

_NAMES = (
    *("From", "To", "Cc", "Subject", "Date", "Message-ID", "In-Reply-To", "References"),
    *("Reply-To", "Sender", "Received", "Resent-From", "Resent-Date", "Auto-Submitted"),
    *("Content-Type", "Content-Transfer-Encoding", "Content-Disposition", "MIME-Version"),
    *("List-Id", "Precedence", "Return-Path", "X-Failed-Recipients", "Content-ID"),
)  # fmt: skip
_VALUES = (
    *("Ana Gil <ana@boite.example>", "ana@boite.example", "<>", "a@b, c@d", "TR: Refus"),
    *("RE: TR: Fwd: x", "lundi 9 mars 2026 18:42", "Mon, 9 Mar 2026 18:42:00 +0100"),
    *("multipart/mixed; boundary=b", "text/html; charset=utf-8", "text/plain; charset=x"),
    *("message/rfc822", "multipart/report; boundary=b", "base64", "quoted-printable"),
    *("attachment; filename=a.eml", "auto-replied", "<1@b.example>", "", "1.0"),
)  # fmt: skip
_LINES = (
    *("De : Ana Gil <ana@boite.example>", "De : Ana Gil", "Envoyé : lundi 9 mars 2026"),
    *("À : moi@cabinet.example", "Objet : Refus", "From: a@b.example", "Sent:", "> ", ">>"),
    *("Le lun. 9 mars 2026 à 18:42, Ana Gil <ana@boite.example> a écrit :", "--b", "--b--"),
    *("---------- Forwarded message ---------", "-----Message d'origine-----", "-- ", "--"),
    *("Début du message réexpédié :", "Content-Type: text/plain", "", "", "________________"),
    *("Nom : Ana Gil", "E-mail : ana@boite.example", "Message : je conteste", "Téléphone :"),
    *("<div><br></div><blockquote>", "</blockquote>", "<table><tr><td>De :</td>", "Bonjour,"),
    *("mon contrat n° AB-12 345 est refusé", "Envoyé de mon iPhone", "06 12 34 56 78"),
)  # fmt: skip


def _text(known: tuple[str, ...]) -> st.SearchStrategy[bytes]:
    texts = st.sampled_from(known) | st.text(max_size=30)
    return texts.map(lambda text: text.encode("utf-8", "surrogatepass"))


def _header(pair: tuple[str, bytes]) -> bytes:
    return pair[0].encode() + b": " + pair[1]


def mails() -> st.SearchStrategy[bytes]:
    """Whole messages, mostly well formed up to their first odd piece."""
    junk = st.sampled_from(TOKENS)
    header = st.tuples(st.sampled_from(_NAMES), _text(_VALUES)).map(_header)
    heads = st.lists(header | junk, max_size=10)
    body = st.lists(_text(_LINES) | junk, max_size=25)
    end = st.sampled_from((b"\r\n", b"\n"))
    return st.builds(
        lambda head, lines, eol: eol.join([*head, b"", *lines]), heads, body, end
    )
