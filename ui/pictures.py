"""The third way in for a card or a code, on every page: the camera, a picture file, one dropped on the window or
pasted into it."""

from __future__ import annotations

from pathlib import Path

import shiboken6
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, Signal
from PySide6.QtGui import QDragMoveEvent, QDropEvent, QGuiApplication, QImage, QKeyEvent, QKeySequence
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QToolButton, QWidget

from app.desk.sight import Seen
from ui import controls
from ui.keys import key
from ui.paper_line import PaperLine
from ui.place import Counter
from ui.sight import CardSight

KINDS = frozenset({".jpg", ".jpeg", ".png", ".tif", ".tiff", ".pdf"})


class Pictures(QObject):
    """``card`` and ``code`` carry what was read, as a reader's do.

    Drops and pastes are taken from the window before its fields see them: a field would write the file's name. A paper
    of the checklist keeps what is dropped on it.
    """

    card = Signal(str)
    code = Signal(str)

    def __init__(self, counter: Counter, frame: QWidget) -> None:
        super().__init__(frame)
        self._counter, self._frame = counter, frame
        self._watched: QObject | None = None
        frame.installEventFilter(self)
        self.button = controls.tool(
            counter.theme, "camera", self.tr("Read a card or a code from a picture"), "pictures"
        )
        self.button.setPopupMode(QToolButton.ToolButtonPopupMode.InstantPopup)
        menu = QMenu(self.button)
        menu.addAction(f"{self.tr('With the camera')}\t{key('camera').shown}", self.through_camera)
        menu.addAction(f"{self.tr('From a picture file…')}\t{key('picture').shown}", self.choose)
        shown = QKeySequence(QKeySequence.StandardKey.Paste).toString(QKeySequence.SequenceFormat.NativeText)
        self._paste = menu.addAction(f"{self.tr('The copied picture')}\t{shown}", self.paste)
        menu.aboutToShow.connect(lambda: self._paste.setEnabled(not self._copied().isNull()))
        self.button.setMenu(menu)

    # ------------------------------------------------------------ ways in

    def through_camera(self) -> None:
        """Read what is held before the camera."""
        if self._free():
            self._sight().through_camera()

    def choose(self) -> None:
        """Ask for a picture file and read it."""
        if not self._free():
            return
        kinds = self.tr("Pictures (*.jpg *.jpeg *.png *.tif *.tiff *.pdf)")
        name, _ = QFileDialog.getOpenFileName(self.button, self.tr("Card or code in a picture"), "", kinds)
        if name:
            self.read(Path(name))

    def read(self, path: Path) -> None:
        """Read a picture file or PDF."""
        if self._free():
            self._sight().in_file(path)

    def paste(self) -> bool:
        """Read the picture that was copied; False when there is none."""
        image = self._copied()
        if image.isNull() or not self._free():
            return False
        self._sight().in_image(image)
        return True

    @staticmethod
    def _copied() -> QImage:
        return QGuiApplication.clipboard().image()

    @staticmethod
    def _free() -> bool:
        return QApplication.activeModalWidget() is None

    def _sight(self) -> CardSight:
        made = CardSight(self._frame, self._counter)
        made.seen.connect(self._seen)
        made.file_wanted.connect(made.reject)
        made.file_wanted.connect(self.choose)
        made.finished.connect(made.deleteLater)
        return made

    def _seen(self, seen: Seen) -> None:
        (self.card if seen.kind == "card" else self.code).emit(seen.text)

    # ------------------------------------------------------------ what comes to the window

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if watched is self._frame:
            if kind == QEvent.Type.Show:
                self._watch()
            return False
        if not shiboken6.isValid(self._frame) or not self._frame.isVisible():
            return False
        if kind == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            return event.matches(QKeySequence.StandardKey.Paste) and self._pasted()
        if kind in (QEvent.Type.DragEnter, QEvent.Type.DragMove) and isinstance(event, QDragMoveEvent):
            if self._dropped(event.mimeData(), event.position().toPoint()) is not None:
                event.acceptProposedAction()
                return True
        elif kind == QEvent.Type.Drop and isinstance(event, QDropEvent):
            path = self._dropped(event.mimeData(), event.position().toPoint())
            if path is not None:
                event.acceptProposedAction()
                self.read(path)
                return True
        return False

    def _watch(self) -> None:
        handle = self._frame.window().windowHandle()
        if handle is not None and handle is not self._watched:
            self._watched = handle
            handle.installEventFilter(self)

    def _pasted(self) -> bool:
        # Text beside the picture (a spreadsheet copies both) is meant for the field.
        data = QGuiApplication.clipboard().mimeData()
        return data is not None and data.hasImage() and not data.hasText() and self.paste()

    def _dropped(self, data: QMimeData, point: QPoint) -> Path | None:
        """The one picture that is dropped beside the papers of a checklist."""
        paths = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
        if len(paths) != 1 or paths[0].suffix.lower() not in KINDS:
            return None
        under = self._frame.window().childAt(point)
        while under is not None and not isinstance(under, PaperLine):
            under = under.parentWidget()
        return None if under is not None else paths[0]
