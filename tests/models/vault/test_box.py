"""A sealed value opens with its key in its place, and nowhere else."""

from __future__ import annotations

import pytest

from models.base.errors import IntegrityLost
from models.vault.keys import context, open_sealed, seal

KEY, PLACE = b"k" * 32, context("tenant", "mailboxes", "password", 7)


def test_it_opens_what_it_sealed() -> None:
    for plain in (b"", b"mot de passe", b"\0" * 100_000):
        assert open_sealed(KEY, seal(KEY, plain, PLACE), PLACE) == plain


def test_it_never_seals_twice_alike() -> None:
    assert seal(KEY, b"x", PLACE) != seal(KEY, b"x", PLACE)


def test_it_opens_with_no_other_key_or_place() -> None:
    sealed = seal(KEY, b"x", PLACE)

    with pytest.raises(IntegrityLost):
        open_sealed(b"o" * 32, sealed, PLACE)
    with pytest.raises(IntegrityLost):
        open_sealed(KEY, sealed, context("tenant", "mailboxes", "password", 8))


def test_it_opens_nothing_changed_or_cut() -> None:
    sealed = seal(KEY, b"mot de passe", PLACE)
    changed = [
        sealed[:at] + bytes([sealed[at] ^ 1]) + sealed[at + 1 :]
        for at in range(len(sealed))
    ]
    cut = [sealed[:length] for length in range(len(sealed))]

    for bad in [*changed, *cut, sealed + b"x"]:
        with pytest.raises(IntegrityLost):
            open_sealed(KEY, bad, PLACE)


def test_it_keeps_the_parts_of_a_place_apart() -> None:
    assert context("a", "bc") != context("ab", "c")
    with pytest.raises(ValueError, match="part of a context"):
        context("a|b", "c")
