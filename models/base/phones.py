"""Telephone numbers compared whatever way they are written."""

from __future__ import annotations

import phonenumbers
from phonenumbers import NumberParseException, PhoneNumberFormat

# A number without a country code is French; overseas codes share its plan.
_REGION = "FR"
_FORMATS = (PhoneNumberFormat.E164, PhoneNumberFormat.NATIONAL)


def spellings(number: str) -> list[str]:
    """The number as written, then in E.164 and as dialled at home where it is one.

    « 06 12 34 56 78 » is found by +33612345678, and the other way round.
    """
    if not number:
        return []
    try:
        parsed = phonenumbers.parse(number, _REGION)
    except NumberParseException:
        return [number]
    return [number, *(phonenumbers.format_number(parsed, form) for form in _FORMATS)]
