"""The counter of the demonstration: the real window in a process of its own, which the demonstration may kill."""

from __future__ import annotations

import argparse
import os
import sys
import traceback
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from types import TracebackType

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import logs
from app.errors import MotCuaError
from ui import language
from ui.bridge import Bridge
from ui.crash import CrashDoor
from ui.demo.clock import moved
from ui.demo.hands import Hands, NotSeen
from ui.demo.story import PASSPHRASE, Story
from ui.program import Program
from ui.theme import Theme
from ui.window import Window

SIZE = (1366, 768)


def tell(word: str, rest: str = "") -> None:
    """One line to the demonstration that started this process."""
    sys.stdout.write(f"{word} {rest}".rstrip() + "\n")
    sys.stdout.flush()


class DemoCounter:
    """The window with the program behind it, and the story's world: what is asked outside comes back as a file."""

    def __init__(self, told: argparse.Namespace) -> None:
        self._told = told
        self._application = QApplication(sys.argv[:1])
        language.install(self._application, "vi")
        self._theme = Theme(self._application)
        self._theme.apply("light", self._theme.points)
        self._bridge = Bridge()
        log_file = logs.start_logging(told.profile / "logs")
        if told.part == "window":
            door = CrashDoor(self._application, self._theme, log_file)
            door.install()
            self._bridge.crashed.connect(door.take)
        else:
            sys.excepthook = self._broken
            self._bridge.crashed.connect(lambda fault: self._broken(type(fault), fault, fault.__traceback__))
        self._program = Program(told.profile, told.out / "papers", moved(told.ahead))
        opening = self._program.opening()
        if told.part == "window":
            # Whoever looks on need not know the passphrase of a profile that was made a minute ago.
            opening = replace(opening, asks_passphrase=lambda: False, open=lambda _: self._program.open(PASSPHRASE))
        self._window = Window(opening, self._bridge, self._theme)
        self._hands = Hands(self._window, told.out)
        self._hands.start_at(told.pictures_from)

    def run(self) -> int:
        """Shows the window and lives the told part of the story; gives the exit status."""
        self._window.resize(*SIZE)
        if self._told.part == "window":
            self._window.showMaximized()
            self._window.ready.connect(lambda: tell("WINDOW"))
        else:
            self._window.show()
            self._window.activateWindow()
            QTimer.singleShot(0, self._live)
        self._window.begin()
        try:
            return self._application.exec()
        finally:
            self._program.stop(self._bridge)

    def _live(self) -> None:
        story = Story(self._window, self._hands, self._told.out, lambda text: tell("SAID", text), self._ask)
        part = self._before if self._told.part == "before" else self._after
        try:
            part(story)
        except (NotSeen, MotCuaError, OSError) as fault:
            self._hands.picture("not-held")
            tell("FAILED", str(fault))
            self._application.exit(1)
        else:
            self._application.exit(0)

    def _broken(self, kind: type[BaseException], fault: BaseException, where: TracebackType | None) -> None:
        """A bug in the story or the program: said in the log beside the pictures, and the demonstration ends."""
        traceback.print_exception(kind, fault, where)
        tell("FAILED", f"a fault of the program: {kind.__name__}")
        self._application.exit(1)

    def _before(self, story: Story) -> None:
        self._step(1, story.sign_in)
        self._step(2, story.choose_procedure)
        self._step(3, story.read_card)
        self._step(4, story.tick_papers)
        self._step(5, lambda: story.scan_papers(sorted(self._told.images.glob("*.png")), scanner=self._told.scanner))
        stream, code = story.accept()
        tell("ACCEPTED", f"{stream} {code}")
        # From here on the demonstration kills this process without a word.
        self._hands.until(lambda: False, "nobody killed the counter", patience=60_000)

    def _after(self, story: Story) -> None:
        stream, code = self._told.stream, self._told.code
        story.sign_in()
        self._step(6, lambda: story.nothing_was_lost(stream, code))
        self._step(7, lambda: story.send(stream))
        story.hand_over(stream)
        self._step(8, lambda: story.take_result(stream))
        self._step(9, lambda: story.return_result(stream))
        story.keep_answer(stream)
        tell("HELD", "hub-answer.json")

    @staticmethod
    def _step(number: int, act: Callable[[], object]) -> None:
        act()
        tell("STEP", str(number))

    def _ask(self, what: str, stream: str) -> None:
        tell("ASK", f"{what} {stream}")
        answer = self._told.answers / what
        self._hands.until(answer.exists, f"the demonstration did not do: {what}", patience=120_000)
        if self._program.post is not None:
            self._program.post.wake()


def arguments() -> argparse.Namespace:
    """What the demonstration tells its counter."""
    parser = argparse.ArgumentParser(prog="python -m ui.demo.counter")
    parser.add_argument("part", choices=("before", "after", "window"))
    for name in ("--profile", "--out", "--answers", "--images"):
        parser.add_argument(name, type=Path, required=True)
    parser.add_argument("--ahead", type=float, default=0)
    parser.add_argument("--pictures-from", type=int, default=0)
    parser.add_argument("--scanner", action="store_true")
    parser.add_argument("--stream", default="")
    parser.add_argument("--code", default="")
    return parser.parse_args()


if __name__ == "__main__":
    status = DemoCounter(arguments()).run()
    sys.stdout.flush()
    # Qt's own teardown order in a killed-and-restarted demonstration is of no interest; the office is closed.
    os._exit(status)
