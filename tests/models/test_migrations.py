"""The migrations make of an empty database what the models say."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine

from models import migrations
from models.store.tables import METADATA
from tests.servers import Cluster, psycopg_connection


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


def test_it_gives_the_days_of_old_complaints_their_source(cluster: Cluster) -> None:
    database = cluster.empty()
    command.upgrade(migrations._config(database.owner_url), "0002")
    with psycopg_connection(database.admin_url) as admin:
        admin.execute(OLD_ROWS)

    migrations.upgrade(database.owner_url)

    with psycopg_connection(database.admin_url) as admin:
        [days] = admin.execute("select received_source, taken_in_at from complaints")
        [promised] = admin.execute("select promised_on from letters")
        [walls] = admin.execute(
            "select bool_and(relforcerowsecurity) from pg_class where relname in"
            " ('complaints', 'complaint_messages', 'events', 'inbound_messages', 'letters')"
        )
    assert days == ("unknown", datetime(2026, 2, 20, 9, tzinfo=UTC))
    # The deadline was corrected after the letter had left: it had told the former one.
    assert promised == (date(2026, 4, 20),)
    assert walls == (True,)
    cluster.drop(database)


# A forward taken in on 20 February, acknowledged, and corrected a week later.
OLD_ROWS = """
insert into tenants (id, name, wrapped_key) values (gen_random_uuid(), 'Cabinet', '');
insert into complaints (tenant_id, id, public_reference, status, activity, regime, sent_at,
    sent_on, received_at, received_on, acknowledge_by, answer_by, created_at)
  select id, id, 'D-3467CD', 'new', 'ias', 'acpr', '2026-02-02', '2026-02-02', '2026-02-20',
    '2026-02-20', '2026-02-13', '2026-04-02', '2026-02-20 09:00+00' from tenants;
insert into letters (tenant_id, id, complaint_id, kind, state, content, facts, replied_at, attempt)
  select id, id, id, 'acknowledgement', 'accepted', '', '{"forwarded": true}',
    '2026-02-20 10:00+00', 1 from tenants;
insert into events (tenant_id, id, stream, position, at, kind, data, previous, digest)
  select id, id, id, 1, '2026-02-27', 'complaint:dates_corrected',
    '{"answer_by": ["2026-04-20", "2026-04-02"]}', '', '' from tenants;
"""


def test_it_makes_codes_of_the_sentences_of_old_rows(cluster: Cluster) -> None:
    database = cluster.empty()
    command.upgrade(migrations._config(database.owner_url), "0003")
    with psycopg_connection(database.admin_url) as admin:
        admin.execute(OLD_ROWS)
        admin.execute(OLD_WORDS)

    migrations.upgrade(database.owner_url)

    with psycopg_connection(database.admin_url) as admin:
        [letter] = admin.execute("select detail, facts from letters")
        [source] = admin.execute(
            "select sent_source, understanding #>> '{evidence,sent_at}' from complaints"
        )
    assert letter == ("loop", {"forwarded": True, "allowed_reason": "loop"})
    assert source == ("quoted_date", "lundi 9 mars")
    cluster.drop(database)


OLD_WORDS = """
update letters set detail = 'marks of a loop',
  facts = facts || '{"allowed_reason": "marks of a loop"}';
update complaints set sent_source = 'quoted date: lundi 9 mars',
  understanding = '{"evidence": {"sent_at": "quoted date: lundi 9 mars"}}';
"""
