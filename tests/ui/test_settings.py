"""The settings: taken at once, the machine's part only by those who may, each device with a way to try it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from app.capture.escl import fingerprint, scanner_at
from app.desk import devices, preferences, watching
from app.desk.acting import Session
from app.desk.office import Office
from app.errors import RuleViolation
from app.paper import pages, test_page
from app.settings import FormPrinting, ScanProfile
from tests.capture.escl_server import own_certificate, serving
from tests.desk.conftest import CARD
from tests.ui.conftest import Shown
from ui.place import Counter, Place
from ui.settings import SettingsPage
from ui.theme import Theme

Show = Callable[[Place], Shown]


@pytest.fixture
def supervising(counter: Counter) -> Counter:
    return replace(counter, session=replace(counter.session, role="supervisor"))


@pytest.fixture(autouse=True)
def look_as_before(theme: Theme) -> object:
    yield
    theme.apply("light", 10.5)


def page(shown: Shown) -> SettingsPage:
    assert isinstance(shown.place, SettingsPage)
    return shown.place


def test_the_look_is_taken_and_kept_at_once(
    counter: Counter, show: Show, office: Office, session: Session, theme: Theme
) -> None:
    shown = show(SettingsPage(counter))
    page(shown).theme.button_for("dark").click()
    page(shown).letters.button_for("12").click()
    page(shown).language.button_for("en").click()
    shown.settle()
    kept = preferences.officer_settings(office, session)
    assert (kept.theme, kept.font_points, kept.language) == ("dark", 12.0, "en")
    assert theme.points == 12.0


def test_an_officer_sees_the_devices_but_cannot_change_them(counter: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(counter))
    assert not page(shown).locked.isHidden()
    assert not page(shown).printer.kind.isEnabled()
    assert not page(shown).scanner.dpi.isEnabled()
    assert page(shown).printer.trial.isEnabled()
    with pytest.raises(RuleViolation) as refused:
        devices.save_machine(office, counter.session, office.machine_settings())
    assert refused.value.rule == "supervisor_needed"


def test_a_supervisor_changes_printer_and_scanner(supervising: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(supervising))
    printer, scanner = page(shown).printer, page(shown).scanner
    assert page(shown).locked.isHidden()
    scanner.dpi.button_for("300").click()
    shown.settle()
    printer.kind.setCurrentIndex(printer.kind.findData("ipp:"))
    printer.kind.activated.emit(printer.kind.currentIndex())
    shown.bot.keyClicks(printer.address, "nowhere")
    printer.address.editingFinished.emit()
    assert printer.place.fault
    printer.address.clear()
    shown.bot.keyClicks(printer.address, "ipp://127.0.0.1:9/ipp/print")
    shown.bot.keyClick(printer.address, Qt.Key.Key_Return)
    shown.settle()
    kept = office.machine_settings()
    assert (kept.printer, kept.scan_dpi) == ("ipp:ipp://127.0.0.1:9/ipp/print", 300)


def test_each_officer_scans_in_a_way_and_a_locked_one_stays(
    counter: Counter, supervising: Counter, show: Show, office: Office, session: Session
) -> None:
    shown = show(SettingsPage(supervising))
    scanner = page(shown).scanner
    scanner.add.click()
    shown.settle()
    scanner.name.setText("Hộ chiếu")
    scanner.name.editingFinished.emit()
    shown.settle()
    scanner.paper.button_for("A5").click()
    shown.settle()
    scanner.source.button_for("manual_duplex").click()
    shown.settle()
    scanner.lock.click()
    shown.settle()
    made = ScanProfile("Hộ chiếu", source="manual_duplex", paper="A5", locked=True)
    assert office.machine_settings().scan_profiles == (made,)
    assert preferences.officer_settings(office, session).scan_profile == "Hộ chiếu"
    scanner.remove.click()
    shown.settle()
    assert office.machine_settings().scan_profiles == ()
    scanner.undo.click()
    shown.settle()
    assert office.machine_settings().scan_profiles == (made,)
    assert scanner.undo.isHidden()
    printer = page(shown).printer
    printer.address.setText(str(office.profile))
    printer.address.editingFinished.emit()
    shown.settle()
    assert office.machine_settings().scan_profiles == (made,)
    plain = page(show(SettingsPage(counter))).scanner
    plain.show_choice("Hộ chiếu")
    assert not plain.dpi.isEnabled()
    assert not plain.remove.isEnabled()
    plain.profile.setCurrentIndex(0)
    plain.profile.activated.emit(0)
    shown.settle()
    assert preferences.officer_settings(office, session).scan_profile == ""


def test_an_encrypted_scanner_is_chosen_with_its_certificate_shown(
    supervising: Counter, show: Show, office: Office, tmp_path: Path
) -> None:
    shown = show(SettingsPage(supervising))
    section = shown.place.scanner  # type: ignore[attr-defined]
    with serving(own_certificate(tmp_path)) as machine:
        shown.bot.keyClicks(section.address, f"https://{machine.address}")
        shown.bot.keyClick(section.address, Qt.Key.Key_Return)
        shown.settle()
        kept = office.machine_settings().scanner
        assert kept.startswith(f"escl:https://{machine.address}/eSCL#")
        assert f"certificate is remembered: {fingerprint(kept)}." in section._outcome.text()


def test_a_network_scanner_is_chosen_by_its_address(supervising: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(supervising))
    scanner = page(shown).scanner
    with serving() as machine:
        scanner.address.setText(machine.address)
        scanner.address.returnPressed.emit()
        shown.settle()
        assert office.machine_settings().scanner == scanner_at(machine.address).id
    assert scanner.address.text() == ""


def test_a_folder_is_watched_from_when_it_is_chosen(
    supervising: Counter, show: Show, office: Office, tmp_path: Path
) -> None:
    place = tmp_path / "scans"
    place.mkdir()
    (place / "old.pdf").write_bytes(b"%PDF of another day")
    shown = show(SettingsPage(supervising))
    page(shown).scanner.folder.setText(str(place))
    page(shown).scanner.folder.editingFinished.emit()
    shown.settle()
    watched = watching.watch(office)
    assert watched is not None
    assert [watched.look(), watched.look()] == [[], []]


def test_a_slip_may_have_a_printer_of_its_own(supervising: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(supervising))
    printer = page(shown).printer
    printer.show_queues(("cups:Quay1",), changeable=True)
    combo = printer._forms["register"]
    combo.setCurrentIndex(combo.findData("cups:Quay1"))
    combo.activated.emit(combo.currentIndex())
    shown.settle()
    assert office.machine_settings().form_printing == {"register": FormPrinting(printer="cups:Quay1")}


def test_the_test_page_goes_to_the_printer(counter: Counter, show: Show, tmp_path: Path) -> None:
    shown = show(SettingsPage(counter))
    page(shown).printer.trial.click()
    shown.settle()
    assert "Sent to" in page(shown).printer._outcome.text()
    assert [path.suffix for path in (tmp_path / "paper").iterdir()] == [".pdf"]


def test_the_reader_shows_what_arrives_and_forgets_it(counter: Counter, show: Show) -> None:
    shown = show(SettingsPage(counter))
    reader = page(shown).reader
    assert shown.place.take_card(CARD)
    assert reader.sent.text().startswith("025•••••••••||Nguyễn Tiến Nam|••••••••|")
    assert "025301123456" not in "".join(label.text() for label in reader.findChildren(QLabel))
    reader.shown.click()
    assert reader.sent.text() == f"{CARD}⟨CR⟩"
    assert "025301123456" in [label.text() for label in reader.fields.findChildren(QLabel)]
    assert shown.place.take_code("H44.80.01-261123-0001")
    assert "21 characters" in reader.read.text()
    shown.place.take_card(CARD.replace("Nguyễn", "Nguy?n").replace("||", "|"))
    assert reader.read.text()
    shown.place.hide()
    assert not reader.sent.text()


def test_the_machine_names_its_unit_and_hub(counter: Counter, show: Show) -> None:
    shown = show(SettingsPage(counter))
    assert page(shown)._facts["counter"].text() == "Q01"
    assert page(shown)._facts["hub"].text() == "http://127.0.0.1:9"


def test_the_officer_chooses_to_see_slips_first(counter: Counter, show: Show, office: Office, session: Session) -> None:
    shown = show(SettingsPage(counter))
    assert page(shown).slips.value == "at_once"
    page(shown).slips.button_for("see_first").click()
    shown.settle()
    assert preferences.officer_settings(office, session).preview_before_print


def test_tray_sides_and_copies_are_kept_for_one_form(supervising: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(supervising))
    slips = page(shown).slips_printed
    slips.form.setCurrentIndex(slips.form.findData("control_slip"))
    slips.form.activated.emit(slips.form.currentIndex())
    slips.tray.setText("tray-2")
    slips.tray.editingFinished.emit()
    slips.copies.setValue(3)
    slips.copies.editingFinished.emit()
    slips.duplex.click()
    shown.settle()
    kept = office.machine_settings()
    assert kept.form_printing == {"control_slip": FormPrinting(tray="tray-2", copies=3, duplex=True)}
    slips.form.setCurrentIndex(slips.form.findData("receipt"))
    slips.form.activated.emit(slips.form.currentIndex())
    assert (slips.tray.text(), slips.copies.value(), slips.duplex.isChecked()) == ("", 0, False)


def test_sealed_receipts_and_the_size_of_labels(supervising: Counter, show: Show, office: Office) -> None:
    shown = show(SettingsPage(supervising))
    slips = page(shown).slips_printed
    slips.sealed.click()
    slips.width_.setValue(50)
    slips.width_.editingFinished.emit()
    shown.settle()
    kept = office.machine_settings()
    assert (kept.sealed_receipts, kept.label_width, kept.label_height) == (True, 50, 36)


def test_an_officer_may_not_change_how_slips_are_printed(counter: Counter, show: Show) -> None:
    slips = page(show(SettingsPage(counter))).slips_printed
    assert slips.form.isEnabled()
    assert not any(part.isEnabled() for part in (slips.tray, slips.copies, slips.duplex, slips.sealed, slips.width_))


@pytest.mark.parametrize(
    ("factor", "said"), [(1.0, "can be read. Finest bar code read 0,17 mm"), (0.94, "The print was scaled")]
)
def test_a_scan_of_the_test_page_is_measured(
    counter: Counter, show: Show, tmp_path: Path, factor: float, said: str
) -> None:
    pdf = test_page.test_page("H44.80.01-261120-9999", "Quầy 1", counter.office.now())
    width, height, rows = pages.page_image(pdf, 0, 300)
    scan = Image.new("L", (width, height), 255)
    drawn = Image.frombytes("RGB", (width, height), rows).convert("L")
    scan.paste(drawn.resize((round(width * factor), round(height * factor))))
    scan.save(tmp_path / "scan.png", dpi=(300, 300))
    shown = show(SettingsPage(counter))
    page(shown).slips_printed.measure_file(tmp_path / "scan.png")
    shown.settle()
    assert said in page(shown).slips_printed._outcome.text()


def test_a_test_page_kept_as_pdf_is_measured_and_another_file_refused(
    counter: Counter, show: Show, tmp_path: Path
) -> None:
    pdf = test_page.test_page("H44.80.01-261120-9999", "Quầy 1", counter.office.now())
    (tmp_path / "scan.pdf").write_bytes(pdf)
    (tmp_path / "letter.txt").write_text("no page", encoding="utf-8")
    shown = show(SettingsPage(counter))
    slips = page(shown).slips_printed
    slips.measure_file(tmp_path / "scan.pdf")
    shown.settle()
    assert "can be read" in slips._outcome.text()
    slips.measure_file(tmp_path / "letter.txt")
    shown.settle()
    assert slips._outcome.property("tone") == "late"
    assert slips.measure.isEnabled()


def test_copies_have_a_budget_and_a_template_that_is_looked_at_before_it_is_kept(
    supervising: Counter, show: Show, office: Office
) -> None:
    shown = show(SettingsPage(supervising))
    section = page(shown).copies
    section.budget.setValue(3)
    section.budget.editingFinished.emit()
    shown.settle()
    assert office.machine_settings().copy_budget == 3 * 1024 * 1024
    kept = office.machine_settings().copy_name
    for wrong in ("{name}", "{code", "{code.__class__}"):
        section.name.setText(wrong)
        section.name.editingFinished.emit()
        shown.settle()
        assert "something there is not" in section.name_field.fault
        assert office.machine_settings().copy_name == kept
    section.name.setText("{day}_{code}_{number}")
    section.name.editingFinished.emit()
    shown.settle()
    assert section._example.text() == "20261123_h44.80.01-261123-0001_01.pdf"
    assert office.machine_settings().copy_name == "{day}_{code}_{number}"
