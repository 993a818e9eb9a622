"""The page editor: pages turned, cut, parted, joined, laid aside; each act taken back and done again, whole or not."""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

import pytest
from PIL import Image

from app.desk import copies, drafts, page_editor, reception, tray
from app.desk.acting import Session, record
from app.desk.drafts import Draft
from app.desk.office import Office
from app.domain import acts as journal_acts
from app.domain.events import Placement
from app.errors import RuleViolation
from app.store import journal, tray_steps
from app.store import tray as kept
from app.store.journal import Settlement
from app.store.tray import TrayPage
from tests.desk.test_tray import TRAY, scanned, sheet, shown


def test_pages_turn_and_are_cut_and_their_first_picture_stays(office: Office, session: Session) -> None:
    (page,) = scanned(office, session, 1)
    (turned,) = page_editor.turn(office, session, [page], 1)
    assert Image.open(BytesIO(tray.thumbnail(office, turned, 80))).size[1] < 80
    (cut,) = page_editor.crop(office, session, [turned], (0, 0, 1, 0.5))
    assert cut.original == page.original
    (askew,) = page_editor.straighten(office, session, [cut], 1.0)
    assert len({page.shown, turned.shown, cut.shown, askew.shown}) == 4
    assert page_editor.as_it_came(office, session, [askew]) == (page,)


def test_documents_split_merge_and_move(office: Office, session: Session) -> None:
    one, two, three, four = scanned(office, session, 4, "to_khai")
    page_editor.split(office, session, TRAY, three.id)
    first, second = tray.documents(office, TRAY)
    assert [page.id for page in second.pages] == [three.id, four.id]
    page_editor.assign(office, session, TRAY, [second.id], "giay_chung_sinh")
    assert [document.component for document in tray.documents(office, TRAY)] == ["to_khai", "giay_chung_sinh"]
    page_editor.reorder(office, session, TRAY, [two.id, one.id])
    assert shown(office) == [two.id, one.id, three.id, four.id]
    page_editor.merge(office, session, TRAY, second.id, first.id)
    (whole,) = tray.documents(office, TRAY)
    assert whole.component == "giay_chung_sinh"
    assert [page.id for page in whole.pages] == [three.id, four.id, two.id, one.id]
    page_editor.split(office, session, TRAY, one.id)
    page_editor.reorder(office, session, TRAY, [three.id, one.id, four.id, two.id])
    middle = tray.documents(office, TRAY)[1].id
    page_editor.merge(office, session, TRAY, second.id, second.id)
    assert shown(office) == [three.id, four.id, two.id, one.id]
    assert [document.id for document in tray.documents(office, TRAY)] == [second.id, middle]
    with pytest.raises(ValueError, match="this tray"):
        page_editor.reorder(office, session, TRAY, ["another"])


def test_manual_duplex_puts_the_backs_between_the_fronts(office: Office, session: Session) -> None:
    fronts = scanned(office, session, 3, "to_khai")
    backs = scanned(office, session, 3)
    page_editor.join_sides(office, session, TRAY, fronts, backs)
    (whole,) = tray.documents(office, TRAY)
    expected = [fronts[0], backs[2], fronts[1], backs[1], fronts[2], backs[0]]
    assert [page.id for page in whole.pages] == [page.id for page in expected]
    with pytest.raises(ValueError, match="backs"):
        page_editor.join_sides(office, session, TRAY, fronts, backs[:1])


def test_two_sides_of_a_card_share_a_sheet_in_the_fronts_place(office: Office, session: Session) -> None:
    front, back, other = scanned(office, session, 3, "the")
    joined = page_editor.two_sides(office, session, front, back)
    assert shown(office) == [joined.id, other.id]
    assert {page.removed for page in tray.all_pages(office, TRAY) if page.id in {front.id, back.id}} == {"joined"}


def acts(office: Office, session: Session) -> list[Callable[[], object]]:
    """One of every kind of act, on pages that are read anew."""

    def lying() -> list[TrayPage]:
        return [page for page in tray.all_pages(office, TRAY) if not page.removed]

    return [
        lambda: page_editor.turn(office, session, lying()[:2], 1),
        lambda: page_editor.crop(office, session, lying()[:1], (0, 0, 1, 0.5)),
        lambda: page_editor.straighten(office, session, lying()[:1], 1.0),
        lambda: page_editor.lay_aside(office, session, lying()[:2]),
        lambda: page_editor.take_back(office, session, tray.all_pages(office, TRAY)[:1]),
        lambda: page_editor.as_it_came(office, session, tray.all_pages(office, TRAY)[:2]),
        lambda: page_editor.move(office, session, lying()[2:4], -1),
        lambda: page_editor.split(office, session, TRAY, lying()[3].id),
        lambda: page_editor.assign(office, session, TRAY, [lying()[-1].document], "giay_to"),
        lambda: page_editor.two_sides(office, session, lying()[0], lying()[1]),
        lambda: page_editor.merge(office, session, TRAY, lying()[-1].document, lying()[0].document),
        lambda: page_editor.join_sides(office, session, TRAY, lying()[:2], lying()[2:4]),
        lambda: page_editor.reorder(office, session, TRAY, [page.id for page in reversed(lying())]),
        lambda: page_editor.make_smaller(office, session, {lying()[0]: sheet(77)}),
    ]


