"""Where the program is put together: settings, office, post and window, started in this order, stopped in reverse.

Office and post are imported by the workers once the window stands: docs/decisions/0014.
"""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

from app import logs
from app.errors import DiskFull
from app.memory import settle_memory
from app.settings import default_profile
from ui import language
from ui.bridge import Bridge
from ui.crash import CrashDoor
from ui.keys import keep_keys_in_order
from ui.theme import Theme
from ui.watchdog import Watchdog
from ui.welcome import Opening
from ui.window import Window

if TYPE_CHECKING:
    from app.desk.hub_trial import HubTrial
    from app.desk.office import Clock, Office
    from sync.worker import PostWorker

log = logging.getLogger("motcua")


class Program:
    """The parts of the running program, and the order in which they start and stop."""

    def __init__(self, profile: Path, file_printer: Path | None, clock: Clock | None = None) -> None:
        self._profile, self._file_printer, self._clock = profile, file_printer, clock
        self._passphrase: str | None = None
        self.office: Office | None = None
        self.post: PostWorker | None = None

    def opening(self) -> Opening:
        """What the window is given to open the office with."""
        return Opening(
            is_new=self._is_new,
            asks_passphrase=self._asks_passphrase,
            open=self.open,
            enrol=self._enrol,
            start=self._start,
            try_hub=_try_hub,
        )

    def _is_new(self) -> bool:
        from app.vault import key_file

        return not key_file.has_keys(self._profile)

    def _asks_passphrase(self) -> bool:
        from app.vault import key_file

        if key_file.has_keys(self._profile):
            return key_file.read(self._profile).wrap == "passphrase"
        from app.vault import keys

        return keys.needs_passphrase(self._profile)

    def open(self, passphrase: str | None) -> Office:
        """The office of the profile, with what a scan left behind taken in, printing into files where told so."""
        from app.desk import tray
        from app.desk.office import open_office, system_clock

        self.office = open_office(self._profile, passphrase=passphrase, clock=self._clock or system_clock)
        try:
            tray.recover(self.office)
        except DiskFull as error:
            # The pages lie where the scanner put them, for the next start; the counter must open all the same.
            log.warning("scanned pages wait for room: %s", error)
        self._passphrase = passphrase
        if self._file_printer is not None:
            chosen = self.office.machine_settings()
            self.office.save_machine_settings(replace(chosen, printer=f"file:{self._file_printer}"))
        return self.office

    def _enrol(self, office: Office, address: str, code: str) -> object:
        from sync import enrolment

        return enrolment.enrol(office, address, code, passphrase=self._passphrase)

    def _start(self, office: Office) -> None:
        self._passphrase = None
        from app.desk.post_status import Enrolling
        from sync.worker import PostWorker

        if self.post is None:
            self.post = PostWorker(office)
            self.post.start()
            office.post.enrolling = Enrolling(self._asks_passphrase, partial(self._enrol_anew, office))

    def _enrol_anew(self, office: Office, address: str, code: str, passphrase: str | None) -> object:
        from sync import enrolment

        return enrolment.enrol(office, address, code, passphrase=passphrase)

    def stop(self, bridge: Bridge) -> None:
        """Stop the post, let the desk finish what it was asked, close the store."""
        if self.post is not None:
            self.post.stop()
        bridge.close()
        if self.office is not None:
            from app.desk.office import close_office

            close_office(self.office)


def _try_hub(office: Office) -> HubTrial:
    from sync.trial import try_hub

    return try_hub(office)


def arguments(given: Sequence[str] | None) -> argparse.Namespace:
    """What the program may be told at its start."""
    parser = argparse.ArgumentParser(
        prog="motcua",
        description="Một Cửa: the reception counter of a one-stop shop.",
        epilog="Without a window: motcua sync sends and fetches once, motcua doctor examines this machine.",
    )
    parser.add_argument("--profile", type=Path, default=default_profile(), help="folder of this machine's data")
    parser.add_argument("--probe", action="store_true", help="show the first window, print “ready”, and end")
    parser.add_argument("--file-printer", type=Path, metavar="FOLDER", help="print into files in FOLDER")
    return parser.parse_args(given)


def run(given: Sequence[str] | None) -> int:
    """Run the program with its window; gives its exit code."""
    told = arguments(given)
    keep_keys_in_order()
    application = QApplication(sys.argv[:1])
    application.setApplicationName("motcua")
    application.setApplicationDisplayName("Một Cửa")
    application.setDesktopFileName("motcua")
    language.install(application, language.EVERYBODYS)
    theme = Theme(application)
    theme.apply("system", theme.points)
    door = CrashDoor(application, theme, logs.start_logging(told.profile / "logs"))
    door.install()
    bridge = Bridge()
    bridge.crashed.connect(door.take)
    program = Program(told.profile, told.file_printer)
    window = Window(program.opening(), bridge, theme)
    window.loaded.connect(settle_memory)
    if told.probe:
        window.ready.connect(lambda: _probe(application))
    elif not getattr(sys, "frozen", False):
        # Developers run the program from its sources; what officers have is packed, and is not watched.
        watchdog = Watchdog(window)
        window.ready.connect(watchdog.start)
        application.aboutToQuit.connect(watchdog.stop)
    window.showMaximized() if not told.probe else window.show()
    window.begin()
    try:
        return application.exec()
    finally:
        program.stop(bridge)
        log.info("closed")


def _probe(application: QApplication) -> None:
    sys.stdout.write("ready\n")
    sys.stdout.flush()
    QTimer.singleShot(0, application.quit)
