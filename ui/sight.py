"""Windows that show what a camera sees: one until a card or code is read, one from which pages are taken."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QImage, QImageWriter, QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QDialog, QSizePolicy, QWidget

from app.capture.scanners import Live
from app.desk import sight
from app.desk.sight import CardLook, Seen
from app.errors import IdentityTextRefused, MotCuaError
from ui import controls, messages
from ui import theme as look
from ui.bridge import Cancel
from ui.place import Counter
from ui.theme import Theme

WIDTH, HEIGHT = 640, 400
"""Pixels of the picture at the ordinary letter size."""


class LivePicture(QWidget):
    """A picture as large as there is room for, whole and undistorted; black where there is none."""

    def __init__(self, theme: Theme, words: str) -> None:
        super().__init__()
        self.setObjectName("sight.picture")
        self.setAccessibleName(words)
        self._theme = theme
        self._image = QImage()
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(theme.scaled(320), theme.scaled(200))

    def sizeHint(self) -> QSize:
        return QSize(self._theme.scaled(WIDTH), self._theme.scaled(HEIGHT))

    @property
    def image(self) -> QImage:
        return self._image

    def show_image(self, image: QImage) -> None:
        """Show ``image`` from now on."""
        self._image = image
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor("black"))
        if not self._image.isNull():
            size = self._image.size().scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRect((self.width() - size.width()) // 2, (self.height() - size.height()) // 2, *size.toTuple())
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(place, self._image)
        painter.end()


class Sight(QDialog):
    """What both windows have in common: the picture, a line of words below it, and the buttons."""

    def __init__(self, parent: QWidget, counter: Counter, name: str, title: str) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        # The title never names a person or a paper: task bars show it.
        self.setWindowTitle("Một Cửa")
        self.setModal(True)
        self.counter = counter
        self.cancel = Cancel()
        self._drawn = b""
        self.picture = LivePicture(counter.theme, self.tr("What the camera sees"))
        self.words = controls.label("", wrap=True, name=f"{name}.words")
        self.words.setMinimumHeight(counter.theme.scaled(40))
        self.words.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.head = controls.label(title, "head", wrap=True, name=f"{name}.head")
        self.leave = controls.button(self.tr("Close"), f"{name}.leave")
        self.leave.clicked.connect(self.reject)
        self.foot = controls.row(None, self.leave)
        whole = controls.column(
            self.head,
            self.picture,
            self.words,
            self.foot,
            margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
        )
        whole.setStretch(1, 1)
        self.setLayout(whole)
        counter.theme.dress(self)
        self.finished.connect(lambda _: self.cancel.set())

    def say(self, text: str, tone: str = "") -> None:
        """Say one thing below the picture."""
        if self.words.text() != text:
            self.words.setText(text)
        controls.polish(self.words, tone=tone)

    def draw(self, live: Live) -> bool:
        """Show what the camera sees now; False while it showed nothing yet."""
        if live.picture is not self._drawn:
            self._drawn = live.picture
            self.picture.show_image(QImage.fromData(QByteArray(live.picture)))
        return bool(live.picture)

    def closeEvent(self, event: QCloseEvent) -> None:
        self.cancel.set()
        super().closeEvent(event)


class CardSight(Sight):
    """Looks for a card or a code; ``seen`` carries what was found, after the window is gone."""

    seen = Signal(object)
    file_wanted = Signal()

    def __init__(self, parent: QWidget, counter: Counter) -> None:
        super().__init__(parent, counter, "sight.card", "")
        self.again = controls.button(self.tr("Try again"), "sight.card.again", "primary")
        self.again.clicked.connect(self.through_camera)
        self.choose = controls.button(self.tr("Choose a picture file…"), "sight.card.file")
        self.choose.clicked.connect(self.file_wanted)
        self.foot.insertWidget(1, self.choose)
        self.foot.insertWidget(1, self.again)
        self._timer: QTimer | None = None

    def through_camera(self) -> None:
        """Look through this machine's camera until something is found or the officer leaves."""
        self._begin(self.tr("Hold the card or the receipt before the camera"), camera=True)
        self.say(self.tr("The camera is being opened…"), "muted")
        office, live, cancel = self.counter.office, CardLook(), self.cancel
        self._timer = self.counter.bridge.watch(self, live, self._show)
        self._ask(lambda: sight.through_camera(office, live, cancel))

    def in_file(self, path: Path) -> None:
        """Look into a picture file or PDF."""
        self._begin(self.tr("Card or code in a picture"), camera=False)
        cancel = self.cancel
        self._ask(lambda: sight.seen_in_file(path, cancel))

    def in_image(self, image: QImage) -> None:
        """Look into a picture that was copied somewhere else."""
        self._begin(self.tr("Card or code in a picture"), camera=False)
        self.picture.show_image(image)
        self.picture.show()
        self._ask(lambda: sight.seen_in_image(_png(image)))

    def _begin(self, title: str, *, camera: bool) -> None:
        self._end()
        self.cancel = Cancel()
        self.head.setText(title)
        self.picture.show_image(QImage())
        self.picture.setVisible(camera)
        self.again.hide()
        self.choose.hide()
        self.say(self.tr("The picture is being read…"), "muted")
        self.leave.setFocus(Qt.FocusReason.OtherFocusReason)
        self.adjustSize()
        self.open()

    def _ask(self, work: Callable[[], Seen | None]) -> None:
        self.counter.bridge.run_aside(work, self._found, self._failed, owner=self, slot="sight")

    def _show(self, live: CardLook) -> None:
        if not self.draw(live):
            return
        if live.dark:
            self.say(self.tr("The camera sees only darkness. Open its lid or put a light on."), "soon")
        elif live.refused is not None:
            self.say(self._words_of(live.refused), "soon")
        else:
            self.say(self.tr("Hold it flat and still, the square code as large as it stays sharp."), "muted")

    def _words_of(self, error: MotCuaError) -> str:
        """A keyboard that garbles is not to blame for what a picture says."""
        if isinstance(error, IdentityTextRefused) and error.facts.get("reason") == "garbled":
            return self.tr("The code of this card holds broken letters. Type the details as they stand on the card.")
        return messages.of_error(error).both

    def _end(self) -> None:
        if self._timer is not None:
            self._timer.stop()
            self._timer.deleteLater()
            self._timer = None

    def _found(self, seen: Seen | None) -> None:
        self._end()
        if seen is not None and self.isVisible():
            self.accept()
            self.seen.emit(seen)

    def _failed(self, error: MotCuaError) -> None:
        self._end()
        if not self.isVisible():
            return
        self.say(self._words_of(error), "late")
        self.again.setText(self.tr("Try again") if self.picture.isVisible() else self.tr("With the camera"))
        self.again.show()
        self.choose.show()
        self.choose.setFocus(Qt.FocusReason.OtherFocusReason)


