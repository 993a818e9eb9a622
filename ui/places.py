"""Which page answers to which name of the rail."""

from __future__ import annotations

from ui.frame import PlaceMaker
from ui.reception import ReceptionPage

MAKERS: dict[str, PlaceMaker] = {
    "reception": ReceptionPage,
}
