"""The first tables. The statements are frozen: a change of the tables is a new revision."""

from __future__ import annotations

from alembic import op

revision = "0001"
down_revision = None

STATEMENTS = """\
CREATE TABLE dossier_count (
  unit TEXT NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (unit, name)
) WITHOUT ROWID, STRICT;
CREATE TABLE dossier_state (
  lid INTEGER NOT NULL,
  stream TEXT NOT NULL,
  code TEXT,
  provisional_code TEXT,
  status INTEGER NOT NULL,
  unit TEXT NOT NULL,
  procedure_code TEXT NOT NULL,
  procedure_name TEXT NOT NULL,
  field TEXT NOT NULL,
  applicant_name TEXT NOT NULL,
  submitter_name TEXT NOT NULL,
  accepted_at TEXT,
  due TEXT,
  finished_at TEXT,
  returned_at TEXT,
  holder TEXT NOT NULL,
  result_holder TEXT NOT NULL,
  transit TEXT NOT NULL,
  result_transit TEXT NOT NULL,
  debts TEXT NOT NULL,
  debt_count INTEGER NOT NULL,
  pending INTEGER NOT NULL,
  set_aside INTEGER NOT NULL,
  officer TEXT NOT NULL,
  head INTEGER NOT NULL,
  needs_upgrade INTEGER NOT NULL,
  updated_at TEXT NOT NULL,
  applicant_fold TEXT NOT NULL,
  search_text TEXT NOT NULL,
  state_json BLOB NOT NULL,
  PRIMARY KEY (lid),
  CHECK (needs_upgrade IN (0, 1)),
  UNIQUE (stream)
) STRICT;
CREATE INDEX dossier_state_accepted ON dossier_state (unit, accepted_at);
CREATE INDEX dossier_state_debts ON dossier_state (unit, lid) WHERE debt_count > 0;
CREATE INDEX dossier_state_due ON dossier_state (unit, status, due);
CREATE INDEX dossier_state_field ON dossier_state (unit, field, lid);
CREATE INDEX dossier_state_holder ON dossier_state (holder, status, transit, unit);
CREATE INDEX dossier_state_in_transit ON dossier_state (unit, lid) WHERE transit <> '';
CREATE INDEX dossier_state_newest ON dossier_state (unit, lid);
CREATE INDEX dossier_state_officer ON dossier_state (unit, officer, lid);
CREATE INDEX dossier_state_pending ON dossier_state (unit, lid) WHERE pending > 0;
CREATE INDEX dossier_state_procedure ON dossier_state (unit, procedure_code, lid);
CREATE INDEX dossier_state_result ON dossier_state (result_holder) WHERE result_holder <> '';
CREATE INDEX dossier_state_result_in_transit ON dossier_state (unit, lid) WHERE result_transit <> '';
CREATE INDEX dossier_state_result_transit ON dossier_state (result_transit) WHERE result_transit <> '';
CREATE INDEX dossier_state_set_aside ON dossier_state (unit, lid) WHERE set_aside > 0;
CREATE INDEX dossier_state_transit ON dossier_state (transit) WHERE transit <> '';
CREATE INDEX dossier_state_unit ON dossier_state (unit, status, lid);
CREATE INDEX dossier_state_upgrade ON dossier_state (lid) WHERE needs_upgrade = 1;
CREATE TABLE draft (
  id TEXT NOT NULL,
  officer TEXT NOT NULL,
  device TEXT NOT NULL,
  data BLOB NOT NULL,
  updated_at TEXT NOT NULL,
  PRIMARY KEY (id)
) STRICT;
CREATE INDEX draft_officer ON draft (officer, device, updated_at);
CREATE TABLE enrolment (
  device TEXT NOT NULL,
  unit TEXT NOT NULL,
  counter TEXT NOT NULL,
  hub_url TEXT NOT NULL,
  hub_key BLOB NOT NULL,
  escrow_key BLOB NOT NULL,
  epoch TEXT NOT NULL,
  enrolled_at TEXT NOT NULL,
  current INTEGER NOT NULL,
  PRIMARY KEY (device),
  CHECK (current IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX enrolment_current ON enrolment (current) WHERE current = 1;
CREATE TABLE event (
  local_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  stream TEXT NOT NULL,
  stream_type TEXT NOT NULL,
  kind TEXT NOT NULL,
  version INTEGER NOT NULL,
  at TEXT NOT NULL,
  unit TEXT NOT NULL,
  officer TEXT NOT NULL,
  base INTEGER NOT NULL,
  device TEXT NOT NULL,
  device_seq INTEGER NOT NULL,
  prev_hash BLOB NOT NULL,
  body_hash BLOB NOT NULL,
  hash BLOB NOT NULL,
  body BLOB NOT NULL,
  personal BLOB,
  salt BLOB,
  state TEXT NOT NULL,
  refusal TEXT,
  stream_seq INTEGER,
  verdict TEXT,
  rule TEXT,
  placed_at TEXT,
  register_book TEXT,
  register_number INTEGER,
  epoch TEXT,
  PRIMARY KEY (local_id),
  UNIQUE (device, device_seq),
  UNIQUE (stream, stream_seq),
  CHECK (state IN ('pending', 'placed', 'refused', 'upgrade')),
  CHECK ((state = 'placed') = (stream_seq IS NOT NULL)),
  CHECK ((personal IS NULL) = (salt IS NULL)),
  UNIQUE (id)
) STRICT;
CREATE INDEX event_not_placed ON event (state, device, device_seq) WHERE state <> 'placed';
CREATE INDEX event_unit_at ON event (unit, at);
CREATE TABLE feed_cursor (
  unit TEXT NOT NULL,
  epoch TEXT NOT NULL,
  position INTEGER NOT NULL,
  PRIMARY KEY (unit)
) STRICT;
CREATE TABLE file (
  local_id INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  size INTEGER NOT NULL,
  media_type TEXT NOT NULL,
  upload TEXT NOT NULL,
  "offset" INTEGER NOT NULL,
  error TEXT NOT NULL,
  added_at TEXT NOT NULL,
  PRIMARY KEY (local_id),
  CHECK (upload IN ('held', 'waiting', 'sending', 'sent', 'failed')),
  CHECK (offset >= 0 AND offset <= size),
  UNIQUE (sha256)
) STRICT;
CREATE INDEX file_to_send ON file (local_id) WHERE upload IN ('waiting', 'sending', 'failed');
CREATE TABLE file_wanted (
  local_id INTEGER NOT NULL,
  sha256 TEXT NOT NULL,
  stream TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  error TEXT NOT NULL,
  wanted_at TEXT NOT NULL,
  PRIMARY KEY (local_id),
  UNIQUE (sha256)
) STRICT;
CREATE TABLE number_range (
  id TEXT NOT NULL,
  device TEXT NOT NULL,
  unit TEXT NOT NULL,
  first INTEGER NOT NULL,
  last INTEGER NOT NULL,
  first_day TEXT NOT NULL,
  last_day TEXT NOT NULL,
  PRIMARY KEY (id),
  CHECK (first >= 1 AND last >= first AND last_day >= first_day)
) STRICT;
CREATE TABLE print_job (
  local_id INTEGER NOT NULL,
  id TEXT NOT NULL,
  stream TEXT NOT NULL,
  form TEXT NOT NULL,
  title TEXT NOT NULL,
  pdf_sha256 TEXT NOT NULL,
  copies INTEGER NOT NULL,
  copy_number INTEGER NOT NULL,
  printer TEXT NOT NULL,
  officer TEXT NOT NULL,
  state TEXT NOT NULL,
  error TEXT NOT NULL,
  reason TEXT NOT NULL,
  attempts INTEGER NOT NULL,
  queued_at TEXT NOT NULL,
  started_at TEXT,
  ended_at TEXT,
  handed_out_at TEXT,
  PRIMARY KEY (local_id),
  CHECK (state IN ('queued', 'printing', 'printed', 'failed', 'spoiled')),
  CHECK (copies >= 1 AND copy_number >= 0),
  UNIQUE (id)
) STRICT;
CREATE INDEX print_job_open ON print_job (local_id) WHERE state IN ('queued', 'printing', 'failed');
CREATE INDEX print_job_queued_at ON print_job (queued_at);
CREATE INDEX print_job_stream ON print_job (stream, local_id);
CREATE TABLE provisional_use (
  device TEXT NOT NULL,
  day TEXT NOT NULL,
  number INTEGER NOT NULL,
  event_id TEXT,
  PRIMARY KEY (device, day, number)
) WITHOUT ROWID, STRICT;
CREATE TABLE reference_document (
  version INTEGER NOT NULL,
  effective_from TEXT NOT NULL,
  data BLOB NOT NULL,
  signature BLOB NOT NULL,
  received_at TEXT NOT NULL,
  PRIMARY KEY (version)
) STRICT;
CREATE TABLE run (
  device TEXT NOT NULL,
  last_seq INTEGER NOT NULL,
  first_seq INTEGER NOT NULL,
  prev_hash BLOB NOT NULL,
  body_hashes BLOB NOT NULL,
  signature BLOB NOT NULL,
  PRIMARY KEY (device, last_seq)
) STRICT;
CREATE TABLE setting (
  name TEXT NOT NULL,
  value BLOB NOT NULL,
  PRIMARY KEY (name)
) STRICT;
CREATE TABLE sign_in_try (
  officer TEXT NOT NULL,
  wrong INTEGER NOT NULL,
  last_at TEXT NOT NULL,
  PRIMARY KEY (officer)
) STRICT;
CREATE TABLE stream_to_fetch (
  stream TEXT NOT NULL,
  PRIMARY KEY (stream)
) STRICT;
CREATE TABLE tally (
  room TEXT NOT NULL,
  name TEXT NOT NULL,
  number INTEGER NOT NULL,
  PRIMARY KEY (room, name)
) WITHOUT ROWID, STRICT;
CREATE TABLE file_place (
  stream TEXT NOT NULL,
  component TEXT NOT NULL,
  sha256 TEXT NOT NULL,
  PRIMARY KEY (stream, component, sha256),
  FOREIGN KEY(sha256) REFERENCES file (sha256)
) WITHOUT ROWID, STRICT;
CREATE INDEX file_place_sha256 ON file_place (sha256);
CREATE TABLE identifier (
  lid INTEGER NOT NULL,
  kind TEXT NOT NULL,
  value TEXT NOT NULL,
  reversed TEXT NOT NULL,
  PRIMARY KEY (lid, kind, value),
  FOREIGN KEY(lid) REFERENCES dossier_state (lid) ON DELETE CASCADE
) WITHOUT ROWID, STRICT;
CREATE INDEX identifier_reversed ON identifier (reversed, lid);
CREATE INDEX identifier_value ON identifier (value, lid);
CREATE TABLE number_use (
  unit TEXT NOT NULL,
  day TEXT NOT NULL,
  number INTEGER NOT NULL,
  range_id TEXT NOT NULL,
  state TEXT NOT NULL,
  event_id TEXT,
  reason TEXT NOT NULL,
  PRIMARY KEY (unit, day, number),
  CHECK (state IN ('used', 'void')),
  FOREIGN KEY(range_id) REFERENCES number_range (id)
) STRICT;
CREATE INDEX number_use_range ON number_use (range_id, day, number);
CREATE VIRTUAL TABLE dossier_search USING fts5(
  text, content='', contentless_delete=1, prefix='1 2 3 4 5', tokenize='unicode61 remove_diacritics 0')
"""

