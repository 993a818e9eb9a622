"""The window of the counter: PySide6, no SQL, no HTTP, no business rule."""

from __future__ import annotations

import ctypes
import sys


def _keep_singletons_alive() -> None:
    """Give the singletons so many references that they cannot run out of them.

    The wheels of PySide6 6.12.0 are built for the stable interface of Python 3.12, where returning None, True,
    False or NotImplemented takes no reference because these live for ever. On 3.11, which the wheels accept,
    every void Qt call then costs None one reference and every emit costs True one, and after some thousand
    calls the process aborts ("deallocating None"). Measured; 6.11.3 is free of it. Nothing else is affected.
    """
    if sys.version_info < (3, 12) and sys.implementation.name == "cpython" and sys.maxsize > 2**32:
        for singleton in (None, True, False, NotImplemented, Ellipsis):
            ctypes.c_ssize_t.from_address(id(singleton)).value += 1 << 48


_keep_singletons_alive()
