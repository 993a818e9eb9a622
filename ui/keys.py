"""The one list of keys: what the window's shortcuts, its tooltips and the printed key card are made of."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, replace

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication
from PySide6.QtGui import QKeySequence


@dataclass(frozen=True)
class Key:
    """One key: its name in the code, its sequence in Qt's portable form, what it does (English source text)."""

    name: str
    sequence: str
    source: str

    @property
    def does(self) -> str:
        """What the key does, in the language of the window."""
        return QCoreApplication.translate("Keys", self.source)

    @property
    def shown(self) -> str:
        """The key as it is written on the keyboard."""
        return QKeySequence(self.sequence).toString(QKeySequence.SequenceFormat.NativeText)

    def qt(self) -> QKeySequence:
        return QKeySequence(self.sequence)


def _key(name: str, sequence: str, source: object) -> Key:
    return Key(name, sequence, str(source))


KEYS: tuple[Key, ...] = (
    _key("help", "F1", QT_TRANSLATE_NOOP("Keys", "Keys and help on this place")),
    _key("reception", "F2", QT_TRANSLATE_NOOP("Keys", "Reception")),
    _key("dossiers", "F3", QT_TRANSLATE_NOOP("Keys", "Dossiers")),
    _key("returns", "F4", QT_TRANSLATE_NOOP("Keys", "Return results")),
    _key("scan", "F5", QT_TRANSLATE_NOOP("Keys", "Scan papers")),
    _key("pages", "Shift+F5", QT_TRANSLATE_NOOP("Keys", "To the scanned pages, and back")),
    _key("online", "F6", QT_TRANSLATE_NOOP("Keys", "Online dossiers")),
    _key("handover", "F7", QT_TRANSLATE_NOOP("Keys", "Handover")),
    _key("register", "F8", QT_TRANSLATE_NOOP("Keys", "Register and reports")),
    _key("post", "Ctrl+Shift+D", QT_TRANSLATE_NOOP("Keys", "What waits for the line")),
    _key("settings", "Ctrl+,", QT_TRANSLATE_NOOP("Keys", "Settings")),
    _key("primary", "F9", QT_TRANSLATE_NOOP("Keys", "The main act of this place")),
    _key("at_once", "F10", QT_TRANSLATE_NOOP("Keys", "Receive and give the result at once")),
    _key("full_screen", "F11", QT_TRANSLATE_NOOP("Keys", "Full screen")),
    _key("citizen", "F12", QT_TRANSLATE_NOOP("Keys", "The citizen's screen")),
    _key("rate", "Ctrl+F12", QT_TRANSLATE_NOOP("Keys", "Keyboard to the citizen's screen, for the rating")),
    _key("find", "Ctrl+K", QT_TRANSLATE_NOOP("Keys", "Find a dossier, person or number")),
    _key("new_draft", "Ctrl+N", QT_TRANSLATE_NOOP("Keys", "New draft")),
    _key("next_draft", "Ctrl+Tab", QT_TRANSLATE_NOOP("Keys", "Next draft")),
    _key("call", "Ctrl+G", QT_TRANSLATE_NOOP("Keys", "Call whoever waits longest")),
    _key("card", "Ctrl+Shift+C", QT_TRANSLATE_NOOP("Keys", "To the card that was just read")),
    _key("signing", "Ctrl+Shift+K", QT_TRANSLATE_NOOP("Keys", "Sign the copies that wait")),
    _key("camera", "Ctrl+J", QT_TRANSLATE_NOOP("Keys", "Read a card or a code with the camera")),
    _key("picture", "Ctrl+O", QT_TRANSLATE_NOOP("Keys", "Read a card or a code from a picture file")),
    _key("smaller", "Ctrl+M", QT_TRANSLATE_NOOP("Keys", "Make copies smaller that are over their budget")),
    _key("facts", "Ctrl+I", QT_TRANSLATE_NOOP("Keys", "Data of the copy of the paper that is marked")),
    _key("send_on", "Ctrl+H", QT_TRANSLATE_NOOP("Keys", "Pages behind a receipt to its dossier, or back")),
    _key("print", "Ctrl+P", QT_TRANSLATE_NOOP("Keys", "Print again")),
    _key("slips", "Ctrl+Shift+P", QT_TRANSLATE_NOOP("Keys", "Slips: see them, print them")),
    _key("lock", "Ctrl+L", QT_TRANSLATE_NOOP("Keys", "Lock the window")),
    _key("component", "Alt+1", QT_TRANSLATE_NOOP("Keys", "Tick component 1 to 9 (Alt+1 … Alt+9)")),
    _key("debt", "Ctrl+1", QT_TRANSLATE_NOOP("Keys", "Pay debt 1 to 9 of a dossier (Ctrl+1 … Ctrl+9)")),
    _key("back", "Esc", QT_TRANSLATE_NOOP("Keys", "One step back; text is kept")),
    _key("next_field", "Return", QT_TRANSLATE_NOOP("Keys", "To the next empty field")),
)

