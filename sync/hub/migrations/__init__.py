"""The hub's schema as numbered steps of plain SQL; a step once released never changes."""

from sync.hub.migrations import m0001, m0002, m0003, m0004

STEPS: tuple[str, ...] = (m0001.SQL, m0002.SQL, m0003.SQL, m0004.SQL)
"""Step ``n`` (counted from 1) lifts a database from version ``n - 1`` to ``n``."""