def test_every_act_is_taken_back_one_by_one_and_done_again(office: Office, session: Session) -> None:
    scanned(office, session, 6, "to_khai")
    stood = [tray.all_pages(office, TRAY)]
    for act in acts(office, session):
        act()
        stood.append(tray.all_pages(office, TRAY))
        assert stood[-1] != stood[-2]
    taken_back = []
    for before in reversed(stood[:-1]):
        undone = page_editor.undo(office, session, TRAY)
        taken_back.append(undone.act)
        assert tray.all_pages(office, TRAY) == before
        assert set(undone.pages) <= {page.id for page in before}
        assert all(office.vault.read(page.shown) for page in before)
    assert set(taken_back) == set(tray_steps.Act.__args__)  # type: ignore[attr-defined]
    with pytest.raises(RuleViolation, match="undo_nothing"):
        page_editor.undo(office, session, TRAY)
    for after in stood[1:]:
        assert page_editor.redo(office, session, TRAY).again
        assert tray.all_pages(office, TRAY) == after
    with pytest.raises(RuleViolation, match="redo_nothing"):
        page_editor.redo(office, session, TRAY)
    with office.store.read() as connection:
        noted = tray_steps.steps(connection, TRAY)
    assert len(noted) == 3 * (len(stood) - 1), "taking back and doing again are noted beside, never over, what was done"


def test_pages_that_came_since_stay_and_a_new_act_ends_doing_again(office: Office, session: Session) -> None:
    one, two = scanned(office, session, 2, "to_khai")
    page_editor.lay_aside(office, session, [one])
    page_editor.two_sides(office, session, *page_editor.take_back(office, session, [one]), two)
    (late,) = scanned(office, session, 1, "giay_to")
    page_editor.undo(office, session, TRAY)
    assert shown(office) == [one.id, two.id, late.id]
    page_editor.redo(office, session, TRAY)
    assert shown(office)[1:] == [late.id]
    page_editor.undo(office, session, TRAY)
    page_editor.move(office, session, [late], 1)
    assert page_editor.redo(office, session, TRAY).act == "two_sides", "what moved nothing is no act"
    page_editor.undo(office, session, TRAY)
    page_editor.turn(office, session, [late], 2)
    with pytest.raises(RuleViolation, match="redo_nothing"):
        page_editor.redo(office, session, TRAY)


def test_pages_filed_anew_since_are_left_and_nothing_is_half_taken_back(office: Office, session: Session) -> None:
    one, two = scanned(office, session, 2, "to_khai")
    page_editor.assign(office, session, TRAY, [one.document], "giay_to")
    with office.store.write() as connection:
        kept.change(connection, [two.id], component="khac")  # as a stack is filed by its separators
    before = tray.all_pages(office, TRAY)
    with pytest.raises(RuleViolation, match="undo_changed"):
        page_editor.undo(office, session, TRAY)
    assert tray.all_pages(office, TRAY) == before


def test_what_became_a_copy_stands_and_leaves_no_picture(
    office: Office, session: Session, ready_draft: Callable[..., Draft]
) -> None:
    draft = drafts.save_draft(office, session, ready_draft())
    component = draft.papers[0].component
    lay_in(office, session, draft.id, component, 1)
    (page,) = tray.all_pages(office, draft.id)
    (turned,) = page_editor.turn(office, session, [page], 1)
    (again,) = page_editor.turn(office, session, [turned], 1)
    draft = tray.file_into_draft(office, session, draft)
    for sha256 in {page.shown, turned.shown, again.shown}:
        assert not office.vault.has(sha256)
    with pytest.raises(RuleViolation, match="undo_filed"):
        page_editor.undo(office, session, draft.id)
    accepted = reception.accept(office, session, draft)
    lay_in(office, session, accepted.stream, component, 2)
    (late,) = tray.all_pages(office, accepted.stream)
    page_editor.turn(office, session, [late], 1)
    (sha256,) = copies.file_tray(office, session, accepted.stream)
    with pytest.raises(RuleViolation, match="undo_attached"):
        page_editor.undo(office, session, accepted.stream)
    with office.store.write() as connection:
        of_dossier = [event for event in journal.unsent(connection) if event.body.stream == accepted.stream]
        for place, event in enumerate(of_dossier, 1):
            placement = Placement(place, "effective", None, office.now())
            journal.settle(connection, [Settlement(event.body.id, "placed", placement)], "epoch")
    with pytest.raises(RuleViolation, match="undo_sent"):
        page_editor.undo(office, session, accepted.stream)
    signed = journal_acts.Signed(sha256, "0" * 64, 9, "Nguyễn Thị Ký", office.now())
    with office.store.write() as connection:
        record(connection, office, session, accepted.stream, signed)
    with pytest.raises(RuleViolation, match="undo_signed"):
        page_editor.undo(office, session, accepted.stream)


def lay_in(office: Office, session: Session, into: str, component: str, number: int) -> None:
    scan = tray.begin(office, session, into, component)
    path = tray.folder_of(office, scan) / "page-0001.jpg"
    path.write_bytes(sheet(number))
    tray.take(office, scan, path)
