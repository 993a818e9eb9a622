"""What set-up installs for the tests is there: without this, a missing program would only make its tests skip."""

from __future__ import annotations

import shutil

from tests.paper import rig

PROGRAMS = ("scanimage", "pdfsig", "softhsm2-util", "makensis", "dpkg-deb", "systemd-analyze")


def test_every_program_the_tests_need_is_installed() -> None:
    lacking = [name for name in PROGRAMS if shutil.which(name) is None]
    assert lacking + rig.missing() == []
