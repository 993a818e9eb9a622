"""The tray: no page lost or doubled by a kill at any moment; what is filed becomes a copy and leaves nothing behind."""

from __future__ import annotations

import random
import subprocess
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import msgspec
import pytest
from PIL import Image, ImageDraw

from app.capture import pages
from app.desk import drafts, page_editor, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.desk.tray import Scan
from app.errors import FileUnreadable
from app.store.tray import TrayPage
from tests.desk.conftest import MONDAY, PASSPHRASE, SetClock

ROOT = Path(__file__).resolve().parents[2]
TRAY = "draft-1"


def sheet(number: int, *, blank: bool = False, askew: float = 0.0) -> bytes:
    """A small page of text-like lines, different for each number."""
    drawn = Image.new("L", (620, 877), 245)
    if not blank:
        pick = random.Random(number)
        pen = ImageDraw.Draw(drawn)
        for line in range(60, 800, 18):
            pen.rectangle((60, line, pick.randrange(300, 560), line + 7), fill=30)
    packed = BytesIO()
    drawn.rotate(askew, Image.Resampling.BICUBIC, fillcolor=245).save(packed, "JPEG", quality=70, dpi=(75, 75))
    return packed.getvalue()


def scanned(office: Office, session: Session, count: int, component: str = "") -> list[TrayPage]:
    """Pages as a scanner lays them down, taken in."""
    scan = tray.begin(office, session, TRAY, component)
    taken = []
    for number in range(1, count + 1):
        path = tray.folder_of(office, scan) / f"page-{number:04d}.jpg"
        path.write_bytes(sheet(number))
        taken += tray.take(office, scan, path)
    tray.end(office, scan)
    assert not tray.folder_of(office, scan).exists()
    return taken


def shown(office: Office) -> list[str]:
    return [page.id for page in tray.all_pages(office, TRAY) if not page.removed]


def test_the_tray_comes_back_after_a_restart(office: Office, session: Session, tmp_path: Path, clock: SetClock) -> None:
    taken = scanned(office, session, 3, "to_khai")
    close_office(office)
    again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    try:
        assert tray.trays(again, session) == [(TRAY, 3)]
        assert tray.all_pages(again, TRAY) == taken
        assert again.vault.read(taken[1].original) == sheet(2)
    finally:
        close_office(again)


def test_killed_again_and_again_no_page_is_lost_or_doubled(
    office: Office, session: Session, tmp_path: Path, clock: SetClock
) -> None:
    scan = tray.begin(office, session, TRAY)
    folder = tray.folder_of(office, scan)
    names = [f"page-{number:04d}.jpg" for number in range(1, 25)]
    for number, name in enumerate(names):
        (folder / name).write_bytes(sheet(number, askew=1.0))
    close_office(office)
    pick = random.Random(5)
    acknowledged: list[str] = []
    for _ in range(3):
        acknowledged += taken_until_killed(tmp_path / "profile", scan, pick.randint(1, 6))
    (folder / "page-0099.jpg").write_bytes(sheet(99)[:2000])
    (folder / "page-0100.jpg.part").write_bytes(b"\xff\xd8")
    again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
    try:
        tray.recover(again)
        assert not folder.exists()
        kept = tray.all_pages(again, TRAY)
        assert [page.origin for page in kept] == [f"{scan.id}/{name}/0" for name in names]
        assert set(acknowledged) <= {page.origin for page in kept}
        for number, page in enumerate(kept):
            assert again.vault.read(page.original) == sheet(number, askew=1.0)
            assert again.vault.has(page.shown)
        assert tray.recover(again) == 0
    finally:
        close_office(again)


def taken_until_killed(profile: Path, scan: Scan, after: int) -> list[str]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desk.tray_child", str(profile), msgspec.json.encode(scan).decode()],
        stdout=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(after)]
        child.kill()
        said += child.stdout.readlines()
    return [line.split()[0] for line in said if line.endswith("\n") and line != "all\n"]


def test_a_first_look_lays_blank_pages_aside_and_straightens(office: Office, session: Session) -> None:
    scan = tray.begin(office, session, TRAY)
    for number, data in enumerate((sheet(1), sheet(2, blank=True), sheet(3, askew=2.0)), 1):
        path = tray.folder_of(office, scan) / f"page-{number:04d}.jpg"
        path.write_bytes(data)
        (page,) = tray.take(office, scan, path)
        tray.improve(office, page)
    plain, blank, askew = tray.all_pages(office, TRAY)
    assert (plain.removed, blank.removed, askew.removed) == ("", "blank", "")
    assert plain.shown == plain.original
    assert askew.shown != askew.original
    (restored,) = page_editor.take_back(office, session, [blank])
    assert shown(office) == [plain.id, restored.id, askew.id]
    (plainly,) = page_editor.as_it_came(office, session, [askew])
    assert plainly.shown == askew.original


def test_a_pdf_of_several_pages_is_taken_page_by_page(office: Office, session: Session, tmp_path: Path) -> None:
    packed = pages.document([pages.Page("jpeg", sheet(number)) for number in (1, 2)])
    (tmp_path / "two.pdf").write_bytes(packed)
    one, two = tray.take_file(office, session, TRAY, tmp_path / "two.pdf")
    assert tray.improve(office, one) == one
    page_editor.turn(office, session, [two], 1)
    (document,) = tray.documents(office, TRAY)
    assert pages.page_count(tray.copy_of(office, document)) == 2
    with pytest.raises(FileUnreadable):
        page_editor.two_sides(office, session, one, two)
    assert Image.open(BytesIO(tray.thumbnail(office, one, 60))).size[0] == 60


def test_filing_attaches_what_is_known_and_forgets_the_rest_of_the_vault(
    office: Office, session: Session, ready_draft: Callable[..., Draft]
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    component = draft.papers[0].component
    scan = tray.begin(office, session, draft.id, component)
    path = tray.folder_of(office, scan) / "page-0001.jpg"
    path.write_bytes(sheet(1, askew=2))
    (page,) = tray.take(office, scan, path)
    page = tray.improve(office, page)
    unknown = tray.begin(office, session, draft.id)
    path = tray.folder_of(office, unknown) / "page-0001.jpg"
    path.write_bytes(sheet(2))
    tray.take(office, unknown, path)
    filed = tray.file_into_draft(office, session, draft)
    (copy,) = filed.papers[0].files
    assert copy.pages == 1
    assert not office.vault.has(page.original)
    assert not office.vault.has(page.shown)
    assert [document.component for document in tray.documents(office, draft.id)] == [""]
    assert tray.file_into_draft(office, session, filed) == filed
    tray.discard(office, draft.id)
    assert tray.trays(office, session) == []
    assert office.now() == MONDAY
