"""Pages of docs/reference that are made from the code: `python -m cli.reference` (`make docs`)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import fields
from pathlib import Path
from typing import Any
from uuid import UUID

from dashboard import security_words
from dashboard.complaints import timeline
from dashboard.labels import choices
from models.analysis.doubts import Doubt
from models.base.settings import Settings
from models.rows.event_kinds import EventKind
from models.rows.letter import LetterState
from models.sending.policy import QUESTIONS
from models.sending.reason_table import REASONS, Reason
from models.store.tables import CLOCK_COLUMNS, DELETABLE, METADATA, PLATFORM_TABLES

FOLDER = Path(__file__).resolve().parent.parent / "docs" / "reference"
_MADE = "<!-- Made from the code by `make docs`: change the code, not this page. -->"


def settings_page() -> str:
    """Every environment variable, its default, what it is and how one is written."""
    rows = [
        (
            _code(known["name"]),
            _code(_as_written(field.default)),
            known["says"],
            _code(known["example"]),
        )
        for field in fields(Settings)
        for known in [field.metadata]
    ]
    return _page(
        "Settings",
        "Environment variables, read once at the start. A secret may come from a file instead:\n"
        "`DATABASE_URL_FILE=/run/secrets/database_url`. A wrong value stops the start with the\n"
        "variable's name and what was expected, never with the value.",
        _table(("variable", "default", "what it is", "for example"), rows),
        "In a URL, write `@`, `:`, `/`, `%` and `#` of a user or password as `%40`, `%3A`,\n"
        "`%2F`, `%25` and `%23`. Three schemes lead to a mail server: `smtps://` (TLS from the\n"
        "first byte, port 465), `smtp+starttls://` (TLS asked for, or nothing is sent, port 587)\n"
        "and `smtp://` (no encryption, port 25; with a password on this machine only).",
    )


def events_page() -> str:
    """Every kind of event, with an example of its French sentence."""
    shown = [
        (_code(k), timeline.describe_act(k, _Sample(_SAMPLES.get(k, {})), _NAMES))
        for k in EventKind
        if k.partition(":")[0] in ("complaint", "letter", "message")
    ]
    security = [
        (_code(k), security_words.describe(k, _Sample(_SAMPLES.get(k, {}))))
        for k in EventKind
        if k.partition(":")[0] in ("access", "user")
    ]
    own = [
        (_code(k), k.words)
        for k in EventKind
        if k.partition(":")[0] in ("tenant", "mailbox", "forwarder")
    ]
    return _page(
        "Events",
        "Lines of the history, which is only added to. A kind is `subject:action`; it is part of\n"
        "a chain of hashes, so one that was written once is never renamed. The sentence is what\n"
        "the page shows, « … » stands for what the event holds.",
        "## History of a complaint\n\n" + _table(("kind", "sentence"), shown),
        "## Security journal\n\n" + _table(("kind", "sentence"), security),
        "## The cabinet's own stream\n\nNo page shows these yet.\n\n"
        + _table(("kind", "words"), own),
    )


def reasons_page() -> str:
    """Every code that explains why a letter or a message is where it is."""
    asked = [
        (
            _code(reason.code),
            reason.state.value if reason.state else "",
            reason.sentence,
            _lifts(reason),
            _remedy(reason),
        )
        for reason in (question.reason for question in QUESTIONS)
    ]
    later = [
        (_code(reason.code), reason.sentence, _remedy(reason))
        for reason in REASONS
        if reason.state is None
    ]
    return _page(
        "Reasons",
        "Codes that say why a letter waits, why it may not leave, and why a message is no\n"
        "complaint. Rooms hand codes to each other; the sentence is chosen where it is shown.",
        "## Questions asked before a letter leaves\n\n"
        "Walked in this order; the first that is not answered well decides.\n\n"
        + _table(("code", "state", "sentence", "lifted by", "remedy"), asked),
        "## What happened to a letter afterwards\n\n"
        + _table(("code", "sentence", "remedy"), later),
        "## Doubts about a mail\n\n"
        "Details of the question `rules`: why a person must look before anything leaves.\n\n"
        + _table(("code", "words"), [(_code(d.value), d.sentence) for d in Doubt]),
        "## Rules that ignore a message\n\n" + _vocabulary("rule"),
        "## Reasons that set a message aside\n\n" + _vocabulary("set_aside"),
        "## Troubles of a mailbox\n\n" + _vocabulary("trouble"),
        "## Reasons that dismiss a draft\n\n" + _vocabulary("dismissal"),
    )


def roles_page() -> str:
    """The roles of the database, and the lists that bound what each may do."""
    walled = sorted(set(METADATA.tables) - PLATFORM_TABLES)
    read = [(_code(t), ", ".join(map(_code, c))) for t, c in CLOCK_COLUMNS.items()]
    return _page(
        "Roles and walls",
        _ROLES,
        "## Tables of a cabinet\n\n"
        "Row-level security is enabled and forced on each: no row is seen before the transaction\n"
        "names its cabinet (`app.tenant`).\n\n" + _list(walled),
        "## Tables of the platform\n\n"
        "They belong to no single cabinet and hold no personal data in clear.\n\n"
        + _list(PLATFORM_TABLES),
        "## Tables from which the app role may delete\n\n" + _list(DELETABLE),
        "## Columns that the clock role may read\n\n"
        + _table(("table", "columns"), read),
    )


PAGES: dict[str, Callable[[], str]] = {
    "settings": settings_page,
    "events": events_page,
    "reasons": reasons_page,
    "roles": roles_page,
}


def path_of(name: str) -> Path:
    return FOLDER / f"{name}.md"


_ROLES = """\
| role | used by | may | may not |
| --- | --- | --- | --- |
| `reclampro_owner` | `reclampro migrate` | own and change the tables | serve anybody |
| `reclampro_app` | web, workers | read and write the rows of the cabinet that its transaction \
names; add to the history | see another cabinet's row, change or delete a line of the history, \
delete rows but of the tables below, make large objects |
| `reclampro_clock` | clock, sweeps | see every cabinet's ids, states and due times (BYPASSRLS) | \
read any other column, write |

