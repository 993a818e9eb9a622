"""What the scroll bench starts: the list of all dossiers, gone through to its end, jumped about in and searched.

Says what it measured as one JSON document: the longest turn of each part, the rows gone through, the memory held.
"""

from __future__ import annotations

import gc
import json
import os
import sys
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk import worklists
from app.desk.office import close_office
from app.memory import settle_memory
from bench.ground import session_at
from bench.held_up import Turns, bare_form, letter
from bench.measure import NotMeasurable
from bench.reopening import open_again
from ui import language
from ui.bridge import Bridge
from ui.dossiers import DossiersPage
from ui.frame import Frame
from ui.place import Counter
from ui.places import MAKERS
from ui.theme import Theme

CONTROL = Qt.KeyboardModifier.ControlModifier
TYPED = ("nguyen van an", "1234", "tran thi")
YARDSTICKS = 3


@dataclass
class Scroll:
    """An officer at the list of all dossiers."""

    frame: Frame
    page: DossiersPage
    turns: Turns

    def by_keys(self, name: str, key: Qt.Key, times: int) -> None:
        for _ in range(times):
            self.turns.do(name, lambda: QTest.keyClick(self.page.view, key))

    def by_wheel(self, times: int) -> None:
        """Notches of the wheel, downwards, three lines each."""
        port = self.page.view.viewport()
        middle = QPointF(port.rect().center())
        for _ in range(times):
            notch = QWheelEvent(
                middle, QPointF(port.mapToGlobal(middle)), QPoint(), QPoint(0, -120), Qt.MouseButton.NoButton,
                Qt.KeyboardModifier.NoModifier, Qt.ScrollPhase.NoScrollPhase, False,
            )  # fmt: skip
            self.turns.do("by wheel", lambda notch=notch: QApplication.sendEvent(port, notch))

    def to_the_end(self) -> None:
        """Ctrl+End until there is no more: every page is read on the way."""
        before = -1
        while before < self.page.model.rowCount():
            before = self.page.model.rowCount()
            self.turns.do("to the end", lambda: QTest.keyClick(self.page.view, Qt.Key.Key_End, CONTROL))

    def by_bar(self, times: int) -> None:
        """The bar dragged over the whole list and back, in steps as a mouse makes them."""
        bar = self.page.view.verticalScrollBar()
        for step in range(times):
            share = abs(1 - 2 * step / times)
            self.turns.do("by bar", lambda share=share: bar.setValue(round(share * bar.maximum())))

    def search(self) -> None:
        finder = self.frame.finder
        for text in TYPED:
            finder.begin()
            finder.clear()
            for typed in text:
                self.turns.do("typed", lambda typed=typed: letter(typed))
            self.turns.wait("found", finder.found.isVisible)
            self.turns.do("all found", lambda: QTest.keyClick(finder, Qt.Key.Key_Return))
        self.turns.do("back to the list", self.page.back)


def held() -> int:
    """Bytes this process holds in memory."""
    pages = Path("/proc/self/statm").read_text(encoding="ascii").split()[1]
    return int(pages) * os.sysconf("SC_PAGE_SIZE")


def main(profile: Path, steps: int) -> None:
    application = QApplication(sys.argv[:1])
    office = open_again(profile)
    session = session_at(office)
    language.install(application, "vi")
    theme = Theme(application)
    theme.apply("light", 10.5)
    bridge = Bridge()
    office.store.subscribe(bridge.notice)
    crashes: list[BaseException] = []
    bridge.crashed.connect(crashes.append)
    turns = Turns(lambda: bridge.idle)
    frame = Frame(Counter(office, session, bridge, theme), MAKERS)
    frame.resize(1366, 768)
    frame.go("dossiers")
    page = frame.place
    if not isinstance(page, DossiersPage):
        raise NotMeasurable("the list is not in front")
    frame.show()
    frame.activateWindow()
    page.show_list("all")
    turns.wait("the list opens")
    gc.collect()
    settle_memory()
    bare = [bare_form() for _ in range(YARDSTICKS)]
    before, turns.longest = held(), {}
    scroll = Scroll(frame, page, turns)
    page.view.setFocus()
    scroll.by_keys("by PageDown", Qt.Key.Key_PageDown, steps)
    scroll.by_keys("by arrow", Qt.Key.Key_Down, steps)
    scroll.by_wheel(steps)
    scroll.to_the_end()
    gone_through = page.model.rowCount()
    last = page.view.currentIndex().row()
    scroll.by_keys("by PageUp", Qt.Key.Key_PageUp, steps)
    scroll.by_bar(2 * steps)
    turns.do("to the top", lambda: QTest.keyClick(page.view, Qt.Key.Key_Home, CONTROL))
    turns.do("to the end again", lambda: QTest.keyClick(page.view, Qt.Key.Key_End, CONTROL))
    after = held()
    scroll.search()
    bare += [bare_form() for _ in range(YARDSTICKS)]
    counted = worklists.counts(office, session)["all"]
    frame.close_places()
    turns.wait("left")
    bridge.close()
    close_office(office)
    if crashes:
        raise crashes[0]
    told = {
        "bare": bare,
        "longest": {name: own for name, (own, _) in turns.longest.items()},
        "turns": turns.number,
        "rows": gone_through,
        "last": last + 1,
        "counted": counted,
        "before": before,
        "after": after,
        "held_rows": len(page.model.rows),
    }
    print(json.dumps(told))


if __name__ == "__main__":
    main(Path(sys.argv[1]), int(sys.argv[2]))
