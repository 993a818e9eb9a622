"""Card readers on a serial or virtual COM port: bytes are UTF-8, a line is a scan; and what a reader really sends."""

from __future__ import annotations

import errno
import re
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Literal

import serial
from serial.tools import list_ports

from app.domain.codes import looks_like_code
from app.domain.identity import parse_card
from app.errors import CardReaderFailed, IdentityTextRefused

SPEED = 9600
"""Bits a second that readers are set to in the factory; a virtual COM port takes any."""
SILENCE_SECONDS = 0.12
"""A scan that no line end closes is over when nothing came for so long (identity.md §3)."""
LONGEST_SCAN = 4096
"""Bytes; a QR holds 2953. More than that without an end is not a reader's text."""

_POLL_SECONDS = 0.05
_LINE_ENDS = re.compile(rb"[\r\n\x03\x04]+")
_TERMINATORS = {b"\r\n": "CR LF", b"\r": "CR", b"\n": "LF", b"\t": "Tab", b"\x03": "ETX", b"\x04": "EOT"}
_BYTES_MISREAD = re.compile("[\x00\ufffdÃÄÆ]|áº|á»")
_BARLIKE = re.compile(r"[~¦!¥£§°ˇ]")

Advice = Literal[
    "end_with_enter", "send_utf8", "no_input_method", "keyboard_layout", "caps_lock", "no_prefix", "not_a_card"
]


@dataclass(frozen=True)
class SerialPort:
    """A port that a reader may hang on: ``address`` goes into the settings, ``name`` is what the system calls it."""

    address: str
    name: str


@dataclass(frozen=True)
class ReaderReport:
    """What a reader sent, for the set-up page: kept nowhere, shown to who set up the reader and forgotten.

    ``ends_with`` is a word for its terminator, empty for none. ``reads_as`` says what the counter would make of it;
    ``advice`` names what to change on the reader, most important first.
    """

    characters: int
    ends_with: str
    reads_as: Literal["card", "code", "nothing"]
    advice: tuple[Advice, ...]


def serial_ports() -> list[SerialPort]:
    """The serial ports of this machine, by address; a USB reader in virtual COM mode is one of them."""
    return sorted(
        (SerialPort(port.device, port.description or port.device) for port in list_ports.comports()),
        key=lambda port: port.address,
    )


def report(sent: bytes) -> ReaderReport:
    """What a reader is set up like, from one scan of a citizen card exactly as it came, terminator included."""
    ends_with = next((word for mark, word in _TERMINATORS.items() if sent.endswith(mark)), "")
    advice: list[Advice] = [] if ends_with else ["end_with_enter"]
    text = sent.decode("utf-8", errors="replace")
    bare = text.strip("\r\n\t\x03\x04 ")
    if looks_like_code(bare):
        return ReaderReport(len(bare), ends_with, "code", tuple(advice))
    try:
        card = parse_card(bare)
    except IdentityTextRefused as refused:
        return ReaderReport(len(bare), ends_with, "nothing", (*_why_refused(bare, refused), *advice))
    if "name_case_inverted" in card.warnings:
        advice.insert(0, "caps_lock")
    return ReaderReport(len(bare), ends_with, "card", tuple(advice))


def _why_refused(text: str, refused: IdentityTextRefused) -> tuple[Advice, ...]:
    if refused.facts["reason"] == "garbled" or "\x00" in text:
        return ("send_utf8",) if _BYTES_MISREAD.search(text) else ("no_input_method",)
    if text.count("|") < 5 and len(_BARLIKE.findall(text)) >= 5:
        return ("keyboard_layout",)
    if text.count("|") >= 5 and refused.facts["reason"] == "bad_number":
        return ("no_prefix",)
    return ("not_a_card",)


def raw_scan(address: str, cancel: threading.Event, seconds: float, *, speed: int = SPEED) -> bytes:
    """The next scan on the port at ``address`` exactly as it comes, line end and all, for `report`; empty when none
    came for ``seconds`` or ``cancel`` was set. Raises CardReaderFailed as `CardReader`."""
    with CardReader(address, speed=speed) as reader:
        return reader.raw(cancel, seconds)


class CardReader:
    """A reader on the serial port ``address``, ours alone until it is closed.

    Raises CardReaderFailed with ``reason`` ``gone``, ``busy`` or ``denied``.
    """

    def __init__(self, address: str, *, speed: int = SPEED) -> None:
        try:
            # Exclusive: two programs on one port would each get half of every card.
            self._port = serial.Serial(address, speed, timeout=_POLL_SECONDS, exclusive=True)
        except serial.SerialException as error:
            reasons = {errno.EACCES: "denied", errno.EPERM: "denied", errno.EBUSY: "busy", errno.EAGAIN: "busy"}
            raise CardReaderFailed(reason=reasons.get(error.errno or 0, "gone")) from error

    def __enter__(self) -> CardReader:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._port.close()

    def raw(self, cancel: threading.Event, seconds: float) -> bytes:
        """One scan, its end taken from the silence after it. Raises CardReaderFailed ``gone``."""
        received = b""
        began = last = time.monotonic()
        while not cancel.is_set() and len(received) <= LONGEST_SCAN:
            try:
                piece = self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError) as error:
                raise CardReaderFailed(reason="gone") from error
            now = time.monotonic()
            if piece:
                received, last = received + piece, now
            elif now - last >= SILENCE_SECONDS if received else now - began >= seconds:
                break
        return received

    def scans(self, cancel: threading.Event) -> Iterator[str]:
        """The texts the reader sends, one for each scan, until ``cancel`` is set; blocks meanwhile.

        Bytes that are no UTF-8 come as U+FFFD, which `parse_card` refuses as garbled. The texts may be a citizen's
        data: they are parsed and forgotten. Raises CardReaderFailed ``gone`` when the plug is pulled.
        """
        received = b""
        last = time.monotonic()
        while not cancel.is_set():
            try:
                # Taken as they lie there: asking for more than that waits for all of it.
                piece = self._port.read(max(1, self._port.in_waiting))
            except (serial.SerialException, OSError) as error:
                raise CardReaderFailed(reason="gone") from error
            if piece:
                last = time.monotonic()
            elif received and time.monotonic() - last >= SILENCE_SECONDS:
                piece = b"\n"
            *whole, received = _LINE_ENDS.split(received + piece)
            if len(received) > LONGEST_SCAN:
                whole, received = [*whole, received[:LONGEST_SCAN]], b""
            for scan in whole:
                if text := scan.decode("utf-8", errors="replace").strip("\t "):
                    yield text
