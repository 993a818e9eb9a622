"""Cameras and document cameras: small pictures of what they see, and whole pages when asked for. Runs in the driver's
child process; only here is OpenCV loaded, and only when a camera is used (docs/decisions/0018)."""

from __future__ import annotations

import math
import os
import sys
import threading
import time
from collections.abc import Callable
from importlib.util import find_spec
from itertools import pairwise
from pathlib import Path
from typing import Any

from app.capture.scanners import Scanner
from app.errors import CameraFailed, CameraMissing
from app.vault.files import write_durably

BACKEND = "camera"
KNOWN = Path("/sys/class/video4linux")
"""Where Linux lists cameras with their names."""
FINE = (4096, 3072)
"""Pixels asked for when pages are wanted, and when only a code is looked for; a camera gives the nearest it has."""
QUICK = (1920, 1080)
LIVE_WIDTH = 1280
LIVE_SECONDS = 0.1
"""Between two pictures of what the camera sees."""

_FRAME_SECONDS = 1 / 30
_WINDOWS_MOST = 4
_LIVE_QUALITY, _PAGE_QUALITY = 80, 92
_DARK = 14.0
"""Mean grey level below which nothing can be made out: a lid, a lens cap, no lamp."""
_EDGE_WIDTH = 640
_SOLID = 0.9
"""How much of its hull a sheet fills: print at its edge and a finger on it take little away."""
_LEAST_SHEET = 0.15
"""Of the picture; what is smaller is no sheet laid under the camera."""


def list_cameras() -> list[Scanner]:
    """The cameras of this machine. Windows knows them by number only, and each lights up to be found.

    Raises CameraMissing, CameraFailed ``none``.
    """
    _library()
    found = _by_number() if sys.platform == "win32" else _by_name()
    if not found:
        raise CameraFailed(reason="none")
    return found


def _by_name() -> list[Scanner]:
    found = []
    for node in sorted(KNOWN.glob("video*"), key=lambda node: int("0" + node.name.removeprefix("video"))):
        try:
            # The further nodes of a camera carry no pictures.
            first = (node / "index").read_text().strip() == "0"
            name = (node / "name").read_text(errors="replace").strip()
        except OSError:
            continue
        if first:
            found.append(Scanner(f"{BACKEND}:/dev/{node.name}", name or node.name, BACKEND))
    return found


def _by_number() -> list[Scanner]:
    cv = _library()
    found = []
    for number in range(_WINDOWS_MOST):
        device = cv.VideoCapture(number)
        if device.isOpened():
            found.append(Scanner(f"{BACKEND}:{number}", f"Camera {number + 1}", BACKEND))
        device.release()
    return found


def watch(
    camera: Scanner,
    folder: Path | None,
    *,
    show: Callable[[bytes, bool], None],
    asked: Callable[[], int],
    cancel: threading.Event,
    received: Callable[[Path, tuple[float, ...]], None],
) -> None:
    """Shows what the camera sees until ``cancel`` is set: a JPEG each time, and whether all of it is dark.

    Each time ``asked`` gives a larger number, a page is laid into ``folder`` and given to ``received`` with the corners
    of the sheet on it. Without ``folder`` there are no pages, and pictures come fast rather than fine.
    Raises CameraMissing, CameraFailed, DiskFull.
    """
    cv = _library()
    device = _opened(camera, FINE if folder is not None else QUICK)
    taken, shown = 0, -math.inf
    number = max((int(path.stem[5:]) for path in folder.glob("page-*.jpg")), default=0) if folder is not None else 0
    try:
        while not cancel.is_set():
            began = time.monotonic()
            if not device.grab():
                raise CameraFailed(reason="gone" if shown > 0 else "busy", pages=taken)
            wanted = folder is not None and asked() > taken
            if wanted or began - shown >= LIVE_SECONDS:
                whole, frame = device.retrieve()
                if not whole:
                    raise CameraFailed(reason="gone", pages=taken)
                corners = sheet_corners(frame) if folder is not None else ()
                if wanted and folder is not None:
                    taken, number = taken + 1, number + 1
                    path = folder / f"page-{number:04d}.jpg"
                    write_durably(path, _jpeg(frame, _PAGE_QUALITY))
                    received(path, corners)
                shown = began
                show(_small(frame, corners), bool(cv.mean(cv.cvtColor(frame, cv.COLOR_BGR2GRAY))[0] < _DARK))
            # A driver that gives pictures faster than anybody looks would keep the processor busy.
            cancel.wait(max(0.0, _FRAME_SECONDS - (time.monotonic() - began)))
    finally:
        device.release()


