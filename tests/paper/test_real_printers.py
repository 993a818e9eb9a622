"""A real CUPS and a real IPP printer get the very bytes, and a printer that dies in the middle loses nothing."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest

from app.errors import PrinterUnavailable
from app.paper import pages, render
from app.paper.forms import load_form
from app.paper.jobs import PrintJob, PrintOutcome
from app.paper.printers import CupsPrinter, IppPrinter, Printer, list_printers
from tests.paper import rig
from tests.paper.samples import RECEIPT

pytestmark = rig.of_cups


@pytest.fixture(scope="module")
def pdf() -> bytes:
    return render.render(load_form("2025", "receipt"), RECEIPT)


@pytest.fixture(scope="module")
def shop() -> Iterator[rig.Shop]:
    with pytest.MonkeyPatch.context() as patch, rig.shop() as made:
        patch.setenv("PATH", made.environment["PATH"])
        patch.setenv("CUPS_SERVER", made.environment["CUPS_SERVER"])
        yield made


@pytest.fixture(scope="module")
def machine(shop: rig.Shop) -> rig.IppMachine:
    return shop.printer("Quay1")


def ended(printer: Printer, job: PrintJob) -> PrintOutcome:
    rig.until(lambda: printer.outcome(job).state not in {"waiting", "unknown"})
    return printer.outcome(job)


def test_a_printer_reached_directly_gets_the_very_bytes(machine: rig.IppMachine, pdf: bytes) -> None:
    printer = IppPrinter(machine.url)
    assert printer.ready().state == "waiting"
    job = printer.submit(pdf, "receipt-01a2")
    assert ended(printer, job).state == "printed"
    assert machine.documents()[-1] == pdf


def test_a_printer_that_cannot_do_all_that_is_asked_prints_all_the_same(machine: rig.IppMachine, pdf: bytes) -> None:
    printer = IppPrinter(machine.url)
    before = len(machine.documents())
    job = printer.submit(pdf, "receipt-01a3", tray="no-such-tray", duplex=True)
    assert ended(printer, job).state == "printed"
    assert machine.documents()[before:] == [pdf]


def test_a_cups_queue_passes_the_bytes_on_unchanged(shop: rig.Shop, machine: rig.IppMachine, pdf: bytes) -> None:
    shop.queue("Tho", machine.url, "-m", "raw")
    before = len(machine.documents())
    printer = CupsPrinter("Tho")
    job = printer.submit(pdf, "receipt-01a4")
    assert ended(printer, job).state == "printed"
    assert machine.documents()[before:] == [pdf]
    assert "Tho" in [each.name for each in list_printers()]


def test_a_driverless_queue_keeps_paper_vectors_and_text(shop: rig.Shop, machine: rig.IppMachine, pdf: bytes) -> None:
    shop.queue("Quay", machine.url, "-m", "everywhere")
    before = len(machine.documents())
    printer = CupsPrinter("Quay")
    job = printer.submit(pdf, "receipt-01a5", paper="A5")
    outcome = ended(printer, job)
    assert outcome.state == "printed", (outcome, shop.complaints())
    (arrived,) = machine.documents()[before:]
    assert pages.paper_of(arrived) == "A5"
    assert pages.page_count(arrived) == pages.page_count(pdf)
    assert "GIẤY TIẾP NHẬN HỒ SƠ VÀ HẸN TRẢ KẾT QUẢ" in pages.page_text(arrived, 0)


@pytest.mark.parametrize(
    ("asked", "told"),
    [
        ({}, {"sides": "one-sided", "size": "14800x21000", "tray": "", "copies": "1"}),
        ({"paper": "A4"}, {"sides": "one-sided", "size": "21000x29700", "tray": "", "copies": "1"}),
        ({"duplex": True}, {"sides": "two-sided-long-edge", "size": "14800x21000", "tray": "", "copies": "1"}),
        ({"tray": "photo"}, {"sides": "one-sided", "size": "14800x21000", "tray": "photo", "copies": "1"}),
        ({"tray": "photo", "duplex": True, "copies": 2, "paper": "A4"},
         {"sides": "two-sided-long-edge", "size": "21000x29700", "tray": "photo", "copies": "2"}),
    ],
)  # fmt: skip
@pytest.mark.parametrize("way", ["ipp", "cups"])
def test_tray_sides_copies_and_paper_reach_the_printer(
    shop: rig.Shop, machine: rig.IppMachine, pdf: bytes, way: str, asked: dict[str, Any], told: dict[str, str]
) -> None:
    if way == "cups":
        shop.queue("Het", machine.url, "-m", "everywhere")
    printer: Printer = IppPrinter(machine.url) if way == "ipp" else CupsPrinter("Het")
    before = len(machine.orders())
    assert ended(printer, printer.submit(pdf, "receipt-01b1", **asked)).state == "printed"
    (order,) = machine.orders()[before:]
    assert understood(order) == told


def understood(order: dict[str, str]) -> dict[str, str]:
    """What a printer understood of sides, paper (hundredths of a millimetre), tray and copies."""
    media = order.get("IPP_MEDIA_COL", "")
    named = re.search(r"_(\d+)x(\d+)mm", order.get("IPP_MEDIA", ""))
    sized = re.search(r"x-dimension=(\d+) y-dimension=(\d+)", media)
    width, height = [int(side) for side in sized.groups()] if sized else [int(s) * 100 for s in named.groups()]  # type: ignore[union-attr]
    tray = re.search(r"media-source=([\w-]+)", media)
    return {
        "sides": order["IPP_SIDES"],
        "size": f"{width}x{height}",
        "tray": tray.group(1) if tray else "",
        "copies": order.get("IPP_COPIES", "1"),
    }


def test_a_printer_that_dies_over_a_job_is_not_said_to_have_printed(shop: rig.Shop, pdf: bytes) -> None:
    slow = shop.printer("Cham", seconds=60)
    printer = IppPrinter(slow.url)
    job = printer.submit(pdf, "receipt-01a6")
    assert printer.outcome(job).state == "waiting"
    slow.kill()
    with pytest.raises(PrinterUnavailable) as asked:
        printer.outcome(job)
    assert asked.value.facts["reason"] == "unreachable"
    with pytest.raises(PrinterUnavailable) as given:
        printer.submit(pdf, "receipt-01a6")
    assert given.value.facts["reason"] == "unreachable"


def test_a_stopped_queue_keeps_its_job(shop: rig.Shop, machine: rig.IppMachine, pdf: bytes) -> None:
    shop.queue("Nghi", machine.url, "-m", "raw")
    shop.run("cupsdisable", "Nghi")
    before = len(machine.documents())
    printer = CupsPrinter("Nghi")
    job = printer.submit(pdf, "receipt-01a7")
    assert printer.outcome(job).state == "waiting"
    shop.run("cupsenable", "Nghi")
    assert ended(printer, job).state == "printed"
    assert machine.documents()[before:] == [pdf]


def test_a_job_taken_out_of_the_queue_is_not_said_to_have_printed(
    shop: rig.Shop, machine: rig.IppMachine, pdf: bytes
) -> None:
    shop.queue("Huy", machine.url, "-m", "raw")
    shop.run("cupsdisable", "Huy")
    printer = CupsPrinter("Huy")
    job = printer.submit(pdf, "receipt-01a8")
    shop.run("cancel", job.reference)
    assert printer.outcome(job).state == "failed"
    assert printer.outcome(PrintJob("Huy", "Huy-9999")).state == "unknown"
