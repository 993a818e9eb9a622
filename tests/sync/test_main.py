"""One pass from the command line."""

from __future__ import annotations

from pathlib import Path

import pytest

from app.desk.office import close_office, open_office
from sync.__main__ import DONE, FAILED, LEFT, main
from sync.hub.__main__ import main as administer
from tests.sync.province import Province, attach, hub_events, receive

PASSPHRASE = "mật khẩu"


@pytest.fixture
def ready(tmp_path: Path, province: Province) -> list[str]:
    """Arguments naming a new profile and its passphrase."""
    office = open_office(tmp_path / "a", passphrase=PASSPHRASE, clock=province.clock)
    close_office(office)
    (file := tmp_path / "passphrase").write_text(f"{PASSPHRASE}\n", encoding="utf-8")
    return ["--profile", str(tmp_path / "a"), "--passphrase-file", str(file)]


def test_a_machine_without_a_hub(ready: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(ready) == FAILED
    assert "not_enrolled" in capsys.readouterr().err


def test_the_passphrase_may_come_from_the_editor_of_windows(
    ready: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    file = tmp_path / "passphrase"
    file.write_text(f"{PASSPHRASE}\r\n", encoding="utf-8-sig")
    assert main(ready) == FAILED
    assert "not_enrolled" in capsys.readouterr().err, "it was opened"
    file.write_bytes(PASSPHRASE.encode("utf-16"))
    assert main(ready) == FAILED
    assert capsys.readouterr().err.startswith("Cụm mật khẩu của máy không đúng.")


def test_enrol_and_send(
    ready: list[str], tmp_path: Path, province: Province, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ready, "--enrol", address, "AAAAA-AAAAA"]) == FAILED
    told = capsys.readouterr().err
    assert told.startswith("Mã ghi danh sai")
    assert "enrolment_code_refused" in told
    assert main([*ready, "--enrol", address, province.code()]) == DONE
    assert capsys.readouterr().out.splitlines() == [
        "Đã ghi danh quầy Q01 của đơn vị H44.80.01.",
        "Còn chờ gửi: 0 việc, 0 tệp.",
    ]
    office = open_office(tmp_path / "a", passphrase=PASSPHRASE, clock=province.clock)
    stream = receive(office, "H44.80.01-261123-0001")
    sha256 = attach(office, stream, b"%PDF-1")
    close_office(office)
    (path,) = (tmp_path / "a" / "files").glob(f"*/{sha256}")
    path.unlink()
    assert main(ready) == LEFT
    assert "Còn chờ gửi: 0 việc, 1 tệp." in capsys.readouterr().out
    assert len(hub_events(province)) == 2


def test_by_stick(
    ready: list[str], tmp_path: Path, province: Province, address: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main([*ready, "--enrol", address, province.code()]) == DONE
    office = open_office(tmp_path / "a", passphrase=PASSPHRASE, clock=province.clock)
    receive(office, "H44.80.01-261123-0001")
    close_office(office)
    assert main([*ready, "--pack", str(tmp_path)]) == DONE
    (bundle,) = tmp_path.glob("*.motcua")
    assert f"Đã ghi {bundle.name}: 1 việc, 0 tệp." in capsys.readouterr().out
    where = ["--database", province.url, "--files", str(province.folder)]
    assert administer(["answer-bundle", *where, str(bundle), str(tmp_path / "answer")]) == 0
    assert "H44.80.01: 1 đợt, 0 không nhận, 0 tệp" in capsys.readouterr().out
    assert main([*ready, "--take-in", str(tmp_path / "answer")]) == DONE
    assert "Đã nhận: 1 việc được ghi nhận, 1 việc mới, 0 tệp." in capsys.readouterr().out
    assert main([*ready, "--take-in", str(bundle)]) == FAILED
    assert "bundle_invalid" in capsys.readouterr().err


def test_a_wrong_passphrase(
    ready: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("getpass.getpass", lambda prompt: "sai")
    assert main(ready[:2]) == FAILED
    assert "passphrase_wrong" in capsys.readouterr().err
