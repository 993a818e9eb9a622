"""Pages in the tray and copies to sign. The statements are frozen: a change of the tables is a new revision."""

from __future__ import annotations

from alembic import op

revision = "0002"
down_revision = "0001"

STATEMENTS = """\
CREATE TABLE tray_page (
  local_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  officer TEXT NOT NULL,
  tray TEXT NOT NULL,
  origin TEXT NOT NULL,
  document TEXT NOT NULL,
  component TEXT NOT NULL,
  position INTEGER NOT NULL,
  source TEXT NOT NULL,
  original TEXT NOT NULL,
  shown TEXT NOT NULL,
  removed TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (local_id),
  UNIQUE (tray, origin),
  CHECK (removed IN ('', 'blank', 'officer', 'joined', 'separator')),
  CHECK (source IN ('scanner', 'file', 'camera')),
  UNIQUE (id)
)
 STRICT;
CREATE INDEX tray_page_officer ON tray_page (officer, tray);
CREATE INDEX tray_page_order ON tray_page (tray, position, local_id);
CREATE TABLE signing (
  local_id INTEGER NOT NULL,
  stream TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  officer TEXT NOT NULL,
  state TEXT NOT NULL,
  reason TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (local_id),
  UNIQUE (stream, sha256),
  CHECK (state IN ('pending', 'failed'))
)
 STRICT;
CREATE INDEX signing_officer ON signing (officer, local_id)
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        op.get_bind().exec_driver_sql(statement)
