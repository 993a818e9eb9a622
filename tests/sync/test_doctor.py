"""``motcua doctor`` names what is wrong with a machine, part by part, and nobody in it; ``motcua`` knows its verbs."""

from __future__ import annotations

import io
import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import insert, text

from app.desk import page_editor
from app.desk import tray as capture
from app.desk.acting import Session
from app.desk.office import Office, close_office, open_office
from app.store import journal, prints, tray
from app.store.journal import Settlement
from app.store.thinned_tables import removed_file
from sync import doctor, engine
from sync.doctor import CLOSED, SOUND, UNSOUND, examine, main
from sync.engine import Pace
from tests.sync.conftest import MakeClient, MakeOffice
from tests.sync.hub.counter import PERSON
from tests.sync.province import WARD, Province, attach, enrolled, held, receive
from ui.__main__ import main as motcua
from ui.console import lend_streams

PASSPHRASE = "mật khẩu"


def wrong(office: Office) -> dict[str, str]:
    return {finding.part: finding.text for finding in examine(office) if not finding.is_sound}


@pytest.fixture
def sound(new_office: MakeOffice, province: Province, address: str, tmp_path: Path) -> Office:
    """An enrolled counter with a printer, a dossier and a scan."""
    office = enrolled(new_office("a"), province, address)
    office.save_machine_settings(replace(office.machine_settings(), printer=f"file:{tmp_path / 'papers'}"))
    attach(office, receive(office, "H44.80.01-261123-0001"), b"%PDF-1.7")
    return office


def test_a_sound_machine(sound: Office) -> None:
    found = {finding.part: (finding.is_sound, finding.text) for finding in examine(sound)}
    assert [part for part, (is_sound, _) in found.items() if not is_sound] == []
    assert found["Tệp"][1] == "1 tệp nguyên vẹn"
    assert found["Trạm tỉnh"][1] == "trả lời và nhận máy này"
    assert found["Chờ gửi"][1] == "2 việc, 1 tệp"
    with sound.store.read() as connection:
        assert len(journal.unsent(connection)) == 2, "it only looks"


