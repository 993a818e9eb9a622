"""The watched folder: what another program scanned goes into a tray, once, whatever happens in between.

A file's mark is kept in the same transaction as its pages, so that a crash before the file is removed does not bring
it in a second time, nor into another citizen's tray.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from sqlalchemy import Connection

from app.capture.watched import FileMark, WatchedFolder, mark_of, marks_in
from app.desk import tray
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import FileUnreadable
from app.store import settings
from app.store.tray import TrayPage

_NAME = "watched folder"


@dataclass(frozen=True)
class _Known:
    """Of one folder: what lay there when it was chosen, which is nobody's new scan, and what was taken from it."""

    folder: str = ""
    old: tuple[FileMark, ...] = ()
    taken: tuple[FileMark, ...] = ()


def choose(office: Office, folder: str) -> None:
    """Watches ``folder`` from now on (none for empty); what lies in it already is left alone.

    A folder that cannot be read now (a share that is away) is chosen once it can: else all of it would look new.
    """
    if folder and not os.access(folder, os.R_OK | os.X_OK):
        return
    with office.store.write() as connection:
        if settings.load(connection, _NAME, _Known, _Known()).folder != folder:
            settings.save(connection, _NAME, _Known(folder, tuple(marks_in(Path(folder))) if folder else ()))


def watch(office: Office) -> WatchedFolder | None:
    """The folder this machine watches, None without one. What came since it was chosen is new, however long the program
    was away; what was taken before a crash and still lies there is removed."""
    chosen = office.machine_settings().watched_folder
    choose(office, chosen)
    with office.store.read() as connection:
        known = settings.load(connection, _NAME, _Known, _Known())
    if not chosen or known.folder != chosen:
        return None
    folder = Path(chosen)
    for mark in known.taken:
        _remove(folder / mark.name, mark)
    return WatchedFolder(folder, (*known.old, *known.taken))


def take_new(
    office: Office, session: Session, into: str, watched: WatchedFolder, marks: Iterable[FileMark], component: str = ""
) -> tuple[tuple[TrayPage, ...], tuple[str, ...]]:
    """Takes files that another program scanned into the tray and removes them, as they hold papers unencrypted.

    Gives the pages, and the names of files that could not be read: those stay, and are taken when they are written
    again. Raises DiskFull.
    """
    laid: list[TrayPage] = []
    refused: list[str] = []
    for mark in marks:
        path = watched.folder / mark.name
        try:
            if mark_of(path) != mark:
                continue  # Somebody writes to it again; the folder gives it once more.
            taken = tray.take_file(
                office,
                session,
                into,
                path,
                component,
                "scanner",
                also=partial(_remember, watched.folder, mark),
            )
        except (FileUnreadable, OSError):
            refused.append(mark.name)
            continue
        laid.extend(tray.improve(office, page) for page in taken)
        _remove(path, mark)
    return tuple(laid), tuple(refused)


def look(
    office: Office, session: Session, watched: WatchedFolder | None, into: str, component: str = ""
) -> tuple[WatchedFolder | None, tuple[TrayPage, ...], tuple[str, ...]]:
    """One look into the folder that the settings name now; ``watched`` is what the last look gave, None at first.

    Gives what to look with next (None without a folder), and pages and names as `take_new`.
    """
    if watched is None or str(watched.folder) != office.machine_settings().watched_folder:
        watched = watch(office)
    if watched is None:
        return None, (), ()
    pages, refused = take_new(office, session, into, watched, watched.look(), component)
    return watched, pages, refused


def _remember(folder: Path, mark: FileMark, connection: Connection) -> None:
    known = settings.load(connection, _NAME, _Known, _Known())
    there = set(marks_in(folder))
    # While the folder can be read, what is gone from it need not be known any more.
    taken = [other for other in known.taken if other in there or mark not in there]
    settings.save(connection, _NAME, _Known(known.folder, known.old, (*taken, mark)))


def _remove(path: Path, mark: FileMark) -> None:
    try:
        if mark_of(path) == mark:
            path.unlink()
    except OSError:
        # Gone already, or in a folder that may only be read: such a file stays with its writer and is known as taken.
        return
