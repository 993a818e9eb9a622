"""The third way in, through the whole window: cards and codes from dropped, pasted and chosen pictures and a camera."""

from __future__ import annotations

from pathlib import Path

import pytest
import zxingcpp
from PIL import Image
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QGuiApplication, QImage
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QWidget
from pytestqt.qtbot import QtBot

from app.domain.identity import parse_card
from app.errors import CameraFailed, CardNotFound, FileUnreadable, IdentityTextRefused
from app.settings import MachineSettings
from tests.capture.test_camera import CORNERS, SIZE, desk_top, film, letter
from tests.capture.test_card_image import CARD, DEGRADED, card_picture
from tests.ui.test_window import Start, start, working
from ui import messages
from ui.reception import ReceptionPage
from ui.sight import CardSight, PageSight

__all__ = ["start", "working"]

PERSON = parse_card(CARD)
GARBLED = CARD.encode().decode("latin-1")


class Hands:
    """An officer at the window with pictures to give it."""

    def __init__(self, start: Start, bot: QtBot) -> None:
        assert start.window.frame is not None
        self.start, self.frame, self.bot = start, start.window.frame, bot

    @property
    def reception(self) -> ReceptionPage:
        place = self.frame.place
        assert isinstance(place, ReceptionPage)
        return place

    def drop(self, paths: list[Path], over: QWidget) -> bool:
        """Drops files as the window system does; True when the window took them."""
        data = QMimeData()
        data.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        window = self.start.window
        at = QPointF(over.mapTo(window, over.rect().center()))
        held = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
        handle = window.windowHandle()
        enter = QDragEnterEvent(at.toPoint(), Qt.DropAction.CopyAction, data, *held)
        QApplication.sendEvent(handle, enter)
        drop = QDropEvent(at, Qt.DropAction.CopyAction, data, *held)
        QApplication.sendEvent(handle, drop)
        self.start.settle()
        return enter.isAccepted()

    @property
    def sight(self) -> CardSight | None:
        found = [window for window in QApplication.topLevelWidgets() if isinstance(window, CardSight)]
        return next((window for window in found if window.isVisible()), None)

    def settle(self) -> None:
        self.start.settle()
        if self.reception.people is not None:
            self.bot.waitUntil(lambda: self.start.bridge.idle, timeout=20_000)
        self.start.settle()


@pytest.fixture
def hands(working: Start, qtbot: QtBot) -> Hands:
    return Hands(working, qtbot)


def applicant(hands: Hands) -> tuple[str, str, tuple[str, ...]]:
    draft = hands.reception.book.current
    assert draft is not None
    return draft.applicant.personal_number, draft.applicant.full_name, draft.applicant.from_card


READ = (PERSON.personal_number, PERSON.full_name, ("personal_number", "full_name", "birth_date", "sex", "address"))
NOTHING = ("", "", ())
GONE = CameraFailed(reason="gone")


def test_degraded_cards_dropped_on_the_window_fill_the_form(hands: Hands, tmp_path: Path) -> None:
    for name, degrade in DEGRADED.items():
        hands.reception.book.begin()
        hands.settle()
        assert applicant(hands) == NOTHING
        degrade(card_picture(CARD)).convert("RGB").save(tmp_path / "the.jpg", quality=85)
        field = hands.reception.applicant.editors[0]
        assert isinstance(field, QLineEdit)
        assert hands.drop([tmp_path / "the.jpg"], field)
        hands.bot.waitUntil(lambda: hands.sight is None, timeout=30_000)
        hands.settle()
        assert applicant(hands) == READ, name
        assert field.text() == PERSON.full_name, "no name of a file is written into a field"


