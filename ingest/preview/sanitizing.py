"""A received mail made safe to look at: our own allow-list, nothing from afar."""

from __future__ import annotations

import base64
import html
import re

import nh3

from ingest.mime.mail import Mail
from ingest.reading.body_facts import text_of

_TEXT = [
    "a",
    "abbr",
    "address",
    "b",
    "big",
    "blockquote",
    "br",
    "center",
    "cite",
    "code",
    "div",
    "em",
    "font",
    "h1",
    "h2",
    "h3",
    "h4",
    "h5",
    "h6",
    "hr",
    "i",
    "li",
    "ol",
    "p",
    "pre",
    "q",
    "s",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "sup",
    "tt",
    "u",
    "ul",
]
_TABLES = [
    "caption",
    "col",
    "colgroup",
    "table",
    "tbody",
    "td",
    "tfoot",
    "th",
    "thead",
    "tr",
]
TAGS = frozenset({*_TEXT, *_TABLES, "img"})
# Links keep their words and lose their target: a mail here is evidence, not a place to go.
ATTRIBUTES = {
    "*": {"align", "dir", "lang", "style", "title", "valign"},
    "img": {"alt", "height", "src", "width"},
    "font": {"color"},
    "ol": {"start"},
    "table": {"border", "cellpadding", "cellspacing", "width"},
    "td": {"colspan", "rowspan", "width"},
    "th": {"colspan", "rowspan", "width"},
}
STYLES = frozenset(
    [
        "background-color",
        "border",
        "border-bottom",
        "border-collapse",
        "border-left",
        "border-right",
        "border-top",
        "color",
        "font-family",
        "font-size",
        "font-style",
        "font-weight",
        "line-height",
        "margin",
        "margin-left",
        "padding",
        "padding-left",
        "text-align",
        "text-decoration",
        "vertical-align",
        "white-space",
    ]
)
GONE = frozenset({"script", "style", "title", "svg", "math", "template", "noscript"})
_PICTURES = frozenset({"image/png", "image/jpeg", "image/gif", "image/webp"})
_LARGEST_PICTURE = 2_000_000
# Marks that turn the direction of what follows, and what no page may hold.
_HIDDEN = re.compile("[\u202a-\u202e\u2066-\u2069\x00-\x08\x0b\x0c\x0e-\x1f]")
_LARGEST = 1_000_000
# The sanitizer takes thirteen seconds over a million ampersands.
_MAX_AMPERSANDS = 20_000
_CUT = "Message tronqué à l’affichage ; le fichier entier se télécharge."
_LOOK = (
    "html{color-scheme:light}body{font:16px/1.5 'Source Sans 3',system-ui,sans-serif;"
    "color:#17262b;background:#fff;margin:16px;overflow-wrap:anywhere}"
    "img{max-width:100%;height:auto}table{max-width:100%}pre{white-space:pre-wrap}"
    "blockquote{margin:0 0 0 .6em;padding-left:.8em;border-left:3px solid #dbd8cf}"
)


# Elements that stay open until they are closed: each tag looks through all of them.
# A tag ends where another begins: linear, however many there are.
_FROM_AFAR = re.compile(r"<img[^<>]{0,500}src\s{0,9}=\s{0,9}[\"']?https?:", re.I)
_STACKED = re.compile(
    r"<(/?)(?:div|blockquote|ul|ol|dl|table|center|form|fieldset|section|article|aside"
    r"|header|footer|main|nav|address|pre|figure|details|menu|dir|listing)\b",
    re.IGNORECASE,
)
_DEEPEST = 1_000


def as_document(mail: Mail, *, is_cut: bool = False) -> str:
    """A whole HTML document for a sandboxed frame, from the mail's HTML or its text."""
    shown = _cut(mail.html)
    is_html = bool(shown.strip()) and not _is_too_deep(shown)
    body = safe_html(mail, shown) if is_html else f"<pre>{_plain(mail)}</pre>"
    if is_cut or len(shown) < len(mail.html):
        body = f"<p><strong>{_CUT}</strong></p>{body}"
    return (
        '<!doctype html><html lang="fr"><head><meta charset="utf-8">'
        f"<title>Message reçu</title><style>{_LOOK}</style></head><body>{body}</body></html>"
    )


def _cut(text: str) -> str:
    """Cut the HTML down to the limits of the sanitizer."""
    text = text[:_LARGEST]
    if text.count("&") <= _MAX_AMPERSANDS:
        return text
    return "&".join(text.split("&", _MAX_AMPERSANDS)[:_MAX_AMPERSANDS])


def safe_html(mail: Mail, text: str) -> str:
    """The mail's HTML `text` without anything that runs, sends, or is fetched from afar."""
    pictures = _pictures(mail)

    def keep(tag: str, attribute: str, value: str) -> str | None:
        if (tag, attribute) == ("img", "src"):
            return pictures.get(value.removeprefix("cid:").strip("<>"))
        return value

    return nh3.clean(
        _HIDDEN.sub("", text),
        tags=set(TAGS),
        attributes={tag: set(names) for tag, names in ATTRIBUTES.items()},
        attribute_filter=keep,
        clean_content_tags=set(GONE),
        filter_style_properties=set(STYLES),
        url_schemes={"cid"},
        link_rel=None,
    )


def has_remote_pictures(mail: Mail) -> bool:
    """The mail asks for remote pictures, which are not fetched."""
    return _FROM_AFAR.search(mail.html) is not None


def _is_too_deep(text: str) -> bool:
    """The HTML is nested deeper than any letter: a parser would take minutes over it."""
    depth = 0
    for tag in _STACKED.finditer(text):
        depth = max(0, depth - 1) if tag[1] else depth + 1
        if depth > _DEEPEST:
            return True
    return False


def _plain(mail: Mail) -> str:
    return html.escape(_HIDDEN.sub("", text_of(mail)))


def _pictures(mail: Mail) -> dict[str, str]:
    """Pictures that the mail carries itself, by Content-ID, as `data:` addresses."""
    found: dict[str, str] = {}
    room = _LARGEST_PICTURE
    for file in mail.files:
        picture = file.attachment
        if file.cid and picture.content_type in _PICTURES and picture.size <= room:
            room -= picture.size
            packed = base64.b64encode(picture.content).decode()
            found[file.cid.strip("<>")] = f"data:{picture.content_type};base64,{packed}"
    return found
