"""This machine enrolled anew, when the hub does not take what it sends under the identity it has."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QDialog, QLineEdit, QWidget

from app.desk.post_status import Enrolling
from app.errors import EnrolmentCodeRefused, FieldRequired, HubAddressInvalid, MotCuaError, PassphraseWrong
from ui import controls, messages
from ui import theme as look
from ui.bridge import Bridge
from ui.fields import Field, NumberLine
from ui.sign_in import PasswordLine
from ui.theme import Theme
from ui.under_way import UnderWay


class EnrolAnew(QDialog):
    """Asks for the one-time code and enrols the machine on the desk worker; accepted when that is done."""

    enrolled = Signal()

    def __init__(self, parent: QWidget, theme: Theme, bridge: Bridge, enrolling: Enrolling, address: str) -> None:
        super().__init__(parent)
        self.setObjectName("enrol")
        self.setWindowTitle("Một Cửa")
        self.setModal(True)
        self._bridge, self._enrolling = bridge, enrolling
        self.address = QLineEdit(address)
        self.code = NumberLine()
        self.passphrase = PasswordLine()
        self._fields = {
            "hub_url": Field(theme, self.tr("Address of the provincial hub"), self.address, "enrol.address"),
            "code": Field(theme, self.tr("One-time enrolment code"), self.code, "enrol.code"),
            "passphrase": Field(theme, self.tr("Passphrase of this machine"), self.passphrase, "enrol.passphrase"),
        }
        self._fault = controls.label("", tone="late", wrap=True, name="enrol.fault")
        self._fault.hide()
        self.asking = UnderWay("enrol.asking")
        self.go = controls.button(self.tr("Enrol anew"), "enrol.go", "primary")
        self.go.setDefault(True)
        self.go.clicked.connect(self.press)
        leave = controls.button(self.tr("Leave it"), "enrol.leave")
        leave.clicked.connect(self.reject)
        body = controls.column(spacing=look.SMALL)
        for name, field in self._fields.items():
            if name == "passphrase" and not enrolling.asks_passphrase():
                continue
            body.addLayout(controls.column(field.caption, field, spacing=2))
        self.setLayout(
            controls.column(
                controls.label(self.tr("Enrol this machine anew"), "head", wrap=True),
                controls.label(
                    self.tr(
                        "The province gives the one-time code. The machine then works under another identity: "
                        "everything it has not sent, and what was held back, is sent again. You sign in once more "
                        "after it."
                    ),
                    wrap=True,
                ),
                look.SMALL,
                body,
                self._fault,
                self.asking,
                look.SMALL,
                controls.row(None, self.go, leave),
                margins=(look.ROOM, look.ROOM, look.ROOM, look.WIDE),
            )
        )
        self.setMinimumWidth(480)
        theme.dress(self)
        self.code.setFocus()

    def press(self) -> None:
        """Enrol, or mark what is missing."""
        for field in self._fields.values():
            field.set_fault(None)
        self._fault.hide()
        address, code, passphrase = self.address.text().strip(), self.code.text().strip(), self.passphrase.text()
        if not code:
            self._failed(FieldRequired("code"))
            return
        self.go.setEnabled(False)
        # Not to be stopped: the hub may have taken the code already.
        self.asking.begin(self.tr("The province is asked; this cannot be stopped half way…"))
        enrol = self._enrolling.enrol
        self._bridge.run(lambda: enrol(address, code, passphrase or None), self._done, self._failed, owner=self)

    def _done(self, _: object) -> None:
        self.accept()
        self.enrolled.emit()

    def _failed(self, error: MotCuaError) -> None:
        self.asking.end()
        self.go.setEnabled(True)
        sentence = messages.of_error(error)
        name = self._field_of(error)
        if name in self._fields:
            self._fields[name].set_fault(sentence)
            self._fields[name].editor.setFocus()
            return
        self._fault.setText(sentence.both)
        self._fault.show()

    def _field_of(self, error: MotCuaError) -> str:
        match error:
            case HubAddressInvalid():
                return "hub_url"
            case EnrolmentCodeRefused():
                return "code"
            case PassphraseWrong():
                return "passphrase"
            case FieldRequired():
                return error.field
            case _:
                return ""
