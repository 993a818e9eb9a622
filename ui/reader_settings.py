"""The reader of cards and codes in the settings: what it really sends, what is read in it, how to set it up."""

from __future__ import annotations

import re
import time
from dataclasses import dataclass

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QEvent, QObject, QTimer, Signal
from PySide6.QtGui import QInputMethodEvent, QKeyEvent
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QGridLayout, QWidget

from app.capture.card_reader import ReaderReport, SerialPort, report, serial_ports
from app.domain.identity import IdentityCard, parse_card
from app.errors import IdentityTextRefused, MotCuaError
from app.settings import MachineSettings
from ui import controls, messages
from ui import theme as look
from ui.device_settings import DeviceSection, setting
from ui.person import day_shown
from ui.place import Counter
from ui.reader import SerialReader

SILENCE_MILLISECONDS = 400
"""So long after its last key a scan is over; readers pause some milliseconds between keys, never so long."""
PATIENCE_MILLISECONDS = 30_000
"""After this the keyboard is the officer's again, scan or no scan."""

ADVICE: dict[str, str] = {
    "end_with_enter": str(QT_TRANSLATE_NOOP("Reader", "Set the reader to send Enter (suffix CR) after each scan.")),
    "send_utf8": str(
        QT_TRANSLATE_NOOP("Reader", "Set the reader to UTF-8; best in virtual COM (USB-COM) mode, chosen above.")
    ),
    "no_input_method": str(
        QT_TRANSLATE_NOOP("Reader", "Unikey changes what the reader types: switch it to E, or use virtual COM mode.")
    ),
    "keyboard_layout": str(
        QT_TRANSLATE_NOOP("Reader", "Set the keyboard layout of the reader to US English, as this machine has it.")
    ),
    "caps_lock": str(QT_TRANSLATE_NOOP("Reader", "Switch Caps Lock off; some readers can also be told to ignore it.")),
    "no_prefix": str(QT_TRANSLATE_NOOP("Reader", "Take away what the reader puts before the text (prefix, code ID).")),
    "not_a_card": str(QT_TRANSLATE_NOOP("Reader", "This is no citizen card: try the square code on the card.")),
}
STEPS: tuple[str, ...] = (
    str(
        QT_TRANSLATE_NOOP(
            "Reader", "1. Scan “USB-COM” (virtual COM) and “UTF-8” in the reader's booklet; choose the port above."
        )
    ),
    str(
        QT_TRANSLATE_NOOP(
            "Reader", "2. No such mode: keep “USB keyboard”, scan “Keyboard layout: US” and “Suffix: Enter (CR)”."
        )
    ),
    str(QT_TRANSLATE_NOOP("Reader", "3. Press “Try the reader”, scan a card, and follow what is advised here.")),
)
_DIGITS = re.compile(r"\d{4,}")
_PERSONAL_NUMBER_DIGITS = 9
_CONTROLS = {"\r": "⟨CR⟩", "\n": "⟨LF⟩", "\t": "⟨Tab⟩", "\x03": "⟨ETX⟩", "\x04": "⟨EOT⟩"}


@dataclass(frozen=True)
class Sent:
    """What a reader sent: its bytes, and for one that types how many events and milliseconds a key it took."""

    data: bytes
    keys: int = 0
    pace: float = 0.0
    committed: bool = False


def masked(text: str) -> str:
    """Numbers hidden, but for the first three digits of a personal one, which say the province and no more."""

    def hidden(found: re.Match[str]) -> str:
        shown = found[0][:3] if len(found[0]) >= _PERSONAL_NUMBER_DIGITS else ""
        return shown + "•" * (len(found[0]) - len(shown))

    return _DIGITS.sub(hidden, text)


def visible(text: str) -> str:
    """Control characters by their names."""
    return "".join(_CONTROLS.get(letter, letter if letter.isprintable() else f"⟨{ord(letter):02X}⟩") for letter in text)


