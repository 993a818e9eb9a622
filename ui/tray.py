"""The pages scanned for a draft: seen small, turned, cut, laid aside and taken back, parted, put with their papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QKeyEvent, QKeySequence, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QListWidget, QListWidgetItem, QMenu, QPushButton

from app.desk import tray
from app.desk.drafts import DraftPaper
from app.desk.office import Office
from app.errors import MotCuaError
from app.store.tray import TrayPage
from ui import controls
from ui import theme as look
from ui.place import Counter

WIDTH, HEIGHT = 110, 156
"""Pixels of a thumbnail at the ordinary letter size; A4 stands in it."""
LEAST_HEIGHT, CAPTION = 56, 58
"""Of a thumbnail in a low window, and of the words below it."""
_PAGE = Qt.ItemDataRole.UserRole

Act = Callable[[Office, list[TrayPage], list[TrayPage]], object]
"""Done on the desk worker with the pages chosen and all pages of the tray, as they are by then."""


@dataclass(frozen=True)
class Thumbnail:
    """A page drawn small, for the contents ``shown`` it was drawn from."""

    shown: str
    image: QImage


def drawn(office: Office, page: TrayPage, width: int) -> Thumbnail:
    """The thumbnail of a page; slow, so for the side pool. Raises StoredFileDamaged."""
    return Thumbnail(page.shown, QImage.fromData(tray.thumbnail(office, page, width)))


def _each(change: Callable[[Office, TrayPage], object]) -> Act:
    def act(office: Office, chosen: list[TrayPage], _: list[TrayPage]) -> None:
        for page in chosen:
            change(office, page)

    return act


def _moved(step: int) -> Act:
    def act(office: Office, chosen: list[TrayPage], every: list[TrayPage]) -> None:
        order, ids = [page.id for page in every], {page.id for page in chosen}
        places = [place for place, page_id in enumerate(order) if page_id in ids]
        for place in places if step < 0 else reversed(places):
            other = place + step
            if 0 <= other < len(order) and order[other] not in ids:
                order[place], order[other] = order[other], order[place]
        tray.reorder(office, every[0].tray, order)

    return act


def _split(office: Office, chosen: list[TrayPage], _: list[TrayPage]) -> None:
    tray.split(office, chosen[0].tray, chosen[0].id)


def _merge(office: Office, chosen: list[TrayPage], every: list[TrayPage]) -> None:
    documents = list(dict.fromkeys(page.document for page in every if not page.removed))
    for page in chosen:
        place = documents.index(page.document) if page.document in documents else 0
        if place > 0:
            tray.merge(office, page.tray, documents[place - 1], page.document)
            return


def _join_sides(office: Office, chosen: list[TrayPage], _: list[TrayPage]) -> None:
    half = len(chosen) // 2
    tray.join_sides(office, chosen[0].tray, chosen[:half], chosen[half:])


def _some(count: int) -> bool:
    return count > 0


def _even(count: int) -> bool:
    return count > 1 and count % 2 == 0


def _pair(count: int) -> bool:
    return count == 2


class _Pages(QListWidget):
    """The thumbnails. ``key_pressed`` carries the portable name of a key that a tool may answer to; ``resized`` says
    that there is more or less room."""

    key_pressed = Signal(str)
    resized = Signal()
    tools: frozenset[str] = frozenset()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.resized.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        pressed = QKeySequence(event.keyCombination()).toString(QKeySequence.SequenceFormat.PortableText)
        if pressed in self.tools:
            self.key_pressed.emit(pressed)
            event.accept()
        else:
            super().keyPressEvent(event)


class TrayPanel(controls.Section):
    """The page editor. ``listed`` says that the pages are known anew, ``failed`` carries a failure, ``closed`` asks
    to be put away."""

    listed = Signal()
    failed = Signal(object)
    closed = Signal()

    def __init__(self, counter: Counter) -> None:
        super().__init__(self.tr("Scanned pages"), "tray")
        self._counter = counter
        self._tray = ""
        self._names: dict[str, str] = {}
        self._pages: tuple[TrayPage, ...] = ()
        self._drawn: dict[str, QPixmap] = {}
        self._ordered: set[str] = set()
        self._acts: dict[str, tuple[QPushButton | QAction, Act, Callable[[int], bool]]] = {}
        self._size = QSize()
        self.view = _Pages()
        self.view.setObjectName("tray.pages")
        self.view.setAccessibleName(self.tr("Scanned pages"))
        self.view.setViewMode(QListWidget.ViewMode.IconMode)
        self.view.setResizeMode(QListWidget.ResizeMode.Adjust)
        self.view.setMovement(QListWidget.Movement.Static)
        self.view.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.view.setWordWrap(True)
        self._fit()
        self.view.resized.connect(self._fit)
        self.view.itemSelectionChanged.connect(self._enable)
        self.view.key_pressed.connect(self._key)
        self._words = controls.label("", "small", wrap=True, name="tray.words")
        self._close = controls.button(self.tr("Back to the receipt"), "tray.close", "link")
        self._close.clicked.connect(self.closed)
        self.header.addWidget(self._close)
        self.body.addLayout(self._page_tools())
        self.body.addLayout(self._copy_tools())
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._words)
        self.view.tools = frozenset(self._acts)
        self._enable()

    def _page_tools(self) -> QHBoxLayout:
        return controls.row(
            self._tool("left", self.tr("Turn left"), "Shift+R", _each(lambda office, page: tray.turn(office, page, 3))),
            self._tool("right", self.tr("Turn right"), "R", _each(lambda office, page: tray.turn(office, page, 1))),
            self._tool("aside", self.tr("Lay aside"), "Del", _each(tray.lay_aside)),
            self._tool("back", self.tr("Take back"), "Ins", _each(tray.take_back)),
            self._more_tools(),
            None,
            spacing=look.TIGHT,
        )

    def _copy_tools(self) -> QHBoxLayout:
        return controls.row(
            self._tool("earlier", self.tr("Earlier"), "Ctrl+Left", _moved(-1)),
            self._tool("later", self.tr("Later"), "Ctrl+Right", _moved(1)),
            self._tool("split", self.tr("New copy from here"), "T", _split, lambda count: count == 1),
            self._tool("merge", self.tr("Join to the copy before"), "G", _merge),
            None,
            spacing=look.TIGHT,
        )

    def _more_tools(self) -> QPushButton:
        """What is seldom needed, with its keys."""
        made = controls.button(self.tr("More"), "tray.more", "quiet")
        menu = QMenu(made)
        for text, keys, act, fits in (
            (self.tr("Straighten"), "S", _each(tray.straighten), _some),
            (self.tr("Cut"), "C", _each(tray.crop), _some),
            (self.tr("As scanned"), "O", _each(tray.as_it_came), _some),
            (self.tr("Fronts, then backs"), "B", _join_sides, _even),
            (self.tr("Two sides, one sheet"), "2", self._two_sides, _pair),
        ):
            shown = QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)
            action = menu.addAction(f"{text}\t{shown}")
            action.triggered.connect(lambda _=False, act=act: self._do(act))
            self._acts[keys] = (action, act, fits)
        made.setMenu(menu)
        return made

    def _tool(self, name: str, text: str, keys: str, act: Act, fits: Callable[[int], bool] = _some) -> QPushButton:
        made = controls.button(text, f"tray.{name}", "quiet")
        made.setToolTip(f"{text} ({QKeySequence(keys).toString(QKeySequence.SequenceFormat.NativeText)})")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self._do(act))
        self._acts[keys] = (made, act, fits)
        return made

    # ------------------------------------------------------------ what is shown

    def _fit(self) -> None:
        """In a low window the pages are drawn smaller, so that a row of them is in sight with its words."""
        scaled = self._counter.theme.scaled
        room = self.view.viewport().height() - scaled(CAPTION)
        high = max(scaled(LEAST_HEIGHT), min(scaled(HEIGHT), room)) if self.view.isVisible() else scaled(HEIGHT)
        size = QSize(high * WIDTH // HEIGHT, high)
        if size != self._size:
            self._size = size
            self.view.setIconSize(size)
            self.view.setGridSize(QSize(scaled(WIDTH) + 3 * look.GAP, high + scaled(CAPTION)))
            for place, page in enumerate(self._pages[: self.view.count()]):
                self.view.item(place).setIcon(self._icon(page))

    @property
    def shown(self) -> str:
        """The id of the tray whose pages these are."""
        return self._tray

    @property
    def pages(self) -> tuple[TrayPage, ...]:
        """Every page of the tray, those laid aside among them."""
        return self._pages

    @property
    def waiting(self) -> dict[str, int]:
        """How many pages wait for each component; those of the component "" have no paper yet."""
        counts: dict[str, int] = {}
        for page in self._pages:
            if not page.removed:
                counts[page.component] = counts.get(page.component, 0) + 1
        return counts

    @property
    def marked(self) -> str:
        """The component of the page that is marked, else of the first page that has one; empty for none."""
        chosen = set(self._chosen)
        marked = [page.component for page in self._pages if page.id in chosen and page.component]
        return next(
            iter([*marked, *(page.component for page in self._pages if page.component and not page.removed)]), ""
        )

    def show_close(self, *, on: bool) -> None:
        """Whether there is anything to go back to."""
        self._close.setVisible(on)

    def show_tray(self, tray_id: str, papers: Sequence[DraftPaper]) -> None:
        """Show the pages of ``tray_id``; ``papers`` are what they may belong to."""
        if tray_id != self._tray:
            self._tray, self._pages = tray_id, ()
            self._drawn.clear()
            self._ordered.clear()
            self._list()
        self._names = {paper.component: paper.name for paper in papers}
        self.reload()

    def reload(self) -> None:
        """Look again at what lies in the tray."""
        office, tray_id = self._counter.office, self._tray
        self._counter.bridge.run(
            lambda: (tray_id, tuple(tray.all_pages(office, tray_id))), self._found, self._fail, owner=self, slot="pages"
        )

    def _found(self, found: tuple[str, tuple[TrayPage, ...]]) -> None:
        tray_id, pages = found
        if tray_id == self._tray:
            self._pages = pages
            self._list()
            self.listed.emit()

    def _list(self) -> None:
        chosen = {item.data(_PAGE) for item in self.view.selectedItems()}
        current = self.view.currentItem().data(_PAGE) if self.view.currentItem() else ""
        self.view.blockSignals(True)
        self.view.clear()
        copies = list(dict.fromkeys(page.document for page in self._pages if not page.removed))
        for number, page in enumerate(self._pages, 1):
            item = QListWidgetItem(self._icon(page), self._caption(page, number, copies))
            item.setData(_PAGE, page.id)
            item.setToolTip(item.text())
            self.view.addItem(item)
            item.setSelected(page.id in chosen)
            if page.id == current:
                self.view.setCurrentItem(item)
                item.setSelected(page.id in chosen)
            self._order(page)
        self.view.blockSignals(False)
        self._enable()

    def _caption(self, page: TrayPage, number: int, copies: list[str]) -> str:
        if page.removed:
            why = {
                "blank": self.tr("blank, laid aside"),
                "officer": self.tr("laid aside"),
                "joined": self.tr("joined, laid aside"),
                "separator": self.tr("separator, laid aside"),
            }[page.removed]
            return f"{number} · {why}"
        name = self._names.get(page.component) or self.tr("no paper yet")
        return self.tr("{number} · copy {copy}: {name}").format(
            number=number, copy=copies.index(page.document) + 1, name=name
        )

    def _icon(self, page: TrayPage) -> QIcon:
        known = self._drawn.get(page.shown)
        sharp = self.devicePixelRatioF()
        ground = QPixmap(self._size * sharp)
        ground.setDevicePixelRatio(sharp)
        ground.fill(Qt.GlobalColor.transparent)
        painter = QPainter(ground)
        if known is not None:
            painter.setOpacity(0.35 if page.removed else 1.0)
            fitted = known.scaled(
                ground.size(), Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
            fitted.setDevicePixelRatio(sharp)
            wide, high = fitted.deviceIndependentSize().toTuple()
            painter.drawPixmap(QPointF((self._size.width() - wide) / 2, self._size.height() - high), fitted)
        else:
            painter.fillRect(QRect(QPoint(0, 0), self._size), QColor(self._counter.theme.colour("line")))
        painter.end()
        made = QIcon(ground)
        made.addPixmap(ground, QIcon.Mode.Selected)
        return made

    def _order(self, page: TrayPage) -> None:
        """Have a page drawn that was not yet, in the side pool."""
        if page.shown in self._ordered:
            return
        self._ordered.add(page.shown)
        office, width = self._counter.office, round(self._counter.theme.scaled(WIDTH) * self.devicePixelRatioF())
        self._counter.bridge.run_aside(lambda: drawn(office, page, width), self._show, self._fail, owner=self)

    def _show(self, made: Thumbnail) -> None:
        self._drawn[made.shown] = QPixmap.fromImage(made.image)
        for place, page in enumerate(self._pages):
            if page.shown == made.shown and place < self.view.count():
                self.view.item(place).setIcon(self._icon(page))

    # ------------------------------------------------------------ what is done

    @property
    def _chosen(self) -> list[str]:
        ids = {item.data(_PAGE) for item in self.view.selectedItems()}
        return [page.id for page in self._pages if page.id in ids]

    def _enable(self) -> None:
        count = len(self.view.selectedItems())
        for made, _, fits in self._acts.values():
            made.setEnabled(fits(count))
        aside = sum(1 for page in self._pages if page.removed)
        self._words.setText(
            self.tr("{count} pages, {aside} laid aside. Alt+1…9 puts the chosen pages with that paper.").format(
                count=len(self._pages), aside=aside
            )
            if self._pages
            else self.tr("No page here. F5 scans into the paper that is marked.")
        )

    def _key(self, keys: str) -> None:
        made, act, _ = self._acts[keys]
        if made.isEnabled():
            self._do(act)

    def assign(self, component: str) -> None:
        """Put the copies of the chosen pages with a paper; all copies without one where nothing is chosen."""
        chosen = self._chosen or [page.id for page in self._pages if not page.removed and not page.component]

        def act(office: Office, pages: list[TrayPage], _: list[TrayPage]) -> None:
            for document in dict.fromkeys(page.document for page in pages):
                tray.assign(office, pages[0].tray, document, component)

        self._run(chosen, act)

    def _two_sides(self, office: Office, chosen: list[TrayPage], _: list[TrayPage]) -> None:
        tray.two_sides(office, self._counter.session, chosen[0], chosen[1])

    def _do(self, act: Act) -> None:
        self._run(self._chosen, act)

    def _run(self, chosen: Sequence[str], act: Act) -> None:
        if not chosen:
            return
        office, tray_id, ids = self._counter.office, self._tray, set(chosen)

        def work() -> None:
            # As the pages are by now: keys pressed quickly follow one another.
            every = tray.all_pages(office, tray_id)
            found = [page for page in every if page.id in ids]
            if found:
                act(office, found, every)

        self._counter.bridge.run(work, self._done, self._fail, owner=self)

    def _done(self, _: None) -> None:
        self.reload()

    def _fail(self, error: MotCuaError) -> None:
        self.failed.emit(error)
        self.reload()
