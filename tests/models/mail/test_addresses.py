"""One person has one name here, however an address of theirs is written."""

from __future__ import annotations

import pytest

from models.base.addresses import (
    address_hash,
    fold_address,
    is_of_office,
    name_reader,
    names_of,
)

KEY = b"k" * 32


@pytest.mark.parametrize(
    "written",
    [
        "Jean.Dupont@Gmail.com",
        "jeandupont@gmail.com",
        "j.e.a.n.dupont+assurance@gmail.com",
        "jeandupont@googlemail.com",
        "jeandupont@ｇmail.com",
        "ｊeandupont@gmail.com",
        "jeandupont@gmail。com",
        "jeandupont@gmail.com.",
    ],
)
def test_every_way_to_reach_a_person_counts_as_one(written: str) -> None:
    assert name_reader(written) == "jeandupont@gmail.com"


@pytest.mark.parametrize(
    "written", ["marie@société.fr", "marie@SOCIÉTÉ.FR", "Marie@xn--socit-esab.fr"]
)
def test_a_domain_with_accents_is_one_domain(written: str) -> None:
    assert fold_address(written) == "marie@xn--socit-esab.fr"
    assert address_hash(KEY, written) == address_hash(KEY, "marie@société.fr")


def test_dots_are_kept_where_they_tell_people_apart() -> None:
    assert name_reader("j.dupont@orange.fr") != name_reader("jdupont@orange.fr")


def test_a_mailbox_of_ours_is_known_by_each_of_its_names() -> None:
    """The directory keeps the address as it was typed in, dots and detail included."""
    for mailbox in ("jean.d@gmail.com", "jean.d+reclamations@gmail.com"):
        assert fold_address(mailbox) in names_of(mailbox)
    assert "jean.d@gmail.com" in names_of("jean.d+autre@ｇmail.com")


@pytest.mark.parametrize("domain", ["gmx.net", "wanadoo.com", "hotmail.be", "mail.com"])
def test_a_public_provider_is_nobody_s_office(domain: str) -> None:
    assert not is_of_office(f"inconnu@{domain}", [f"courtier@{domain}"])


@pytest.mark.parametrize("odd", ["", "@", "jean", "jean@" + "x" * 80, "a@\ud800.fr"])
def test_an_odd_address_is_left_as_it_is(odd: str) -> None:
    assert fold_address(odd) == odd.strip()
    assert address_hash(KEY, odd)
