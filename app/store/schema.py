"""The tables of the local store, as SQLAlchemy Core sees them; `migrations` makes them.

Instants are kept as UTC text to the second, days as ISO dates, so both sort and compare as they stand.
Every table is STRICT: a value of the wrong type is refused, never converted.
"""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import (
    CheckConstraint,
    Column,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    LargeBinary,
    MetaData,
    Table,
    Text,
    UniqueConstraint,
    text,
)
from sqlalchemy.types import TypeDecorator

from app.domain.events import instant_text

REVISION = "0005"
"""The migration this program's tables correspond to: the head of `migrations/versions`."""


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime kept as ``2026-11-23T07:30:00Z``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> str | None:
        return None if value is None else instant_text(value)

    def process_result_value(self, value: str | None, dialect: Dialect) -> datetime | None:
        return None if value is None else datetime.fromisoformat(value).astimezone(UTC)


class Day(TypeDecorator[date]):
    """A local calendar day kept as ``2026-11-23``."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: date | None, dialect: Dialect) -> str | None:
        return None if value is None else value.isoformat()

    def process_result_value(self, value: str | None, dialect: Dialect) -> date | None:
        return None if value is None else date.fromisoformat(value)


metadata = MetaData()


def strict_table(name: str, *items: Column[Any] | CheckConstraint | UniqueConstraint, with_rowid: bool = True) -> Table:
    """A STRICT table of this store."""
    return Table(name, metadata, *items, sqlite_strict=True, sqlite_with_rowid=with_rowid)


# ---------------------------------------------------------------- the journal

event = strict_table(
    "event",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("stream", Text, nullable=False),
    Column("stream_type", Text, nullable=False),
    Column("kind", Text, nullable=False),
    Column("version", Integer, nullable=False),
    Column("at", Instant, nullable=False),
    Column("unit", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("base", Integer, nullable=False),
    Column("device", Text, nullable=False),
    Column("device_seq", Integer, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("body_hash", LargeBinary, nullable=False),
    Column("hash", LargeBinary, nullable=False),
    Column("body", LargeBinary, nullable=False),
    Column("personal", LargeBinary),
    Column("salt", LargeBinary),
    Column("state", Text, nullable=False),
    Column("refusal", Text),
    Column("stream_seq", Integer),
    Column("verdict", Text),
    Column("rule", Text),
    Column("placed_at", Instant),
    Column("register_book", Text),
    Column("register_number", Integer),
    Column("epoch", Text),
    UniqueConstraint("device", "device_seq"),
    UniqueConstraint("stream", "stream_seq"),
    CheckConstraint("state IN ('pending', 'placed', 'refused', 'upgrade')"),
    CheckConstraint("(state = 'placed') = (stream_seq IS NOT NULL)"),
    CheckConstraint("(personal IS NULL) = (salt IS NULL)"),
)
Index("event_not_placed", event.c.state, event.c.device, event.c.device_seq, sqlite_where=text("state <> 'placed'"))
Index("event_unit_at", event.c.unit, event.c.at)
Index(
    "event_number_kept",
    event.c.unit,
    event.c.register_book,
    event.c.register_number,
    sqlite_where=text("state <> 'placed' AND register_number IS NOT NULL"),
)

# Proof of relayed events, verbatim as it came: every link of a signed run.
run = strict_table(
    "run",
    Column("device", Text, primary_key=True),
    Column("last_seq", Integer, primary_key=True),
    Column("first_seq", Integer, nullable=False),
    Column("prev_hash", LargeBinary, nullable=False),
    Column("body_hashes", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
)

feed_cursor = strict_table(
    "feed_cursor",
    Column("unit", Text, primary_key=True),
    Column("epoch", Text, nullable=False),
    Column("position", Integer, nullable=False),
)

stream_to_fetch = strict_table("stream_to_fetch", Column("stream", Text, primary_key=True))

# ---------------------------------------------------------------- this machine

enrolment = strict_table(
    "enrolment",
    Column("device", Text, primary_key=True),
    Column("unit", Text, nullable=False),
    Column("counter", Text, nullable=False),
    Column("hub_url", Text, nullable=False),
    Column("hub_key", LargeBinary, nullable=False),
    Column("escrow_key", LargeBinary, nullable=False),
    Column("epoch", Text, nullable=False),
    Column("enrolled_at", Instant, nullable=False),
    Column("current", Integer, nullable=False),
    CheckConstraint("current IN (0, 1)"),
)
Index("enrolment_current", enrolment.c.current, unique=True, sqlite_where=text("current = 1"))

setting = strict_table("setting", Column("name", Text, primary_key=True), Column("value", LargeBinary, nullable=False))

# Running numbers that are counted here and nowhere else: handover lists, slips, how often a procedure is used.
tally = strict_table(
    "tally",
    Column("room", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    with_rowid=False,
)

sign_in_try = strict_table(
    "sign_in_try",
    Column("officer", Text, primary_key=True),
    Column("wrong", Integer, nullable=False),
    Column("last_at", Instant, nullable=False),
)

reference_document = strict_table(
    "reference_document",
    Column("version", Integer, primary_key=True, autoincrement=False),
    Column("effective_from", Day, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("signature", LargeBinary, nullable=False),
    Column("received_at", Instant, nullable=False),
)

# ---------------------------------------------------------------- what the journal makes of each dossier

dossier_state = strict_table(
    "dossier_state",
    Column("lid", Integer, primary_key=True, autoincrement=True),
    Column("stream", Text, nullable=False, unique=True),
    Column("code", Text),
    Column("provisional_code", Text),
    Column("status", Integer, nullable=False),
    Column("unit", Text, nullable=False),
    Column("procedure_code", Text, nullable=False),
    Column("procedure_name", Text, nullable=False),
    Column("field", Text, nullable=False),
    Column("applicant_name", Text, nullable=False),
    Column("submitter_name", Text, nullable=False),
    Column("accepted_at", Instant),
    Column("due", Instant),
    Column("finished_at", Instant),
    Column("returned_at", Instant),
    Column("holder", Text, nullable=False),
    Column("result_holder", Text, nullable=False),
    Column("transit", Text, nullable=False),
    Column("result_transit", Text, nullable=False),
    Column("debts", Text, nullable=False),
    Column("debt_count", Integer, nullable=False),
    Column("pending", Integer, nullable=False),
    Column("set_aside", Integer, nullable=False),
    Column("officer", Text, nullable=False),
    Column("head", Integer, nullable=False),
    Column("needs_upgrade", Integer, nullable=False),
    Column("updated_at", Instant, nullable=False),
    Column("applicant_fold", Text, nullable=False),
    Column("search_text", Text, nullable=False),
    Column("state_json", LargeBinary, nullable=False),
    CheckConstraint("needs_upgrade IN (0, 1)"),
)
Index("dossier_state_newest", dossier_state.c.unit, dossier_state.c.lid)
Index("dossier_state_unit", dossier_state.c.unit, dossier_state.c.status, dossier_state.c.lid)
Index("dossier_state_due", dossier_state.c.unit, dossier_state.c.status, dossier_state.c.due)
Index("dossier_state_accepted", dossier_state.c.unit, dossier_state.c.accepted_at)
Index("dossier_state_procedure", dossier_state.c.unit, dossier_state.c.procedure_code, dossier_state.c.lid)
Index("dossier_state_field", dossier_state.c.unit, dossier_state.c.field, dossier_state.c.lid)
Index("dossier_state_officer", dossier_state.c.unit, dossier_state.c.officer, dossier_state.c.lid)
Index(
    "dossier_state_holder",
    dossier_state.c.holder,
    dossier_state.c.status,
    dossier_state.c.transit,
    dossier_state.c.unit,
)
Index("dossier_state_result", dossier_state.c.result_holder, sqlite_where=text("result_holder <> ''"))
Index("dossier_state_transit", dossier_state.c.transit, sqlite_where=text("transit <> ''"))
Index("dossier_state_result_transit", dossier_state.c.result_transit, sqlite_where=text("result_transit <> ''"))
Index("dossier_state_in_transit", dossier_state.c.unit, dossier_state.c.lid, sqlite_where=text("transit <> ''"))
Index(
    "dossier_state_result_in_transit",
    dossier_state.c.unit,
    dossier_state.c.lid,
    sqlite_where=text("result_transit <> ''"),
)
Index("dossier_state_debts", dossier_state.c.unit, dossier_state.c.lid, sqlite_where=text("debt_count > 0"))
Index("dossier_state_set_aside", dossier_state.c.unit, dossier_state.c.lid, sqlite_where=text("set_aside > 0"))
Index("dossier_state_pending", dossier_state.c.unit, dossier_state.c.lid, sqlite_where=text("pending > 0"))
Index("dossier_state_upgrade", dossier_state.c.lid, sqlite_where=text("needs_upgrade = 1"))

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
"""Rows in each index, and rows per distinct beginning of its key, as in a full store: written to ``sqlite_stat1`` by
the migration. Without them SQLite takes any index of a unit for a list of debts and reads a million rows; measured
on an empty store they would be worse than none."""

# Counters kept with the rows they count: a count over a million rows costs tens of milliseconds, these cost nothing.
dossier_count = strict_table(
    "dossier_count",
    Column("unit", Text, primary_key=True),
    Column("name", Text, primary_key=True),
    Column("number", Integer, nullable=False),
    with_rowid=False,
)

# Numbers and codes a dossier can be found by; ``reversed`` serves "the last four digits".
identifier = strict_table(
    "identifier",
    Column("lid", Integer, ForeignKey("dossier_state.lid", ondelete="CASCADE"), primary_key=True),
    Column("kind", Text, primary_key=True),
    Column("value", Text, primary_key=True),
    Column("reversed", Text, nullable=False),
    with_rowid=False,
)
Index("identifier_value", identifier.c.value, identifier.c.lid)
Index("identifier_reversed", identifier.c.reversed, identifier.c.lid)

SEARCH_TABLE = """\
CREATE VIRTUAL TABLE dossier_search USING fts5(
  text, content='', contentless_delete=1, prefix='1 2 3 4 5', tokenize='unicode61 remove_diacritics 0')"""
"""Full text over `dossier_state.search_text`, rowid = lid. SQLAlchemy has no word for virtual tables."""

# ---------------------------------------------------------------- numbers

number_range = strict_table(
    "number_range",
    Column("id", Text, primary_key=True),
    Column("device", Text, nullable=False),
    Column("unit", Text, nullable=False),
    Column("first", Integer, nullable=False),
    Column("last", Integer, nullable=False),
    Column("first_day", Day, nullable=False),
    Column("last_day", Day, nullable=False),
    CheckConstraint("first >= 1 AND last >= first AND last_day >= first_day"),
)

number_use = strict_table(
    "number_use",
    Column("unit", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("range_id", Text, ForeignKey("number_range.id"), nullable=False),
    Column("state", Text, nullable=False),
    Column("event_id", Text),
    Column("reason", Text, nullable=False),
    CheckConstraint("state IN ('used', 'void')"),
)
Index("number_use_range", number_use.c.range_id, number_use.c.day, number_use.c.number)

# Numbers of provisional codes, which a machine without a range gives itself.
provisional_use = strict_table(
    "provisional_use",
    Column("device", Text, primary_key=True),
    Column("day", Day, primary_key=True),
    Column("number", Integer, primary_key=True),
    Column("event_id", Text),
    with_rowid=False,
)

# ---------------------------------------------------------------- drafts, prints, files

draft = strict_table(
    "draft",
    Column("id", Text, primary_key=True),
    Column("officer", Text, nullable=False),
    Column("device", Text, nullable=False),
    Column("data", LargeBinary, nullable=False),
    Column("updated_at", Instant, nullable=False),
)
Index("draft_officer", draft.c.officer, draft.c.device, draft.c.updated_at)

print_job = strict_table(
    "print_job",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("stream", Text, nullable=False),
    Column("form", Text, nullable=False),
    Column("title", Text, nullable=False),
    Column("pdf_sha256", Text, nullable=False),
    Column("copies", Integer, nullable=False),
    Column("copy_number", Integer, nullable=False),
    Column("printer", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("error", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("queued_at", Instant, nullable=False),
    Column("started_at", Instant),
    Column("ended_at", Instant),
    Column("handed_out_at", Instant),
    CheckConstraint("state IN ('queued', 'printing', 'printed', 'failed', 'spoiled')"),
    CheckConstraint("copies >= 1 AND copy_number >= 0"),
)
Index("print_job_open", print_job.c.local_id, sqlite_where=text("state IN ('queued', 'printing', 'failed')"))
Index("print_job_stream", print_job.c.stream, print_job.c.local_id)
Index("print_job_queued_at", print_job.c.queued_at)

file = strict_table(
    "file",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("size", Integer, nullable=False),
    Column("media_type", Text, nullable=False),
    Column("upload", Text, nullable=False),
    Column("offset", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("added_at", Instant, nullable=False),
    CheckConstraint("upload IN ('held', 'waiting', 'sending', 'sent', 'failed')"),
    CheckConstraint("offset >= 0 AND offset <= size"),
)
Index("file_to_send", file.c.local_id, sqlite_where=text("upload IN ('waiting', 'sending', 'failed')"))

# Where a file belongs: the same scan may serve two dossiers.
file_place = strict_table(
    "file_place",
    Column("stream", Text, primary_key=True),
    Column("component", Text, primary_key=True),
    Column("sha256", Text, ForeignKey("file.sha256"), primary_key=True),
    with_rowid=False,
)
Index("file_place_sha256", file_place.c.sha256)

file_wanted = strict_table(
    "file_wanted",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("sha256", Text, nullable=False, unique=True),
    Column("stream", Text, nullable=False),
    Column("attempts", Integer, nullable=False),
    Column("error", Text, nullable=False),
    Column("wanted_at", Instant, nullable=False),
)
