"""Rules for what upstream states of its messages and the scoring tool does not ask."""

from __future__ import annotations

import html
import re
from typing import Any

from bench.scoring.seen import Answer, Seen, every_text
from ingest.mime.identity import is_address

_TAG = re.compile(r"(?is)<(style|script|head)\b.*?</\1>|<[^>]*>")
_WORD = re.compile(r"[^\W\d_]{3,}")
# A rendering with its own header lines (mailcore2): its letters past ASCII are compared.
_LETTER = re.compile(r"[^\W\d_\x00-\x7f]")
# What zammad puts in the place of an empty text.
_PLACEHOLDER = re.compile(r"\Ano visible content\Z")
# Of a stated text's words, as many must be found: sanitisers add and drop a few.
SHARE = 0.98


def sender(seen: Seen) -> Answer:
    """The address of From is the one that upstream reads."""
    wanted = _read_stated_sender(seen.expected).lower()
    if not is_address(wanted):
        return None, ""
    who = seen.found.sender
    got = who.email.lower() if who else ""
    return got == wanted, f"{got} not {wanted}"


def _read_stated_sender(expected: dict[str, Any]) -> str:
    answer = (
        expected.get("from_email")
        or expected.get("from")
        or expected.get("from_raw")
        or ""
    )
    several = expected.get("from_list") or (
        [answer] if isinstance(answer, dict) else answer
    )
    if isinstance(several, list):
        first = several[0] if len(several) == 1 else {}
        return str(first.get("address") or "") if isinstance(first, dict) else ""
    return str(answer).rpartition("<")[2].strip("> ")


def words_kept(seen: Seen) -> Answer:
    """The words of the stated text stand in ours, whatever charset and markup they came in."""
    pattern = _LETTER if "rendered_text" in seen.expected else _WORD
    wanted = set(pattern.findall(_read_stated_text(seen.expected)))
    if not wanted:
        return None, ""
    who = seen.found.sender
    texts = [*every_text(seen.found), who.name if who else ""]
    got = set(pattern.findall(_bare(" ".join(texts))))
    lost = wanted - got
    return len(lost) <= (1 - SHARE) * len(wanted), " ".join(sorted(lost))[:200]


def _read_stated_text(expected: dict[str, Any]) -> str:
    texts = (
        expected.get("text")
        or expected.get("body")
        or expected.get("rendered_text")
        or ""
    )
    joined = "\n".join(map(str, texts)) if isinstance(texts, list) else str(texts)
    return _bare(_PLACEHOLDER.sub("", joined))


def _bare(text: str) -> str:
    return html.unescape(_TAG.sub(" ", text))


def leaves_kept(seen: Seen) -> Answer:
    """Every stated part that is no text is kept with the stated digest (mime4j)."""
    leaves = seen.expected.get("leaves") or []
    wanted = {
        str(leave["sha256"]) for leave in leaves if leave.get("kind") == "binary-body"
    }
    if not wanted:
        return None, ""
    lost = wanted - seen.digests
    return not lost, f"{len(lost)} of {len(wanted)}"


def inline(seen: Seen) -> Answer:
    """Check that pictures of a forwarder's signature are told apart from the documents."""
    if "inline" not in seen.expected:
        return None, ""
    wanted = sorted(file["sha256"] for file in seen.expected["inline"])
    return sorted(file.sha256 for file in seen.found.inline) == wanted, ""


def is_returned_letter(seen: Seen) -> Answer:
    """A bounce names the letter it gives back, its recipient, and whether it is final."""
    expected = seen.expected
    if not expected.get("bounced_recipient"):
        return None, ""
    found, letter = seen.found.bounce, expected.get("bounced_message_id")
    named = letter is None or letter in seen.found.references
    right = found is not None and found.permanent == expected["permanent"]
    who = found.recipients if found else ()
    return named and right and who == (expected["bounced_recipient"],), str(found)


def is_delayed(seen: Seen) -> Answer:
    """A delay is no loss (enmime)."""
    if "delayed" not in seen.expected:
        return None, ""
    found = seen.found.bounce
    return found is not None and found.permanent != seen.expected["delayed"], str(found)
