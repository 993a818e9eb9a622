"""Runs first in the packaged program: gives programs it starts (scanners, printing) the system's own libraries.

PyInstaller's loader points LD_LIBRARY_PATH at the bundle. The program itself has read it by now; its children must not.
"""

import os

if (before := os.environ.pop("LD_LIBRARY_PATH_ORIG", None)) is not None:
    os.environ["LD_LIBRARY_PATH"] = before
else:
    os.environ.pop("LD_LIBRARY_PATH", None)
