"""Readable text from HTML, with the structure that tells who wrote what.

Quoted blocks come out behind "> ", dividing borders as a rule of underscores, table
rows on one line, images as a private mark that `without_images` takes off again.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape

from ingest.mime import charsets
from ingest.mime.limits import MAX_LINES, MAX_TAGS, MAX_TEXT

_TOKEN = re.compile(r"<!--|<[!?/]?[a-zA-Z][^<>]*>")
# What these hold is not for reading.
_DROPPED = {
    name: re.compile(rf"</{name}\s*>", re.IGNORECASE)
    for name in ("head", "style", "script", "title", "svg", "math", "template")
}
_NAME = re.compile(r"</?([a-zA-Z][a-zA-Z0-9:]*)")
_SPACES = re.compile(r"[ \t\n\r]+")
_BORDER = re.compile(
    r"border-top:\s?(?:solid|1|[\d.]+p|#|rgb)|border:none;\s?border-top|border-top-(?:style|width)",
    re.IGNORECASE,
)
_CID = re.compile(r"""src\s*=\s*["']?cid:([^"'\s>]{1,300})""", re.IGNORECASE)
_MAILTO = re.compile(r"""href\s*=\s*["']?mailto:([^"'?\s>]{3,254})""", re.IGNORECASE)
_IMAGE = re.compile("\ue000([^\ue001]{1,300})\ue001")
_GAPS = re.compile(r"\n[ \t]*\n(?:[ \t]*\n)+")
_BLOCKS = {
    "p", "div", "table", "tbody", "thead", "ul", "ol", "dl", "h1", "h2", "h3", "h4",
    "h5", "h6", "pre", "center", "form", "section", "article", "header", "footer",
    "body", "html", "fieldset", "address", "dt", "dd", "tr", "li", "figure", "main",
}  # fmt: skip
_SPACED = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "table", "blockquote"}
_RULE = "_" * 32


@lru_cache(maxsize=1)
def to_text(html: str) -> str:
    """Readable text of an HTML body; linear in its length, and kept for who asks next."""
    writer, tags = _Writer(), 0
    position = 0
    # What never closes is looked for once: the walk stays linear.
    unclosed: set[str] = set()
    while match := _TOKEN.search(html, position):
        tags += 1
        if tags > MAX_TAGS or writer.is_full:
            html = html[: match.start()]
            break
        if match.start() > position:
            writer.words(html[position : match.start()])
        position = _after(html, match, unclosed)
        if position == match.end():
            writer.tag(match[0])
    writer.words(html[position : position + MAX_TEXT])
    return _GAPS.sub("\n\n", writer.text()).strip("\n")[:MAX_TEXT]


def _after(html: str, match: re.Match[str], unclosed: set[str]) -> int:
    """Find where reading goes on after a tag: behind a comment, a style sheet, a script."""
    if match[0] == "<!--":
        end = -1 if "<!--" in unclosed else html.find("-->", match.end())
        if end < 0:
            unclosed.add("<!--")
        return end + 3 if end >= 0 else match.end()
    name = match[0][1:9].rstrip("> \n\t").lower().split(" ")[0]
    closing = _DROPPED.get(name)
    if closing is None or name in unclosed or match[0].endswith("/>"):
        return match.end()
    found = closing.search(html, match.end())
    if found is None:
        unclosed.add(name)
        return match.end()
    return found.end()


def without_images(text: str) -> str:
    """The text without its marks of images."""
    return _IMAGE.sub("", text) if "\ue000" in text else text


def images(text: str) -> tuple[str, ...]:
    """Content-IDs of the images that stand in a text, in their order."""
    return tuple(_IMAGE.findall(text))


class _Writer:
    """Lines in the making."""

    def __init__(self) -> None:
        self._lines: list[str] = []
        self._line = ""
        self._quotes = 0
        self._pre = 0
        self._cells = 0
        self._mailto = ""
        self._before = 0

    @property
    def is_full(self) -> bool:
        """As many lines as anybody reads."""
        return len(self._lines) > MAX_LINES

    def words(self, raw: str) -> None:
        """Text between two tags."""
        text = charsets.clean(unescape(raw)) if "&" in raw else raw
        if self._pre:
            first, *rest = text.split("\n")
            self._line += first
            for line in rest:
                self._break()
                self._line = line
            return
        text = _SPACES.sub(" ", text)
        if text == " " and not self._line:
            return
        self._line += text if self._line else text.lstrip(" ")

    def tag(self, tag: str) -> None:
        """Effect of a tag on the lines."""
        found = _NAME.match(tag)
        if not found:
            return
        name = found[1].lower()
        closing = tag[1] == "/"
        if name in ("td", "th"):
            self._cell(closing=closing)
        elif name == "blockquote":
            self._quote(closing=closing)
        elif name in _BLOCKS:
            self._block(name, tag, closing=closing)
        elif name == "a":
            self._link(tag, closing=closing)
        else:
            self._alone(name, tag)

    def _alone(self, name: str, tag: str) -> None:
        if name == "br":
            self._break()
        elif name == "hr":
            self._rule()
        elif name == "img":
            self._image(tag)

    def _block(self, name: str, tag: str, *, closing: bool) -> None:
        if self._cells and name in ("p", "div", "tbody", "body"):
            # A cell is one value, whatever it is wrapped in.
            self._line += (
                "" if self._line.endswith((" ", "\t")) or not self._line else " "
            )
            return
        self._end_line()
        if name in _SPACED and closing:
            self._blank()
        if name == "pre":
            self._pre = max(self._pre + (-1 if closing else 1), 0)
        if name == "li" and not closing:
            self._line = "- "
        if not closing and len(tag) > 20 and _BORDER.search(tag):
            self._rule()

    def _cell(self, *, closing: bool) -> None:
        # Tables lay pages out too: only short cells are values in a row.
        if closing:
            self._cells = max(self._cells - 1, 0)
            self._line += "\t" if self._line.strip() else ""
        else:
            self._cells = 0 if len(self._line) > 200 else self._cells + 1

    def _quote(self, *, closing: bool) -> None:
        self._end_line()
        if closing:
            self._blank()
        self._quotes = max(self._quotes + (-1 if closing else 1), 0)

    def _image(self, tag: str) -> None:
        found = _CID.search(tag)
        if found:
            self._line += f"\ue000{unescape(found[1])}\ue001"

    def _link(self, tag: str, *, closing: bool) -> None:
        """An address behind a name is kept: `Nom <x@y>`."""
        found = None if closing else _MAILTO.search(tag)
        if found:
            self._mailto, self._before = unescape(found[1]), len(self._line)
        elif closing and self._mailto:
            shown = self._line[self._before :]
            if "@" not in shown and shown.strip() and "@" not in self._line[-3:]:
                self._line += f" <{self._mailto}>"
            self._mailto = ""

    def _rule(self) -> None:
        self._end_line()
        self._line = _RULE
        self._break()

    def _break(self) -> None:
        prefix = "> " * min(self._quotes, 20)
        self._lines.append(
            (prefix + self._line.rstrip()).rstrip() if prefix else self._line.rstrip()
        )
        self._line = ""

    def _end_line(self) -> None:
        if self._line.strip():
            self._break()
        else:
            self._line = ""

    def _blank(self) -> None:
        self._lines.append(("> " * min(self._quotes, 20)).rstrip())

    def text(self) -> str:
        """Everything written so far."""
        self._end_line()
        return "\n".join(self._lines)
