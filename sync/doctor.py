"""``motcua doctor``: whether this machine is sound, part by part, in plain sentences that name no person."""

from __future__ import annotations

import argparse
import shutil
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Literal

from app.desk.office import Office, close_office
from app.desk.tray import SCANS
from app.domain.events import instant_of
from app.errors import (
    MotCuaError,
    PostError,
    PrinterUnavailable,
    ReferenceMissing,
    StoredFileDamaged,
)
from app.paper import printers
from app.settings import default_profile
from app.store import doctor as journal_doctor
from app.store import enrolment, files, journal, prints, settings, tray
from app.store.database import RESERVE_BYTES
from app.store.doctor import Fault
from sync.client import HubClient, Timeouts
from sync.engine import MISSING
from sync.enrolment import client_of
from sync.opening import open_profile
from sync.sentences import LINE, sentence

SOUND, UNSOUND, CLOSED = 0, 1, 2
TIMEOUTS = Timeouts(5, 10, 20)
TOLERANCE = timedelta(minutes=5)
"""How far a clock may stand from the hub's before the machine has reference data that say it."""

Part = Literal["Dữ liệu", "Tệp", "Khay quét", "Bản in", "Ổ đĩa", "Đồng hồ", "Máy in", "Trạm tỉnh", "Chờ gửi"]

FAULTS: dict[Fault, str] = {
    "page": "trang dữ liệu hỏng",
    "foreign_key": "dòng trỏ đến dòng không còn",
    "chain": "mắt xích nhật ký không khớp",
    "personal": "phần thông tin cá nhân không khớp dấu trong nhật ký",
    "row": "hồ sơ trong danh sách khác nhật ký",
    "row_missing": "hồ sơ thiếu trong danh sách",
    "row_extra": "hồ sơ thừa trong danh sách",
    "identifiers": "số định danh dùng để tìm không khớp",
    "search": "chỉ mục tìm kiếm không khớp",
    "counter": "số đếm của danh sách không khớp",
    "number": "số hồ sơ nằm ngoài dải được cấp",
}


@dataclass(frozen=True)
class Finding:
    """What was found of one part of the machine."""

    part: Part
    is_sound: bool
    text: str


def examine(office: Office) -> Iterator[Finding]:
    """Every part in turn; nothing is changed, and the hub is only asked."""
    yield from _database(office)
    yield from _files(office)
    yield from _space(office)
    finding, told = _hub(office)
    yield finding
    yield from _lost_by_hub(office)
    yield from _clock(office, told)
    yield from _printer(office)
    yield from _waiting(office)


def _database(office: Office) -> Iterator[Finding]:
    with office.store.read() as connection:
        differences = journal_doctor.check(connection)
    found = Counter(difference.fault for difference in differences)
    if not found:
        yield Finding("Dữ liệu", True, "khớp với nhật ký")
    for fault, number in found.items():
        yield Finding("Dữ liệu", False, f"{FAULTS[fault]}: {number}")


def _files(office: Office) -> Iterator[Finding]:
    """Everything that lies in the vault: copies of papers, pages on their way to become one, and slips as printed."""
    with office.store.read() as connection:
        copies, pages, slips = files.known(connection), tray.hashes(connection), prints.kept(connection)
    yield _whole(office, "Tệp", copies, "tệp", "chụp lại, hoặc chờ trạm gửi về")
    yield _whole(office, "Khay quét", pages, "ảnh trang", "bỏ các trang không hiện hình và quét lại")
    yield _whole(office, "Bản in", slips, "bản in đã lưu", "giấy đã phát vẫn có giá trị; hãy báo quản trị")
    folders = (office.profile / SCANS).glob("*/")
    if unfinished := sum(any(folder.glob("page-*")) for folder in folders):
        text = f"{unfinished} lần quét bị ngắt, trang còn nằm ngoài khay; mở Một Cửa để nhận vào khay"
        yield Finding("Khay quét", False, text)


def _whole(office: Office, part: Part, hashes: set[str], what: str, to_do: str) -> Finding:
    """Whether the vault gives back every one of ``hashes`` as it was put in."""
    damaged = 0
    for sha256 in hashes:
        try:
            office.vault.read(sha256)
        except StoredFileDamaged:
            damaged += 1
    if damaged:
        return Finding(part, False, f"{damaged} trong {len(hashes)} {what} mất hoặc hỏng; {to_do}")
    return Finding(part, True, f"{len(hashes)} {what} nguyên vẹn")


def _space(office: Office) -> Iterator[Finding]:
    free = shutil.disk_usage(office.profile).free
    text = f"còn {free // (1024 * 1024)} MB"
    if free < RESERVE_BYTES:
        yield Finding("Ổ đĩa", False, f"{text}, không đủ để ghi hồ sơ; hãy dọn bớt")
    else:
        yield Finding("Ổ đĩa", True, text)


