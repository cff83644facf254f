"""Paramètres, journal: the cabinet's security events, for its owners."""

from __future__ import annotations

from dashboard.act import Act, Page, show
from dashboard.security.gate import Who
from dashboard.security_words import describe_events
from models.cabinets.journal import list_recent

_PAGE_SIZE = 50


@show("/parametres/journal", who=Who.OWNERS)
def show_journal(act: Act) -> Page:
    """Fifty lines, and the way to the older ones: `avant` is the last line shown."""
    last_shown = act.query.id("avant")
    # One more than a page tells whether there is another.
    found = list_recent(act.db, act.db.tenant_id, _PAGE_SIZE + 1, last_shown)
    shown = found[:_PAGE_SIZE]
    return act.page(
        "settings/journal.html",
        lines=describe_events(act.db, shown),
        older=shown[-1].id if len(found) > _PAGE_SIZE else None,
        is_first="avant" not in act.query,
    )
