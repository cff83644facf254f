"""The scoring that counts: a tool beside the corpora, fed by `reclampro parse --json`."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from bench.scoring.corpora import MailSet
from bench.scoring.sheet import Sheet

SECONDS = 300
_LINE = re.compile(r"^(\S+) (\w+): (\d+)/(\d+) = ")
_WRONG = re.compile(r"^  (\w+): (.+?): (.*)$")


def find(corpora: Path) -> Path | None:
    """The tool, where this machine has it."""
    tool = corpora.parent / "tools" / "score.py"
    return tool if tool.exists() else None


def score(tool: Path, mail_set: MailSet, sheet: Sheet) -> None:
    """Run the tool on a set and take its figures over."""
    with tempfile.TemporaryDirectory() as folder:
        env = {**os.environ, "RECLAMPRO": str(_program(Path(folder))), "WRONG": "1"}
        argv = [
            sys.executable,
            str(tool),
            mail_set.name,
            str(mail_set.statement),
            str(mail_set.folder / "msgs"),
        ]
        try:
            done = subprocess.run(
                argv, env=env, capture_output=True, text=True, timeout=SECONDS
            )
        except subprocess.TimeoutExpired:
            # Our own rules, a message a child, tell which one takes its time.
            print(f"! {mail_set.name}: no answer in {SECONDS} s")
            return
    if done.returncode:
        print(f"! {mail_set.name}: {done.stderr.strip()[-300:]}")
    for line in done.stdout.splitlines():
        if found := _LINE.match(line):
            sheet.add(found[1], found[2], int(found[3]), int(found[4]))
        elif found := _WRONG.match(line):
            sheet.wrong.append((mail_set.name, found[1], found[2], found[3]))


def _program(folder: Path) -> Path:
    """This tree's command line, whether or not it is installed."""
    program = folder / "reclampro"
    root = Path(__file__).resolve().parents[2]
    program.write_text(
        f'#!/bin/sh\ncd "{root}" && exec "{sys.executable}" -m cli "$@"\n'
    )
    program.chmod(0o755)
    return program
