"""Copies over their budget: told with the figures, made smaller as far as needed, had back, and never in the way."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from io import BytesIO

import numpy as np
from PIL import Image

from app.capture import archive, images, pages
from app.capture.metadata import facts_of
from app.capture.pages import Page, document
from app.desk import budgets, copies, drafts, page_editor, reception, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from tests.desk.test_tray import scanned

Make = Callable[..., Draft]


def photograph(side: int = 2600, *, mode: str = "RGB", seed: int = 1) -> bytes:
    """A page as a telephone takes it: far more pixels than a copy needs, and grain that packs badly."""
    grain = np.random.default_rng(seed).normal(215, 14, (side * 4 // 3, side, 3)).clip(0, 255).astype(np.uint8)
    picture = Image.fromarray(grain)
    for line in range(20):
        picture.paste((20, 20, 20), (200, 200 + line * 140, side - 300 - 31 * line, 230 + line * 140))
    output = BytesIO()
    picture.convert(mode).save(output, "JPEG" if mode != "1" else "PNG", quality=95, dpi=(300, 300))
    return output.getvalue()


def budget(office: Office, size: int) -> None:
    office.save_machine_settings(replace(office.machine_settings(), copy_budget=size))


def test_pages_and_files_are_made_as_small_as_the_budget_asks_and_no_smaller(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    first, second = (paper.component for paper in draft.papers[:2])
    scan = tray.begin(office, session, draft.id, first)
    (tray.folder_of(office, scan) / "page-0001.jpg").write_bytes(photograph())
    tray.take(office, scan, tray.folder_of(office, scan) / "page-0001.jpg")
    pdf = archive.archived(document([Page("jpeg", photograph(seed=2))])).pdf
    draft = copies.attach_file(office, session, draft, second, pdf)
    limit = len(pdf) * 3 // 4
    budget(office, limit)
    over = budgets.over_budget(office, draft)
    assert [(item.component, item.budget) for item in over] == [(first, limit), (second, limit)]
    assert over[1].size == len(pdf)
    for component in (first, second):
        draft = budgets.make_smaller(office, session, draft, component)
    assert budgets.over_budget(office, draft) == ()
    (small,) = tray.all_pages(office, draft.id)
    assert office.vault.read(small.original) == photograph()
    with Image.open(BytesIO(office.vault.read(small.shown))) as picture:
        assert max(picture.size) == images.FINE_ENOUGH
        assert abs(picture.info["dpi"][0] - 300 * picture.width / 2600) <= 1
    (item,) = draft.papers[1].files
    made = office.vault.read(item.sha256)
    assert item.size == len(made) <= limit
    assert pages.page_count(made) == 1
    assert archive.archived(made).conforms
    (scanned_again,) = page_editor.as_it_came(office, session, [small])
    assert scanned_again.shown == small.original
    page_editor.undo(office, session, draft.id)
    assert page_editor.undo(office, session, draft.id).act == "smaller", "however often it was packed"
    assert page_editor.redo(office, session, draft.id).pages == (small.id,)
    assert drafts.drafts(office, session)[0].papers[1].files == (item,)


def test_what_cannot_be_made_smaller_is_taken_in_all_the_same(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    first = draft.papers[0].component
    scanned(office, session, 1, first)
    draft = copies.attach_file(office, session, draft, first, document([Page("png", photograph(600, mode="1"))]))
    budget(office, 1000)
    before = draft.papers[0].files
    draft = budgets.make_smaller(office, session, draft, first)
    assert draft.papers[0].files == before, "black and white stays"
    assert [item.component for item in budgets.over_budget(office, draft)] == [first]
    accepted = reception.accept(office, session, draft)
    assert accepted.code


def lay(office: Office, session: Session, stream: str, component: str, data: bytes) -> None:
    scan = tray.begin(office, session, stream, component)
    (tray.folder_of(office, scan) / "page-0001.jpg").write_bytes(data)
    tray.take(office, scan, tray.folder_of(office, scan) / "page-0001.jpg")


def test_pages_that_come_late_are_told_of_with_what_is_held_and_made_smaller(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = ready_draft()
    first = draft.papers[0].component
    held = archive.archived(document([Page("jpeg", photograph(600))])).pdf
    accepted = reception.accept(office, session, copies.attach_file(office, session, draft, first, held))
    late = photograph(seed=3)
    budget(office, len(late))
    assert budgets.over_in_dossier(office, accepted.stream) == (), "nothing waits"
    lay(office, session, accepted.stream, first, late)
    (over,) = budgets.over_in_dossier(office, accepted.stream)
    assert (over.component, over.size, over.budget) == (first, len(held) + len(late), len(late))
    budgets.make_pages_smaller(office, session, accepted.stream, first)
    assert budgets.over_in_dossier(office, accepted.stream) == ()
    (small,) = tray.all_pages(office, accepted.stream)
    assert office.vault.read(small.original) == late
    assert len(copies.file_tray(office, session, accepted.stream)) == 1


def test_a_late_copy_over_its_budget_is_attached_all_the_same(
    office: Office, session: Session, ready_draft: Make
) -> None:
    draft = ready_draft()
    first = draft.papers[0].component
    accepted = reception.accept(office, session, draft)
    budget(office, 1000)
    lay(office, session, accepted.stream, first, photograph(600))
    assert [over.component for over in budgets.over_in_dossier(office, accepted.stream)] == [first]
    (sha256,) = copies.file_tray(office, session, accepted.stream)
    assert office.vault.size(sha256) > 1000


def test_what_was_taken_over_and_facts_stay(office: Office, session: Session, ready_draft: Make) -> None:
    draft = ready_draft()
    component = draft.papers[0].component
    pdf = document([Page("jpeg", photograph())])
    reception.accept(office, session, copies.attach_file(office, session, draft, component, pdf))
    again = copies.attach_file(office, session, ready_draft(), component, pdf)
    (same,) = again.papers[0].files
    assert same.source == "reuse"
    budget(office, 1000)
    assert budgets.make_smaller(office, session, again, component).papers[0].files == (same,)
    other = ready_draft()
    described = copies.describe(
        office,
        session,
        copies.attach_file(
            office, session, other, component, archive.archived(document([Page("jpeg", photograph(seed=9))])).pdf
        ),
        component,
        replace(drafts.facts_for(other, component), kind_code="GKS.01"),
    )
    smaller = budgets.make_smaller(office, session, described, component)
    made = office.vault.read(smaller.papers[0].files[0].sha256)
    assert len(made) < described.papers[0].files[0].size
    assert facts_of(made).kind_code == "GKS.01"


def test_packing_keeps_how_a_page_is_turned_and_never_grows() -> None:
    turned = images.turned(photograph(), 1)
    packed = images.packed(turned, 70)
    with Image.open(BytesIO(packed)) as picture:
        assert picture.getexif()[0x0112] == 6
    assert images.packed(packed, 95) == packed
