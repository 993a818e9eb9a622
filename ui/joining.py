"""Two columns that scroll for themselves, and are one below the other where the page has no room for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QBoxLayout, QScrollArea, QWidget

from ui.place import Place

NARROW = 700


class Joining(QObject):
    """Watches how wide ``page`` is; narrow, what stands in ``second`` goes on below what stands in ``first``."""

    def __init__(self, page: Place, first: QWidget, second: QWidget) -> None:
        super().__init__(page)
        assert isinstance(first, QScrollArea)
        assert isinstance(second, QScrollArea)
        self._first, self._second = first, second
        above, moved = first.widget(), second.widget()
        assert above is not None
        assert moved is not None
        self._above, self._moved = above, moved
        self._narrow = page.counter.theme.scaled(NARROW)
        self._joined = False
        page.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if isinstance(event, QResizeEvent):
            self._arrange(event.size().width() < self._narrow)
        return super().eventFilter(watched, event)

    def _arrange(self, joined: bool) -> None:
        if joined == self._joined:
            return
        self._joined = joined
        before, order = self._order()
        above = self._above.layout()
        assert isinstance(above, QBoxLayout)
        if joined:
            self._second.takeWidget()
            # The last item is the room that is left over.
            above.insertWidget(above.count() - 1, self._moved)
        else:
            above.removeWidget(self._moved)
            self._second.setWidget(self._moved)
        self._moved.show()
        self._second.setVisible(not joined)
        for widget in order:
            QWidget.setTabOrder(before, widget)
            before = widget

    def _order(self) -> tuple[QWidget, list[QWidget]]:
        """What Tab walks through in the part that moves, and what comes before it: Qt forgets that on the way."""
        chain: list[QWidget] = []
        window = self._first.window()
        step = window.nextInFocusChain()
        while step is not None and step is not window:
            chain.append(step)
            step = step.nextInFocusChain()
        moved = [widget for widget in chain if self._moved.isAncestorOf(widget)]
        above = [widget for widget in chain if self._first.isAncestorOf(widget) and widget not in moved]
        return (above[-1] if above else self._first), moved
