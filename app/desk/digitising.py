"""The report on digitising: the dossiers of some days, by field, with the digital copies they hold."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from io import StringIO
from pathlib import Path

from app.desk.acting import Session
from app.desk.books import accepted_between
from app.desk.office import Office
from app.domain.digitising import Digitising, of_dossier
from app.errors import StoreUnwritable
from app.progress import Cancelled, Progress
from app.store import files
from app.vault.files import write_durably


@dataclass(frozen=True)
class FieldFigures:
    """One field of the report; ``field`` is empty for all together.

    ``on_the_way`` counts copies that the hub does not have whole: a dossier is not reported digitised before its
    files arrived (index 766 items 4.1, 4.2).
    """

    field: str
    figures: Digitising
    on_the_way: int


@dataclass(frozen=True)
class DigitisingReport:
    """The dossiers the unit accepted on the local days ``first`` to ``last``: a line a field, and all together."""

    first: date
    last: date
    lines: tuple[FieldFigures, ...]
    total: FieldFigures


def report(
    office: Office, session: Session, first: date, last: date, progress: Progress | None = None
) -> DigitisingReport | None:
    """Counts from what the journal makes of each dossier now, as far as this machine knows; None when it was stopped.

    Thousands of dossiers take seconds: call it aside and watch ``progress``.
    """
    progress = progress or Progress()
    with office.store.read() as connection:
        unsent = files.unsent(connection)
    found: dict[str, Digitising] = {}
    on_the_way: dict[str, int] = {}
    try:
        for state, _ in accepted_between(office, session, first, last):
            progress.step()
            field = state.procedure.field if state.procedure else ""
            found[field] = found.get(field, Digitising()) + of_dossier(state)
            waiting = sum(held.sha256 in unsent for held in state.files)
            on_the_way[field] = on_the_way.get(field, 0) + waiting
    except Cancelled:
        return None
    lines = tuple(FieldFigures(field, found[field], on_the_way[field]) for field in sorted(found))
    total = sum(found.values(), Digitising())
    return DigitisingReport(first, last, lines, FieldFigures("", total, sum(on_the_way.values())))


def export(path: Path, headings: Sequence[str], rows: Iterable[Sequence[str | int]]) -> None:
    """Writes a report as a table for a spreadsheet: CSV in UTF-8, parted by semicolons as Vietnamese Excel expects.

    Raises DiskFull, StoreUnwritable for a folder that refuses, or a file that another program holds.
    """
    text = StringIO(newline="")
    writer = csv.writer(text, delimiter=";")
    writer.writerow(headings)
    writer.writerows(rows)
    try:
        write_durably(path, text.getvalue().encode("utf-8-sig"))
    except OSError as error:
        raise StoreUnwritable(reason=error.strerror or "") from error
