"""The main job, step by step, as an officer does it: keys into the real window, and a check that each step held."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QLineEdit, QListView, QWidget

from app.desk import dossier_page, drafts, printing, status, tray, worklists
from app.desk.acting import Session
from app.desk.office import Office
from app.desk.worklists import DossierRow
from sync.enrolment import client_of
from ui.demo.hands import Hands, NotSeen
from ui.window import Window

OFFICER = "H44.80.01-officer-1"
PASSPHRASE = "cụm mật khẩu minh họa"  # noqa: S105 (of a profile that lives as long as the demonstration)
PASSWORD = "motcua"  # noqa: S105 (of invented officers of the sample province)
CARD = "025191123456|012345678|Nguyễn Thị Hồng Phượng|05121991|Nữ|Khu 3, phường Âu Cơ, tỉnh Phú Thọ|10052022"
PROCEDURE = "dang ky lai khai"
DOUBT_MILLISECONDS = 5_000
"""So long a slip that was under way at the kill is waited for before the officer looks in the tray."""
BASIS = "Nghị quyết của HĐND tỉnh (số liệu minh họa)"

Ask = Callable[[str, str], None]
"""Asks the province for something outside the window (what, about which dossier) and waits until it is done."""


class Story:
    """One officer at one window. ``say`` tells a step in plain words, ``ask`` is the world outside the window."""

    def __init__(self, window: Window, hands: Hands, folder: Path, say: Callable[[str], None], ask: Ask) -> None:
        self._window, self._hands, self._folder = window, hands, folder
        self._say, self._ask = say, ask

    # ------------------------------------------------------------ what the window knows

    @property
    def _office(self) -> Office:
        if self._window.office is None:
            raise NotSeen("the office is not open")
        return self._window.office

    @property
    def _session(self) -> Session:
        if self._window.session is None:
            raise NotSeen("nobody is signed in")
        return self._window.session

    def _rows(self, name: str) -> tuple[DossierRow, ...]:
        return worklists.page(self._office, self._session, name).rows

    def _view(self, stream: str) -> dossier_page.DossierView:
        return dossier_page.open_dossier(self._office, self._session, stream)

    def _line(self, name: str) -> QLineEdit:
        return self._hands.widget(QLineEdit, name)

    def _need(self, held: bool, what: str) -> None:
        if not held:
            raise NotSeen(what)

    # ------------------------------------------------------------ steps 1 to 6

    def sign_in(self) -> None:
        """Step 1: the machine's passphrase, the officer, the password; the hub is out of reach."""
        hands = self._hands
        hands.click(self._line("welcome.passphrase"))
        hands.type(PASSPHRASE)
        hands.press(Qt.Key.Key_Return)
        hands.click(hands.widget(QAbstractButton, f"sign_in.officer.{OFFICER}"))
        hands.click(self._line("sign_in.password"))
        hands.type(PASSWORD)
        hands.picture("sign-in")
        hands.press(Qt.Key.Key_Return)
        hands.until(lambda: self._window.session is not None, "the officer is not signed in")
        # The places are made in turns of the event loop after that.
        hands.until(lambda: self._window.frame is not None and self._window.frame.isVisible(), "the places do not show")
        hands.until(lambda: self._strip().hub in {"never", "offline"}, "the strip does not say that the line is down")

    def _strip(self) -> status.Strip:
        return status.strip(self._office, self._session)

    def choose_procedure(self) -> None:
        """Step 2: a procedure by unmarked words."""
        hands = self._hands
        line = self._line("procedure")
        hands.until(lambda: QApplication.focusWidget() is line, "the cursor does not wait in the procedure search")
        hands.type(PROCEDURE)
        offers = hands.widget(QListView, "procedure.offers")
        hands.until(
            lambda: "Đăng ký lại khai sinh" in str(offers.currentIndex().data()), "1.004884 is not offered first"
        )
        hands.picture("procedure-search")
        hands.press(Qt.Key.Key_Return)
        chosen = hands.widget(QWidget, "procedure.name")
        hands.until(lambda: "Đăng ký lại khai sinh" in str(chosen.property("text")), "1.004884 was not chosen")

    def read_card(self) -> None:
        """Step 3: the card reader types the whole card in a burst, wherever the cursor is."""
        self._hands.scan(CARD)
        name = self._line("applicant.full_name")
        self._hands.until(lambda: name.text() == "Nguyễn Thị Hồng Phượng", "the card did not fill the applicant")
        self._hands.picture("identity-card")

    def tick_papers(self) -> None:
        """Step 4: the papers of the checklist by Alt+1 and Alt+2."""
        for number, key in enumerate((Qt.Key.Key_1, Qt.Key.Key_2)):
            self._hands.press(key, Qt.KeyboardModifier.AltModifier)
            tick = self._hands.widget(QAbstractButton, f"papers.{number}.tick")
            self._hands.until(tick.isChecked, f"paper {number + 1} was not ticked")
        self._hands.picture("checklist")

    def scan_papers(self, pictures: list[Path], *, scanner: bool) -> None:
        """Step 5: one paper from the scanner (an image where there is none), one from image files dropped on it."""
        hands = self._hands
        first = hands.widget(QWidget, "papers.0")
        if scanner:
            hands.click(first)
            hands.press(Qt.Key.Key_F5)
        else:
            self._drop(first, pictures[:1])
        hands.until(lambda: self._attached() >= 1, "the first paper was not scanned")
        self._drop(hands.widget(QWidget, "papers.1"), pictures)
        hands.until(lambda: self._attached() >= 2, "the second paper was not attached")
        hands.picture("scans")

    def _attached(self) -> int:
        """Papers whose copy is attached, or lies in the tray that acceptance files."""
        kept = drafts.drafts(self._office, self._session)
        if not kept:
            return 0
        laid = {document.component for document in tray.documents(self._office, kept[0].id)}
        return sum(bool(paper.files) or paper.component in laid for paper in kept[0].papers)

    def _drop(self, row: QWidget, paths: list[Path]) -> None:
        held = QMimeData()
        held.setUrls([QUrl.fromLocalFile(str(path)) for path in paths])
        place, keys = row.rect().center(), Qt.KeyboardModifier.NoModifier
        # A drop reaches only the widget that took the drag's entering.
        for event in (
            QDragEnterEvent(place, Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, keys),
            QDropEvent(QPointF(place), Qt.DropAction.CopyAction, held, Qt.MouseButton.LeftButton, keys),
        ):
            QApplication.sendEvent(row, event)

    def enter_fee(self) -> None:
        """Step 6: the fee with its basis, collected; nothing blocks acceptance any more."""
        hands = self._hands
        hands.click(self._line("fees.0.amount"))
        hands.type("8000")
        hands.click(self._line("fees.0.basis_text"))
        hands.press(Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
        hands.type(BASIS)
        hands.press(Qt.Key.Key_Tab)
        collected = hands.widget(QAbstractButton, "fees.0.collected")
        hands.until(lambda: QApplication.focusWidget() is collected, "Tab does not lead to “Đã thu”")
        hands.press(Qt.Key.Key_Space)
        hands.until(collected.isChecked, "the fee was not marked as taken")
        hands.until(lambda: "Còn thiếu" not in self._words(), "something still blocks acceptance")
        hands.until(lambda: "chưa thu phí" not in self._words(), "the fee that was taken is still asked for")
        hands.picture("ready-to-accept")

    def accept(self) -> tuple[str, str]:
        """Step 6: F9 accepts and prints. Gives stream and code."""
        hands = self._hands
        self.enter_fee()
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: bool(self._rows("all")), "nothing was accepted")
        row = self._rows("all")[0]
        return row.stream, row.code

    def nothing_was_lost(self, stream: str, code: str) -> None:
        """Step 6, after the program was killed at once: the dossier is here, its receipt gets printed, and no second
        number was taken."""
        view = self._view(stream)
        self._need(view.dossier.code == code, "the code changed")
        self._need([row.stream for row in self._rows("all")] == [stream], "there is not exactly one dossier")
        self._need(view.dossier.fee_due == 0, "the fee that was taken is owed")
        self._settle_the_slip(stream)
        self._window.frame.go(f"dossier/{stream}") if self._window.frame else None
        self._hands.until(lambda: code in self._words(), "the dossier's page does not show")
        self._hands.picture("after-the-kill")

    def _settle_the_slip(self, stream: str) -> None:
        """Killed after the slip went to the printer and before that was noted, the program cannot know whether it came
        out: the officer looks in the tray and says so."""

        def printed() -> bool:
            return [item.state for item in self._view(stream).prints] == ["printed"]

        try:
            self._hands.until(printed, "", patience=DOUBT_MILLISECONDS)
        except NotSeen:
            slips = self._view(stream).prints
            self._need(len(slips) == 1, "there is not exactly one slip")
            [slip] = slips
            in_the_tray = any((self._folder / "papers").glob(f"{slip.form}-{slip.id[-8:]}*"))
            if slip.state == "printing":
                printing.confirm_printed(self._office, self._session, slip.id, came_out=in_the_tray)
            self._hands.until(printed, "the receipt was not printed")

    def _words(self) -> str:
        """Everything the window says now."""
        said = []
        for made in self._window.findChildren(QWidget):
            text = made.property("text")
            if made.isVisible() and isinstance(text, str):
                said.append(text)
        return "\n".join(said)

    # ------------------------------------------------------------ steps 7 to 9

    def send(self, stream: str) -> None:
        """Step 7: the line comes back; events, then files, travel by themselves; the dossier is handed over."""
        hands = self._hands
        hands.picture("line-down")
        self._ask("up", stream)
        hands.until(lambda: self._strip().hub == "green", "not everything reached the hub", patience=90_000)
        hands.until(lambda: not self._view(stream).files_waiting, "files still wait", patience=60_000)
        hands.until(lambda: "Đã đồng bộ" in self._words(), "the light did not turn green")
        hands.picture("all-sent")

    def hand_over(self, stream: str) -> None:
        """Step 7: the list for the agency, by scanning the receipt into it."""
        hands = self._hands
        hands.press(Qt.Key.Key_F7)
        hands.widget(QWidget, "handover.to_hand_over.list")
        hands.scan(self._view(stream).dossier.code)
        counted = hands.widget(QWidget, "handover.to_hand_over.count")
        hands.until(lambda: str(counted.property("text")).startswith("1 "), "the scan did not put it on the list")
        hands.picture("handover")
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: str(counted.property("text")).endswith("0 / 1"), "the receiver was not asked to scan")
        hands.scan(self._view(stream).dossier.code)
        hands.until(lambda: str(counted.property("text")).endswith("1 / 1"), "the receiver's scan did not count")
        hands.picture("handover-received")
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: self._view(stream).dossier.transit is not None, "the dossier was not handed over")
        hands.until(lambda: self._strip().hub == "green", "the handover did not reach the hub", patience=60_000)

    def take_result(self, stream: str) -> None:
        """Step 8: the agency works on its board; the counter hears of it and acknowledges the result's paper."""
        hands = self._hands
        self._ask("agency", stream)
        hands.until(
            lambda: bool(self._rows("results_to_acknowledge")),
            "the counter heard nothing of the result",
            patience=90_000,
        )
        hands.press(Qt.Key.Key_F2)
        hands.press(Qt.Key.Key_F7)
        hands.click(hands.widget(QAbstractButton, "handover.sides.in"))
        waiting = hands.widget(QWidget, "handover.results_to_acknowledge.papers")
        hands.until(lambda: " 1 " in str(waiting.property("text")), "the result is not in the list")
        hands.scan(self._view(stream).dossier.code)
        counted = hands.widget(QWidget, "handover.results_to_acknowledge.count")
        hands.until(lambda: str(counted.property("text")).startswith("1 "), "the scan did not tick the result")
        hands.picture("result-arrived")
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: bool(self._rows("to_return")), "the result was not acknowledged")

    def return_result(self, stream: str) -> None:
        """Step 9: the receipt's barcode opens the dossier; the card is compared; result and return receipt go out."""
        hands = self._hands
        hands.press(Qt.Key.Key_F4)
        hands.scan(self._view(stream).dossier.code)
        hands.until(lambda: "Nguyễn Thị Hồng Phượng" in self._words(), "the receipt did not open the dossier")
        hands.scan(CARD)
        hands.until(lambda: bool(self._collector()), "the collector was not filled from the card")
        hands.picture("return-desk")
        hands.press(Qt.Key.Key_F9)
        hands.until(lambda: self._view(stream).dossier.status == 10, "the result was not returned")
        hands.until(
            lambda: {item.form: item.state for item in self._view(stream).prints}.get("return_receipt") == "printed",
            "the return receipt was not printed",
        )
        hands.until(lambda: self._strip().hub == "green", "the return did not reach the hub", patience=60_000)
        hands.until(lambda: "Đã đồng bộ" in self._words(), "the light did not turn green")
        hands.picture("returned")

    def _collector(self) -> str:
        found = [made for made in self._window.findChildren(QLineEdit, "collector.full_name") if made.isVisible()]
        return found[0].text() if found else "Nguyễn Thị Hồng Phượng" if "cùng" in self._words() else ""

    def keep_answer(self, stream: str) -> dict[str, object]:
        """What the hub holds of the dossier, as it says itself; kept beside the pictures."""
        client = client_of(self._office)
        if client is None:
            raise NotSeen("this machine has no hub")
        told = client.dossier(self._view(stream).dossier.code)
        client.close()
        (self._folder / "hub-answer.json").write_text(json.dumps(told, ensure_ascii=False, indent=2), "utf-8")
        mine = {item.sha256 for item in self._view(stream).dossier.files}
        held = {str(item["sha256"]) for item in told["files"]}
        self._need(mine <= held, "the hub does not hold the same files")
        self._need(told["status"] == 10, "the hub does not know that the result was returned")
        return told
