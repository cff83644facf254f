"""The pieces of an opened text: the writer's words, and the forwarders' around them."""

from __future__ import annotations

from dataclasses import replace

from ingest.forward.reply import Reply, cut, trim, without_banner
from ingest.forward.unwrap import (
    Envelope,
    Unwrapped,
    answers_between,
    without_rules,
)
from ingest.forward.webforms import Form
from ingest.text.html_text import without_images
from ingest.text.lines import Line, join, next_filled
from ingest.text.signature import (
    cut_disclaimer,
    cut_signature_of,
    split_signature,
    without_program_notes,
)


def without_foot(found: Unwrapped, envelope: Envelope) -> Unwrapped:
    """Cut a forwarder's signature off that stands under what the writer quotes."""
    quoted = found.quoted
    # Quotation marks show whose line each is: only bare quotes are ambiguous.
    if not found.layers or quoted is None or quoted.depth:
        return found
    foot = _foot_of_forwarders(found.body, found, envelope)
    if foot < quoted.end or not answers_between(found.body, quoted.end):
        return found
    body, below = found.body[:foot], found.body[foot:]
    return replace(found, body=body, tail=[*below, *found.tail])


def _foot_of_forwarders(lines: list[Line], found: Unwrapped, envelope: Envelope) -> int:
    """Index where the first of the forwarders signs."""
    writer = found.layers[-1].person.name
    end = len(lines)
    # The outermost forwarder signs last: each cut shortens what the next may sign.
    for forwarder in (envelope.person, *(layer.person for layer in found.layers[:-1])):
        if forwarder.name and forwarder.name != writer and end:
            end = cut_signature_of(lines[:end], forwarder)
    return end


def split_reply(lines: list[Line], found: Unwrapped, text: str) -> Reply:
    """Split the innermost words; lines that writing out would not change are cut as they are."""
    first = next_filled(lines, 0)
    is_indented = first < len(lines) and lines[first].text[:1].isspace()
    if found.layers or lines is not found.body or is_indented or "\ue000" in text:
        return trim(without_images(join(lines)))
    return cut(lines, found.quoted)


def pieces_of(
    parts: Reply, found: Unwrapped, envelope: Envelope
) -> tuple[str, list[Line]]:
    """Body of the text, and the forwarders' lines under it."""
    # Lines of programs and filters are nobody's words.
    own = without_program_notes(without_banner(without_rules(parts.words)))
    end = cut_disclaimer(own)
    if not found.layers:
        return join(own[:end] if end else own), []
    end = _foot_of_forwarders(own[:end], found, envelope)
    # A letter of one signature alone would be left empty.
    if not join(own[:end]):
        end = len(own)
    return join(own[:end]), own[end:]


def note_of(
    found: Unwrapped,
    form: Form | None,
    envelope: Envelope,
    foot: list[Line],
    parts: Reply,
) -> tuple[str, str]:
    """The forwarder's words above, and the signatures above and below."""
    if not found.layers:
        return "", "" if form else parts.signature
    top = without_rules(found.notes[0])
    cut = split_signature(top, envelope.person)
    below = [*foot, *found.tail]
    signature = [part for part in (join(top[cut:]), join(below)) if part]
    return without_images(join(top[:cut])), without_images("\n\n".join(signature))


def own_words(found: Unwrapped, envelope: Envelope) -> str:
    """The outer sender's words, without history and signature."""
    note = without_rules(found.notes[0])
    return without_images(join(note[: split_signature(note, envelope.person)]))
