"""Fields of a complaint that a person may correct: one line a field, read by every screen.

Forms, corrections, the history's words, proposals from the mail, drafts and the sheet all walk
this table. A field costs a column of `models.rows.complaint`, a migration and a line here
(docs/how-to/add-a-field.md).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from models.analysis.findings import Findings
from models.base.addresses import read_address
from models.base.errors import Refused
from models.rows import vocabularies

BAD_ADDRESS = "Cette adresse e-mail n’est pas valide."
BAD_CHOICE = "Cette valeur n’est pas dans la liste."


class Section(StrEnum):
    """Part of a form in which a field stands."""

    ARRIVAL = "arrival"
    PERSON = "person"
    MATTER = "matter"
    SORTING = "sorting"


class Input(StrEnum):
    """HTML control that takes a value; TEXT, EMAIL and TEL are types of `<input>`."""

    TEXT = "text"
    EMAIL = "email"
    TEL = "tel"
    AREA = "area"
    CHOICE = "choice"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of `Complaint` as people see it.

    `limit` is in characters. `choices` maps each code to its French words; `blank` is the
    word of the empty choice, without which one must be chosen. `rests_on` names the answer
    of the understanding (a key of its `confidence`) that fills the field and says how sure
    it is. A field that is not `on_draft` is asked later, on the file's page.
    """

    name: str
    label: str
    section: Section
    input: Input = Input.TEXT
    limit: int = 100
    choices: Mapping[str, str] | None = None
    blank: str = ""
    default: str = ""
    rests_on: str = ""
    on_draft: bool = True

    @property
    def is_code(self) -> bool:
        """Codes may stand in the history; what names a person stays out of it."""
        return self.choices is not None

    @property
    def words(self) -> str:
        """The label inside a sentence."""
        return self.label[0].lower() + self.label[1:]

    def read(self, value: str) -> str:
        """The value as it is kept; raises Refused with a sentence for the person."""
        if self.choices is not None:
            return self._read_code(value)
        if self.input is Input.EMAIL:
            return self._read_address(value)
        if self.input is Input.AREA:
            return self._check_length(
                value.replace("\0", "").replace("\r\n", "\n").strip()
            )
        return self._check_length(" ".join(value.replace("\0", "").split()))

    def proposal(self, findings: Findings) -> str:
        """The value that the mail proposes, or the default."""
        if hasattr(findings, self.name):
            return str(getattr(findings, self.name))
        return findings.suggestions.get(self.rests_on, self.default)

    def _read_code(self, value: str) -> str:
        if value in (self.choices or ()) or (self.blank and not value):
            return value
        raise Refused(BAD_CHOICE)

    def _read_address(self, value: str) -> str:
        if not value.strip():
            return ""
        address = read_address(value)
        if address is None:
            raise Refused(BAD_ADDRESS)
        return address

    def _check_length(self, value: str) -> str:
        if len(value) > self.limit:
            raise Refused(f"Ce champ est limité à {self.limit} caractères.")
        return value


_PERSON, _MATTER, _SORTING = Section.PERSON, Section.MATTER, Section.SORTING
_AREA, _CHOICE = Input.AREA, Input.CHOICE
# The order is that of the forms.
FIELDS: tuple[Field, ...] = (
    Field(
        "channel",
        "Canal",
        Section.ARRIVAL,
        _CHOICE,
        choices=vocabularies.CHANNELS,
        default="email",
        on_draft=False,
    ),
    Field("complainant_name", "Nom du réclamant", _PERSON, limit=200),
    Field(
        "complainant_email",
        "Adresse e-mail",
        _PERSON,
        Input.EMAIL,
        limit=320,
        rests_on="complainant",
    ),
    Field(
        "reclamant_type",
        "Qualité du réclamant",
        _PERSON,
        _CHOICE,
        choices=vocabularies.RECLAMANT_TYPES,
        blank="Non précisée",
        rests_on="reclamant_type",
    ),
    Field(
        "complainant_phone",
        "Téléphone",
        _PERSON,
        Input.TEL,
        limit=60,
        rests_on="phone",
    ),
    Field(
        "complainant_address",
        "Adresse postale",
        _PERSON,
        _AREA,
        limit=1000,
        on_draft=False,
    ),
    Field("subject", "Objet", _MATTER, limit=500),
    Field("contract_number", "N° de contrat", _MATTER, rests_on="numbers"),
    Field("claim_number", "N° de sinistre", _MATTER, rests_on="numbers"),
    Field("insurer", "Assureur", _MATTER, rests_on="insurer"),
    Field(
        "activity",
        "Activité",
        _SORTING,
        _CHOICE,
        choices=vocabularies.ACTIVITIES,
        default="ias",
    ),
    Field(
        "motif",
        "Motif",
        _SORTING,
        _CHOICE,
        choices=vocabularies.MOTIFS,
        blank="À choisir",
        rests_on="motif",
    ),
    Field(
        "product",
        "Produit",
        _SORTING,
        _CHOICE,
        choices=vocabularies.PRODUCTS,
        blank="À choisir",
        rests_on="product",
    ),
    Field(
        "priority",
        "Gravité",
        _SORTING,
        _CHOICE,
        choices=vocabularies.PRIORITIES,
        default="normal",
        rests_on="priority",
    ),
)
BY_NAME: dict[str, Field] = {field.name: field for field in FIELDS}


def proposals_of(findings: Findings) -> dict[str, str]:
    """The fields as a mail proposes them; the cabinet's usual activity is not the mail's."""
    return {f.name: f.proposal(findings) for f in FIELDS if f.name != "activity"}
