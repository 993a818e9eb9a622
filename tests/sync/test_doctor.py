"""``motcua doctor`` names what is wrong with a machine, part by part, and nobody in it; ``motcua`` knows its verbs."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import text

from app.desk.office import Office, close_office, open_office
from app.store import journal
from app.store.journal import Settlement
from sync import doctor
from sync.doctor import CLOSED, SOUND, UNSOUND, examine, main
from tests.sync.conftest import MakeOffice
from tests.sync.hub.counter import PERSON
from tests.sync.province import Province, attach, enrolled, receive
from ui.__main__ import main as motcua

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


def test_they_need_no_display(tmp_path: Path) -> None:
    surroundings = {name: value for name, value in os.environ.items() if name not in ("DISPLAY", "QT_QPA_PLATFORM")}
    done = subprocess.run(
        [sys.executable, "-m", "ui", "sync", "--profile", str(tmp_path / "a"), "--passphrase-file", "/dev/null"],
        env=surroundings, capture_output=True, text=True, timeout=120, check=False,
    )  # fmt: skip
    assert done.returncode == 2
    assert done.stderr.startswith("Không làm được: ")
