"""Acts of a dossier that move no status: its shelf, a question to another agency, money taken and given back, papers
given back."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QCheckBox, QComboBox

from app.desk import consulting, shelving, supplements
from app.desk.dossier_page import DossierView
from app.domain import acts
from app.domain.dossier import FINISHED
from app.domain.events import VIETNAM
from app.domain.text import money
from app.errors import FieldRequired
from ui import controls
from ui.acts import ActForm, Desk, instant_typed
from ui.correcting import CorrectPapersForm
from ui.fees import amount_of
from ui.fields import Choice
from ui.theme import Theme


class ShelfForm(ActForm):
    """Where the papers, or the result, lie."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "It may be changed at any time; left empty it is taken off the shelf."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Shelf"), self.tr("Record"), "shelve")
        state = view.dossier
        finished = state.status == FINISHED
        self.say(self.tr("Where the result lies.") if finished else self.tr("Where the paper file lies."))
        place = state.result_shelf if finished else state.shelf
        self._place = self.line("place", self.tr("Shelf"), place, shown=self.tr("Cabinet 2, shelf B"))

    def work(self) -> Callable[[], Any]:
        desk, stream, place = self._desk, self._view.stream, self._place.text()
        return lambda: shelving.shelve(desk.office, desk.session, stream, place)


class ConsultForm(ActForm):
    """A verification or an opinion asked of another agency, and its answer (NĐ 118/2025 Đ19.4)."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "A question stays in the history; a wrong one is answered with why."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Ask another agency"), self.tr("Record"), "consult")
        self._open = [item for item in view.dossier.consultations if item.answered_at is None]
        self._which = QComboBox()
        self._which.setObjectName("act.which")
        self._which.setAccessibleName(self.tr("What is recorded"))
        for item in self._open:
            self._which.addItem(self.tr("The answer of {agency}").format(agency=item.agency), item.event)
        self._which.addItem(self.tr("A new question"), "")
        self._which.activated.connect(lambda _: self._show())
        self.add(self._which)
        self._which.setVisible(bool(self._open))
        self._category = Choice(
            (("verification", self.tr("Verification")), ("opinion", self.tr("Opinion"))),
            "act.category",
            self.tr("What is asked for"),
        )
        self._category.set_value("verification")
        self.add(self._category)
        self._agency = self.line("agency", self.tr("Agency asked"))
        self._deadline = self.line("deadline", self.tr("Answer by"), shown=self.tr("dd/mm/yyyy"))
        self._words = self.line("content", self.tr("What is asked, or answered"))
        self._show()

    def _show(self) -> None:
        asking = not self._which.currentData()
        self._category.setVisible(asking)
        for name in ("agency", "deadline"):
            self._fields[name].setVisible(asking)
            self._fields[name].caption.setVisible(asking)

    def work(self) -> Callable[[], Any]:
        desk, stream, content = self._desk, self._view.stream, self._words.text()
        question = str(self._which.currentData())
        if question:
            return lambda: consulting.answer(desk.office, desk.session, stream, question, content)
        by = instant_typed(self._deadline.text(), "00:00")
        if by is None:
            raise FieldRequired("deadline")
        category: Any = self._category.value
        agency, day = self._agency.text(), by.astimezone(VIETNAM).date()
        return lambda: consulting.ask(desk.office, desk.session, stream, category, agency, day, content)


class CollectForm(ActForm):
    """Money for a fee that was still due, handed over here or come by postal money order."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "Money taken by mistake is given back under “Give money back”."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Collect the fee"), self.tr("Collect"), "collect_payment")
        shown = money(view.dossier.fee_due).removesuffix(" đ")
        self._amount = self.line("amount", self.tr("Amount in đồng"), shown)
        self._way = Choice(
            (("cash", self.tr("Cash")), ("transfer", self.tr("Transfer")), ("post", self.tr("By post"))),
            "act.way",
            self.tr("Way of payment"),
        )
        self._way.set_value("cash")
        self._way.chosen.connect(self._show_order)
        self.add(self._way)
        self._order = self.line("money_order", self.tr("Number of the postal money order"))
        self._series = self.line("series", self.tr("Series of the fee receipt"))
        self._number = self.line("number", self.tr("Number of the fee receipt"))
        self._show_order("cash")

    def _show_order(self, way: str) -> None:
        field = self._fields["money_order"]
        field.caption.setVisible(way == "post")
        field.setVisible(way == "post")

    def work(self) -> Callable[[], Any]:
        amount = amount_of(self._amount.text())
        if not amount:
            raise FieldRequired("amount")
        way: Any = self._way.value
        order = self._order.text().strip() if way == "post" else ""
        payment = acts.PaymentCollected(amount, way, self._series.text().strip(), self._number.text().strip(), order)
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.collect(desk.office, desk.session, stream, payment)


class RefundForm(ActForm):
    """Money given back."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "Money given back by mistake is taken again under “Collect the fee”."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(theme, desk, view, self.tr("Give money back"), self.tr("Give back"), "refund")
        taken = sum(item.amount for item in view.dossier.money)
        too_much = max(0, taken - sum(line.amount for line in view.dossier.fees)) or taken
        self.say(self.tr("Taken so far: {amount}.").format(amount=money(taken)))
        self._amount = self.line("amount", self.tr("Amount in đồng"), money(too_much).removesuffix(" đ"))
        self._way = Choice(
            (("cash", self.tr("Cash")), ("transfer", self.tr("Transfer"))), "act.way", self.tr("Way of payment")
        )
        self._way.set_value("cash")
        self.add(self._way)
        self._series = self.line("series", self.tr("Series of the paper that proves it"))
        self._number = self.line("number", self.tr("Number of the paper that proves it"))

    def work(self) -> Callable[[], Any]:
        amount = amount_of(self._amount.text())
        if not amount:
            raise FieldRequired("amount")
        way: Any = self._way.value
        back = acts.Refunded(amount, way, self._series.text().strip(), self._number.text().strip())
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.refund(desk.office, desk.session, stream, back)


class PapersBackForm(ActForm):
    """Papers given back to the citizen."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "This cannot be taken back: the papers are in the citizen's hands."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        super().__init__(
            theme, desk, view, self.tr("Give papers back"), self.tr("Give back and print"), "return_papers"
        )
        self._ticks: list[tuple[QCheckBox, str]] = []
        held = [item.paper for item in view.dossier.papers if item.returned_at is None]
        for number, paper in enumerate({paper.component: paper for paper in held}.values()):
            tick = QCheckBox()
            tick.setObjectName(f"act.back.{number}")
            tick.setChecked(True)
            self.add(controls.TickLine(tick, paper.name))
            self._ticks.append((tick, paper.component))

    def work(self) -> Callable[[], Any]:
        components = tuple(component for tick, component in self._ticks if tick.isChecked())
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.give_papers_back(desk.office, desk.session, stream, components)


SIDE_FORMS: dict[str, Callable[[Theme, Desk, DossierView], ActForm]] = {
    "amend_papers": CorrectPapersForm,
    "consult": ConsultForm,
    "collect_payment": CollectForm,
    "refund": RefundForm,
    "return_papers": PapersBackForm,
    "shelve": ShelfForm,
}
"""The acts that move no status, beside those of `acts.FORMS`."""
