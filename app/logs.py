"""Where the program writes what went wrong: one rotating file in the profile, without personal data."""

from __future__ import annotations

import logging
import logging.handlers
from pathlib import Path

LOG_NAME = "motcua.log"
_FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start_logging(folder: Path, *, level: int = logging.INFO) -> Path:
    """Sends the program's log to ``folder``/motcua.log (1 MB, five kept); returns the file.

    Messages name streams, codes of errors and counts. Names, numbers and texts of people are never
    logged; errors carry facts that were chosen for that.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / LOG_NAME
    handler = logging.handlers.RotatingFileHandler(path, maxBytes=1_000_000, backupCount=5, encoding="utf-8")
    handler.setFormatter(logging.Formatter(_FORMAT))
    root = logging.getLogger()
    root.addHandler(handler)
    root.setLevel(level)
    return path
