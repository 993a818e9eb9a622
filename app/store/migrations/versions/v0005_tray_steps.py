"""What was done to the pages of a tray, so that it can be taken back. The statements are frozen: a change of the tables
is a new revision."""

from __future__ import annotations

from alembic import op

revision = "0005"
down_revision = "0004"

STATEMENTS = """\
CREATE TABLE tray_step (
  local_id INTEGER NOT NULL,
  tray TEXT NOT NULL,
  officer TEXT NOT NULL,
  act TEXT NOT NULL,
  "of" INTEGER NOT NULL,
  changes TEXT NOT NULL,
  at TEXT NOT NULL,
  PRIMARY KEY (local_id)
)
 STRICT;
CREATE INDEX tray_step_order ON tray_step (tray, local_id);
CREATE TABLE tray_step_picture (
  sha256 TEXT NOT NULL,
  step INTEGER NOT NULL,
  PRIMARY KEY (sha256, step),
  FOREIGN KEY(step) REFERENCES tray_step (local_id) ON DELETE CASCADE
)
 WITHOUT ROWID, STRICT;
CREATE INDEX tray_step_picture_step ON tray_step_picture (step)
"""


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        op.get_bind().exec_driver_sql(statement)
