"""``python -m ui.demo.gallery``: every place of the window in light, dark and at 150 %, into docs/screenshots/.

A counter of the sample province lives through `ui.demo.history` with a hub of its own and a clock that is put by hand.
Then a process for each look opens a copy of its profile and goes from place to place.
"""

from __future__ import annotations

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image, ImageDraw
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QWidget

from app.desk import preferences, worklists
from app.desk.office import Office, close_office, open_office
from app.desk.sign_in import sign_in
from app.settings import MachineSettings, OfficerSettings
from sync.enrolment import enrol
from ui import language
from ui.bridge import Bridge
from ui.demo.__main__ import COUNTER, UNIT, free_port, say
from ui.demo.hands import Hands, NotSeen
from ui.demo.history import History, SetClock
from ui.demo.province import SAMPLE_PASSWORD, demo_province
from ui.demo.story import CARD, OFFICER, PASSPHRASE, Story
from ui.frame import Frame
from ui.program import Program
from ui.theme import SchemeName, Theme
from ui.window import Window

SCREENSHOTS = Path(__file__).resolve().parents[2] / "docs" / "screenshots"
SCREEN = (1366, 768)
"""Pixels of the screen that counters have."""
HUB_PORT = 8473
COLOURS = 128
"""Colours kept in a picture: the window has few, and a picture of them is a third as large."""
SHOWN = (
    "sign-in", "reception-empty", "procedure-search", "reception", "dossiers", "dossier", "returns", "returns-case",
    "online", "handover", "register", "post", "settings", "signing", "templates",
)  # fmt: skip
"""What is kept of the pictures a run takes."""
BEGIN, NOW = "2026-11-12T08:00", "2026-11-24T09:41"


@dataclass(frozen=True)
class Look:
    """One way the window can look: the folder of its pictures, the palette and the scale of the screen."""

    name: str
    scheme: SchemeName
    scale: float


LOOKS = (Look("light", "light", 1.0), Look("dark", "dark", 1.0), Look("150", "light", 1.5))


# ---------------------------------------------------------------- one look, in a process of its own


class Gallery:
    """The window on a profile with a history; each picture is one place as an officer would find it."""

    def __init__(self, profile: Path, pictures: Path, images: Path, look: Look) -> None:
        self._application = QApplication(sys.argv[:1])
        self._application.setCursorFlashTime(0)
        language.install(self._application, "vi")
        self._theme = Theme(self._application)
        self._theme.apply(look.scheme, self._theme.points)
        self._bridge = Bridge()
        self._program = Program(profile, None, SetClock(NOW))
        # The line is cut in every picture, so no post is started.
        self._window = Window(replace(self._program.opening(), start=lambda _: None), self._bridge, self._theme)
        self._images = images
        self._hands = Hands(self._window, pictures)
        self._story = Story(self._window, self._hands, pictures, lambda _: None, lambda *_: None)
        self._window.resize(round(SCREEN[0] / look.scale), round(SCREEN[1] / look.scale))

    def show(self) -> None:
        """Take all pictures. Raises NotSeen when a place does not show what it should."""
        self._window.show()
        self._window.activateWindow()
        self._window.begin()
        try:
            self._story.sign_in()
            self._reception()
            self._dossiers()
            self._returns()
            for name in ("online", "handover", "register", "post", "settings", "signing", "templates"):
                self._go(name)
                self._picture(name)
        finally:
            self._program.stop(self._bridge)

    def _reception(self) -> None:
        self._picture("reception-empty")
        self._story.choose_procedure()
        # Read as by a reader on a cable: a picture is no test of how fast this machine types.
        self._frame.take_card(CARD)
        self._settle()
        self._story.tick_papers()
        self._story.scan_papers(sorted(self._images.glob("*.png")), scanner=False)
        self._story.enter_fee()
        self._settle()
        self._picture("reception")

    def _dossiers(self) -> None:
        self._go("dossiers")
        self._picture("dossiers")
        self._go(f"dossier/{self._rows('late')[0].stream}")
        self._picture("dossier")

    def _returns(self) -> None:
        self._go("returns")
        self._picture("returns")
        self._frame.take_code(self._rows("to_return")[0].code)
        self._settle()
        self._picture("returns-case")

    def _rows(self, name: str) -> tuple[worklists.DossierRow, ...]:
        if self._window.office is None or self._window.session is None:
            raise NotSeen("nobody is at work")
        return worklists.page(self._window.office, self._window.session, name).rows

    @property
    def _frame(self) -> Frame:
        if self._window.frame is None:
            raise NotSeen("nobody is signed in")
        return self._window.frame

    def _go(self, address: str) -> None:
        self._frame.go(address)
        self._settle()

    def _settle(self) -> None:
        """Wait until the workers have answered everything and the answers are shown."""
        for _ in range(3):
            self._hands.until(lambda: self._bridge.idle, "the desk does not come to rest")
            self._application.processEvents()

    def _picture(self, name: str) -> None:
        self._settle()
        for widget in self._window.findChildren(QWidget):
            # A sample pointer left somewhere by a click is no part of the place.
            widget.setAttribute(Qt.WidgetAttribute.WA_UnderMouse, False)
        self._hands.picture(name)


