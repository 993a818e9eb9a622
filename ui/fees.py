"""Phí and lệ phí of a draft: the level, why it is that level, and what was taken for it at the counter."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QFocusEvent
from PySide6.QtWidgets import QCheckBox, QComboBox, QFrame, QLineEdit, QVBoxLayout, QWidget

from app.desk.drafts import DraftFee
from app.domain.text import money
from ui import controls
from ui import theme as look
from ui.counts import CountLine
from ui.fields import Choice, Field, NumberLine
from ui.place import Counter


def amount_of(text: str) -> int | None:
    """The whole đồng typed in ``text`` (``8000``, ``8.000``, ``8.000 đ``); None when it is no amount."""
    digits = re.sub(r"[\s.đ]", "", text.strip().lower())
    return int(digits) if digits.isdigit() and len(digits) <= 12 else None


class AmountLine(QLineEdit):
    """A line for an amount; it shows ``8.000`` and takes ``8000``."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.setAlignment(Qt.AlignmentFlag.AlignRight)
        self.setFixedWidth(width)

    def show_amount(self, amount: int | None) -> None:
        shown = "" if amount is None else money(amount).removesuffix(" đ")
        if not self.hasFocus() or amount_of(self.text()) != amount:
            self.setText(shown)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.show_amount(amount_of(self.text()))


