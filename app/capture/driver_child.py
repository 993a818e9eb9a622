"""The child process of `driver`: runs one driver once and says what comes, until it is done or told to stop."""

from __future__ import annotations

import os
import sys
import threading
from collections.abc import Callable
from pathlib import Path

import msgspec

from app.capture import camera, escl, wia
from app.capture.driver import ASKED, CAMERA, LIVE, SAID, STOP, TAKE, Asked, Said, put
from app.capture.scanners import Scanner, ScanProgress
from app.errors import MotCuaError

_LOOK_SECONDS = 0.1


def main(place: Path) -> int:
    """Does what is asked in the folder ``place``. Gives 0 also for a failure that it could tell."""
    asked = msgspec.json.decode((place / ASKED).read_bytes(), type=Asked)
    cancel = threading.Event()
    threading.Thread(target=_listen, args=(place / STOP, asked.parent, cancel), daemon=True).start()
    with (place / SAID).open("ab", buffering=0) as out:

        def say(said: Said) -> None:
            out.write(msgspec.json.encode(said) + b"\n")

        try:
            if asked.scanner is None:
                for found in _LISTS[asked.backend]():
                    say(Said(scanner=found))
            elif asked.backend == CAMERA:
                _watch(asked, asked.scanner, place, say, cancel)
            else:
                (wia.scan if asked.backend == "wia" else escl.scan)(
                    asked.scanner,
                    asked.settings,
                    Path(asked.folder),
                    progress=ScanProgress(),
                    cancel=cancel,
                    received=lambda page: say(Said(page=page.name)),
                )
        except MotCuaError as error:
            say(Said(error=error.code, facts=error.facts))
        else:
            say(Said(done=True))
    return 0


_LISTS: dict[str, Callable[[], list[Scanner]]] = {
    "wia": wia.list_scanners,
    "escl": escl.find_scanners,
    CAMERA: camera.list_cameras,
}


def _watch(asked: Asked, device: Scanner, place: Path, say: Callable[[Said], None], cancel: threading.Event) -> None:
    was_dark = False

    def show(picture: bytes, dark: bool) -> None:
        nonlocal was_dark
        put(place / LIVE, picture)
        if dark != was_dark:
            was_dark = dark
            say(Said(dark=dark))

    def wanted() -> int:
        try:
            return int((place / TAKE).read_bytes() or 0)
        except OSError:
            return 0

    camera.watch(
        device,
        Path(asked.folder) if asked.folder else None,
        show=show,
        asked=wanted,
        cancel=cancel,
        received=lambda page, corners: say(Said(page=page.name, corners=corners)),
    )


def _listen(stop: Path, parent: int, cancel: threading.Event) -> None:
    """Until told to stop, or until the program that asked is gone."""
    while not stop.exists() and (sys.platform == "win32" or os.getppid() == parent):
        cancel.wait(_LOOK_SECONDS)
    cancel.set()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
