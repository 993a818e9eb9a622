"""A form and its values become a PDF: searchable, every font inside it, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from app.paper import fonts
from app.paper.blocks import set_blocks
from app.paper.forms import Field, FormTemplate
from app.paper.setting import Setting
from app.paper.wording import is_absent, plain, unmarked

SAMPLE_MARK = "MẪU"
"""On a dossier displayed as an example: bold, 16 points, top right corner (TT 01/2018/TT-VPCP Đ5.2)."""

PROVISIONAL_MARK = "MÃ TẠM"
"""On every slip that bears a provisional code."""

DEMO_MARK = "BẢN THỬ – KHÔNG CÓ GIÁ TRỊ PHÁP LÝ"
"""On everything printed by a demonstration profile; also set across the page."""

_SIZES = {"A4": A4, "A5": A5}
_MARK_BAND = 6 * mm
_SIZE_STEP = 0.25


def reprint_mark(number: int) -> str:
    """The mark of the n-th reprint."""
    return f"In lại lần {number}"


def correction_mark(number: int) -> str:
    """The mark of the n-th corrected slip."""
    return f"Bản đính chính lần {number}"


def render(
    form: FormTemplate,
    fields: Mapping[str, object],
    *,
    marks: Sequence[str] = (),
    copies: Sequence[str] | None = None,
) -> bytes:
    """The PDF of one form, all its copies in one document, each with its own page count.

    ``marks`` are printed at the top right of every page; ``copies`` are the labels of the copies, by default the
    form's own. Values are text, whole numbers, dates, aware datetimes, and lists of rows of these.

    Raises ValueError, naming the fields, when a required one is missing, one is not declared, or one does not fit its
    place (a bug of the caller); FontMissing; BarcodeTooWide.
    """
    values = _checked(form, fields)
    family = fonts.family()
    labels = tuple(form.copies if copies is None else copies) or ("",)
    marks = tuple(plain(mark) for mark in marks)
    size, pages = _fitting_size(form, values, family, labels[0], marks)
    sheet = _Sheet(form, family, marks, values, labels, pages)
    return sheet.printed(size)


def _fitting_size(
    form: FormTemplate, values: Mapping[str, object], family: str, label: str, marks: Sequence[str]
) -> tuple[float, int]:
    """The largest size that keeps the form on one page, else its flowing size, and the pages of one copy."""

    def pages_at(size: float) -> int:
        sheet = _Sheet(form, family, marks, values, (label,), 0)
        sheet.printed(size)
        return sheet.pages_of_copy

    if pages_at(form.size) == 1:
        return form.size, 1
    steps = int((form.size - form.smallest) / _SIZE_STEP + 1e-6)
    if pages_at(form.size - steps * _SIZE_STEP) > 1:
        return form.flowing, pages_at(form.flowing)
    too_large, fits = 0, steps
    while fits - too_large > 1:
        middle = (too_large + fits) // 2
        if pages_at(form.size - middle * _SIZE_STEP) == 1:
            fits = middle
        else:
            too_large = middle
    return form.size - fits * _SIZE_STEP, 1


def _checked(form: FormTemplate, fields: Mapping[str, object]) -> dict[str, object]:
    faults = list(_faults(form.fields, fields, ""))
    if faults:
        raise ValueError(f"form {form.set_id}/{form.key}: {'; '.join(faults)}")
    return dict(fields)


def _faults(declared: Mapping[str, Field], given: Mapping[str, object], where: str) -> Iterable[str]:
    unknown = sorted(set(given) - set(declared))
    missing = sorted(name for name, each in declared.items() if not each.optional and is_absent(given.get(name)))
    if unknown:
        yield f"unknown fields {where}{f', {where}'.join(unknown)}"
    if missing:
        yield f"missing fields {where}{f', {where}'.join(missing)}"
    for name, each in declared.items():
        value = given.get(name)
        if is_absent(value):
            continue
        if each.rows is None:
            if isinstance(value, list | tuple | Mapping):
                yield f"{where}{name} is no list"
        elif not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
            yield f"{where}{name} is a list of rows"
        else:
            for number, row in enumerate(value, 1):
                yield from _faults(each.rows, row, f"{where}{name}[{number}].")


@dataclass
class _Sheet:
    """One rendering: where on the paper things stand, and which copy and page is being drawn."""

    form: FormTemplate
    family: str
    marks: Sequence[str]
    values: Mapping[str, object]
    labels: Sequence[str]
    total: int
    pages_of_copy: int = field(default=0, init=False)
    _copy: int = field(default=0, init=False)

    def printed(self, size: float) -> bytes:
        width, height = _SIZES[self.form.paper]
        if self.form.orientation == "landscape":
            width, height = height, width
        top, right, bottom, left = (margin * mm for margin in self.form.margins)
        if self.marks:
            top += _MARK_BAND
        frame = Frame(
            left, bottom, width - left - right, height - top - bottom,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip
        output = BytesIO()
        document = BaseDocTemplate(
            output, pagesize=(width, height), title=self.form.title, author="Một Cửa", creator="Một Cửa",
            subject="", lang="vi-VN", initialFontName=self.family, initialFontSize=size, invariant=1,
            pageTemplates=[PageTemplate("page", [frame], onPage=self._begin, onPageEnd=self._end)],
        )  # fmt: skip
        story: list[Flowable] = []
        for index, label in enumerate(self.labels):
            if index:
                story.extend([PageBreak(), _NextCopy(self)])
            setting = Setting(
                self.family, size, frame.width, frame.height, min(left, right) - 3 * mm, {**self.values, "copy": label}
            )
            story.extend(set_blocks(self.form, setting))
        document.build(story)
        return output.getvalue()

    def next_copy(self) -> None:
        self._copy += 1
        self.pages_of_copy = 0

    def _begin(self, canvas: Any, document: Any) -> None:
        """What lies under the text: the watermark of a demonstration."""
        if DEMO_MARK not in self.marks:
            return
        width, height = canvas._pagesize  # noqa: SLF001
        canvas.saveState()
        canvas.setFillGray(0.88)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(54.7)
        canvas.setFont(f"{self.family}-Bold", width / 7)
        canvas.drawCentredString(0, -width / 24, "BẢN THỬ")
        canvas.restoreState()

    def _end(self, canvas: Any, document: Any) -> None:
        """What stands round the text: marks at the top right, and the page number where there is more than one."""
        self.pages_of_copy += 1
        width, height = canvas._pagesize  # noqa: SLF001
        _, right, _, left = (margin * mm for margin in self.form.margins)
        canvas.saveState()
        edge = width - right
        for mark in self.marks:
            edge = self._draw_mark(canvas, mark, edge, height - self.form.margins[0] * mm) - 2 * mm
        if self.total > 1:
            canvas.setFont(self.family, 8.5)
            low = max(self.form.margins[2] * mm - 4.2 * mm, 4.5 * mm)
            if self.form.footer is not None:
                canvas.drawString(left, low, unmarked(self.form.footer.text(self.values)))
            canvas.drawRightString(width - right, low, f"Trang {self.pages_of_copy}/{self.total}")
        canvas.restoreState()

    def _draw_mark(self, canvas: Any, mark: str, right: float, top: float) -> float:
        """Draw one mark ending at ``right``; returns its left edge."""
        face = f"{self.family}-Bold"
        size = 16.0 if mark == SAMPLE_MARK else 9.0
        text_width = float(stringWidth(mark, face, size))
        canvas.setFont(face, size)
        canvas.setFillGray(0)
        if mark == SAMPLE_MARK:
            canvas.drawString(right - text_width, top - size * 0.8, mark)
            return right - text_width
        pad = 1.4 * mm
        box = text_width + float(2 * pad)
        canvas.setLineWidth(0.7)
        canvas.roundRect(right - box, top - 4.6 * mm, box, 4.6 * mm, 0.8 * mm, stroke=1, fill=0)
        canvas.drawString(right - box + pad, top - 3.4 * mm, mark)
        return right - box


class _NextCopy(ActionFlowable):  # type: ignore[misc]
    """Tells the sheet that the next copy begins."""

    def __init__(self, sheet: _Sheet) -> None:
        super().__init__(())
        self._sheet = sheet

    def apply(self, document: Any) -> None:
        self._sheet.next_copy()
