"""A folder that any scanner's own software writes into: a file is taken when nobody writes to it any more."""

from __future__ import annotations

from pathlib import Path

_KINDS = frozenset({".pdf", ".jpg", ".jpeg", ".png", ".tif", ".tiff"})


class WatchedFolder:
    """Looks at ``folder`` when asked to; what lay there at the first look is nobody's new scan and is left alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._old = set(self._files())
        self._before: dict[Path, tuple[int, int]] = {}

    def look(self) -> list[Path]:
        """The files that came since the first look and were the same at the last one, in the order they were written.

        A file is given once for each time it was written. A folder that is gone (a stick pulled out) has no files.
        """
        now = {path: mark for path, mark in self._files().items() if path not in self._old}
        ready = [path for path, mark in now.items() if mark[0] > 0 and self._before.get(path) == mark]
        self._before = {path: mark for path, mark in now.items() if path not in ready}
        self._old.update(ready)
        return sorted(ready, key=lambda path: (now[path][1], path.name))

    def forget(self, path: Path) -> None:
        """A file of this name may come again: it was taken away, or could not be read."""
        self._old.discard(path)

    def _files(self) -> dict[Path, tuple[int, int]]:
        found = {}
        try:
            for path in self._folder.iterdir():
                if path.suffix.lower() in _KINDS and not path.name.startswith((".", "~")):
                    state = path.stat()
                    found[path] = (state.st_size, state.st_mtime_ns)
        except (FileNotFoundError, NotADirectoryError, PermissionError):
            return found
        return found
