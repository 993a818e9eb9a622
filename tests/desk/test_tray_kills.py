"""Killed at random moments while pages are worked on and filed, a tray comes back whole: no page lost, none twice."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest

from app.desk import drafts, page_editor, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.errors import RuleViolation
from app.store import tray_steps
from app.store.tray import TrayPage
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.desk.test_tray import ROOT, sheet

PAGES = 8


def work_until_killed(profile: Path, into: str, session: Session, seed: int, task: str, seconds: float) -> None:
    """An officer works for so many seconds, then the power goes."""
    asked = [sys.executable, "-m", "tests.desk.tray_editing_child", str(profile), into]
    asked += [msgspec.json.encode(session).decode(), str(seed), task]
    with subprocess.Popen(asked, stdout=subprocess.PIPE, text=True, cwd=ROOT) as child:
        assert child.stdout is not None
        assert child.stdout.readline() == "working\n"
        try:
            assert child.wait(seconds) == 0
        except subprocess.TimeoutExpired:
            child.kill()


def lay(office: Office, session: Session, into: str, components: list[str]) -> list[str]:
    laid = []
    for number, component in enumerate(components):
        scan = tray.begin(office, session, into, component)
        path = tray.folder_of(office, scan) / "page-0001.jpg"
        path.write_bytes(sheet(number))
        laid += [page.id for page in tray.take(office, scan, path)]
        tray.end(office, scan)
    return laid


def as_noted(office: Office, first: list[TrayPage]) -> list[TrayPage]:
    """The pages as the notes of what was done make them, from how they first lay."""
    found = {page.id: tray_steps.fields_of(page) for page in first}
    with office.store.read() as connection:
        noted = tray_steps.steps(connection, first[0].tray)
    assert noted
    for change in (change for step in noted for change in step.changes):
        if change.after is None:
            del found[change.page]
        else:
            found[change.page] = {**found.get(change.page, {}), **change.after}
    return sorted((tray_steps.page_of(fields) for fields in found.values()), key=lambda page: page.position)


def test_pages_survive_kills_while_they_are_worked_on(
    office: Office, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    ids = lay(office, session, "draft-1", ["to_khai"] * PAGES)
    first = tray.all_pages(office, "draft-1")
    close_office(office)
    pick = random.Random(11)
    for seed, task in enumerate(("edit", "edit", "back", "edit")):
        work_until_killed(tmp_path / "profile", "draft-1", session, seed, task, pick.uniform(0.05, 0.6))
        again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
        try:
            kept = tray.all_pages(again, "draft-1")
            assert sorted(page.id for page in kept if page.id in ids) == sorted(ids)
            for page in kept:
                assert again.vault.read(page.shown)
                assert page.removed in ("", "officer", "joined")
                if page.id in ids:
                    assert again.vault.read(page.original) == sheet(ids.index(page.id))
                else:
                    # Two sides on one sheet: both pages lie beside it, laid aside unless they were taken back.
                    assert set(page.origin.split("+")) <= {other.id for other in kept}
            assert sum(len(document.pages) for document in tray.documents(again, "draft-1")) == sum(
                not page.removed for page in kept
            )
            assert kept == as_noted(again, first), "each act is there with its note, or neither is"
        finally:
            close_office(again)
    again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    try:
        with pytest.raises(RuleViolation, match="undo_nothing"):
            while True:
                page_editor.undo(again, session, "draft-1")
        assert tray.all_pages(again, "draft-1") == first
    finally:
        close_office(again)


def test_filing_killed_half_way_files_each_page_once(
    office: Office, session: Session, tmp_path: Path, clock: SetClock, ready_draft: Callable[..., Draft]
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    known = [paper.component for paper in draft.papers]
    wanted = [known[number % len(known)] for number in range(PAGES)]
    lay(office, session, draft.id, wanted)
    close_office(office)
    pick = random.Random(4)
    for _ in range(3):
        work_until_killed(tmp_path / "profile", draft.id, session, 0, "file", pick.uniform(0.0, 0.5))
    again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    try:
        (kept,) = [other for other in drafts.drafts(again, session) if other.id == draft.id]
        filed = tray.file_into_draft(again, session, kept)
        assert tray.documents(again, draft.id) == ()
        assert {paper.component: len(paper.files) for paper in filed.papers if paper.files} == {
            component: wanted.count(component) for component in set(wanted)
        }
        for paper in filed.papers:
            assert len({held.sha256 for held in paper.files}) == len(paper.files)
            assert all(again.vault.has(held.sha256) for held in paper.files)
    finally:
        close_office(again)
