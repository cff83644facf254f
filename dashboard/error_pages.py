"""Every failure as a French page: what happened, what to do, nothing of anybody's data."""

from __future__ import annotations

import logging
import secrets
import traceback
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlsplit

from litestar import Response
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from sqlalchemy import exc as database
from sqlalchemy.orm.exc import StaleDataError

from dashboard import labels
from dashboard.complaints.examining import ReadersBusy
from dashboard.downloads import DownloadsBusy
from dashboard.forms import Form, Unreadable
from dashboard.security.cookies import HttpRequest
from dashboard.security.refusals import (
    NotFromOurPage,
    RoleTooLow,
    SignInNeeded,
    TooManyTries,
    WrongHost,
)
from dashboard.templating import bare_page, is_htmx
from models.base.errors import (
    DiskFull,
    KeyLost,
    NotFound,
    Refused,
    StaleVersion,
    TemporaryError,
)

logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Explanation:
    """The title of a failure, and the sentence for one that has none of its own."""

    title: str
    sentence: str


PAGES: dict[int, Explanation] = {
    400: Explanation(
        "Demande illisible", "La demande envoyée est incomplète ou mal formée."
    ),
    403: Explanation("Action non autorisée", "Votre rôle ne permet pas cette action."),
    404: Explanation(
        "Page introuvable",
        "Cette page n’existe pas, ou elle n’appartient pas à votre cabinet.",
    ),
    405: Explanation(
        "Action impossible", "Cette adresse ne répond pas à ce genre de demande."
    ),
    409: Explanation(
        "La fiche a changé entre-temps",
        "Quelqu’un d’autre l’a modifiée depuis que vous l’avez ouverte : rien n’a été "
        "enregistré. Rouvrez la fiche, vérifiez, puis reprenez votre saisie.",
    ),
    413: Explanation(
        "Fichier trop volumineux",
        "Ce que vous avez envoyé dépasse la taille acceptée : rien n’a été enregistré. "
        "Revenez à la page précédente, où votre saisie est restée, et allégez les fichiers.",
    ),
    421: Explanation("Adresse inconnue", "Cette adresse n’est pas celle de ReclamPro."),
    429: Explanation("Trop de tentatives", "Patientez un peu avant de réessayer."),
    500: Explanation(
        "Une erreur est survenue",
        "Rien de ce que vous veniez de faire n’a été enregistré. "
        "Si cela se reproduit, donnez-nous la référence ci-dessous.",
    ),
    503: Explanation(
        "Service momentanément indisponible",
        "La base de données ne répond pas. Vos données sont à l’abri : "
        "réessayez dans une minute.",
    ),
}

# What we know by name, and who mends it: nothing of what was asked is lost.
OWN_WORDS: tuple[tuple[type[Exception], Explanation], ...] = (
    (
        KeyLost,
        Explanation(
            "Données illisibles pour le moment",
            "La clé qui chiffre les données de votre espace n’est pas celle qui est en "
            "place sur le service : cette page en a besoin. Rien n’est effacé. Prévenez "
            "l’exploitant : tout redevient lisible dès que le fichier de la clé est remis.",
        ),
    ),
    (
        DownloadsBusy,
        Explanation(
            "Téléchargements en cours",
            "Trop de fichiers sont en cours d’envoi : celui-ci attend son tour. "
            "Réessayez dans un instant.",
        ),
    ),
    (
        ReadersBusy,
        Explanation(
            "Lecture en cours",
            "D’autres messages de votre cabinet sont en cours de lecture : celui-ci "
            "attend son tour. Réessayez dans un instant.",
        ),
    ),
    (
        DiskFull,
        Explanation(
            "Disque plein",
            "Le disque du service est plein : rien de ce que vous veniez de faire n’a été "
            "enregistré. Prévenez l’exploitant, puis recommencez.",
        ),
    ),
)

# A rule refused it, and the sentence of the refusal says why.
_REFUSED = Explanation("Action impossible", "Cette action n’est pas possible.")

# After these a person finds what they typed on the page, and the way back.
_KEPT = frozenset({400, 409, 500, 503})

# The first class that fits decides; what fits none is a 500 (or a status Litestar gave).
STATUSES: tuple[tuple[tuple[type[Exception], ...], int], ...] = (
    ((Unreadable,), 400),
    ((RoleTooLow, NotFromOurPage), 403),
    ((WrongHost,), 421),
    ((NotFound,), 404),
    ((TooManyTries,), 429),
    ((StaleVersion, StaleDataError), 409),
    ((Refused,), 409),
    ((TemporaryError, database.OperationalError, database.InterfaceError), 503),
    ((database.TimeoutError,), 503),
)


