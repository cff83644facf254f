"""Passwords: what is refused, how they are kept (Argon2id), how they are compared."""

from __future__ import annotations

import unicodedata
from functools import cache
from importlib.resources import files
from threading import BoundedSemaphore

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError, VerifyMismatchError

# NIST 800-63B-4: 15 characters when it is the only factor, no composition rule, a blocklist.
SHORTEST, LONGEST = 15, 128
# A pattern shorter than this, repeated, is no longer than itself.
_PATTERN = 9
_FEWEST_LETTERS = 5

_hasher = PasswordHasher(time_cost=3, memory_cost=47_104, parallelism=1)
# Each takes 46 MiB and one core for a tenth of a second.
_turns = BoundedSemaphore(4)


def hash_password(password: str) -> str:
    """The Argon2id line to keep; about 0.1 s on a thread of its own."""
    with _turns:
        return _hasher.hash(_normal(password))


def matches(kept: str, password: str) -> bool:
    """Compare with the password kept; as slow when nothing is kept as when it is wrong."""
    try:
        with _turns:
            return _hasher.verify(kept or _nobody(), _normal(password)) and bool(kept)
    except (VerifyMismatchError, VerificationError, InvalidHashError):
        return False


def is_outdated(kept: str) -> bool:
    """Tell whether the line was made with weaker parameters than today's."""
    return _hasher.check_needs_rehash(kept)


def refusals(password: str, *about: str) -> list[str]:
    """Give the reasons to refuse a new password, in French sentences; `about` is the person's name and address."""
    word = _normal(password)
    reasons = (
        (len(word) < SHORTEST, f"Il faut au moins {SHORTEST} caractères."),
        (len(word) > LONGEST, f"Il faut au plus {LONGEST} caractères."),
        (_is_weak(word), "Ce mot de passe est trop courant ou trop prévisible."),
        (
            len(word) >= SHORTEST and _repeats_identity(word, about),
            "Il ressemble trop à votre nom ou à votre adresse.",
        ),
    )
    return [sentence for refused, sentence in reasons if refused]


def _normal(password: str) -> str:
    # The same letters however the keyboard composed them.
    return unicodedata.normalize("NFKC", password)


def _is_weak(word: str) -> bool:
    plain = "".join(c for c in word.casefold() if c.isalnum())
    if len(set(plain)) < _FEWEST_LETTERS or _repeats(plain):
        return True
    return plain in _common() or plain.rstrip("0123456789") in _common()


def _repeats(plain: str) -> bool:
    """Tell whether the word is a short pattern, or a common word, repeated."""
    for length in range(1, len(plain) // 2 + 1):
        unit = plain[:length]
        said_again = (unit * (len(plain) // length + 1))[: len(plain)] == plain
        if said_again and (length < _PATTERN or unit in _common()):
            return True
    return False


def _repeats_identity(word: str, about: tuple[str, ...]) -> bool:
    """Tell whether little is left of the word once the person's name and address are taken out."""
    left = "".join(c for c in word.casefold() if c.isalnum())
    for part in " ".join(about).casefold().replace("@", " ").replace(".", " ").split():
        if len(part) >= 4:
            left = left.replace(part, "")
    return len(left) < SHORTEST - 7


@cache
def _common() -> frozenset[str]:
    text = files("models.cabinets").joinpath("common_passwords.txt").read_text("utf-8")
    return frozenset(line for line in text.splitlines() if not line.startswith("#"))


@cache
def _nobody() -> str:
    return _hasher.hash("nobody has this password")
