"""Cast of the demo: two cabinets, their people, their mailboxes, their mediator."""

from __future__ import annotations

from dataclasses import dataclass

PASSWORD = "bonjour-la-demonstration"  # noqa: S105  printed for whoever starts the demo


@dataclass(frozen=True)
class Person:
    """`role` is a value of `models.rows.user.Role`."""

    name: str
    email: str
    role: str


@dataclass(frozen=True)
class CabinetOfDemo:
    """`details` are columns of `Tenant`; its people are verified, so their forwards count."""

    name: str
    mailbox: str
    details: dict[str, str]
    people: tuple[Person, ...]

    @property
    def owner(self) -> Person:
        return self.people[0]


MEDIATOR = (
    "La Médiation de l’Assurance",
    "TSA 50110\n75441 Paris Cedex 09",
    "https://www.mediation-assurance.org",
)

CABINETS = (
    CabinetOfDemo(
        "Cabinet Lemarchand Assurances",
        "lemarchand@in.reclampro.example",
        {
            "address": "12, rue des Halles\n45000 Orléans",
            "contact_name": "Claire Lemarchand",
            "contact_email": "claire.lemarchand@lemarchand.example",
            "contact_phone": "02 38 00 00 12",
            "orias": "07000111",
        },
        (
            Person(
                "Claire Lemarchand", "claire.lemarchand@lemarchand.example", "owner"
            ),
            Person("Hugo Petit", "hugo.petit@lemarchand.example", "member"),
            Person("Odile Brun", "odile.brun@lemarchand.example", "reader"),
        ),
    ),
    CabinetOfDemo(
        "Ponant Courtage",
        "ponant@in.reclampro.example",
        {
            "address": "3, quai de la Douane\n29200 Brest",
            "contact_name": "Yann Le Goff",
            "contact_email": "yann.legoff@ponant.example",
            "contact_phone": "02 98 00 00 22",
            "orias": "07000222",
        },
        (
            Person("Yann Le Goff", "yann.legoff@ponant.example", "owner"),
            Person("Nolwenn Tanguy", "nolwenn.tanguy@ponant.example", "member"),
        ),
    ),
)
