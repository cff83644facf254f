"""Cost of understanding a mail, beside the parsers alone: `python -m bench.parse`."""

from __future__ import annotations

import argparse
import gc
import logging
import time
from base64 import b64decode
from collections import Counter, defaultdict
from collections.abc import Callable
from email import message_from_bytes, policy
from email.message import EmailMessage, Message
from pathlib import Path
from typing import Any

import mailparser

from bench import corpus
from bench.tables import circumstances, table
from bench.truth import FIELDS, READING, compare
from ingest.reading.understand import understand

GOAL = 1.0
# Upper bounds of the size classes, in bytes, and their names.
CLASSES = (
    (5_000, "under 5 kB"),
    (50_000, "5 to 50 kB"),
    (200_000, "50 to 200 kB"),
    (400_000, "200 to 400 kB"),
    (10**9, "over 400 kB"),
)
_BLOCK = 50


def _ours(data: bytes) -> object:
    return understand(data, READING)


def _mail_parser(data: bytes) -> object:
    """mail-parser, touching what a draft needs and nothing else."""
    mail = mailparser.parse_from_bytes(data)
    files = [_content(attachment) for attachment in mail.attachments]
    return (
        mail.from_,
        mail.to,
        mail.subject,
        mail.date,
        mail.message_id,
        mail.text_plain,
        mail.text_html,
        files,
    )


def _content(attachment: dict[str, Any]) -> bytes:
    payload: str = attachment["payload"]
    return b64decode(payload) if attachment["binary"] else payload.encode()


def _email_compat(data: bytes) -> object:
    return _touch(message_from_bytes(data))


def _email_default(data: bytes) -> object:
    message = message_from_bytes(data, _class=EmailMessage, policy=policy.default)
    return _touch(message)


def _touch(message: Message) -> object:
    heads = [message[name] for name in ("from", "to", "subject", "date", "message-id")]
    parts = [p for p in message.walk() if not p.is_multipart()]
    return heads, [(p.get_filename(), p.get_payload(decode=True)) for p in parts]


Reader = Callable[[bytes], object]
OURS, THEIRS = "understand()", "mail-parser, needed properties"
READERS: dict[str, Reader] = {
    OURS: _ours,
    THEIRS: _mail_parser,
    "email, compat32": _email_compat,
    "email, default policy": _email_default,
}


def measure(paths: list[Path]) -> dict[str, dict[str, list[float]]]:
    """CPU seconds a reader and a size class, readers taking turns on blocks of mails."""
    spent: dict[str, dict[str, list[float]]] = {n: defaultdict(list) for n in READERS}
    for start in range(0, len(paths), _BLOCK):
        block = [path.read_bytes() for path in paths[start : start + _BLOCK]]
        for name, reader in READERS.items():
            gc.collect()
            for data in block:
                spent[name][size_class(len(data))].append(_seconds(reader, data))
    return spent


def _seconds(reader: Reader, data: bytes) -> float:
    before = time.process_time()
    reader(data)
    return time.process_time() - before


def size_class(size: int) -> str:
    """The name of a size's class."""
    return next(name for bound, name in CLASSES if size < bound)


def costs(spent: dict[str, dict[str, list[float]]]) -> str:
    """Milliseconds a mail, a row a size class, and the ratio that is the goal."""
    rows = []
    for name in [*(name for _, name in CLASSES), "all"]:
        means = [_mean(spent[reader], name) for reader in READERS]
        if means[0]:
            count = len(_of(spent[OURS], name))
            rows.append([name, count, *means, means[0] / means[1], means[0] / means[2]])
    head = [
        "size",
        "mails",
        *(f"{n} (ms)" for n in READERS),
        "of mail-parser",
        "of email",
    ]
    return table(head, rows)


def _of(spent: dict[str, list[float]], name: str) -> list[float]:
    return (
        [t for found in spent.values() for t in found] if name == "all" else spent[name]
    )


def _mean(spent: dict[str, list[float]], name: str) -> float:
    found = _of(spent, name)
    return sum(found) / len(found) * 1000 if found else 0.0


def rightness(paths: list[Path], truth: dict[str, Any]) -> str:
    """Share of the corpus that is understood rightly, a row a way."""
    right: dict[str, Counter[str]] = defaultdict(Counter)
    of: Counter[str] = Counter()
    for path in paths:
        mail = truth["mails"][path.name]
        compare(understand(path.read_bytes(), READING), mail, right[mail["way"]])
        of[mail["way"]] += 1
    rows = [[way, n, *(right[way][field] for field in FIELDS)] for way, n in of.items()]
    return table(["way", "of", *FIELDS], rows)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.parse", description=__doc__)
    parser.add_argument("--corpus", type=Path, default=Path("var/bench/corpus"))
    parser.add_argument("--count", type=int, default=corpus.COUNT)
    asked = parser.parse_args()
    logging.getLogger("mailparser").setLevel(logging.CRITICAL)
    truth = corpus.ready(asked.corpus, asked.count)
    paths = sorted((asked.corpus / "msgs").glob("*.eml"))
    print(f"{corpus.summary(truth)}\n{circumstances()}\n")
    spent = measure(paths)
    print(costs(spent), rightness(paths, truth), sep="\n\n")
    ratio = _mean(spent[OURS], "all") / _mean(spent[THEIRS], "all")
    print(f"\nCPU of {OURS} is {ratio:.2f} x mail-parser's own parse (goal: <= {GOAL})")
    return int(ratio > GOAL)


if __name__ == "__main__":
    raise SystemExit(main())