# ---------------------------------------------------------------- the counter and its pictures


def _draw_papers(folder: Path) -> None:
    folder.mkdir()
    for number, title in enumerate(("GIẤY KHAI SINH (BẢN CŨ)", "SỔ HỘ KHẨU (TRANG 1)"), 1):
        page = Image.new("RGB", (827, 1169), "white")
        ImageDraw.Draw(page).multiline_text((90, 110), f"{title}\n\nbản sao để minh họa", fill="black", spacing=12)
        page.save(folder / f"{number}.png", dpi=(100, 100))


def _live(home: Path, clock: SetClock) -> Path:
    """The profile of a counter that has been at work until `NOW`."""
    profile = home / "profile"
    # The hub's address stands in the settings: the same in every run, unless somebody listens there already.
    with demo_province(home / "province", free_port(HUB_PORT), clock) as province:
        office = open_office(profile, passphrase=PASSPHRASE, clock=clock)
        try:
            address = province.up()
            enrol(office, address, province.enrolment_code(UNIT, COUNTER, clock()))
            # The folder is named as a person would see it; the processes work in ``home``.
            office.save_machine_settings(MachineSettings(printer="file:giay-da-in", scan_source="flatbed"))
            History(office, clock, OFFICER, address).live(cut=province.down)
        finally:
            close_office(office)
    return profile


def _wear(profile: Path, clock: SetClock, look: Look) -> None:
    """The officer likes the window in this look."""
    office: Office = open_office(profile, passphrase=PASSPHRASE, clock=clock)
    try:
        session = sign_in(office, OFFICER, SAMPLE_PASSWORD)
        preferences.save_officer_settings(office, session, OfficerSettings(theme=look.scheme))
    finally:
        close_office(office)


def keep(raw: Path, to: Path) -> None:
    """The pictures in ``raw`` as small PNGs in ``to``, named by what they show, in place of what was there."""
    shutil.rmtree(to, ignore_errors=True)
    to.mkdir(parents=True)
    for picture in sorted(raw.glob("*.png")):
        name = picture.stem.partition("-")[2]
        if name in SHOWN:
            with Image.open(picture) as whole:
                few = whole.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
                few.save(to / f"{name}.png", optimize=True)


def take(to: Path, looks: Sequence[Look]) -> None:
    """Take the pictures of ``looks`` into folders of ``to``. Raises CalledProcessError when a place does not show."""
    with tempfile.TemporaryDirectory(prefix="motcua-gallery-") as name:
        home = Path(name)
        clock = SetClock(BEGIN)
        os.chdir(home)
        _draw_papers(home / "images")
        say("A sample counter lives through its morning …")
        profile = _live(home, clock)
        for look in looks:
            worn, raw = home / f"profile-{look.name}", home / f"raw-{look.name}"
            shutil.copytree(profile, worn)
            raw.mkdir()
            _wear(worn, clock, look)
            command = [sys.executable, "-m", "ui.demo.gallery", "--look", look.name, "--home", str(home)]
            environment = {
                **os.environ,
                "PYTHONPATH": str(SCREENSHOTS.parents[1]),
                "QT_QPA_PLATFORM": "offscreen",
                "QT_SCALE_FACTOR": f"{look.scale:g}",
                "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
            }
            subprocess.run(command, env=environment, check=True)
            keep(raw, to / look.name)
            say(f"{look.name}: {len(list((to / look.name).glob('*.png')))} pictures")


def main(given: Sequence[str] | None = None) -> int:
    """Take the pictures; 0 when every place showed what it should."""
    parser = argparse.ArgumentParser(prog="python -m ui.demo.gallery", description="Pictures of every place.")
    parser.add_argument("--to", type=Path, default=SCREENSHOTS, help="folder of the pictures")
    parser.add_argument("--look", choices=[look.name for look in LOOKS], help="this look alone")
    parser.add_argument("--home", type=Path, help=argparse.SUPPRESS)
    told = parser.parse_args(given)
    looks = [look for look in LOOKS if told.look in {None, look.name}]
    if told.home is None:
        os.environ.setdefault("PYTHON_KEYRING_BACKEND", "keyring.backends.fail.Keyring")
        take(told.to.resolve(), looks)
        return 0
    [look] = looks
    home: Path = told.home
    try:
        Gallery(home / f"profile-{look.name}", home / f"raw-{look.name}", home / "images", look).show()
    except NotSeen as fault:
        say(f"{look.name}: {fault}")
        return 1
    return 0


if __name__ == "__main__":
    status = main()
    sys.stdout.flush()
    # Qt's own teardown order is of no interest here; the office is closed.
    os._exit(status)
