"""A counter that signs what waits until it is killed; each line it prints is one copy it says is signed."""

from __future__ import annotations

import sys
from datetime import datetime
from pathlib import Path

import msgspec

from app.desk import signing
from app.desk.acting import Session
from app.desk.office import open_office
from tests.desk.conftest import PASSPHRASE, SetClock

profile, session_text, now, module, label = sys.argv[1:]
pin = sys.stdin.readline().strip()
clock = SetClock(datetime.fromisoformat(now))
office = open_office(Path(profile), passphrase=PASSPHRASE, clock=clock)
session = msgspec.json.decode(session_text, type=Session)
print("working", flush=True)
with signing.open_token(office, Path(module), pin, label) as token:
    for copy in signing.waiting(office, session):
        if signing.sign(office, session, token, [copy]).signed:
            print(copy.sha256, flush=True)
print("all", flush=True)
