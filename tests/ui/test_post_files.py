"""The files of the post: those sent and those fetched, how far each is, why it waits, when next, and what to do."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path

import pytest

from app.desk import dispatch
from app.desk.acting import Session
from app.desk.dispatch import FileLine
from app.desk.office import Office
from app.desk.post_status import FILES_AGAIN, OFFERED_AGAIN, FileProgress
from app.store import files, journal
from app.store.journal import Settlement
from tests.ui.conftest import Journey, Shown
from ui import post_files
from ui.place import Counter, Place
from ui.post import PostPage

Show = Callable[[Place], Shown]
ROOT = Path(__file__).resolve().parents[2]
SCAN, OTHER = "aa" * 32, "bb" * 32
KEPT_UP = ("hash", "too_large", "offset", "coding", "request_invalid", "internal", "stored_file_damaged", "not_found")
KEPT_DOWN = ("not_found", "range", "too_large", "hash", "disk_full", "request_invalid", "internal")
"""Codes that may be kept with a file: sync/parcels.py, sync/courier.py and what sync/hub refuses a file with."""


def page(shown: Shown) -> PostPage:
    assert isinstance(shown.place, PostPage)
    return shown.place


def on_files(counter: Counter, show: Show) -> Shown:
    shown = show(PostPage(counter))
    shown.place.go("files")
    return shown


def cells(shown: Shown, name: str) -> list[str]:
    model = page(shown)._models["files"]
    column = [column.name for column in model.columns].index(name)
    return [model.cell(row, column).text for row in range(len(model.rows))]


def failed(office: Office, error: str) -> None:
    """A scan that failed on its way up and is tried again in eight minutes."""
    with office.store.write() as connection:
        files.add(connection, SCAN, 4000, "application/pdf", office.now())
        files.failed(connection, SCAN, error)
    office.post.rounds = {FILES_AGAIN: office.now() + timedelta(minutes=8)}
    office.post.state = "idle"


def wanted(office: Office, stream: str, error: str = "") -> None:
    with office.store.write() as connection:
        files.want(connection, OTHER, stream, office.now())
        if error:
            files.not_fetched(connection, OTHER, error)
    office.post.rounds = {FILES_AGAIN: office.now() + timedelta(minutes=8)}
    office.post.state = "idle"


def test_a_scan_on_its_way_shows_how_far_it_is(counter: Counter, show: Show, office: Office) -> None:
    with office.store.write() as connection:
        files.add(connection, SCAN, 4000, "application/pdf", office.now())
        files.sending(connection, SCAN, 1000)
    shown = on_files(counter, show)
    assert cells(shown, "state") == ["25 % sent"]
    assert cells(shown, "way") == ["sent"]
    office.post.progress = FileProgress("", SCAN, 3000, 4000)
    assert cells(shown, "state") == ["75 % sent"]


def test_a_file_that_failed_says_why_and_when_next(counter: Counter, show: Show, office: Office) -> None:
    failed(office, "hash")
    shown = on_files(counter, show)
    assert cells(shown, "state") == ["it arrived damaged; next try 08:38"]
    # Not before the line is there again, and never at a time that has passed.
    office.post.reason, office.post.next_try = "hub_unreachable", office.now() + timedelta(minutes=20)
    assert cells(shown, "state") == ["it arrived damaged; next try 08:50"]
    office.post.reason, office.post.next_try = "", None
    office.post.rounds = {FILES_AGAIN: office.now() - timedelta(minutes=1)}
    assert cells(shown, "state") == ["it arrived damaged; next try 08:30"]
    office.post.rounds = {}
    assert cells(shown, "state") == ["it arrived damaged"]


@pytest.mark.parametrize(
    ("error", "short", "means"),
    [
        ("hash", "it arrived damaged", "the hub did not keep it"),
        ("too_large", "the file is too large", "Scan the paper again to a smaller file"),
        ("offset", "what the hub has of it does not fit", "tried again by itself"),
        ("coding", "the hub did not understand the request", "show this line to the administrator"),
        ("stored_file_damaged", "damaged on this machine", "Scan that paper again"),
        ("status_418", "the hub refused it (status_418)", "The hub refused this file (status_418)."),
    ],
)
def test_what_the_hub_says_of_a_scan_is_told_with_what_to_do(
    counter: Counter, show: Show, office: Office, error: str, short: str, means: str
) -> None:
    failed(office, error)
    shown = on_files(counter, show)
    assert cells(shown, "state") == [f"{short}; next try 08:38"]
    assert means in page(shown).detail.text()


@pytest.mark.parametrize(
    ("error", "short", "means"),
    [
        ("not_found", "the hub does not have it yet", "ask that counter"),
        ("hash", "it arrived damaged", "not the file that was asked for"),
        ("range", "what the hub has of it does not fit", "tried again by itself"),
        ("too_large", "the file is too large", "Ask the counter that has it for a smaller scan"),
        ("disk_full", "the disk of this machine is full", "Free some space: the file then comes by itself"),
    ],
)
def test_a_file_that_could_not_be_fetched_says_why_and_what_to_do(
    counter: Counter, show: Show, journey: Journey, office: Office, error: str, short: str, means: str
) -> None:
    wanted(office, journey.accept().stream, error)
    shown = on_files(counter, show)
    assert cells(shown, "state") == [f"{short}; next try 08:38"]
    assert means in page(shown).detail.text()


@pytest.mark.parametrize(("codes", "fetched"), [(KEPT_UP, False), (KEPT_DOWN, True)])
def test_every_code_that_may_be_kept_has_words_of_its_own(
    office: Office, codes: tuple[str, ...], *, fetched: bool
) -> None:
    for code in codes:
        row = FileLine(SCAN, "", "", 4000, 0, "failed", code, office.now(), fetched=fetched)
        assert "(" not in post_files.state(row, office.post, office.now()).text, code
        assert f"({code})" not in post_files.detail(row), code


def test_the_hub_refuses_files_with_no_other_codes() -> None:
    """Whoever adds a refusal of a file gives it words here; two are dealt with at once and never kept."""
    said = {
        code
        for name in ("api_files", "files", "shelves")
        for status, code in re.findall(
            r'Refused\((\d+), "(\w+)"', (ROOT / "sync" / "hub" / f"{name}.py").read_text(encoding="utf-8")
        )
        if status != "503"
    }
    ours = {
        code
        for name in ("parcels", "courier")
        for code in re.findall(
            r'_failed\([^()]*, "(\w+)"\)', (ROOT / "sync" / f"{name}.py").read_text(encoding="utf-8")
        )
    }
    assert "hash" in said
    assert "too_large" in ours
    assert (said | ours) - {"uploading"} <= set(post_files.REASONS)


def test_what_is_to_be_fetched_is_listed_with_its_way_and_how_far_it_is(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    accepted = journey.accept()
    with office.store.write() as connection:
        files.add(connection, SCAN, 4000, "application/pdf", office.now())
    wanted(office, accepted.stream)
    shown = on_files(counter, show)
    assert cells(shown, "code")[0] == accepted.code
    assert cells(shown, "way") == ["fetched", "sent"]
    assert cells(shown, "size") == ["–", "3 KB"]
    assert cells(shown, "state") == ["waits its turn", "waits its turn"]
    assert "comes from the hub by itself" in page(shown).detail.text()
    assert page(shown).sheets.button_for("files").text() == "Files  2"
    office.post.state, office.post.progress = "working", FileProgress(accepted.stream, OTHER, 2048, 8192)
    assert cells(shown, "state") == ["25 % fetched", "waits its turn"]
    assert cells(shown, "size") == ["8 KB", "3 KB"]
    office.post.state, office.post.progress, office.post.reason = "waiting", None, "hub_unreachable"
    office.post.cause, office.post.next_try = "timeout", office.now() + timedelta(minutes=4)
    assert cells(shown, "state") == [
        "no answer came, so it is asked for again; next try 08:34",
        "no answer came, so it is sent again; next try 08:34",
    ]
    page(shown)._opened("files", "")
    assert shown.wanted == [f"dossier/{accepted.stream}"]


def test_neither_the_code_nor_the_time_is_cut_in_a_small_window(counter: Counter, show: Show, office: Office) -> None:
    failed(office, "hash")
    shown = on_files(counter, show)
    view = page(shown).views["files"]
    shown.place.resize(823, 400)
    shown.settle()
    kept = {
        column.name: view.columnWidth(at)
        for at, column in enumerate(page(shown)._models["files"].columns)
        if not view.isColumnHidden(at)
    }
    assert list(kept) == ["code", "way", "state"]
    assert kept["code"] >= 226
    assert kept["state"] >= 400


def test_one_file_on_its_way_in_both_directions_has_two_lines(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    wanted(office, journey.accept().stream)
    with office.store.write() as connection:
        files.add(connection, OTHER, 4000, "application/pdf", office.now())
    shown = on_files(counter, show)
    model = page(shown)._models["files"]
    assert [model.place_of(row.id) for row in model.rows] == [0, 1]


def test_no_more_is_listed_than_the_lists_hold_and_all_is_counted(
    counter: Counter, show: Show, journey: Journey, office: Office, session: Session
) -> None:
    stream = journey.accept().stream
    with office.store.write() as connection:
        for number in range(dispatch.MOST + 20):
            files.want(connection, f"{number:064x}", stream, office.now())
    found = dispatch.dispatch(office, session)
    assert (len(found.files), found.files_wanted) == (dispatch.MOST, dispatch.MOST + 20)
    shown = on_files(counter, show)
    assert page(shown).sheets.button_for("files").text() == f"Files  {dispatch.MOST + 20}"


def test_an_act_for_a_newer_hub_says_when_it_is_offered_again(
    counter: Counter, show: Show, journey: Journey, office: Office
) -> None:
    journey.accept()
    with office.store.write() as connection:
        journal.settle(connection, [Settlement(journal.unsent(connection)[0].body.id, "upgrade")], "epoch")
    office.post.rounds = {OFFERED_AGAIN: office.now() + timedelta(hours=3)}
    shown = show(PostPage(counter))
    assert page(shown)._models["outbox"].cell(0, 3).text == "the hub needs a newer version; next try 11:30"
    assert "“Send now” asks the hub again at once" in page(shown).detail.text()
