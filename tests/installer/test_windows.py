"""The Windows installer's script compiles, on any system that has NSIS, around a stand-in for the program's folder."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

SCRIPT = Path(__file__).resolve().parent.parent.parent / "installer" / "windows" / "motcua.nsi"

pytestmark = pytest.mark.skipif(not shutil.which("makensis"), reason="no NSIS")


def make(*options: str) -> subprocess.CompletedProcess[str]:
    command = ["makensis", "-V3", "-WX", "-INPUTCHARSET", "UTF8", *options, str(SCRIPT)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


def test_the_script_compiles_without_a_warning(tmp_path: Path) -> None:
    source = tmp_path / "motcua"
    (source / "_internal").mkdir(parents=True)
    (source / "motcua.exe").write_bytes(b"MZ")
    (source / "_internal" / "base_library.zip").write_bytes(b"PK")
    target = tmp_path / "motcua-0.1.0.exe"
    made = make("-DVERSION=0.1.0", f"-DSOURCE={source}", f"-DTARGET={target}")
    assert made.returncode == 0, made.stdout + made.stderr
    assert target.read_bytes()[:2] == b"MZ"


def test_what_was_not_given_is_asked_for() -> None:
    refused = make("-DVERSION=0.1.0")
    assert refused.returncode != 0
    assert "must be given" in refused.stdout + refused.stderr
