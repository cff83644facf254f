"""The garbage collector of a process that works through batches."""

from __future__ import annotations

import gc


def calm_collector() -> None:
    """Look less often for cycles: modules stay for ever, and a batch makes thousands of rows."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(20_000, 20, 50)
