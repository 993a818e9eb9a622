"""A windowed program on Windows has no console: what its verbs say goes to the one it was called from, if any."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path

CALLER = -1
"""The process that started this one, in the words of AttachConsole."""
CONSOLE = "CONOUT$"
"""The console a process is attached to, as a file that Python writes in any letters."""


def attach_to_caller() -> bool:
    """Share the console of whoever called; False where there is none, and on other systems than Windows."""
    if sys.platform == "win32":
        import ctypes

        return bool(ctypes.windll.kernel32.AttachConsole(CALLER))
    return False


def lend_streams(attach: Callable[[], bool] = attach_to_caller, console: str = CONSOLE) -> None:
    """Give standard output and error to a program that was started without: on the caller's console, else nowhere.

    Streams that are there stay, so that what is redirected into a file goes there.
    """
    # Python leaves them None in a windowed program, whatever their type says.
    missing = [name for name in ("stdout", "stderr") if getattr(sys, name) is None]
    if not missing:
        return
    target = Path(console if attach() else os.devnull)
    for name in missing:
        setattr(sys, name, target.open("a", buffering=1, encoding="utf-8", errors="replace"))
