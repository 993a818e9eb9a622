"""The pages scanned for a draft: seen small, turned, cut, laid aside and taken back, parted, put with their papers."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtCore import QItemSelectionModel, QPoint, QPointF, QRect, QSize, Qt, Signal
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QKeyEvent, QKeySequence, QPainter, QPixmap, QResizeEvent
from PySide6.QtWidgets import QAbstractItemView, QListWidget, QListWidgetItem, QMenu, QPushButton

from app.desk import page_editor, tray
from app.desk.drafts import DraftPaper
from app.desk.office import Office
from app.desk.page_editor import Undone
from app.errors import MotCuaError, RuleViolation
from app.store.tray import TrayPage
from ui import controls, messages, page_tools
from ui import theme as look
from ui.fitting import flowing
from ui.keys import Key, key
from ui.page_tools import OnPages, PageTool
from ui.place import Counter, Notice

WIDTH, HEIGHT = 110, 156
"""Pixels of a thumbnail at the ordinary letter size; A4 stands in it."""
LEAST_HEIGHT, CAPTION = 56, 58
"""Of a thumbnail in a low window, and of the words below it."""
KEYS_WIDTH = 600
"""Of the editor, from which its buttons show their keys."""
_PAGE = Qt.ItemDataRole.UserRole


@dataclass(frozen=True)
class Thumbnail:
    """A page drawn small, for the contents ``shown`` it was drawn from."""

    shown: str
    image: QImage


def drawn(office: Office, page: TrayPage, width: int) -> Thumbnail:
    """The thumbnail of a page; slow, so for the side pool. Raises StoredFileDamaged."""
    return Thumbnail(page.shown, QImage.fromData(tray.thumbnail(office, page, width)))


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
    """The page editor. ``listed`` says that the pages are known anew, ``told`` carries a `Notice`, ``failed`` a
    failure, ``closed`` asks to be put away."""

    listed = Signal()
    told = Signal(object)
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
        self._tools: dict[str, tuple[QPushButton | QAction, PageTool]] = {}
        self._marked: tuple[str, ...] = ()
        self._entered = False
        self._size = QSize()
        self.view = _Pages()
        self.view.setObjectName("tray.pages")
        self.view.setProperty("role", "pages")
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
        self._close = controls.KeyButton(self.tr("Back to the receipt"), "tray.close", key=key("back"), role="link")
        self._close.clicked.connect(self.closed)
        self.header.addWidget(self._close)
        self._buttons = [self._button(tool) for tool in (*page_tools.PAGES, page_tools.UNDO, *page_tools.COPIES)]
        self.body.addWidget(flowing(*self._buttons, self._more_tools(), name="tray.tools"))
        self.body.addWidget(self.view, 1)
        self.body.addWidget(self._words)
        self.view.tools = frozenset(self._tools)
        self._enable()

    def _more_tools(self) -> QPushButton:
        """What is seldom needed, with its keys."""
        made = controls.button(self.tr("More"), "tray.more", "quiet")
        menu = QMenu(made)
        for tool in page_tools.SELDOM:
            action = menu.addAction(f"{tool.text}\t{tool.shown}")
            action.triggered.connect(lambda _=False, tool=tool: self._use(tool))
            self._tools.update(dict.fromkeys(tool.keys, (action, tool)))
        made.setMenu(menu)
        return made

    def _button(self, tool: PageTool) -> controls.KeyButton:
        shown = Key(tool.name, tool.keys[0], tool.source)
        made = controls.KeyButton(tool.text, f"tray.{tool.name}", key=shown, role="quiet")
        made.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        made.clicked.connect(lambda: self._use(tool))
        self._tools.update(dict.fromkeys(tool.keys, (made, tool)))
        return made

    # ------------------------------------------------------------ what is shown

    def resizeEvent(self, event: QResizeEvent) -> None:
        """In a narrow window the room is the pages', and F1 says the keys."""
        super().resizeEvent(event)
        for made in self._buttons:
            made.show_key(on=self.width() >= self._counter.theme.scaled(KEYS_WIDTH))

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

    def enter(self) -> None:
        """The hands come to the pages: where none is chosen those without a paper are, else the first."""
        self._entered = True
        self._choose_first()
        self.view.setFocus()

    def _choose_first(self) -> None:
        if not self._entered or not self._pages:
            return
        self._entered = False
        if not self.view.selectedItems():
            loose = [place for place, page in enumerate(self._pages) if not page.removed and not page.component]
            for place in loose or [0]:
                self.view.item(place).setSelected(True)
        if self.view.currentItem() is None:
            first = min(self.view.row(item) for item in self.view.selectedItems())
            self.view.setCurrentRow(first, QItemSelectionModel.SelectionFlag.NoUpdate)

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
            self._choose_first()
            self.listed.emit()

    def _list(self) -> None:
        # What was just taken back is marked, so that it is seen.
        chosen = set(self._marked) or {item.data(_PAGE) for item in self.view.selectedItems()}
        current = self.view.currentItem().data(_PAGE) if self.view.currentItem() else ""
        if self._marked and current not in chosen:
            current = next((page.id for page in self._pages if page.id in chosen), current)
        self._marked = ()
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
        for made, tool in self._tools.values():
            made.setEnabled(tool.fits(count))
        aside = sum(1 for page in self._pages if page.removed)
        self._words.setText(
            self.tr(
                "{count} pages, {aside} laid aside. Alt+1…9 puts the chosen pages with that paper; {undo} takes back"
                " the last act."
            ).format(count=len(self._pages), aside=aside, undo=page_tools.UNDO.shown)
            if self._pages
            else self.tr("No page here. F5 scans into the paper that is marked.")
        )

    def _key(self, keys: str) -> None:
        made, tool = self._tools[keys]
        if made.isEnabled():
            self._use(tool)

    def assign(self, component: str) -> None:
        """Put the copies of the chosen pages with a paper; all copies without one where nothing is chosen."""
        chosen = self._chosen or [page.id for page in self._pages if not page.removed and not page.component]

        def act(on: OnPages) -> None:
            documents = dict.fromkeys(page.document for page in on.chosen)
            page_editor.assign(on.office, on.session, on.tray, documents, component)

        if chosen:
            self._run(chosen, act)

    def _use(self, tool: PageTool) -> None:
        self._run(self._chosen, tool.act, tool.fits)

    def _run(
        self,
        chosen: Sequence[str],
        act: Callable[[OnPages], Undone | None],
        fits: Callable[[int], bool] = bool,
    ) -> None:
        office, session, tray_id, ids = self._counter.office, self._counter.session, self._tray, set(chosen)

        def work() -> Undone | None:
            # As the pages are by now: keys pressed quickly follow one another.
            every = tray.all_pages(office, tray_id)
            found = [page for page in every if page.id in ids]
            return act(OnPages(office, session, tray_id, found, every)) if fits(len(found)) else None

        self._counter.bridge.run(work, self._done, self._fail, owner=self)

    def _done(self, undone: Undone | None) -> None:
        if undone is not None:
            self._marked = undone.pages
            self.told.emit(Notice(page_tools.told_of(undone), "ok"))
        self.reload()

    def _fail(self, error: MotCuaError) -> None:
        if isinstance(error, RuleViolation):
            # Nothing is wrong: there was only nothing to take back.
            self.told.emit(Notice(messages.of_error(error).both, "soon"))
        else:
            self.failed.emit(error)
        self.reload()
