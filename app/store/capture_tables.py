"""The tables of what is captured on this machine and not yet part of a dossier: pages in the tray with what was done to
them, and copies to sign."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, Integer, Text, UniqueConstraint

from app.store.schema import Instant, strict_table

# One page as it came, and as it is shown now. ``origin`` names the scan and its page, so that a page taken in just
# before a crash is not taken in again after it.
tray_page = strict_table(
    "tray_page",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("id", Text, nullable=False, unique=True),
    Column("officer", Text, nullable=False),
    Column("tray", Text, nullable=False),
    Column("origin", Text, nullable=False),
    Column("document", Text, nullable=False),
    Column("component", Text, nullable=False),
    Column("position", Integer, nullable=False),
    Column("source", Text, nullable=False),
    Column("original", Text, nullable=False),
    Column("shown", Text, nullable=False),
    Column("removed", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("tray", "origin"),
    CheckConstraint("removed IN ('', 'blank', 'officer', 'joined', 'separator')"),
    CheckConstraint("source IN ('scanner', 'file', 'camera')"),
)
Index("tray_page_order", tray_page.c.tray, tray_page.c.position, tray_page.c.local_id)
Index("tray_page_officer", tray_page.c.officer, tray_page.c.tray)

# What was done to the pages of a tray, act by act, each with how the pages were before and after it. A line stays as it
# is: an act that is taken back is another line, ``of`` the number of the first.
tray_step = strict_table(
    "tray_step",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("tray", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("act", Text, nullable=False),
    Column("of", Integer, nullable=False),
    Column("changes", Text, nullable=False),
    Column("at", Instant, nullable=False),
)
Index("tray_step_order", tray_step.c.tray, tray_step.c.local_id)

# The pictures a step names: they stay in the vault for as long as it may be taken back.
tray_step_picture = strict_table(
    "tray_step_picture",
    Column("sha256", Text, primary_key=True),
    Column("step", Integer, ForeignKey("tray_step.local_id", ondelete="CASCADE"), primary_key=True),
    with_rowid=False,
)
Index("tray_step_picture_step", tray_step_picture.c.step)

# Copies somebody wants signed: waiting for it, or tried in vain. A signed one is the journal's to know.
signing = strict_table(
    "signing",
    Column("local_id", Integer, primary_key=True, autoincrement=True),
    Column("stream", Text, nullable=False),
    Column("sha256", Text, nullable=False),
    Column("officer", Text, nullable=False),
    Column("state", Text, nullable=False),
    Column("reason", Text, nullable=False),
    Column("at", Instant, nullable=False),
    UniqueConstraint("stream", "sha256"),
    CheckConstraint("state IN ('pending', 'failed')"),
)
Index("signing_officer", signing.c.officer, signing.c.local_id)
