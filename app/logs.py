"""Where the program writes what went wrong: one rotating file in the profile, without personal data."""

from __future__ import annotations

import logging
import logging.handlers
import traceback
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


def trace_of(error: BaseException) -> str:
    """Where a bug happened: types, files, lines and functions, never values or messages, which may name people."""
    parts: list[str] = []
    seen: BaseException | None = error
    while seen is not None:
        frames = traceback.extract_tb(seen.__traceback__)
        places = "; ".join(f"{Path(frame.filename).name}:{frame.lineno} {frame.name}" for frame in frames)
        parts.append(f"{type(seen).__name__} at {places}")
        seen = seen.__cause__
    return " <- ".join(parts)