# As in a full store; `app.store.schema.STATISTICS` says why.
STATISTICS = {
    "dossier_state_newest": "1000000 1000000 1",
    "dossier_state_unit": "1000000 1000000 100000 1",
    "dossier_state_due": "1000000 1000000 100000 10",
    "dossier_state_accepted": "1000000 1000000 10",
    "dossier_state_procedure": "1000000 1000000 5000 1",
    "dossier_state_field": "1000000 1000000 50000 1",
    "dossier_state_officer": "1000000 1000000 100000 1",
    "dossier_state_holder": "1000000 500000 100000 100000 100000",
    "dossier_state_result": "3000 1500",
    "dossier_state_transit": "500 250",
    "dossier_state_result_transit": "500 250",
    "dossier_state_in_transit": "500 500 1",
    "dossier_state_result_in_transit": "500 500 1",
    "dossier_state_debts": "3000 3000 1",
    "dossier_state_set_aside": "50 50 1",
    "dossier_state_pending": "300 300 1",
    "dossier_state_upgrade": "10 1",
}


def upgrade() -> None:
    for statement in STATEMENTS.split(";\n"):
        op.get_bind().exec_driver_sql(statement)
    # Makes the table of statistics, empty as all tables still are.
    op.get_bind().exec_driver_sql("ANALYZE dossier_state")
    op.get_bind().exec_driver_sql("DELETE FROM sqlite_stat1")
    for index, numbers in STATISTICS.items():
        op.get_bind().exec_driver_sql("INSERT INTO sqlite_stat1 VALUES ('dossier_state', ?, ?)", (index, numbers))