def _opened(camera: Scanner, size: tuple[int, int]) -> Any:
    cv = _library()
    address = camera.id.removeprefix(f"{BACKEND}:")
    if address.isdigit():
        device = cv.VideoCapture(int(address))
    else:
        if not os.access(address, os.F_OK):
            raise CameraFailed(reason="gone", pages=0)
        if not os.access(address, os.R_OK):
            raise CameraFailed(reason="denied", pages=0)
        device = cv.VideoCapture(address, cv.CAP_V4L2 if address.startswith("/dev/") else cv.CAP_ANY)
    if not device.isOpened():
        raise CameraFailed(reason="busy", pages=0)
    # Its own compression first: over USB 2 a fine picture comes several times a second only so.
    device.set(cv.CAP_PROP_FOURCC, cv.VideoWriter.fourcc(*"MJPG"))
    device.set(cv.CAP_PROP_FRAME_WIDTH, size[0])
    device.set(cv.CAP_PROP_FRAME_HEIGHT, size[1])
    device.set(cv.CAP_PROP_BUFFERSIZE, 1)
    return device


def sheet_corners(frame: Any) -> tuple[float, ...]:
    """The corners of the one sheet in a frame, as shares of its sides, clockwise from the top left; empty for none."""
    cv = _library()
    height, width = frame.shape[:2]
    scale = _EDGE_WIDTH / width
    grey = cv.cvtColor(cv.resize(frame, None, fx=scale, fy=scale, interpolation=cv.INTER_AREA), cv.COLOR_BGR2GRAY)
    grey = cv.GaussianBlur(grey, (5, 5), 0)
    lines = cv.dilate(cv.Canny(grey, 40, 120), None, iterations=2)
    light = cv.threshold(grey, 0, 255, cv.THRESH_BINARY + cv.THRESH_OTSU)[1]
    for picture in (light, lines):
        found, _ = cv.findContours(picture, cv.RETR_EXTERNAL, cv.CHAIN_APPROX_SIMPLE)
        largest = max(found, key=cv.contourArea, default=None)
        if largest is None or cv.contourArea(largest) < _LEAST_SHEET * grey.size:
            continue
        around = cv.convexHull(largest)
        if cv.contourArea(largest) < _SOLID * cv.contourArea(around):
            continue
        four = cv.approxPolyDP(around, 0.02 * cv.arcLength(around, closed=True), closed=True)
        if len(four) == 4 and cv.contourArea(four) < 0.98 * grey.size:
            points = [(float(x) / grey.shape[1], float(y) / grey.shape[0]) for ((x, y),) in four]
            if _square_enough(points, width / height):
                return _clockwise(points)
    return ()


def _square_enough(points: list[tuple[float, float]], ratio: float) -> bool:
    """Whether no corner is so sharp or so blunt that this is a shadow or a hand, and no sheet."""
    ring = [(x * ratio, y) for x, y in points]
    for before, (here, after) in zip(ring[-1:] + ring[:-1], pairwise([*ring, ring[0]]), strict=True):
        first = math.atan2(before[1] - here[1], before[0] - here[0])
        second = math.atan2(after[1] - here[1], after[0] - here[0])
        angle = abs(math.degrees(first - second)) % 360
        if not 55 <= min(angle, 360 - angle) <= 125:
            return False
    return True


def _clockwise(points: list[tuple[float, float]]) -> tuple[float, ...]:
    middle = (sum(x for x, _ in points) / 4, sum(y for _, y in points) / 4)
    ring = sorted(points, key=lambda point: math.atan2(point[1] - middle[1], point[0] - middle[0]))
    first = min(range(4), key=lambda place: sum(ring[place]))
    return tuple(share for point in (*ring[first:], *ring[:first]) for share in point)


def _small(frame: Any, corners: tuple[float, ...]) -> bytes:
    cv = _library()
    width = frame.shape[1]
    scale = min(1.0, (LIVE_WIDTH if corners else QUICK[0]) / width)
    small = cv.resize(frame, None, fx=scale, fy=scale, interpolation=cv.INTER_AREA) if scale < 1 else frame.copy()
    if corners:
        import numpy as np

        ring = np.array(corners).reshape(4, 1, 2) * (small.shape[1], small.shape[0])
        cv.polylines(small, [ring.astype(np.int32)], isClosed=True, color=(60, 170, 30), thickness=3)
    return _jpeg(small, _LIVE_QUALITY)


def _jpeg(frame: Any, quality: int) -> bytes:
    cv = _library()
    whole, data = cv.imencode(".jpg", frame, [cv.IMWRITE_JPEG_QUALITY, quality])
    if not whole:
        raise CameraFailed(reason="failed", pages=0)
    return bytes(data.tobytes())


def _library() -> Any:
    """OpenCV, loaded the first time it is needed. Raises CameraMissing."""
    if find_spec("cv2") is None:
        raise CameraMissing
    # Media Foundation otherwise tries every hardware converter first, which takes half a minute on some machines.
    os.environ.setdefault("OPENCV_VIDEOIO_MSMF_ENABLE_HW_TRANSFORMS", "0")
    os.environ.setdefault("OPENCV_LOG_LEVEL", "ERROR")
    import cv2

    return cv2
