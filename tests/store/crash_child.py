"""A counter that accepts dossiers until it is killed; each line it prints is one acknowledged acceptance."""

from __future__ import annotations

import sys
from datetime import date
from pathlib import Path

from app.store import journal, numbers, prints
from app.store.database import open_store
from tests.store.builders import DEVICE, KEY, START, UNIT, body, toy_fold

DAY = date(2026, 11, 23)

with open_store(Path(sys.argv[1]), KEY, toy_fold, reserve_bytes=0) as store:
    while True:
        with store.write() as connection:
            taken = numbers.take(connection, DEVICE, UNIT, DAY)
            assert taken is not None
            made = body(code=f"{UNIT}-261123-{taken.number:04}")
            journal.append(connection, made, {"name": "Trần Thị B"}, DEVICE)
            numbers.bind(connection, UNIT, DAY, taken.number, made.id)
            prints.add(
                connection, stream=made.stream, form="receipt", title="receipt", copy_number=1, printer="",
                officer="canbo1", at=START,
            )  # fmt: skip
        print(taken.number, made.id, flush=True)