def test_every_part_is_looked_at(
    sound: Office, province: Province, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sound.store.write() as connection:
        connection.execute(text("UPDATE dossier_count SET number = 9 WHERE name = 'all'"))
        second = journal.unsent(connection)[1]
        journal.settle(connection, [Settlement(second.body.id, "refused", code="scope")], "")
    for path in (sound.profile / "files").glob("*/*"):
        path.unlink()
    (tmp_path / "no-folder").write_text("", encoding="utf-8")
    sound.save_machine_settings(replace(sound.machine_settings(), printer=f"file:{tmp_path / 'no-folder'}"))
    hub_time = province.clock()
    sound.clock = lambda: province.clock().replace(hour=hub_time.hour + 2)
    monkeypatch.setattr(doctor, "RESERVE_BYTES", 1 << 60)
    found = wrong(sound)
    assert found.keys() == {"Dữ liệu", "Tệp", "Ổ đĩa", "Đồng hồ", "Máy in", "Chờ gửi"}
    assert found["Tệp"].startswith("1 trong 1 tệp mất hoặc hỏng")
    assert found["Đồng hồ"] == "nhanh 120 phút so với trạm"
    assert found["Chờ gửi"].startswith("1 việc bị trạm giữ lại")


def harm(office: Office, sha256: str) -> None:
    """One bit of a file of the vault turns over on the disk."""
    path = office.profile / "files" / sha256[:2] / sha256
    stored = bytearray(path.read_bytes())
    stored[-1] ^= 1
    path.write_bytes(stored)


def captured(office: Office) -> tray.TrayPage:
    """A page in the tray that was turned: its file as it came, and another as it is shown."""
    session = Session(f"{WARD}-officer-1", "", "officer", "", WARD, "", "Q01", "device", office.now())
    scan = capture.begin(office, session, "draft")
    picture = capture.folder_of(office, scan) / "page-1.png"
    Image.new("L", (60, 80), 200).save(picture)
    (page,) = capture.take(office, scan, picture)
    capture.end(office, scan)
    (turned,) = page_editor.turn(office, session, [page], 1)
    return turned


@pytest.mark.parametrize("side", ["original", "shown"])
def test_a_page_of_the_tray_that_is_damaged_is_told(sound: Office, side: str) -> None:
    page = captured(sound)
    assert page.original != page.shown
    assert wrong(sound) == {}
    harm(sound, getattr(page, side))
    assert wrong(sound)["Khay quét"].startswith("1 trong 2 ảnh trang mất hoặc hỏng")


def test_a_scan_that_was_cut_off_is_told_until_it_is_taken_in(sound: Office) -> None:
    session = Session(f"{WARD}-officer-1", "", "officer", "", WARD, "", "Q01", "device", sound.now())
    scan = capture.begin(sound, session, "draft")
    Image.new("L", (60, 80), 200).save(capture.folder_of(sound, scan) / "page-1.png")
    assert wrong(sound)["Khay quét"].startswith("1 lần quét bị ngắt")
    capture.recover(sound)
    assert wrong(sound) == {}


@pytest.mark.parametrize("how", ["damaged", "missing"])
def test_a_slip_of_the_print_archive_that_is_damaged_is_told(sound: Office, how: str) -> None:
    def slip(data: bytes) -> str:
        sha256 = sound.vault.add(data)
        with sound.store.write() as connection:
            job = prints.add(
                connection, stream="", form="receipt", title="", copy_number=1, printer="", officer="", at=sound.now()
            )
            prints.drawn(connection, job, sha256)
        return sha256

    first, second = slip(b"%PDF-1.7 a"), slip(b"%PDF-1.7 b")
    found = [finding.text for finding in examine(sound) if finding.part == "Bản in"]
    assert found == ["2 bản in đã lưu nguyên vẹn"]
    harm(sound, second) if how == "damaged" else sound.vault.remove(second)
    assert wrong(sound)["Bản in"].startswith("1 trong 2 bản in đã lưu mất hoặc hỏng")
    with sound.store.write() as connection:
        # What the retention window has taken away is not missing.
        connection.execute(insert(removed_file).values(sha256=second, at=sound.now(), gone=1))
    assert wrong(sound) == {}
    assert sound.vault.has(first)


def test_a_line_that_is_down_is_said(new_office: MakeOffice, province: Province) -> None:
    office = new_office("a")
    assert wrong(office)["Trạm tỉnh"] == "máy chưa đăng ký với trạm"
    with province.serve() as address:
        enrolled(office, province, address)
    assert wrong(office)["Trạm tỉnh"].startswith("không liên lạc được")


def test_a_device_revoked_is_said(sound: Office, province: Province) -> None:
    province.tell("UPDATE device SET revoked_at = now() WHERE kind = 'counter'")
    assert wrong(sound)["Trạm tỉnh"].startswith("trạm không chấp nhận máy này")


def test_nobody_is_named(sound: Office, province: Province) -> None:
    with sound.store.write() as connection:
        for statement in (
            "UPDATE dossier_state SET status = 77",
            "DELETE FROM identifier",
            "UPDATE event SET body = CAST(body || ' ' AS BLOB)",
        ):
            connection.execute(text(statement))
    told = " ".join(finding.text for finding in examine(sound))
    assert not re.search(r"\d{9}", told)
    for secret in (PERSON.full_name, "0001"):
        assert secret not in told


def test_the_verbs_of_the_program(
    tmp_path: Path, province: Province, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    office = open_office(tmp_path / "a", passphrase=PASSPHRASE, clock=province.clock)
    (file := tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    told = ["--profile", str(tmp_path / "a"), "--passphrase-file", str(file)]
    assert motcua(["doctor", *told]) == CLOSED
    assert "Một Cửa đang mở trên máy này" in capsys.readouterr().err
    close_office(office)
    assert motcua(["doctor", *told]) == UNSOUND
    lines = capsys.readouterr().out.splitlines()
    assert "LỖI  Trạm tỉnh: máy chưa đăng ký với trạm" in lines
    assert "tốt  Dữ liệu: khớp với nhật ký" in lines
    assert motcua(["sync", *told, "--enrol", address, province.code()]) == 0
    assert "Còn chờ gửi: 0 việc, 0 tệp." in capsys.readouterr().out
    assert main([*told[:2], "--passphrase-file", str(tmp_path / "none")]) == CLOSED
    assert SOUND == 0


@pytest.mark.parametrize("called_from_one", [True, False])
def test_a_windowed_program_borrows_the_console_it_was_called_from(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, called_from_one: bool
) -> None:
    """Python gives a windowed program on Windows no streams at all; there the console is a file named CONOUT$."""
    console = tmp_path / "console"
    monkeypatch.setattr(sys, "stdout", None)
    monkeypatch.setattr(sys, "stderr", None)
    lend_streams(lambda: called_from_one, str(console))
    with sys.stdout, sys.stderr:
        assert (
            motcua(["doctor", "--profile", str(tmp_path / "a"), "--passphrase-file", str(tmp_path / "none")]) == CLOSED
        )
        sys.stdout.write("quầy\n")
    assert console.exists() == called_from_one
    if called_from_one:
        lines = console.read_text(encoding="utf-8").splitlines()
        assert lines[0].startswith("Không mở được dữ liệu. ")
        assert lines[-1] == "quầy"


def test_streams_that_are_there_stay(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    redirected = io.StringIO()
    monkeypatch.setattr(sys, "stdout", redirected)
    monkeypatch.setattr(sys, "stderr", None)
    lend_streams(lambda: True, str(tmp_path / "console"))
    assert sys.stdout is redirected
    sys.stderr.close()
    assert (tmp_path / "console").exists()


def test_they_need_no_display(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "sync", "--profile", str(tmp_path / "a"), "--passphrase-file", "/dev/null"],
        env=surroundings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Còn thiếu cụm mật khẩu của máy")


def test_what_the_hub_had_placed_and_lost_is_told(
    office: Office, client_for: MakeClient, province: Province, caplog: pytest.LogCaptureFixture
) -> None:
    kept, lost = (receive(office, f"H44.80.01-261123-000{number}") for number in (1, 2))
    client = client_for(office)
    engine.push_once(office, client, Pace())
    engine.pull_once(office, client, Pace())
    before = held(office)
    province.tell(f"DELETE FROM feed WHERE stream = '{lost}'")
    for table in ("dossier_code", "event", "file_use"):
        province.tell(f"DELETE FROM {table} WHERE stream = '{lost}'")
    province.tell(f"DELETE FROM stream WHERE id = '{lost}'")
    for _ in range(2):
        assert engine.reconcile(office, client) == engine.Reconciled(1, 0, 1)
    assert "1 dossiers that the hub had placed are not with it any more" in caplog.text
    told = [finding.text for finding in examine(office) if finding.part == "Trạm tỉnh" and not finding.is_sound]
    assert [text for text in told if text.startswith("1 hồ sơ")]
    assert held(office) == before
    assert kept in {stream for (stream,) in province.rows("SELECT id::text FROM stream")}
