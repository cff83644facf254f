"""Contract and claim numbers in their many notations, and numbers that are none."""

from __future__ import annotations

import pytest

from ingest.proposals.numbers import numbers

FOUND: list[tuple[str, list[str], list[str]]] = [
    ("mon contrat n° HX-204 881", ["HX-204 881"], []),
    ("contrat auto n°12345678", ["12345678"], []),
    ("Contrat : 0012345678 A", ["0012345678 A"], []),
    ("police numéro AB/2024/00123", ["AB/2024/00123"], []),
    ("N° de contrat : 2024-556-789", ["2024-556-789"], []),
    ("contrats HX204881 et HX204882", ["HX204881", "HX204882"], []),
    ("sinistre n° S2024-00991", [], ["S2024-00991"]),
    ("Réf. sinistre : 24/556677/AUT", [], ["24/556677/AUT"]),
    ("dossier 2026031234", [], ["2026031234"]),
    (
        "Réf : SIN-2025-8871, contrat MRH 55 667 788",
        ["MRH 55 667 788"],
        ["SIN-2025-8871"],
    ),
    ("n° adhérent 1234567890", ["1234567890"], []),
    ("numéro de sociétaire 7654321X", ["7654321X"], []),
    ("n° de client 445566", ["445566"], []),
    ("Mon numéro de police est le 99887766.", ["99887766"], []),
    ("N°Contrat:87654321", ["87654321"], []),
    ("contrat n°\xa0123\u202f456\u202f789", ["123\u202f456\u202f789"], []),
    ("vos références : V/REF 889900112", [], ["889900112"]),
    ("votre référence 2024C00123", [], ["2024C00123"]),
    ("le sinistre numéro 5566778 survenu le 12/03/2025", [], ["5566778"]),
    ("contrat F-1234567-02", ["F-1234567-02"], []),
    ("contract number 55-667788", ["55-667788"], []),
    ("police d'assurance habitation 0456 789 123", ["0456 789 123"], []),
    ("contrat souscrit le 12/03/2024 n° 556677", ["556677"], []),
    ("Numéro de contrat\n778899001", ["778899001"], []),
    ("dossier sinistre référencé 2025/0099/MRH", [], ["2025/0099/MRH"]),
    ("mutuelle santé n° 00123456/01", ["00123456/01"], []),
    (
        "Contrat n° : AC 45 889 112 - Sinistre n° : 2025 778 990",
        ["AC 45 889 112"],
        ["2025 778 990"],
    ),
]
TRAPS = [
    "ORIAS 19 000 111",
    "n° ORIAS : 07 012 345",
    "immatriculé à l'ORIAS sous le n° 12065432",
    "contrat, tél. 06 12 34 56 78",
    "mon contrat. Tél : 01.23.45.67.89",
    "contrat : joindre au +33 6 12 34 56 78",
    "IBAN FR76 3000 6000 0112 3456 7890 189",
    "contrat prélevé sur FR7630006000011234567890189",
    "SIREN 552 100 554",
    "SIRET 552 100 554 00013",
    "RCS Lyon 552 100 554",
    "contrat à 1 250,50 €",
    "contrat de 12 000 euros",
    "le contrat du 12/03/2024",
    "le contrat signé le 3 mars 2024",
    "contrat, 75009 Paris",
    "dossier envoyé au 69003 Lyon",
    "12 rue de la Paix 75002 PARIS contrat",
    "sinistre du 2025-03-12 à 14h30",
    "contrat résilié en 2024",
    "immatriculation AB-123-CD contrat",
    "véhicule AB-123-CD, contrat rompu",
    "numéro de sécurité sociale 2 85 05 75 123 456 78",
    "contrat du salarié n° SS 285057512345678",
    "capital de 1 000 000 €, contrat",
    "facture n° FA-2025-0012",
    "contrat ; devis 2025-0099",
    "chèque n° 1234567",
    "référence de l'article L113-15-2 du code des assurances",
    "contrat régi par l'article L. 113-12",
    "recommandé n° 1A 234 567 8901 2 concernant mon contrat",
    "lettre recommandée 2C 123 456 7890 1 au dossier",
    "dossier : code postal 75011",
    "TVA FR 40 552100554 contrat",
    "SWIFT contrat BNPAFRPP123",
    "contrat, 1er février 2026 à 10h15",
    "dossier médiateur TSA 50110 75441 Paris Cedex 09",
    "contrat CS 92459",
    "BP 12345 dossier",
    "sinistre: 3 500 km, 1200 €",
    "sinistre estimé à 15000 €",
    "sinistre estimé à 15000€",
    "franchise contrat: 380 €",
    "sinistre 15.000 euros",
    "contrat n° 0612345678",
]


@pytest.mark.parametrize(("text", "contracts", "claims"), FOUND)
def test_it_finds_a_number_by_its_name(
    text: str, contracts: list[str], claims: list[str]
) -> None:
    found = numbers("", text)

    assert list(found.contracts) == contracts
    assert list(found.claims) == claims


@pytest.mark.parametrize("text", TRAPS)
def test_it_falls_into_no_trap(text: str) -> None:
    found = numbers("", text)

    assert not found.contracts
    assert not found.claims
