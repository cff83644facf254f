"""Vocabulary of those who write about a customer, by capacity. No table is imported here."""

from __future__ import annotations

from enum import StrEnum


class Capacity(StrEnum):
    """A code kept with the party, its name, and the words that hold an acknowledgement."""

    label: str

    def __new__(cls, code: str, label: str) -> Capacity:
        member = str.__new__(cls, code)
        member._value_ = code
        member.label = label
        return member

    MEDIATOR = "mediator", "Médiateur"
    SUPERVISOR = "supervisor", "Autorité de contrôle"
    LAWYER = "lawyer", "Avocat"
    ASSOCIATION = "association", "Association de consommateurs"
    INSURER = "insurer", "Assureur"
    REPRESENTATIVE = "representative", "Mandataire"
