"""``motcua sync``: one pass of the post without a window, by line or by memory stick."""

from __future__ import annotations

import argparse
import logging
import sys
from collections.abc import Sequence
from pathlib import Path

from app.desk.office import Office, close_office
from app.errors import HubBusy, HubUnauthorised, HubUnreachable, MotCuaError
from app.memory import settle_memory
from app.settings import default_profile
from sync.courier import pack, take_in
from sync.enrolment import enrol
from sync.opening import open_profile
from sync.sentences import line_sentence, sentence
from sync.worker import one_pass

DONE, LEFT, FAILED = 0, 1, 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="motcua sync", description="Gửi và nhận một lượt, không mở cửa sổ.")
    parser.add_argument("--profile", type=Path, default=default_profile(), help="thư mục hồ sơ của máy")
    parser.add_argument("--passphrase-file", type=Path, help="tệp có dòng đầu là cụm mật khẩu của máy")
    stick = parser.add_mutually_exclusive_group()
    stick.add_argument("--pack", type=Path, metavar="FOLDER", help="không dùng mạng: ghi gói gửi trạm vào thư mục")
    stick.add_argument("--take-in", type=Path, metavar="FILE", help="không dùng mạng: nhận gói trả lời của trạm")
    parser.add_argument("--enrol", nargs=2, metavar=("URL", "CODE"), help="ghi danh máy với trạm trước khi gửi")
    return parser


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def _pack(office: Office, folder: Path) -> int:
    packed = pack(office, folder)
    _say(f"Đã ghi {packed.path.name}: {packed.events} việc, {packed.files} tệp.")
    return LEFT if packed.damaged else DONE


def _take_in(office: Office, file: Path) -> int:
    taken = take_in(office, file)
    _say(f"Đã nhận: {taken.settled} việc được ghi nhận, {taken.events} việc mới, {taken.files} tệp.")
    for fault in taken.faults:
        _say(f"Trạm chưa nhận: {fault}")
    return LEFT if taken.faults else DONE


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one pass; 0: nothing is left to send, 1: something is left or was refused, 2: it could not be done."""
    options = _parser().parse_args(arguments)
    settle_memory()
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    try:
        office, passphrase = open_profile(options.profile, options.passphrase_file)
        try:
            if options.enrol is not None:
                taken_in = enrol(office, *options.enrol, passphrase=passphrase)
                _say(f"Đã ghi danh quầy {taken_in.counter} của đơn vị {taken_in.unit}.")
            if options.pack is not None:
                return _pack(office, options.pack)
            if options.take_in is not None:
                return _take_in(office, options.take_in)
            left = one_pass(office)
        finally:
            close_office(office)
    except (HubUnreachable, HubBusy, HubUnauthorised) as error:
        sys.stderr.write(f"{line_sentence(error)}\n")
        return FAILED
    except MotCuaError as error:
        sys.stderr.write(f"{sentence(error, 'Không làm được.')}\n")
        return FAILED
    except OSError as error:
        sys.stderr.write(f"Không làm được. ({error})\n")
        return FAILED
    _say(f"Còn chờ gửi: {left.events_waiting} việc, {left.files_waiting} tệp.")
    for task, reason in left.failures.items():
        _say(f"Chưa xong: {task} ({reason})")
    return LEFT if left.events_waiting or left.files_waiting or left.failures else DONE


if __name__ == "__main__":
    sys.exit(main())
