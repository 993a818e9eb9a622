"""Version 4 of the hub's schema: a register number is given once."""

SQL = """
CREATE UNIQUE INDEX event_register ON event (unit, register_book, register_number) WHERE register_number IS NOT NULL;
"""
