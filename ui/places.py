"""Which page answers to which name of the rail."""

from __future__ import annotations

from ui.dossier import DossierPage
from ui.dossiers import DossiersPage
from ui.frame import PlaceMaker
from ui.handover import HandoverPage
from ui.online import OnlinePage
from ui.post import PostPage
from ui.reception import ReceptionPage
from ui.register import RegisterPage
from ui.returns import ReturnsPage
from ui.settings import SettingsPage
from ui.signing import SigningPage
from ui.templates import TemplatesPage

MAKERS: dict[str, PlaceMaker] = {
    "reception": ReceptionPage,
    "returns": ReturnsPage,
    "handover": HandoverPage,
    "post": PostPage,
    "online": OnlinePage,
    "register": RegisterPage,
    "settings": SettingsPage,
    "signing": SigningPage,
    "templates": TemplatesPage,
    "dossiers": DossiersPage,
    "dossier": DossierPage,
}
