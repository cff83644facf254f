"""The headers of every answer, whatever its status."""

from __future__ import annotations

from pathlib import Path

import httpx
import pytest
from litestar import Litestar, get

from cli import logs
from dashboard import pages
from dashboard.app import create_app
from dashboard.response_headers import CSP
from dashboard.security.gate import Who
from models.base.settings import Settings
from models.store.service import Service
from tests.cast import Person, web_settings
from tests.servers import Database
from tests.web import serving

# One word, as an id is: a formatter that leaves sentences out lets it pass.
SECRET = "dupont-sinistre-4411"
PUBLIC = {
    200: ("GET", "/connexion"),
    303: ("GET", "/"),
    404: ("GET", "/nulle-part"),
    405: ("DELETE", "/connexion"),
    403: ("POST", "/connexion"),
}


def _check(answer: httpx.Response) -> None:
    headers = answer.headers
    assert headers["content-security-policy"] == CSP
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "same-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["cache-control"] == "no-store"
    assert "server" not in headers


@pytest.mark.parametrize("status", PUBLIC)
def test_it_bears_them_at_every_status(anonymous: httpx.Client, status: int) -> None:
    method, path = PUBLIC[status]

    answer = anonymous.request(method, path, follow_redirects=False)

    assert answer.status_code == status
    _check(answer)


def test_it_bears_them_at_413(alice: Person, settings: Settings) -> None:
    size = (settings.message_max_mb + 3) * 1024 * 1024

    answer = alice.client.post(
        "/compte/mot-de-passe",
        content=b"x=" + b"a" * size,
        headers={"Content-Type": "application/x-www-form-urlencoded"},
    )

    assert answer.status_code == 413
    _check(answer)


@pytest.fixture
def broken(
    service: Service, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> Litestar:
    """An application with one page that fails."""

    @get("/cassee", opt={"who": Who.OUTSIDE}, sync_to_thread=False)
    def cassee() -> str:
        # A database error quotes the values it was given, one word or many.
        raise RuntimeError(SECRET) from ValueError("marie.petit@client.example")

    monkeypatch.setattr("dashboard.pages.home.cassee", cassee, raising=False)
    return create_app(settings, service)


def test_it_bears_them_at_500_and_tells_nothing(
    broken: Litestar, caplog: pytest.LogCaptureFixture
) -> None:
    with serving(broken) as url:
        answer = httpx.get(f"{url}/cassee")

    assert answer.status_code == 500
    _check(answer)
    assert "marie" not in answer.text
    [record] = [r for r in caplog.records if r.name == "dashboard.error_pages"]
    for formatter in (logs.Plain(), logs.Json()):
        line = formatter.format(record)
        assert SECRET not in line
        assert "marie" not in line
        assert "RuntimeError" in line
        assert "test_response_headers.py" in line, "where it broke"
    assert SECRET not in str(vars(record))
    assert vars(record)["reference"] in answer.text


def test_it_says_503_when_the_database_is_away(
    module_database: Database, tmp_path: Path
) -> None:
    away = web_settings(module_database, tmp_path)
    url = away.database_url.replace("host=", "host=/nowhere/").replace(
        "@127", "@0.0.0.1"
    )
    app = create_app(web_settings(module_database, tmp_path, database_url=url))

    with serving(app) as at:
        answer = httpx.get(f"{at}/", cookies={"seance": "x"})

    assert answer.status_code == 503
    _check(answer)
    assert answer.headers["retry-after"] == "30"


def test_it_marks_cookies_and_pages_for_https(
    module_database: Database, tmp_path: Path
) -> None:
    app = create_app(
        web_settings(module_database, tmp_path, public_url="https://app.example")
    )

    with serving(app) as at:
        answer = httpx.get(f"{at}/connexion")

    assert answer.headers["set-cookie"].startswith("__Host-visiteur=")
    assert "Secure" in answer.headers["set-cookie"]
    assert answer.headers["strict-transport-security"].startswith("max-age=31536000")


def test_it_keeps_static_files_for_ever_and_sets_no_cookie(
    anonymous: httpx.Client,
) -> None:
    answer = anonymous.get("/static/theme.css")

    assert "immutable" in answer.headers["cache-control"]
    assert "set-cookie" not in answer.headers
    assert answer.headers["content-security-policy"] == CSP


def test_no_page_has_an_inline_script_or_style() -> None:
    templates = Path(pages.__file__).parent.parent / "templates"
    for path in templates.rglob("*.html"):
        text = path.read_text("utf-8")
        assert " style=" not in text, path
        assert "<style" not in text, path
        assert " onclick=" not in text, path
        assert "hx-on" not in text, path
        assert "<script>" not in text, path
        assert "|safe" not in text.replace(" ", ""), path
