"""Cameras: OpenCV opens a film as it opens a device, so all but the lens is real: child process, pictures, pages."""

from __future__ import annotations

import io
import threading
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image

from app.capture import camera, driver, images
from app.capture.card_image import seen_in_image
from app.capture.scanners import Live, Scanner, ScanSettings
from app.errors import CameraFailed, CameraMissing, CardNotFound
from tests.capture.test_card_image import CARD, card_picture
from tests.desk.test_tray import sheet

SETTINGS = ScanSettings()
SIZE = (1280, 720)


def film(path: Path, *scenes: tuple[Image.Image, int]) -> Scanner:
    """A camera that sees each scene for so many frames, then is pulled out."""
    with path.open("wb") as file:
        for picture, frames in scenes:
            frame = np.asarray(picture.convert("RGB").resize(SIZE))[:, :, ::-1]
            made, data = cv2.imencode(".jpg", frame)
            assert made
            file.write(data.tobytes() * frames)
    return Scanner(f"camera:{path}", "film", "camera")


def desk_top(paper: Image.Image | None = None, corners: tuple[tuple[int, int], ...] = ()) -> Image.Image:
    """What a document camera sees: a dark desk, and a sheet lying on it askew and seen from the side."""
    desk = np.full((SIZE[1], SIZE[0], 3), (40, 48, 60), dtype=np.uint8)
    if paper is not None:
        flat = np.asarray(paper.convert("RGB"))
        height, width = flat.shape[:2]
        turn = cv2.getPerspectiveTransform(
            np.array([(0, 0), (width, 0), (width, height), (0, height)], dtype=np.float32),
            np.array(corners, dtype=np.float32),
        )
        cv2.warpPerspective(flat, turn, SIZE, dst=desk, borderMode=cv2.BORDER_TRANSPARENT)
    return Image.fromarray(desk)


CORNERS = ((460, 40), (860, 60), (910, 690), (400, 670))


def letter() -> Image.Image:
    page = Image.new("RGB", (744, 1052), "white")
    for line in range(20):
        page.paste((20, 20, 20), (80, 80 + 45 * line, 400 + 13 * line, 92 + 45 * line))
    page.paste((200, 20, 20), (560, 900, 680, 1000))
    return page


def test_a_page_is_taken_when_asked_for_and_its_sheet_lies_flat(tmp_path: Path) -> None:
    device = film(tmp_path / "film.mjpeg", (desk_top(letter(), CORNERS), 300))
    (tmp_path / "scan").mkdir()
    live, cancel = Live(), threading.Event()
    flat: list[bytes] = []

    def received(page: Path) -> None:
        flat.append(images.flattened(page.read_bytes(), live.corners))
        cancel.set()

    pages = driver.scan(
        device,
        SETTINGS,
        tmp_path / "scan",
        progress=live,
        cancel=cancel,
        received=received,
        seen=lambda _: live.take() if live.asked == 0 else None,
    )
    assert [page.name for page in pages] == ["page-0001.jpg"]
    assert live.picture.startswith(b"\xff\xd8\xff")
    found = [(live.corners[at] * SIZE[0], live.corners[at + 1] * SIZE[1]) for at in range(0, 8, 2)]
    assert np.abs(np.array(found) - np.array(CORNERS)).max() < 8
    with Image.open(io.BytesIO(flat[0])) as upright:
        width, height = upright.size
        assert 0.6 < width / height < 0.9
        seal = np.asarray(upright.convert("RGB"))[int(height * 0.87) : int(height * 0.93), int(width * 0.8)]
        corner = np.asarray(upright.convert("L"))[12:40, 12:40]
    assert (seal[:, 0] > 150).all()
    assert (seal[:, 1] < 90).all()
    assert corner.min() > 200, "no desk is left at the edge"


def test_nothing_but_a_sheet_has_corners(tmp_path: Path) -> None:
    def seen(picture: Image.Image) -> tuple[float, ...]:
        return camera.sheet_corners(np.asarray(picture.convert("RGB"))[:, :, ::-1])

    assert seen(desk_top()) == ()
    assert seen(desk_top(letter(), ((600, 300), (680, 300), (680, 400), (600, 400)))) == (), "a card left lying"
    assert seen(Image.new("RGB", SIZE, "white")) == ()
    assert seen(Image.fromarray(np.random.default_rng(3).integers(0, 255, (720, 1280, 3), dtype=np.uint8))) == ()
    sharp = ((200, 100), (1200, 120), (300, 260), (210, 250))
    assert seen(desk_top(letter(), sharp)) == (), "a shadow"


