"""One line with counts for what happens to many cabinets at once, instead of a line for each."""

from __future__ import annotations

import logging
import threading
import time
from collections import Counter

logger = logging.getLogger(__name__)
EVERY_SECONDS = 60.0


class Summary:
    """Counts under one sentence, written at most once in a minute and never when empty."""

    def __init__(self, words: str) -> None:
        self._words = words
        self._counts: Counter[str] = Counter()
        self._written = time.monotonic()
        self._guard = threading.Lock()
        _all.append(self)

    def add(self, **counts: int) -> None:
        with self._guard:
            self._counts.update(counts)

    def write(self, every: float = EVERY_SECONDS) -> None:
        """Write the line if its time has come and there is something to say."""
        with self._guard:
            counts, moment = dict(self._counts), time.monotonic()
            if not counts or moment - self._written < every:
                return
            self._counts.clear()
            self._written = moment
        logger.info(self._words, extra=counts)


_all: list[Summary] = []


def write_summaries(every: float = EVERY_SECONDS) -> None:
    """Write the lines whose time has come; `every=0` writes them all, at a stop."""
    for summary in _all:
        summary.write(every)
