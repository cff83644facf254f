"""The menu, and the tabs of the settings: a table each, one line a page."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Entry:
    """A link of the menu; `counts` is the number of `Frame` shown beside it, `unit` its words."""

    path: str
    words: str
    counts: str = ""
    unit: str = ""
    is_for_owners: bool = False


MENU = (
    Entry("/", "Tableau de bord"),
    Entry("/brouillons", "À confirmer", "drafts", "à confirmer"),
    Entry("/reclamations", "Réclamations"),
    Entry("/mis-de-cote", "Mis de côté", "set_aside", "mis de côté"),
    Entry("/boites", "Boîtes", "broken_mailboxes", "en panne"),
    Entry("/parametres", "Paramètres", is_for_owners=True),
    Entry("/aide", "Aide"),
)
SETTINGS_TABS = (
    Entry("/parametres", "Cabinet"),
    Entry("/parametres/utilisateurs", "Utilisateurs"),
    Entry("/parametres/expediteurs", "Expéditeurs"),
    Entry("/parametres/journal", "Journal"),
)
