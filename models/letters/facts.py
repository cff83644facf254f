"""Facts that letters are made of, and the texts that come out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from models.law.deadlines import Regime


@dataclass(frozen=True)
class Address:
    """A name to show and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True)
class Mediator:
    """Mediator to whom the complainant may turn: name, postal address (lines), site.

    Consumer mediators owe nothing to a professional (C. conso L.611-3); some take them.
    """

    name: str
    address: str
    site: str
    accepts_professionals: bool = False


@dataclass(frozen=True)
class Cabinet:
    """The sender as its letters name it; `address` may have several lines."""

    name: str
    address: str
    contact_name: str
    contact_email: str
    contact_phone: str
    orias: str
    mediator: Mediator
    # The pages that say how personal data are used, and how complaints are handled; may be empty.
    privacy_url: str = ""
    info_url: str = ""


@dataclass(frozen=True)
class Dates:
    """The days of a complaint, on the cabinet's clock.

    `sent_is_estimated`: the sending day is not known and reception stands for it, so no day
    counted from it is printed. `received_is_confirmed`: a person said the day of reception.
    """

    sent_on: date
    received_on: date
    acknowledge_by: date
    answer_by: date
    sent_is_estimated: bool = False
    received_is_confirmed: bool = False


@dataclass(frozen=True)
class Confirmed:
    """Facts of the complaint that a person confirmed: nothing else of a mail is ever quoted."""

    name: str = ""
    contract: str = ""
    subject: str = ""
    claim: str = ""


@dataclass(frozen=True)
class LetterFacts:
    """Facts of a letter about a complaint.

    `confirmed` is None until a person has qualified the mail. `is_professional` is None
    where nobody knows. `written_on` is the letter's own date. `handler` is the name of
    the person in charge. A letter `on_paper` is posted: it asks for no reply by mail.
    """

    cabinet: Cabinet
    reference: str
    dates: Dates
    written_on: date
    confirmed: Confirmed | None = None
    regime: Regime = Regime.ACPR
    is_professional: bool | None = None
    handler: str = ""
    on_paper: bool = False
    postal_address: str = ""


@dataclass(frozen=True)
class Text:
    """A letter to read: one line of subject, a plain body with `\\n` line ends.

    `promised_on` is the day by which it promises an answer, None where it names none.
    """

    subject: str
    body: str
    promised_on: date | None = None
