"""Tokens find their letter, and a forged one finds nothing."""

from __future__ import annotations

import re
from uuid import UUID, uuid4

import pytest

from models.letters import identifiers

KEY, OTHER_KEY = b"k" * 32, b"o" * 32
LETTER = UUID("0192f3a4-5b6c-7d8e-9fa0-b1c2d3e4f506")
TENANT, OTHER_TENANT = UUID(int=1), UUID(int=2)
DOMAIN = "in.reclampro.example"
MAILBOX = "reclamations@cabinet.example"


def flip(text: str, at: int) -> str:
    """Change one character for another of the same alphabet."""
    return text[:at] + ("3" if text[at] != "3" else "4") + text[at + 1 :]


def test_it_makes_a_message_id_that_is_read_again() -> None:
    value = identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)

    assert re.fullmatch(
        r"<ack\.[0-9a-f]{32}\.[a-z2-7]{16}@in\.reclampro\.example>", value
    )
    assert value == identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)
    assert identifiers.read_message_id(KEY, value, TENANT) == LETTER
    assert identifiers.read_message_id(KEY, f" {value.upper()} ", TENANT) == LETTER


def test_it_reads_no_message_id_of_another_key_cabinet_or_domain() -> None:
    value = identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)

    assert identifiers.read_message_id(OTHER_KEY, value, TENANT) is None
    assert identifiers.read_message_id(KEY, value, OTHER_TENANT) is None
    assert (
        identifiers.read_message_id(KEY, value.replace(DOMAIN, "evil.example"), TENANT)
        is None
    )


def test_it_reads_no_message_id_with_one_character_changed() -> None:
    value = identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)
    start, end = len("<ack."), value.index("@")

    changed = [flip(value, at) for at in range(start, end) if value[at] != "."]

    assert len(changed) == 32 + 16
    assert all(
        identifiers.read_message_id(KEY, item, TENANT) is None for item in changed
    )


@pytest.mark.parametrize(
    "value",
    [
        "",
        "<>",
        "<a@b>",
        "<ack.@x>",
        "<ack.é.é@x>",
        f"<ack.{'0' * 32}.@x>",
        f"<ack.{'0' * 32}.{'a' * 16}@\udce9>",
    ],
)
def test_it_reads_nothing_in_the_message_ids_of_others(value: str) -> None:
    assert identifiers.read_message_id(KEY, value, TENANT) is None


def test_it_makes_a_bounce_address_that_is_read_again() -> None:
    address = identifiers.bounce_address(KEY, LETTER, MAILBOX)
    local, _, domain = address.rpartition("@")

    assert domain == "cabinet.example"
    assert local.startswith("reclamations+b-")
    assert len(local) == len("reclamations+b-") + 42
    assert identifiers.read_bounce_address(KEY, address) == LETTER
    assert identifiers.read_bounce_address(KEY, f"<{address.upper()}>") == LETTER


def test_it_reads_no_bounce_address_with_one_character_changed() -> None:
    address = identifiers.bounce_address(KEY, LETTER, MAILBOX)

    changed = [flip(address, at) for at in range(address.index("@"))]

    # Base32 of 26 bytes has two spare bits at its end: they say nothing.
    assert all(
        identifiers.read_bounce_address(KEY, item) is None for item in changed[:-1]
    )
    assert identifiers.read_bounce_address(OTHER_KEY, address) is None
    moved = address.replace("cabinet.example", "evil.example")
    assert identifiers.read_bounce_address(KEY, moved) is None


@pytest.mark.parametrize(("size", "detail"), [(19, 42), (20, 39), (22, 39)])
def test_it_keeps_the_local_part_within_64(size: int, detail: int) -> None:
    address = identifiers.bounce_address(KEY, LETTER, "m" * size + "@x.example")
    local = address.rpartition("@")[0]

    assert len(local) == size + 3 + detail <= 64
    assert identifiers.read_bounce_address(KEY, address) == LETTER


@pytest.mark.parametrize("mailbox", ["m" * 23 + "@x.example", "@x.example", "nobody"])
def test_it_refuses_a_mailbox_without_room(mailbox: str) -> None:
    with pytest.raises(ValueError, match="no room"):
        identifiers.bounce_address(KEY, LETTER, mailbox)


def test_it_reads_nothing_where_bytes_were_broken() -> None:
    address = identifiers.bounce_address(KEY, LETTER, MAILBOX)

    assert identifiers.read_bounce_address(KEY, address + "\udce9") is None


def test_it_keeps_a_mailbox_that_has_a_detail_already() -> None:
    address = identifiers.bounce_address(KEY, LETTER, "a+b-c@x.example")

    assert identifiers.read_bounce_address(KEY, address) == LETTER


@pytest.mark.parametrize(
    "address",
    ["", "a@b", "+b-@x", "a+b-@x", "a+b-aaaa@x", "a+b-é@x", MAILBOX, "\udce9@x"],
)
def test_it_reads_nothing_in_other_addresses(address: str) -> None:
    assert identifiers.read_bounce_address(KEY, address) is None


def test_a_loop_mark_is_of_one_key_and_one_mail() -> None:
    value = identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)
    marks = [
        identifiers.loop_mark(KEY, value),
        identifiers.loop_mark(OTHER_KEY, value),
        identifiers.loop_mark(KEY, "<other@x>"),
        identifiers.loop_mark(KEY, "\udce9"),
    ]

    assert identifiers.loop_mark(KEY, value) == marks[0]
    assert len(set(marks)) == len(marks)


def test_it_does_not_use_one_token_for_another() -> None:
    value = identifiers.message_id(KEY, LETTER, TENANT, DOMAIN)
    mac = value.split(".")[2].split("@")[0]

    assert mac != identifiers.loop_mark(KEY, value)
    assert mac not in identifiers.bounce_address(KEY, LETTER, MAILBOX)


def test_it_draws_references_without_look_alikes() -> None:
    drawn = [identifiers.public_reference() for _ in range(2000)]

    assert all(re.fullmatch(r"D-[0-9A-Z]{6}", item) for item in drawn)
    assert not set("".join(drawn)) & set("01258OILZSBAEU")
    # 113 million references: a repeat among 2,000 has a chance of about 2 %.
    assert len(set(drawn)) >= 1998


def test_it_differs_from_letter_to_letter() -> None:
    ids = {
        identifiers.message_id(KEY, uuid4(), TENANT, DOMAIN).split(".")[2] for _ in "ab"
    }

    assert len(ids) == 2