def answer(request: HttpRequest, failure: Exception) -> Response[Any]:
    """The page for a failure; the one exception handler of the application."""
    if isinstance(failure, SignInNeeded):
        return _to_sign_in(request)
    status = _status(failure)
    response = bare_page(
        "errors/failure.html",
        status=status,
        code=status,
        explanation=_words(failure, status),
        sentence=_sentence(failure),
        typed=_list_typed(request) if status in _KEPT else [],
        reference=_log(failure) if status >= 500 else "",
        back=_back(request) if status in _KEPT else "",
    )
    response.headers |= _extra_headers(failure, status)
    return response


def _status(failure: Exception) -> int:
    for kinds, status in STATUSES:
        if isinstance(failure, kinds):
            return status
    status = failure.status_code if isinstance(failure, HTTPException) else 500
    # Other codes of Litestar say nothing to a person: two pages stand for all of them.
    return status if status in PAGES else 400 if status < 500 else 500


def _words(failure: Exception, status: int) -> Explanation:
    for kind, own in OWN_WORDS:
        if isinstance(failure, kind):
            return own
    return _REFUSED if _is_refused(failure, status) else PAGES[status]


def _is_refused(failure: Exception, status: int) -> bool:
    stale = (StaleVersion, StaleDataError)
    return status == 409 and not isinstance(failure, stale)


def _sentence(failure: Exception) -> str:
    """The sentence of a refusal; never the words of a library, which may hold anybody's data."""
    own = isinstance(failure, Refused) and not isinstance(failure, NotFound)
    return str(failure) if own else ""


def _list_typed(request: HttpRequest) -> list[tuple[str, str]]:
    """The fields that have a name for people, and any free text; not ids and codes."""
    form: Form | None = request.scope["state"].get("form")
    found = form.list_typed().items() if form else ()
    return [
        (labels.label(name, "field"), value)
        for name, value in found
        if labels.label(name, "field") != name or " " in value.strip()
    ]


def _back(request: HttpRequest) -> str:
    """The page of the dashboard the request came from, to be opened again; "" when there is none."""
    try:
        came_from = urlsplit(request.headers.get("referer", ""))
    except ValueError:
        return ""
    is_ours = came_from.netloc == request.headers.get("host")
    # A path that begins with two slashes would be another site's address.
    return came_from.path if is_ours and came_from.path[:2] != "//" else ""


def _extra_headers(failure: Exception, status: int) -> dict[str, str]:
    if isinstance(failure, TooManyTries):
        return {"Retry-After": str(failure.seconds)}
    if isinstance(failure, HTTPException) and status == 405:
        return {k: v for k, v in (failure.headers or {}).items() if k == "Allow"}
    return {"Retry-After": "30"} if status == 503 else {}


def _to_sign_in(request: HttpRequest) -> Response[Any]:
    # A form cannot be sent again after signing in: its answer would be a 405.
    wanted = request.url.path if request.method == "GET" else "/"
    path = "/connexion"
    if wanted != "/":
        path += "?" + urlencode({"suite": wanted})
    if is_htmx(request):
        # htmx leaves the page only by this header.
        return Response(None, status_code=401, headers={"HX-Redirect": path})
    return Redirect(path, status_code=303)


def _place(frame: traceback.FrameSummary) -> str:
    """The last folders of the file, and the line."""
    return f"{'/'.join(Path(frame.filename).parts[-3:])}:{frame.lineno}"


def _log(failure: Exception) -> str:
    """Log where it broke, and give the line a reference.

    Not the failure's own words: a database error quotes the values it was given.
    """
    reference = secrets.token_hex(4).upper()
    frames = traceback.extract_tb(failure.__traceback__)[-6:]
    # The page says so to a person who asks for too much at once: nothing is to be mended.
    is_busy = isinstance(failure, DownloadsBusy | ReadersBusy)
    logger.log(
        logging.INFO if is_busy else logging.ERROR,
        "a request failed",
        extra={
            "reference": reference,
            "failure": type(failure).__name__,
            # One word each: the formatters print ids, and leave anything longer out.
            **{f"frame_{n}": _place(frame) for n, frame in enumerate(frames, 1)},
        },
    )
    return reference
