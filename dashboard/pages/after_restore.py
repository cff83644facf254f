"""After a restore: the owner ends the holding of letters that a backup brought back."""

from __future__ import annotations

from dashboard.act import Act, Page, change
from dashboard.security.access import get_tenant
from dashboard.security.gate import Who
from models.base.errors import Refused
from models.sending.restoring import release_cabinet

_NOT_HELD = "Les accusés de cet espace ne sont plus retenus."


@change("/retablissement/decider", who=Who.OWNERS)
def decide_each(act: Act) -> Page:
    """Let the letters held wait on, each for its own click."""
    _release(act, let_go=False)
    words = (
        "Les accusés retenus attendent chacun leur clic ; "
        "les suivants partent d’eux-mêmes."
    )
    return act.go("/", words)


@change("/retablissement/partir", who=Who.OWNERS)
def let_all_go(act: Act) -> Page:
    _release(act, let_go=True)
    return act.go("/", "Les accusés retenus partent dans l’instant.")


def _release(act: Act, *, let_go: bool) -> None:
    tenant = get_tenant(act.db, locked=True)
    if tenant.restored_at is None:
        raise Refused(_NOT_HELD)
    user_id = act.viewer.user_id
    release_cabinet(act.db, act.service, tenant, user_id, let_go=let_go)
