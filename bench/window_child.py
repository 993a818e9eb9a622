"""What the window bench starts: the program or a bare window, until a key has reached its line."""

from __future__ import annotations

import os
import sys
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn


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
            end_taken()
        QTimer.singleShot(1, press)

    QTimer.singleShot(0, press)
    application.exec()


def ours(profile: Path, until: str) -> None:
    """The whole program; the officer types a letter as soon as the password line has the cursor.

    Only the keyring is not asked: its secrets come from the environment. Whether there is a profile and how its keys
    are kept is read from the disk as always. ``until``: ``key`` ends with the letter in its line, ``list`` with the
    officers in theirs and the letter still there.
    """
    from PySide6.QtCore import QCoreApplication, QEvent, Qt, QTimer
    from PySide6.QtGui import QKeyEvent
    from PySide6.QtWidgets import QApplication

    from ui import program
    from ui.sign_in import OfficerButton
    from ui.welcome import Opening
    from ui.window import Window

    if TYPE_CHECKING:
        from app.desk.office import Office

    class Program(program.Program):
        def opening(self) -> Opening:
            asked = super().opening()
            return replace(
                asked,
                asks_passphrase=lambda: asked.asks_passphrase() and False,
                open=self.open_with_keys,
                start=lambda office: None,
            )

        def open_with_keys(self, passphrase: str | None) -> Office:
            from bench.reopening import open_again

            self.office = open_again(profile)
            return self.office

    class Pressed(Window):
        def begin(self) -> None:
            super().begin()
            QTimer.singleShot(0, self.press)

        def press(self) -> None:
            page = self.sign_in
            focus = QApplication.focusWidget()
            if page is not None and focus is page.password and not page.password.text():
                for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
                    QCoreApplication.sendEvent(
                        focus, QKeyEvent(kind, Qt.Key.Key_A, Qt.KeyboardModifier.NoModifier, "a")
                    )
            listed = page is not None and page.findChild(OfficerButton) is not None
            if page is not None and page.password.text() == "a" and (listed or until == "key"):
                end_taken()
            QTimer.singleShot(1, self.press)

    vars(program).update(Program=Program, Window=Pressed)
    program.run(["--profile", str(profile)])


def end_taken() -> NoReturn:
    """Say it and end at once, both sides alike: what comes after the key is not what is measured."""
    sys.stdout.write("taken\n")
    sys.stdout.flush()
    os._exit(0)


if __name__ == "__main__":
    if sys.argv[1] == "ours":
        ours(Path(sys.argv[2]), sys.argv[3])
    else:
        bare()
