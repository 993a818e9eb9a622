"""Version 1 of the hub's schema.

Portable on purpose (design §7): no extension, no sequence as a cursor, no advisory lock, no LISTEN/NOTIFY;
``unit`` stands in keys where one unit is meant, so that a distributed PostgreSQL can take over by unit.
"""

SQL = """
CREATE TABLE hub (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    epoch text NOT NULL,
    reference_version bigint NOT NULL DEFAULT 0
);

-- Whose signature the counters of this hub believe.
CREATE TABLE hub_identity (
    singleton boolean PRIMARY KEY DEFAULT true CHECK (singleton),
    public_key bytea NOT NULL
);

-- ---------------------------------------------------------------- reference data

-- The number stands for the unit in integer ranges; it is given once and never changes.
CREATE TABLE unit (
    code text PRIMARY KEY,
    number integer NOT NULL UNIQUE CHECK (number > 0)
);

-- kind: units, officers, catalogue, calendar, regulation_sets, settings; the text is the part's JSON as imported.
CREATE TABLE reference_part (
    kind text PRIMARY KEY,
    document text NOT NULL
);

-- ---------------------------------------------------------------- devices

CREATE TABLE device (
    id text PRIMARY KEY,
    unit text NOT NULL,
    counter text NOT NULL,
    name text NOT NULL,
    kind text NOT NULL CHECK (kind IN ('counter', 'hub')),
    public_key bytea NOT NULL UNIQUE,
    enrolled_at timestamptz NOT NULL,
    revoked_at timestamptz,
    forked_at timestamptz,
    last_seq bigint NOT NULL DEFAULT 0,
    last_hash bytea NOT NULL DEFAULT decode(repeat('00', 32), 'hex'),
    last_contact timestamptz
);
CREATE INDEX device_unit ON device (unit);
CREATE UNIQUE INDEX device_of_hub ON device (unit) WHERE kind = 'hub' AND revoked_at IS NULL;

CREATE TABLE enrolment_code (
    hash bytea PRIMARY KEY,
    unit text NOT NULL,
    counter text NOT NULL,
    issued_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL,
    used_at timestamptz,
    device text
);

-- Two grants of one unit can never share a number on one day. The unit's own number is folded into the
-- integer range, because equality beside a range in one GiST index would need an extension.
CREATE TABLE number_range (
    unit text NOT NULL,
    id text NOT NULL,
    unit_number integer NOT NULL,
    device text NOT NULL,
    first integer NOT NULL CHECK (first >= 1),
    last integer NOT NULL CHECK (last >= first AND last < 100000000),
    first_day date NOT NULL,
    last_day date NOT NULL CHECK (last_day >= first_day),
    granted_on date NOT NULL,
    PRIMARY KEY (unit, id),
    CONSTRAINT number_range_disjoint EXCLUDE USING gist (
        int8range(unit_number::bigint * 100000000 + first, unit_number::bigint * 100000000 + last, '[]') WITH &&,
        daterange(first_day, last_day, '[]') WITH &&
    )
);
CREATE INDEX number_range_device ON number_range (device);

-- The numbers the hub keeps for itself: the last one given for a unit and day.
CREATE TABLE hub_number (
    unit text NOT NULL,
    day date NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (unit, day)
);

-- ---------------------------------------------------------------- the ledger

-- Every link of every device, placed or not: the chain goes on over a refused one.
CREATE TABLE link (
    device text NOT NULL,
    seq bigint NOT NULL,
    prev bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL,
    outcome text NOT NULL CHECK (outcome IN ('placed', 'upgrade', 'refused')),
    code text,
    event uuid,
    received_at timestamptz NOT NULL,
    PRIMARY KEY (device, seq)
);

-- A run of links and the signature over its last hash, relayed verbatim as proof. ``by_hub`` marks a run the
-- hub vouches for because a damaged link stands between it and the device's own signature.
CREATE TABLE run (
    device text NOT NULL,
    last_seq bigint NOT NULL,
    first_seq bigint NOT NULL,
    signature bytea NOT NULL,
    by_hub boolean NOT NULL,
    PRIMARY KEY (device, last_seq)
);

CREATE TABLE stream (
    id uuid PRIMARY KEY,
    type text NOT NULL,
    head integer NOT NULL DEFAULT 0,
    last_hash bytea,
    units text[] NOT NULL DEFAULT '{}',
    state text,
    fold text NOT NULL DEFAULT '',
    resolved boolean NOT NULL DEFAULT false,
    unit text NOT NULL DEFAULT '',
    code text NOT NULL DEFAULT '',
    status integer NOT NULL DEFAULT 0,
    accepted_on date,
    due_at timestamptz,
    holder text NOT NULL DEFAULT '',
    transit text NOT NULL DEFAULT '',
    result_holder text NOT NULL DEFAULT '',
    result_transit text NOT NULL DEFAULT '',
    code_owed boolean NOT NULL DEFAULT false
);
CREATE INDEX stream_accepted ON stream (accepted_on) WHERE accepted_on IS NOT NULL;
CREATE INDEX stream_holder ON stream (holder) WHERE holder <> '';
CREATE INDEX stream_transit ON stream (transit) WHERE transit <> '';
CREATE INDEX stream_result_holder ON stream (result_holder) WHERE result_holder <> '';
CREATE INDEX stream_code_owed ON stream (id) WHERE code_owed;

CREATE TABLE event (
    stream uuid NOT NULL,
    stream_seq integer NOT NULL,
    id uuid NOT NULL UNIQUE,
    unit text NOT NULL,
    kind text NOT NULL,
    version integer NOT NULL,
    at timestamptz NOT NULL,
    body bytea NOT NULL,
    personal bytea,
    salt bytea,
    device text NOT NULL,
    device_seq bigint NOT NULL,
    prev bytea NOT NULL,
    body_hash bytea NOT NULL,
    hash bytea NOT NULL,
    verdict text NOT NULL CHECK (verdict IN ('effective', 'unconfirmed', 'set_aside')),
    rule text,
    placed_at timestamptz NOT NULL,
    register_book text,
    register_number integer,
    PRIMARY KEY (stream, stream_seq),
    UNIQUE (unit, register_book, register_number)
);

CREATE TABLE unit_head (
    unit text PRIMARY KEY,
    head bigint NOT NULL DEFAULT 0
);

CREATE TABLE feed (
    unit text NOT NULL,
    position bigint NOT NULL,
    stream uuid NOT NULL,
    stream_seq integer NOT NULL,
    PRIMARY KEY (unit, position),
    UNIQUE (unit, stream, stream_seq)
);

-- Every code a dossier ever had, official or provisional: both find it, for ever.
CREATE TABLE dossier_code (
    unit text NOT NULL,
    code text NOT NULL,
    stream uuid NOT NULL,
    PRIMARY KEY (unit, code)
);
CREATE INDEX dossier_code_code ON dossier_code (code);

CREATE TABLE register_head (
    unit text NOT NULL,
    book text NOT NULL,
    last integer NOT NULL,
    PRIMARY KEY (unit, book)
);

-- ---------------------------------------------------------------- files

-- Which dossiers name a file: the only way to read one.
CREATE TABLE file_use (
    sha256 text NOT NULL,
    stream uuid NOT NULL,
    PRIMARY KEY (sha256, stream)
);
CREATE INDEX file_use_stream ON file_use (stream);

-- Who brought a file whole; lets the uploader, and nobody else, know that it is here before an event names it.
CREATE TABLE file_upload (
    unit text NOT NULL,
    sha256 text NOT NULL,
    device text NOT NULL,
    size bigint NOT NULL,
    completed_at timestamptz NOT NULL,
    PRIMARY KEY (unit, sha256)
);

-- ---------------------------------------------------------------- back-office sessions

CREATE TABLE web_session (
    hash bytea PRIMARY KEY,
    officer text NOT NULL,
    unit text NOT NULL,
    csrf text NOT NULL,
    signed_in_at timestamptz NOT NULL,
    expires_at timestamptz NOT NULL
);

CREATE TABLE sign_in_failure (
    officer text PRIMARY KEY,
    failures integer NOT NULL,
    locked_until timestamptz
);
"""
