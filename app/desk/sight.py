"""Cards and codes that are seen rather than scanned: by this machine's camera, in a file, in a copied picture."""

from __future__ import annotations

import threading

from app.capture import driver
from app.capture.card_image import Seen, seen_in_file, seen_in_image
from app.capture.scanners import Live, ScanSettings
from app.desk.office import Office
from app.desk.scanning import camera_of
from app.errors import CardNotFound, FileUnreadable, IdentityTextRefused

__all__ = ["CardLook", "Seen", "seen_in_file", "seen_in_image", "through_camera"]


class CardLook(Live):
    """What a timer polls while a code is looked for: besides the picture, why the code last seen is none of ours."""

    def __init__(self) -> None:
        super().__init__()
        self.refused: IdentityTextRefused | None = None


def through_camera(office: Office, look: CardLook, cancel: threading.Event) -> Seen | None:
    """The first card or dossier code that is held before the camera, None when ``cancel`` was set before.

    Nothing of the pictures is kept. Raises CameraMissing, CameraFailed.
    """
    found: list[Seen] = []

    def examine(picture: bytes) -> None:
        if found:
            return
        try:
            found.append(seen_in_image(picture, thorough=False))
        except CardNotFound:
            look.refused = None
        except IdentityTextRefused as error:
            look.refused = error
        except FileUnreadable:
            # Half a picture: the camera gives another in a moment.
            return
        else:
            cancel.set()

    driver.scan(camera_of(office), ScanSettings(), None, progress=look, cancel=cancel, seen=examine)
    return found[0] if found else None
