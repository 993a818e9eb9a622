"""Version 3 of the hub's schema: numbers of official codes that no dossier bears."""

SQL = """
-- Official codes adopted for a dossier that had one already: their numbers are void and stay accounted for.
CREATE TABLE number_void (
    unit text NOT NULL,
    day date NOT NULL,
    number integer NOT NULL,
    code text NOT NULL,
    stream uuid NOT NULL,
    event uuid NOT NULL,
    reason text NOT NULL,
    voided_at timestamptz NOT NULL,
    PRIMARY KEY (unit, day, number)
);
"""
