"""A form and its values become a PDF: searchable, every font inside it, the same bytes for the same input."""

from __future__ import annotations

import zlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from io import BytesIO
from typing import Any

from reportlab.lib.pagesizes import A4, A5
from reportlab.lib.units import mm
from reportlab.pdfbase.pdfdoc import PDFArray, PDFDictionary, PDFName, PDFStream
from reportlab.pdfbase.pdfmetrics import stringWidth
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import ActionFlowable, BaseDocTemplate, Flowable, Frame, PageBreak, PageTemplate

from app.paper import fonts
from app.paper.blocks import set_blocks
from app.paper.forms import Field, FormTemplate
from app.paper.pages import on_own_sheets
from app.paper.setting import LongRows, Setting
from app.paper.tables import is_long
from app.paper.wording import is_absent, plain, unmarked
from app.progress import Progress

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
    both_sides: bool = False,
    progress: Progress | None = None,
) -> bytes:
    """The PDF of one form, all its copies in one document, each with its own page count.

    ``marks`` are printed at the top right of every page; ``copies`` are the labels of the copies, by default the
    form's own; for a printer that prints on ``both_sides`` each copy begins on a sheet of its own. Values are text,
    whole numbers, dates, aware datetimes, and lists of rows of these; a list too long to hold is given as `LongRows`.
    ``progress`` counts the rows of long lists as they are set.

    Raises ValueError, naming the fields, when a required one is missing, one is not declared, or one does not fit its
    place (a bug of the caller); FontMissing; BarcodeTooWide; Cancelled when ``progress`` says so.
    """
    values = _checked(form, fields)
    family = fonts.family()
    labels = tuple(form.copies if copies is None else copies) or ("",)
    marks = tuple(plain(mark) for mark in marks)
    sheet = _Sheet(form, family, marks, values, labels, progress or Progress())
    pdf = sheet.printed(*_fitting_size(sheet, max(labels, key=len)))
    return on_own_sheets(pdf, sheet.pages_of_copies) if both_sides else pdf


def _fitting_size(sheet: _Sheet, label: str) -> tuple[float, bool]:
    """The largest size at which a copy fits one page; the form's flowing size when even its smallest does not.

    Gives the size and whether a copy fits one page.
    """
    form = sheet.form
    if any(is_long(name, sheet.values) for name in sheet.values):
        return form.flowing, False
    steps = int((form.size - form.smallest) / _SIZE_STEP + 1e-6)
    full = sheet.fullness(form.size, label)
    if full <= 1:
        return form.size, True
    # Text shrinks at most with the square of its size: what is fuller than that allows need not be tried.
    if not steps or full > (form.size / form.smallest) ** 2 * 1.05:
        return form.flowing, False
    too_large, fits = 0, steps + 1
    guess = min(steps, max(1, round((form.size - form.size / full**0.75) / _SIZE_STEP)))
    while fits - too_large > 1:
        full = sheet.fullness(form.size - guess * _SIZE_STEP, label)
        if full <= 1:
            fits = guess
            guess = max(too_large + 1, guess - max(1, round((1 - full) * form.size / 1.5 / _SIZE_STEP)))
        else:
            too_large = guess
            guess = min(fits - 1, guess + max(1, round((full - 1) * form.size / 1.5 / _SIZE_STEP)))
    return (form.size - fits * _SIZE_STEP, True) if fits <= steps else (form.flowing, False)


def _checked(form: FormTemplate, fields: Mapping[str, object]) -> dict[str, object]:
    faults = list(_faults(form.fields, {**form.defaults, **fields}, ""))
    if faults:
        raise ValueError(f"form {form.set_id}/{form.key}: {'; '.join(faults)}")
    return {**form.defaults, **{name: value for name, value in fields.items() if not is_absent(value)}}


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
        elif isinstance(value, LongRows):
            continue
        elif not isinstance(value, list | tuple) or not all(isinstance(row, Mapping) for row in value):
            yield f"{where}{name} is a list of rows"
        else:
            for number, row in enumerate(value, 1):
                yield from _faults(each.rows, row, f"{where}{name}[{number}].")


