"""Forwarded mails as five clients write them inside the message."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from bench.mails import dates, html
from bench.mails.people import MAILBOX, Person
from bench.mails.words import Letter


@dataclass(frozen=True, slots=True)
class Original:
    """Mail of the customer."""

    person: Person
    letter: Letter
    sent_at: datetime


Text = Callable[[Original, str], str]


@dataclass(frozen=True, slots=True)
class Shape:
    """One client: what it puts before the subject, its text, its HTML if it has one."""

    client: str
    prefix: str
    text: Text
    html: Text | None


def _quote(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _address(person: Person) -> str:
    return f"{person.name} <{person.email}>"


def _outlook_rows(original: Original) -> list[tuple[str, str]]:
    return [
        ("De :", _address(original.person)),
        ("Envoyé :", dates.outlook(original.sent_at)),
        ("À :", _address(MAILBOX)),
        ("Objet :", original.letter.subject),
    ]


def _outlook(original: Original, note: str) -> str:
    rows = "\n".join(f"{label} {value}" for label, value in _outlook_rows(original))
    return f"{note}\n\n{rows}\n\n{original.letter.text}\n"


def _outlook_html(original: Original, note: str) -> str:
    rows = "<br>\n".join(
        f"<b>{label}</b> {html.lines(value)}"
        for label, value in _outlook_rows(original)
    )
    block = (
        '<div><div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0cm 0cm 0cm">'
        f'<p class="MsoNormal">{rows}<o:p></o:p></p></div></div>\n'
    )
    letter = html.office_paragraphs(original.letter.text)
    return html.office(html.office_paragraphs(note) + block + letter)


def _gmail_head(original: Original) -> str:
    return (
        "---------- Forwarded message ---------\n"
        f"De : {_address(original.person)}\n"
        f"Date: {dates.gmail(original.sent_at)}\n"
        f"Subject: {original.letter.subject}\n"
        f"To: {_address(MAILBOX)}\n"
    )


def _gmail(original: Original, note: str) -> str:
    return f"{note}\n\n{_gmail_head(original)}\n\n{original.letter.text}\n"


def _gmail_html(original: Original, note: str) -> str:
    head = html.lines(_gmail_head(original))
    letter = html.lines(original.letter.text)
    return (
        f'<div dir="ltr">{html.lines(note)}<br><br><div class="gmail_quote">'
        f'<div dir="ltr" class="gmail_attr">{head}</div><br><br>{letter}</div></div>'
    )


def _apple_rows(original: Original) -> list[tuple[str, str]]:
    return [
        ("De:", _address(original.person)),
        ("Objet:", original.letter.subject),
        ("Date:", dates.apple(original.sent_at)),
        ("À:", _address(MAILBOX)),
    ]


def _apple(original: Original, note: str) -> str:
    rows = "\n".join(f"{label} {value}" for label, value in _apple_rows(original))
    inside = _quote(f"{rows}\n\n{original.letter.text}")
    return f"{note}\n\nDébut du message transféré :\n\n{inside}\n"


def _apple_html(original: Original, note: str) -> str:
    rows = "".join(
        f'<div style="margin: 0px;"><span style="font-family: -webkit-system-font;"><b>{label} </b></span>'
        f"<span>{html.lines(value)}<br></span></div>"
        for label, value in _apple_rows(original)
    )
    return (
        f'<html><body>{html.lines(note)}<br><div><br><blockquote type="cite"><div>Début du message transféré :</div>'
        f'<br class="Apple-interchange-newline">{rows}<br><div>{html.lines(original.letter.text)}</div>'
        "</blockquote></div></body></html>"
    )


def _thunderbird_rows(original: Original) -> list[tuple[str, str]]:
    return [
        ("Sujet :", original.letter.subject),
        ("Date :", dates.thunderbird(original.sent_at)),
        ("De :", _address(original.person)),
        ("Pour :", _address(MAILBOX)),
    ]


def _thunderbird(original: Original, note: str) -> str:
    rows = "\n".join(
        f"{label} \t{value}" for label, value in _thunderbird_rows(original)
    )
    return f"{note}\n\n-------- Message transféré --------\n{rows}\n\n\n\n{original.letter.text}\n"


def _thunderbird_html(original: Original, note: str) -> str:
    rows = "".join(
        f'<tr><th valign="BASELINE" nowrap="nowrap" align="RIGHT">{label} </th><td>{html.lines(value)}</td></tr>'
        for label, value in _thunderbird_rows(original)
    )
    return (
        f'<html><body><p>{html.lines(note)}</p><div class="moz-forward-container"><br><br>'
        '-------- Message transféré --------<table class="moz-email-headers-table">'
        f"<tbody>{rows}</tbody></table><br><br>{html.lines(original.letter.text)}</div></body></html>"
    )


def _orange(original: Original, note: str) -> str:
    rows = (
        f"Message du {dates.orange(original.sent_at)}\n"
        f'De : "{original.person.name}" <{original.person.email}>\n'
        f"A : {_address(MAILBOX)}\n"
        "Copie à : \n"
        f"Objet : {original.letter.subject}\n\n"
    )
    return f"{note}\n\n\n\n{_quote(rows + original.letter.text)}\n"


SHAPES = (
    Shape("Outlook", "TR : ", _outlook, _outlook_html),
    Shape("Gmail", "Fwd: ", _gmail, _gmail_html),
    Shape("Apple Mail", "Fwd: ", _apple, _apple_html),
    Shape("Thunderbird", "Fwd: ", _thunderbird, _thunderbird_html),
    Shape("Orange", "TR: ", _orange, None),
)
