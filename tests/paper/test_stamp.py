"""A reprint mark on a paper that exists only as bytes: on every page, legible, the rest as it was."""

from __future__ import annotations

import pytest

from app.errors import FileUnreadable
from app.paper import pages, render
from app.paper.forms import load_form
from app.paper.stamp import stamped
from tests.paper.samples import SAMPLES
from tests.paper.test_golden import picture_of, unlike


@pytest.mark.parametrize("key", ["dossier_handover_list", "register", "postal_handover_record"])
def test_the_mark_stands_on_every_page_and_covers_nothing(key: str) -> None:
    pdf = render.render(load_form("2025", key), SAMPLES[key])
    marked = stamped(pdf, "In lại lần 2")
    assert pages.page_count(marked) == pages.page_count(pdf)
    for page in range(pages.page_count(pdf)):
        before, after = (" ".join(pages.page_text(each, page).split()) for each in (pdf, marked))
        assert sorted(after.split()) == sorted([*before.split(), "In", "lại", "lần", "2"])
        old, new = (picture_of(each, page) for each in (pdf, marked))
        lower = (0, round(old.height * 0.06), old.width, old.height)
        assert unlike(old.crop(lower), new.crop(lower)) == 0, "only the white above the text is drawn on"
        assert unlike(old, new) > 0


def test_what_is_no_paper_is_refused() -> None:
    with pytest.raises(FileUnreadable):
        stamped(b"no paper", "In lại lần 1")
