"""What the walk bench starts: the window on a full office, gone through by turns, and typed in while the post pulls.

Says what it measured as one JSON document. Garbage counts as in the program: what is imported is frozen, no more.
"""

from __future__ import annotations

import gc
import json
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from itertools import pairwise
from pathlib import Path
from statistics import median
from typing import TypeVar

import shiboken6
from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.desk.office import Office, close_office
from app.memory import settle_memory
from app.store.database import Changed
from bench.ground import session_at
from bench.held_up import Turns, bare_form, letter
from bench.measure import NotMeasurable
from bench.reopening import open_again
from sync.ahead import pull_all
from sync.engine import Pace
from sync.enrolment import client_of
from sync.page_process import PageProcess
from ui import language
from ui.bridge import Bridge
from ui.dossier import DossierPage
from ui.dossiers import LISTS, DossiersPage
from ui.frame import Frame
from ui.place import Counter, Place
from ui.places import MAKERS
from ui.places_ahead import AHEAD
from ui.post import SHEETS, PostPage
from ui.reception import ReceptionPage
from ui.theme import SchemeName, Theme

PLACES = tuple(name for name in MAKERS if name != "dossier")
PROCEDURE_TYPED = "khai sinh"
FOUND_TYPED = "nguyen van"
LOOKS: tuple[tuple[SchemeName, float], ...] = (("dark", 12), ("light", 10.5))
TYPED_MEANWHILE = "Nguyễn Thị Hồng Hạnh"
LETTERS_A_SAVE = 5
LEAST_SAVES = 6
YARDSTICKS = 3
QUIET_SECONDS = 0.5

P = TypeVar("P", bound=Place)


class Saved(QObject):
    """Hears that the desk worker has done what was asked before."""

    def __init__(self) -> None:
        super().__init__()
        self.at = 0.0

    def hear(self, _: object) -> None:
        self.at = time.perf_counter()


@dataclass(frozen=True)
class Typing:
    """What typing with a Save now and then took: by the longest turn, in seconds on the wall, and by each Save."""

    turn: float
    saves: list[float]
    turns: int


