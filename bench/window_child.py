"""What the window bench starts: the program or a bare window, until a key has reached its line."""

from __future__ import annotations

import os
import sys
from pathlib import Path


def bare() -> None:
    """A window with a line, and a key for it."""
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow

    application = QApplication(sys.argv[:1])
    window = QMainWindow()
    entry = QLineEdit()
    window.setCentralWidget(entry)
    window.showMaximized()
    entry.setFocus()

    def press() -> None:
        for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
            event = QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
            QCoreApplication.sendEvent(QApplication.focusWidget() or entry, event)
        if entry.text() == "a":
            say_taken()
            application.quit()
        else:
            QTimer.singleShot(1, press)

    QTimer.singleShot(0, press)
    application.exec()


def ours(profile: Path) -> None:
    """The whole program; from the moment sign-in stands there, the officer presses Enter and the first letter."""
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    import ui.__main__ as program
    from app.desk.office import FILES_NAME, STORE_NAME, Office
    from app.desk.rows import state_row
    from app.store.database import open_store
    from app.vault.files import FileVault
    from app.vault.keys import ProfileKeys
    from ui.welcome import Opening
    from ui.window import Window

    store_key, file_key, device_key = (bytes.fromhex(part) for part in os.environ["BENCH_SECRETS"].split(","))

    class Program(program.Program):
        def opening(self) -> Opening:
            return Opening(
                is_new=lambda: False,
                asks_passphrase=lambda: False,
                open=self.open_with_keys,
                enrol=lambda office, address, code: None,
                start=lambda office: None,
            )

        def open_with_keys(self, passphrase: str | None) -> Office:
            keys = ProfileKeys(store_key, file_key, Ed25519PrivateKey.from_private_bytes(device_key))
            store = open_store(profile / STORE_NAME, keys.store_key, fold=state_row)
            self.office = Office(profile, store, FileVault(profile / FILES_NAME, keys.file_key), keys)
            return self.office

    class Pressed(Window):
        def begin(self) -> None:
            super().begin()
            QTimer.singleShot(0, self.press)

        def press(self) -> None:
            page = self.sign_in
            focus = QApplication.focusWidget()
            if page is not None and focus is not None and page.isAncestorOf(focus):
                key, text = (Qt.Key.Key_A, "a") if focus is page.password else (Qt.Key.Key_Return, "\r")
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QCoreApplication.sendEvent(focus, QKeyEvent(kind, key, Qt.KeyboardModifier.NoModifier, text))
                if page.password.text() == "a":
                    say_taken()
                    QApplication.quit()
                    return
            QTimer.singleShot(1, self.press)

    vars(program).update(Program=Program, Window=Pressed)
    program.main(["--profile", str(profile)])


def say_taken() -> None:
    sys.stdout.write("taken\n")
    sys.stdout.flush()


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours(Path(sys.argv[2]))
    else:
        bare()
