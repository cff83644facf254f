"""Passwords: what is refused, and how they are kept."""

from __future__ import annotations

import unicodedata

import pytest

from models.cabinets import passwords


@pytest.mark.parametrize(
    "word",
    [
        "trois chats gris sur le toit",
        "Zx9!kQ2#vB7@mN4$",
        "é" * 3 + "ventail bleu sous la pluie",
        "a" * 40 + " bcdefghij klmnop",
    ],
)
def test_it_accepts(word: str) -> None:
    assert passwords.refusals(word, "marie@cabinet.example", "Marie Petit") == []


@pytest.mark.parametrize(
    "word",
    [
        "court",
        "quatorze-lettr",
        "x" * 129,
        "aaaaaaaaaaaaaaaaaaaa",
        "azertyazertyazerty",
        "motdepassemotdepasse",
        "Mot de passe, mot de passe !",
        "123456789012345",
        "azertyuiopqsdfghjklm",
        "motdepasse2026motdepasse2026",
        "reclamproreclampro1",
        "marie petit marie petit",
        "marie.petit@cabinet",
    ],
)
def test_it_refuses(word: str) -> None:
    assert passwords.refusals(word, "marie.petit@cabinet.example", "Marie Petit")


def test_it_keeps_argon2id_and_knows_it_again() -> None:
    kept = passwords.hash_password("éléphant volant dans la cour")

    assert kept.startswith("$argon2id$")
    typed = unicodedata.normalize("NFD", "éléphant volant dans la cour")
    assert passwords.matches(kept, typed)
    assert not passwords.matches(kept, "elephant volant dans la cour")


def test_nobody_has_an_empty_or_broken_line() -> None:
    assert not passwords.matches("", "nobody has this password")
    assert not passwords.matches("", "")
    assert not passwords.matches("not argon", "x")
