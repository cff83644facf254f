"""The largest amount of money a text speaks of."""

from __future__ import annotations

import re

_AMOUNT = re.compile(
    # A digit first, what stands before it after: so is a text without digits soon read.
    r"\d(?<![\d.,]\d)(?:\d{0,2}(?:[ .\u00a0\u202f]\d{3}){1,3}|\d{4,8})"
    r"(?=(?:,\d\d)?[ \u00a0\u202f]?(?:€|[eE][uU][rR]))"
)


def largest_amount(text: str) -> tuple[int, str]:
    """Euros and the words, (0, "") where nothing above 999 is named."""
    best = 0, ""
    for match in _AMOUNT.finditer(text):
        digits = re.sub(r"\D", "", match[0])
        best = max(best, (int(digits), f"{match[0]} €"))
    return best
