"""The migrations make of an empty database what the models say."""

from __future__ import annotations

import pytest
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from models import migrations
from models.tables import METADATA
from tests.servers import Cluster


def test_an_empty_database_becomes_what_the_models_say(cluster: Cluster) -> None:
    database = cluster.empty()
    assert not migrations.is_current(database.owner_url)

    migrations.upgrade(database.owner_url)
    migrations.upgrade(database.owner_url)

    assert migrations.is_current(database.app_url)
    engine = create_engine(database.owner_url)
    with engine.connect() as connection:
        options = {"compare_type": True, "compare_server_default": True}
        context = MigrationContext.configure(connection, opts=options)
        assert compare_metadata(context, METADATA) == []
    engine.dispose()
    cluster.drop(database)


def test_migrations_form_one_line_and_go_forward_only() -> None:
    scripts = ScriptDirectory.from_config(migrations._config("postgresql://x"))

    assert len(scripts.get_heads()) == 1
    for revision in scripts.walk_revisions():
        with pytest.raises(NotImplementedError):
            revision.module.downgrade()
