"""What another program scans is taken into a tray once, whole, and removed; kills and restarts change nothing in it."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import msgspec
import pytest

from app.capture.pages import Page, document
from app.capture.watched import WatchedFolder, mark_of
from app.desk import tray, watching
from app.desk.acting import Session
from app.desk.office import Office, close_office, open_office
from app.store import settings
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.desk.test_tray import ROOT, TRAY, sheet


@pytest.fixture
def folder(office: Office, tmp_path: Path) -> Path:
    place = tmp_path / "scans"
    place.mkdir()
    (place / "yesterday.jpg").write_bytes(sheet(90))
    office.save_machine_settings(replace(office.machine_settings(), watched_folder=str(place)))
    watching.choose(office, str(place))
    return place


def watched_now(office: Office) -> WatchedFolder:
    found = watching.watch(office)
    assert found is not None
    found.look()
    return found


def test_scans_are_taken_and_removed_and_the_old_one_stays(office: Office, session: Session, folder: Path) -> None:
    (folder / "one.jpg").write_bytes(sheet(1))
    (folder / "two.jpg").write_bytes(b"\xff\xd8\xff half")
    watched = watched_now(office)
    pages, refused = watching.take_new(office, session, TRAY, watched, watched.look(), "to_khai")
    assert [(page.component, page.source) for page in pages] == [("to_khai", "scanner")]
    assert refused == ("two.jpg",)
    assert sorted(path.name for path in folder.iterdir()) == ["two.jpg", "yesterday.jpg"]
    assert [watched.look(), watched.look()] == [[], []]
    (folder / "two.jpg").write_bytes(sheet(2))
    watched.look()
    pages, refused = watching.take_new(office, session, TRAY, watched, watched.look())
    assert (len(pages), refused) == (1, ())


def test_what_came_while_the_program_was_away_is_new(office: Office, session: Session, folder: Path) -> None:
    assert watched_now(office).look() == []
    (folder / "night.jpg").write_bytes(sheet(1))
    watched = watched_now(office)
    assert [mark.name for mark in watched.look()] == ["night.jpg"]


def test_a_file_written_to_between_look_and_taking_waits(office: Office, session: Session, folder: Path) -> None:
    scan = folder / "scan.jpg"
    scan.write_bytes(sheet(1)[:3000])
    watched = watched_now(office)
    marks = watched.look()
    scan.write_bytes(sheet(1))
    assert watching.take_new(office, session, TRAY, watched, marks) == ((), ())
    watched.look()
    pages, _ = watching.take_new(office, session, TRAY, watched, watched.look())
    assert [office.vault.read(page.original) for page in pages] == [sheet(1)]


def test_a_share_that_is_away_when_chosen_is_not_taken_for_new(office: Office, tmp_path: Path) -> None:
    place = tmp_path / "share"
    office.save_machine_settings(replace(office.machine_settings(), watched_folder=str(place)))
    watching.choose(office, str(place))
    assert watching.watch(office) is None
    place.mkdir()
    (place / "old.jpg").write_bytes(sheet(1))
    assert watched_now(office).look() == []
    office.save_machine_settings(replace(office.machine_settings(), watched_folder=""))
    assert watching.watch(office) is None


def refuse(path: Path, missing_ok: bool = False) -> None:
    raise PermissionError(path)


def test_a_file_that_cannot_be_removed_is_taken_once(
    office: Office, session: Session, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (folder / "scan.jpg").write_bytes(sheet(1))
    watched = watched_now(office)
    with monkeypatch.context() as patched:
        # Root may remove anything here, so the file system's refusal is said by hand.
        patched.setattr(Path, "unlink", refuse)
        watching.take_new(office, session, TRAY, watched, watched.look())
        assert watched_now(office).look() == []
    assert (folder / "scan.jpg").exists()
    assert watching.watch(office) is not None
    assert not (folder / "scan.jpg").exists()
    assert len(tray.all_pages(office, TRAY)) == 1


def test_killed_at_any_moment_each_file_is_taken_once_and_whole(
    office: Office, session: Session, folder: Path, tmp_path: Path, clock: SetClock
) -> None:
    wanted = []
    for number in range(12):
        made = [sheet(10 * number + page) for page in range(3)]
        path = folder / f"{number:02d}.pdf"
        path.write_bytes(document([Page("jpeg", data) for data in made]))
        os.utime(path, (2000 + number, 2000 + number))
        wanted.append(mark_of(path))
    close_office(office)
    pick = random.Random(3)
    trays = ["draft-1", "draft-2", "draft-3", "draft-4", "draft-5", "draft-6"]
    for into in trays[:-1]:
        take_until_killed(tmp_path / "profile", into, session, pick.uniform(0.0, 0.3))
    take_until_killed(tmp_path / "profile", trays[-1], session, None)
    again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    try:
        assert [path.name for path in folder.iterdir()] == ["yesterday.jpg"]
        kept = [page for into in trays for page in tray.all_pages(again, into)]
        assert len(kept) == 3 * len(wanted)
        assert len({page.original for page in kept}) == 3 * len(wanted)
        runs = [page.document for page in kept]
        assert all(runs.count(run) == 3 for run in runs)
        with again.store.read() as connection:
            assert settings.value(connection, "watched folder")["folder"] == str(folder)
    finally:
        close_office(again)


def take_until_killed(profile: Path, into: str, session: Session, seconds: float | None) -> None:
    """Runs a counter that takes all there is; after ``seconds`` of it the power goes, None lets it come to its end."""
    asked = [sys.executable, "-m", "tests.desk.watching_child", str(profile), into]
    with subprocess.Popen(
        [*asked, msgspec.json.encode(session).decode()], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "taking\n"
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            child.kill()
