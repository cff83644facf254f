"""The cookie by which a browser is known again, and what a browser says that it is."""

from __future__ import annotations

import hashlib
import hmac

from sqlalchemy.orm import Session

from dashboard.security import cookies
from dashboard.security.cookies import HttpRequest
from models.cabinets import devices
from models.cabinets.people import account_key
from models.rows.user import Device, User
from models.store.service import Service

# The first mark that is found decides: Edge and Opera say that they are Chrome, Chrome says Safari.
BROWSERS = (
    ("Edg", "edge"),
    ("OPR/", "opera"),
    ("SamsungBrowser/", "samsung"),
    ("Firefox/", "firefox"),
    ("FxiOS/", "firefox"),
    ("CriOS/", "chrome"),
    ("Chrome/", "chrome"),
    ("Safari/", "safari"),
)
SYSTEMS = (
    ("iPhone", "iphone"),
    ("iPad", "ipad"),
    ("Android", "android"),
    ("Windows", "windows"),
    ("Macintosh", "mac"),
    ("CrOS", "chromebook"),
    ("Linux", "linux"),
)
WORDS = {
    "edge": "Edge",
    "opera": "Opera",
    "samsung": "Samsung Internet",
    "firefox": "Firefox",
    "chrome": "Chrome",
    "safari": "Safari",
    "iphone": "iPhone",
    "ipad": "iPad",
    "android": "Android",
    "windows": "Windows",
    "mac": "Mac",
    "chromebook": "Chromebook",
    "linux": "Linux",
}


def detect_browser(request: HttpRequest) -> str:
    """A code of the browser and its system, such as `firefox windows`; "" when it says neither."""
    agent = request.headers.get("user-agent", "")
    found = (_first(agent, BROWSERS), _first(agent, SYSTEMS))
    return " ".join(code for code in found if code)


def name_browser(kind: str) -> str:
    """The code as people read it: « Firefox sur Windows »."""
    words = [WORDS[code] for code in kind.split() if code in WORDS]
    return " sur ".join(words) or "Appareil inconnu"


def read_device(request: HttpRequest, service: Service, email: str) -> str:
    """The device's secret for this account, "" when the browser has none."""
    return cookies.read(request, _name(service, email))


def plant_device(
    request: HttpRequest, service: Service, session: Session, user: User
) -> Device:
    """Make this browser a device of the person, who has just shown who they are."""
    device, secret = devices.remember(session, user, detect_browser(request))
    # The cookie ends with the row that it names.
    seconds = int(devices.LIFETIME.total_seconds())
    cookies.keep(request, _name(service, user.email), secret, max_age=seconds)
    return device


def _name(service: Service, email: str) -> str:
    # One cookie an account, so that several people may share a browser; the name tells no address.
    key = account_key(email).encode()
    return (
        f"appareil-{hmac.digest(service.address_key, key, hashlib.sha256).hex()[:12]}"
    )


def _first(agent: str, marks: tuple[tuple[str, str], ...]) -> str:
    return next((code for mark, code in marks if mark in agent), "")
