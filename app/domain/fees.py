"""What a citizen owes: fees by the catalogue's rules, per page where the law says so, or entered, or waived."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Literal

from app.domain.catalogue import FeeChannel, FeeRule, ProcedureVersion
from app.domain.text import clean
from app.errors import AmountInvalid, FieldRequired

FeeBasis = Literal["catalogue", "entered", "exempt"]


@dataclass(frozen=True)
class FeeDue:
    """One amount due in whole đồng. ``basis_text`` says where it comes from; 0 always has an ``exemption``.

    ``quantity_text`` is how it was counted (``10 trang × 3 bản``), empty for a single amount.
    """

    kind: Literal["phí", "lệ phí"]
    name: str
    amount: int
    basis: FeeBasis
    basis_text: str = ""
    quantity_text: str = ""
    exemption: str = ""


def rules_in_force(version: ProcedureVersion, day: date, channel: FeeChannel = "direct") -> tuple[FeeRule, ...]:
    """The fee rules of a version that hold on ``day`` for ``channel``, in the catalogue's order."""
    return tuple(rule for rule in version.fees if rule.in_force(day) and rule.channel in ("", channel))


def page_fee(rule: FeeRule, pages: int, copies: int = 1) -> int:
    """đồng for ``copies`` copies of an original of ``pages`` pages, each capped at the rule's maximum.

    For copies: 2.000 đ a page, 1.000 đ from page 3 on, at most 200.000 đ a copy (TT 226/2016/TT-BTC Đ4).
    Raises AmountInvalid for less than one page or copy, ValueError for a rule that is not per page.
    """
    if not rule.per_page:
        raise ValueError(f"{rule.name} is not counted per page")
    if pages < 1:
        raise AmountInvalid("pages", least=1)
    if copies < 1:
        raise AmountInvalid("copies", least=1)
    ends = [following.from_page for _, following in pairwise(rule.page_tiers)] + [pages + 1]
    copy = sum(
        max(min(end, pages + 1) - tier.from_page, 0) * tier.amount
        for tier, end in zip(rule.page_tiers, ends, strict=True)
    )
    return copies * (copy if rule.maximum is None else min(copy, rule.maximum))


def fee_due(rule: FeeRule, *, quantity: int = 1, pages: int | None = None) -> FeeDue | None:
    """What a rule makes due for ``quantity`` copies or cases; None when its level is unknown and must be entered.

    A rule per page needs ``pages``: FieldRequired without. A rule that is free gives its condition as exemption.
    """
    if quantity < 1:
        raise AmountInvalid("quantity", least=1)
    if rule.free or rule.amount == 0:
        reason = rule.condition or rule.note or "Không thu theo quy định"
        return FeeDue(rule.kind, rule.name, 0, "exempt", rule.note, exemption=reason)
    if rule.per_page:
        if pages is None:
            raise FieldRequired("pages")
        return FeeDue(
            rule.kind,
            rule.name,
            page_fee(rule, pages, quantity),
            "catalogue",
            _basis(rule),
            f"{pages} trang × {quantity} bản",
        )
    if rule.amount is None:
        return None
    counted = f"{quantity} {rule.unit}" if rule.unit and quantity > 1 else ""
    return FeeDue(rule.kind, rule.name, rule.amount * quantity, "catalogue", _basis(rule), counted)


def entered(rule: FeeRule, amount: int, basis_text: str) -> FeeDue:
    """An amount the officer enters where the catalogue knows no level, with the text that sets it.

    Raises AmountInvalid unless the amount is above 0, FieldRequired without a basis.
    """
    if amount <= 0:
        raise AmountInvalid("amount", least=1)
    if not clean(basis_text):
        raise FieldRequired("basis_text")
    return FeeDue(rule.kind, rule.name, amount, "entered", clean(basis_text))


def exempt(rule: FeeRule, reason: str) -> FeeDue:
    """A fee waived with its reason (Luật Hộ tịch 60/2014 Đ11.1). Raises FieldRequired without one."""
    if not clean(reason):
        raise FieldRequired("exemption")
    return FeeDue(rule.kind, rule.name, 0, "exempt", exemption=clean(reason))


def _basis(rule: FeeRule) -> str:
    return "; ".join(text for text in (rule.condition, rule.note) if text)
