"""A scanner's codes come through Unikey's Telex whole, on a real X server with the real input method running."""

from __future__ import annotations

import queue
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.journeys.screen import NotSeen, Screen, screen

ROOT = Path(__file__).resolve().parents[2]
PATIENCE_SECONDS = 60
CODE = "H44.80.01-261123-0001"
CARD = "025301123456||NGUYEN TIEN NAM|05121991|Nam|Khu 3, phuong Au Co, Phu Tho|10052022"


class Window:
    """The child's window: what it said, word by word."""

    def __init__(self, at: Screen, child: subprocess.Popen[str]) -> None:
        self.at = at
        self._said: queue.Queue[list[str]] = queue.Queue()
        self._heard: list[list[str]] = []
        assert child.stdout is not None
        self._ear = threading.Thread(target=self._listen, args=(child.stdout,), daemon=True)
        self._ear.start()

    def _listen(self, stream: Iterator[str]) -> None:
        for line in stream:
            self._said.put(line.rstrip("\n").split("\t"))

    def hears(self, kind: str) -> list[str]:
        """The next words of that kind; what comes before is of no matter."""
        while True:
            try:
                said = self._said.get(timeout=PATIENCE_SECONDS)
            except queue.Empty as error:
                raise NotSeen(f"{kind} after {self._heard}") from error
            self._heard.append(said)
            if said[0] == kind:
                return said[1:]

    def hears_typed(self, wanted: str) -> None:
        while self.hears("typed") != [wanted]:
            continue


@pytest.fixture
def window(tmp_path: Path) -> Iterator[Window]:
    with ExitStack() as stack:
        at = stack.enter_context(screen())
        environment = {
            **at.environment,
            "HOME": str(tmp_path),
            "XDG_CONFIG_HOME": str(tmp_path / "config"),
            "XDG_CACHE_HOME": str(tmp_path / "cache"),
            "XDG_RUNTIME_DIR": str(tmp_path),
            "QT_IM_MODULE": "ibus",
            # Set on some machines; the program does away with it.
            "IBUS_ENABLE_SYNC_MODE": "1",
        }

        def started(*words: str) -> subprocess.Popen[str]:
            process = subprocess.Popen(
                words, env=environment, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
            )
            if process.stdout is not None:
                stack.callback(process.stdout.close)
            stack.callback(process.wait)
            stack.callback(process.terminate)
            return process

        bus = started("dbus-daemon", "--session", "--nofork", "--print-address")
        assert bus.stdout is not None
        environment["DBUS_SESSION_BUS_ADDRESS"] = bus.stdout.readline().strip()
        started("ibus-daemon", "--panel", "disable", "--config", "disable", "--replace")

        def is_unikey() -> bool:
            subprocess.run(["ibus", "engine", "Unikey"], env=environment, capture_output=True, check=False)
            said = subprocess.run(["ibus", "engine"], env=environment, capture_output=True, text=True, check=False)
            return said.stdout.strip() == "Unikey"

        at.until(is_unikey, "Unikey did not start")
        shown = Window(at, started(sys.executable, "-m", "tests.ui.unikey_child"))
        shown.hears("ready")
        # The window's own context takes the engine up a moment after it has the focus.
        at.until(is_unikey, "Unikey left")
        yield shown


def test_codes_and_cards_come_through_telex(window: Window) -> None:
    window.at.type("vieetj ")
    window.hears_typed("việt ")
    # A scan that begins while the word before it may still be one is taken for its end.
    window.hears("silent")
    window.at.scan(CODE)
    assert window.hears("code") == [CODE, "việt "]
    window.at.scan(CARD)
    text, left = window.hears("card")
    assert left == "việt "
    assert text.split("|")[0] == "025301123456"
    assert text.count("|") == CARD.count("|")
    window.at.type("nam ")
    window.hears_typed("việt nam ")
    window.at.press("Return")
    assert window.hears("entered") == ["việt nam "]
