"""Tells a barcode scanner that types like a keyboard from a person: fast even keystrokes that make a card or a code.

Pure: it is fed with the text of key events and their times, and says what it saw; the widget layer acts on it.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from typing import Literal

from app.domain.codes import looks_like_code
from app.domain.text import nfc
from app.paper.seal import looks_sealed

Route = Literal["card", "code"]

TERMINATORS = "\r\n\t"

_CARD_BARS = 5
"""Bars between the six fields that every citizen card's QR has."""
_CARD_LEAST = 12
"""The personal number alone has twelve digits; a bar key held down has nothing but bars."""


_LEAST_EVENTS = 3
"""A paste or a word committed by an input method is one event, or two; a scan is never so few."""


@dataclass(frozen=True)
class BurstSettings:
    """When keystrokes are a scanner's. Times in milliseconds.

    ``least_characters`` counts for a card; a text that is a dossier code counts from ``least_code_characters``.
    ``mean_gap`` is the longest mean time a character; ``silence`` ends a scan without a terminator.
    """

    least_characters: int = 20
    least_code_characters: int = 8
    mean_gap: int = 35
    silence: int = 120


@dataclass(frozen=True)
class Burst:
    """One scan: its text (NFC, no control characters), where it goes, and whether CR, LF or Tab ended it or silence.

    ``code`` is a dossier code, or the signed QR of a receipt, which names one.

    The text may be a citizen's data: it is parsed and forgotten, never logged or kept.
    """

    text: str
    route: Route
    terminated: bool


class BurstReader:
    """Recognises scans among key events. One reader serves the whole application, whatever has the focus.

    The widget layer calls `key` before the field gets the event. When `begins` is true afterwards it remembers
    the field's state as it is before this event. When `key` or `end` gives a `Burst` it puts that state back; it
    drops the event of a terminated one, and treats that of a `Burst` ended by silence as the next input.
    Anything else is ordinary typing and stays in the field.
    """

    def __init__(self, settings: BurstSettings | None = None) -> None:
        self._settings = settings or BurstSettings()
        self._events: list[str] = []
        self._first = 0
        self._last = 0
        self._ended_at: int | None = None
        self._trailing = False

    def key(self, text: str, milliseconds: int) -> Burst | None:
        """Take one key event or commit of an input method: its text (empty for a modifier) and its time.

        Gives the scan that ``text`` ends as a terminator, or the scan before it that silence had ended already;
        in that case ``text`` begins a new run.
        """
        self._trailing = False
        if not text:
            return None
        ended_by_silence = self._break_run(text, milliseconds)
        typed = text.rstrip(TERMINATORS)
        if typed:
            self._ended_at = None
            if not self._events:
                self._first = milliseconds
            self._last = milliseconds
            self._events.append(typed)
        terminated = self._terminate(milliseconds) if typed != text else None
        return ended_by_silence or terminated

    def end(self, milliseconds: int) -> Burst | None:
        """Called by a timer: gives the scan that ended by silence, if one did."""
        if self._events and milliseconds - self._last >= self._settings.silence:
            return self._finish(terminated=False)
        return None

    @property
    def begins(self) -> bool:
        """True when the last key event was the first of a run: what the field held before it is what to restore."""
        return len(self._events) == 1

    @property
    def may_be_burst(self) -> bool:
        """True while the run so far is too fast for a person: hold back completion, Enter and shortcuts."""
        return self._characters() >= self._settings.least_code_characters and self._is_fast()

    @property
    def trailing_terminator(self) -> bool:
        """True when the last key event was a further terminator of the scan before it (the LF of CR LF): drop it."""
        return self._trailing

    @property
    def silence(self) -> int:
        """Milliseconds after the last key event at which to call `end`."""
        return self._settings.silence

    def _break_run(self, text: str, milliseconds: int) -> Burst | None:
        if not self._events:
            return None
        gap = milliseconds - self._last
        if not 0 <= gap < self._settings.silence:
            return self._finish(terminated=False)
        # What a person typed just before a scan must not be restored away with it. A scanner may hesitate once it
        # is under way, but it does not start at a person's pace.
        if gap > 2 * self._settings.mean_gap * len(text) and not self._is_fast():
            self._events.clear()
        return None

    def _terminate(self, milliseconds: int) -> Burst | None:
        if not self._events:
            ended_at = self._ended_at
            self._trailing = ended_at is not None and 0 <= milliseconds - ended_at <= self._settings.mean_gap
            return None
        burst = self._finish(terminated=True)
        self._ended_at = milliseconds if burst else None
        return burst

    def _finish(self, *, terminated: bool) -> Burst | None:
        typed = "".join(self._events)
        fast = self._is_fast()
        self._events.clear()
        text = "".join(letter for letter in nfc(typed) if unicodedata.category(letter) != "Cc").strip()
        route = self._route(text) if fast else None
        return Burst(text, route, terminated) if route else None

    def _characters(self) -> int:
        return sum(map(len, self._events))

    def _is_fast(self) -> bool:
        # The first event has no time of its own. A word committed by an input method counts all its letters, as
        # a scanner read through one brings words; a person's words come much later than their letters allow.
        timed = self._characters() - len(self._events[0]) if self._events else 0
        return len(self._events) >= _LEAST_EVENTS and self._last - self._first <= self._settings.mean_gap * timed

    def _route(self, text: str) -> Route | None:
        bars = text.count("|")
        if bars >= _CARD_BARS and len(text) >= max(self._settings.least_characters, bars + _CARD_LEAST):
            return "card"
        if len(text) >= self._settings.least_code_characters and (looks_like_code(text) or looks_sealed(text)):
            return "code"
        return None
