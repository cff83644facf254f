"""Our own rules, for what the scoring tool does not know: each is one question about one message."""

from __future__ import annotations

import re
from collections.abc import Callable
from email import message_from_bytes

from bench.scoring import others, stated
from bench.scoring.guarded import CPU_SECONDS, MEMORY_BYTES
from bench.scoring.seen import Answer, Seen, walk

_IDS = re.compile(r"<[^<>\s]+@[^<>\s]+>")


def has_answer(seen: Seen) -> Answer:
    """No exception, not even one turned into `unreadable`."""
    broken = [
        defect for defect in seen.found.defects if defect.startswith("unreadable")
    ]
    return seen.found.rule != "failed" and not broken, f"{seen.found.rule} {broken}"


def within_limits(seen: Seen) -> Answer:
    """At most 10 s of CPU and 512 MB of memory (the process with all it has loaded)."""
    note = f"{seen.cpu:.1f} s, {seen.memory / 1e6:.0f} MB"
    return seen.cpu <= CPU_SECONDS and seen.memory <= MEMORY_BYTES, note


def files_kept(seen: Seen) -> Answer:
    """Every file that the email package or mail-parser sees is kept, with the same digest."""
    wanted = {
        **others.read_by_mail_parser(seen.data),
        **others.read_by_email(seen.data),
    }
    if not wanted:
        return None, ""
    lost = [name for digest, name in wanted.items() if digest not in seen.digests]
    return not lost, "; ".join(lost)


def text_kept(seen: Seen) -> Answer:
    """Check that there is a text where a text part says something."""
    if not others.has_text(seen.data):
        return None, ""
    found = seen.found
    texts = (
        found.body,
        found.reply_text,
        found.forwarder_note,
        found.quoted,
        found.signature,
    )
    also = (part.body for part in found.also)
    return any(text.strip() for text in (*texts, *also)), str(found.kind)


def clean(seen: Seen) -> Answer:
    """No NUL and no lone surrogate in any text: PostgreSQL takes it."""
    bad = [
        part
        for part in walk(seen.found)
        if isinstance(part, str) and not _storable(part)
    ]
    return not bad, repr(bad[:1])[:100]


def _storable(text: str) -> bool:
    return "\0" not in text and not any("\ud800" <= c <= "\udfff" for c in text)


def bounce_recipients(seen: Seen) -> Answer:
    """A bounce names exactly the recipients that upstream's reader finds.

    sisimai's were read off every line of the file: a header of the report itself, which says
    to whom the report went, is not counted.
    """
    expected = seen.expected
    wanted = {
        *expected.get("permanent", ()),
        *expected.get("temporary", ()),
        *expected.get("dsn_recipients", ()),
    } - _went_to(seen.data)
    if not wanted or not expected.get("is_bounce"):
        return None, ""
    bounce = seen.found.bounce
    got = {recipient.lower() for recipient in bounce.recipients} if bounce else set()
    return got == {
        str(address).lower() for address in wanted
    }, f"{sorted(got)} not {sorted(wanted)}"


def _went_to(data: bytes) -> set[str]:
    answer = message_from_bytes(data).get("original-recipient", "")
    return {str(answer).rpartition(";")[2].strip().lower()}


def bounce_permanence(seen: Seen) -> Answer:
    """`permanent` says whether upstream counts any recipient as lost for good (flufl alone)."""
    expected = seen.expected
    if not expected.get("is_bounce") or "detectors" not in expected:
        return None, ""
    if not expected["permanent"] and not expected["temporary"]:
        return None, ""
    bounce = seen.found.bounce
    return bool(bounce and bounce.permanent) == bool(expected["permanent"]), str(bounce)


def references(seen: Seen) -> Answer:
    """The ids of References and In-Reply-To, all of them and no other."""
    message = message_from_bytes(seen.data)
    heads = [
        str(v)
        for name in ("in-reply-to", "references")
        for v in message.get_all(name, [])
    ]
    wanted = set(_IDS.findall(" ".join(heads)))
    if not wanted:
        return None, ""
    got = set(seen.found.references)
    return got == wanted, f"{sorted(wanted ^ got)}"[:200]


Rule = Callable[[Seen], Answer]
# The sets a rule is asked of; an empty tuple means all.
RULES: tuple[tuple[str, Rule, tuple[str, ...]], ...] = (
    ("no exception", has_answer, ()),
    ("within limits", within_limits, ()),
    ("files kept", files_kept, ()),
    ("text kept", text_kept, ()),
    ("clean text", clean, ()),
    ("bounce recipients", bounce_recipients, ("flufl_bounce", "sisimai")),
    ("bounce permanence", bounce_permanence, ("flufl_bounce",)),
    ("references", references, ("notmuch",)),
    (
        "stated sender",
        stated.sender,
        ("mailcore2", "php_mime_mail_parser", "stalwart", "webklex", "zammad"),
    ),
    (
        "stated words",
        stated.words_kept,
        ("mailcore2", "stalwart", "webklex", "zammad"),
    ),
    ("stated parts", stated.leaves_kept, ("mime4j",)),
    ("inline pictures", stated.inline, ("fr_forwards",)),
    ("returned letter", stated.is_returned_letter, ("fr_forwards",)),
    ("delay or loss", stated.is_delayed, ("enmime",)),
)