class KeyTap(QObject):
    """Takes every key of the window for itself until a scan is over. ``heard`` carries the `Sent`; None for nothing."""

    heard = Signal(object)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._text = ""
        self._keys = 0
        self._first = self._last = 0.0
        self._committed = False
        self.listening = False
        self._silence, self._patience = QTimer(self), QTimer(self)
        for timer, milliseconds in ((self._silence, SILENCE_MILLISECONDS), (self._patience, PATIENCE_MILLISECONDS)):
            timer.setSingleShot(True)
            timer.setInterval(milliseconds)
            timer.timeout.connect(self.stop)

    def start(self) -> None:
        """Listen for one scan."""
        self._text, self._keys, self._committed = "", 0, False
        self.listening = True
        # The filter that was put in last is asked first, so nothing of this reaches a field or the reader of bursts.
        application = QApplication.instance()
        if application is not None:
            application.installEventFilter(self)
        self._patience.start()

    def stop(self) -> None:
        """Give the keyboard back, and what was heard."""
        if not self.listening:
            return
        self.listening = False
        application = QApplication.instance()
        if application is not None:
            application.removeEventFilter(self)
        self._silence.stop()
        self._patience.stop()
        text, self._text = self._text, ""
        pace = (self._last - self._first) * 1000 / max(1, len(text) - 1)
        self.heard.emit(Sent(text.encode(), self._keys, pace, self._committed) if text else None)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        if event.type() not in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease, QEvent.Type.InputMethod):
            return False
        if watched is not QApplication.focusWidget():
            # The same event passes the window and the parents of the field as well.
            return event.type() != QEvent.Type.InputMethod and isinstance(watched, QWidget)
        if isinstance(event, QInputMethodEvent):
            self._take(event.commitString(), committed=True)
        elif isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress:
            self._take(event.text(), committed=False)
        return True

    def _take(self, text: str, *, committed: bool) -> None:
        if text:
            now = time.monotonic()
            self._first = self._first if self._text else now
            self._last = now
            self._text += text
            self._keys += 1
            self._committed = self._committed or committed
            self._silence.start()


