"""One stack through the feeder lands in the right components; a missing separator is noticed; a receipt leads home."""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import replace
from random import Random

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from app.desk import drafts, page_editor, printing, reception, stacks, supplements, tray
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office
from app.desk.supplements import Wanted
from app.errors import RuleViolation
from app.paper import barcode, separators
from app.paper.pages import page_image
from app.paper.separators import sheets
from app.progress import Cancelled, Progress
from app.store.tray import TrayPage
from tests.desk.test_tray import sheet

Make = Callable[..., Draft]


def picture(pdf: bytes, page: int, dpi: int = 110) -> bytes:
    width, height, rows = page_image(pdf, page, dpi)
    packed = io.BytesIO()
    Image.frombytes("RGB", (width, height), rows).convert("L").save(packed, "JPEG", quality=80, dpi=(dpi, dpi))
    return packed.getvalue()


def separator(component: str, procedure: str = "1.004884") -> bytes:
    return picture(sheets(procedure, "Đăng ký lại khai sinh", [(component, "Tờ khai")]), 0)


def feed(office: Office, session: Session, draft: Draft, stack: list[bytes]) -> list[TrayPage]:
    """A stack as the feeder brings it, each page looked at."""
    scan = tray.begin(office, session, draft.id)
    laid = []
    for number, data in enumerate(stack, 1):
        path = tray.folder_of(office, scan) / f"page-{number:04d}.jpg"
        path.write_bytes(data)
        for page in tray.take(office, scan, path):
            laid.append(tray.improve(office, page))
    tray.end(office, scan)
    return laid


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


def test_a_stack_stopped_while_it_is_looked_at_lies_as_it_was_scanned(
    office: Office, session: Session, draft: Draft
) -> None:
    first, _ = stacks.expected(draft)
    feed(office, session, draft, [separator(first), sheet(1)])
    before, progress = tray.all_pages(office, draft.id), Progress()
    progress.cancel.set()
    with pytest.raises(Cancelled):
        stacks.file_stack(office, session, draft, progress=progress)
    assert tray.all_pages(office, draft.id) == before
    counted = Progress()
    assert stacks.file_stack(office, session, draft, progress=counted).filed == ((first, 1),)
    assert (counted.done, counted.total) == (2, 2)


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


def test_a_separator_of_a_paper_that_is_not_on_the_checklist_files_nothing(
    office: Office, session: Session, draft: Draft
) -> None:
    first, second = stacks.expected(draft)
    feed(
        office, session, draft, [separator(first), sheet(1), separator("nobody"), sheet(2), separator(second), sheet(3)]
    )
    stack = stacks.file_stack(office, session, draft)
    assert (stack.foreign, stack.missing, stack.in_order) == (("nobody",), (), False)
    assert parts(office, draft.id) == [(first, 1), ("", 1), (second, 1)]
    assert tray.holds_loose_pages(office, draft)


def with_symbol(text: str) -> bytes:
    """A page that bears a symbol and is otherwise white, as a receipt of another office looks from far."""
    page = Image.new("L", (910, 1287), 255)
    for down, row in enumerate(barcode.matrix(text)):
        for across, black in enumerate(row):
            if black:
                page.paste(0, (200 + 8 * across, 200 + 8 * down, 208 + 8 * across, 208 + 8 * down))
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=90, dpi=(110, 110))
    return packed.getvalue()


