"""A complaint that comes twice, once vouched for and once not: one answer, and it leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import pytest

from bench.spoofs.mails import (
    FORWARDERS,
    Draw,
    block,
    complaint,
    mail,
    named,
    passing,
    results,
)
from bench.spoofs.stage import MAILBOX, Cabinet, close_for_spoofs, open_for_spoofs
from models.base import now
from tests.servers import Database

CUSTOMER = ("Jeanne Durand", "jeanne.durand@particulier.example")
STRANGER = ("Paul Autre", "paul@ailleurs.example")


@pytest.fixture
def cabinet(database: Database, tmp_path: Path) -> Iterator[Cabinet]:
    opened = open_for_spoofs(database, tmp_path)
    yield opened
    close_for_spoofs(opened)


def draw() -> Draw:
    return Draw(9, 0, MAILBOX, now() - timedelta(hours=3), random.Random(9))


def direct(vouched: str) -> bytes:
    headers = [f"From: {named(CUSTOMER)}", "Subject: Reclamation 9"]
    return mail(draw(), [vouched], headers, complaint(draw(), CUSTOMER))


def passed_on(holder: tuple[str, str]) -> bytes:
    headers = [f"From: {named(holder)}", "Subject: TR: Reclamation 9"]
    text = block(draw(), CUSTOMER, holder)
    return mail(draw(), [passing(holder[1])], headers, text)


FORGED = "dkim=none; spf=fail; dmarc=fail header.from=particulier.example"


@pytest.mark.parametrize(
    ("second", "leaves"),
    [
        (passed_on(FORWARDERS[0]), True),
        (direct(passing(CUSTOMER[1])), True),
        (passed_on(STRANGER), False),
        (direct(results(FORGED)), False),
    ],
    ids=["a colleague", "the customer", "a stranger", "the forger again"],
)
def test_a_copy_that_nobody_vouches_for_hushes_none(
    cabinet: Cabinet, second: bytes, leaves: bool
) -> None:
    [first] = cabinet.receive([direct(results(FORGED))])
    assert not cabinet.fates()[first].leaves

    cabinet.receive([second])

    fates = cabinet.fates()
    assert len({fate.recipient for fate in fates.values()}) == 1
    assert [fates[first].leaves, len(fates)] == [leaves, 2]


def test_a_copy_that_nobody_vouches_for_holds_none_back(cabinet: Cabinet) -> None:
    [first] = cabinet.receive([passed_on(FORWARDERS[0])])

    cabinet.receive([direct(results(FORGED))])

    assert cabinet.fates()[first].leaves
