"""A counter that prints its queue until it is killed; each line it prints is one slip reported as printed."""

from __future__ import annotations

import sys
from pathlib import Path

from app.desk import printing
from app.desk.office import open_office
from tests.desk.conftest import PASSPHRASE

office = open_office(Path(sys.argv[1]), passphrase=PASSPHRASE)
for line in printing.queue(office):
    if line.state == "queued" and printing.print_now(office, line.id):
        print(line.id, flush=True)
print("all", flush=True)