def test_a_card_is_read_from_what_the_camera_shows_and_no_page_is_laid(tmp_path: Path) -> None:
    held = Image.new("RGB", SIZE, (180, 170, 160))
    held.paste(card_picture(CARD, 300).resize((1000, 700)), (100, 10))
    device = film(tmp_path / "film.mjpeg", (desk_top(), 15), (held, 120))
    live, cancel = Live(), threading.Event()
    read: list[str] = []
    misses: list[int] = []

    def seen(picture: bytes) -> None:
        try:
            read.append(seen_in_image(picture, thorough=False).text)
        except CardNotFound:
            misses.append(1)
        else:
            cancel.set()

    assert driver.scan(device, SETTINGS, None, progress=live, cancel=cancel, seen=seen) == []
    assert read == [CARD]
    assert misses, "the empty desk was looked at before"


def test_a_camera_in_the_dark_says_so_and_one_pulled_out_ends(tmp_path: Path) -> None:
    device = film(tmp_path / "film.mjpeg", (Image.new("RGB", SIZE, (4, 4, 4)), 20), (desk_top(), 20))
    live = Live()
    dark: list[bool] = []
    with pytest.raises(CameraFailed) as caught:
        driver.scan(
            device, SETTINGS, None, progress=live, cancel=threading.Event(), seen=lambda _: dark.append(live.dark)
        )
    assert caught.value.facts == {"reason": "gone", "pages": 0}
    assert any(dark)
    assert dark[-1] is False


@pytest.mark.parametrize("kind", ["gone", "busy", "denied"])
def test_a_camera_that_does_not_open_says_why(kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    address = tmp_path / "camera"
    if kind != "gone":
        address.write_bytes(b"no film at all")
    if kind == "denied":
        # Root may read everything: what the system says of others is put in its mouth.
        monkeypatch.setattr(camera.os, "access", lambda _path, mode: mode == camera.os.F_OK)
    with pytest.raises(CameraFailed) as caught:
        camera.watch(
            Scanner(f"camera:{address}", "", "camera"),
            None,
            show=lambda _picture, _dark: None,
            asked=lambda: 0,
            cancel=threading.Event(),
            received=lambda _page, _corners: None,
        )
    assert caught.value.facts["reason"] == kind


def test_a_camera_whose_driver_hangs_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "stuck"
    program.write_text("#!/bin/sh\nexec sleep 600\n")
    program.chmod(0o700)
    monkeypatch.setattr(driver, "_program", lambda: [str(program)])
    monkeypatch.setattr(driver, "CAMERA_SECONDS", 0.3)
    with pytest.raises(CameraFailed) as caught:
        driver.scan(Scanner("camera:0", "", "camera"), SETTINGS, None, progress=Live(), cancel=threading.Event())
    assert caught.value.facts["reason"] == "hung"


def test_cameras_have_their_names_on_linux(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for node, name, index in (
        ("video0", "USB Document Camera", 0),
        ("video1", "USB Document Camera", 1),
        ("video10", "Webcam", 0),
    ):
        (tmp_path / node).mkdir()
        (tmp_path / node / "name").write_text(name + "\n")
        (tmp_path / node / "index").write_text(f"{index}\n")
    (tmp_path / "video2").mkdir()
    monkeypatch.setattr(camera, "KNOWN", tmp_path)
    assert camera.list_cameras() == [
        Scanner("camera:/dev/video0", "USB Document Camera", "camera"),
        Scanner("camera:/dev/video10", "Webcam", "camera"),
    ]
    monkeypatch.setattr(camera, "KNOWN", tmp_path / "none")
    with pytest.raises(CameraFailed) as caught:
        camera.list_cameras()
    assert caught.value.facts["reason"] == "none"


def test_a_set_up_without_the_cameras_part_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(camera, "find_spec", lambda _: None)
    with pytest.raises(CameraMissing):
        camera.list_cameras()


def test_flattening_wants_four_corners_and_keeps_what_it_measures() -> None:
    with pytest.raises(ValueError, match="four corners"):
        images.flattened(sheet(1), (0, 0, 0.5, 0, 1, 0, 0.2, 0))
    with Image.open(io.BytesIO(images.flattened(sheet(1), (0, 0, 1, 0, 1, 1, 0, 1)))) as same:
        assert same.format == "JPEG"
