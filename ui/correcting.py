"""Correcting the papers and the fees a receipt names: what was counted or charged wrongly is put right and printed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QT_TRANSLATE_NOOP
from PySide6.QtWidgets import QComboBox, QLineEdit

from app.desk import supplements
from app.desk.dossier_page import DossierView
from app.domain import acts
from app.domain.text import clean, money
from app.errors import FieldRequired
from ui import controls, words
from ui import theme as look
from ui.acts import ActForm, Desk
from ui.fees import amount_of
from ui.fields import Field
from ui.theme import Theme

COUNT_WIDTH = 56
MOST = 99
"""More sheets of one kind than this is a slip of the hand."""


class CorrectPapersForm(ActForm):
    """Papers and fees as they are now, each line to be put right; the receipt they stand on is printed anew."""

    WAY_BACK = str(QT_TRANSLATE_NOOP("WayBack", "It may be corrected again; what stood before stays in the history."))

    def __init__(self, theme: Theme, desk: Desk, view: DossierView) -> None:
        title, verb = self.tr("Correct papers and fees"), self.tr("Correct")
        super().__init__(theme, desk, view, title, verb, "amend_papers")
        self.say(self.tr("A receipt already printed gets a corrected print. 0 takes a paper off the receipt."))
        self._papers = tuple(held.paper for held in view.dossier.papers)
        self._lines = [self._paper(number, paper) for number, paper in enumerate(self._papers)]
        self._more = self.line("more", self.tr("A paper that was forgotten"), shown=self.tr("Its name"))
        self._more_line = self._counted("more", self.tr("A paper that was forgotten"), acts.Paper("", "", count=1))
        self._fees = [self._fee(number, fee) for number, fee in enumerate(view.dossier.fees)]
        self._override = self.supervisor_line()

    def _paper(self, number: int, paper: acts.Paper) -> tuple[QLineEdit, QComboBox]:
        self.add(controls.label(paper.name, wrap=True))
        return self._counted(str(number), paper.name, paper)

    def _counted(self, number: str, name: str, paper: acts.Paper) -> tuple[QLineEdit, QComboBox]:
        how_many, which = self.tr("Number"), self.tr("Kind")
        count = QLineEdit(str(paper.count))
        count.setFixedWidth(self._theme.scaled(COUNT_WIDTH))
        count.textEdited.connect(self._clear)
        field = Field(self._theme, f"{name}: {how_many}", count, f"act.count.{number}")
        self._fields[f"count.{number}"] = field
        kind = QComboBox()
        kind.setObjectName(f"act.kind.{number}")
        kind.setAccessibleName(f"{name}: {which}")
        for each in words.PAPER_KINDS:
            kind.addItem(words.paper_kind(each), each)
        kind.setCurrentIndex(kind.findData(paper.kind))
        line = controls.row(field, kind, spacing=look.SMALL)
        line.setStretch(1, 1)
        self.add(controls.holder(line))
        self.add(field.lend_fault())
        return count, kind

    def _fee(self, number: int, fee: acts.FeeLine) -> tuple[QLineEdit, QLineEdit]:
        amount = self.line(f"amount.{number}", fee.name, money(fee.amount).removesuffix(" đ"))
        ground = fee.exemption if fee.amount == 0 else fee.basis_text
        return amount, self.line(f"ground.{number}", self.tr("Why so much, or why nothing"), ground)

    def work(self) -> Callable[[], Any]:
        papers = tuple(
            replace(paper, count=self._count(str(number), count), kind=kind.currentData())
            for number, (paper, (count, kind)) in enumerate(zip(self._papers, self._lines, strict=True))
        )
        papers = (*(paper for paper in papers if paper.count), *self._forgotten())
        fees = tuple(self._charged(number, fee) for number, fee in enumerate(self._view.dossier.fees))
        new_papers = papers if papers != self._papers else None
        new_fees = fees if fees != self._view.dossier.fees else None
        if new_papers is None and new_fees is None:
            raise FieldRequired("count.0")
        override = self._override.text() if self._override is not None else ""
        desk, stream = self._desk, self._view.stream
        return lambda: supplements.amend(
            desk.office, desk.session, stream, papers=new_papers, fees=new_fees, override=override
        )

    def _count(self, number: str, line: QLineEdit) -> int:
        text = line.text().strip()
        if not text.isdecimal() or int(text) > MOST:
            raise FieldRequired(f"count.{number}")
        return int(text)

    def _forgotten(self) -> tuple[acts.Paper, ...]:
        name = clean(self._more.text())
        if not name:
            return ()
        line, kind = self._more_line
        count = self._count("more", line)
        if not count:
            raise FieldRequired("count.more")
        known = {paper.component for paper in self._papers}
        key = next(key for number in range(1, len(known) + 2) if (key := f"other_{number}") not in known)
        return (acts.Paper(key, name, kind.currentData(), count),)

    def _charged(self, number: int, fee: acts.FeeLine) -> acts.FeeLine:
        amount, ground = (line.text() for line in self._fees[number])
        charged, why = amount_of(amount), clean(ground)
        if charged is None:
            raise FieldRequired(f"amount.{number}")
        if (charged, why) == (fee.amount, fee.exemption if fee.amount == 0 else fee.basis_text):
            return fee
        if not why:
            raise FieldRequired(f"ground.{number}")
        if charged == 0:
            return replace(fee, amount=0, basis="exempt", basis_text="", exemption=why)
        return replace(fee, amount=charged, basis="entered", basis_text=why, exemption="")