class _Sheet:
    """One paper being made: where things stand on it, and which copy and page is being drawn."""

    def __init__(
        self, form: FormTemplate, family: str, marks: Sequence[str], values: Mapping[str, object],
        labels: Sequence[str], progress: Progress,
    ) -> None:  # fmt: skip
        self.form, self.values = form, values
        self._family, self._marks, self._labels, self._progress = family, marks, labels, progress
        width, height = _SIZES[form.paper]
        self._page = (height, width) if form.orientation == "landscape" else (width, height)
        self._top, self._right, self._bottom, self._left = (margin * mm for margin in form.margins)
        self._band = _MARK_BAND if marks else 0.0
        self._stories: dict[tuple[float, str], list[Flowable]] = {}
        self._same: dict[float, dict[int, list[Flowable]]] = {}
        self._copy_of_page: list[int] = []
        self._copy = 0

    def fullness(self, size: float, label: str) -> float:
        """How much of one page a copy set at ``size`` takes: up to 1 it fits, with a page break it never does."""
        frame = self._frame()
        total, above = 0.0, 0.0
        same = self._same.setdefault(size, {})
        story = self._stories[size, label] = self._story(size, label, same)
        for flowable in story:
            if isinstance(flowable, PageBreak):
                return float("inf")
            _, height = flowable.wrap(frame.width, 1e6)
            total += max(flowable.getSpaceBefore(), above) + height if total else height
            above = flowable.getSpaceAfter()
        return total / float(frame.height)

    def printed(self, size: float, one_page: bool) -> bytes:
        """The PDF with all copies, set at ``size``; ``one_page`` says that each fits one."""
        output = BytesIO()
        document = BaseDocTemplate(
            output, pagesize=self._page, title=self.form.title, author="Một Cửa", creator="Một Cửa", subject="",
            lang="vi-VN", initialFontName=self._family, initialFontSize=size, invariant=1, pageCompression=1,
            pageTemplates=[PageTemplate("page", [self._frame()], onPage=self._begin, onPageEnd=self._end)],
        )  # fmt: skip
        document.build(_Lazy(self._copies(size, one_page)), canvasmaker=partial(_Canvas, self))
        return output.getvalue()

    def _copies(self, size: float, one_page: bool) -> Iterator[list[Flowable]]:
        """The copies one after another, each made only when the one before is on its pages."""
        # What was measured is set as it is; blocks that say the same on every copy are set again where nothing is cut.
        same = self._same.get(size) if one_page else None
        for index, label in enumerate(self._labels):
            story = [PageBreak(), _NextCopy(self)] if index else []
            made = self._stories.pop((size, label), None)
            yield [*story, *(made or self._story(size, label, same))]

    @property
    def pages_of_copies(self) -> list[int]:
        """How many pages each copy took."""
        return [self._copy_of_page.count(copy) for copy in sorted(set(self._copy_of_page))]

    def next_copy(self) -> None:
        self._copy += 1

    def draw_footers(self, canvas: Any) -> None:
        """Fill the place kept at the foot of every page, now that each copy's number of pages is known."""
        low = max(self._bottom - 4.2 * mm, 4.5 * mm)
        totals = {copy: self._copy_of_page.count(copy) for copy in set(self._copy_of_page)}
        number = 0
        for page, copy in enumerate(self._copy_of_page):
            number = number + 1 if page and copy == self._copy_of_page[page - 1] else 1
            canvas.beginForm(f"foot{page}", 0, 0, self._page[0], low + 4 * mm)
            if totals[copy] > 1:
                canvas.setFont(self._family, 8.5)
                if self.form.footer is not None:
                    canvas.drawString(self._left, low, unmarked(self.form.footer.text(self.values)))
                canvas.drawRightString(self._page[0] - self._right, low, f"Trang {number}/{totals[copy]}")
            canvas.endForm()

    def _frame(self) -> Frame:
        width, height = self._page
        return Frame(
            self._left, self._bottom, width - self._left - self._right,
            height - self._top - self._band - self._bottom,
            leftPadding=0, rightPadding=0, topPadding=0, bottomPadding=0,
        )  # fmt: skip

    def _story(self, size: float, label: str, same: dict[int, list[Flowable]] | None) -> list[Flowable]:
        frame = self._frame()
        white = min(self._left, self._right) - _UNPRINTABLE
        setting = Setting(
            self._family, size, frame.width, frame.height, white, {**self.values, "copy": label}, self._progress
        )
        return set_blocks(self.form, setting, same)

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
        """What stands above the text: the marks, at the top right, and the place of the page number."""
        canvas.doForm(f"foot{len(self._copy_of_page)}")
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


class _Lazy(list[Flowable]):
    """The story as reportlab wants it, a list it takes from the front, filled with the next copy when it runs out."""

    def __init__(self, copies: Iterator[list[Flowable]]) -> None:
        super().__init__(next(copies, []))
        self._copies = copies

    def __delitem__(self, place: Any) -> None:
        super().__delitem__(place)
        if not len(self):
            self.extend(next(self._copies, []))


class _Canvas(Canvas):  # type: ignore[misc]
    """Closes each page for good, compressed, and leaves its foot open until the number of pages is known."""

    def __init__(self, sheet: _Sheet, *arguments: Any, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self._sheet = sheet

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        super().showPage()
        page = self._doc.Pages.pages[-1]
        packed = zlib.compress(page.stream.encode("latin-1"))
        deflated = PDFDictionary({"Filter": PDFArray([PDFName("FlateDecode")])})
        page.Contents, page.stream = PDFStream(deflated, packed), None

    def save(self) -> None:
        if len(self._code):
            self.showPage()
        self._sheet.draw_footers(self)
        super().save()


class _NextCopy(ActionFlowable):  # type: ignore[misc]
    """Tells the sheet that the next copy begins."""

    def __init__(self, sheet: _Sheet) -> None:
        super().__init__(())
        self._sheet = sheet

    def apply(self, document: Any) -> None:
        self._sheet.next_copy()
