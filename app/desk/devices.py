"""The devices of one counter PC as its settings see them: which there are, and whether they do what they should."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

from PIL import Image

from app.capture import pages as capture
from app.desk import watching
from app.desk.acting import Session
from app.desk.office import Office
from app.domain.codes import format_code, looks_like_code
from app.domain.events import VIETNAM
from app.domain.units import SUPERVISING
from app.errors import RuleViolation
from app.paper import barcode, pages
from app.paper.printers import list_addresses, printer_at
from app.paper.test_page import TestPageReading, measure, test_page
from app.settings import MachineSettings
from app.store import enrolment

MEASURE_DPI = 200
"""Fine enough for every symbol of the test page, as the page itself asks for."""


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


def measure_test_page(office: Office, session: Session, path: Path) -> TestPageReading:
    """What the scan in the file ``path`` (image or PDF) tells of the printer the test page came from.

    The code is the one that stands on the page, so a page of another day counts too. Raises FileUnreadable.
    """
    page = capture.pages_of_file(path)[0]
    if page.kind == "pdf":
        dpi = float(MEASURE_DPI)
        width, height, rows = pages.page_image(page.data, page.number, MEASURE_DPI)
        picture = Image.frombytes("RGB", (width, height), rows).convert("L")
    else:
        with Image.open(BytesIO(page.data)) as opened:
            dpi = float(opened.info.get("dpi", (office.machine_settings().scan_dpi,))[0])
            picture = opened.convert("L")
    found = [symbol.text for symbol in barcode.symbols(picture) if looks_like_code(symbol.text)]
    today = office.now().astimezone(VIETNAM).date()
    return measure(picture, dpi, found[0] if found else format_code(session.unit, today, 9999))


def save_machine(office: Office, session: Session, chosen: MachineSettings) -> Machine:
    """Keeps the devices chosen for this machine and gives it as it is now.

    Raises RuleViolation ``supervisor_needed`` for an officer who may not change them.
    """
    if session.role not in SUPERVISING:
        raise RuleViolation("supervisor_needed", "")
    office.save_machine_settings(chosen)
    watching.choose(office, chosen.watched_folder)
    return machine(office, session)