def without_square(data: bytes) -> bytes:
    """A receipt whose QR is torn off: the bars are left."""
    page = Image.open(io.BytesIO(data)).convert("L")
    page.paste(255, (page.width * 77 // 100, 0, page.width, page.height // 2))
    packed = io.BytesIO()
    page.save(packed, "JPEG", quality=80, dpi=(200, 200))
    assert separators.squares(page) == []
    return packed.getvalue()


def spoiled(data: bytes, way: str) -> bytes:
    """A separator sheet as it comes after some use: turned, copied, copied from a copy."""
    picture = Image.open(io.BytesIO(data)).convert("L")
    if way in ("upside down", "on its side"):
        picture = picture.rotate(180 if way == "upside down" else 90, expand=True)
    for generation in range({"copied": 1, "copied twice": 2}.get(way, 0)):
        dots, random = picture.filter(ImageFilter.GaussianBlur(1)), Random(generation)
        picture = ImageEnhance.Contrast(dots).enhance(0.6).rotate(2, fillcolor=230)
        for _ in range(3000):
            picture.putpixel((random.randrange(picture.width), random.randrange(picture.height)), random.randrange(256))
    packed = io.BytesIO()
    picture.save(packed, "JPEG", quality=30 if "copied" in way else 80, dpi=(110, 110))
    return packed.getvalue()


@pytest.mark.parametrize("way", ["upside down", "on its side", "copied", "copied twice"])
def test_separators_that_lie_wrong_or_were_copied_part_all_the_same(
    office: Office, session: Session, draft: Draft, way: str
) -> None:
    first, second = stacks.expected(draft)
    stack = [spoiled(separator(first), way), sheet(1), spoiled(separator(second), way), sheet(2)]
    feed(office, session, draft, stack)
    filed = stacks.file_stack(office, session, draft)
    assert filed.in_order
    assert parts(office, draft.id) == [(first, 1), (second, 1)]


def test_the_receipt_of_a_dossier_that_takes_no_papers_here_moves_no_page(
    office: Office, session: Session, draft: Draft, ready_draft: Make
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    receipt = picture(printing.pdf_of(office, accepted.prints[0]), 0, 200)
    first, _ = stacks.expected(draft)
    elsewhere = replace(session, unit="H44.80.31", unit_name="UBND phường khác")
    cases = [
        ("other_unit", elsewhere, lambda: None),
        ("ended", session, lambda: supplements.withdraw(office, session, accepted.stream, "applicant")),
    ]
    for why, who, before in cases:
        before()
        feed(office, session, draft, [receipt, separator(first), sheet(4)])
        stack = stacks.file_stack(office, who, draft)
        assert (stack.tray, stack.code, stack.stranger, stack.why) == (draft.id, "", accepted.code, why)
        assert parts(office, draft.id) == [("", 1), (first, 1)]
        assert tray.all_pages(office, accepted.stream) == []
        tray.discard(office, draft.id)
    strange = "H44.99.09-261123-0042"
    feed(office, session, draft, [with_symbol(strange), sheet(5)])
    for document in tray.documents(office, draft.id):
        page_editor.assign(office, session, draft.id, [document.id], first)  # as pages come from a scan for a paper
    stack = stacks.file_stack(office, session, draft)
    assert (stack.stranger, stack.why, stack.separated) == (strange, "unknown", False)
    assert [page.removed for page in tray.all_pages(office, draft.id)] == ["", ""]
    assert parts(office, draft.id) == [("", 2)], "what may be another person's is of no paper here until said so"
    assert (stack.inside, [code for code, _ in stack.behind]) == ((), [strange])
    with pytest.raises(RuleViolation, match="stack_unknown"):
        stacks.send_on(office, session, draft, *stack.behind[0])


@pytest.mark.parametrize("dpi", [150, 200, 300])
def test_a_receipt_among_the_pages_holds_what_follows_it(
    office: Office, session: Session, draft: Draft, ready_draft: Make, dpi: int
) -> None:
    other = reception.accept(office, session, ready_draft())
    receipt = picture(printing.pdf_of(office, other.prints[0]), 0, dpi)
    first, second = stacks.expected(draft)
    feed(office, session, draft, [separator(first), sheet(1), receipt, sheet(2), separator(second), sheet(3)])
    stack = stacks.file_stack(office, session, draft)
    assert (stack.tray, stack.inside, stack.in_order, stack.loose) == (draft.id, (other.code,), False, 0)
    assert parts(office, draft.id) == [(first, 1), ("", 2), (second, 1)]
    assert tray.all_pages(office, other.stream) == []
    filed = tray.file_into_draft(office, session, draft)
    assert [file.pages for paper in filed.papers for file in paper.files] == [1, 1]
    assert parts(office, draft.id) == [("", 2)]
    gone = stacks.send_on(office, session, draft, *stack.behind[0])
    assert (gone.tray, gone.code, parts(office, draft.id)) == (other.stream, other.code, [])
    assert [page.removed for page in tray.all_pages(office, other.stream)] == ["separator", ""]
    stacks.bring_back(office, draft, gone)
    assert parts(office, draft.id) == [("", 2)]
    for document in tray.documents(office, draft.id):
        page_editor.assign(office, session, draft.id, [document.id], first)
    with pytest.raises(RuleViolation, match="stack_sorted"):
        stacks.send_on(office, session, draft, *stack.behind[0])
    page_editor.undo(office, session, draft.id)
    elsewhere = replace(session, unit="H44.80.31", unit_name="UBND phường khác")
    with pytest.raises(RuleViolation, match="stack_other_unit"):
        stacks.send_on(office, elsewhere, draft, *stack.behind[0])
    supplements.withdraw(office, session, other.stream, "applicant")
    with pytest.raises(RuleViolation, match="stack_ended"):
        stacks.send_on(office, session, draft, *stack.behind[0])
    assert parts(office, draft.id) == [("", 2)]


def test_a_receipt_that_comes_first_after_a_jam_ends_what_came_before(
    office: Office, session: Session, draft: Draft, ready_draft: Make
) -> None:
    other = reception.accept(office, session, ready_draft())
    first, _ = stacks.expected(draft)
    feed(office, session, draft, [separator(first), sheet(1)])
    stacks.file_stack(office, session, draft)
    last = tray.all_pages(office, draft.id)[-1]
    rest = feed(office, session, draft, [sheet(2), picture(printing.pdf_of(office, other.prints[0]), 0, 200), sheet(3)])
    stack = stacks.file_stack(office, session, draft, [page.id for page in rest], last)
    assert stack.inside == (other.code,)
    assert parts(office, draft.id) == [(first, 2), ("", 2)]


def test_a_receipt_among_pages_without_separators_holds_what_follows_it(
    office: Office, session: Session, draft: Draft, ready_draft: Make
) -> None:
    other = reception.accept(office, session, ready_draft())
    receipt = without_square(picture(printing.pdf_of(office, other.prints[0]), 0, 200))
    first, _ = stacks.expected(draft)
    feed(office, session, draft, [sheet(1), receipt, sheet(2)])
    for document in tray.documents(office, draft.id):
        page_editor.assign(office, session, draft.id, [document.id], first)
    stack = stacks.file_stack(office, session, draft)
    assert (stack.separated, stack.inside) == (False, (other.code,))
    assert parts(office, draft.id) == [(first, 1), ("", 2)]


def test_the_own_receipt_among_the_pages_of_a_dossier_is_one_of_them(
    office: Office, session: Session, draft: Draft, ready_draft: Make
) -> None:
    accepted = reception.accept(office, session, ready_draft())
    first, _ = stacks.expected(draft)
    receipt = picture(printing.pdf_of(office, accepted.prints[0]), 0, 200)
    own = replace(draft, id=accepted.stream)
    feed(office, session, own, [separator(first), sheet(1), receipt, sheet(2)])
    stack = stacks.file_stack(office, session, own)
    assert stack.inside == ()
    assert parts(office, accepted.stream) == [(first, 3)]
