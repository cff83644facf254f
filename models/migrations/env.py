"""Connection of alembic to the database: with the owner's URL, and only online."""

from __future__ import annotations

from alembic import context
from sqlalchemy import create_engine, pool, text

from models.store.tables import METADATA

engine = create_engine(context.config.attributes["url"], poolclass=pool.NullPool)
with engine.connect() as connection:
    # Two starts at once must not migrate twice; the lock goes with the connection.
    connection.execute(text("select pg_advisory_lock(7305809)"))
    connection.commit()
    context.configure(connection=connection, target_metadata=METADATA)
    with context.begin_transaction():
        context.run_migrations()
engine.dispose()
