"""The acknowledgement of a complaint (« accusé de réception »)."""

from __future__ import annotations

from datetime import date

from models.law.deadlines import mediator_from, mediator_until
from models.law.regimes import SUPERVISORS, Regime
from models.letters.facts import Cabinet, Confirmed, Dates, Text
from models.letters.rendering import render as render_letter


def render(
    cabinet: Cabinet,
    reference: str,
    dates: Dates,
    *,
    confirmed: Confirmed | None = None,
    written_on: date | None = None,
    regime: Regime = Regime.ACPR,
) -> Text:
    """The letter that says: received, by when answered, how to go on.

    Without `confirmed` it leaves by itself and holds nothing taken from the mail.
    `written_on` is the letter's own date, by default the day of reception; past the
    answer's deadline it promises nothing and opens the way to the mediator.
    """
    written_on = written_on or dates.received_on
    return render_letter(
        "acknowledgement",
        cabinet=cabinet,
        reference=reference,
        dates=dates,
        confirmed=confirmed or Confirmed(),
        by_itself=confirmed is None,
        written_on=written_on,
        is_late=written_on > dates.answer_by,
        mediator_from=mediator_from(dates.sent_on),
        mediator_until=mediator_until(dates.sent_on),
        supervisor=SUPERVISORS[regime],
    )