class PageSight(Sight):
    """Pages lying under the camera: Space or Enter takes one, N goes on to the next of the ``papers`` (their components
    and names)."""

    def __init__(
        self, parent: QWidget, counter: Counter, live: Live, cancel: Cancel, papers: Sequence[tuple[str, str]]
    ) -> None:
        super().__init__(parent, counter, "sight.pages", dict(papers).get(live.component, ""))
        self._papers = papers
        self.cancel = cancel
        self.live = live
        self.take = controls.button(self.tr("Take the page (Space)"), "sight.pages.take", "primary")
        self.take.setAutoDefault(False)
        self.take.clicked.connect(self._take)
        self.leave.setText(self.tr("Done (Esc)"))
        self.leave.setAutoDefault(False)
        self.onward = controls.button(self.tr("Next paper (N)"), "sight.pages.onward")
        self.onward.setAutoDefault(False)
        self.onward.clicked.connect(self._go_on)
        self.onward.setVisible(len(papers) > 1)
        self.foot.insertWidget(1, self.onward)
        self.foot.insertWidget(1, self.take)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)
        self._timer = counter.bridge.watch(self, live, self.show_live)
        self.show_live(live)

    def show_live(self, live: Live) -> None:
        """Show what the camera sees and how many pages were taken; go when the camera is gone."""
        ready = self.draw(live)
        self.take.setEnabled(ready)
        count, waits = len(live.pages), live.asked - len(live.pages)
        if live.state == "ended":
            self._timer.stop()
            self.accept()
        elif not ready:
            self.say(self.tr("The camera is being opened…"), "muted")
        elif waits > 0:
            self.say(self.tr("The page is being taken; hold it still."), "accent")
        elif live.dark:
            self.say(self.tr("The camera sees only darkness. Open its lid or put a light on."), "soon")
        elif count:
            self.say(self.tr("{count} pages taken. Lay the next one down, or finish.").format(count=count), "ok")
        else:
            self.say(self.tr("Lay the paper down on a darker ground; a green line marks its edge."), "muted")

    def _take(self) -> None:
        if self.take.isEnabled() and self.live.asked == len(self.live.pages):
            self.live.take()
            self.show_live(self.live)

    def _go_on(self) -> None:
        """The pages from now on are of the next paper; after the last comes the first."""
        if len(self._papers) < 2:
            return
        components = [component for component, _ in self._papers]
        here = components.index(self.live.component) if self.live.component in components else -1
        self.live.component, name = self._papers[(here + 1) % len(self._papers)]
        self.head.setText(name)
        self.take.setFocus(Qt.FocusReason.OtherFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_N and not event.isAutoRepeat():
            self._go_on()
            event.accept()
            return
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space) and not event.isAutoRepeat():
            self._take()
            event.accept()
        else:
            super().keyPressEvent(event)


def _png(image: QImage) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    QImageWriter(buffer, QByteArray(b"png")).write(image)
    return bytes(buffer.data().data())
