"""One result to be returned: whose it is, what is given, which originals go back, the fee due, who takes it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QCheckBox, QLineEdit, QVBoxLayout, QWidget

from app.desk.returns import ReturnView
from app.domain import acts
from app.domain.dossier import RETURNED
from app.domain.text import money
from ui import controls, messages, words
from ui import theme as look
from ui.collector import CollectorForm
from ui.fields import Choice, Field
from ui.place import Counter

LATER = "later"


class ReturnCase(QWidget):
    """Shows a `ReturnView` and takes in what the officer does about it; ``edited`` comes after every change."""

    edited = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__()
        self.setObjectName("returns.case")
        self._counter = counter
        self._ticks: list[QCheckBox] = []
        self.view: ReturnView | None = None
        self.name = controls.label("", "title", wrap=True, name="returns.name")
        self.code = controls.label("", "code", name="returns.code")
        self.tag = controls.Tag(counter.theme, "returns.state")
        self.procedure = controls.label("", wrap=True, name="returns.procedure")
        self.dates = controls.label("", "small", wrap=True, name="returns.dates")
        self.shelf = controls.Tag(counter.theme, "returns.shelf")
        self.refusal = controls.label("", tone="late", wrap=True, name="returns.refusal")
        self.lost = controls.label("", tone="late", wrap=True, name="returns.receipt_lost")
        dossier = controls.Section(self.tr("Dossier"), "returns.dossier")
        dossier.header.addWidget(self.code)
        for item in (self.name, self.procedure, self.dates, self.tag, self.shelf, self.refusal, self.lost):
            dossier.body.addWidget(item)
        self._results, self._result_lines = self._lines_of(self.tr("Result to give"), "returns.results")
        self._originals, self._original_lines = self._lines_of(self.tr("Originals to give back"), "returns.originals")
        self.collector = CollectorForm(counter)
        self.collector.edited.connect(self.edited)
        left = self._scrolled(dossier, self._results, self._originals)
        final = self.tr(
            "This cannot be taken back: the result is in the citizen's hands. A mistake in it is put right by a"
            " corrected result of the agency."
        )
        self._way_back = controls.label(final, "small", wrap=True, name="returns.way_back")
        right = self._scrolled(self.collector, self._fee_section(), self._way_back)
        both = controls.row(left, right, spacing=look.GAP)
        both.setStretch(0, 1)
        both.setStretch(1, 1)
        self.setLayout(both)

    # ------------------------------------------------------------ parts

    @staticmethod
    def _scrolled(*sections: QWidget) -> QWidget:
        return controls.scrolled(controls.holder(controls.column(*sections, None, spacing=look.GAP)))

    @staticmethod
    def _lines_of(title: str, name: str) -> tuple[controls.Section, QVBoxLayout]:
        section = controls.Section(title, name)
        lines = controls.column(spacing=6)
        section.body.addLayout(lines)
        return section, lines

    def _fee_section(self) -> controls.Section:
        section = controls.Section(self.tr("Fee still due"), "returns.fee")
        self.fee = controls.label("", "figure", name="returns.fee_due")
        section.header.addWidget(self.fee)
        self.fee_way = Choice(
            (
                ("cash", self.tr("Cash now")),
                ("transfer", self.tr("Transfer now")),
                ("post", self.tr("By post")),
                (LATER, self.tr("Not now")),
            ),
            "returns.fee_way",
            self.tr("Fee still due"),
        )
        self.fee_way.chosen.connect(self._fee_chosen)
        self._slip: dict[str, QLineEdit] = {}
        line = controls.row(controls.label(self.tr("Fee receipt"), "label"), spacing=6)
        for name, text in (("series", self.tr("Series")), ("number", self.tr("Number"))):
            editor = QLineEdit()
            editor.setObjectName(f"returns.fee_{name}")
            editor.setPlaceholderText(text)
            editor.setAccessibleName(f"{self.tr('Fee receipt')}: {text}")
            self._slip[name] = editor
            line.addWidget(editor)
        self._slip_line = controls.holder(line)
        self.order = QLineEdit()
        self.order.setPlaceholderText(self.tr("Number of the postal money order"))
        self._order = Field(self._counter.theme, self.tr("Postal money order"), self.order, "returns.fee_order")
        section.body.addWidget(self.fee_way)
        section.body.addWidget(self._order)
        section.body.addWidget(self._slip_line)
        self._fee = section
        return section

    def _fee_chosen(self, way: str) -> None:
        self._slip_line.setVisible(way != LATER)
        self._order.setVisible(way == "post")
        if way == "post":
            self.order.setFocus(Qt.FocusReason.OtherFocusReason)
        self.edited.emit()

    # ------------------------------------------------------------ showing

    def show_view(self, view: ReturnView) -> None:
        """Begin with the dossier of ``view``; nobody is chosen and nothing ticked yet."""
        self.collector.show_dossier(view.dossier)
        self.fee_way.set_value("")
        self._slip_line.hide()
        self._order.hide()
        for editor in (*self._slip.values(), self.order):
            editor.clear()
        self._list_originals(view)
        self.show_state(view)

    def show_state(self, view: ReturnView) -> None:
        """Show how the dossier stands now; what the officer has ticked and typed stays."""
        self.view = view
        state, now = view.dossier, self._counter.office.now()
        self.name.setText(state.people.applicant.full_name if state.people else words.NOT_KNOWN)
        self.code.setText(state.printed_code)
        self.procedure.setText(state.procedure.name if state.procedure else "")
        accepted = self.tr("received {when}").format(when=words.moment(state.accepted_at, now))
        shelf = state.result_shelf or state.shelf
        self.shelf.setVisible(bool(shelf) and state.returned_at is None)
        self.shelf.say(self.tr("On the shelf: {place}").format(place=shelf), "accent", "pin")
        due = self.tr("due {when}").format(when=words.moment(state.due_at, now)) if state.due_at else ""
        done = self.tr("done {when}").format(when=words.moment(state.finished_at, now)) if state.finished_at else ""
        self.dates.setText("  ·  ".join(filter(None, (accepted, due, done))))
        free = view.refusal is None
        if free:
            self.tag.say(self.tr("Result here, ready to return"), "ok", "done")
        else:
            returned = state.status == RETURNED
            self.tag.say(words.status(state.status), "" if returned else "late", "done" if returned else "stop")
        self.refusal.setText(self._why_not(view))
        self.refusal.setVisible(not free)
        controls.polish(self.refusal, tone="muted" if state.status == RETURNED else "late")
        self.collector.show_declared(view.lost_at is not None)
        self.lost.setVisible(view.lost_at is not None)
        if view.lost_at is not None:
            text = self.tr("The receipt was declared lost {when}. Who brings the old one is compared by card.")
            self.lost.setText(text.format(when=words.moment(view.lost_at, now)))
        self._list_results(view)
        self.fee.setText(money(view.fee_due))
        for section in (self._results, self.collector, self._way_back):
            section.setVisible(free)
        self._originals.setVisible(free and bool(view.originals))
        self._fee.setVisible(free and view.fee_due > 0)
        self.edited.emit()

    def _why_not(self, view: ReturnView) -> str:
        state, refusal = view.dossier, view.refusal
        if refusal is None:
            return ""
        if state.returned_at is not None:
            when = words.moment(state.returned_at, self._counter.office.now())
            return self.tr("The result was already returned at {when}.").format(when=when)
        if refusal.rule == "status":
            return self.tr("There is no result to return yet. The status above says where the dossier is.")
        return messages.of_rule(refusal.rule, refusal.facts).both

    @staticmethod
    def _clear(lines: QVBoxLayout) -> None:
        while (item := lines.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()

    def _list_results(self, view: ReturnView) -> None:
        self._clear(self._result_lines)
        for result in view.dossier.results:
            more = [self.tr("number {number}").format(number=result.number)] if result.number else []
            more += [words.day(result.issued_on)] if result.issued_on else []
            text = result.name + (f" ({', '.join(more)})" if more else "")
            self._result_lines.addWidget(controls.label(text, wrap=True))
        if not view.dossier.results:
            text = self.tr("The agency named no paper; look at what came with the list.")
            self._result_lines.addWidget(controls.label(text, "muted", wrap=True))

    def _list_originals(self, view: ReturnView) -> None:
        self._clear(self._original_lines)
        self._ticks = []
        for number, (component, name, count) in enumerate(view.originals):
            tick = QCheckBox()
            tick.setObjectName(f"returns.original.{number}")
            tick.setProperty("component", component)
            tick.clicked.connect(lambda _: self.edited.emit())
            self._original_lines.addWidget(controls.TickLine(tick, f"{name} ({count})" if count > 1 else name))
            self._ticks.append(tick)

    # ------------------------------------------------------------ what the officer did

    @property
    def gaps(self) -> tuple[tuple[str, str], ...]:
        """What is still missing before the result may go, as pairs of a field and its words."""
        view = self.view
        if view is None or view.refusal is not None:
            return ()
        gaps = list(self.collector.gaps)
        if any(not tick.isChecked() for tick in self._ticks):
            gaps.append(("originals", self.tr("originals to give back")))
        if view.fee_due > 0 and not self.fee_way.value:
            gaps.append(("fee", self.tr("fee")))
        return tuple(gaps)

    @property
    def payment(self) -> acts.PaymentCollected | None:
        """The fee taken now; None when none is due or it stays owed."""
        view = self.view
        if view is None or view.fee_due <= 0 or self.fee_way.value in ("", LATER):
            return None
        way: Any = self.fee_way.value
        series, number = (self._slip[name].text().strip() for name in ("series", "number"))
        order = self.order.text().strip() if way == "post" else ""
        return acts.PaymentCollected(view.fee_due, way, series, number, order)

    @property
    def originals(self) -> tuple[str, ...]:
        """The components ticked as given back."""
        return tuple(str(tick.property("component")) for tick in self._ticks if tick.isChecked())

    def go_to(self, name: str) -> None:
        """Put the focus where something named in `gaps` is made good."""
        if name == "originals":
            owed = [tick for tick in self._ticks if not tick.isChecked()]
            (owed or self._ticks)[0].setFocus()
        elif name == "fee":
            self.fee_way.button_for("cash").setFocus()
        else:
            self.collector.focus_field(name)
