"""The address of a complaint's page."""

from __future__ import annotations

from models.rows.complaint import Complaint


def path_of(complaint: Complaint) -> str:
    """The page of a complaint or of a draft, whatever was decided of it."""
    if complaint.confirmed_at is not None and complaint.settled_at is None:
        return f"/reclamations/{complaint.id}"
    return f"/brouillons/{complaint.id}"
