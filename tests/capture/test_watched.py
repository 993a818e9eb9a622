"""A watched folder gives a file once it is whole, and never what is known already."""

from __future__ import annotations

import os
from pathlib import Path

from app.capture.watched import WatchedFolder, mark_of, marks_in


def test_a_file_is_given_once_it_rests(tmp_path: Path) -> None:
    (tmp_path / "old.pdf").write_bytes(b"%PDF-1.4 of yesterday")
    watched = WatchedFolder(tmp_path, marks_in(tmp_path))
    assert watched.look() == []
    scan = tmp_path / "Scan 1.PDF"
    scan.write_bytes(b"")
    assert [watched.look(), watched.look()] == [[], []]
    scan.write_bytes(b"%PDF-1.4 half")
    assert watched.look() == []
    with scan.open("ab") as file:
        file.write(b" and the rest")
    assert watched.look() == []
    assert watched.look() == [mark_of(scan)]
    assert watched.look() == []


def test_a_file_taken_up_again_by_its_writer_is_given_again(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    scan = tmp_path / "scan.pdf"
    scan.write_bytes(b"%PDF-1.4 the first page")
    watched.look()
    half = mark_of(scan)
    assert watched.look() == [half]
    with scan.open("ab") as file:
        file.write(b" and the second")
    assert watched.look() == []
    assert watched.look() == [mark_of(scan)] != [half]


def test_the_order_is_that_of_writing_and_other_files_are_none(tmp_path: Path) -> None:
    watched = WatchedFolder(tmp_path)
    for age, name in enumerate(("b.jpg", "a.jpg", "note.txt", ".hidden.pdf", "~lock.pdf")):
        (tmp_path / name).write_bytes(b"x")
        os.utime(tmp_path / name, (1000 + age, 1000 + age))
    watched.look()
    assert [mark.name for mark in watched.look()] == ["b.jpg", "a.jpg"]


def test_a_name_may_come_again_and_a_folder_may_go(tmp_path: Path) -> None:
    folder = tmp_path / "stick"
    folder.mkdir()
    watched = WatchedFolder(folder)
    scan = folder / "scan.pdf"
    for number in range(2):
        scan.write_bytes(b"%PDF" + bytes([number]))
        os.utime(scan, (1000 + number, 1000 + number))
        watched.look()
        assert watched.look() == [mark_of(scan)]
        scan.unlink()
    folder.rmdir()
    assert watched.look() == []
