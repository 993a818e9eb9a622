"""What a correction changed, in plain Vietnamese: the name of each fact, and what it said before and says now."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from app.domain import acts
from app.domain.dossier import Dossier, evolve, resolutions
from app.domain.events import Entry
from app.domain.text import money

FIELD_NAMES: dict[str, str] = {
    "full_name": "họ và tên",
    "personal_number": "số định danh",
    "old_number": "số giấy tờ cũ",
    "passport": "hộ chiếu",
    "tax_code": "mã số thuế",
    "birth_date": "ngày sinh",
    "sex": "giới tính",
    "address": "địa chỉ",
    "phone": "điện thoại",
    "email": "thư điện tử",
    "return_mode": "cách trả kết quả",
    "return_place": "nơi trả kết quả",
    "return_address": "địa chỉ trả kết quả",
    "papers": "giấy tờ đã nộp",
    "fees": "phí, lệ phí",
}
RETURN_NAMES = {"direct": "trực tiếp", "post": "qua bưu chính", "online": "trực tuyến"}
KIND_NAMES = {
    "original": "bản chính",
    "certified_copy": "bản sao chứng thực",
    "compared_copy": "bản sao đối chiếu",
    "electronic_copy": "bản điện tử",
}
SEXES = {"male": "nam", "female": "nữ"}


@dataclass(frozen=True)
class Change:
    """One fact that was corrected; empty words where nothing stood before, or stands now."""

    name: str
    before: str
    after: str


def named(fields: Iterable[str]) -> str:
    """The names of corrected facts, as a list in words; names of a later program are "nội dung khác"."""
    return ", ".join(dict.fromkeys(FIELD_NAMES.get(field, "nội dung khác") for field in fields))


def changes(entries: Sequence[Entry]) -> dict[str, tuple[Change, ...]]:
    """What each correction among ``entries`` (truth order) changed, by its event's id.

    One whose personal part is no longer kept says nothing of persons.
    """
    if not any(entry.body.kind == "amend" for entry in entries):
        return {}
    decided, state, found = resolutions(entries), None, {}
    for entry in entries:
        before: Dossier | None = state
        state = evolve(before, entry, decided.get(entry.body.id, ""))
        if entry.body.kind == "amend" and before is not None:
            found[entry.body.id] = tuple(_between(before, state))
    return found


def _between(before: Dossier, after: Dossier) -> Iterable[Change]:
    old, new = before.people, after.people
    if old is not None and new is not None:
        yield from _differing(old.applicant, new.applicant)
        yield from _differing(old, new, ("return_address",))
    yield from _differing(before, after, ("return_mode", "return_place"))
    yield from _papers(before, after)
    yield from _fees(before, after)


def _differing(old: Any, new: Any, fields: Iterable[str] = FIELD_NAMES) -> Iterable[Change]:
    for field in fields:
        was, now = getattr(old, field, ""), getattr(new, field, "")
        if was != now:
            yield Change(FIELD_NAMES[field], _shown(field, was), _shown(field, now))


def _shown(field: str, value: str) -> str:
    return {"return_mode": RETURN_NAMES, "sex": SEXES}.get(field, {}).get(value, value)


def _papers(before: Dossier, after: Dossier) -> Iterable[Change]:
    old = {held.paper.component: held.paper for held in before.papers}
    new = {held.paper.component: held.paper for held in after.papers}
    for component in dict.fromkeys((*old, *new)):
        was, now = old.get(component), new.get(component)
        if was != now:
            yield Change((now or was).name, _paper(was), _paper(now))  # type: ignore[union-attr]


def _paper(paper: acts.Paper | None) -> str:
    return f"{paper.count} {KIND_NAMES[paper.kind]}" if paper is not None else ""


def _fees(before: Dossier, after: Dossier) -> Iterable[Change]:
    old, new = {fee.name: fee for fee in before.fees}, {fee.name: fee for fee in after.fees}
    for name in dict.fromkeys((*old, *new)):
        was, now = old.get(name), new.get(name)
        if was != now:
            yield Change(name, _fee(was), _fee(now))


def _fee(fee: acts.FeeLine | None) -> str:
    if fee is None:
        return ""
    return f"{money(fee.amount)} ({fee.exemption or fee.basis_text})"
