"""The language of the window: Vietnamese unless the officer chose English, Qt's own buttons included."""

from __future__ import annotations

import logging
from typing import Literal

from PySide6.QtCore import QT_TRANSLATE_NOOP, QCoreApplication, QLocale, QTranslator

import resources
from ui.keys import KEYS, in_force, in_sentence

Language = Literal["vi", "en"]

EVERYBODYS: Language = "vi"
"""What the window speaks while nobody is signed in."""

QT_OWN = (
    QT_TRANSLATE_NOOP("QPlatformTheme", "OK"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Save"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Open"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "&Yes"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "&No"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Retry"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Ignore"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Close"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Cancel"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Discard"),
    QT_TRANSLATE_NOOP("QPlatformTheme", "Help"),
    QT_TRANSLATE_NOOP("QLineEdit", "&Undo"),
    QT_TRANSLATE_NOOP("QLineEdit", "&Redo"),
    QT_TRANSLATE_NOOP("QLineEdit", "Cu&t"),
    QT_TRANSLATE_NOOP("QLineEdit", "&Copy"),
    QT_TRANSLATE_NOOP("QLineEdit", "&Paste"),
    QT_TRANSLATE_NOOP("QLineEdit", "Delete"),
    QT_TRANSLATE_NOOP("QLineEdit", "Select All"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "&Undo"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "&Redo"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "Cu&t"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "&Copy"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "&Paste"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "Delete"),
    QT_TRANSLATE_NOOP("QWidgetTextControl", "Select All"),
    QT_TRANSLATE_NOOP("QAbstractSpinBox", "&Select All"),
    QT_TRANSLATE_NOOP("QAbstractSpinBox", "&Step up"),
    QT_TRANSLATE_NOOP("QAbstractSpinBox", "Step &down"),
    QT_TRANSLATE_NOOP("QFileDialog", "Look in:"),
    QT_TRANSLATE_NOOP("QFileDialog", "File &name:"),
    QT_TRANSLATE_NOOP("QFileDialog", "Files of type:"),
    QT_TRANSLATE_NOOP("QFileDialog", "&Open"),
    QT_TRANSLATE_NOOP("QFileDialog", "&Save"),
    QT_TRANSLATE_NOOP("QFileDialog", "&Choose"),
    QT_TRANSLATE_NOOP("QFileDialog", "Back"),
    QT_TRANSLATE_NOOP("QFileDialog", "Forward"),
    QT_TRANSLATE_NOOP("QFileDialog", "Parent Directory"),
    QT_TRANSLATE_NOOP("QFileDialog", "Create New Folder"),
    QT_TRANSLATE_NOOP("QFileDialog", "All Files (*)"),
)
"""Texts of Qt's own that an officer meets; Qt ships no Vietnamese."""

_NAME = "window-language"
log = logging.getLogger(__name__)


class _WithOwnKeys(QTranslator):
    """Has every sentence name its keys as the officer at work has them."""

    def __init__(self, application: QCoreApplication, said: QTranslator | None) -> None:
        super().__init__(application)
        self._said = said
        if said is not None:
            said.setParent(self)

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, number: int = -1) -> str:
        said = self._said.translate(context, source, disambiguation, number) if self._said is not None else ""
        return in_sentence(said or source)


def install(application: QCoreApplication, language: Language) -> None:
    """Make ``application`` speak ``language``, with the keys in force. The source texts are English, so English needs
    no file."""
    QLocale.setDefault(QLocale("vi_VN" if language == "vi" else "en_GB"))
    for old in application.findChildren(QTranslator, _NAME):
        application.removeTranslator(old)
        old.deleteLater()
    translator = _vietnamese(application) if language == "vi" else None
    if in_force() != KEYS:
        _take(application, _WithOwnKeys(application, translator))
    elif translator is not None:
        _take(application, translator)


def _vietnamese(application: QCoreApplication) -> QTranslator | None:
    translator = QTranslator(application)
    if translator.load(str(resources.path("i18n", "vi.qm"))):
        return translator
    log.warning("no compiled translation for vi")
    translator.deleteLater()
    return None


def _take(application: QCoreApplication, translator: QTranslator) -> None:
    translator.setObjectName(_NAME)
    application.installTranslator(translator)