class Walk:
    """An officer at the window of an office."""

    def __init__(self, application: QApplication, office: Office, big: str) -> None:
        self._application, self._office, self._big = application, office, big
        language.install(application, "vi")
        self._theme = Theme(application)
        self._theme.apply(*LOOKS[-1])
        self.bridge = Bridge()
        office.store.subscribe(self.bridge.notice)
        self.crashes: list[BaseException] = []
        self.bridge.crashed.connect(self.crashes.append)
        self._counter = Counter(office, session_at(office), self.bridge, self._theme)
        self.turns = Turns(lambda: self.bridge.idle)
        self._frame: Frame | None = None

    @property
    def frame(self) -> Frame:
        if self._frame is None:
            raise NotMeasurable("there is no window")
        return self._frame

    def place(self, kind: type[P]) -> P:
        """The place in front, which must be a ``kind``."""
        found = self.frame.place
        if not isinstance(found, kind):
            raise NotMeasurable(f"{kind.__name__} is not in front")
        return found

    def begin(self) -> None:
        """Open the window as `ui.window` does after sign-in: each step in a turn of its own."""

        def make() -> None:
            self._frame = Frame(self._counter, MAKERS)

        self.turns.do("the frame is made", make)
        self.turns.do("reception is built", lambda: self.frame.build("reception"))
        self.turns.do("reception is made", lambda: self.frame.made("reception"))
        self.frame.resize(1366, 768)
        self.turns.do("the frame is shown", lambda: (self.frame.show(), self.frame.activateWindow()))
        self.turns.do("reception opens", lambda: self.frame.go("reception"))
        for name in AHEAD:
            self.turns.do(f"{name} is built", lambda name=name: self.frame.build(name))

    def end(self) -> None:
        """Leave the window, as on signing out."""
        self.turns.do("the window is left", self.frame.close_places)
        self.frame.hide()
        self.turns.turn("the window is left", self.frame.let_go)
        while shiboken6.isValid(self.frame):
            self.turns.turn("the window is left", self._turn_and_sweep)
        self._frame = None

    def _turn_and_sweep(self) -> None:
        """A turn as the program's own event loop ends it: what was to be deleted is."""
        self._application.processEvents()
        self._application.sendPostedEvents(None, QEvent.Type.DeferredDelete)

    def go_round(self) -> None:
        """Every place, its lists and sheets, the find box, a dossier with many papers, a draft typed."""
        for name in PLACES:
            self.turns.do(f"{name} opens", lambda name=name: self.frame.go(name))
        for name in PLACES:
            self.turns.do(f"{name} again", lambda name=name: self.frame.go(name))
        self._lists()
        self._sheets()
        self._search()
        self._dossier()
        self._draft()
        self._look()

    def _lists(self) -> None:
        self.frame.go("dossiers")
        page = self.place(DossiersPage)
        for name, _ in LISTS:
            self.turns.do(f"list {name}", lambda name=name: page.show_list(name))
            for _ in range(3):
                self.turns.do(f"list {name} by keys", lambda: QTest.keyClick(page.view, Qt.Key.Key_PageDown))

    def _sheets(self) -> None:
        self.frame.go("post")
        page = self.place(PostPage)
        for name in SHEETS:
            self.turns.do(f"sheet {name}", lambda name=name: page.show_sheet(name))

    def _search(self) -> None:
        finder = self.frame.finder
        self.turns.do("Ctrl+K", finder.begin)
        finder.setFocus()
        for typed in FOUND_TYPED:
            self.turns.turn("typed in the find box", lambda typed=typed: letter(typed))
            self.turns.turn("typed in the find box", self._application.processEvents)
        self.turns.wait("found", finder.found.isVisible)
        for _ in range(3):
            self.turns.do("found, by keys", lambda: QTest.keyClick(finder, Qt.Key.Key_Down))
        self.turns.do("all found", lambda: self.frame.go(f"dossiers/{FOUND_TYPED}"))

    def _dossier(self) -> None:
        self.turns.do("dossier opens", lambda: self.frame.go(f"dossier/{self._big}"))
        page = self.place(DossierPage)
        if not page.papers.isVisibleTo(page) and page.tabs.count() < 2:
            raise NotMeasurable("the dossier shows nothing")
        for number in range(page.tabs.count()):
            self.turns.do("a tab of the dossier", lambda number=number: page.tabs.setCurrentIndex(number))
        self.turns.do("dossier left", page.back)

    def _draft(self) -> None:
        self.turns.do("reception again", lambda: self.frame.go("reception"))
        page = self.place(ReceptionPage)
        self.turns.do("a new draft", lambda: self.frame.go("reception/new"))
        page.procedure.focus_here()
        for typed in PROCEDURE_TYPED:
            self.turns.turn("typed for a procedure", lambda typed=typed: letter(typed))
            self.turns.turn("typed for a procedure", self._application.processEvents)
        self.turns.wait("procedures offered", page.procedure.list.isVisible)
        self.turns.do("a procedure picked", lambda: QTest.keyClick(page.procedure.line, Qt.Key.Key_Return))
        editor = page.people.editors[0]
        editor.setFocus()
        for typed in TYPED_MEANWHILE:
            self.turns.do("typed into a draft", lambda typed=typed: letter(typed))
        self.turns.do("the draft kept", page.book.flush)
        for _ in page.book.drafts:
            self.turns.do("from draft to draft", page.tabs.next)

    def _look(self) -> None:
        """Another look with every place open, chosen among the settings and in a draft, and the first one again."""
        for name in ("settings", "reception"):
            self.frame.go(name)
            self.turns.wait(f"{name} again")
            for scheme, points in LOOKS:
                change = partial(self._theme.apply, scheme, points)
                self.turns.do("the look changes", change)

    def type_and_save(self, until: Callable[[], bool]) -> Typing:
        """Type into the draft until ``until``, a Save at every few letters; wall time, whatever it was spent on."""
        page = self.place(ReceptionPage)
        line = page.people.editors[0]
        line.setFocus()
        saved, saves, began = Saved(), [], 0.0
        turns = Turns(lambda: self.bridge.idle)
        number = 0
        while not until() or number < LEAST_SAVES * LETTERS_A_SAVE:
            typed = TYPED_MEANWHILE[number % len(TYPED_MEANWHILE)]
            turns.turn("typed", lambda typed=typed: letter(typed))
            number += 1
            if number % LETTERS_A_SAVE == 0 and not began:
                saved.at, began = 0.0, time.perf_counter()
                turns.turn("typed", page.book.flush)
                self.bridge.run(_nothing, saved.hear, owner=saved)
            for _ in range(5):
                turns.turn("typed", self._application.processEvents)
                time.sleep(0.002)
            if began and saved.at:
                saves.append(saved.at - began)
                began = 0.0
        turns.wait("typed")
        return Typing(turns.longest["typed"][1], saves, turns.number)


