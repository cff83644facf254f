"""A letter as HTML, plain or with the luggage word processors add."""

from __future__ import annotations

import html
from random import Random

_OFFICE_RULES = "\n".join(
    f"@list l{n}:level{level} {{mso-level-number-format:bullet; mso-level-text:o; "
    f"mso-level-tab-stop:none; margin-left:{36 * level}.0pt; text-indent:-18.0pt; "
    'font-family:"Courier New",serif;}'
    for n in range(4)
    for level in range(1, 10)
)
_OFFICE_HEAD = f"""<html xmlns:v="urn:schemas-microsoft-com:vml" xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word" xmlns="http://www.w3.org/TR/REC-html40"><head>
<meta name="Generator" content="Microsoft Word 15 (filtered medium)">
<style><!--
/* Font Definitions */
@font-face {{font-family:"Cambria Math"; panose-1:2 4 5 3 5 4 6 3 2 4;}}
@font-face {{font-family:Calibri; panose-1:2 15 5 2 2 2 4 3 2 4;}}
p.MsoNormal, li.MsoNormal, div.MsoNormal {{margin:0cm; font-size:11.0pt; font-family:"Calibri",sans-serif;}}
a:link, span.MsoHyperlink {{mso-style-priority:99; color:#0563C1; text-decoration:underline;}}
{_OFFICE_RULES}
--></style></head><body lang="FR" link="#0563C1" vlink="#954F72"><div class="WordSection1">
"""
_OFFICE_FOOT = "</div></body></html>"


def lines(text: str) -> str:
    """Text with its line breaks."""
    return html.escape(text, quote=False).replace("\n", "<br>\n")


def office(inner: str) -> str:
    """Word's page around `inner`."""
    return _OFFICE_HEAD + inner + _OFFICE_FOOT


def office_paragraphs(text: str) -> str:
    """Text as Word's paragraphs."""
    empty = '<p class="MsoNormal"><o:p>&nbsp;</o:p></p>\n'
    return "".join(
        f'<p class="MsoNormal">{lines(p)}<o:p></o:p></p>\n{empty}'
        for p in text.split("\n\n")
    )


def simple(text: str) -> str:
    """A webmail's HTML."""
    inner = "".join(f"<div>{lines(p) or '<br>'}</div>" for p in text.split("\n"))
    return f'<html><body><div dir="ltr">{inner}</div></body></html>'


def of(rng: Random, text: str) -> str:
    """One or the other."""
    if rng.random() < 0.4:
        return office(office_paragraphs(text))
    return simple(text)
