"""What set-up installs for the tests is there: without this, a missing program would only make its tests skip."""

from __future__ import annotations

import os
import shutil

import pytest

from tests.paper import rig
from tests.test_repository import ROOT

PROGRAMS = ("scanimage", "pdfsig", "softhsm2-util", "makensis", "dpkg-deb", "systemd-analyze")


@pytest.mark.skipif(not (ROOT / ".stamps").is_dir(), reason="this tree was not set up by make")
@pytest.mark.skipif(os.geteuid() != 0, reason="set-up installs system packages only where it may")
def test_every_program_the_tests_need_is_installed() -> None:
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    assert lacking + rig.missing() == []
