"""A walk through the window on a full office, and typing while the post pulls: what the longest turn of the window's
event loop takes, against a bare form of 400 lines (`bench.held_up`).

The walk is a process of its own (`bench.walk_child`) on an encrypted store filled here, enrolled with a real hub.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, closing
from dataclasses import replace
from pathlib import Path
from statistics import median
from typing import Any

from app.desk import reception, tray
from app.desk.acting import Session
from app.desk.drafts import Draft, DraftPaper
from app.desk.office import Office, close_office
from app.store import files
from app.store.tray import TrayPage
from bench import life
from bench.catalogue import document_of
from bench.ground import Ground, ready_draft, session_at
from bench.measure import NotMeasurable, Result, Target
from bench.pages import scan
from bench.post import drain, enrolled
from bench.reopening import environment_for
from bench.search import fill
from sync import engine
from sync.engine import Pace
from sync.enrolment import client_of

_PATIENCE_SECONDS = 1800


def run(ground: Ground) -> Iterator[Result]:
    """The longest turn of a walk, of typing while the post pulls, and how long a Save then waits."""
    with ExitStack() as stack:
        hub = stack.enter_context(ground.hub(document_of(ground.size(3_000, 150))))
        office = enrolled(ground, hub, "Q01", stack)
        other = enrolled(ground, hub, "Q02", stack)
        big = _fill(ground, office)
        dossiers = ground.size(1_000, 60)
        life.record(other, 500_000, dossiers)
        client = client_of(other)
        if client is None:
            raise NotMeasurable("not enrolled")
        stack.enter_context(closing(client))
        pace = Pace()
        drain(lambda: engine.push_once(other, client, pace).number > 0)
        environment = environment_for(office)
        close_office(office)
        command = [sys.executable, "-m", "bench.walk_child", str(office.profile), big, str(ground.size(3, 1))]
        ended = subprocess.run(
            command, env=environment, capture_output=True, text=True, timeout=_PATIENCE_SECONDS, check=False
        )
    if ended.returncode:
        raise NotMeasurable(f"the walk ended with {ended.returncode}: {ended.stderr[-2000:]}")
    yield from _results(json.loads(ended.stdout.splitlines()[-1]), dossiers * life.EVENTS)


def _results(found: dict[str, Any], pushed: int) -> Iterator[Result]:
    bare, turns = median(found["bare"]), found["turns"]
    longest = [max(walk.values()) for walk in found["walks"]]
    slowest = sorted(((own, name) for walk in found["walks"] for name, own in walk.items()), reverse=True)
    named = {name: own for own, name in reversed(slowest)}
    told = sorted(named.items(), key=lambda each: -each[1])[:5]
    yield Result(
        "a walk through every place: longest turn / a bare form",
        "ms",
        max(longest) * 1000,
        bare * 1000,
        max(longest) / bare,
        (min(longest) / bare, max(longest) / bare),
        Target("time", 1),
        {},
        f"processor time; {turns} turns; " + ", ".join(f"{name} {own * 1000:.0f}" for name, own in told),
    )
    pull = found["pull"]
    wall = median(found["bare_wall"])
    turn = pull["busy"]["turn"]
    yield Result(
        "typing while the post pulls: longest turn / a bare form",
        "ms",
        turn * 1000,
        wall * 1000,
        turn / wall,
        (turn / max(found["bare_wall"]), turn / min(found["bare_wall"])),
        None,
        {"events": (pull["events"], pushed)},
        f"on the wall; {pull['events']} events in {pull['transactions']} transactions, {pull['seconds']:.1f} s; "
        f"without a pull {pull['quiet']['turn'] * 1000:.0f} ms",
    )
    saves, still = pull["busy"]["saves"], pull["quiet"]["saves"]
    yield Result(
        "a Save while the post pulls / a Save while it does not",
        "ms",
        median(saves) * 1000,
        median(still) * 1000,
        median(saves) / median(still),
        (min(saves) / median(still), max(saves) / median(still)),
        None,
        {},
        f"{len(saves)} Saves; a transaction of the pull {pull['transaction'] * 1000:.0f} ms",
    )


# ---------------------------------------------------------------- a full office


def _fill(ground: Ground, office: Office) -> str:
    """What years at a counter leave behind; gives the stream of a dossier with many papers."""
    session = session_at(office)
    fill(office, session, ground.size(20_000, 300))
    for number in range(ground.size(60, 5)):
        reception.accept(office, session, ready_draft(office, session, 100 + number))
    big = _many_papers(office, session, ground.size(50, 6))
    life.record(office, 1_000, ground.size(200, 10))
    with office.store.write() as connection:
        connection.exec_driver_sql("UPDATE event SET state = 'refused' WHERE state = 'pending' AND local_id % 5 = 0")
        for number in range(ground.size(100, 5)):
            files.add(connection, f"{number:064d}", 400_000, "application/pdf", office.now())
    for number in range(ground.size(5, 2)):
        waiting = ready_draft(office, session, 300 + number)
        _with_pages(office, session, waiting, 1 if number else ground.size(50, 4))
    return big


def _many_papers(office: Office, session: Session, number: int) -> str:
    draft = ready_draft(office, session, 200)
    more = tuple(
        DraftPaper(f"giay_to_khac_{place}", f"Giấy tờ khác kèm theo hồ sơ, tờ số {place}", ticked=True, originals=1)
        for place in range(number - len(draft.papers))
    )
    draft = replace(draft, papers=(*draft.papers, *more))
    folder = office.profile / "pages"
    folder.mkdir()
    for place, paper in enumerate(draft.papers):
        _pages(office, session, draft, folder / "page.jpg", place, paper.component)
    return reception.accept(office, session, tray.file_into_draft(office, session, draft)).stream


def _with_pages(office: Office, session: Session, draft: Draft, number: int) -> None:
    folder = office.profile / f"pages-{draft.id}"
    folder.mkdir()
    for place in range(number):
        component = draft.papers[place % len(draft.papers)].component if place % 3 else ""
        _pages(office, session, draft, folder / "page.jpg", 1_000 + place, component)


def _pages(
    office: Office, session: Session, draft: Draft, path: Path, number: int, component: str
) -> tuple[TrayPage, ...]:
    path.write_bytes(scan(number, "JPEG"))
    return tray.take_file(office, session, draft.id, path, component)
