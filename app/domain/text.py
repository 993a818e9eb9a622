"""Vietnamese text: its one form, folding for search, the order of names, money in figures and words."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_ZERO_WIDTH = dict.fromkeys((0x00AD, 0x180E, 0x200B, 0x200C, 0x200D, 0x200E, 0x200F, 0x2060, 0xFEFF))
_BLANKS = re.compile(r"[\s\x00-\x1f\x7f-\x9f]+")


class _WithoutMarks(dict[int, int | str | None]):
    """What `str.translate` makes of each letter in search: no marks, đ as d. Learns the letters it meets."""

    def __missing__(self, code: int) -> int | None:
        found = self[code] = None if unicodedata.combining(chr(code)) else code
        return found


_WITHOUT_MARKS = _WithoutMarks({ord("đ"): "d", ord("Đ"): "D"})

# Dictionary order of the Vietnamese alphabet, with the foreign letters f, j, w, z where Latin has them.
_ALPHABET = "aăâbcdđeêfghijklmnoôơpqrstuưvwxyz"
_LETTER_RANK = {letter: chr(ord("A") + rank) for rank, letter in enumerate(_ALPHABET)}
# Tones in dictionary order after the level tone: huyền, hỏi, ngã, sắc, nặng.
_TONE_RANK = {"\u0300": "1", "\u0309": "2", "\u0303": "3", "\u0301": "4", "\u0323": "5"}

_DIGITS = ("không", "một", "hai", "ba", "bốn", "năm", "sáu", "bảy", "tám", "chín")
_THOUSANDS = ("", "nghìn", "triệu")


def nfc(text: str) -> str:
    """``text`` with composed letters (Unicode NFC), the only form that is stored and compared."""
    return unicodedata.normalize("NFC", text)


def clean(text: str) -> str:
    """``text`` as it is kept: NFC, trimmed, runs of blanks and control characters one blank, nothing of zero width."""
    if text.isascii() and text.isprintable() and "  " not in text:  # as most numbers and codes are
        return text.strip()
    # What has no width goes first: between a letter and its mark it would keep them apart.
    return _BLANKS.sub(" ", nfc(text.translate(_ZERO_WIDTH))).strip()


@lru_cache(maxsize=1024)  # A page of dossiers names the same few procedures again and again.
def fold(text: str) -> str:
    """``text`` for search without marks: cleaned, lower case, tone and vowel marks stripped, đ as d."""
    bare = unicodedata.normalize("NFD", clean(text).lower()).translate(_WITHOUT_MARKS)
    # A mark that stood on a blank leaves the blank behind.
    return clean(bare)


def given_name_key(name: str) -> str:
    """A sort key in Vietnamese order of the given name (the last word), then of the other words from the left.

    Keys compare as plain strings, so they can be kept in a column.
    """
    words = clean(name).lower().split(" ")
    return "".join(_word_key(word) for word in [words[-1], *words[:-1]])


def _word_key(word: str) -> str:
    letters: list[str] = []
    tones: list[str] = []
    for letter in unicodedata.normalize("NFD", word):
        if letter in _TONE_RANK:
            if tones:
                tones[-1] = _TONE_RANK[letter]
        elif unicodedata.combining(letter):
            if letters:
                letters[-1] = nfc(letters[-1] + letter)
        elif letter.isalnum():
            letters.append(letter)
            tones.append("0")
    # "!" sorts before every rank, so a word stands before its own continuations; tones decide last.
    return "".join(_LETTER_RANK.get(letter, letter) for letter in letters) + "!" + "".join(tones) + " "


def money(amount: int) -> str:
    """``amount`` đồng in figures, thousands parted by dots: ``36.000 đ``."""
    return f"{amount:,}".replace(",", ".") + " đ"


def amount_in_words(amount: int) -> str:
    """``amount`` đồng in words, first letter in capitals: ``Ba mươi sáu nghìn đồng``. Refuses negative amounts."""
    if amount < 0:
        raise ValueError("an amount below zero has no words")
    words = _number_words(amount) if amount else _DIGITS[0]
    return words[0].upper() + words[1:] + " đồng"


def _number_words(number: int) -> str:
    """Words of a positive number; above a thousand million the milliards are read as a number of their own."""
    milliards, rest = divmod(number, 1_000_000_000)
    parts = [f"{_number_words(milliards)} tỷ"] if milliards else []
    for power in (2, 1, 0):
        group = rest // 1000**power % 1000
        if group:
            parts.append(f"{_group_words(group, full=bool(parts))} {_THOUSANDS[power]}".rstrip())
    return " ".join(parts)


def _group_words(group: int, *, full: bool) -> str:
    """Words of 1 to 999; ``full`` reads an absent hundred too, as inside a longer number."""
    hundreds, tens, ones = group // 100, group // 10 % 10, group % 10
    words: list[str] = []
    if hundreds or full:
        words += [_DIGITS[hundreds], "trăm"]
    if tens == 0 and ones and words:
        words.append("linh")
    elif tens == 1:
        words.append("mười")
    elif tens > 1:
        words += [_DIGITS[tens], "mươi"]
    if ones == 1 and tens > 1:
        words.append("mốt")
    elif ones == 4 and tens > 1:
        words.append("tư")
    elif ones == 5 and tens:
        words.append("lăm")
    elif ones:
        words.append(_DIGITS[ones])
    return " ".join(words)
