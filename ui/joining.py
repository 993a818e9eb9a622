"""Two columns that scroll for themselves, and are one below the other where the page has no room for both."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QObject, Qt
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
        self.walk_in_order()

    def walk_in_order(self) -> None:
        """Let Tab go through what moves as it stands, after what stands above: Qt forgets that on the way, and what was
        made later would come last.

        Neither `QWidget.window` nor `nextInFocusChain` is asked: PySide then takes one for a part of the other, lets go
        of actions that are still in use, and holds what is gone.
        """
        moved = _met_by_tab(self._moved)
        before = [part for part in _met_by_tab(self._first) if part not in moved][-1]
        for part in moved:
            _put_after(before, part)
            before = part


def _met_by_tab(whole: QWidget) -> list[QWidget]:
    """What Tab comes to, in the order it stands, with the fields that hand the keyboard on to what is in them: left
    behind, one would lead Tab back there. The list that a choice opens is a window of its own."""
    found: list[QWidget] = []
    for part in whole.children():
        if isinstance(part, QWidget) and not part.isWindow():
            if part.focusProxy() or part.focusPolicy() & Qt.FocusPolicy.TabFocus:
                found.append(part)
            found += _met_by_tab(part)
    return found


def _put_after(before: QWidget, part: QWidget) -> None:
    """`QWidget.setTabOrder`, which passes over what does not take the keyboard itself."""
    proxy, own = part.focusProxy(), part.focusPolicy()
    if proxy is None or own != Qt.FocusPolicy.NoFocus:
        QWidget.setTabOrder(before, part)
        return
    policy = proxy.focusPolicy()
    part.setFocusPolicy(Qt.FocusPolicy.TabFocus)
    QWidget.setTabOrder(before, part)
    # A policy is handed on to the proxy, too.
    part.setFocusPolicy(own)
    proxy.setFocusPolicy(policy)
