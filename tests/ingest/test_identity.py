"""Person whom a header names, where parsers disagree."""

from __future__ import annotations

import pytest

from ingest.mime.identity import (
    claims_other_address,
    names_nobody,
    one_address,
    propose_person,
    read_quoted_person,
)
from ingest.mime.values import Person


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
    assert read_quoted_person(text) == person


@pytest.mark.parametrize(
    "header",
    [
        '"Zoé" zoe@a.fr',
        "Zoé zoe@a.fr",
        "Zoé <zoe@a.fr",
        "Zoé <<zoe@a.fr>>",
        "Zoé: zoe@a.fr;",
        '"Zoé <zoe@a.fr>',
        '"Zoé" <mailto:zoe@a.fr>',
        "=?utf-8?q?Zo=C3=A9_<zoe@a.fr>?=",
        "=?utf-8?b?Wm/DqSA8em9lQGEuZnI+?=",
    ],
)
def test_it_proposes_the_only_address_of_bad_grammar(header: str) -> None:
    assert one_address(header) is None
    assert propose_person([header]) == Person("Zoé", "zoe@a.fr")
    assert propose_person([header, "<ZOE@a.fr>"]) is not None


@pytest.mark.parametrize(
    "headers",
    [
        ["alice@courtier.fr <bob@evil.fr>"],
        ["alice@courtier.fr)bob@evil.fr"],
        ["<alice@courtier.fr", "<bob@evil.fr>"],
        ["=?utf-8?q?alice=40courtier.fr=3E=2C?=@evil.fr"],
        ["=?utf-8?q?alice=40courtier.fr?= <bob@evil.fr"],
        ["Alice"],
        [],
    ],
)
def test_it_proposes_nobody_where_two_are_meant(headers: list[str]) -> None:
    assert propose_person(headers) is None


@pytest.mark.parametrize("header", ["<>", "", " ", '"Zoé" <>', "Zoé < >;", '""', "<>,"])
def test_it_knows_a_header_that_names_nobody(header: str) -> None:
    assert names_nobody(header)


@pytest.mark.parametrize("header", ["zoe@a.fr", "<>, zoe@a.fr", "<zoe>", "<a@b", "@"])
def test_it_knows_a_header_that_may_name_somebody(header: str) -> None:
    assert not names_nobody(header)
