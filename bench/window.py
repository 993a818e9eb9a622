"""From the start of the program until sign-in has taken a key, against a bare PySide6 window with one line to type in.

Each round is a process of its own, off screen. Ours is the whole program (`ui.program`) on an enrolled profile; the
keys of the profile are at hand, as from the keyring of the operating system.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator

from app.desk.office import close_office
from app.vault import keys as vault_keys
from bench.ground import Ground, enrol_by_hand, new_office
from bench.measure import NotMeasurable, Result, duration, in_turns
from bench.reopening import environment_for

TAKEN = "taken"


def run(ground: Ground) -> Iterator[Result]:
    """Milliseconds from the start of the process to the key in its line."""
    office = new_office(ground.place("window"))
    enrol_by_hand(office)
    environment = environment_for(office)
    vault_keys.save(office.profile, office.keys, passphrase="only so that there is a key file")
    close_office(office)
    taken = {"key": 0, "list": 0, "bare": 0}

    def side(name: str, *told: str) -> Callable[[], Callable[[], object]]:
        def work() -> None:
            command = [sys.executable, "-m", "bench.window_child", *told]
            try:
                ended = subprocess.run(command, env=environment, capture_output=True, text=True, timeout=120)
            except subprocess.TimeoutExpired as slow:
                raise NotMeasurable(f"no key was taken by {name}") from slow
            if TAKEN not in ended.stdout:
                raise NotMeasurable(f"{name} ended with {ended.returncode}: {ended.stderr[-600:]}")
            taken[name] += 1

        return lambda: work

    for until, what, bound in (
        ("key", "sign-in takes a key / a bare window does", 2.5),
        ("list", "officers stand in the list, the key kept / a bare window takes one", None),
    ):
        before = taken["bare"]
        pairs = in_turns(side(until, "ours", str(office.profile), until), side("bare", "bare"), ground.size(9, 1))
        yield duration(what, 1, pairs, bound, {"keys": (taken[until], taken["bare"] - before)})
