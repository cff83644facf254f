"""Results of authentication, and hops, that servers wrote into headers: parsed strictly.

An own parser rather than the `authres` package: the grammar is small, the package has had no
release since 2020, and hostile input wants a parse that is linear, bounded, and that gives up at
the first doubt instead of keeping what it could read.
"""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from publicsuffixlist import PublicSuffixList

_NAME = re.compile(
    r"(?=.{1,253}\Z)[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?"
    r"(?:\.[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?)+\Z"
)


@cache
def _suffixes() -> PublicSuffixList:
    # Imported by the first mail whose provider speaks: the list costs as much as a process.
    from publicsuffixlist import PublicSuffixList

    # The list that came with the package: it changes with our pinned versions, never by itself.
    return PublicSuffixList(only_icann=False)


def canonical(domain: str) -> str:
    """A domain in ASCII and lower case; "" when it is not a plain domain name."""
    name = domain.strip().rstrip(".").lower()
    try:
        name = name if name.isascii() else name.encode("idna").decode("ascii").lower()
    except UnicodeError:
        return ""
    return name if _NAME.match(name) and not _is_literal(name) else ""


@lru_cache(maxsize=4096)
def organization(domain: str) -> str:
    """The organizational domain of a canonical name; "" for a public suffix alone."""
    return _suffixes().privatesuffix(domain) or "" if domain else ""


def is_aligned(signer: str, author: str) -> bool:
    """Relaxed alignment: both belong to one organizational domain."""
    first, second = canonical(signer), canonical(author)
    if not first or not second:
        return False
    home = organization(second)
    return first == second or bool(home and organization(first) == home)


def _is_literal(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True


MAX_VALUE = 20_000
MAX_RESULTS = 100

_QUOTED = r'"(?:[^"\\]|\\.)*"'
_ID = re.compile(rf'\s*({_QUOTED}|[^\s"=;()<>@,\\]+)(?:\s+(\d{{1,3}}))?\s*\Z')
# Values are not held to RFC 2045 tokens: large providers write « header.b=a/b+c » unquoted.
_PAIR = re.compile(
    r"\s*(?P<key>[A-Za-z0-9][\w-]{0,60}(?:\s*\.\s*[\w-]{1,60})?)"
    r"(?:\s*/\s*\d{1,3})?\s*=\s*"
    rf'(?P<value>(?:{_QUOTED}|[^\s"])+)(?=\s|\Z)'
)
_CONTROLS = re.compile(r"[\x00-\x08\x0a-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Result:
    """Result of one method: `dkim`, `pass`, and the properties it speaks of."""

    method: str
    result: str
    properties: tuple[tuple[str, str], ...] = ()

    def get(self, name: str) -> str:
        """The one value of a property; "" when it is absent or stands twice."""
        found = [value for key, value in self.properties if key == name]
        return found[0] if len(found) == 1 else ""


@dataclass(frozen=True, slots=True)
class Results:
    """A header: who says it (as written, in lower case), and what."""

    authserv_id: str
    results: tuple[Result, ...]

    def of(self, method: str) -> list[Result]:
        return [result for result in self.results if result.method == method]


def read_results(value: str) -> Results | None:
    """A header's value parsed; None when anything in it is not as the RFC wants it."""
    parts = _parts(value)
    found = _ID.match(parts[0]) if parts else None
    if not parts or not found:
        return None
    items = [part for part in parts[1:] if part.strip()]
    if not items or len(items) > MAX_RESULTS:
        return None
    authserv_id = _plain(found[1]).lower()
    if [part.strip().lower() for part in items] == ["none"]:
        return Results(authserv_id, ())
    results = [_result(part) for part in items]
    if any(result is None for result in results):
        return None
    return Results(authserv_id, tuple(result for result in results if result))


def without_comments(value: str) -> str | None:
    """The value with each comment replaced by a space; None when one never ends."""
    kept = "".join(_outside_comments(value))
    return None if "\0" in kept else kept


def _parts(value: str) -> list[str] | None:
    """Split at semicolons, comments gone; None when it is not well formed."""
    if len(value) > MAX_VALUE or _CONTROLS.search(value):
        return None
    bare = without_comments(value)
    if bare is None:
        return None
    pieces = re.findall(rf"{_QUOTED}|[^\";]+|;|\"", bare)
    parts = [""]
    for piece in pieces:
        if piece == '"':
            return None
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return parts


def _outside_comments(value: str) -> Iterator[str]:
    """The pieces outside comments; a NUL stands for what is not closed or not opened."""
    depth, quoted, escaped = 0, False, False
    for char in value:
        if escaped or char == "\\":
            # Outside quotes and comments nothing may be escaped.
            if not quoted and not depth:
                yield "\0"
            escaped = not escaped
        elif char == '"' and not depth:
            quoted = not quoted
        elif char in "()" and not quoted:
            depth += 1 if char == "(" else -1
            yield "\0" if depth < 0 else " "
            continue
        if not depth:
            yield char
    if depth or quoted or escaped:
        yield "\0"


def _result(part: str) -> Result | None:
    pairs, done = [], 0
    while done < len(part.rstrip()):
        pair = _PAIR.match(part, done)
        if pair is None:
            return None
        key = re.sub(r"\s", "", pair["key"]).lower()
        pairs.append((key, _plain(pair["value"])))
        done = pair.end()
    (method, result), *properties = pairs
    if "." in method:
        return None
    return Result(method, result.lower(), tuple(properties))


def _plain(value: str) -> str:
    if value[:1] == '"' and re.fullmatch(_QUOTED, value):
        return re.sub(r"\\(.)", r"\1", value[1:-1])
    return value


_BY = re.compile(r"(?i)(?:^|\s)by\s+([^\s;()]{1,255})")
# Names that a provider's machines have among themselves.
_INSIDE = (".local", ".internal", ".lan", ".localdomain", ".arpa")


def host_of(received: str) -> str:
    """The host that wrote a Received field; "" for a provider's unnamed inner machine."""
    found = _BY.search(without_comments(received) or "")
    name = found[1].lower().strip("[].") if found else ""
    if "." not in name or name.endswith(_INSIDE):
        return ""
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return canonical(name)
    return ""


def names_of_provider(fields: Iterable[tuple[str, str]]) -> set[str]:
    """Names of the fields that the mailbox's provider added on top of a message.

    They stand above its own lowest Received: whatever stands below came with the message.
    Nobody knows where no Received is, so all names are given.
    """
    home, added, held = "", set[str](), set[str]()
    is_dated = False
    for name, value in fields:
        held.add(name)
        if name != "received":
            continue
        host = organization(host_of(value))
        if host and home and host != home:
            break
        home, is_dated = home or host, True
        added |= held
    return added if is_dated else held
