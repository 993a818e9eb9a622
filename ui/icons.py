"""The window's own family of line icons, tinted in the colour of a role."""

from __future__ import annotations

from functools import lru_cache

from PySide6.QtCore import QByteArray, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

import resources

SIZE = 20
"""Ordinary edge of an icon in logical pixels."""


@lru_cache(maxsize=128)
def _drawing(name: str) -> str:
    return resources.path("icons", f"{name}.svg").read_text(encoding="utf-8")


@lru_cache(maxsize=1024)
def _pixmap(name: str, colour: str, edge: int, ratio: float) -> QPixmap:
    pixmap = QPixmap(QSize(round(edge * ratio), round(edge * ratio)))
    pixmap.fill(Qt.GlobalColor.transparent)
    renderer = QSvgRenderer(QByteArray(_drawing(name).replace("currentColor", colour).encode()))
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(pixmap.rect()))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def pixmap(name: str, colour: QColor, edge: int = SIZE, ratio: float = 1.0) -> QPixmap:
    """The icon ``name`` drawn in ``colour``, ``edge`` logical pixels wide, for a screen of ``ratio``."""
    return _pixmap(name, colour.name(), edge, ratio)


def icon(name: str, colour: QColor, disabled: QColor | None = None) -> QIcon:
    """The icon ``name`` for a button; ``disabled`` is its colour where the button cannot be pressed."""
    made = QIcon()
    for edge in (16, 20):
        for ratio in (1.0, 2.0):
            made.addPixmap(pixmap(name, colour, edge, ratio))
            if disabled is not None:
                made.addPixmap(pixmap(name, disabled, edge, ratio), QIcon.Mode.Disabled)
    return made
