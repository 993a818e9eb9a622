"""A scan is recognised whole; a person's typing never is one."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from app.capture.burst import Burst, BurstReader, BurstSettings

CARD = "001090123456|012345678|NGUYỄN VĂN AN|01011990|Nam|Phường Bến Nghé, Quận 1, TP. Hồ Chí Minh|15042021"
CODE = "H44.80.01-261123-0007"
SHORT_CODE = "H44-261008-0001"
SEALED = f"MC1:H44.80.01:{CODE}:T8x:U9y:AbCd:{'x' * 86}"
PROVISIONAL = "TAM.H44.80.05.Q02-261008-0007"


def scan(reader: BurstReader, text: str, *, start: int = 0, gap: int = 8, terminator: str = "\r") -> Burst | None:
    """Type ``text`` one character every ``gap`` milliseconds, then the terminator."""
    found = [reader.key(letter, start + gap * number) for number, letter in enumerate(text + terminator)]
    assert not any(found[:-1])
    return found[-1]


@pytest.mark.parametrize("terminator", ["\r", "\n", "\t"])
@pytest.mark.parametrize(
    ("text", "route"),
    [
        (CARD, "card"),
        (CODE, "code"),
        (SHORT_CODE, "code"),
        (PROVISIONAL, "code"),
        (CODE.lower(), "code"),
        (SEALED, "code"),
    ],
)
def test_a_scan_is_routed_by_what_it_is(text: str, route: str, terminator: str) -> None:
    assert scan(BurstReader(), text, terminator=terminator) == Burst(text, route, terminated=True)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "text",
    [
        "8934567890123",  # a bar code off a water bottle
        "https://example.vn/tra-cuu/ket-qua",
        "001090123456|012345678|NGUYEN",  # a torn card: too few fields
        "||||||||||||||||||||||||||||||",  # the bar key held down
        "H44.80.01-261123-007",
        "Nguyễn Văn An, thôn Đông, xã Hy Cương",
    ],
)
def test_anything_else_stays_in_the_field(text: str) -> None:
    assert scan(BurstReader(), text) is None


def test_silence_ends_a_scan_without_a_terminator() -> None:
    reader = BurstReader()
    assert scan(reader, CODE, terminator="") is None
    last = 8 * (len(CODE) - 1)
    assert reader.end(last + 119) is None
    assert reader.end(last + 120) == Burst(CODE, "code", terminated=False)
    assert reader.end(last + 500) is None


def test_the_next_key_ends_a_silent_scan_and_begins_a_new_run() -> None:
    reader = BurstReader()
    scan(reader, CODE, terminator="")
    assert reader.key("N", 2000) == Burst(CODE, "code", terminated=False)
    assert reader.begins


def test_an_enter_long_after_a_silent_scan_is_the_persons() -> None:
    reader = BurstReader()
    scan(reader, CODE, terminator="")
    assert reader.key("\r", 2000) == Burst(CODE, "code", terminated=False)
    assert not reader.trailing_terminator


def test_the_line_feed_after_the_carriage_return_belongs_to_the_scan() -> None:
    reader = BurstReader()
    assert scan(reader, CODE) is not None
    ended = 8 * len(CODE)
    assert reader.key("\n", ended + 5) is None
    assert reader.trailing_terminator
    assert reader.key("\r", ended + 900) is None
    assert not reader.trailing_terminator


def test_both_terminators_in_one_event() -> None:
    reader = BurstReader()
    scan(reader, CODE[:-1], terminator="")
    assert reader.key(CODE[-1] + "\r\n", 8 * len(CODE)) == Burst(CODE, "code", terminated=True)


def test_two_scans_in_a_row() -> None:
    reader = BurstReader()
    assert scan(reader, CODE) == Burst(CODE, "code", terminated=True)
    assert scan(reader, CARD, start=300) == Burst(CARD, "card", terminated=True)


def test_control_characters_vanish_and_letters_are_composed() -> None:
    decomposed = unicodedata.normalize("NFD", CARD)
    burst = scan(BurstReader(), "\x1d" + decomposed)
    assert burst == Burst(CARD, "card", terminated=True)


def test_a_modifier_brings_no_text_and_does_not_slow_the_scan() -> None:
    reader = BurstReader()
    moment, burst = 0, None
    for letter in CODE + "\r":
        reader.key("", moment)
        burst = reader.key(letter, moment + 1)
        moment += 8
    assert burst == Burst(CODE, "code", terminated=True)


def test_a_person_copying_a_code_by_hand_is_no_scanner() -> None:
    assert scan(BurstReader(), CODE, gap=60) is None


def test_a_slower_scanner_needs_the_setting() -> None:
    assert scan(BurstReader(), CODE, gap=50) is None
    assert scan(BurstReader(BurstSettings(mean_gap=50)), CODE, gap=50) == Burst(CODE, "code", terminated=True)


def test_one_hesitation_does_not_break_a_scan() -> None:
    reader = BurstReader()
    for number, letter in enumerate(CODE):
        assert reader.key(letter, 8 * number + (100 if number > 10 else 0)) is None
    assert reader.key("\r", 8 * len(CODE) + 100) == Burst(CODE, "code", terminated=True)


def test_a_paste_is_one_event_and_no_scan() -> None:
    reader = BurstReader()
    assert reader.key(CARD, 0) is None
    assert reader.key("\r", 5) is None
    assert BurstReader().key(CARD + "\r", 0) is None


def test_a_scan_read_through_an_input_method_comes_in_words() -> None:
    reader = BurstReader()
    moment, burst = 0, None
    for word in ("H44.", "80.", "01-", "261123-", "0007", "\r"):
        moment += 8 * len(word)
        burst = reader.key(word, moment)
    assert burst == Burst(CODE, "code", terminated=True)


def test_the_widget_knows_early_that_a_scan_may_be_under_way() -> None:
    reader = BurstReader()
    early = []
    for number, letter in enumerate(CODE):
        reader.key(letter, 8 * number)
        early.append(reader.may_be_burst)
    assert early == [False] * 7 + [True] * (len(CODE) - 7)
    reader.key("\r", 8 * len(CODE))
    assert not reader.may_be_burst


def test_a_clock_that_turns_over_begins_a_new_run() -> None:
    reader = BurstReader()
    scan(reader, "H44.80", terminator="", start=4_294_967_000)
    reader.key("x", 3)
    assert reader.begins


# ---------------------------------------------------------------- properties

field_text = st.text(
    st.characters(exclude_categories=["Cc", "Cs", "Mn", "Zl", "Zp"], exclude_characters="|"), max_size=12
)
cards = st.lists(field_text, min_size=6, max_size=12).map(lambda fields: "|".join(["001090123456", *fields]))


@given(text=cards, gaps=st.data())
def test_any_card_at_any_scanner_pace_is_read_whole(text: str, gaps: st.DataObject) -> None:
    assume(len(text) >= 20 and text == text.strip() and len(text.replace("|", "")) >= 12)
    reader, moment, found = BurstReader(), 0, None
    for letter in text + "\r":
        assert found is None
        moment += gaps.draw(st.integers(0, 35))
        found = reader.key(letter, moment)
    assert found == Burst(unicodedata.normalize("NFC", text).strip(), "card", terminated=True)


@given(text=st.one_of(cards, st.just(CODE), st.text(max_size=60)), gaps=st.data())
def test_no_person_is_ever_a_scanner(text: str, gaps: st.DataObject) -> None:
    reader, moment = BurstReader(), 0
    for letter in text + "\r":
        moment += gaps.draw(st.integers(36, 400))
        assert reader.key(letter, moment) is None
        assert not reader.may_be_burst
    assert reader.end(moment + 1000) is None


@given(words=st.lists(st.text("aăâđêôơưnguyễn|H4.-0123456789", min_size=1, max_size=9), max_size=30), gaps=st.data())
def test_words_committed_by_an_input_method_are_no_scan(words: list[str], gaps: st.DataObject) -> None:
    reader, moment = BurstReader(), 0
    for word in [*words, "\r"]:
        moment += gaps.draw(st.integers(36 * len(word), 36 * len(word) + 500))
        assert reader.key(word, moment) is None


@dataclass
class Field:
    """A text field with the widget layer's part of the agreement, as `BurstReader` describes it."""

    reader: BurstReader = field(default_factory=BurstReader)
    text: str = ""
    entered: int = 0
    scans: list[str] = field(default_factory=list)
    _restore: str = ""

    def key(self, letter: str, moment: int) -> None:
        burst = self.reader.key(letter, moment)
        if burst:
            self.scans.append(burst.text)
            self.text = self._restore
            if burst.terminated:
                return
        if self.reader.begins:
            self._restore = self.text
        if letter in "\r\n":
            self.entered += 0 if self.reader.trailing_terminator else 1
        else:
            self.text += letter

    def silence(self, moment: int) -> None:
        burst = self.reader.end(moment)
        if burst:
            self.scans.append(burst.text)
            self.text = self._restore


@given(
    st.lists(
        st.one_of(
            st.tuples(st.just("typed"), st.text("nguyễn vă0123", min_size=1, max_size=12)),
            st.tuples(st.just("scanned"), st.sampled_from([CARD, CODE, SHORT_CODE])),
        ),
        max_size=6,
    ),
    st.sampled_from(["\r", "\r\n", ""]),
    st.integers(71, 110),
)
def test_a_field_keeps_what_was_typed_and_loses_what_was_scanned(
    inputs: list[tuple[str, str]], terminator: str, pace: int
) -> None:
    widget, moment = Field(), 0
    for kind, text in inputs:
        # A hand needs time to reach for the scanner and back; after typing the scan may follow at once.
        moment += 130 if kind == "typed" else 0
        for number, letter in enumerate(text + (terminator if kind == "scanned" else "")):
            moment += pace if kind == "typed" or (number == 0 and moment) else 8
            widget.key(letter, moment)
        moment += 130 if kind == "scanned" else 0
    widget.silence(moment + 200)
    assert widget.scans == [text for kind, text in inputs if kind == "scanned"]
    assert widget.text == "".join(text for kind, text in inputs if kind == "typed")
    assert widget.entered == 0
