"""Every place has room: no scrolling sideways and nothing cut off, on a small screen, enlarged, in longer words."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from PySide6.QtCore import QCoreApplication, QPoint, QRect, QTranslator
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QCheckBox,
    QComboBox,
    QLabel,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QTableView,
    QWidget,
)

import resources
from tests.desk.conftest import CARD, PROCEDURE
from tests.ui.conftest import PLACES, Journey
from ui.fitting import Elided
from ui.frame import Frame
from ui.place import Notice
from ui.reception import ReceptionPage
from ui.theme import Theme

SCREENS = {
    "1366 × 768": (1366, 768, 10.5),
    "1366 × 768 at 150 %": (911, 512, 10.5),
    "1920 × 1080 at 200 %": (960, 540, 10.5),
    "1366 × 768 at 200 %": (683, 384, 10.5),
    "1366 × 768, letters of 16 points": (1366, 768, 16.0),
}
Settle = Callable[[], None]
EVERYWHERE = (*PLACES, "dossier")
STRETCH = 1.4
LONGER_WORDS = [name for name, (_, _, points) in SCREENS.items() if points == 10.5]


class Stretched(QTranslator):
    """The Vietnamese of the window, each text longer by two fifths."""

    def __init__(self, parent: QCoreApplication) -> None:
        super().__init__(parent)
        self._spoken = QTranslator(parent)
        assert self._spoken.load(str(resources.path("i18n", "vi.qm")))

    def isEmpty(self) -> bool:  # noqa: N802 (Qt asks by this name)
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:  # type: ignore[override]
        text = self._spoken.translate(context, source, disambiguation, n) or source
        more = round(len(text) * (STRETCH - 1))
        # Words of ordinary length, so that long lines still find a place to break.
        return text + "".join(" " if place % 6 == 0 else "ộ" for place in range(more))


@pytest.fixture
def stretched(qapp: QApplication, theme: Theme) -> Iterator[None]:
    longer = Stretched(qapp)
    qapp.installTranslator(longer)
    yield
    qapp.removeTranslator(longer)


@pytest.fixture
def screen(request: pytest.FixtureRequest, theme: Theme) -> Iterator[tuple[int, int]]:
    """Width and height of the window, with the letters the officer chose put on before it is made."""
    width, height, points = SCREENS[request.param]
    theme.apply("light", points)
    yield width, height
    theme.apply("light", 10.5)


def show(frame: Frame, settle: Settle, journey: Journey, name: str) -> None:
    if name == "dossier":
        frame.go(f"dossier/{journey.accept().stream}")
    else:
        frame.go(name)
    settle()
    if isinstance(frame.place, ReceptionPage):
        frame.take_card(CARD)
        frame.place.book.choose(PROCEDURE)
        settle()
    # Layouts settle from the inside out, one round of events for each level.
    for _ in range(8):
        QApplication.processEvents()


def named(widget: QWidget) -> str:
    text = widget.property("text")
    return f"{type(widget).__name__} {widget.objectName() or widget.parentWidget().objectName()} “{text}”"


def clip(frame: Frame, widget: QWidget) -> QRect:
    """What can be seen of ``frame`` where ``widget`` stands, once every list it is in is scrolled up and down."""
    seen = frame.rect()
    above = widget.parentWidget()
    while above is not None and above is not frame:
        if isinstance(above, QAbstractScrollArea):
            view = above.viewport()
            corner = view.mapTo(frame, QPoint(0, 0))
            seen = seen & QRect(corner.x(), 0, view.width(), frame.height())
        above = above.parentWidget()
    return seen


def cut_off(frame: Frame) -> list[str]:
    """Everything that is written and cannot be read to its end."""
    found = []
    for widget in frame.findChildren(QWidget):
        if not widget.isVisible() or isinstance(widget, Elided):
            continue
        if isinstance(widget, QLabel) and widget.text():
            if widget.wordWrap():
                short = widget.height() < widget.heightForWidth(widget.width())
            else:
                short = widget.width() < widget.sizeHint().width()
        elif isinstance(widget, (QPushButton, QCheckBox)) and (widget.text() or widget.layout() is not None):
            short = widget.width() < widget.sizeHint().width() or widget.height() < widget.minimumSizeHint().height()
        elif isinstance(widget, QTableView):
            short = bool(cut_titles(widget))
        else:
            short = False
        if short:
            found.append(f"{named(widget)} in {widget.width()} × {widget.height()}, not {widget.sizeHint().width()}")
        elif isinstance(widget, (QLabel, QAbstractButton, QLineEdit, QComboBox)):
            place = QRect(widget.mapTo(frame, QPoint(0, 0)), widget.size())
            seen = clip(frame, widget)
            if place.left() < seen.left() or place.right() > seen.right():
                found.append(
                    f"{named(widget)} stands at {place.left()}–{place.right()}, not in {seen.left()}–{seen.right()}"
                )
    return found


def cut_titles(table: QTableView) -> list[str]:
    header = table.horizontalHeader()
    return [
        str(table.model().headerData(place, header.orientation()))
        for place in range(header.count())
        if not header.isSectionHidden(place) and header.sectionSize(place) < header.sectionSizeHint(place)
    ]


def sideways(frame: Frame) -> list[str]:
    """Everything that has to be moved to the side to be seen whole."""
    return [
        f"{area.objectName()} by {area.horizontalScrollBar().maximum()}"
        for area in frame.findChildren(QAbstractScrollArea)
        if area.isVisible() and area.horizontalScrollBar().maximum() > 0
    ] + [
        f"{area.objectName()}: {area.widget().width()} in {area.viewport().width()}"
        for area in frame.findChildren(QScrollArea)
        if area.isVisible() and area.widget() is not None and area.widget().width() > area.viewport().width()
    ]


def has_no_room(
    frame: Frame, screen: tuple[int, int], settle: Settle, journey: Journey, notice: Notice | None = None
) -> dict[str, list[str]]:
    """By place, what cannot be read or reached when one window of that size is walked through all of them."""
    frame.resize(*screen)
    found = {}
    for name in EVERYWHERE:
        show(frame, settle, journey, name)
        if notice is not None:
            frame._notice.tell(notice)
            for _ in range(8):
                QApplication.processEvents()
        wrong = [*sideways(frame), *cut_off(frame)]
        if (frame.width(), frame.height()) != screen:
            wrong.append(f"the window has grown to {frame.width()} × {frame.height()}")
        if wrong:
            found[name] = wrong
    return found


@pytest.mark.parametrize("screen", SCREENS, indirect=True)
def test_no_place_scrolls_sideways_or_cuts_a_word(
    vietnamese: None, screen: tuple[int, int], busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    assert not has_no_room(busy_frame, screen, settle, journey)


@pytest.mark.parametrize("screen", ["1366 × 768 at 150 %"], indirect=True)
def test_a_notice_above_a_place_pushes_nothing_off_the_screen(
    vietnamese: None, screen: tuple[int, int], busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    notice = Notice("Đã tiếp nhận H44.80.01-261123-0001. Hẹn trả 08:30 thứ Ba 01/12/2026. " * 2, "ok")
    assert not has_no_room(busy_frame, screen, settle, journey, notice)


@pytest.mark.parametrize("screen", ["1366 × 768 at 150 %"], indirect=True)
def test_what_differs_on_a_list_is_read_to_its_end(
    vietnamese: None, screen: tuple[int, int], busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    given, missed, strange = journey.accept(), journey.accept(), journey.accept()
    busy_frame.resize(*screen)
    show(busy_frame, settle, journey, "handover")
    for code in (given.code, missed.code):
        busy_frame.take_code(code)
        settle()
    assert busy_frame.place is not None
    busy_frame.place.primary()
    for code in (given.code, strange.code):
        busy_frame.take_code(code)
        settle()
    for _ in range(8):
        QApplication.processEvents()
    told = busy_frame.place.findChild(QLabel, "handover.to_hand_over.difference")
    assert isinstance(told, QLabel)
    assert told.isVisible()
    assert strange.code in told.text()
    assert not cut_off(busy_frame)
    assert not sideways(busy_frame)


@pytest.mark.parametrize("screen", LONGER_WORDS, indirect=True)
def test_words_longer_by_two_fifths_are_not_cut(
    stretched: None, screen: tuple[int, int], busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    assert not has_no_room(busy_frame, screen, settle, journey)


def middle(frame: Frame, widget: QWidget) -> float:
    return widget.mapTo(frame, QPoint(0, 0)).y() + widget.height() / 2


def test_captions_stand_level_with_their_lines_and_counts_under_the_name(
    vietnamese: None, busy_frame: Frame, settle: Settle, journey: Journey
) -> None:
    show(busy_frame, settle, journey, "reception")
    page = busy_frame.place
    assert isinstance(page, ReceptionPage)
    for name, field in page.applicant._fields.items():
        if field.isVisible():
            assert abs(middle(busy_frame, field.caption) - middle(busy_frame, field.editor)) <= 1, name
    for line in page.papers.lines:
        words = line._name.mapTo(busy_frame, QPoint(0, 0)).x()
        assert line._below.mapTo(busy_frame, QPoint(0, 0)).x() == words
        assert words - line.tick.mapTo(busy_frame, line.tick.rect().topRight()).x() < 10
