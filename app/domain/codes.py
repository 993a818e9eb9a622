"""Dossier codes: how official and provisional codes are written, read and told apart (NĐ 118 Đ17.3; TT 01/2018 Đ19).

A printed code is stored as text and never rebuilt from its parts.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from typing import Literal

from app.domain.text import clean
from app.errors import DossierCodeInvalid

CodeStyle = Literal["2018", "current", "ministry"]

_UNIT = r"[0-9]{3}\.[0-9]{2}\.[0-9]{2}\.[A-Y][0-9]{2}|[A-Y][0-9]{2}(?:\.[A-Z0-9]{2,3}){0,8}"
CODE_PATTERN = rf"^({_UNIT})-([0-9]{{6}})-([0-9]{{4,7}})$"
"""Groups: unit, yymmdd, ordinal. In the 2018 style the province stands rightmost, else leftmost."""

_OFFICIAL = re.compile(CODE_PATTERN)
_PROVISIONAL = re.compile(rf"^TAM\.({_UNIT})\.([A-Z0-9]{{1,8}})-([0-9]{{6}})-([0-9]{{4}})$")
_GUIDANCE = re.compile(rf"^HD\.({_UNIT})\.([A-Z0-9]{{1,8}})-([0-9]{{6}})-([0-9]{{4}})$")
_UNIT_CODE = re.compile(rf"^(?:{_UNIT})$")
_DEVICE_LABEL = re.compile(r"^[A-Z0-9]{1,8}$")
UNIT_CODE_LIMIT = 35
"""Longest unit code in characters (QĐ 20/2020/QĐ-TTg Đ4)."""


@dataclass(frozen=True)
class DossierCode:
    """An official code, read. ``text`` is the code itself, in capitals."""

    text: str
    unit: str
    received_on: date
    sequence: int
    style: CodeStyle


@dataclass(frozen=True)
class ProvisionalCode:
    """A code a device gave itself for want of an official number; it never matches the official pattern."""

    text: str
    unit: str
    device: str
    issued_on: date
    number: int


def parse_code(text: str) -> DossierCode:
    """The official code in a scanned or typed text (case and blanks around it do not matter).

    Raises DossierCodeInvalid with ``reason`` ``form``, ``date`` or ``ordinal``.
    """
    found = _OFFICIAL.match(_capitals(text))
    if found is None:
        raise DossierCodeInvalid("code", reason="form")
    unit, day, ordinal = found.groups()
    if len(unit) > UNIT_CODE_LIMIT:
        raise DossierCodeInvalid("code", reason="form")
    if int(ordinal) == 0:
        raise DossierCodeInvalid("code", reason="ordinal")
    style: CodeStyle = "2018" if unit[0].isdigit() else "ministry" if len(ordinal) > 4 else "current"
    return DossierCode(found.group(), unit, _day_of(day), int(ordinal), style)


def parse_provisional(text: str) -> ProvisionalCode:
    """The provisional code in a scanned or typed text. Raises DossierCodeInvalid as `parse_code` does."""
    found = _PROVISIONAL.match(_capitals(text))
    if found is None:
        raise DossierCodeInvalid("code", reason="form")
    unit, device, day, number = found.groups()
    if int(number) == 0:
        raise DossierCodeInvalid("code", reason="ordinal")
    return ProvisionalCode(found.group(), unit, device, _day_of(day), int(number))


def format_code(unit_code: str, day: date, number: int, digits: int = 4) -> str:
    """``H44.80.01-261123-0001``: ``digits`` wide, 4 in provincial systems (the regulation set says how many).

    Raises ValueError for a unit code, a number or a width that makes no valid code.
    """
    if not is_unit_code(unit_code):
        raise ValueError(f"not a unit code: {unit_code!r}")
    if not 4 <= digits <= 7 or not 1 <= number < 10**digits:
        raise ValueError(f"ordinal {number} does not fit {digits} digits")
    return f"{unit_code}-{day:%y%m%d}-{number:0{digits}d}"


def provisional_code(unit: str, device_label: str, day: date, number: int) -> str:
    """``TAM.H44.80.05.Q02-261008-0007``. Raises ValueError for parts that make no valid code."""
    if not is_unit_code(unit) or not _DEVICE_LABEL.match(device_label) or not 1 <= number <= 9999:
        raise ValueError(f"no provisional code for {unit!r}, {device_label!r}, {number}")
    return f"TAM.{unit}.{device_label}-{day:%y%m%d}-{number:04d}"


def guidance_number(unit: str, device_label: str, day: date, number: int) -> str:
    """``HD.H44.80.05.Q02-261008-0007``: the number of a guidance slip, which any counter gives off line and which is
    no dossier code (rules §16.1). Raises ValueError for parts that make none."""
    if not is_unit_code(unit) or not _DEVICE_LABEL.match(device_label) or not 1 <= number <= 9999:
        raise ValueError(f"no guidance number for {unit!r}, {device_label!r}, {number}")
    return f"HD.{unit}.{device_label}-{day:%y%m%d}-{number:04d}"


def is_guidance(text: str) -> bool:
    """True when ``text`` has the form of a guidance slip's number."""
    return _GUIDANCE.match(_capitals(text)) is not None


def is_provisional(text: str) -> bool:
    """True when ``text`` has the form of a provisional code."""
    return _PROVISIONAL.match(_capitals(text)) is not None


def is_unit_code(text: str) -> bool:
    """True when ``text`` is a unit code of either style, in capitals."""
    return len(text) <= UNIT_CODE_LIMIT and _UNIT_CODE.match(text) is not None


def looks_like_code(text: str) -> bool:
    """True when ``text`` has the form of an official or provisional code, or of a guidance slip's number; the date is
    not examined."""
    capitals = _capitals(text)
    return any(form.match(capitals) is not None for form in (_OFFICIAL, _PROVISIONAL, _GUIDANCE))


def _capitals(text: str) -> str:
    trimmed = clean(text)
    # str.upper() turns some foreign letters into plain capitals; those are refused, not repaired.
    return trimmed.upper() if trimmed.isascii() else ""


def _day_of(yymmdd: str) -> date:
    try:
        return date(2000 + int(yymmdd[:2]), int(yymmdd[2:4]), int(yymmdd[4:]))
    except ValueError:
        raise DossierCodeInvalid("code", reason="date") from None
