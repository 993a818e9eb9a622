"""The devices of one counter PC as its settings see them: which there are, and whether they do what they should."""

from __future__ import annotations

from dataclasses import dataclass

from app.desk.acting import Session
from app.desk.office import Office
from app.domain.codes import format_code
from app.domain.events import VIETNAM
from app.domain.units import SUPERVISING
from app.errors import RuleViolation
from app.paper.printers import list_addresses, printer_at
from app.paper.test_page import test_page
from app.settings import MachineSettings
from app.store import enrolment


@dataclass(frozen=True)
class Machine:
    """What this machine is and has chosen. ``changeable`` says whether this officer may change it."""

    settings: MachineSettings
    unit_name: str
    counter: str
    hub: str
    reference_version: int | None
    changeable: bool


def machine(office: Office, session: Session) -> Machine:
    """This machine as the settings show it."""
    with office.store.read() as connection:
        device = enrolment.current(connection)
    return Machine(
        office.machine_settings(),
        session.unit_name,
        session.counter,
        device.hub_url if device else "",
        office.reference().version if device else None,
        session.role in SUPERVISING,
    )


def printers() -> tuple[str, ...]:
    """The addresses of the printers this machine knows, the default one first, as its settings keep them."""
    return tuple(list_addresses())


def print_test_page(office: Office, session: Session, address: str) -> str:
    """Sends the test page to the printer at ``address`` and gives that printer's name. Raises PrinterUnavailable."""
    printer = printer_at(address)
    now = office.now()
    code = format_code(session.unit, now.astimezone(VIETNAM).date(), 9999)
    printer.submit(test_page(code, printer.name, now), "trang-in-thu")
    return printer.name


def save_machine(office: Office, session: Session, chosen: MachineSettings) -> Machine:
    """Keeps the devices chosen for this machine and gives it as it is now.

    Raises RuleViolation ``supervisor_needed`` for an officer who may not change them.
    """
    if session.role not in SUPERVISING:
        raise RuleViolation("supervisor_needed", "")
    office.save_machine_settings(chosen)
    return machine(office, session)
