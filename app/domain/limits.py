"""What a time limit is, and how a limit and each step of its computation are said in Vietnamese (deadlines.md §6)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from app.domain.calendar import WEEKDAY_NAMES

LimitKind = Literal["working_days", "calendar_days", "working_hours", "same_day", "none"]
Fact = str | int | float

LIMIT_KINDS: dict[str, LimitKind] = {
    "working_days": "working_days",
    "calendar_days": "calendar_days",
    "working_hours": "working_hours",
    "same_day": "same_day",
    "none": "none",
}
"""The kinds by their word; a word that is not here is refused, never guessed."""

_UNITS: dict[str, str] = {"working_days": "ngày làm việc", "calendar_days": "ngày", "working_hours": "giờ làm việc"}


@dataclass(frozen=True)
class Limit:
    """A time limit as the catalogue states it; its unit is never converted. ``value`` counts days or (part) hours."""

    kind: LimitKind
    value: float | int = 0

    def fault(self) -> str | None:
        """What makes this limit impossible to count; None for a good one."""
        if self.kind in ("working_days", "calendar_days") and (self.value < 1 or self.value != int(self.value)):
            return f"{self.kind} wants a whole number of days from 1, not {self.value}"
        if self.kind == "working_hours" and self.value <= 0:
            return f"working_hours wants more than 0, not {self.value}"
        if self.kind in ("same_day", "none") and self.value:
            return f"{self.kind} has no value"
        return None


@dataclass(frozen=True)
class Extension:
    """A longer limit that sector law allows under a condition: ``add`` to the base, or ``total`` in its place."""

    kind: LimitKind
    value: float | int
    mode: Literal["add", "total"]
    condition: str = ""
    note: str = ""

    def fault(self, base: Limit) -> str | None:
        """What makes this extension impossible to count on ``base``; None for a good one."""
        if self.kind in ("same_day", "none"):
            return f"an extension cannot be of kind {self.kind}"
        if self.mode == "add" and self.kind != base.kind and (base.kind, self.kind) != ("same_day", "working_days"):
            return f"{self.kind} cannot be added to {base.kind}"
        return Limit(self.kind, self.value).fault()


@dataclass(frozen=True)
class Step:
    """One step of a computation, as stored. Facts are days ``2026-10-09``, times ``16:30:00``, numbers and words."""

    key: str
    facts: dict[str, Fact]


def limit_text(limit: Limit) -> str:
    """The limit in Vietnamese, unit as in the catalogue: ``5 ngày làm việc``, ``trong ngày làm việc``."""
    if limit.kind == "none":
        return "không quy định"
    if limit.kind == "same_day":
        return "trong ngày làm việc"
    return f"{_figure(limit.value)} {_UNITS[limit.kind]}"


def step_text(step: Step) -> str:
    """One step in Vietnamese, as the officer reads it under "Vì sao ngày này?"."""
    return _SENTENCES[step.key].format(**_words(step))


_SENTENCES = {
    "accepted": "Tiếp nhận đủ hồ sơ lúc {time} ngày {day}.",
    "competent": "Cơ quan có thẩm quyền nhận hồ sơ lúc {time} ngày {day}; thời hạn tính từ lúc này.",
    "restart": "Nhận đủ hồ sơ bổ sung lúc {time} ngày {day}; thời hạn tính lại từ đầu.",
    "chained": "Bước tiếp theo của liên thông ({name}): tính từ {time} ngày {day}.",
    "shift": "Ngoài giờ làm việc: tính từ {time} ngày {day}.",
    "limit": "Thời hạn theo quy định: {limit}{why}.",
    "first_day": "Ngày {day} là ngày bắt đầu, không tính.",
    "count": "Ngày làm việc thứ {number}: {day}.",
    "skip": "Bỏ qua {day}: {reason}.",
    "extra": "{day} là {weekday} làm bù, tính là ngày làm việc.",
    "consume": "{window} ngày {day}: {hours} giờ, còn lại {left} giờ.",
    "roll": "Ngày cuối {day} là ngày nghỉ ({reason}), chuyển sang ngày làm việc tiếp theo {to}.",
    "fit": "Ngày {day} không làm việc vào giờ đó: lấy {time}.",
    "cut_off": "Tiếp nhận {side} {cut_off}: trả kết quả {when}.",
    "closed": "Tiếp nhận khi đã hết giờ làm việc trong ngày: trả kết quả ngày làm việc tiếp theo.",
    "rest_day": "Tiếp nhận vào ngày không làm việc: trả kết quả ngày làm việc tiếp theo.",
    "extension": "Gia hạn một lần theo văn bản xin lỗi ngày {notice}: hẹn lại {time} ngày {day}.",
    "due": "Hẹn trả kết quả: {time} ngày {day}.",
}


def _words(step: Step) -> dict[str, str]:
    words: dict[str, str] = {}
    for name, value in step.facts.items():
        if name in ("day", "to", "notice"):
            words[name] = f"{date.fromisoformat(str(value)):%d/%m/%Y}"
        elif name == "time":
            words[name] = _clock(time.fromisoformat(str(value)))
        else:
            words[name] = _figure(value) if isinstance(value, int | float) else value
    if step.key == "limit":
        words |= _limit_words(step.facts)
    elif step.key == "extra":
        words["weekday"] = WEEKDAY_NAMES[date.fromisoformat(str(step.facts["day"])).weekday()]
    elif step.key == "cut_off":
        cut_off = time.fromisoformat(str(step.facts["cut_off"]))
        words["cut_off"] = f"{cut_off.hour} giờ" + (f" {cut_off.minute:02d}" if cut_off.minute else "")
        after = step.facts["side"] == "after"
        words["side"] = "sau" if after else "trước hoặc đúng"
        words["when"] = "ngày làm việc tiếp theo" if after else "trong ngày"
    return words


def _limit_words(facts: dict[str, Fact]) -> dict[str, str]:
    """The limit with what an extension of sector law made of it."""
    kind = LIMIT_KINDS[str(facts["kind"])]
    condition = f" {facts['condition']}" if facts.get("condition") else ""
    if facts.get("mode") == "total":
        return {"limit": limit_text(Limit(kind, float(facts["value"]))), "why": f" (trường hợp{condition})"}
    if facts.get("mode") == "add":
        added = limit_text(Limit(LIMIT_KINDS[str(facts["added_kind"])], float(facts["added"])))
        return {
            "limit": limit_text(Limit(kind, float(facts["value"]))),
            "why": f", thêm {added} (trường hợp{condition})",
        }
    return {"limit": limit_text(Limit(kind, float(facts["value"]))), "why": ""}


def _figure(value: float | int) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace(".", ",")


def _clock(clock: time) -> str:
    """``16:30``; with seconds only where there are some, as one second after the cut-off decides a day."""
    return clock.strftime("%H:%M:%S" if clock.second else "%H:%M")
