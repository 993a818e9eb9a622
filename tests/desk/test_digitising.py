"""The report on digitising: each copy counted once by the way it came, from what the journal makes of each dossier."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from app.capture.archive import archived
from app.capture.pages import Page, document
from app.desk import copies, digitising, drafts, reception
from app.desk.acting import Session, dossier_at
from app.desk.digitising import FieldFigures
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain.acts import ResultPaper
from app.domain.digitising import Digitising, of_dossier
from app.domain.dossier import FileHeld
from app.errors import StoreUnwritable
from app.progress import Progress
from app.store import files
from tests.desk.conftest import SetClock
from tests.desk.test_tray import sheet

Make = Callable[..., Draft]
YEAR = (date(2026, 1, 1), date(2026, 12, 31))


def pdf(number: int) -> bytes:
    return archived(document([Page("jpeg", sheet(number))])).pdf


def test_each_copy_counts_once_and_each_dossier_once_a_way(
    office: Office, session: Session, ready_draft: Make, clock: SetClock
) -> None:
    first, second = (paper.component for paper in ready_draft().papers[:2])
    draft = ready_draft()
    for number, component in enumerate((first, first, second)):
        draft = drafts.attach(office, session, draft, component, pdf(number), "scanner")
    scanned = reception.accept(office, session, draft)
    reception.accept(office, session, ready_draft())
    held = copies.reusable(office, session, ready_draft().applicant.personal_number)
    again = copies.reuse(office, session, ready_draft(), first, held[0])
    again = copies.reuse(office, session, again, second, held[1], national=True)
    reception.accept(office, session, again)
    found = digitising.report(office, session, *YEAR)
    assert found is not None
    figures = Digitising(3, 1, 1, 1, 0, 3, 1, 1)
    assert [(line.field, line.figures) for line in found.lines] == [("Hộ tịch", figures)]
    assert found.total == FieldFigures("", figures, 5), "nothing has reached the hub; two copies serve two dossiers"
    with office.store.write() as connection:
        for sha256 in files.known(connection):
            files.sent(connection, sha256)
    sent = digitising.report(office, session, *YEAR)
    assert sent is not None
    assert sent.total.on_the_way == 0
    better = copies.attach(office, session, scanned.stream, second, pdf(9), replaces=held[-1].sha256)
    assert better
    clock.forward(days=60)
    drafted = reception.accept(office, session, ready_draft())
    later = digitising.report(office, session, *YEAR)
    assert later is not None
    assert later.total.figures.dossiers == 3, "another year's dossier is another year's figure"
    assert digitising.report(office, session, date(2027, 1, 1), date(2027, 12, 31)).total.figures.dossiers == 1  # type: ignore[union-attr]
    with office.store.read() as connection:
        state = dossier_at(connection, drafted.stream)
    assert state is not None
    sources = ("scanner", "camera", "file", "portal", "reuse")
    every = tuple(
        FileHeld("to_khai", f"{number:064}", 1, 1, "application/pdf", way) for number, way in enumerate(sources)
    )
    result = FileHeld("result", "5", 1, 1, "", "scanner")
    assert of_dossier(replace(state, files=(*every, result))) == Digitising(1, 1, 1, 0, 1, 3, 1, 0)
    on_paper = replace(state, results=(ResultPaper("Giấy khai sinh"),))
    assert of_dossier(on_paper).results == 0
    assert of_dossier(replace(state, results=(ResultPaper("Giấy khai sinh", sha256="e" * 64),))).results == 1


def test_counting_is_stopped_and_a_table_is_written_whole_or_not(
    office: Office, session: Session, ready_draft: Make, tmp_path: Path
) -> None:
    reception.accept(office, session, ready_draft())
    stopped = Progress()
    stopped.cancel.set()
    assert digitising.report(office, session, *YEAR, stopped) is None
    table = tmp_path / "so-hoa.csv"
    digitising.export(table, ["Lĩnh vực", "Hồ sơ"], [("Hộ tịch; chứng thực", 3)])
    assert table.read_bytes().startswith(b"\xef\xbb\xbf")
    with table.open(encoding="utf-8-sig", newline="") as opened:
        assert list(csv.reader(opened, delimiter=";")) == [["Lĩnh vực", "Hồ sơ"], ["Hộ tịch; chứng thực", "3"]]
    with pytest.raises(StoreUnwritable):
        digitising.export(tmp_path / "không có" / "so-hoa.csv", [], [])