FIXED = frozenset({"help", "full_screen", "component", "back", "next_field"})
"""Keys that are the same for everybody: help must be found, and the last ones belong to the hands."""
TAKEN = ("Ctrl+A", "Ctrl+C", "Ctrl+V", "Ctrl+X", "Ctrl+Y", "Ctrl+Z", "Ctrl+Shift+Z", "Alt+F4", "Shift+Tab", "Menu")
"""What a line to type in, or the system, needs for itself."""

_BY_NAME = {key.name: key for key in KEYS}
_worn: dict[str, str] = {}
_named: tuple[dict[str, str], re.Pattern[str]] | None = None
"""The usual keys that the officer has changed, each with hers, and where a sentence names one of them."""


def key(name: str) -> Key:
    """The key called ``name``, as the officer at work has it; KeyError for a name not in the list."""
    return replace(_BY_NAME[name], sequence=_worn.get(name, _BY_NAME[name].sequence))


def usual(name: str) -> Key:
    """The key called ``name`` as everybody has it who changed nothing."""
    return _BY_NAME[name]


def in_force() -> tuple[Key, ...]:
    """All keys as the officer at work has them, in the order of the list."""
    return tuple(key(each.name) for each in KEYS)


def wear(chosen: Mapping[str, str]) -> None:
    """Take the keys an officer chose into force for everything made from now on; what no longer may be is left out."""
    global _named
    _worn.clear()
    _named = None
    for name, sequence in chosen.items():
        if name in _BY_NAME and name not in FIXED and not refusal(name, sequence, _worn):
            _worn[name] = sequence
    own = {usual(name).shown: key(name).shown for name in _worn}
    if own:
        # "F5" is not meant by "Shift+F5", nor "F1" by "F12".
        _named = own, re.compile(rf"(?<![\w+])(?:{'|'.join(map(re.escape, own))})(?![\w+])")


def in_sentence(text: str) -> str:
    """``text`` with every key it names as the officer at work has it."""
    if _named is None:
        return text
    own, named = _named
    return named.sub(lambda found: own[found[0]], text)


def refusal(name: str, sequence: str, chosen: Mapping[str, str]) -> str:
    """Why ``sequence`` may not be the key of ``name`` beside the keys ``chosen``: empty when it may, ``typing`` for a
    key that writes or moves, ``taken`` for one that is needed elsewhere, else the name of the act that has it."""
    wanted = QKeySequence(sequence)
    if wanted.count() != 1:
        return "typing"
    *held, last = wanted.toString().split("+")
    if not {"Ctrl", "Alt"} & set(held) and not re.fullmatch(r"F\d{1,2}", last):
        return "typing"
    if wanted in (*component_keys(), *map(QKeySequence, TAKEN)):
        return "taken"
    others = (each for each in KEYS if each.name != name)
    return next((each.name for each in others if QKeySequence(chosen.get(each.name, each.sequence)) == wanted), "")


def component_keys() -> tuple[QKeySequence, ...]:
    """Alt+1 … Alt+9, in order."""
    return tuple(QKeySequence(f"Alt+{number}") for number in range(1, 10))


def debt_key(number: int) -> Key:
    """The key that pays the debt at ``number`` (0 to 8) of a dossier."""
    return Key("debt", f"Ctrl+{number + 1}", key("debt").source)


def keep_keys_in_order() -> None:
    """Has Enter come after the text it ends, whatever input method runs; to be called before the QApplication is made.

    In the synchronous mode that some machines set for ibus, Qt hands on a key at once, while the text that ibus made of
    the keys before it still waits to be read: Enter cuts a scan short.
    """
    os.environ.pop("IBUS_ENABLE_SYNC_MODE", None)
