"""A counter that takes pages into a tray until it is killed; each line it prints is one page acknowledged."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from app.desk import tray
from app.desk.office import open_office
from app.desk.tray import Scan
from tests.desk.conftest import PASSPHRASE

office = open_office(Path(sys.argv[1]), passphrase=PASSPHRASE)
scan = msgspec.json.decode(sys.argv[2], type=Scan)
for path in sorted(tray.folder_of(office, scan).glob("page-*")):
    for page in tray.take(office, scan, path):
        print(page.origin, tray.improve(office, page).shown, flush=True)
print("all", flush=True)
