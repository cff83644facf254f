"""Invented people: each number is somebody else."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

_FIRST_NAMES = (
    "Amélie André Anaïs Benoît Béatrice Cédric Chloé Christophe Cécile Damien Denise "
    "Élodie Émile Éric Fabienne François Frédérique Gaëlle Gérard Hélène Hervé Inès "
    "Jean-Luc Jérôme Joëlle Julien Laëtitia Léa Loïc Maëlys Marie-Thérèse Maxime "
    "Mélanie Michèle Nadège Noël Océane Odile Pierre-Yves Raphaël René Sébastien "
    "Solène Sylvie Thérèse Valérie Yann"
)
_LAST_NAMES = (
    "Aubry|Barthélemy|Béranger|Boulanger|Cailleux|Chevallier|Coëffic|D’Almeida|"
    "de La Fontaine|Delahaye|Delépine|Desprès|Dumoulin|Étienne|Faugère|Gauthier|"
    "Geffroy|Géraud|Guérin|Hébrard|Jacquemin|Joubert|Kerdoncuff|L’Hostis|Lacroix|"
    "Lefèvre|Le Goff|Lemaître|Maçon|Maréchal|Mérienne|Montaigu|Nguyễn|Noël|Ollivier|"
    "Pâquet|Péchard|Pérez|Quéré|Raynaud|Reußner|Sébire|Tanguy|Thévenot|Vasseur|"
    "Verdière|Zunino"
)
_FIRST, _LAST = _FIRST_NAMES.split(), _LAST_NAMES.split("|")
_DOMAINS = (
    "courriel-du-soir.example",
    "boite.maville.example",
    "mel-familial.example",
    "atelier-duval.example",
    "poste-restante.example",
)
_LETTERS = str.maketrans({"’": "", " ": "", "ß": "ss", "-": ""})


@dataclass(frozen=True, slots=True)
class Person:
    """A name as written in a signature, and one address."""

    name: str
    email: str


def customer(number: int) -> Person:
    """The complainant of mail `number`: no other number has this address."""
    first = _FIRST[number % len(_FIRST)]
    last = _LAST[number // len(_FIRST) % len(_LAST)]
    domain = _DOMAINS[number % len(_DOMAINS)]
    return Person(f"{first} {last}", f"{_plain(first)}.{_plain(last)}{number}@{domain}")


def _plain(word: str) -> str:
    """The word as addresses write it: no accent, no mark."""
    letters = unicodedata.normalize("NFKD", word.translate(_LETTERS))
    return "".join(c for c in letters if c.isascii()).lower()


# Colleagues of one firm: the cabinet has verified all of them.
FORWARDERS = (
    Person("Aline Morel", "aline.morel@cabinet-brossard.example"),
    Person("Thierry Brossard", "t.brossard@cabinet-brossard.example"),
    Person("Nadège Rouvière", "nadege.rouviere@cabinet-brossard.example"),
    Person("Accueil Cabinet Brossard", "accueil@cabinet-brossard.example"),
)
MAILBOX = Person(
    "Réclamations Cabinet Brossard", "reclamations@cabinet-brossard.example"
)
