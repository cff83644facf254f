"""Person whom an address header names: the one function everything else asks.

Mail parsers disagree about odd From headers (CVE-2023-27043 and its cousins), and a
disagreement is a spoof. So the grammar here is small: exactly one mailbox, written
plainly, or nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from ingest.mime.headers import one_line, readable
from ingest.mime.values import Person
from models.base.addresses import FREE_DOMAINS

_LOCAL = r"[\w!#$%&'*+/=?^`{|}~-]{1,64}(?:\.[\w!#$%&'*+/=?^`{|}~-]{1,64}){0,10}"
_LABEL = r"[^\W_](?:[\w-]{0,61}[^\W_])?"
_DOMAIN = rf"{_LABEL}(?:\.{_LABEL}){{0,10}}"
_ADDRESS = re.compile(rf"{_LOCAL}@{_DOMAIN}\Z")
_FIND = re.compile(r"[\w!#$%&'*+/=?^`{|}~.-]{1,64}@[^\W_](?:[\w.-]{0,180}[^\W_])?")
_QUOTED = re.compile(r'"(?:[^"\\\x00-\x1f]|\\[^\x00-\x1f]){0,400}"')
_COMMENT = re.compile(r"\(([^()<>@\"\\]{0,200})\)\Z")
_ANGLE = re.compile(r"([^<>]*)<([^<>]*)>\Z")
# Outside quotes these make a list, a group, a route, or a trick.
_ODD = re.compile(r"[,;:\[\]()<>@\\\x00-\x1f]")
_ON_BEHALF = re.compile(
    r"(?i)\s(?:de la part de|on behalf of|im auftrag von|en nombre de|per conto di"
    r"|em nome de|namens|w imieniu|pour le compte de)\s"
)
# A name or nothing, and brackets with nothing in them.
_NOBODY = re.compile(r"""(?:"[^"]*"|[^<>@"])*(?:<\s*>)?[\s,;]*""")
_MAILTO = re.compile(r"(?i)mailto:")
_ESCAPED = re.compile(r'\\(["\\])')
# What stood around an address; a company in brackets belongs to the name.
_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]|[<>]|[(\[]\s*\Z|\A\s*[)\]]")
_QUOTES = "\"'«»“”„‘’‚ \t"
MAX_HEADER = 1_000


def one_address(header: str | None) -> Person | None:
    """The person a header names, None unless it is exactly one mailbox, no defect."""
    value = one_line((header or "")[: MAX_HEADER + 1])
    if not value or len(value) > MAX_HEADER:
        return None
    angle = _ANGLE.fullmatch(value)
    if angle:
        phrase, email = angle[1].strip(), angle[2].strip()
        return _person(phrase, email) if _is_plain(phrase, email) else None
    comment = _COMMENT.search(value)
    email = value[: comment.start()].strip() if comment else value
    return _person(comment[1] if comment else "", email)


def propose_person(headers: list[str]) -> Person | None:
    """The person whom From headers of bad grammar can only mean: one address in all of them.

    For a person to look at: whom nobody could read otherwise is still not to be believed.
    """
    written = [one_line(value) for value in headers]
    if any(len(value) > MAX_HEADER for value in written):
        return None
    plain = {match[0].lower() for value in written for match in _FIND.finditer(value)}
    if any("=?" in email for email in plain):
        return None
    found = _write_name(_MAILTO.sub("", readable(next(iter(written), ""))))
    shown = {m[0].lower() for v in written for m in _FIND.finditer(readable(v))}
    return found if found.email and len(shown | plain) == 1 else None


def names_nobody(header: str) -> bool:
    """An address header without an address: `<>`, or a name alone before it."""
    return _NOBODY.fullmatch(one_line(header[:MAX_HEADER])) is not None


def read_quoted_person(text: str) -> Person:
    """The person a quoted header line names: `Nom [mailto:x@y]`, `Nom<mailto:x@y>`..."""
    text = text[:MAX_HEADER].replace("&lt;", "<").replace("&gt;", ">")
    value = _MAILTO.sub("", one_line(text))
    by, *whom = _ON_BEHALF.split(value, maxsplit=1)
    if not whom:
        return _write_name(value)
    # A mailbox shared by several says who held the pen: one address, one name.
    writer, other = _write_name(by), _write_name(whom[0])
    return Person(writer.name or other.name, writer.email or other.email)


def _write_name(value: str) -> Person:
    found = [match[0].strip(".'") for match in _FIND.finditer(value)]
    emails = {email.lower() for email in found if is_address(email)}
    if not emails:
        return Person(_name(value), "")
    if len(emails) > 1:
        return Person(_name(value.split("<")[0]), "")
    name = value
    for email in sorted(set(found), key=len, reverse=True):
        name = name.replace(email, " ")
    return Person(_name(_BRACKETS.sub(" ", name)), found[0])


def is_address(email: str) -> bool:
    """A plain mailbox address, as ours and our customers' are."""
    return len(email) <= 254 and bool(_ADDRESS.match(email))


def addresses(header: str, limit: int) -> tuple[str, ...]:
    """Every address in a list header, in lower case, first `limit` ones."""
    found: dict[str, None] = {}
    for match in _FIND.finditer(header):
        found.setdefault(match[0].strip(".'").lower())
        if len(found) >= limit:
            break
    return tuple(found)


def claims_other_address(person: Person) -> bool:
    """The display name shows an address that is not the person's own."""
    shown = {match[0].lower() for match in _FIND.finditer(person.name)}
    return bool(shown - {person.email.lower()})


def domain_of(email: str) -> str:
    """The domain of an address, in lower case; "" when there is none."""
    return email.rpartition("@")[2].lower()


def shares_domain(email: str, others: Iterable[str]) -> bool:
    """An address of the same house as others: providers open to all are no house."""
    homes = {domain_of(other) for other in others} - FREE_DOMAINS - {""}
    return domain_of(email) in homes


def _is_plain(phrase: str, email: str) -> bool:
    """No list, group or second address hides before the angle bracket."""
    bare = _QUOTED.sub("", phrase)
    return '"' not in bare and (not _ODD.search(bare) or bare == email)


def _person(phrase: str, email: str) -> Person | None:
    if "=?" in email or not is_address(email):
        return None
    name = _name(readable(phrase))
    return Person("" if name.lower() == email.lower() else name, email)


def _name(text: str) -> str:
    name = one_line(_ESCAPED.sub(r"\1", text) if "\\" in text else text).strip(_QUOTES)
    return name.strip(",;:- *_")[:200]
