"""The settings of this process: its variables, and a running service's parts."""

from __future__ import annotations

import os
from collections.abc import Mapping

from cli.devstack import running
from models.base.errors import SettingError
from models.base.settings import Settings


def read(environ: Mapping[str, str] = os.environ) -> Settings:
    """The settings as the environment gives them."""
    return Settings.from_env(environ)


def reachable(environ: Mapping[str, str] = os.environ) -> Settings:
    """The same, empty URLs filled by the `up` or `demo` that runs on DATA_DIR.

    Raises `SettingError` when there is neither a URL nor a running service.
    """
    settings = read(environ)
    found = running.read(settings.data_dir.absolute())
    filled = {**found, **{name: value for name, value in environ.items() if value}}
    settings = read(filled)
    if not settings.database_url:
        raise SettingError(
            "DATABASE_URL: expected a PostgreSQL URL, or a `reclampro up` or `demo` "
            f"that runs on DATA_DIR ({settings.data_dir})"
        )
    return settings
