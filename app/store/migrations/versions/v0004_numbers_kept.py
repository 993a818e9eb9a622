"""Register numbers of events that lost their place to a restored hub, by an index that is empty at any other time: they
are asked for with every run that is pushed. The statement is frozen: a change is a new revision."""

from __future__ import annotations

from alembic import op

revision = "0004"
down_revision = "0003"

STATEMENT = (
    "CREATE INDEX event_number_kept ON event (unit, register_book, register_number) "
    "WHERE state <> 'placed' AND register_number IS NOT NULL"
)


def upgrade() -> None:
    op.get_bind().exec_driver_sql(STATEMENT)
