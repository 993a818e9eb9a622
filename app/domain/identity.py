"""Citizen identity at the counter: what a card's QR text says, and what a personal number tells about its holder.

The QR is plain, unauthenticated data: an aid to typing, never a proof of identity. Its raw text is not kept.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.text import clean, fold, nfc
from app.errors import IdentityTextRefused, PersonalNumberInvalid

Sex = Literal["male", "female"]
CardRefusal = Literal["empty", "bad_number", "not_an_identity_code", "bad_date", "no_name", "garbled", "two_codes"]

_AIM_PREFIX = re.compile(r"^\][A-Za-z][0-9A-Za-z]")
_SCAN_END = re.compile(r"[\r\n\t\x03\x04\x1d]+")
_UNSEEN = str.maketrans(dict.fromkeys("\ufeff\u200b\u200c\u200d\u2060"))
# UTF-8 read as Latin-1 or Windows-1252 leaves these pairs behind; none occurs in Vietnamese text.
_WRONG_CODE_PAGE = re.compile("[\ufffd\u0080-\u009f]|[ÃÄÆ][\u00a0-\u00bf]|á[º»]|Ä‘")
_PERSONAL_NUMBER = re.compile(r"^[0-9]{12}$")
_OLD_NUMBER = re.compile(r"^(?:[0-9]{9}|[0-9]{12})$")
_SECOND_HEAD = re.compile(r"[0-9]{12}$")
_DATE = re.compile(r"^(?:(?:([0-9]{2}))?([0-9]{2}))?([0-9]{4})$")
_NAME_EXTRAS = frozenset(" '’-.đĐƀɃ")
_SEXES: dict[str, Sex] = {"nam": "male", "nu": "female"}


@dataclass(frozen=True)
class IdentityCard:
    """What one card says. Dates are ISO texts of the known precision (``1987``, ``1965-05``); absent parts are absent.

    ``old_number`` is empty when the card names none. ``warnings`` are keys for the officer to look
    at, none of which forbids acceptance: a number never changes though sex or birth year may be corrected.
    """

    personal_number: str
    old_number: str
    full_name: str
    birth_date: str | None
    sex: Sex | None
    address: str
    issued_on: str | None
    warnings: tuple[str, ...]


def parse_card(text: str) -> IdentityCard:
    """The card in a scanned text: ``number|old number|name|birth|sex|address|issued``, 6 fields or more.

    Fields after the seventh (newer cards) are ignored. Raises IdentityTextRefused with ``reason``
    one of CardRefusal; a refusal says nothing of what was read.
    """
    scans = [scan for scan in (_bare(part) for part in _SCAN_END.split(text)) if scan]
    if not scans:
        raise _refused("empty")
    if len(scans) > 1 and any(scan.count("|") >= 5 for scan in scans):
        raise _refused("two_codes")
    fields = scans[0].split("|")
    if len(scans) > 1 or len(fields) < 6:
        raise _refused("not_an_identity_code")
    if _glued(fields):
        raise _refused("two_codes")
    if any(_WRONG_CODE_PAGE.search(field) for field in fields):
        raise _refused("garbled")
    fields = [clean(field) for field in fields]
    number = fields[0].replace(" ", "")
    if not _PERSONAL_NUMBER.match(number):
        raise _refused("bad_number")
    name = fields[2]
    if not name:
        raise _refused("no_name")
    if not all(_belongs_in_name(letter) for letter in name):
        raise _refused("garbled")
    birth_date = _partial_date(fields[3])
    issued_on = _partial_date(fields[6]) if len(fields) > 6 else None
    sex = _SEXES.get(fold(fields[4]))
    warnings = list(number_warnings(number, sex, birth_date))
    old_number = fields[1].replace(" ", "")
    if old_number and not _OLD_NUMBER.match(old_number):
        old_number = ""
        warnings.append("old_number_unreadable")
    if _case_inverted(name):
        warnings.append("name_case_inverted")
    return IdentityCard(number, old_number, name, birth_date, sex, fields[5], issued_on, tuple(sorted(warnings)))


def check_personal_number(text: str) -> str:
    """The 12 digits of a typed personal number, blanks taken out. Raises PersonalNumberInvalid otherwise.

    All province codes are accepted: numbers given before a merger keep theirs.
    """
    number = clean(text).replace(" ", "")
    if not _PERSONAL_NUMBER.match(number):
        raise PersonalNumberInvalid("personal_number", digits=sum(letter.isdigit() for letter in number))
    return number


def number_warnings(number: str, sex: Sex | None, birth_date: str | None) -> tuple[str, ...]:
    """Where a personal number disagrees with sex or birth year: digit 4 is century and sex, digits 5-6 the year.

    Warnings, not errors: sex and birth year may have been corrected after the number was given.
    """
    warnings: list[str] = []
    if birth_date is not None and int(birth_date[:4]) != born_in(number):
        warnings.append("birth_year_differs_from_number")
    if sex is not None and sex != sex_of(number):
        warnings.append("sex_differs_from_number")
    return tuple(warnings)


def born_in(number: str) -> int:
    """The birth year inside a 12-digit personal number."""
    return 1900 + int(number[3]) // 2 * 100 + int(number[4:6])


def sex_of(number: str) -> Sex:
    """The sex inside a 12-digit personal number: even for men, odd for women."""
    return "female" if int(number[3]) % 2 else "male"


def masked(number: str) -> str:
    """A personal number for lists and shared screens: ``025••••••123``."""
    return number[:3] + "•" * (len(number) - 6) + number[-3:] if len(number) > 6 else "•" * len(number)


def _refused(reason: CardRefusal) -> IdentityTextRefused:
    return IdentityTextRefused("card", reason=reason)


def _bare(scan: str) -> str:
    return _AIM_PREFIX.sub("", scan.translate(_UNSEEN).strip())


def _glued(fields: list[str]) -> bool:
    """True when a second card begins inside these fields: 12 digits ending a late field, then a card's next fields."""
    for index in range(5, len(fields) - 4):
        old_number, name, birth, sex = fields[index + 1 : index + 5]
        if (
            _SECOND_HEAD.search(fields[index])
            and (not old_number or _OLD_NUMBER.match(old_number))
            and name
            and _DATE.match(birth)
            and fold(sex) in _SEXES
        ):
            return True
    return False


def _partial_date(text: str) -> str | None:
    """ISO text of ``ddMMyyyy``, where day, or day and month, may be zeros or absent; None for nothing known."""
    if not text.strip("0"):
        return None
    found = _DATE.match(text)
    if found is None:
        raise _refused("bad_date")
    day, month, year = (int(part or 0) for part in found.groups())
    try:
        date(year, month or 1, day or 1)
    except ValueError:
        raise _refused("bad_date") from None
    if day and not month:
        raise _refused("bad_date")
    return f"{year:04d}" + (f"-{month:02d}" if month else "") + (f"-{day:02d}" if day else "")


def _belongs_in_name(letter: str) -> bool:
    """True for letters built on a Latin letter (names of all Vietnam's peoples), blanks, apostrophe, dash and dot."""
    if letter in _NAME_EXTRAS or unicodedata.combining(letter):
        return True
    return letter.isalpha() and unicodedata.normalize("NFD", letter)[0].isascii()


def _case_inverted(name: str) -> bool:
    """True for ``nGUYỄN vĂN``: the scanner typed while Caps Lock was on."""
    words = [nfc(word) for word in name.split(" ") if len(word) > 1]
    return bool(words) and all(word[0].islower() and word[1:].isupper() for word in words)
