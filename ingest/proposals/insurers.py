"""Insurers of the French market by the names that customers give them: name to expressions.

The expressions are those of `lexicon`. A name that is also a word (a month, a bee, a first
name) stands beside one that makes it an insurer's.
"""

from __future__ import annotations

from models.base.folding import fold

INSURERS: dict[str, str] = {
    "Abeille Assurances": "abeille assurance|assurances|vie|iard\naviva",
    "Acheel": "acheel",
    "ACM": "assurances crédit mutuel\nacm iard|vie",
    "Aésio Mutuelle": "aésio",
    "Afi Esca": "afi esca",
    "AG2R La Mondiale": "ag2r\nmondiale partenaire",
    "Allianz": "allianz",
    "Apicil": "apicil",
    "Apivia": "apivia",
    "April": "april assurance|assurances|moto|santé|prévoyance|mobilité|marine\nchez|assureur|société|groupe april",
    "Aréas": "aréas assurance|assurances|dommages|vie\nchez|assureur aréas",
    "AXA": "axa",
    "BPCE Assurances": "bpce assurance|assurances|vie|iard",
    "Cardif": "cardif",
    "CFDP": "cfdp",
    "Chubb": "chubb",
    "CNP Assurances": "cnp",
    "Covéa": "covéa",
    "Crédit Agricole Assurances": "crédit agricole assurance|assurances\npacifica\npredica",
    "Direct Assurance": "direct assurance",
    "Eurofil": "eurofil",
    "Europ Assistance": "europ assistance",
    "Gan": "gan assurance|assurances|vie|patrimoine|prévoyance\nchez|assureur gan",
    "Generali": "generali",
    "GMF": "gmf",
    "Groupama": "groupama",
    "Harmonie Mutuelle": "harmonie mutuelle",
    "Helvetia": "helvetia",
    "Hiscox": "hiscox",
    "Juridica": "juridica",
    "Klesia": "klesia",
    "L’Olivier Assurance": "olivier assurance|assurances",
    "La Banque Postale Assurances": "banque postale assurance|assurances",
    "La Médicale": "médicale france",
    "Leocare": "leocare",
    "Lovys": "lovys",
    "Luko": "luko",
    "MAAF": "maaf",
    "MACIF": "macif",
    "MAE": "mae assurance|assurances\nchez|assureur mae",
    "MAIF": "maif",
    "Malakoff Humanis": "malakoff humanis|médéric",
    "Matmut": "matmut",
    "MetLife": "metlife",
    "MGEN": "mgen",
    "MMA": "mma",
    "Mondial Assistance": "mondial assistance",
    "Mutex": "mutex",
    "Mutuelle de Poitiers": "mutuelle poitiers",
    "Oradéa Vie": "oradéa",
    "Prévoir": "prévoir vie\ngroupe prévoir",
    "QBE": "qbe",
    "SMABTP": "smabtp",
    "Sogecap": "sogecap",
    "Sogessur": "sogessur",
    "Solly Azar": "solly azar",
    "Spirica": "spirica",
    "Suravenir": "suravenir",
    "Swiss Life": "swiss life\nswisslife",
    "Thélem Assurances": "thélem",
    "Wakam": "wakam",
    "Zurich": "zurich insurance|assurance|assurances",
}
_WORDS = frozenset(
    word
    for lines in INSURERS.values()
    for word in fold(lines.replace("|", " ")).split()
)


def is_name(words: str) -> bool:
    """Tell whether words are spelled as names are: « générale » has the stem of Generali alone."""
    spelled = [word for word in fold(words).split() if len(word) > 2]
    return all(word in _WORDS for word in spelled)