def _hub(office: Office) -> tuple[Finding, datetime | None]:
    """What the hub says, and the instant it said it at."""
    client = client_of(office, TIMEOUTS)
    if client is None:
        return Finding("Trạm tỉnh", False, "máy chưa đăng ký với trạm"), None
    with closing(client):
        try:
            told = _asked(office, client)
        except PostError as error:
            return Finding("Trạm tỉnh", False, LINE.get(type(error), "trạm trả lời không hiểu được")), None
    return Finding("Trạm tỉnh", True, "trả lời và nhận máy này"), told


def _asked(office: Office, client: HubClient) -> datetime | None:
    with office.store.read() as connection:
        current = enrolment.current(connection)
        if current is None:
            return None
        epoch, after = journal.cursor(connection, current.unit)
    answer = client.feed(current.unit, epoch or current.epoch, after, 1)
    return None if answer is None else instant_of(answer.now)


def _lost_by_hub(office: Office) -> Iterator[Finding]:
    with office.store.read() as connection:
        missing = settings.load(connection, MISSING, int, 0)
    if missing:
        text = f"{missing} hồ sơ có ở máy này mà trạm không còn; giữ nguyên dữ liệu máy này và báo quản trị trạm"
        yield Finding("Trạm tỉnh", False, text)


def _clock(office: Office, told: datetime | None) -> Iterator[Finding]:
    try:
        tolerance = timedelta(seconds=office.reference().settings.clock_tolerance_seconds)
    except ReferenceMissing:
        tolerance = TOLERANCE
    with office.store.read() as connection:
        seen = settings.highest_instant(connection)
    now = office.now()
    if told is not None and abs(now - told) > tolerance:
        ahead = "nhanh" if now > told else "chậm"
        yield Finding("Đồng hồ", False, f"{ahead} {int(abs(now - told).total_seconds()) // 60} phút so với trạm")
    elif seen is not None and now < seen - tolerance:
        yield Finding("Đồng hồ", False, "chậm hơn lần làm việc trước; chỉnh lại rồi hãy cấp mã")
    else:
        yield Finding("Đồng hồ", True, "đúng theo trạm" if told is not None else "không lùi so với lần trước")


def _printer(office: Office) -> Iterator[Finding]:
    address = office.machine_settings().printer
    if not address:
        yield Finding("Máy in", False, "chưa chọn máy in")
        return
    try:
        fault = _printer_fault(address)
    except PrinterUnavailable:
        fault = "máy in không trả lời"
    yield Finding("Máy in", not fault, fault or "sẵn sàng")


def _printer_fault(address: str) -> str:
    found = printers.printer_at(address)
    if isinstance(found, printers.FilePrinter):
        folder = Path(address.partition(":")[2])
        return "" if folder.is_dir() or not folder.exists() else "thư mục nhận bản in không dùng được"
    if isinstance(found, printers.IppPrinter):
        return "" if found.ready().state == "waiting" else "máy in đang dừng"
    known = {each.replace("win:", "windots:") for each in printers.list_addresses()} | set(printers.list_addresses())
    return "" if address in known else "máy in đã chọn không còn trên máy này"


def _waiting(office: Office) -> Iterator[Finding]:
    with office.store.read() as connection:
        waiting = journal.waiting(connection)
        going = files.waiting(connection)
    pending = waiting.get("pending", 0) + waiting.get("upgrade", 0)
    yield Finding("Chờ gửi", True, f"{pending} việc, {going} tệp")
    if held_back := waiting.get("refused", 0):
        yield Finding("Chờ gửi", False, f"{held_back} việc bị trạm giữ lại; xem trang Đồng bộ, mục Bị giữ lại")


def main(arguments: Sequence[str] | None = None) -> int:
    """Examine the machine; 0: sound, 1: something is not, 2: its data could not be opened."""
    parser = argparse.ArgumentParser(prog="motcua doctor", description="Kiểm tra máy này, không đổi gì.")
    parser.add_argument("--profile", type=Path, default=default_profile(), help="thư mục hồ sơ của máy")
    parser.add_argument("--passphrase-file", type=Path, help="tệp có dòng đầu là cụm mật khẩu của máy")
    options = parser.parse_args(arguments)
    try:
        office, _ = open_profile(options.profile, options.passphrase_file)
    except (MotCuaError, OSError) as error:
        failed = "Không mở được dữ liệu."
        words = sentence(error, failed) if isinstance(error, MotCuaError) else f"{failed} ({error})"
        sys.stderr.write(f"{words}\n")
        return CLOSED
    is_sound = True
    try:
        for finding in examine(office):
            is_sound = is_sound and finding.is_sound
            sys.stdout.write(f"{'tốt ' if finding.is_sound else 'LỖI '} {finding.part}: {finding.text}\n")
    finally:
        close_office(office)
    return SOUND if is_sound else UNSOUND


if __name__ == "__main__":
    sys.exit(main())
