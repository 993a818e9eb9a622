"""A folder that any scanner's own software writes into: a file is taken when nobody writes to it any more."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

_KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})


@dataclass(frozen=True)
class FileMark:
    """A file as it was written once: written again, it is another one."""

    name: str
    size: int
    written: int
    """Nanoseconds, by the file system's clock."""


class WatchedFolder:
    """Looks at ``folder`` when asked to; files that are ``known`` are left alone."""

    def __init__(self, folder: Path, known: Iterable[FileMark] = ()) -> None:
        self.folder = folder
        self._known = set(known)
        self._before: set[FileMark] = set()

    def look(self) -> list[FileMark]:
        """The files that were the same at the last look, in the order they were written, each given once.

        A file that is still being written waits; one that its writer leaves half done and takes up again is given
        again when it rests. A folder that is gone (a stick pulled out) has no files.
        """
        now = set(marks_in(self.folder))
        ready = sorted((now & self._before) - self._known, key=lambda mark: (mark.written, mark.name))
        self._before = now
        self._known |= set(ready)
        return [mark for mark in ready if mark.size > 0]


def mark_of(path: Path) -> FileMark:
    """The mark of a file as it lies there now. Raises OSError."""
    state = path.stat()
    return FileMark(path.name, state.st_size, state.st_mtime_ns)


def marks_in(folder: Path) -> list[FileMark]:
    """The scans that lie in ``folder`` now."""
    found = []
    try:
        for path in folder.iterdir():
            if path.suffix.lower() in _KINDS and not path.name.startswith((".", "~")):
                found.append(mark_of(path))
    except (FileNotFoundError, NotADirectoryError, PermissionError):
        return found
    return found