class FeeLine(QFrame):
    """One fee. ``edited`` carries the new `DraftFee`; ``counted`` the pages and copies of a fee counted so;
    ``number_wanted`` asks for the next biên lai."""

    edited = Signal(object)
    counted = Signal(int, int)
    number_wanted = Signal()
    onward = Signal()

    def __init__(self, counter: Counter, fee: DraftFee, number: int) -> None:
        super().__init__()
        self.setObjectName(f"fees.{number}")
        self._fee = fee
        theme = counter.theme
        self.amount = AmountLine(theme.scaled(112))
        self.amount.textEdited.connect(self._amount_typed)
        self._amount = Field(theme, f"{fee.name}: {self.tr('amount in đồng')}", self.amount, f"fees.{number}.amount")
        name = controls.label(fee.name, wrap=True)
        self._kind = controls.label(fee.kind, "small")
        first = controls.row(
            controls.holder(controls.column(name, self._kind, spacing=0)), self._amount, controls.label("đ"), spacing=6
        )
        first.setStretch(0, 1)
        self.case = QComboBox()
        self.case.setObjectName(f"fees.{number}.case")
        self.case.setAccessibleName(f"{fee.name}: {self.tr('case')}")
        self.case.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.case.setSizeAdjustPolicy(QComboBox.SizeAdjustPolicy.AdjustToMinimumContentsLengthWithIcon)
        self.case.setMinimumContentsLength(18)
        self.case.addItem(self.tr("Choose the case…"), None)
        for text, level in fee.choices:
            shown = f"{text} ({money(level)})" if level is not None else text
            self.case.addItem(shown, level)
            self.case.setItemData(self.case.count() - 1, shown, Qt.ItemDataRole.ToolTipRole)
        self.case.activated.connect(self._case_chosen)
        self.pages, self.copies = CountLine(theme.scaled(56), 9999), CountLine(theme.scaled(56), 999)
        for count, text, field in ((self.pages, self.tr("pages"), "pages"), (self.copies, self.tr("copies"), "copies")):
            count.setObjectName(f"fees.{number}.{field}")
            count.setAccessibleName(f"{fee.name}: {text}")
            count.changed.connect(self._count)
        self._pages = controls.holder(
            controls.row(
                controls.label(self.tr("Pages of the original"), "label"),
                self.pages,
                controls.label(self.tr("copies"), "label"),
                self.copies,
                None,
                spacing=6,
            )
        )
        self.basis = QLineEdit()
        self.basis.setPlaceholderText(self.tr("What the amount is based on"))
        self.basis.textEdited.connect(lambda text: self._change(basis_text=text))
        self._basis = Field(theme, f"{fee.name}: {self.tr('basis')}", self.basis, f"fees.{number}.basis_text")
        self.basis.returnPressed.connect(self.onward)
        self.exemption = QLineEdit()
        self.exemption.setPlaceholderText(self.tr("Reason of exemption"))
        self.exemption.textEdited.connect(lambda text: self._change(exemption=text))
        self.exemption.returnPressed.connect(self.onward)
        self._exemption = Field(
            theme, f"{fee.name}: {self.tr('reason of exemption')}", self.exemption, f"fees.{number}.exemption"
        )
        self.collected = QCheckBox(self.tr("Taken now"))
        self.collected.setObjectName(f"fees.{number}.collected")
        self.collected.clicked.connect(self._collected)
        self.pages.returnPressed.connect(self.copies.setFocus)
        self.copies.returnPressed.connect(self.collected.setFocus)
        self.amount.returnPressed.connect(self._past_amount)
        self.way = Choice(
            (("cash", self.tr("Cash")), ("transfer", self.tr("Transfer")), ("post", self.tr("By post"))),
            f"fees.{number}.way",
            self.tr("Way of payment"),
        )
        self.way.chosen.connect(lambda way: self._change(way=way))
        self._posted = False
        self.order = NumberLine()
        self.order.setPlaceholderText(self.tr("Number of the postal money order"))
        self.order.textEdited.connect(lambda text: self._change(money_order=text))
        self._order = Field(theme, f"{fee.name}: {self.tr('money order')}", self.order, f"fees.{number}.money_order")
        self.order.returnPressed.connect(self.onward)
        self.series, self.number = NumberLine(), NumberLine()
        for line, text, field in (
            (self.series, self.tr("Series"), "series"),
            (self.number, self.tr("Number"), "number"),
        ):
            line.setObjectName(f"fees.{number}.{field}")
            line.setPlaceholderText(text)
            line.setAccessibleName(f"{self.tr('Fee receipt')}: {text}")
            line.textEdited.connect(lambda typed, field=field: self._change(**{field: typed}))
        self._paid = controls.row(self.collected, self.way, spacing=look.SMALL)
        self._slip = controls.holder(
            controls.row(controls.label(self.tr("Fee receipt"), "label"), self.series, self.number, spacing=6)
        )
        self._taken = controls.holder(self._paid)
        self.setLayout(
            controls.column(
                first,
                self._amount.lend_fault(),
                self._pages,
                self.case,
                self._basis,
                self._exemption,
                self._taken,
                self._order,
                self._slip,
                spacing=4,
            )
        )
        # Shown only now that it has a parent: before, it would be a window for a moment and take the focus away.
        self.case.setVisible(bool(fee.choices))
        self.show_fee(fee)

    @property
    def fee(self) -> DraftFee:
        return self._fee

    def show_fee(self, fee: DraftFee) -> None:
        """Show ``fee`` in this line."""
        self._fee = fee
        self.amount.show_amount(fee.amount)
        fixed = fee.per_page or (fee.basis != "entered" and not fee.choices and fee.amount is not None)
        self._pages.setVisible(fee.per_page)
        if fee.pages is not None:
            self.pages.show_value(fee.pages)
        self.copies.show_value(fee.copies)
        self.amount.setReadOnly(fixed)
        self.amount.setFocusPolicy(Qt.FocusPolicy.NoFocus if fixed else Qt.FocusPolicy.StrongFocus)
        typed = ((self.basis, fee.basis_text), (self.exemption, fee.exemption), (self.order, fee.money_order))
        for line, value in typed:
            if line.text() != value:
                line.setText(value)
                line.setCursorPosition(0)
        self._basis.setVisible(fee.basis == "entered" and bool(fee.amount))
        self._exemption.setVisible(fee.amount == 0)
        self._taken.setVisible(bool(fee.amount) or (fee.per_page and self.pages.value > 0))
        self.collected.setChecked(fee.collected)
        self.way.set_value(fee.way)
        self.way.setVisible(fee.collected)
        self.way.button_for("post").setVisible(self._posted or fee.way == "post")
        self._order.setVisible(bool(fee.amount) and fee.collected and fee.way == "post")
        self._slip.setVisible(bool(fee.amount) and fee.collected)
        for line, value in ((self.series, fee.series), (self.number, fee.number)):
            if line.text() != value:
                line.setText(value)

    def show_posted(self, posted: bool) -> None:
        """Offer the postal money order, for a dossier that came by post."""
        self._posted = posted
        self.way.button_for("post").setVisible(posted or self._fee.way == "post")

    def _change(self, **changes: Any) -> None:
        self._fee = replace(self._fee, **changes)
        self.show_fee(self._fee)
        self.edited.emit(self._fee)

    def _collected(self, on: bool) -> None:
        self._change(collected=on)
        if on and self._posted and not self._fee.series and not self._fee.number:
            # Nobody stands there with cash: the money came with the dossier.
            self._change(way="post")
            self.order.setFocus(Qt.FocusReason.OtherFocusReason)
        if on and not self._fee.number:
            self.number_wanted.emit()

    def _past_amount(self) -> None:
        """Enter after the amount: its ground where one is asked for, else on."""
        ground = next((field for field in (self._basis, self._exemption) if field.isVisible()), None)
        if ground is not None and isinstance(ground.editor, QLineEdit) and not ground.editor.text():
            ground.editor.setFocus()
        else:
            self.onward.emit()

    def set_untaken(self, on: bool) -> None:
        """Mark that the fee is to be taken first."""
        controls.polish(self.collected, fault="true" if on else "false")

    def _count(self, _: int) -> None:
        self._taken.setVisible(bool(self._fee.amount) or self.pages.value > 0)
        if self.pages.value > 0 and self.copies.value > 0:
            self.counted.emit(self.pages.value, self.copies.value)

    def show_number(self, series: str, number: str) -> None:
        """Fill in the biên lai that is next, unless one was typed meanwhile."""
        if self._fee.collected and not self._fee.number:
            self._change(series=series, number=number)

    def _amount_typed(self, text: str) -> None:
        amount = amount_of(text)
        self._change(amount=amount, basis="exempt" if amount == 0 else "entered")

    def _case_chosen(self, place: int) -> None:
        level = self.case.itemData(place)
        if place == 0:
            return
        text, _ = self._fee.choices[place - 1]
        if level == 0:
            self._change(amount=0, basis="exempt", exemption=text)
        elif level is None:
            self._change(amount=None, basis="entered", basis_text=text)
        else:
            self._change(amount=level, basis="catalogue", basis_text=text, exemption="")

    @property
    def fields(self) -> dict[str, Field]:
        return {"amount": self._amount, "basis_text": self._basis, "exemption": self._exemption}

    @property
    def editors(self) -> list[QWidget]:
        return [self.pages, self.copies, self.amount, self.basis, self.exemption, self.order, self.series, self.number]


