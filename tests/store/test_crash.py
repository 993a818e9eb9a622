"""What was acknowledged survives a kill at any moment, whole; what was not leaves nothing."""

from __future__ import annotations

import random
import subprocess
import sys
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from app.domain.ranges import NumberRange
from app.store import doctor, numbers, schema
from app.store.database import Store, open_store
from tests.store.builders import DEVICE, KEY, UNIT, toy_fold

DAY = date(2026, 11, 23)
KILLS = 4


def test_killed_again_and_again_nothing_acknowledged_is_lost(store: Store) -> None:
    with store.write() as connection:
        numbers.grant(connection, DEVICE, [NumberRange("r1", UNIT, 1, 99999, DAY, DAY)])
    store.close()
    pick = random.Random(7)
    acknowledged: list[tuple[int, str]] = []
    for _ in range(KILLS):
        acknowledged += accept_until_killed(store.path, after=pick.randint(5, 60))
    with open_store(store.path, KEY, toy_fold) as opened, opened.read() as connection:
        used = connection.execute(
            select(schema.number_use.c.number, schema.number_use.c.event_id).order_by(schema.number_use.c.number)
        ).all()
        assert set(acknowledged) <= {(row.number, row.event_id) for row in used}
        assert len(used) - len(acknowledged) <= KILLS  # committed, but killed before it could say so
        assert [row.number for row in used] == list(range(1, len(used) + 1))
        for table in (schema.event, schema.dossier_state, schema.print_job):
            assert connection.execute(select(func.count()).select_from(table)).scalar() == len(used)
        assert doctor.check(connection) == []


def accept_until_killed(path: Path, after: int) -> list[tuple[int, str]]:
    with subprocess.Popen(
        [sys.executable, "-m", "tests.store.crash_child", str(path)],
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(after)]
        child.kill()
        said += child.stdout.readlines()
    whole = [line.split() for line in said if line.endswith("\n")]
    return [(int(number), event_id) for number, event_id in whole]
