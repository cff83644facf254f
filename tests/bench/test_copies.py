"""A complaint that comes twice, once signed_by for and once not: one answer, and it leaves."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select, update

from bench.spoofs.mails import (
    FORWARDERS,
    Draw,
    block,
    complaint,
    mail,
    name_sender,
    passing,
    results,
)
from bench.spoofs.stage import MAILBOX, Cabinet, close_for_spoofs, open_for_spoofs
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import Letter
from models.store.session import tenant_transaction
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


def direct(signed_by: str) -> bytes:
    headers = [f"From: {name_sender(CUSTOMER)}", "Subject: Reclamation 9"]
    return mail(draw(), [signed_by], headers, complaint(draw(), CUSTOMER))


def pass_on(holder: tuple[str, str]) -> bytes:
    headers = [f"From: {name_sender(holder)}", "Subject: TR: Reclamation 9"]
    text = block(draw(), CUSTOMER, holder)
    return mail(draw(), [passing(holder[1])], headers, text)


FORGED = "dkim=none; spf=fail; dmarc=fail header.from=particulier.example"


@pytest.mark.parametrize(
    ("second", "leaves"),
    [
        (pass_on(FORWARDERS[0]), True),
        (direct(passing(CUSTOMER[1])), True),
        (pass_on(STRANGER), False),
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
    [first] = cabinet.receive([pass_on(FORWARDERS[0])])

    cabinet.receive([direct(results(FORGED))])

    assert cabinet.fates()[first].leaves


@pytest.mark.parametrize(
    "change",
    [{"complainant_email": "j.durand@ailleurs.example"}, {"confirmed_at": now()}],
    ids=["corrected", "confirmed"],
)
def test_a_copy_vouches_for_nothing_that_a_person_decided(
    cabinet: Cabinet, change: dict[str, Any]
) -> None:
    [first] = cabinet.receive([direct(results(FORGED))])
    with tenant_transaction(cabinet.service.app, cabinet.tenant_id) as session:
        session.execute(update(Complaint).values(**change))

    cabinet.receive([direct(passing(CUSTOMER[1]))])

    assert not cabinet.fates()[first].leaves


def test_a_copy_that_lets_nothing_leave_changes_nothing(cabinet: Cabinet) -> None:
    cabinet.receive([direct(results(FORGED))])
    [before] = letters(cabinet)

    cabinet.receive([pass_on(STRANGER)])

    [after] = letters(cabinet)
    assert (after.facts, after.reason) == (before.facts, before.reason)


def letters(cabinet: Cabinet) -> list[Letter]:
    with tenant_transaction(cabinet.service.app, cabinet.tenant_id) as session:
        found = list(session.scalars(select(Letter)))
        session.expunge_all()
        return found
