"""What the window says of a slip, fact by fact: queued, printed, handed out, spoiled, not printed, printed again."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from app.desk import printing
from app.desk.acting import Session
from app.desk.office import Office
from tests.paper.rig import free_port
from tests.ui.conftest import Journey, Shown
from ui.dossier import DossierPage
from ui.place import Counter, Place

Show = Callable[[Place], Shown]


def said(shown: Shown) -> list[tuple[str, str]]:
    """The lines of the list: which slip, and what is said of it."""
    page = shown.place
    assert isinstance(page, DossierPage)
    model = page.prints.model
    return [(model.cell(row, 0).text, model.cell(row, 2).text) for row in range(model.rowCount())]


def test_each_fact_is_said_when_it_is_one_and_not_before(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    stream = journey.accept().stream
    shown = show(DossierPage(counter))
    shown.place.go(stream)

    def now_said() -> list[tuple[str, str]]:
        shown.settle()
        return said(shown)

    assert now_said() == [("Receipt", "waits for the printer")]
    (line,) = printing.of_dossier(office, stream)
    machine = office.machine_settings()
    office.save_machine_settings(replace(machine, printer=f"ipp:ipp://127.0.0.1:{free_port()}/ipp/print"))
    assert printing.run_print_queue(office) == 0
    assert now_said() == [("Receipt", "printer does not answer")]
    office.save_machine_settings(machine)
    printing.retry(office, line.id)
    assert now_said() == [("Receipt", "waits for the printer")]
    printing.run_print_queue(office)
    assert now_said() == [("Receipt", "printed, not handed out")]
    printing.hand_out(office, session, line.id)
    assert now_said()[0][1].startswith("handed out")
    again = printing.reprint(office, session, stream, "receipt")
    assert now_said()[1] == ("Receipt (reprint 1)", "waits for the printer")
    printing.run_print_queue(office)
    assert now_said()[1] == ("Receipt (reprint 1)", "printed, not handed out")
    printing.spoil(office, session, again, "kẹt giấy")
    assert now_said()[1] == ("Receipt (reprint 1)", "spoiled")
