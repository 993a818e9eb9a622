"""The pages of a draft in the window: back after a kill, seen, turned, parted, put with their papers, and accepted."""

from __future__ import annotations

from pathlib import Path

from app.desk import tray
from app.desk.acting import Session
from app.desk.office import Office, close_office
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.desk.test_tray import TRAY, sheet, taken_until_killed
from ui.__main__ import Program


def test_the_program_opens_with_the_pages_of_a_killed_scan(
    office: Office, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    scan = tray.begin(office, session, TRAY)
    folder = tray.folder_of(office, scan)
    names = [f"page-{number:04d}.jpg" for number in range(1, 7)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(sheet(number))
    close_office(office)
    acknowledged = taken_until_killed(tmp_path / "profile", scan, 2)
    again = Program(tmp_path / "profile", None, clock).open(PASSPHRASE)
    try:
        kept = tray.all_pages(again, TRAY)
        assert [page.origin for page in kept] == [f"{scan.id}/{name}/0" for name in names]
        assert set(acknowledged) <= {page.origin for page in kept}
        assert not folder.exists()
    finally:
        close_office(again)