class Fees(controls.Section):
    """All fees of a draft. ``edited`` carries them; ``counted`` names a fee with its pages and copies,
    ``number_wanted`` one whose biên lai is asked for; ``onward`` is Enter after the last line of one."""

    edited = Signal(object)
    counted = Signal(int, int, int)
    number_wanted = Signal(int)
    onward = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Fees"), "reception.fees")
        self._counter = counter
        self._lines: list[FeeLine] = []
        self._total = controls.label("", "head", name="fees.total")
        self.header.addWidget(self._total)
        self._rows = QVBoxLayout()
        self._rows.setSpacing(look.SMALL)
        self.body.addLayout(self._rows)
        self._none = controls.label("", "muted")
        self.body.addWidget(self._none)

    @property
    def lines(self) -> tuple[FeeLine, ...]:
        return tuple(self._lines)

    def show_fees(self, fees: tuple[DraftFee, ...], *, chosen: bool = True, posted: bool = False) -> None:
        """Show ``fees``; lines of the same fees stay where they are. ``chosen``: there is a procedure at all;
        ``posted``: the dossier came by post, and its money may have come by postal money order."""
        key = [(fee.kind, fee.name, fee.choices) for fee in fees]
        if key == [(line.fee.kind, line.fee.name, line.fee.choices) for line in self._lines]:
            for line, fee in zip(self._lines, fees, strict=True):
                if line.fee != fee:
                    line.show_fee(fee)
        else:
            for line in self._lines:
                self._rows.removeWidget(line)
                line.setParent(None)
                line.deleteLater()
            self._lines = []
            for number, fee in enumerate(fees):
                line = FeeLine(self._counter, fee, number)
                line.edited.connect(self._line_edited)
                line.counted.connect(partial(self.counted.emit, number))
                line.onward.connect(self.onward)
                line.number_wanted.connect(partial(self.number_wanted.emit, number))
                self._rows.addWidget(line)
                self._lines.append(line)
        for line in self._lines:
            line.show_posted(posted)
        self._none.setText(self.tr("No fee.") if chosen else self.tr("Choose the procedure first."))
        self._none.setVisible(not fees)
        self._show_total()

    def _show_total(self) -> None:
        levels = [line.fee.amount for line in self._lines]
        known = [level for level in levels if level is not None]
        self._total.setText(money(sum(known)) if known and len(known) == len(levels) else "")

    def _line_edited(self, _: DraftFee) -> None:
        self._show_total()
        self.edited.emit(tuple(line.fee for line in self._lines))

    def focus_field(self, number: int, name: str) -> None:
        """Put the focus in a field of one line; the case is chosen before an amount is typed."""
        if number >= len(self._lines):
            return
        line = self._lines[number]
        if name == "collected":
            line.collected.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "amount" and line.fee.per_page:
            line.pages.setFocus(Qt.FocusReason.OtherFocusReason)
        elif name == "amount" and not line.case.isHidden() and line.case.currentIndex() == 0:
            line.case.setFocus(Qt.FocusReason.OtherFocusReason)
        else:
            line.fields[name].editor.setFocus(Qt.FocusReason.OtherFocusReason)
