"""Act: the one argument of a handler; `show` and `change` make a route of the handler."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Callable
from datetime import date
from functools import cached_property
from typing import Any, Concatenate, TypeAlias
from uuid import UUID

from anyio import to_thread
from litestar import Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.handlers import HTTPRouteHandler
from litestar.response import Redirect

from dashboard import templating
from dashboard.complaints.paths import path_of
from dashboard.forms import Form
from dashboard.query import Query
from dashboard.security.access import get_complaint, get_tenant
from dashboard.security.cookies import HttpRequest
from dashboard.security.flashes import flash
from dashboard.security.gate import Who
from dashboard.security.refusals import SignInNeeded
from dashboard.security.tries import count_tries
from dashboard.security.viewer import Viewer, find_viewer
from dashboard.templating import is_htmx
from models.cabinets.throttle import Limit
from models.complaints.legal_dates import today_of
from models.complaints.work import Work
from models.rows.base import now
from models.rows.complaint import Complaint
from models.rows.letter import LetterState
from models.rows.tenant import Tenant
from models.sending.acknowledgement import find_letter
from models.store.service import Service
from models.store.session import TenantSession
from workers.queue import Job, enqueue_after_commit

Page: TypeAlias = Response[Any]
# The ids of the path follow the act.
_Handler: TypeAlias = Callable[Concatenate["Act", ...], Page]


class Act:
    """One request: who asks, what they sent, one transaction, and the ways to answer."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        self.service: Service = request.app.state.service
        self.query = Query(request.query_params)
        # Pages for anybody open none, and ask for no connection.
        self._db: TenantSession | None = None

    @property
    def viewer(self) -> Viewer:
        """The person signed in; raises SignInNeeded."""
        found = find_viewer(self.request)
        if found is None:
            raise SignInNeeded
        return found

    @cached_property
    def form(self) -> Form:
        """The fields of a change; empty for a page that is only shown."""
        sent: Form | None = self.request.scope["state"].get("form")
        return sent or Form([])

    @property
    def db(self) -> TenantSession:
        """The transaction of the viewer's cabinet, begun by the first who asks for it.

        It is committed before the response leaves and rolled back on an error.
        """
        if self._db is None:
            self._db = TenantSession(self.service.app, self.viewer.tenant_id)
        return self._db

    @property
    def tenant(self) -> Tenant:
        return get_tenant(self.db)

    @property
    def today(self) -> date:
        """The day on the cabinet's clock."""
        return today_of(self.tenant, now())

    def complaint(self, id: UUID, *, locked: bool = False) -> Complaint:  # noqa: A002
        """A complaint of the viewer's cabinet; raises NotFound."""
        return get_complaint(self.db, id, locked=locked)

    def work(self, *, unseen: bool = False) -> Work:
        """The work that the verbs of complaints take: who works, and on which version.

        `unseen` where the form shows no version of the complaint.
        """
        seen = None if unseen else self.form.version
        return Work(self.db, self.service, self.viewer.user_id, seen=seen)

    def count_try(self, limits: tuple[Limit, ...], key: UUID) -> None:
        """Count one try of a person or of a cabinet; raises TooManyTries."""
        count_tries(self.service, (limits, str(key)))

    def wake(self, job: Job, row_id: UUID) -> None:
        """Have a worker look at a row as soon as the change is committed."""
        enqueue_after_commit(self.db, job, self.db.tenant_id, row_id)

    def page(self, template: str, *, status: int = 0, **context: Any) -> Page:
        """Render a template now, in the handler's thread and transaction.

        A context with an `error` or with `errors` makes it a 422.
        """
        # Browsers and htmx then show the form again, and nothing was saved.
        is_refused = context.get("error") or context.get("errors")
        # The frame around a page shows the cabinet's counts: it needs the transaction too.
        db = self.db if find_viewer(self.request) else None
        status = status or (422 if is_refused else 200)
        return templating.page(self.request, db, template, status=status, **context)

    def go(
        self, path: str, words: str = "", *, kind: str = "success", undo: str = ""
    ) -> Page:
        """Lead to another page, which shows the words and a button that posts to `undo`."""
        if words:
            flash(self.request, words, kind=kind, undo=undo)
        if is_htmx(self.request):
            # htmx would put the page that a redirect leads to inside a part of this one.
            return Response(None, status_code=204, headers={"HX-Redirect": path})
        # 303, so that a reload of the next page does not send the form again.
        return Redirect(path, status_code=303)

    def return_to(
        self, complaint: Complaint, words: str, *, undo: str = "", at: str = ""
    ) -> Page:
        """Wake the letter that a change let go, and lead to the complaint's page.

        `at` is the part of the page to show.
        """
        letter = find_letter(self.db, complaint)
        # A sweep would find it within a minute; a person waits for it now.
        if letter is not None and letter.state is LetterState.PLANNED:
            self.wake(Job.LETTER, letter.id)
        anchor = f"#{at}" if at else ""
        return self.go(path_of(complaint) + anchor, words, undo=undo)

    def commit(self) -> None:
        if self._db is not None:
            self._db.commit()

    def close(self) -> None:
        if self._db is not None:
            self._db.close()


async def provide_act(request: HttpRequest) -> AsyncGenerator[Act, None]:
    """The act of a request; its commit runs in a thread, since it may wait for the disk."""
    act = Act(request)
    try:
        yield act
        await to_thread.run_sync(act.commit)
    finally:
        await to_thread.run_sync(act.close)


ACT = {"act": Provide(provide_act)}


def show(path: str, who: Who = Who.SIGNED_IN) -> Callable[[_Handler], HTTPRouteHandler]:
    """Make a page of a handler: it changes nothing."""
    return lambda handler: get(path, opt={"who": who}, sync_to_thread=True)(
        _answer(handler)
    )


def change(path: str, who: Who = Who.WRITERS) -> Callable[[_Handler], HTTPRouteHandler]:
    """Make a form's target of a handler: it may change something."""
    return lambda handler: post(path, opt={"who": who}, sync_to_thread=True)(
        _answer(handler)
    )


def _answer(handler: _Handler) -> Callable[[Act], Page]:
    """The function that Litestar sees; the ids of the path are the handler's arguments."""

    def answer(act: NamedDependency[Act]) -> Response[Any]:
        return handler(act, **act.request.path_params)

    # Not `functools.wraps`: Litestar would read the signature of the handler behind it.
    answer.__name__, answer.__doc__ = handler.__name__, handler.__doc__
    return answer
