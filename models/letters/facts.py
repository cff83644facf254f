"""What a letter is made of, and what comes out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Address:
    """A name to show and an e-mail address."""

    name: str
    email: str


@dataclass(frozen=True)
class Mediator:
    """Who the complainant may turn to: name, postal address (lines), site."""

    name: str
    address: str
    site: str


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
    # The page that says how personal data are used; may be empty.
    privacy_url: str = ""


@dataclass(frozen=True)
class Dates:
    """The days of a complaint, on the cabinet's clock.

    `sent_is_estimated` says that the sending day is not known and reception stands for it.
    """

    sent_on: date
    received_on: date
    acknowledge_by: date
    answer_by: date
    sent_is_estimated: bool = False


@dataclass(frozen=True)
class Confirmed:
    """What a person has confirmed of the complaint: nothing else of a mail is ever quoted."""

    name: str = ""
    contract: str = ""
    subject: str = ""


@dataclass(frozen=True)
class Text:
    """A letter to read: one line of subject, a plain body with `\\n` line ends."""

    subject: str
    body: str
