"""Run by alembic with the connection that `app.store.database` opened; the transaction is that connection's."""

from __future__ import annotations

from alembic import context

context.configure(connection=context.config.attributes["connection"])
with context.begin_transaction():
    context.run_migrations()