def _nothing() -> None:
    """Answered when what was asked of the desk before is done."""


def pulling(walk: Walk, office: Office) -> dict[str, object]:
    """The same typing twice: while nothing else goes on, and while the post pulls a long feed."""
    walk.frame.go("reception")
    walk.turns.wait("reception again")
    still = threading.Event()
    began = time.monotonic()
    quiet = walk.type_and_save(lambda: time.monotonic() - began > QUIET_SECONDS)
    pulled: list[int] = []
    commits: list[float] = []
    failed: list[BaseException] = []

    def noted(changed: Changed) -> None:
        if "journal" in changed.topics and threading.current_thread() is thread:
            commits.append(time.perf_counter())

    client = client_of(office)
    if client is None:
        raise NotMeasurable("not enrolled")

    def pull() -> None:
        try:
            with PageProcess() as beside:
                pulled.append(pull_all(office, client, Pace(), reader=beside).number)
        except BaseException as error:  # noqa: BLE001 - told below, on the thread that measures
            failed.append(error)
        finally:
            still.set()

    thread = threading.Thread(target=pull, name="post", daemon=True)
    office.store.subscribe(noted)
    thread.start()
    busy = walk.type_and_save(still.is_set)
    thread.join()
    client.close()
    if failed:
        raise NotMeasurable(f"the pull failed: {failed[0]!r}")
    apart = [later - earlier for earlier, later in pairwise(commits)]
    return {
        "events": sum(pulled),
        "transactions": len(commits),
        "transaction": median(apart) if apart else 0.0,
        "seconds": commits[-1] - commits[0],
        "quiet": {"turn": quiet.turn, "saves": quiet.saves, "turns": quiet.turns},
        "busy": {"turn": busy.turn, "saves": busy.saves, "turns": busy.turns},
    }


def main(profile: Path, big: str, rounds: int) -> None:
    application = QApplication(sys.argv[:1])
    office = open_again(profile)
    walk = Walk(application, office, big)
    gc.collect()
    settle_memory()
    bare = [bare_form() for _ in range(YARDSTICKS)]
    walks = []
    for _ in range(rounds):
        walk.turns.longest = {}
        walk.begin()
        walk.go_round()
        walk.end()
        bare += [bare_form()]
        walks.append({name: own for name, (own, _) in walk.turns.longest.items()})
    walk.begin()
    pull = pulling(walk, office)
    walk.end()
    wall = []
    for _ in range(YARDSTICKS):
        began = time.perf_counter()
        bare_form()
        wall.append(time.perf_counter() - began)
    walk.bridge.close()
    close_office(office)
    if walk.crashes:
        raise walk.crashes[0]
    print(json.dumps({"bare": bare, "bare_wall": wall, "walks": walks, "turns": walk.turns.number, "pull": pull}))


if __name__ == "__main__":
    main(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3]))
