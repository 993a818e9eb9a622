"""The tables of what this machine no longer keeps of ended dossiers."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, Index, Integer, Text, text

from app.store.schema import Instant, event, strict_table

# Dossiers whose personal parts, files and prints were removed here, and up to which event.
thinned = strict_table(
    "thinned",
    Column("stream", Text, primary_key=True),
    Column("head", Integer, nullable=False),
    Column("files", Integer, nullable=False),
    Column("at", Instant, nullable=False),
)

# Files of the vault that may go since the commit that says so; ``gone`` once the disk has let go of the bytes.
removed_file = strict_table(
    "removed_file",
    Column("sha256", Text, primary_key=True),
    Column("at", Instant, nullable=False),
    Column("gone", Integer, nullable=False),
    CheckConstraint("gone IN (0, 1)"),
)
Index("removed_file_to_go", removed_file.c.sha256, sqlite_where=text("gone = 0"))
Index("event_thin", event.c.stream, sqlite_where=text("kind = 'thin'"))