`models/roles.sql` makes them. A process refuses to start under a role that may do more.

Two fences stand one behind the other: `TenantSession` adds the cabinet to every query of the ORM,
and row-level security holds by itself. Each is tested with the other taken away. Whoever signs in is
known before their cabinet is: a transaction may show a key (an address, the digest of a secret), read
the one row of people that bears it, and write none (policy `shown_key`)."""
_JEANNE, _DRAFT = UUID(int=1), UUID(int=2)
_NAMES = timeline.Names({_JEANNE: "Jeanne"}, {}, {}, {str(_DRAFT): "D-7K3M9Q"})
# What the sentence of a kind needs beside « … ».
_SAMPLES: dict[str, dict[str, Any]] = {
    EventKind.COMPLAINT_MOVED: {"from": "new", "to": "in_progress"},
    EventKind.COMPLAINT_REOPENED: {"from": "closed", "to": "in_progress"},
    EventKind.COMPLAINT_CORRECTED: {"fields": ["subject", "contract_number"]},
    EventKind.COMPLAINT_DATES_CONFIRMED: {"fields": ["sent_on", "received_on"]},
    EventKind.COMPLAINT_DATES_CORRECTED: {"sent_on": ["2026-11-16", "2026-11-14"]},
    EventKind.COMPLAINT_DATES_RECOUNTED: {
        "acknowledge_by": ["2026-11-27", "2026-11-28"]
    },
    EventKind.COMPLAINT_ENTERED: {"number": "2026-0001"},
    EventKind.COMPLAINT_CONFIRMED: {"number": "2026-0001"},
    EventKind.COMPLAINT_ATTACHED: {"to": _DRAFT},
    EventKind.COMPLAINT_DETACHED: {"from": _DRAFT},
    EventKind.COMPLAINT_JOINED: {"draft": _DRAFT},
    EventKind.COMPLAINT_LEFT: {"draft": _DRAFT},
    EventKind.COMPLAINT_ASSIGNED: {"to": _JEANNE},
    EventKind.ACCESS_SESSIONS_ENDED: {"count": 2},
    EventKind.USER_INVITED: {"role": "reader"},
    EventKind.USER_ROLE_CHANGED: {"role": "reader"},
}


class _Sample(dict[str, Any]):
    """The data of an event: « … » for whatever is asked for and not given."""

    def __missing__(self, key: str) -> str:
        return "…"


def _page(title: str, *paragraphs: str) -> str:
    return "\n\n".join([f"# {title}", _MADE, *paragraphs]) + "\n"


def _table(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    return "\n".join(_lines(heads, rows))


def _lines(heads: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for cells in (heads, ("---",) * len(heads), *rows):
        yield f"| {' | '.join(cells)} |"


def _list(names: Iterable[str]) -> str:
    return ", ".join(_code(name) for name in sorted(names)) + "."


def _vocabulary(name: str) -> str:
    rows = [(_code(code), words) for code, words in choices(name) if code]
    return _table(("code", "words"), rows)


def _lifts(reason: Reason) -> str:
    ways = {"a click": reason.click, "the last safe day": reason.last_day}
    lifted = " or ".join(way for way, does in ways.items() if does)
    if reason.state is LetterState.HELD:
        return lifted or "what it asks for"
    return lifted


def _remedy(reason: Reason) -> str:
    return reason.remedy.words if reason.remedy else ""


def _code(value: str) -> str:
    return f"`{value}`" if value else ""


def _as_written(default: Any) -> str:
    """A default as one would write it in the environment."""
    if default is None or default in ("", ()):
        return ""
    if isinstance(default, bool):
        return "yes" if default else "no"
    if isinstance(default, tuple):
        return ",".join(default)
    return str(default)


if __name__ == "__main__":
    for name, make in PAGES.items():
        path_of(name).write_text(make(), encoding="utf-8")
