"""``motcua-hub``: serve the hub, and what its administrator does from the command line."""

from __future__ import annotations

import argparse
import logging
import os
import re
import signal
import sys
import threading
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from datetime import datetime
from functools import partial
from pathlib import Path
from types import FrameType

import psycopg
from psycopg.conninfo import conninfo_to_dict

from app.domain.events import VIETNAM
from app.errors import MotCuaError
from app.memory import settle_memory
from sync.hub import devices, quarantine
from sync.hub.check import check
from sync.hub.courier import answer_bundle
from sync.hub.embedded import embedded_postgres
from sync.hub.faults import Refused
from sync.hub.hub import Hub, open_hub
from sync.hub.importing import document_in
from sync.hub.reference import PARTS, import_parts, keep_parts, version_of
from sync.hub.restore import begin_epoch
from sync.hub.seed import seed
from sync.hub.server import serving
from sync.hub.silence import silent_devices
from sync.hub.supervisor import MOST, processes_here, supervising

PORT = 8443
CODE_HOURS_LIMIT = 30 * 24
"""A code that waits longer is one that lies about."""
PROCESSES_LIMIT = 64


def parser() -> argparse.ArgumentParser:
    """The verbs and their options."""
    whole = argparse.ArgumentParser(prog="motcua-hub", description="Trạm đồng bộ cấp tỉnh của Một Cửa.")
    verbs = whole.add_subparsers(dest="verb", required=True)

    def verb(name: str, run: Callable[[Hub, argparse.Namespace], int], help: str) -> argparse.ArgumentParser:
        made = verbs.add_parser(name, help=help, description=help)
        where = made.add_mutually_exclusive_group()
        where.add_argument(
            "--database",
            metavar="URL",
            default=os.environ.get("MOTCUA_DATABASE"),
            help="a PostgreSQL database (MOTCUA_DATABASE, which keeps its password out of the list of processes)",
        )
        where.add_argument("--embedded", metavar="FOLDER", type=Path, help="a PostgreSQL of its own in FOLDER")
        made.add_argument(
            "--files",
            metavar="FOLDER",
            type=Path,
            default=_folder(os.environ.get("MOTCUA_FILES")),
            help="files and keys (MOTCUA_FILES; default: FOLDER of --embedded)",
        )
        made.add_argument(
            "--file-store",
            metavar="URL",
            default=os.environ.get("MOTCUA_FILE_STORE", ""),
            help="whole files elsewhere: a folder, or s3://bucket/prefix?endpoint=…&region=… (MOTCUA_FILE_STORE)",
        )
        made.set_defaults(run=run)
        return made

    made = verb("serve", _serve, "answer counters, citizens and the back office")
    made.add_argument("--host", default="127.0.0.1")
    made.add_argument("--port", type=_between(0, 65_535), default=PORT)
    made.add_argument(
        "--processes",
        metavar="N",
        type=_between(1, PROCESSES_LIMIT),
        default=os.environ.get("MOTCUA_PROCESSES") or str(processes_here()),
        help=f"processes that answer (MOTCUA_PROCESSES; default: as many as processors, at most {MOST})",
    )
    made.add_argument("--sample", action="store_true", help="fill an empty hub with the sample province")
    made = verb("enrol-code", _enrol_code, "make a one-time code that enrols one counter")
    made.add_argument("--unit", required=True)
    made.add_argument("--counter", required=True, help="label of the counter, as Q02")
    made.add_argument(
        "--hours",
        type=_between(1, CODE_HOURS_LIMIT),
        default=devices.CODE_HOURS,
        help=f"how long it may wait (default {devices.CODE_HOURS}, at most {CODE_HOURS_LIMIT})",
    )
    made = verb("devices", _devices, "devices: all, silent ones, revoke one, and what revoked ones still brought")
    made.add_argument("act", choices=("list", "silent", "revoke", "quarantine", "release", "forget"))
    made.add_argument("device", nargs="?", help="the device to revoke, or whose quarantine to place or to forget")
    made = verb("import-catalogue", _import, "put new reference data in force")
    made.add_argument("--part", choices=PARTS, default="catalogue")
    made.add_argument("file", type=Path, nargs="+", help="TOML or JSON; one for each regulation set, calendar layer")
    made = verb("answer-bundle", _answer_bundle, "take in a counter's bundle from a memory stick and write the answer")
    made.add_argument("bundle", type=Path)
    made.add_argument("answer", type=Path)
    verb("check", _check, "prove chains, feeds and states against the events")
    verb("restore-epoch", _restore_epoch, "after a restore from a copy: begin a new epoch, so counters offer again")
    return whole


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one verb; the exit status is 0 when all is well, 1 when the verb found something wrong, 2 for a refusal."""
    options = parser().parse_args(arguments)
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("uvicorn.error").setLevel(logging.WARNING)
    try:
        with _opened(options) as hub:
            run: Callable[[Hub, argparse.Namespace], int] = options.run
            return run(hub, options)
    except psycopg.OperationalError:
        sys.stderr.write("motcua-hub: không kết nối được cơ sở dữ liệu\n")
        return 2
    except (MotCuaError, Refused, OSError, ValueError) as failure:
        sys.stderr.write(f"motcua-hub: {failure}\n")
        return 2


@contextmanager
def _opened(options: argparse.Namespace) -> Iterator[Hub]:
    if options.embedded is None and options.database is None:
        raise ValueError("--database or --embedded is needed")
    if options.embedded is None:
        _check_address(options.database)
    files = _files(options)
    with ExitStack() as stack:
        url = stack.enter_context(embedded_postgres(options.embedded)) if options.embedded else options.database
        hub = open_hub(url, files, file_store=options.file_store)
        stack.callback(hub.close)
        yield hub


def _check_address(url: str) -> None:
    try:
        conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Without its words: they quote the address, and the password in it.
        raise ValueError("the address of the database is not of the form postgresql://user@host/database") from None


def _files(options: argparse.Namespace) -> Path:
    files: Path | None = options.files or options.embedded
    if files is None:
        raise ValueError("--files is needed with --database")
    return files


def _folder(text: str | None) -> Path | None:
    return Path(text) if text else None


def _between(least: int, most: int) -> Callable[[str], int]:
    def number(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not least <= int(text) <= most:
            raise argparse.ArgumentTypeError(f"a number from {least} to {most}")
        return int(text)

    return number


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


def _serve(hub: Hub, options: argparse.Namespace) -> int:
    if options.sample and hub.database.run(version_of) == 0:
        address = f"http://{options.host}:{options.port}/tra-cuu?ma="
        seed(hub.database, hub.keys, now=hub.clock(), look_up_address=address)
    stop = threading.Event()

    def heard(number: int, frame: FrameType | None) -> None:
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, heard)
    with _answering(hub, options) as address:
        _say(f"Trạm đồng bộ đang chạy tại {address}")
        # A wait without an end would not hear the signal on Windows.
        while not stop.wait(0.5):
            pass
    return 0


def _answering(hub: Hub, options: argparse.Namespace) -> AbstractContextManager[str]:
    """The hub at its address, from one process or several."""
    if options.processes == 1:
        settle_memory()
        return serving(hub, host=options.host, port=options.port)
    # A database that was started here stays this process's; the others are told where it is.
    opened = partial(open_hub, hub.database.url, _files(options), file_store=options.file_store)
    return supervising(hub, opened, options.processes, host=options.host, port=options.port)


def _enrol_code(hub: Hub, options: argparse.Namespace) -> int:
    code = hub.database.run(
        lambda connection: devices.issue_code(
            connection, options.unit, options.counter.upper(), now=hub.clock(), hours=options.hours
        )
    )
    _say(code)
    return 0


def _devices(hub: Hub, options: argparse.Namespace) -> int:
    if options.act == "list":
        for row in hub.database.run(devices.list_devices):
            state = "thu hồi" if row.revoked_at else "phân nhánh" if row.forked_at else "dùng"
            last = _minute(row.last_contact) if row.last_contact else "–"
            _say(f"{row.id}  {row.unit:<12} {row.counter:<8} {row.kind:<8} {state:<11} {row.last_seq:>8}  {last}")
        return 0
    if options.act == "silent":
        reference = hub.references.current()
        silent = hub.database.run(lambda connection: silent_devices(connection, reference, now=hub.clock()))
        for each in silent:
            _say(f"{each.device}  {each.unit:<12} {each.counter:<8} im lặng từ {_minute(each.since)}")
        return 1 if silent else 0
    if options.act == "quarantine":
        for kept in hub.database.run(quarantine.waiting):
            events = f"{kept.runs} lượt gửi, {kept.events} sự kiện"
            _say(f"{kept.device}  {kept.unit:<12} {events}  {_minute(kept.last_received)}")
        return 0
    if not options.device:
        raise ValueError("which device?")
    return _about_one(hub, options.act, options.device)


def _about_one(hub: Hub, act: str, device: str) -> int:
    if act == "revoke":
        done = hub.database.run(lambda connection: devices.revoke(connection, device, now=hub.clock()))
        _say("đã thu hồi" if done else "không có máy này, hoặc đã thu hồi trước đó")
        return 0 if done else 1
    if act == "forget":
        runs = hub.database.run(lambda connection: quarantine.forget(connection, device))
        _say(f"đã xoá {runs} lượt gửi")
        return 0 if runs else 1
    pushed = hub.database.run(
        lambda connection: quarantine.release(connection, device, judge_at=hub.judge_at, now=hub.clock(), keys=hub.keys)
    )
    for outcome, number in sorted(Counter(result.outcome for result in pushed.results).items()):
        _say(f"{outcome}: {number}")
    return 0 if pushed.results else 1


def _minute(instant: datetime) -> str:
    return instant.astimezone(VIETNAM).strftime("%d/%m/%Y %H:%M")


def _import(hub: Hub, options: argparse.Namespace) -> int:
    part = {options.part: document_in(options.part, options.file)}
    if missing := hub.database.run(lambda connection: keep_parts(connection, part)):
        _say(f"{options.part}: đã giữ; dữ liệu có hiệu lực khi đủ phần, còn thiếu: {', '.join(missing)}")
        return 0
    version = hub.database.run(lambda connection: import_parts(connection, part, hub.keys, now=hub.clock()))
    _say(f"{options.part}: phiên bản dữ liệu {version}")
    return 0


def _answer_bundle(hub: Hub, options: argparse.Namespace) -> int:
    carried = answer_bundle(hub, options.bundle, options.answer)
    _say(f"{carried.unit}: {carried.runs} đợt, {carried.refused} không nhận, {carried.files} tệp")
    return 1 if carried.refused else 0


def _check(hub: Hub, options: argparse.Namespace) -> int:
    found = hub.database.run(check)
    for line in found.findings:
        _say(line)
    _say(f"{found.streams} hồ sơ, {found.events} sự kiện, {found.links} mắt xích: {len(found.findings)} sai lệch")
    return 1 if found.findings else 0


def _restore_epoch(hub: Hub, options: argparse.Namespace) -> int:
    epoch = hub.database.run(lambda connection: begin_epoch(connection, hub.keys, now=hub.clock()))
    _say(f"kỷ nguyên mới {epoch}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
