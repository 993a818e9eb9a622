"""The print queue over kill -9: nothing asked for is lost, nothing reported as printed is forgotten."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from app.desk import dossier_page, printing, reception
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from tests.desk.conftest import PASSPHRASE, SetClock

Make = Callable[..., Draft]
ROOT = Path(__file__).resolve().parents[2]
SLIPS = 7


def printed_until_killed(profile: Path, after: int) -> list[str]:
    """The slips a child reported as printed before it was killed, ``after`` of them at least."""
    with subprocess.Popen(
        [sys.executable, "-m", "tests.desk.print_child", str(profile)], stdout=subprocess.PIPE, text=True, cwd=ROOT
    ) as child:
        assert child.stdout is not None
        said = [child.stdout.readline() for _ in range(after)]
        child.kill()
        said += child.stdout.readlines()
    return [line.strip() for line in said if line.endswith("\n") and line != "all\n"]


@pytest.mark.parametrize("after", [1, 4])
def test_a_killed_counter_prints_on_where_it_was(
    office: Office, session: Session, ready_draft: Make, clock: SetClock, tmp_path: Path, after: int
) -> None:
    accepted = [reception.accept(office, session, ready_draft()) for _ in range(SLIPS)]
    close_office(office)
    reported = printed_until_killed(office.profile, after)
    assert len(reported) >= after
    again = open_office(office.profile, passphrase=PASSPHRASE, clock=clock)
    try:
        lines = {one.stream: printing.of_dossier(again, one.stream) for one in accepted}
        assert [len(each) for each in lines.values()] == [1] * SLIPS
        states = {line.id: line.state for (line,) in lines.values()}
        assert {states[job] for job in reported} == {"printed"}
        assert set(states.values()) <= {"printed", "printing", "queued"}
        for job, state in states.items():
            if state == "printing":  # cut off: the officer looks whether paper came out, and says no
                printing.confirm_printed(again, session, job, came_out=False)
        printing.run_print_queue(again)
        for one in accepted:
            (line,) = printing.of_dossier(again, one.stream)
            (made,) = dossier_page.open_dossier(again, session, one.stream).dossier.prints
            assert (line.state, line.copy_number, line.sha256) == ("printed", 1, made.sha256)
        papers = [file.read_bytes() for file in (tmp_path / "paper").glob("*.pdf")]
        assert {printing.pdf_of(again, job) for job in states} <= set(papers)
    finally:
        close_office(again)
