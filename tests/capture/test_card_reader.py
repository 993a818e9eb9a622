"""A serial reader on a pseudo terminal: UTF-8 whole, scans apart, a pulled plug told; what a reader sends, judged."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Iterator
from queue import Queue

import pytest

from app.capture import card_reader
from app.capture.card_reader import CardReader, report
from app.domain.identity import parse_card
from app.errors import CardReaderFailed, IdentityTextRefused
from tests.vectors.test_vectors import CARDS

CARD = "025301123456||Nguyễn Tiến Nam|05121991|Nam|Khu 3, phường Âu Cơ, Phú Thọ|10052022"
CODE = "H44.80.01-261123-0001"
GOOD = [case for case in CARDS["cases"] if "fields" in case]


class Reader:
    """The reader's end of the cable, and what the counter heard at the other."""

    def __init__(self) -> None:
        self.plug, slave = os.openpty()
        self.address = os.ttyname(slave)
        self._slave = slave
        self.cancel = threading.Event()
        self.heard: Queue[str | CardReaderFailed] = Queue()
        self._reader = CardReader(self.address)
        self._thread = threading.Thread(target=self._listen)
        self._thread.start()

    def _listen(self) -> None:
        try:
            with self._reader:
                for text in self._reader.scans(self.cancel):
                    self.heard.put(text)
        except CardReaderFailed as error:
            self.heard.put(error)

    def send(self, data: bytes) -> None:
        os.write(self.plug, data)

    def hear(self) -> str | CardReaderFailed:
        return self.heard.get(timeout=5)

    def unplug(self) -> None:
        os.close(self._slave)
        os.close(self.plug)
        self.plug = -1

    def end(self) -> None:
        self.cancel.set()
        self._thread.join(5)
        assert not self._thread.is_alive()
        if self.plug >= 0:
            self.unplug()


@pytest.fixture
def reader() -> Iterator[Reader]:
    made = Reader()
    yield made
    made.end()


@pytest.mark.parametrize("end", [b"\r\n", b"\r", b"\n", b""], ids=["CRLF", "CR", "LF", "silence"])
def test_a_card_arrives_whole_however_it_ends(reader: Reader, end: bytes) -> None:
    reader.send(CARD.encode() + end)
    assert reader.hear() == CARD


def test_every_card_of_the_vectors_comes_through(reader: Reader) -> None:
    for case in GOOD:
        reader.send(case["payload"].strip("\r\n\t").encode() + b"\r\n")
        text = reader.hear()
        assert isinstance(text, str)
        card = parse_card(text)
        assert {name: getattr(card, name) for name in case["fields"]} == case["fields"]


def test_two_scans_at_once_stay_two(reader: Reader) -> None:
    reader.send(f"{CARD}\r\n{CODE}\r\n".encode())
    assert [reader.hear(), reader.hear()] == [CARD, CODE]


def test_a_letter_cut_between_two_packets_is_whole(reader: Reader) -> None:
    data = CARD.encode()
    cut = data.index("ễ".encode()) + 1
    reader.send(data[:cut])
    time.sleep(card_reader.SILENCE_SECONDS / 4)  # the pause between two packets is what is tried here
    reader.send(data[cut:] + b"\r")
    assert reader.hear() == CARD


@pytest.mark.parametrize("code_page", ["cp1258", "utf-16-le"])
def test_another_code_page_is_refused_as_garbled_not_kept(reader: Reader, code_page: str) -> None:
    payload = "025301123456||NGUYỄN ĐỨC|05121991|Nam|Phú Thọ|10052022"
    reader.send(payload.encode(code_page, errors="replace") + b"\r\n")
    text = reader.hear()
    assert isinstance(text, str)
    with pytest.raises(IdentityTextRefused):
        parse_card(text)


def test_noise_without_an_end_is_cut(reader: Reader) -> None:
    reader.send(b"7" * (card_reader.LONGEST_SCAN + 1))
    text = reader.hear()
    assert isinstance(text, str)
    assert len(text) <= card_reader.LONGEST_SCAN


def test_a_pulled_plug_is_told(reader: Reader) -> None:
    reader.send(f"{CODE}\r".encode())
    assert reader.hear() == CODE
    reader.unplug()
    gone = reader.hear()
    assert isinstance(gone, CardReaderFailed)
    assert gone.facts == {"reason": "gone"}


def test_a_port_that_is_not_there_and_one_in_use_are_told(reader: Reader) -> None:
    with pytest.raises(CardReaderFailed) as gone:
        CardReader("/dev/ttyNoSuchReader")
    assert gone.value.facts["reason"] == "gone"
    with pytest.raises(CardReaderFailed) as busy:
        CardReader(reader.address)
    assert busy.value.facts["reason"] == "busy"


def test_ports_can_be_listed() -> None:
    assert all(port.address and port.name for port in card_reader.serial_ports())


@pytest.mark.parametrize(
    ("sent", "reads_as", "ends_with", "advice"),
    [
        (f"{CARD}\r\n".encode(), "card", "CR LF", ()),
        (CARD.encode(), "card", "", ("end_with_enter",)),
        (f"{CODE}\r".encode(), "code", "CR", ()),
        (f"{CARD}\r".encode().decode("latin-1").encode(), "nothing", "CR", ("send_utf8",)),
        (f"{CARD}\r".encode("utf-16-le"), "nothing", "", ("send_utf8", "end_with_enter")),
        (f"{CARD.replace('|', '~')}\r".encode(), "nothing", "CR", ("keyboard_layout",)),
        (f"{CARD.swapcase()}\r".encode(), "card", "CR", ("caps_lock",)),
        (f"QR:{CARD}\r".encode(), "nothing", "CR", ("no_prefix",)),
        (b"8934567890123\r", "nothing", "CR", ("not_a_card",)),
    ],
)
def test_the_set_up_page_names_what_to_change(
    sent: bytes, reads_as: str, ends_with: str, advice: tuple[str, ...]
) -> None:
    found = report(sent)
    assert (found.reads_as, found.ends_with, found.advice) == (reads_as, ends_with, advice)
    assert "Nguyễn" not in repr(found)
