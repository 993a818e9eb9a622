"""Fifty copies in one go with everything that goes wrong at a counter: the token pulled, the PIN wrong, the round
stopped, the machine killed. What is said to be signed is signed, the rest waits, and the PIN lies nowhere."""

from __future__ import annotations

import os
import random
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from pkcs11 import exceptions as token_errors

from app.capture.pages import Page, document
from app.desk import drafts, reception, signing
from app.desk.acting import Session
from app.desk.drafts import Draft
from app.desk.office import Office, close_office, open_office
from app.errors import SigningFailed
from tests.desk.conftest import PASSPHRASE, SetClock
from tests.desk.test_tray import ROOT, sheet
from tests.vault.rough_token import RoughToken
from tests.vault.tokens import FOLDER, PIN, Authority, Tokens, copied, make, tokens

COPIES = 50


@pytest.fixture(scope="session")
def softhsm() -> Tokens:
    return tokens()


@pytest.fixture
def fifty(office: Office, session: Session, ready_draft: Callable[..., Draft]) -> tuple[signing.CopyToSign, ...]:
    """Twenty-five dossiers with two copies each."""
    for first in range(0, COPIES, 2):
        draft = ready_draft()
        for number, paper in enumerate(draft.papers[:2]):
            copy = document([Page("jpeg", sheet(first + number))])
            draft = drafts.attach(office, session, draft, paper.component, copy)
        reception.accept(office, session, draft)
    waiting = signing.waiting(office, session)
    assert len(waiting) == COPIES
    return waiting


@pytest.fixture
def rough(softhsm: Tokens, monkeypatch: pytest.MonkeyPatch) -> RoughToken:
    made = RoughToken(softhsm.module, "officer")
    monkeypatch.setattr("pkcs11.lib", made)
    return made


def signed_acts(office: Office) -> list[tuple[str, str]]:
    """Every copy the journal says is signed: its hash before and after."""
    with office.store.read() as connection:
        query = "SELECT json_extract(body, '$.payload.before'), json_extract(body, '$.payload.after') FROM event"
        return [tuple(row) for row in connection.exec_driver_sql(f"{query} WHERE kind = 'sign'")]


def prove(office: Office, session: Session, every: tuple[signing.CopyToSign, ...]) -> int:
    """That each copy is signed, with a file that bears it out, or waits, and none is both; how many are signed."""
    acts = signed_acts(office)
    assert len({before for before, _ in acts}) == len(acts)
    for _, after in acts:
        (seen,) = signing.seen(office, after)
        assert seen.intact
        assert seen.whole
    waiting = {copy.sha256 for copy in signing.waiting(office, session)}
    assert waiting | {before for before, _ in acts} == {copy.sha256 for copy in every}
    assert not waiting & {before for before, _ in acts}
    return len(acts)


@pytest.mark.parametrize("says", [token_errors.DeviceRemoved, token_errors.GeneralError, token_errors.FunctionFailed])
def test_a_token_pulled_in_the_middle_ends_the_round_and_the_rest_goes_on_when_it_is_back(
    office: Office,
    session: Session,
    fifty: tuple[signing.CopyToSign, ...],
    rough: RoughToken,
    softhsm: Tokens,
    says: type[Exception],
) -> None:
    rough.pulled_after, rough.pulled_says = 17, says
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        outcome = signing.sign(office, session, token, fifty)
    assert (outcome.signed, [why for _, why in outcome.failed], outcome.left) == (17, ["no_token"], COPIES - 18)
    assert prove(office, session, fifty) == 17
    with pytest.raises(SigningFailed) as failed:
        signing.open_token(office, softhsm.module, PIN, "officer")
    assert failed.value.facts["reason"] == "no_token"
    rough.plug()
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        outcome = signing.sign(office, session, token, signing.waiting(office, session))
    assert (outcome.signed, outcome.failed, outcome.left) == (COPIES - 17, (), 0)
    assert prove(office, session, fifty) == COPIES
    assert rough.signed == COPIES


def test_three_wrong_pins_lock_it_and_are_no_more_than_three(
    office: Office, session: Session, rough: RoughToken, softhsm: Tokens
) -> None:
    def refused(pin: str) -> object:
        with pytest.raises(SigningFailed) as failed:
            signing.open_token(office, softhsm.module, pin, "officer")
        return failed.value.facts["reason"]

    assert refused("000001") == "pin_wrong"
    assert not signing.tokens_seen(softhsm.module, office.now())[0].last_try
    assert refused("000002") == "pin_wrong"
    assert signing.tokens_seen(softhsm.module, office.now())[0].last_try
    assert refused("000003") == "pin_wrong"
    assert rough.tries == 3
    (seen,) = signing.tokens_seen(softhsm.module, office.now())
    assert seen.fault == "pin_locked"
    assert refused(PIN) == "pin_locked"


