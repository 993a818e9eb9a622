"""A counter that takes what another program scanned into a tray until it is killed; it says when it begins."""

from __future__ import annotations

import sys
from pathlib import Path

import msgspec

from app.desk import watching
from app.desk.acting import Session
from app.desk.office import open_office
from tests.desk.conftest import PASSPHRASE

office = open_office(Path(sys.argv[1]), passphrase=PASSPHRASE)
session = msgspec.json.decode(sys.argv[3], type=Session)
watched = watching.watch(office)
assert watched is not None
watched.look()
print("taking", flush=True)
for mark in watched.look():
    watching.take_new(office, session, sys.argv[2], watched, [mark])
print("all", flush=True)