def test_a_chosen_file_fills_the_form_whatever_its_kind(
    hands: Hands, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("png", "tif", "pdf"):
        hands.reception.book.begin()
        hands.settle()
        file = tmp_path / f"card.{kind}"
        card_picture(CARD, 200).save(file, dpi=(200, 200), resolution=200)
        monkeypatch.setattr("ui.pictures.QFileDialog.getOpenFileName", lambda *_, file=file: (str(file), ""))
        hands.start.window.activateWindow()
        QTest.keyClick(hands.start.window.windowHandle(), Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        hands.bot.waitUntil(lambda: hands.sight is None, timeout=30_000)
        hands.settle()
        assert applicant(hands) == READ, kind


def test_what_is_no_card_is_told_in_its_window_and_nothing_is_stored(hands: Hands, tmp_path: Path) -> None:
    (tmp_path / "empty.jpg").write_bytes(b"")
    (tmp_path / "half.png").write_bytes(b"\x89PNG\r\n\x1a\n and no more")
    (tmp_path / "folder.jpg").mkdir()
    card_picture("https://dichvucong.gov.vn").save(tmp_path / "letter.png")
    Image.new("RGB", (900, 600), "white").save(tmp_path / "white.jpg")
    told = {
        "empty.jpg": FileUnreadable("file", reason="kind"),
        "folder.jpg": FileUnreadable("file", reason="gone"),
        "half.png": FileUnreadable("file", reason="damaged"),
        "letter.png": IdentityTextRefused("card", reason="not_an_identity_code"),
        "white.jpg": CardNotFound("card"),
    }
    for name, error in told.items():
        hands.drop([tmp_path / name], hands.reception)
        sight = hands.sight
        assert sight is not None
        assert sight.words.text() == messages.of_error(error).both, name
        assert applicant(hands) == NOTHING
        assert sight.choose.hasFocus()
        sight.reject()
        hands.start.settle()
    card_picture(GARBLED).save(tmp_path / "garbled.png")
    hands.drop([tmp_path / "garbled.png"], hands.reception)
    sight = hands.sight
    assert sight is not None
    assert "gõ" in sight.words.text(), "no keyboard is to blame"
    assert applicant(hands) == NOTHING
    sight.reject()
    hands.start.settle()
    assert hands.drop([tmp_path / "white.jpg", tmp_path / "letter.png"], hands.reception.closing) is False


def test_a_picture_on_a_paper_of_the_checklist_is_that_paper(hands: Hands, tmp_path: Path) -> None:
    card_picture(CARD).save(tmp_path / "card.png")
    hands.reception.book.choose("1.004884")
    hands.settle()
    line = hands.reception.papers.lines[0]
    hands.drop([tmp_path / "card.png"], line)
    hands.settle()
    assert hands.sight is None
    assert applicant(hands) == NOTHING


def test_a_copied_picture_is_pasted_and_copied_text_stays_text(hands: Hands) -> None:
    field = hands.reception.applicant.editors[0]
    assert isinstance(field, QLineEdit)
    field.setFocus()
    clipboard, window = QGuiApplication.clipboard(), hands.start.window.windowHandle()
    picture = card_picture(CARD).convert("RGB")
    image = QImage(picture.tobytes(), *picture.size, picture.width * 3, QImage.Format.Format_RGB888).copy()
    beside = QMimeData()
    beside.setImageData(image)
    beside.setText("Nguyễn Văn Bảng")
    clipboard.setMimeData(beside)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    assert field.text() == "Nguyễn Văn Bảng", "a spreadsheet copies both; the text is meant"
    field.clear()
    field.textEdited.emit("")
    clipboard.setImage(image)
    QTest.keyClick(window, Qt.Key.Key_V, Qt.KeyboardModifier.ControlModifier)
    hands.bot.waitUntil(lambda: applicant(hands) == READ, timeout=30_000)
    clipboard.clear()
    assert hands.frame.pictures.paste() is False


def test_the_bars_of_a_receipt_in_a_picture_open_its_dossier(hands: Hands, tmp_path: Path) -> None:
    bars = zxingcpp.create_barcode("H44.80.01-261124-0007", zxingcpp.BarcodeFormat.Code128)
    sheet = Image.new("L", (1400, 500), 255)
    sheet.paste(Image.fromarray(bars.to_image(scale=4)).convert("L"), (60, 60))
    sheet.save(tmp_path / "receipt.png")
    hands.drop([tmp_path / "receipt.png"], hands.frame)
    hands.bot.waitUntil(lambda: hands.frame.place is not None and hands.frame.place.objectName() == "dossier")


# ---------------------------------------------------------------- the camera


def point(hands: Hands, camera: str) -> None:
    """This machine's camera is the film there."""
    assert hands.start.office is not None
    hands.start.office.save_machine_settings(MachineSettings(camera=camera))
    hands.start.settle()


def test_a_card_held_before_the_camera_fills_the_form(hands: Hands, tmp_path: Path) -> None:
    held = Image.new("RGB", SIZE, (180, 170, 160))
    held.paste(card_picture(CARD, 300).resize((1000, 700)), (100, 10))
    point(hands, film(tmp_path / "film.mjpeg", (desk_top(), 45), (held, 300)).id)
    QTest.keyClick(hands.start.window.windowHandle(), Qt.Key.Key_J, Qt.KeyboardModifier.ControlModifier)
    sight = hands.sight
    assert sight is not None
    hands.bot.waitUntil(lambda: not sight.picture.image.isNull(), timeout=20_000)
    hands.bot.waitUntil(lambda: applicant(hands) == READ, timeout=30_000)
    assert hands.sight is None
    assert hands.start.bugs == []


def test_a_garbled_card_before_the_camera_is_told_and_escape_leaves_it(hands: Hands, tmp_path: Path) -> None:
    held = Image.new("RGB", SIZE, (180, 170, 160))
    held.paste(card_picture(GARBLED, 300).resize((1000, 700)), (100, 10))
    point(hands, film(tmp_path / "film.mjpeg", (held, 900)).id)
    hands.frame.pictures.through_camera()
    sight = hands.sight
    assert sight is not None
    hands.bot.waitUntil(lambda: "gõ" in sight.words.text(), timeout=20_000)
    QTest.keyClick(sight, Qt.Key.Key_Escape)
    hands.bot.waitUntil(lambda: hands.start.bridge.idle, timeout=10_000)
    assert hands.sight is None
    assert applicant(hands) == NOTHING


@pytest.mark.parametrize("lock", [False, True])
def test_locking_lets_the_camera_go_and_no_card_comes_late(lock: bool, hands: Hands, tmp_path: Path) -> None:
    point(hands, film(tmp_path / "film.mjpeg", (desk_top(), 900)).id)
    hands.frame.pictures.through_camera()
    sight = hands.sight
    assert sight is not None
    hands.bot.waitUntil(lambda: not sight.picture.image.isNull(), timeout=20_000)
    if lock:
        hands.start.window.lock()
    else:
        sight.close()
    hands.bot.waitUntil(lambda: hands.start.bridge.idle, timeout=10_000)
    assert hands.sight is None


def test_a_camera_that_is_not_there_is_told_with_another_way(hands: Hands, tmp_path: Path) -> None:
    point(hands, f"camera:{tmp_path / 'nothing'}")
    hands.frame.pictures.through_camera()
    sight = hands.sight
    assert sight is not None
    hands.bot.waitUntil(lambda: sight.words.text() == messages.of_error(GONE).both, timeout=20_000)
    assert sight.choose.isVisible()
    assert sight.again.isVisible()


def pages_window(hands: Hands) -> PageSight | None:
    found = [window for window in QApplication.topLevelWidgets() if isinstance(window, PageSight)]
    return next((window for window in found if window.isVisible()), None)


def photograph(hands: Hands, camera: str) -> PageSight:
    point(hands, camera)
    hands.reception.book.choose("1.004884")
    hands.settle()
    hands.reception.papers.camera_asked.emit("")
    hands.bot.waitUntil(lambda: pages_window(hands) is not None, timeout=20_000)
    shown = pages_window(hands)
    assert shown is not None
    return shown


def test_pages_are_taken_under_the_camera_with_one_key(hands: Hands, tmp_path: Path) -> None:
    shown = photograph(hands, film(tmp_path / "film.mjpeg", (desk_top(letter(), CORNERS), 900)).id)
    for count in (1, 2):
        QTest.keyClick(shown, Qt.Key.Key_Space if count == 1 else Qt.Key.Key_Return)
        hands.bot.waitUntil(lambda count=count: len(shown.live.pages) == count, timeout=20_000)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    hands.settle()
    pages = hands.reception.side.tray.pages
    first = hands.reception.papers.lines[0].paper.component
    assert [(page.component, page.source) for page in pages] == [(first, "camera")] * 2
    assert pages[0].document == pages[1].document
    assert all(page.shown != page.original for page in pages), "the sheet lies flat, the picture stays beside it"
    assert hands.reception.papers.lines[0].tick.isChecked()


def test_one_key_goes_on_to_the_next_paper_under_the_camera(hands: Hands, tmp_path: Path) -> None:
    shown = photograph(hands, film(tmp_path / "film.mjpeg", (desk_top(letter(), CORNERS), 900)).id)
    papers = [line.paper for line in hands.reception.papers.lines]
    for count, paper in enumerate([*papers, papers[0]], 1):
        assert shown.head.text() == paper.name
        QTest.keyClick(shown, Qt.Key.Key_Space)
        # Pressed while the page is still being taken, it means the page after.
        QTest.keyClick(shown, Qt.Key.Key_N)
        hands.bot.waitUntil(lambda count=count: len(shown.live.pages) == count, timeout=20_000)
    QTest.keyClick(shown, Qt.Key.Key_Escape)
    hands.settle()
    pages = hands.reception.side.tray.pages
    assert [page.component for page in pages] == [*(paper.component for paper in papers), papers[0].component]
    assert len({page.document for page in pages}) == len(pages)
    assert [line.waiting for line in hands.reception.papers.lines][:2] == [2, 1]


def test_a_camera_pulled_out_keeps_the_pages_taken_and_says_so(hands: Hands, tmp_path: Path, qtbot: QtBot) -> None:
    shown = photograph(hands, film(tmp_path / "film.mjpeg", (desk_top(letter(), CORNERS), 90)).id)
    shown.take.click()
    hands.bot.waitUntil(lambda: pages_window(hands) is None, timeout=20_000)
    hands.settle()
    assert len(hands.reception.side.tray.pages) == 1
    assert hands.frame._notice._words.text() == messages.of_error(GONE).both
