"""Whom a header names, where parsers disagree."""

from __future__ import annotations

import pytest

from ingest.identity import claims_other_address, one_address, quoted_person
from ingest.understood import Person


@pytest.mark.parametrize(
    "header",
    [
        "alice@courtier.fr <bob@evil.fr>",
        "alice@courtier.fr]<bob@evil.fr>",
        "alice@courtier.fr)bob@evil.fr",
        "<alice@courtier.fr> <bob@evil.fr>",
        "alice@courtier.fr, bob@evil.fr",
        "amis: alice@courtier.fr, bob@evil.fr;",
        "=?utf-8?q?alice=40courtier.fr=3E=2C?=@evil.fr",
        '"alice" bob" <bob@evil.fr>',
        '"a b"@evil.fr',
        "bob@evil.fr\x00",
        "",
        None,
        "x" * 2_000 + "@evil.fr",
    ],
)
def test_it_names_nobody_when_in_doubt(header: str | None) -> None:
    assert one_address(header) is None


@pytest.mark.parametrize("mark", ' ()<>,;:[]@\\"\n\t')
def test_it_names_nobody_where_a_mark_glues_two_addresses(mark: str) -> None:
    # CVE-2023-27043: a reader that stops at the mark sees the first, another the second.
    for header in (
        f"alice@courtier.fr{mark}<bob@evil.fr>",
        f"alice@courtier.fr{mark} <bob@evil.fr>",
        f"<alice@courtier.fr{mark}bob@evil.fr>",
        f"alice@courtier.fr{mark}bob@evil.fr",
    ):
        assert one_address(header) is None, header


@pytest.mark.parametrize(
    ("header", "person"),
    [
        ("bob@b.fr", Person("", "bob@b.fr")),
        ("<bob@b.fr>", Person("", "bob@b.fr")),
        ("bob@b.fr <bob@b.fr>", Person("", "bob@b.fr")),
        ('"Dupont, Bob" <bob@b.fr>', Person("Dupont, Bob", "bob@b.fr")),
        ("=?utf-8?q?=C3=89lo=C3=AFse?= <e@b.fr>", Person("Éloïse", "e@b.fr")),
        ("bob@b.fr (Bob Martin)", Person("Bob Martin", "bob@b.fr")),
    ],
)
def test_it_names_one_plain_mailbox(header: str, person: Person) -> None:
    assert one_address(header) == person


def test_it_sees_a_name_that_shows_another_address() -> None:
    assert claims_other_address(Person("client@victime.fr", "eve@evil.fr"))
    assert not claims_other_address(Person("Bob", "bob@b.fr"))


@pytest.mark.parametrize(
    ("text", "person"),
    [
        ("Zoé [mailto:zoe@a.fr]", Person("Zoé", "zoe@a.fr")),
        ("Zoé<mailto:zoe@a.fr>", Person("Zoé", "zoe@a.fr")),
        ("Zoé <zoe@a.fr<mailto:zoe@a.fr>>", Person("Zoé", "zoe@a.fr")),
        ("bureau@a.fr De la part de Zoé", Person("Zoé", "bureau@a.fr")),
        ("Zoé", Person("Zoé", "")),
        ("Zoé <zoe@a.fr>, Max <max@a.fr>", Person("Zoé", "")),
    ],
)
def test_it_reads_a_quoted_line(text: str, person: Person) -> None:
    assert quoted_person(text) == person
