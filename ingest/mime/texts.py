"""The same words in plain text and in HTML, and how pieces of a message join."""

from __future__ import annotations

import html
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Text:
    """The same words twice; either may be missing."""

    plain: str = ""
    html: str = ""

    @staticmethod
    def joined(pieces: list[Text]) -> Text:
        """Texts that follow each other in one message."""
        pieces = [piece for piece in pieces if piece.plain or piece.html]
        if len(pieces) < 2:
            return pieces[0] if pieces else Text()
        if all(piece.plain for piece in pieces):
            plain = "\n".join(piece.plain for piece in pieces)
        else:
            plain = ""
        if not plain or any(piece.html for piece in pieces):
            return Text(plain, "\n".join(piece.as_html() for piece in pieces))
        return Text(plain)

    def as_html(self) -> str:
        """Its HTML, made from the plain text where there is none."""
        return self.html or f"<pre>{html.escape(self.plain)}</pre>"
