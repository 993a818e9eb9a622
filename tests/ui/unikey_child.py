"""A window with one field and the scanner's ear, under a real input method; says what it hears and what is typed."""

from __future__ import annotations

import sys

from PySide6.QtWidgets import QApplication, QLineEdit

from app.capture.burst import BurstSettings
from ui.burst import BurstFilter
from ui.keys import keep_keys_in_order


def say(*words: str) -> None:
    sys.stdout.write("\t".join(words) + "\n")
    sys.stdout.flush()


keep_keys_in_order()
application = QApplication([])
line = QLineEdit()
# A machine that tests may be slow at the keys; what is to be seen here is what the input method does to them.
bursts = BurstFilter(application, BurstSettings(mean_gap=300, silence=2000))
bursts.silent.connect(lambda: say("silent"))
bursts.card.connect(lambda text: say("card", text, line.text()))
bursts.code.connect(lambda text: say("code", text, line.text()))
line.textEdited.connect(lambda text: say("typed", text))
line.returnPressed.connect(lambda: say("entered", line.text()))
application.focusChanged.connect(lambda old, now: say("ready") if now is line else None)
line.show()
line.activateWindow()
line.setFocus()
sys.exit(application.exec())
