"""A citizen served at a real X server: the window in a process of its own, worked by keys and a wedge scanner alone.

Nothing looks inside the program while it runs. What is seen are photographs of the screen and papers on the printer;
what was recorded is read from the store once the program was killed.
"""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pypdfium2
import pytest

from app.desk import dossier_page, sign_in, worklists
from app.desk.office import close_office, open_office
from app.paper import barcode
from app.settings import MachineSettings
from tests.desk.conftest import OFFICER, PASSWORD, enrol_by_hand
from tests.journeys.screen import HEIGHT, PAGE, WIDTH, Screen, screen
from tests.test_repository import ROOT
from ui.demo.clock import moved, seconds_to
from ui.demo.story import PASSPHRASE

CARD = "025301123456||NGUYEN TIEN NAM|05121991|Nam|Khu 3, Au Co, Phu Tho|10052022"
"""A scanner in keyboard mode has no Vietnamese letters."""
NOW = "2026-11-23T09:00"
PROCEDURE = "1.004873"


@pytest.fixture
def at() -> Iterator[Screen]:
    with screen() as made:
        yield made


def words_of(paper: Path) -> str:
    document = pypdfium2.PdfDocument(paper)
    try:
        return "\n".join(page.get_textpage().get_text_bounded() for page in document)
    finally:
        document.close()


def codes_on(at: Screen) -> set[str]:
    """What a citizen's telephone reads off the screen."""
    return {symbol.text for symbol in barcode.symbols(at.photograph())}


def test_a_citizen_is_served_by_keys_and_a_wedge_scanner(at: Screen, tmp_path: Path) -> None:
    papers, pictures = tmp_path / "out" / "papers", tmp_path / "pictures"
    for folder in (papers, pictures):
        folder.mkdir(parents=True)
    ahead = seconds_to(NOW)
    office = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=moved(ahead))
    enrol_by_hand(office)
    office.save_machine_settings(MachineSettings(printer=f"file:{papers}"))
    session = sign_in.sign_in(office, OFFICER, PASSWORD)
    names = [choice.id for choice in sign_in.officers(office)]
    close_office(office)

    folders = {name: str(tmp_path / name) for name in ("profile", "out", "answers", "images")}
    window = subprocess.Popen(
        [sys.executable, "-m", "ui.demo.counter", "window", f"--ahead={ahead}",
         *(f"--{name}={folder}" for name, folder in folders.items())],
        cwd=ROOT, env=at.environment, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        assert window.stdout is not None
        assert window.stdout.readline() == "WINDOW\n"
        wanted = at.xdotool("search", "--sync", "--onlyvisible", "--name", "Một Cửa").splitlines()[0]
        at.xdotool("windowmove", wanted, "0", "0", "windowsize", "--sync", wanted, str(WIDTH), str(HEIGHT))
        at.xdotool("windowfocus", "--sync", wanted)
        at.until_still()

        # Arrows do nothing until the officers are listed.
        at.until(lambda: at.shows(lambda: at.press("Down")), "no officers were listed")
        at.press(*["Up"] * len(names), *["Down"] * names.index(OFFICER), "Return")
        at.type(PASSWORD)
        at.after(lambda: at.press("Return"), "signing in opened no place", least=PAGE)
        at.photograph().save(pictures / "1-reception.png")

        at.after(lambda: at.scan(CARD), "the card left no trace")
        at.photograph().save(pictures / "2-card.png")
        at.after(lambda: at.type(PROCEDURE[-4:]), "the procedure was not looked for")
        at.after(lambda: at.press("Return"), "the procedure was not chosen")
        at.after(lambda: at.press("alt+1"), "no paper was ticked")
        at.type("5000")
        at.press("Return")
        at.type("nq 12")
        at.press("Return", "space")
        at.until_still()
        at.photograph().save(pictures / "3-ready.png")
        assert not list(papers.glob("*.pdf"))
        at.press("F9")
        at.until(lambda: len(list(papers.glob("*.pdf"))) == 1, "no receipt was printed")
        [receipt] = papers.glob("*.pdf")
        at.until_still()

        at.after(lambda: at.press("F12"), "the citizen's screen did not open")
        at.photograph().save(pictures / "4-citizen.png")
        [code] = codes_on(at)
        assert code in words_of(receipt)
        assert "NGUYEN TIEN NAM" in words_of(receipt)
        at.after(lambda: at.press("F12"), "the citizen's screen did not close")
        assert code not in codes_on(at)

        at.after(lambda: at.scan(code), "the scanned code opened nothing")
        at.photograph().save(pictures / "5-dossier.png")
        at.press("ctrl+p")
        at.until(lambda: len(list(papers.glob("*.pdf"))) == 2, "the receipt of the open dossier was not printed again")
        [again] = set(papers.glob("*.pdf")) - {receipt}
        assert code in words_of(again)

        at.after(lambda: at.press("ctrl+l"), "the window was not locked", least=PAGE)
        at.photograph().save(pictures / "6-locked.png")
        at.press("F12")
        at.scan(code)
        at.until_still()
        assert code not in codes_on(at)
        assert window.poll() is None
    finally:
        at.photograph().save(pictures / "last.png")
        window.kill()
        window.communicate()

    office = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=moved(ahead))
    try:
        [row] = worklists.page(office, session, "all").rows
        view = dossier_page.open_dossier(office, session, row.stream)
    finally:
        close_office(office)
    dossier = view.dossier
    assert dossier.people is not None
    assert dossier.procedure is not None
    assert (row.code, dossier.procedure.code) == (code, PROCEDURE)
    assert dossier.people.applicant.full_name == "NGUYEN TIEN NAM"
    assert [line.form for line in view.prints] == ["receipt", "receipt"]
    assert [money.amount for money in dossier.money] == [5000]
