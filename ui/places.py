"""Which page answers to which name of the rail."""

from __future__ import annotations

from ui.dossier import DossierPage
from ui.dossiers import DossiersPage
from ui.frame import PlaceMaker
from ui.handover import HandoverPage
from ui.post import PostPage
from ui.reception import ReceptionPage
from ui.returns import ReturnsPage
from ui.settings import SettingsPage

MAKERS: dict[str, PlaceMaker] = {
    "reception": ReceptionPage,
    "returns": ReturnsPage,
    "handover": HandoverPage,
    "post": PostPage,
    "settings": SettingsPage,
    "dossiers": DossiersPage,
    "dossier": DossierPage,
}