class ReaderSection(DeviceSection):
    """Which reader, a trial of it, and what to change on it. Nothing of a trial is kept."""

    def __init__(self, counter: Counter) -> None:
        super().__init__(counter, self.tr("Reader of codes and cards"), "settings.reader")
        self._last: Sent | None = None
        # The window's own lets the port go for a trial; without a window there is nobody to ask.
        self._reader = counter.reader or SerialReader("", self)
        self._reader.tried.connect(self._port_heard)
        self._reader.trial_failed.connect(self._port_failed)
        self._ports: list[SerialPort] = []
        self._changeable = False
        self.port = QComboBox()
        self.port.setObjectName("settings.reader.port")
        self.port.setAccessibleName(self.tr("Connection"))
        self.port.activated.connect(lambda: self._change(card_reader=str(self.port.currentData())))
        self.trial = controls.button(self.tr("Try the reader"), "settings.reader.trial")
        self.trial.clicked.connect(self._try)
        self.shown = QCheckBox(self.tr("Show the numbers"))
        self.shown.setObjectName("settings.reader.shown")
        self.shown.toggled.connect(lambda _: self._show())
        self.sent = controls.label("", "code", wrap=True, name="settings.reader.sent")
        self.bytes = controls.label("", "code", wrap=True, name="settings.reader.bytes")
        self.how = controls.label("", "small", wrap=True, name="settings.reader.how")
        self.read = controls.label("", wrap=True, name="settings.reader.read")
        self.advice = controls.label("", wrap=True, tone="soon", name="settings.reader.advice")
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(look.SMALL)
        self._grid.setVerticalSpacing(look.TIGHT)
        self._grid.setColumnStretch(1, 1)
        self.fields = controls.holder(self._grid, "settings.reader.fields")
        self.tap = KeyTap(self)
        self.tap.heard.connect(self._heard)
        sentence = self.tr("A reader in virtual COM mode has a port; it is used at once.")
        self.body.addWidget(setting(counter, self.tr("Connection"), self.port, sentence))
        self.body.addLayout(controls.row(self.trial, self.shown, None))
        self.body.addLayout(self._outcome_lines)
        for part in (self.read, self.advice, self.fields, self.how, self.sent, self.bytes):
            self.body.addWidget(part)
        guide = controls.label(
            "\n".join(QCoreApplication.translate("Reader", step) for step in STEPS), "small", wrap=True
        )
        self.body.addWidget(guide)
        self._show()

    # ------------------------------------------------------------ which reader

    def look(self) -> None:
        """Look which ports there are."""
        self._counter.bridge.run_aside(serial_ports, self._ports_found, self._failed, owner=self, slot="ports")

    def _ports_found(self, found: list[SerialPort]) -> None:
        self._ports = found
        self.show_settings(self._settings, changeable=self._changeable)

    def show_settings(self, settings: MachineSettings, *, changeable: bool) -> None:
        """Show what is chosen."""
        self._settings, self._changeable = settings, changeable
        known = [(port.address, f"{port.address} · {port.name}") for port in self._ports]
        if settings.card_reader and settings.card_reader not in dict(known):
            known.append((settings.card_reader, settings.card_reader))
        self.port.clear()
        for address, text in (("", self.tr("Types like a keyboard")), *known):
            self.port.addItem(text, address)
        self.port.setCurrentIndex(max(0, self.port.findData(settings.card_reader)))
        self.port.setEnabled(changeable)

    # ------------------------------------------------------------ a trial

    def _try(self) -> None:
        self.forget()
        address = str(self.port.currentData() or "")
        self.trial.setEnabled(False)
        self._say(self.tr("Scan a citizen card or a receipt now…"), "accent")
        self.trying.begin("", self.forget)
        if address:
            self._reader.try_out(address, PATIENCE_MILLISECONDS / 1000)
        else:
            self.tap.start()

    def _port_heard(self, data: bytes) -> None:
        self._heard(Sent(data) if data else None)

    def _heard(self, sent: Sent | None) -> None:
        self.trying.end()
        self.trial.setEnabled(True)
        self._last = sent
        self._say("" if sent is not None else self.tr("Nothing came. Is the reader plugged in and awake?"), "soon")
        self._show()

    def _port_failed(self, error: MotCuaError) -> None:
        self.trying.end()
        self.trial.setEnabled(True)
        self._failed(error)

    def show_text(self, text: str) -> None:
        """Show a scan that another part of the window heard, its line end taken off already."""
        self._heard(Sent(f"{text}\r".encode()) if text else None)

    def forget(self) -> None:
        """Keep nothing of what was scanned."""
        self.trying.end()
        self.tap.stop()
        self._reader.stop_trial()
        self._last = None
        self.shown.setChecked(False)
        self._say("", "")
        self.trial.setEnabled(True)
        self._show()

    # ------------------------------------------------------------ what is shown

    def _show(self) -> None:
        sent = self._last
        for part in (self.shown, self.sent, self.bytes, self.how, self.read, self.fields):
            part.setVisible(sent is not None)
        self.advice.hide()
        while (item := self._grid.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.setParent(None)
                widget.deleteLater()
        if sent is None:
            for part in (self.sent, self.bytes, self.how, self.read, self.advice):
                part.setText("")
            return
        text = sent.data.decode("utf-8", errors="replace")
        found = report(sent.data)
        plain = self.shown.isChecked() or found.reads_as == "code"
        self.sent.setText(visible(text if plain else masked(text)))
        self.bytes.setText(" ".join(self._byte(byte, plain=plain) for byte in sent.data))
        self.how.setText(self._how(sent, found))
        self._show_reading(text, found, plain=plain)
        lines = [QCoreApplication.translate("Reader", ADVICE[name]) for name in found.advice]
        self.advice.setText("\n".join(lines))
        self.advice.setVisible(bool(lines))

    @staticmethod
    def _byte(byte: int, *, plain: bool) -> str:
        return "··" if not plain and 0x30 <= byte <= 0x39 else f"{byte:02X}"

    def _how(self, sent: Sent, found: ReaderReport) -> str:
        said = [self.tr("{count} characters").format(count=found.characters)]
        said.append(
            self.tr("ends with {end}").format(end=found.ends_with) if found.ends_with else self.tr("no end of line")
        )
        if sent.keys:
            said.append(self.tr("{pace} ms a character").format(pace=f"{sent.pace:.0f}"))
        if sent.committed:
            said.append(self.tr("through Unikey or another input method"))
        return " · ".join(said)

    def _show_reading(self, text: str, found: ReaderReport, *, plain: bool) -> None:
        tone = "ok"
        if found.reads_as == "code":
            said = self.tr("A dossier code, {count} characters: read correctly.").format(count=found.characters)
        else:
            try:
                card = parse_card(text)
                said = self.tr("A citizen card: read correctly.")
                self._show_card(card, plain=plain)
            except IdentityTextRefused as error:
                said, tone = messages.of_error(error).both, "late"
        self.read.setText(said)
        controls.polish(self.read, tone=tone)

    def _show_card(self, card: IdentityCard, *, plain: bool) -> None:
        sex = {"male": self.tr("Male"), "female": self.tr("Female"), None: ""}[card.sex]
        rows = (
            (self.tr("Number"), card.personal_number),
            (self.tr("Old number"), card.old_number),
            (self.tr("Name"), card.full_name),
            (self.tr("Birth date"), day_shown(card.birth_date or "")),
            (self.tr("Sex"), sex),
            (self.tr("Address"), card.address),
            (self.tr("Issued on"), day_shown(card.issued_on or "")),
        )
        for row, (caption, value) in enumerate(rows):
            shown = value if plain else masked(re.sub(r"\b\d{2}(?=/)", "••", value))
            self._grid.addWidget(controls.label(caption, "label"), row, 0)
            self._grid.addWidget(controls.label(shown or "-", wrap=True), row, 1)
