"""What every place of the window has in common: the office behind it, how it asks, and the keys it answers to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeVar

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QWidget

from app.desk.acting import Session
from app.desk.hub_trial import HubTrial
from app.desk.office import Office
from app.errors import MotCuaError, RuleViolation
from ui import messages
from ui.bridge import Bridge
from ui.reader import SerialReader
from ui.theme import Theme

T = TypeVar("T")


@dataclass(frozen=True)
class Counter:
    """What a place works with: the open office, the officer signed in, the bridge to the workers, the look; and how the
    hub is tried, where a post stands behind the window; and the window's ``reader``, where there is one."""

    office: Office
    session: Session
    bridge: Bridge
    theme: Theme
    try_hub: Callable[[Office], HubTrial] | None = None
    reader: SerialReader | None = None


@dataclass(frozen=True)
class Notice:
    """A line that stays until the next one: what was done or what failed, and what may be opened from it.

    ``links`` pairs the words of a link with the address `Frame.go` understands ("dossier/<stream>").
    """

    text: str
    tone: str = "ok"
    links: tuple[tuple[str, str], ...] = ()


class Place(QWidget):
    """One place of the window. ``told`` carries a `Notice`; ``wanted`` an address to go to ("dossier/<stream>");
    ``read_back`` what the citizen's screen shows."""

    told = Signal(object)
    wanted = Signal(str)
    read_back = Signal(object)

    def __init__(self, counter: Counter, name: str) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setProperty("role", "page")
        self.counter = counter
        self.parts: tuple[QWidget, ...] = ()
        """What is dressed by itself, where all of the place at once would hold the window up."""

    # ------------------------------------------------------------ what the frame calls

    def dress(self) -> None:
        """Wear the style sheet, once made; a dialog dresses itself."""
        self.counter.theme.dress(*(self.parts or (self,)))

    def go(self, rest: str) -> None:
        """The part of an address after the place's name; empty when the place alone was meant."""

    def leave(self) -> None:
        """The officer signs out: put away what is kept here."""

    def enter(self) -> None:
        """The place comes to the front: put the focus where the hands expect it and look again at the office."""

    def refresh(self, topics: frozenset[str], streams: frozenset[str]) -> None:
        """The store changed: look again at what is shown."""

    def primary(self) -> None:
        """F9: the main act of this place."""

    def scan(self) -> None:
        """F5: scan papers into what is shown here."""

    def print_again(self) -> None:
        """Ctrl+P: print again what belongs to what is shown."""

    def back(self) -> bool:
        """Esc: one step back; True when there was one. Never loses text."""
        return False

    def take_card(self, text: str) -> bool:
        """An identity card was scanned; True when this place takes it."""
        return False

    def take_code(self, code: str) -> bool:
        """A dossier code was scanned; True when this place takes it."""
        return False

    # ------------------------------------------------------------ what places call

    def ask(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None = None,
        otherwise: Callable[[MotCuaError], object] | None = None,
        *,
        slot: str | None = None,
    ) -> None:
        """Run ``work`` on the desk worker; ``then`` gets its answer, ``otherwise`` or the notice line a failure."""
        self.counter.bridge.run(work, then, otherwise or self.explain, owner=self, slot=slot)

    def ask_aside(
        self,
        work: Callable[[], T],
        then: Callable[[T], object] | None = None,
        otherwise: Callable[[MotCuaError], object] | None = None,
        *,
        slot: str | None = None,
    ) -> None:
        """Run slow ``work`` in the side pool, answering as `ask` does."""
        self.counter.bridge.run_aside(work, then, otherwise or self.explain, owner=self, slot=slot)

    def explain(self, error: MotCuaError) -> None:
        """Say a failure in the notice line, with the article where a rule forbids."""
        law = f" ({error.law})" if isinstance(error, RuleViolation) and error.law else ""
        self.told.emit(Notice(messages.of_error(error).both + law, "late"))
