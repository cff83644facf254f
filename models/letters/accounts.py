"""Mails about somebody's access: one function a mail, each with one link that expires."""

from __future__ import annotations

from models.letters.facts import Text
from models.letters.rendering import render


def password_reset(name: str, link: str, minutes: int) -> Text:
    """The way back in for who forgot a password; the link works for `minutes`."""
    return render("password_reset", name=name, link=link, minutes=minutes)


def password_changed(name: str, moment: str, link: str) -> Text:
    """Word that a password was changed; `link` is the way to another one."""
    return render("password_changed", name=name, moment=moment, link=link)


def new_device(name: str, device: str, moment: str, link: str) -> Text:
    """Word that somebody signed in from a browser not known before; `link` is the account's page."""
    return render("new_device", name=name, device=device, moment=moment, link=link)


def verify_address(name: str, cabinet_name: str, link: str, hours: int) -> Text:
    """Proof that an address is its owner's, who may then forward complaints from it."""
    return render(
        "verify_address", name=name, cabinet_name=cabinet_name, link=link, hours=hours
    )


def invitation(name: str, cabinet_name: str, link: str, days: int) -> Text:
    """The first way in to a cabinet's space; the link works once."""
    return render(
        "invitation", name=name, cabinet_name=cabinet_name, link=link, days=days
    )
