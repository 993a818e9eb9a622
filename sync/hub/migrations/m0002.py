"""Version 2 of the hub's schema: what a restored hub must remember, quarantine, dates in doubt, snapshots."""

SQL = """
-- When the present epoch began by a restore: for a while official codes wait and blocks of numbers are cut elsewhere.
ALTER TABLE hub ADD COLUMN restored_at timestamptz;

-- Runs of a revoked device, kept as they came until an administrator places or forgets them.
CREATE TABLE quarantine (
    device text NOT NULL,
    first_seq bigint NOT NULL,
    last_seq bigint NOT NULL,
    last_hash bytea NOT NULL,
    request bytea NOT NULL,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device, last_hash)
);

-- Open dossiers whose promised date no longer agrees with the calendar in force.
CREATE TABLE due_conflict (
    stream uuid PRIMARY KEY,
    unit text NOT NULL,
    told timestamptz NOT NULL,
    counted timestamptz,
    reference_version bigint NOT NULL,
    found_at timestamptz NOT NULL
);
CREATE INDEX due_conflict_unit ON due_conflict (unit);
"""
