"""A received mail is looked at as it came, and can do nothing."""

from __future__ import annotations

from uuid import UUID

import pytest

from ingest.mailbox.store import store_upload
from models.rows.message import Origin
from tests.cast import Person
from tests.dashboard.files import NOWHERE

HEAD = (
    b"From: Jeanne <jeanne@exemple.fr>\r\nTo: moi@exemple.fr\r\n"
    b"Subject: Bonjour\r\nDate: Mon, 16 Nov 2026 10:30:00 +0100\r\nMIME-Version: 1.0\r\n"
)
HTML = b"Content-Type: text/html; charset=utf-8\r\n\r\n"
PIXEL = (
    b"iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9"
    b"awAAAABJRU5ErkJggg=="
)


def keep(person: Person, data: bytes) -> UUID:
    return store_upload(person.service, person.tenant_id, data, Origin.UPLOAD)


def frame(person: Person, html: str) -> str:
    id = keep(person, HEAD + HTML + html.encode())  # noqa: A001
    return person.get(f"/messages/{id}/apercu").text


@pytest.mark.parametrize(
    ("evil", "trace"),
    [
        ("<script>alert(1)</script>", "alert"),
        ("<img src=x onerror=alert(1)>", "onerror"),
        ("<svg><script>alert(1)</script></svg>", "alert"),
        ("<math><mtext><style><img src=x onerror=alert(1)></style>", "onerror"),
        ("<style>@import url(https://evil.example/x.css)</style>", "evil"),
        ('<p style="background:url(https://evil.example/x)">a</p>', "evil"),
        ('<img src="https://evil.example/pixel.gif">', "evil"),
        ('<img src="data:text/html,<script>alert(1)</script>">', "alert"),
        ('<a href="javascript:alert(1)">clic</a>', "javascript"),
        ('<a href="https://evil.example/">clic</a>', "evil"),
        ('<form action="https://evil.example/"><input name=p></form>', "evil"),
        ('<base href="https://evil.example/">', "evil"),
        ('<meta http-equiv="refresh" content="0;url=https://evil.example">', "evil"),
        ('<iframe src="https://evil.example"></iframe>', "evil"),
        ('<object data="https://evil.example"></object>', "evil"),
        ('<p style="position:fixed;top:0">a</p>', "position"),
        ("facture\u202egpj.exe", "\u202e"),
    ],
)
def test_it_keeps_nothing_that_runs_or_calls(
    alice: Person, evil: str, trace: str
) -> None:
    page = frame(alice, f"<p>Avant</p>{evil}<p>Après</p>")

    assert trace not in page
    assert "Avant" in page


def test_it_keeps_the_look(alice: Person) -> None:
    page = frame(
        alice, '<table><tr><td style="color:red">Rouge</td></tr></table><b>Gras</b>'
    )

    assert '<td style="color:red">Rouge</td>' in page
    assert "<b>Gras</b>" in page


def test_it_shows_the_pictures_it_carries(alice: Person) -> None:
    parts = (
        b'Content-Type: multipart/related; boundary="x"\r\n\r\n'
        b"--x\r\nContent-Type: text/html\r\n\r\n"
        b'<img src="cid:logo@x" alt="logo"><img src="cid:autre">\r\n'
        b"--x\r\nContent-Type: image/png\r\nContent-ID: <logo@x>\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + PIXEL + b"\r\n--x--\r\n"
    )
    id = keep(alice, HEAD + parts)  # noqa: A001

    page = alice.get(f"/messages/{id}/apercu").text

    assert '<img src="data:image/png;base64,iVBORw0KGgo' in page
    assert "cid:" not in page


def test_the_frame_is_closed(alice: Person) -> None:
    id = keep(alice, HEAD + HTML + b"<p>Bonjour</p>")  # noqa: A001

    headers = alice.get(f"/messages/{id}/apercu").headers

    policy = headers["content-security-policy"]
    assert policy.startswith("sandbox; default-src 'none'")
    assert "frame-ancestors 'self'" in policy
    assert headers["x-content-type-options"] == "nosniff"


def test_its_page_frames_it_without_any_right(alice: Person) -> None:
    id = keep(alice, HEAD + HTML + b"<p>Bonjour</p>")  # noqa: A001

    page = alice.get(f"/messages/{id}").text

    assert f'sandbox src="/messages/{id}/apercu"' in page
    assert "Jeanne &lt;jeanne@exemple.fr&gt;" in page


def test_a_text_is_shown_as_text(alice: Person) -> None:
    id = keep(alice, HEAD + b"\r\n<b>pas gras</b>")  # noqa: A001

    assert "&lt;b&gt;pas gras&lt;/b&gt;" in alice.get(f"/messages/{id}").text


def test_the_source_is_the_mail_itself(alice: Person) -> None:
    data = HEAD + b"\r\nBonjour \xe9\r\n"
    answer = alice.get(f"/messages/{keep(alice, data)}/source")

    assert answer.content == data
    assert answer.headers["content-type"] == "message/rfc822"
    assert answer.headers["content-disposition"].startswith("attachment")


@pytest.mark.parametrize("view", ["", "/apercu", "/source"])
def test_it_hides_another_cabinets_mail(
    alice: Person, chloe: Person, view: str
) -> None:
    id = keep(alice, HEAD + b"\r\nBonjour\r\n")  # noqa: A001

    theirs = chloe.get(f"/messages/{id}{view}")
    nowhere = chloe.get(f"/messages/{NOWHERE}{view}")

    assert theirs.status_code == nowhere.status_code == 404
    assert theirs.text == nowhere.text
