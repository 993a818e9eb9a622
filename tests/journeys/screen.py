"""A real X server without a monitor: keys typed into it by xdotool, and photographs of what stands on it."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from PIL import Image, ImageChops, ImageGrab

WIDTH, HEIGHT = 1366, 768
PATIENCE_SECONDS = 60
LOOK_EVERY_SECONDS = 0.25
CARET = 300
"""Points that a blinking caret changes; less than this is no change."""
PAGE = 60_000
"""Points of the rail at the left: more than this is another page."""
STILL_LOOKS = 3
SCANNER_MILLISECONDS = 4
HAND_MILLISECONDS = 70


class NotSeen(AssertionError):
    """Something that should have come to the screen did not."""


@dataclass(frozen=True)
class Screen:
    """One X server. Keys go to whatever has the focus there."""

    display: str

    @property
    def environment(self) -> dict[str, str]:
        """For a program that is to be shown here."""
        return {**os.environ, "DISPLAY": self.display, "QT_QPA_PLATFORM": "xcb"}

    # ------------------------------------------------------------ hands

    def xdotool(self, *words: str) -> str:
        done = subprocess.run(
            ["xdotool", *words], env=self.environment, capture_output=True, text=True, timeout=60, check=True
        )
        return done.stdout.strip()

    def press(self, *keys: str) -> None:
        """Keys by the names xdotool has for them (``F9``, ``ctrl+l``, ``Return``)."""
        self.xdotool("key", "--delay", str(HAND_MILLISECONDS), *keys)

    def type(self, text: str) -> None:
        """Text at a person's pace."""
        self.xdotool("type", "--delay", str(HAND_MILLISECONDS), text)

    def scan(self, text: str) -> None:
        """Text as a scanner in keyboard mode types it, with Enter at the end."""
        self.xdotool("type", "--delay", str(SCANNER_MILLISECONDS), f"{text}\n")

    # ------------------------------------------------------------ eyes

    def photograph(self) -> Image.Image:
        return ImageGrab.grab(xdisplay=self.display).convert("L")

    def until(self, seen: Callable[[], bool], what: str) -> None:
        """Looks until ``seen``; raises NotSeen with ``what``."""
        end = time.monotonic() + PATIENCE_SECONDS
        while not seen():
            if time.monotonic() > end:
                raise NotSeen(what)
            time.sleep(LOOK_EVERY_SECONDS)

    def until_still(self) -> None:
        """Until several looks see the same, but for the caret."""
        looks = [self.photograph()]

        def same() -> bool:
            looks.append(self.photograph())
            return len(looks) > STILL_LOOKS and all(
                differing(looks[-1], look) < CARET for look in looks[-STILL_LOOKS - 1 : -1]
            )

        self.until(same, "the screen never came to rest")

    def shows(self, act: Callable[[], object]) -> bool:
        """Do something and say whether it showed; for what does nothing until the program is ready for it."""
        before = self.photograph()
        act()
        self.until_still()
        return differing(before, self.photograph()) >= CARET

    def after(self, act: Callable[[], object], what: str, *, least: int = CARET) -> None:
        """Do something that must show, and wait until it has shown and the screen is at rest."""
        before = self.photograph()
        act()
        self.until(lambda: differing(before, self.photograph()) >= least, what)
        self.until_still()


def differing(one: Image.Image, other: Image.Image) -> int:
    """How many points differ between two photographs."""
    return WIDTH * HEIGHT - ImageChops.difference(one, other).histogram()[0]


@contextmanager
def screen() -> Iterator[Screen]:
    """An X server of its own, on the first number that is free."""
    reading, writing = os.pipe()
    server = subprocess.Popen(
        # -r: no key repeats itself, however late a busy machine lets it go.
        ["Xvfb", "-r", "-displayfd", str(writing), "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"],
        pass_fds=(writing,), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    os.close(writing)
    try:
        with os.fdopen(reading, "rb") as told:
            number = told.readline().decode().strip()
        if not number:
            raise NotSeen("Xvfb did not start")
        yield Screen(f":{number}")
    finally:
        server.terminate()
        server.wait()
