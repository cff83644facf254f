"""Several people's messages in one text, each opened for itself."""

from __future__ import annotations

from dataclasses import dataclass, replace

from ingest.forward.blocks import Found
from ingest.forward.finding import find_places
from ingest.forward.siblings import is_sibling
from ingest.forward.unwrap import Envelope, Unwrapped, forwarders_of, unwrap_lines
from ingest.text.lines import Line

MOST = 20
# What opens a text as one that passes messages on, whatever the mail's own subject.
_FORWARD = "Fwd: "


@dataclass(frozen=True, slots=True)
class Several:
    """The messages of one text, the first in front; `unsure`: one more may be hidden in one."""

    messages: tuple[Unwrapped, ...]
    unsure: bool = False


def take_apart(found: Unwrapped, envelope: Envelope) -> Several:
    """The messages that were passed on one under the other in an opened text."""
    messages: list[Unwrapped] = []
    while len(messages) < MOST:
        following = _next(found, envelope)
        if following is None:
            break
        head, found = following
        messages.append(head)
    messages.append(found)
    unsure = len(messages) > 1 or _hides_one(found, envelope)
    return Several(tuple(messages), unsure)


def _next(found: Unwrapped, envelope: Envelope) -> tuple[Unwrapped, Unwrapped] | None:
    """The first message alone, and what follows it opened; None when nothing does."""
    at = _first(found.body, found, envelope)
    if at is not None:
        rest, head = found.body[at:] + found.tail, replace(found, body=found.body[:at], tail=[])  # fmt: skip
    else:
        at = _first(found.tail, found, envelope)
        if at is None:
            return None
        rest, head = found.tail[at:], replace(found, tail=found.tail[:at])
    opened = unwrap_lines(rest, replace(envelope, subject=_FORWARD))
    if not opened.layers:
        return None
    return replace(head, quoted=next(find_places(head.body), None)), opened


def _first(lines: list[Line], found: Unwrapped, envelope: Envelope) -> int | None:
    """Find another message beside those opened; under a history, a banner alone says so."""
    is_history = False
    for place in find_places(lines):
        if _is_beside(place, found, envelope, lines) and not (
            is_history and place.mark != "forward"
        ):
            return place.start
        is_history = True
    return None


def _hides_one(found: Unwrapped, envelope: Envelope) -> bool:
    """A message to the one who passes things on stands under a history, without a banner."""
    return any(
        _is_beside(place, found, envelope, found.body)
        for place in find_places(found.body)
    )


def _is_beside(
    place: Found, found: Unwrapped, envelope: Envelope, lines: list[Line]
) -> bool:
    forwarders = forwarders_of(found.layers, envelope)
    return any(
        is_sibling(place, above, forwarder, lines[: place.start])
        for above, forwarder in zip(found.layers, forwarders, strict=True)
    )
