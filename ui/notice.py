"""The line under the top bar that says what was just done, or what failed; it stays until the next or until closed."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame

from ui import controls
from ui import theme as look
from ui.place import Notice
from ui.theme import Theme

ICONS = {"ok": "done", "late": "stop", "soon": "alert", "accent": "info"}


class NoticeLine(QFrame):
    """One notice at a time, with its links; ``followed`` carries the address of a link."""

    followed = Signal(str)

    def __init__(self, theme: Theme) -> None:
        super().__init__()
        self.setObjectName("notice")
        self._notice = Notice("")
        self.setProperty("role", "notice")
        self._picture = controls.Picture(theme, "done", "ok")
        self._words = controls.label("", name="notice.words", wrap=True)
        self._links = controls.Links("notice.links", theme)
        self._links.setWordWrap(False)
        self._links.followed.connect(self.followed)
        close = controls.tool(theme, "close", self.tr("Close this line"), "notice.close")
        close.clicked.connect(self.hide)
        line = controls.row(self._picture, self._words, self._links, close, spacing=look.GAP, margins=(16, 5, 8, 5))
        # A label that wraps asks for little room by itself: without this it would break after a few words.
        line.setStretch(1, 1)
        self.setLayout(line)
        self.hide()

    def add_link(self, text: str, address: str) -> bool:
        """Put one more link behind the notice that is shown; False when none is."""
        if self.isHidden():
            return False
        if (text, address) not in self._notice.links:
            self.tell(replace(self._notice, links=(*self._notice.links, (text, address))))
        return True

    def tell(self, notice: Notice) -> None:
        """Show ``notice`` in place of what stood there."""
        self._notice = notice
        self._picture.show_icon(ICONS.get(notice.tone, "info"), notice.tone if notice.tone in ICONS else "muted")
        self._words.setText(notice.text)
        self._links.say("", [(address, words) for words, address in notice.links])
        self._links.setVisible(bool(notice.links))
        controls.polish(self, tone=notice.tone)
        self.setAccessibleName(notice.text)
        self.show()

    def leave_hint(self) -> None:
        """Put away what was only said of the work in front, now that other work is; what was done, and what failed,
        stays."""
        if self._notice.tone not in ("ok", "late", "soon"):
            self.hide()

    @property
    def text(self) -> str:
        return "" if self.isHidden() else self._words.text()
