"""Settings are refused with the variable's name and an example, never with the value."""

from __future__ import annotations

import pytest

from models.base.errors import SettingError
from models.base.settings import Settings

SECRET = "motdepasse"


@pytest.mark.parametrize(
    ("variable", "value"),
    [
        ("SMTP_URL", f"ftp://user:{SECRET}@smtp.example.com"),
        ("SMTP_URL", f"smtp://user:{SECRET}@smtp.example.com:587"),
        ("DATABASE_URL", f"mysql://user:{SECRET}@db.internal/reclampro"),
        ("TRUSTED_PROXIES", f"10.0.0.0/8,{SECRET}"),
    ],
)
def test_it_says_how_a_setting_is_written(variable: str, value: str) -> None:
    with pytest.raises(SettingError) as refused:
        Settings.from_env({variable: value})

    assert str(refused.value).startswith(f"{variable}: expected ")
    assert "such as" in str(refused.value)
    assert SECRET not in str(refused.value)


@pytest.mark.parametrize(
    "url",
    [
        "smtp://relay.internal:25",
        f"smtp://user:{SECRET}@127.0.0.1:1025",
        f"smtp://user:{SECRET}@localhost:1025",
        f"smtps://user:{SECRET}@smtp.example.com",
        f"smtp+starttls://user:{SECRET}@smtp.example.com:587",
    ],
)
def test_it_takes_a_server_that_hears_no_password_in_clear(url: str) -> None:
    assert Settings.from_env({"SMTP_URL": url}).smtp_url == url


def test_it_reads_a_secret_from_a_file(
    tmp_path_factory: pytest.TempPathFactory,
) -> None:
    file = tmp_path_factory.mktemp("secrets") / "smtp_url"
    file.write_text("smtps://user:word@smtp.example.com\n", encoding="utf-8")

    settings = Settings.from_env({"SMTP_URL_FILE": str(file)})

    assert settings.smtp_url == "smtps://user:word@smtp.example.com"
