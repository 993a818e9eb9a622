"""The pictures of the documentation show every place in every look, as large as the counters' screens."""

from __future__ import annotations

import pytest
from PIL import Image

from ui.demo.gallery import LOOKS, SCREEN, SCREENSHOTS, SHOWN, Look
from ui.places import MAKERS

LARGEST = 120_000
"""Bytes of one picture."""


def test_every_place_is_shown() -> None:
    assert set(MAKERS) <= set(SHOWN)


@pytest.mark.parametrize("look", LOOKS, ids=lambda look: look.name)
def test_the_pictures_are_there_and_small(look: Look) -> None:
    pictures = {path.stem: path for path in (SCREENSHOTS / look.name).iterdir()}
    assert set(pictures) == set(SHOWN)
    for path in pictures.values():
        assert path.stat().st_size < LARGEST
        with Image.open(path) as picture:
            assert all(abs(shown - wanted) <= 2 for shown, wanted in zip(picture.size, SCREEN, strict=True))
