"""What this machine no longer keeps of ended dossiers. The statements are frozen: a change is a new revision."""

from __future__ import annotations

from alembic import op

revision = "0003"
down_revision = "0002"

STATEMENTS = """\
CREATE TABLE thinned (
  stream TEXT NOT NULL,
  head INTEGER NOT NULL,
  files INTEGER NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (stream)
)
 STRICT;
CREATE TABLE removed_file (
  sha256 TEXT NOT NULL,
  at TEXT NOT NULL,
  gone INTEGER NOT NULL,
  PRIMARY KEY (sha256),
  CHECK (gone IN (0, 1))
)
 STRICT;
CREATE INDEX removed_file_to_go ON removed_file (sha256) WHERE gone = 0;
CREATE INDEX event_thin ON event (stream) WHERE kind = 'thin'
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        op.get_bind().exec_driver_sql(statement)