def test_a_round_stopped_in_the_middle_has_signed_what_it_says(
    office: Office, session: Session, fifty: tuple[signing.CopyToSign, ...], softhsm: Tokens
) -> None:
    progress = signing.SigningProgress()
    with signing.open_token(office, softhsm.module, PIN, "officer") as token:
        outcome = signing.sign(office, session, token, fifty, progress=progress, cancelled=lambda: progress.done >= 20)
    assert (outcome.signed, outcome.failed, outcome.left) == (20, (), COPIES - 20)
    assert prove(office, session, fifty) == 20


def everything_kept(office: Office, folder: Path) -> bytes:
    """All that lies on this machine: what is encrypted as it reads without, and every file as it is."""
    kept = [path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()]
    names = [path.name for path in sorted((office.profile / "files").rglob("*"))]
    kept += [office.vault.read(name) for name in names if len(name) == 64]
    with office.store.read() as connection:
        tables = connection.exec_driver_sql("SELECT name FROM sqlite_master WHERE type = 'table'").scalars().all()
        for table in tables:
            for row in connection.exec_driver_sql(f'SELECT * FROM "{table}"'):
                kept += [value if isinstance(value, bytes) else str(value).encode() for value in row]
    return b"\n".join(kept)


def test_the_pin_lies_in_no_file_no_row_and_no_line_of_the_log(
    office: Office,
    session: Session,
    fifty: tuple[signing.CopyToSign, ...],
    softhsm: Tokens,
    tmp_path: Path,
    caplog: pytest.LogCaptureFixture,
) -> None:
    caplog.set_level("DEBUG")
    # Not digits alone: those of a hash could be the same by chance.
    right, wrong = "Dung-ma-PIN-7q", "Sai-ma-PIN-9x"
    key, certificate = Authority().officer("Nguyễn Thị Ký")
    make(Path(FOLDER.name), "wordy", key, certificate, right)
    with pytest.raises(SigningFailed) as failed:
        signing.open_token(office, softhsm.module, wrong, "wordy")
    with signing.open_token(office, softhsm.module, right, "wordy") as token:
        assert signing.sign(office, session, token, fifty[:3]).signed == 3
    kept = everything_kept(office, tmp_path)
    assert fifty[0].code.encode() in kept  # What is looked through is really readable.
    assert b"officer" in kept
    told = f"{failed.value!r} {failed.value.__cause__!r} {caplog.text} {os.environ!r}"
    for pin in (wrong, right):
        assert pin.encode() not in kept
        assert pin not in told
    for name in ("Nguyễn Thị Ký", session.name, fifty[0].applicant_name):
        assert name not in caplog.text


def test_killed_in_the_middle_the_round_is_true_and_goes_on(
    office: Office,
    session: Session,
    fifty: tuple[signing.CopyToSign, ...],
    softhsm: Tokens,
    tmp_path: Path,
    clock: SetClock,
) -> None:
    close_office(office)
    pick = random.Random(7)
    said: set[str] = set()
    asked = [sys.executable, "-m", "tests.desk.signing_child", str(tmp_path / "profile")]
    asked += [msgspec.json.encode(session).decode(), clock.now.isoformat(), str(softhsm.module), "officer"]
    for lives in range(12):
        own = copied(tmp_path / f"tokens{lives}")
        with subprocess.Popen(
            asked, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, cwd=ROOT, env=own
        ) as child:
            assert child.stdin is not None
            assert child.stdout is not None
            child.stdin.write(PIN + "\n")
            child.stdin.flush()
            assert child.stdout.readline() == "working\n"
            try:
                # The last life may end by itself.
                child.wait(600 if lives == 11 else pick.uniform(0.1, 1.2))
            except subprocess.TimeoutExpired:
                child.kill()
            lines = child.stdout.read().splitlines()
        said |= set(lines) - {"all"}
        again = open_office(tmp_path / "profile", passphrase=PASSPHRASE, clock=clock)
        try:
            done = prove(again, session, fifty)
            assert said <= {before for before, _ in signed_acts(again)}
        finally:
            close_office(again)
        if "all" in lines:
            break
    assert done == COPIES
    assert lives > 0, "no life was cut short"
