"""A form and its values become a PDF: searchable, every font inside it, the same bytes for the same input."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
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
_UNPRINTABLE = 4 * mm
"""Edge that office printers leave white; quiet zones of a barcode may reach into the margin up to there."""


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
    sheet = _Sheet(form, family, marks, values, labels)
    return sheet.printed(_fitting_size(sheet, max(labels, key=len)))


def _fitting_size(sheet: _Sheet, label: str) -> float:
    """The largest size at which a copy fits one page; the form's flowing size when even its smallest does not."""
    form = sheet.form
    steps = int((form.size - form.smallest) / _SIZE_STEP + 1e-6)
    if sheet.fits(form.size, label):
        return form.size
    if not steps or not sheet.fits(form.size - steps * _SIZE_STEP, label):
        return form.flowing
    too_large, fits = 0, steps
    while fits - too_large > 1:
        middle = (too_large + fits) // 2
        if sheet.fits(form.size - middle * _SIZE_STEP, label):
            fits = middle
        else:
            too_large = middle
    return form.size - fits * _SIZE_STEP


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


class _Sheet:
    """One paper being made: where things stand on it, and which copy and page is being drawn."""

    def __init__(
        self, form: FormTemplate, family: str, marks: Sequence[str], values: Mapping[str, object], labels: Sequence[str]
    ) -> None:
        self.form, self._family, self._marks, self._values, self._labels = form, family, marks, values, labels
        width, height = _SIZES[form.paper]
        self._page = (height, width) if form.orientation == "landscape" else (width, height)
        self._top, self._right, self._bottom, self._left = (margin * mm for margin in form.margins)
        self._band = _MARK_BAND if marks else 0.0
        self._stories: dict[tuple[float, str], list[Flowable]] = {}
        self._copy_of_page: list[int] = []
        self._copy = 0

    def fits(self, size: float, label: str) -> bool:
        """Whether one copy set at ``size`` takes one page only."""
        frame = self._frame()
        total, above = 0.0, 0.0
        story = self._stories[size, label] = self._story(size, label)
        for flowable in story:
            if isinstance(flowable, PageBreak):
                return False
            _, height = flowable.wrap(frame.width, 1e6)
            total += max(flowable.getSpaceBefore(), above) + height if total else height
            above = flowable.getSpaceAfter()
            if total > frame.height:
                return False
        return True

    def printed(self, size: float) -> bytes:
        """The PDF with all copies."""
        output = BytesIO()
        document = BaseDocTemplate(
            output, pagesize=self._page, title=self.form.title, author="Một Cửa", creator="Một Cửa", subject="",
            lang="vi-VN", initialFontName=self._family, initialFontSize=size, invariant=1,
            pageTemplates=[PageTemplate("page", [self._frame()], onPage=self._begin, onPageEnd=self._end)],
        )  # fmt: skip
        story: list[Flowable] = []
        for index, label in enumerate(self._labels):
            if index:
                story.extend([PageBreak(), _NextCopy(self)])
            # What was measured is set as it is; only what was not measured is made now.
            story.extend(self._stories.pop((size, label), []) or self._story(size, label))
        document.build(story, canvasmaker=partial(_Canvas, self))
        return output.getvalue()

    def next_copy(self) -> None:
        self._copy += 1

    def draw_footer(self, canvas: Any, page: int) -> None:
        """The page number within its copy, on page ``page`` (from 0) of the document; nothing on a single page."""
        copy = self._copy_of_page[page]
        total = self._copy_of_page.count(copy)
        if total == 1:
            return
        number = page - self._copy_of_page.index(copy) + 1
        canvas.saveState()
        canvas.setFont(self._family, 8.5)
        low = max(self._bottom - 4.2 * mm, 4.5 * mm)
        if self.form.footer is not None:
            canvas.drawString(self._left, low, unmarked(self.form.footer.text(self._values)))
        canvas.drawRightString(self._page[0] - self._right, low, f"Trang {number}/{total}")
        canvas.restoreState()

    def _frame(self) -> Frame:
        width, height = self._page
        return Frame(
            self._left, self._bottom, width - self._left - self._right,
            height - self._top - self._band - self._bottom,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip

    def _story(self, size: float, label: str) -> list[Flowable]:
        frame = self._frame()
        white = min(self._left, self._right) - _UNPRINTABLE
        values = {**self._values, "copy": label}
        return set_blocks(self.form, Setting(self._family, size, frame.width, frame.height, white, values))

    def _begin(self, canvas: Any, document: Any) -> None:
        """What lies under the text: the watermark of a demonstration."""
        if DEMO_MARK not in self._marks:
            return
        width, height = self._page
        canvas.saveState()
        canvas.setFillGray(0.88)
        canvas.translate(width / 2, height / 2)
        canvas.rotate(54.7)
        canvas.setFont(f"{self._family}-Bold", width / 7)
        canvas.drawCentredString(0, -width / 24, "BẢN THỬ")
        canvas.restoreState()

    def _end(self, canvas: Any, document: Any) -> None:
        """What stands above the text: the marks, at the top right."""
        self._copy_of_page.append(self._copy)
        width, height = self._page
        canvas.saveState()
        edge = width - self._right
        for mark in self._marks:
            edge = self._draw_mark(canvas, mark, edge, height - self._top) - 2 * mm
        canvas.restoreState()

    def _draw_mark(self, canvas: Any, mark: str, right: float, top: float) -> float:
        """Draw one mark ending at ``right``; returns its left edge."""
        face = f"{self._family}-Bold"
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


class _Canvas(Canvas):  # type: ignore[misc]
    """Keeps finished pages open until the last one is known, so that each can say how many there are."""

    def __init__(self, sheet: _Sheet, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sheet = sheet
        self._kept: list[dict[str, Any]] = []

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        for page, state in enumerate(self._kept):
            self.__dict__.update(state)
            self._sheet.draw_footer(self, page)
            super().showPage()
        super().save()


class _NextCopy(ActionFlowable):  # type: ignore[misc]
    """Tells the sheet that the next copy begins."""

    def __init__(self, sheet: _Sheet) -> None:
        super().__init__(())
        self._sheet = sheet

    def apply(self, document: Any) -> None:
        self._sheet.next_copy()
