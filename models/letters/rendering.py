"""A letter's template and facts become its text.

Templates are our own files, one folder a letter; what users or mails say is only ever a
value, put in as one clean line.
"""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined, select_autoescape

from models.base.french import long_date, one_line, rows, typeset
from models.letters.facts import Text

_TEXTS = Path(__file__).parent / "texts"
_BLANKS = re.compile(r"\n{3,}")


def render(letter: str, **facts: Any) -> Text:
    """The text of one letter; a fact its template wants and lacks is an error."""
    environment = _environment()
    subject = environment.get_template(f"{letter}/subject.txt").render(facts)
    body = environment.get_template(f"{letter}/body.txt").render(facts)
    return Text(one_line(subject), _BLANKS.sub("\n\n", body).strip() + "\n")


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=FunctionLoader(_source),
        undefined=StrictUndefined,
        autoescape=select_autoescape(),
        finalize=one_line,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters |= {
        "long_date": long_date,
        "rows": rows,
        "typeset": typeset,
    }
    return environment


def _source(name: str) -> str:
    return typeset((_TEXTS / name).read_text(encoding="utf-8"))
