"""One stack through the feeder lands in the right components; a missing separator is noticed; a receipt leads home."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace

import pytest
from PIL import Image

from app.desk import drafts, printing, reception, stacks, supplements, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.desk.supplements import Wanted
from app.errors import RuleViolation
from app.paper.pages import page_image
from app.paper.separators import sheets
from tests.desk.test_tray import sheet

Make = Callable[..., Draft]


def picture(pdf: bytes, page: int, dpi: int = 110) -> bytes:
    width, height, rows = page_image(pdf, page, dpi)
    packed = io.BytesIO()
    Image.frombytes("RGB", (width, height), rows).convert("L").save(packed, "JPEG", quality=80, dpi=(dpi, dpi))
    return packed.getvalue()


def separator(component: str, procedure: str = "1.004884") -> bytes:
    return picture(sheets(procedure, "Đăng ký lại khai sinh", [(component, "Tờ khai")]), 0)


def feed(office: Office, session: Session, draft: Draft, stack: list[bytes]) -> None:
    """A stack as the feeder brings it, each page looked at."""
    scan = tray.begin(office, session, draft.id)
    for number, data in enumerate(stack, 1):
        path = tray.folder_of(office, scan) / f"page-{number:04d}.jpg"
        path.write_bytes(data)
        for page in tray.take(office, scan, path):
            tray.improve(office, page)
    tray.end(office, scan)


def parts(office: Office, where: str) -> list[tuple[str, int]]:
    return [(document.component, len(document.pages)) for document in tray.documents(office, where)]


@pytest.fixture
def draft(office: Office, session: Session, ready_draft: Make) -> Draft:
    return drafts.save_draft(office, session, ready_draft())


def test_the_sheets_are_those_of_the_checklist(office: Office, session: Session, draft: Draft) -> None:
    pdf = stacks.separator_sheets(office, session, draft)
    feed(office, session, draft, [picture(pdf, 1), sheet(1), picture(pdf, 0), sheet(2), sheet(3)])
    stack = stacks.file_stack(office, session, draft)
    first, second = stacks.expected(draft)
    assert stack.in_order
    assert stack.filed == ((second, 1), (first, 2))
    assert parts(office, draft.id) == [(second, 1), (first, 2)]
    filed = tray.file_into_draft(office, session, draft)
    assert [paper.files[0].pages for paper in filed.papers if paper.files] == [2, 1]
    with pytest.raises(RuleViolation):
        stacks.separator_sheets(office, session, drafts.new_draft(office, session))


def test_a_missing_separator_is_noticed_and_whose_pages_it_left(office: Office, session: Session, draft: Draft) -> None:
    first, second = stacks.expected(draft)
    feed(office, session, draft, [separator(first), sheet(1), sheet(2), sheet(3)])
    stack = stacks.file_stack(office, session, draft)
    assert (stack.missing, stack.suspects, stack.in_order) == ((second,), (first,), False)
    assert parts(office, draft.id) == [(first, 3)]


def test_loose_repeated_and_foreign_parts_wait_for_the_officer(office: Office, session: Session, draft: Draft) -> None:
    first, second = stacks.expected(draft)
    feed(
        office,
        session,
        draft,
        [
            sheet(9),
            separator(first),
            sheet(1),
            separator("other", "2.000815"),
            sheet(2),
            separator(first),
            sheet(3),
            separator(second),
        ],
    )
    stack = stacks.file_stack(office, session, draft)
    assert (stack.loose, stack.repeated, stack.foreign, stack.missing) == (1, (first,), ("other",), (second,))
    assert parts(office, draft.id) == [("", 1), (first, 1), ("", 1), (first, 1)]


def test_a_stack_with_a_receipt_on_top_goes_to_that_dossier(
    office: Office, session: Session, draft: Draft, ready_draft: Make
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    first, second = stacks.expected(draft)
    supplements.request_supplement(office, session, accepted.stream, (Wanted(second, "Bản sao", "bị mờ"),))
    receipt = picture(printing.pdf_of(office, accepted.prints[0]), 0, 200)
    feed(office, session, draft, [receipt, separator(second), sheet(4), sheet(5)])
    stack = stacks.file_stack(office, session, draft)
    assert (stack.tray, stack.code, stack.filed, stack.in_order) == (
        accepted.stream,
        accepted.code,
        ((second, 2),),
        True,
    )
    assert parts(office, accepted.stream) == [(second, 2)]
    assert tray.all_pages(office, draft.id) == []
    assert first != second


def test_only_the_pages_named_are_parted(office: Office, session: Session, draft: Draft) -> None:
    feed(office, session, draft, [sheet(1), sheet(2)])
    only = tray.all_pages(office, draft.id)[0].id
    stack = stacks.file_stack(office, session, replace(draft, papers=()), [only])
    assert (stack.tray, stack.loose) == (draft.id, 1)
    assert parts(office, draft.id) == [("", 1), ("", 1)]
