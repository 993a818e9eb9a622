"""Trying the provincial hub from the settings: one button, and what it found in sentences."""

from __future__ import annotations

from datetime import timedelta

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtWidgets import QWidget

from app.desk.hub_trial import HubTrial
from app.errors import HubUnreachable, MotCuaError
from ui import controls, messages
from ui.fitting import flowing
from ui.place import Counter
from ui.under_way import Trial

UNREACHED: dict[str, str] = {
    "dns": str(
        QT_TRANSLATE_NOOP("HubTrial", "No machine has the name in this address. Look at the address and the network.")
    ),
    "refused": str(
        QT_TRANSLATE_NOOP("HubTrial", "The machine at this address is on, but no hub answers there. Tell the province.")
    ),
    "timeout": str(
        QT_TRANSLATE_NOOP("HubTrial", "Nothing answers at this address. Look at the cable, the network and the VPN.")
    ),
    "no_route": str(
        QT_TRANSLATE_NOOP("HubTrial", "No way leads to this address. Look at the cable, the network and the VPN.")
    ),
    "tls": str(
        QT_TRANSLATE_NOOP(
            "HubTrial",
            "The hub's certificate cannot be trusted: it has run out, is for another address, or this clock is wrong.",
        )
    ),
    "proxy": str(QT_TRANSLATE_NOOP("HubTrial", "The proxy of the network does not let the call through.")),
    "reset": str(QT_TRANSLATE_NOOP("HubTrial", "The line broke while the hub was asked. Try again.")),
}
"""Why the hub was not reached, by the reason the post gives."""
CLOSE = timedelta(minutes=5)
"""How far the clocks may stand apart without a word."""


def found(trial: HubTrial) -> tuple[str, str]:
    """What ``trial`` found, in a sentence or two, and its tone."""
    error = trial.error
    if not trial.address:
        return QCoreApplication.translate("HubTrial", "This machine is not enrolled yet."), "soon"
    if isinstance(error, HubUnreachable):
        reason = UNREACHED.get(str(error.facts.get("reason", "")), UNREACHED["reset"])
        return QCoreApplication.translate("HubTrial", reason), "late"
    if error is not None:
        return messages.of_error(error).both, "late"
    said = [QCoreApplication.translate("HubTrial", "The hub answers and knows this machine.")]
    if trial.encrypted:
        said.append(QCoreApplication.translate("HubTrial", "The line is encrypted, its certificate is in order."))
    else:
        said.append(QCoreApplication.translate("HubTrial", "The line is not encrypted: tell the province."))
    far = trial.ahead is not None and abs(trial.ahead) > CLOSE
    if trial.ahead is not None and far:
        minutes = round(abs(trial.ahead).total_seconds() / 60)
        source = (
            QCoreApplication.translate("HubTrial", "This machine's clock is {minutes} minutes fast.")
            if trial.ahead > timedelta(0)
            else QCoreApplication.translate("HubTrial", "This machine's clock is {minutes} minutes slow.")
        )
        said.append(source.format(minutes=minutes))
    elif trial.ahead is not None:
        said.append(QCoreApplication.translate("HubTrial", "The clocks agree."))
    return " ".join(said), "ok" if trial.encrypted and not far else "soon"


class HubTrialLine(QWidget):
    """The button and its outcome; without a post behind the window there is nothing to press."""

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self._counter = counter
        self.trial = controls.button(self.tr("Try the hub"), "settings.hub.trial")
        self.trial.clicked.connect(self._try)
        self.trial.setEnabled(counter.try_hub is not None)
        self.outcome = controls.label("", "small", wrap=True, name="settings.hub.outcome")
        self.outcome.hide()
        self.trying = Trial(counter.bridge, "settings.hub.trying")
        self.trying.stopped.connect(lambda: self._say(self.tr("Stopped."), "muted"))
        self.setLayout(controls.column(flowing(self.trial), self.outcome, self.trying))

    def _try(self) -> None:
        office, ask = self._counter.office, self._counter.try_hub
        if ask is None:
            return
        self._say(self.tr("Asking the hub…"), "muted")
        self.trying.run(self.trial, lambda: ask(office), self._tried, self._broke)

    def _tried(self, trial: HubTrial) -> None:
        self._say(*found(trial))

    def _broke(self, error: MotCuaError) -> None:
        self._say(messages.of_error(error).both, "late")

    def _say(self, text: str, tone: str) -> None:
        self.outcome.setText(text)
        controls.polish(self.outcome, tone=tone)
        self.outcome.show()
