"""The .deb, built from a stand-in program: its fields, its tree, and the check that refuses what does not start."""

from __future__ import annotations

import configparser
import re
import shutil
import subprocess
import sys
import xml.etree.ElementTree as ElementTree
from pathlib import Path

import pytest

from installer import package, setup

ROOT = Path(__file__).resolve().parent.parent.parent
needs_dpkg = pytest.mark.skipif(not shutil.which("dpkg-deb"), reason="no Debian")


def program(folder: Path, script: str) -> Path:
    """A stand-in for the built folder: a shell script in the place of the program."""
    folder.mkdir()
    file = folder / "motcua"
    file.write_text(f"#!/bin/sh\n{script}\n")
    file.chmod(0o755)
    return folder


def test_control_asks_for_what_set_up_installs() -> None:
    text = package.control(["libegl1", "fonts-liberation2"], installed_kib=7, architecture="amd64", c_library="2.36")
    fields = dict(re.findall(r"^([\w-]+): (.*)$", text, re.MULTILINE))
    assert fields["Package"] == "motcua"
    assert fields["Version"] == package.version()
    assert fields["Depends"] == "libc6 (>= 2.36), libegl1"
    assert "fonts-liberation2" in fields["Recommends"]
    assert text.endswith(".\n")
    assert all(line.startswith(" ") or ": " in line for line in text.splitlines())


@needs_dpkg
def test_the_deb_holds_program_launcher_entry_icon_and_licence(tmp_path: Path) -> None:
    deb = package.build_deb(program(tmp_path / "motcua", "echo ready"), tmp_path)
    assert deb.name.startswith(f"motcua_{package.version()}_")
    listing = subprocess.run(["dpkg-deb", "--contents", deb], capture_output=True, text=True, check=True).stdout
    entries = {line.split()[-1]: line.split()[:2] for line in listing.splitlines()}
    assert entries["./opt/motcua/motcua"] == ["-rwxr-xr-x", "root/root"]
    assert entries["./usr/bin/motcua"] == ["-rwxr-xr-x", "root/root"]
    for name in ("applications/motcua.desktop", "icons/hicolor/scalable/apps/motcua.svg", "doc/motcua/copyright"):
        assert entries[f"./usr/share/{name}"] == ["-rw-r--r--", "root/root"]
    needs = subprocess.run(["dpkg-deb", "--field", deb, "Depends"], capture_output=True, text=True, check=True).stdout
    assert set(setup.listed("run")) - set(package.RECOMMENDED) <= set(needs.strip().split(", "))


@needs_dpkg
def test_the_same_folder_makes_the_same_deb(tmp_path: Path) -> None:
    folder = program(tmp_path / "motcua", "echo ready")
    (tmp_path / "again").mkdir()
    first, second = package.build_deb(folder, tmp_path), package.build_deb(folder, tmp_path / "again")
    assert first.read_bytes() == second.read_bytes()


def test_a_program_that_gets_ready_passes_in_an_empty_home(tmp_path: Path) -> None:
    folder = program(tmp_path / "motcua", '[ "$1" = --probe ] && [ -z "$(ls -A "$HOME")" ] && echo ready')
    package.check_start(folder / "motcua")


@pytest.mark.parametrize("script", ["echo ready; exit 1", "echo well", "echo no window >&2; exit 3"])
def test_a_program_that_does_not_get_ready_is_refused(tmp_path: Path, script: str) -> None:
    with pytest.raises(package.PackageFaulty, match="--probe ended with"):
        package.check_start(program(tmp_path / "motcua", script) / "motcua")


def test_a_program_that_reads_pages_passes(tmp_path: Path) -> None:
    script = f'[ "$1" = pages ] && cd "{package.ROOT}" && exec "{sys.executable}" -m sync.page_child "$2"'
    package.check_reader(program(tmp_path / "motcua", script) / "motcua")


def test_a_program_that_cannot_read_pages_is_refused(tmp_path: Path) -> None:
    with pytest.raises(package.PackageFaulty, match="pages ended with 3"):
        package.check_reader(program(tmp_path / "motcua", "exit 3") / "motcua")


def test_desktop_entry_and_icon_can_be_read() -> None:
    entry = configparser.ConfigParser(interpolation=None)
    entry.read(package.LINUX / "motcua.desktop")
    assert entry["Desktop Entry"]["Exec"] == "motcua"
    assert entry["Desktop Entry"]["Name"] == "Một Cửa"
    assert ElementTree.parse(package.LINUX / "motcua.svg").getroot().tag.endswith("svg")
    assert "/opt/motcua/motcua" in (package.LINUX / "motcua").read_text()


def test_every_shipped_library_is_named_in_the_notice_and_lays_its_licence(tmp_path: Path) -> None:
    notice = re.sub(r"[-_.]+", "-", (ROOT / "NOTICE").read_text()).lower()
    assert not [name for name in package.shipped_libraries() if name not in notice]
    folder = tmp_path / "licences"
    package.lay_licences(folder)
    laid = {path.name for path in folder.iterdir() if path.is_dir() and any(path.rglob("*"))}
    assert set(package.shipped_libraries()) <= laid
    assert (folder / "LGPL-3").is_file()
