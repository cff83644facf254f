"""Files named by compose.yaml and the Dockerfile exist."""

from __future__ import annotations

import json
import re
from dataclasses import fields
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import yaml

from cli.main import COMMANDS, make_parser
from models.base.settings import Settings

ROOT = Path(__file__).resolve().parents[2]
SCHEMA = Path(__file__).parent / "compose" / "compose-spec.json"
COMPOSE: dict[str, Any] = yaml.safe_load((ROOT / "compose.yaml").read_text())
SERVICES: dict[str, Any] = COMPOSE["services"]
OURS = sorted(name for name, item in SERVICES.items() if item.get("build"))
DOCKERFILE = (ROOT / "Dockerfile").read_text()
VARIABLES = {field.metadata["name"]: field for field in fields(Settings)}


def test_it_follows_the_compose_specification() -> None:
    schema = json.loads(SCHEMA.read_text())

    jsonschema.Draft7Validator(schema).validate(COMPOSE)


def test_it_has_the_five_services_and_the_migration() -> None:
    assert set(SERVICES) == {"web", "worker", "clock", "migrate", "postgres", "valkey"}
    assert OURS == ["clock", "migrate", "web", "worker"]


@pytest.mark.parametrize("name", SERVICES)
def test_it_limits_the_memory_of_each_service(name: str) -> None:
    assert re.fullmatch(r"\d+[mg]", SERVICES[name]["mem_limit"])


@pytest.mark.parametrize("name", OURS)
def test_it_runs_commands_that_exist(name: str) -> None:
    program, command = SERVICES[name]["command"]

    assert program == "reclampro"
    assert command in COMMANDS
    assert make_parser().parse_args([command]).handler


@pytest.mark.parametrize("name", OURS)
def test_it_names_settings_that_exist(name: str) -> None:
    for variable in SERVICES[name]["environment"]:
        assert variable.removesuffix("_FILE") in VARIABLES or variable in VARIABLES


def test_it_gives_the_owner_to_migrations_alone() -> None:
    holders = [
        name
        for name in OURS
        if "OWNER_DATABASE_URL_FILE" in SERVICES[name]["environment"]
    ]

    assert holders == ["migrate"]


def test_it_publishes_the_port_the_dashboard_listens_on() -> None:
    [published] = SERVICES["web"]["ports"]
    default = VARIABLES["WEB_PORT"].default

    assert published == f"127.0.0.1:{default}:{default}"
    assert f"EXPOSE {default}\n" in DOCKERFILE


@pytest.mark.parametrize("name", sorted(set(SERVICES) - {"migrate"}))
def test_it_asks_each_service_for_its_health(name: str) -> None:
    assert SERVICES[name]["healthcheck"]["test"][0] == "CMD"


def test_it_asks_the_dashboard_at_a_path_it_has(tmp_path: Path) -> None:
    from dashboard.app import create_app
    from models.vault.keys import MasterKey

    address = SERVICES["web"]["healthcheck"]["test"][-1]
    [path] = re.findall(r"127\.0\.0\.1:8080(/\w+)", address)
    # The database is away, and says nothing of cabinets: no key would be made now.
    MasterKey.load_or_make(tmp_path / "master.key")
    nowhere = "postgresql://nobody@127.0.0.1/nothing"
    app = create_app(
        Settings(
            data_dir=tmp_path,
            database_url=nowhere,
            clock_database_url=nowhere,
            redis_url="redis://127.0.0.1/0",
        )
    )

    assert path in {route.path for route in app.routes}


@pytest.mark.parametrize("name", sorted(SERVICES))
def test_it_mounts_only_secrets_that_are_declared(name: str) -> None:
    given = SERVICES[name].get("secrets", [])
    wanted = [
        value.removeprefix("/run/secrets/")
        for value in SERVICES[name].get("environment", {}).values()
        if str(value).startswith("/run/secrets/")
    ]

    assert set(wanted) == set(given)
    assert set(given) <= set(COMPOSE["secrets"])


def test_it_mounts_files_that_exist_or_are_made() -> None:
    made = (ROOT / "deploy" / "secrets.sh").read_text()
    mounts = [
        mount
        for service in SERVICES.values()
        for mount in service.get("volumes", [])
        if mount.startswith(".")
    ]
    sources = [v.split(":")[0] for v in mounts]
    sources += [item["file"] for item in COMPOSE["secrets"].values()]

    for source in sources:
        name = source.rsplit("/", 1)[-1]
        assert (ROOT / source).exists() or name in made


def test_it_runs_as_an_ordinary_user() -> None:
    users = re.findall(r"^USER (\S+)$", DOCKERFILE, re.MULTILINE)

    assert users == ["reclampro"]


def test_it_copies_files_that_exist() -> None:
    for line in re.findall(r"^COPY (?!--from)(.+)$", DOCKERFILE, re.MULTILINE):
        for source in line.split()[:-1]:
            assert (ROOT / source).exists(), source
