"""Find dossiers as the officer types: by name and procedure without marks, by any number or its last digits."""

from __future__ import annotations

from sqlalchemy import Connection, bindparam, select, text

from app.domain.text import clean, fold
from app.store.schema import dossier_state, identifier
from app.store.state_rows import ROW_COLUMNS, DossierRow, plain_number, row_of

SHORTEST_NUMBER = 3
"""Fewer digits than this would name half of all dossiers."""

# Newest matches that are looked at more closely before the best are shown.
_CANDIDATES = 200
_NUMBER_CANDIDATES = 1000
_BEYOND = "\U0010ffff"
_NAMES = select(
    dossier_state.c.lid,
    dossier_state.c.applicant_name,
    dossier_state.c.submitter_name,
    dossier_state.c.applicant_fold,
).where(dossier_state.c.lid.in_(bindparam("the_lids", expanding=True)))
_ROWS = select(*ROW_COLUMNS).where(dossier_state.c.lid.in_(bindparam("the_lids", expanding=True)))
_LIDS = select(identifier.c.lid).limit(_NUMBER_CANDIDATES)
_WHOLE = _LIDS.where(identifier.c.value == bindparam("value")).order_by(identifier.c.lid.desc())
_BEGINNING = _LIDS.where(identifier.c.value > bindparam("value"), identifier.c.value < bindparam("beyond"))
_ENDING = _LIDS.where(identifier.c.reversed > bindparam("value"), identifier.c.reversed < bindparam("beyond"))
_MATCH = text("SELECT rowid FROM dossier_search WHERE dossier_search MATCH :match ORDER BY rowid DESC LIMIT :most")


def search(connection: Connection, typed: str, limit: int = 50) -> list[DossierRow]:
    """Up to ``limit`` dossiers for what was typed so far, best first, newest first among equals.

    Text matches whole words and the beginning of the last one, without marks; names with the very marks that were
    typed come first. Digits (blanks, dots and dashes between them do not matter) match the beginning or the end of
    personal numbers, phone numbers, passports, tax codes and dossier codes, whole numbers first.
    """
    plain = clean(typed)
    if not plain:
        return []
    lids = _by_number(connection, plain)
    if _is_number(plain):
        return _rows(connection, lids[:limit])
    best = dict.fromkeys([*lids[:limit], *_ranked(connection, _by_text(connection, plain), plain)])
    return _rows(connection, list(best)[:limit])


def _is_number(plain: str) -> bool:
    return not any(letter.isalpha() for letter in plain) and "." not in plain.strip(".")


def _by_number(connection: Connection, plain: str) -> list[int]:
    """Whole numbers first, then beginnings, then endings; newest first in each."""
    compact = plain_number("code", plain)
    bare = plain_number("", plain)
    if " " in plain and not bare.isdigit():
        return []
    if len(bare) < SHORTEST_NUMBER or not any(letter.isdigit() for letter in bare):
        return []
    found: dict[int, None] = {}
    for statement in (_WHOLE, _BEGINNING, _ENDING):
        lids: set[int] = set()
        for value in {compact, bare}:
            bounds = _bounds(value[::-1] if statement is _ENDING else value)
            lids.update(connection.execute(statement, bounds).scalars())
        found.update(dict.fromkeys(sorted(lids, reverse=True)))
    return list(found)


def _bounds(value: str) -> dict[str, str]:
    return {"value": value, "beyond": value + _BEYOND}


def _by_text(connection: Connection, plain: str) -> list[int]:
    words = [word.replace('"', "") for word in fold(plain).split(" ")]
    words = [word for word in words if any(letter.isalnum() for letter in word)]
    if not words:
        return []
    match = " AND ".join(f'"{word}"' for word in words) + "*"
    return list(connection.execute(_MATCH, {"match": match, "most": _CANDIDATES}).scalars())


def _rows(connection: Connection, lids: list[int]) -> list[DossierRow]:
    if not lids:
        return []
    if not lids:
        return []
    found = connection.execute(_ROWS, {"the_lids": lids})
    rows = {row.lid: row for row in map(row_of, found)}
    return [rows[lid] for lid in lids]


def _ranked(connection: Connection, lids: list[int], plain: str) -> list[int]:
    """``lids`` with the best first; only names are read for that, because most of them will not be shown."""
    if not lids:
        return []
    wanted, folded = plain.lower(), fold(plain)
    words = wanted.split(" ")
    ranks: dict[int, int] = {}
    for lid, applicant, submitter, applicant_fold in connection.execute(_NAMES, {"the_lids": lids}):
        names = f"{applicant}\n{submitter}".lower()
        ranks[lid] = _rank(names, applicant_fold, wanted, words, folded)
    return sorted(lids, key=ranks.__getitem__)


def _rank(names: str, applicant_fold: str, wanted: str, words: list[str], folded: str) -> int:
    """0 for a name with the very words and marks typed, 1 for all those words, 2 for the words without marks."""
    if wanted in names:
        return 0
    if all(word in names for word in words):
        return 1
    return 2 if folded in applicant_fold else 3
