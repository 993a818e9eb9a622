"""A change of look comes a place at a time: those behind the one in front are taken out and put back in the new look,
each in a turn of its own.

Qt styles every part of a window anew when its sheet changes, hidden or not, a tenth of a millisecond each: with every
place open that held the window up for a quarter of a second, and now does for a third of that.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial

import shiboken6
from PySide6.QtCore import QObject
from PySide6.QtWidgets import QStackedWidget, QWidget

from ui.bridge import Bridge
from ui.theme import Theme


class Wardrobe(QObject):
    """Dresses the places of ``stack`` for a `Theme`, until `close`."""

    def __init__(self, owner: QObject, stack: QStackedWidget, theme: Theme, bridge: Bridge) -> None:
        super().__init__(owner)
        self._stack, self._theme, self._bridge = stack, theme, bridge
        self._out: list[QWidget] = []
        self._steps: list[Callable[[], object]] = []
        theme.dressed_by(self, self.change)

    def change(self, wear: Callable[[], object], tell: Callable[[], object]) -> None:
        """Do ``wear``, which dresses the whole window, while the places behind are out of it, then ``tell``."""
        self._steps = [wear, tell]
        every = (self._stack.widget(at) for at in range(self._stack.count()))
        behind = [place for place in every if place is not None and place is not self._stack.currentWidget()]
        self._bridge.in_turns(
            self,
            *(partial(self._take_out, place) for place in behind),
            self._wear_now,
            *(partial(self.put_back, place) for place in behind),
        )

    def _take_out(self, place: QWidget) -> None:
        # Nothing is to be worn any more: it was, with a later change, or the officer has gone.
        wanted = self._steps and shiboken6.isValid(place)
        if wanted and place is not self._stack.currentWidget() and self._stack.indexOf(place) >= 0:
            self._stack.removeWidget(place)
            place.setParent(None)
            self._out.append(place)

    def _wear_now(self) -> None:
        steps, self._steps = self._steps, []
        if steps:
            wear, tell = steps
            wear()
            self._bridge.in_turns(self._theme, tell)

    def put_back(self, place: QWidget) -> None:
        """Have ``place`` in the window again, if it is out of it; somebody goes there."""
        if place in self._out:
            self._out.remove(place)
            self._stack.addWidget(place)

    def close(self) -> None:
        """The officer goes, and with her all places; what was begun is worn by the window that stays."""
        self._theme.dressed_by(self, None)
        while self._out:
            self._out.pop().deleteLater()
        steps, self._steps = self._steps, []
        if steps:
            # The frame is let go in the turn between.
            self._bridge.in_turns(self._theme, lambda: None, *steps)
