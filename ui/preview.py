"""A PDF on screen: the receipt as it will be printed, a scan, a slip; drawn page by page in the side pool."""

from __future__ import annotations

from dataclasses import dataclass

from PySide6.QtCore import QPoint, QRect, QSize, Qt, QTimer
from PySide6.QtGui import QImage, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QFrame, QScrollArea, QVBoxLayout, QWidget

from app.errors import MotCuaError
from app.paper import pages
from ui import controls, messages
from ui import theme as look
from ui.bridge import Bridge
from ui.theme import Theme

PROBE_DPI = 20
"""A first drawing too small to read, only to learn the shape of the page."""
SMALLEST_ZOOM, LARGEST_ZOOM = 0.5, 4.0


PAGES_AT_ONCE = 6
"""Pages drawn before they are shown: the first are there at once, however many follow."""


@dataclass(frozen=True)
class _Drawn:
    number: int
    first: int
    wanted: int
    images: tuple[QImage, ...]
    all: int


def _draw(pdf: bytes, width: int, number: int, first: int) -> _Drawn:
    images, every = [], pages.page_count(pdf)
    for page in range(first, min(every, first + PAGES_AT_ONCE)):
        probe, _, _ = pages.page_image(pdf, page, PROBE_DPI)
        dpi = max(24, min(400, width * PROBE_DPI // max(1, probe)))
        across, down, rows = pages.page_image(pdf, page, dpi)
        images.append(QImage(rows, across, down, across * 3, QImage.Format.Format_RGB888).copy())
    return _Drawn(number, first, width, tuple(images), every)


class _Sheets(QWidget):
    """The pages below each other, each with a thin edge."""

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self._theme = theme
        self.images: tuple[QImage, ...] = ()
        self.empty = ""
        theme.changed.connect(self.update)

    def show_images(self, images: tuple[QImage, ...]) -> None:
        self.images = images
        height = sum(self._down(image) + look.GAP for image in images) + look.GAP
        width = max((self._across(image) for image in images), default=0)
        self.setMinimumSize(width + 2 * look.SMALL, height)
        self.update()

    def narrow_to(self, across: int) -> None:
        """Show what is wider than ``across`` as wide as that, until it is drawn anew."""
        if any(self._across(image) > across for image in self.images):
            self.show_images(
                tuple(
                    image.scaledToWidth(round(across * image.devicePixelRatio()))
                    if self._across(image) > across
                    else image
                    for image in self.images
                )
            )

    @staticmethod
    def _across(image: QImage) -> int:
        return round(image.width() / image.devicePixelRatio())

    @staticmethod
    def _down(image: QImage) -> int:
        return round(image.height() / image.devicePixelRatio())

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        top = look.GAP // 2
        for image in self.images:
            box = QRect(
                QPoint((self.width() - self._across(image)) // 2, top), QSize(self._across(image), self._down(image))
            )
            if box.intersects(event.rect()):
                painter.drawImage(box.topLeft(), image)
                painter.setPen(self._theme.colour("edge"))
                painter.drawRect(box.adjusted(0, 0, -1, -1))
            top += box.height() + look.GAP
        if not self.images and self.empty:
            painter.setPen(self._theme.colour("muted"))
            flags = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(self.rect().adjusted(look.HALL, 0, -look.HALL, 0), flags, self.empty)
        painter.end()


class PdfView(QFrame):
    """Shows one PDF fitted to the width; keeps the old picture until the new one is drawn."""

    def __init__(self, bridge: Bridge, theme: Theme, name: str, empty: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self._bridge, self._theme = bridge, theme
        self._pdf: bytes | None = None
        self._drawn: bytes | None = None
        self._number = 0
        self.zoom = 1.0
        self._sheets = _Sheets(theme)
        self._sheets.empty = empty
        self._empty = empty
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setFrameShape(QFrame.Shape.NoFrame)
        self._area.setProperty("role", "looked")
        self._area.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._area.setAccessibleName(empty)
        self._area.setWidget(self._sheets)
        self._area.setObjectName(f"{name}.area")
        layout = QVBoxLayout()
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self._area)
        self.setLayout(layout)
        self._again = QTimer(self)
        self._again.setSingleShot(True)
        self._again.setInterval(120)
        self._again.timeout.connect(self._order)

    @property
    def page_total(self) -> int:
        """How many pages are drawn."""
        return len(self._sheets.images)

    def show_pdf(self, pdf: bytes | None, empty: str = "") -> None:
        """Show ``pdf``; None shows the words ``empty`` (or those given at first)."""
        if pdf == self._pdf and not empty:
            return
        self._pdf = pdf
        self._sheets.empty = empty or self._empty
        if pdf is None:
            self._number += 1
            self._sheets.show_images(())
        else:
            self._order()

    def zoom_by(self, factor: float) -> None:
        """Larger or smaller, within limits."""
        self.zoom = min(max(self.zoom * factor, SMALLEST_ZOOM), LARGEST_ZOOM)
        self._order()

    def _room(self) -> int:
        # Room for the bar is kept free whether it shows or not, so that the fit never depends on it.
        bar = self._area.verticalScrollBar().sizeHint().width()
        return self._area.width() - bar - 2 * look.SMALL - 2

    def _keep_inside(self) -> None:
        if self.zoom <= 1 and self._room() > 0:
            self._sheets.narrow_to(self._room())

    def _order(self) -> None:
        pdf, width = self._pdf, self._room()
        if pdf is None or width < 40:
            return
        self._number += 1
        self._draw_from(0, pdf, round(width * self.zoom * self.devicePixelRatioF()))

    def _draw_from(self, first: int, pdf: bytes, wanted: int) -> None:
        number = self._number
        self._bridge.run_aside(
            lambda: _draw(pdf, wanted, number, first), self._show, self._failed, owner=self, slot="draw"
        )

    def _show(self, drawn: _Drawn) -> None:
        pdf = self._pdf
        if drawn.number != self._number or pdf is None:
            return
        for image in drawn.images:
            image.setDevicePixelRatio(self.devicePixelRatioF())
        known, next_one = self._sheets.images, drawn.first + len(drawn.images)
        # Pages further down keep their old size until it is their turn, so that the eye's place is not lost.
        later = known[next_one : drawn.all] if pdf == self._drawn else ()
        self._sheets.show_images((*known[: drawn.first], *drawn.images, *later))
        self._drawn = pdf
        self._keep_inside()
        if next_one < drawn.all:
            self._draw_from(next_one, pdf, drawn.wanted)

    def _failed(self, error: MotCuaError) -> None:
        self._sheets.empty = messages.of_error(error).both
        self._sheets.show_images(())

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        if event.size().width() != event.oldSize().width():
            self._keep_inside()
            self._again.start()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.zoom_by(1.15 if event.angleDelta().y() > 0 else 1 / 1.15)
            event.accept()
        else:
            super().wheelEvent(event)


def titled(view: PdfView, theme: Theme, title: str, *, words: tuple[str, str]) -> tuple[controls.Section, QWidget]:
    """A section around a view with its zoom buttons (``words``: smaller, larger), and the row of those buttons."""
    section = controls.Section(title, f"{view.objectName()}.section")
    smaller = controls.tool(theme, "zoom-out", words[0], f"{view.objectName()}.smaller")
    larger = controls.tool(theme, "zoom-in", words[1], f"{view.objectName()}.larger")
    smaller.clicked.connect(lambda: view.zoom_by(1 / 1.25))
    larger.clicked.connect(lambda: view.zoom_by(1.25))
    header = controls.holder(controls.row(smaller, larger, spacing=2))
    section.header.addWidget(header)
    # A long title goes on in a second line rather than making the page beside it narrow.
    section.title.setWordWrap(True)
    section.header.setStretch(0, 1)
    section.header.setStretch(1, 0)
    section.body.addWidget(view)
    section.body.setStretch(0, 1)
    return section, header
