"""Understanding runs in processes of its own, which must start soon and stay small."""

from __future__ import annotations

import subprocess
import sys

# What only some mails need, or only what stands around the understanding.
HEAVY = {
    "sqlalchemy",
    "psycopg",
    "extract_msg",
    "tnefparse",
    "RTFDE",
    "publicsuffixlist",
}
LOOK = """
import sys
import ingest.reading.understand, ingest.trust.assessment, ingest.reading.complaint_findings
import models.analysis.findings, models.analysis.duplicates
print(*sys.modules)
"""


def test_it_loads_no_database_and_no_readers_of_rare_files() -> None:
    finished = subprocess.run(
        [sys.executable, "-c", LOOK], capture_output=True, text=True, check=True
    )

    assert HEAVY.isdisjoint(finished.stdout.split())
