"""The search window: type, move, Enter. It takes the focus, and gives it back to the window it came from."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QEvent, QModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import (
    QCloseEvent,
    QInputMethodEvent,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QResizeEvent,
)
from PySide6.QtWidgets import QApplication, QHBoxLayout, QLineEdit, QListView, QVBoxLayout

from overlay.assist.events import Event, PickGuide
from overlay.ui.announce import announce
from overlay.ui.commands import OPENING, Command
from overlay.ui.managed.controls import IconView
from overlay.ui.managed.window import Divider, ManagedWindow, Words
from overlay.ui.palette.footer import Footer
from overlay.ui.palette.model import Finder, Found, Preview, ResultModel, Results
from overlay.ui.palette.preview import PreviewPane
from overlay.ui.palette.rows import ResultRows
from overlay.ui.theme import ThemeSource, tokens
from overlay.ui.translations import language_name
from overlay.ui.widgets.drawing import paint_frame

translate = QCoreApplication.translate
_PAGE_ROWS = 6
_PREVIEW_FROM_PX = 700
_MOVES = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown)


class Palette(ManagedWindow):
    """`post` gets `PickGuide`; `closed` gets the window to give the focus back to (0: it went elsewhere already).

    `run` gets a chosen command and what was typed to find it.
    """

    def __init__(
        self,
        themes: ThemeSource,
        finder: Finder,
        post: Callable[[Event], None],
        clock: Callable[[], float],
        closed: Callable[[int], None],
        run: Callable[[Command, str], None] = lambda _command, _text: None,
    ) -> None:
        flags = Qt.WindowType.Dialog | Qt.WindowType.FramelessWindowHint | Qt.WindowType.WindowStaysOnTopHint
        super().__init__(themes, flags)
        self._finder, self._post, self._clock, self._closed = finder, post, clock, closed
        self._run = run
        self._rounded = False
        self._open = False
        self._window = 0
        self._app = ""
        self._language = "en"
        self._preview: Preview | None = None
        self._awaited = False  # an answer: what is listed belongs to what was in the field before
        self._chosen_early = False  # Enter came before the answer did
        self._used = False
        self._model = ResultModel(self)
        self._field = SearchField(self._move, self._choose, self._copy)
        self._list = QListView()
        self._rows = ResultRows(themes, self._list)
        self._pane = PreviewPane(themes)
        self._upright = Divider(upright=True)
        self._nothing = Words("body", "text_3", wrap=True)
        self._nothing.hide()  # nobody knows before the first answer
        self._first = Words("label", "text_3", weight=500)
        self._footer = Footer(themes)
        self._lay_out(themes)
        self._field.textChanged.connect(self._ask)
        self._list.clicked.connect(lambda _index: self._take())  # what the agent sees is meant
        self._list.selectionModel().currentChanged.connect(self._selected)
        self.dress()

    def open_for(self, window: int, app: str, screen: QRect, *, text: str = "", language: str = "en") -> None:
        """Show the palette on `screen` (logical px) with `text` in the field; Escape gives the focus to `window` again.

        `app` is the application of that window ("chrome"); `language` is the interface's.
        """
        self._window, self._app, self._language = window, app, language
        self._rows.interface_language = language
        self.retranslate()
        size = self._wanted_size(screen)
        self.resize(*size)
        self.move(
            screen.x() + (screen.width() - size[0]) // 2,
            screen.y() + max(24, (screen.height() - size[1]) // 3),
        )
        self._open, self._used = True, False
        if text == self._field.text():
            self._ask(text)  # the same text may find something else by now
        else:
            self._field.setText(text)
        self.bring_to_front()
        self._field.setFocus()
        self._field.selectAll()

    def come_from(self, window: int, app: str) -> None:
        """The window it was opened over became known, or changed, only now: show what fits that one."""
        if self._open:
            self._window, self._app = window, app
            self._footer.say(app)
            self._ask(self._field.text())

    def answer(self, results: Results) -> None:
        """Show results that came later; those of a query that is no longer in the field are dropped."""
        if not self._open or results.query != self._field.text():
            return
        self._awaited = False
        self._show(results)
        if self._chosen_early:
            self._take()

    def set_rounded(self, rounded: bool) -> None:
        """Say whether a compositor runs: round corners need one."""
        if rounded == self._rounded:
            return
        self._rounded = rounded
        self._close(self._window, used=True)
        self.destroy()  # the native window's depth is fixed when it is made
        self.setAttribute(Qt.WidgetAttribute.WA_TranslucentBackground, rounded)
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground, not rounded)

    def restyle(self) -> None:
        theme = self.theme
        self._field.setFixedHeight(theme.px(60))
        self._field.setFont(theme.style("search").font)
        self._field.setStyleSheet(
            "QLineEdit, QLineEdit:focus { background: transparent; border: none; padding: 0; }"
        )
        self._list.setStyleSheet("QListView { background: transparent; border: none; }")
        self._list.doItemsLayout()

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Palette", "Search guides"))
        self._field.setPlaceholderText(translate("Palette", "Search guides"))
        self._field.setAccessibleName(translate("Palette", "Search guides"))
        self._list.setAccessibleName(translate("Palette", "Guides found"))
        self._first.setText(
            translate("Palette", "{language} first").format(language=language_name(self._language))
        )
        self._nothing.setText(translate("Palette", "Nothing found. Try fewer or other words."))
        self._footer.say(self._app)
        self._model.retranslate()
        self._pane.retranslate()

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        gone = event.type() is QEvent.Type.ActivationChange and not self.isActiveWindow()
        # The field's own menu is a popup of this window: the focus comes back by itself.
        if gone and self._open and QApplication.activePopupWidget() is None:
            self._close(0)

    def closeEvent(self, event: QCloseEvent) -> None:
        super().closeEvent(event)
        self._close(self._window)  # closed by the window manager

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self._close(self._window)
        else:
            super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        wide = self.width() >= _PREVIEW_FROM_PX
        self._pane.setVisible(wide)
        self._upright.setVisible(wide)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme
        with QPainter(self) as painter:
            c, radius = theme.colours, tokens()["radius"]["window"] if self._rounded else 0
            frame, line, ratio = QRectF(self.rect()), theme.border_px, self.devicePixelRatio()
            painter.setRenderHint(QPainter.RenderHint.Antialiasing, self._rounded)
            paint_frame(painter, frame, c.canvas, c.edge, radius, ratio, line)
            painter.save()
            painter.setClipRect(0, 0, self.width(), self._field.height())
            paint_frame(painter, frame, c.surface, c.edge, radius, ratio, line)
            painter.restore()

    def _wanted_size(self, screen: QRect) -> tuple[int, int]:
        grow = 1 + 0.5 * (self.theme.factor - 1)
        width = min(round(760 * max(1.0, grow)), round(screen.width() * 0.92))
        height = min(round(456 * max(1.0, self.theme.factor)), round(screen.height() * 0.92))
        return width, height

    def _lay_out(self, themes: ThemeSource) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(self._rows)
        self._list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)  # the field keeps it: typing goes on while moving
        self._nothing.setContentsMargins(20, 16, 20, 0)
        self._nothing.setAlignment(Qt.AlignmentFlag.AlignTop)
        top = QHBoxLayout()
        top.setContentsMargins(20, 0, 20, 0)
        top.setSpacing(12)
        top.addWidget(IconView(themes, "search"))
        top.addWidget(self._field, 1)
        top.addWidget(IconView(themes, "languages", px=16))
        top.addWidget(self._first)
        middle = QHBoxLayout()
        middle.setSpacing(0)
        left = QVBoxLayout()
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self._nothing)
        left.addWidget(self._list, 1)
        middle.addLayout(left, 43)
        middle.addWidget(self._upright)
        middle.addWidget(self._pane, 33)
        column = QVBoxLayout(self)
        column.setContentsMargins(1, 0, 1, 1)
        column.setSpacing(0)
        column.addLayout(top)
        column.addWidget(Divider())
        column.addLayout(middle, 1)
        column.addWidget(Divider())
        column.addWidget(self._footer)

    def _ask(self, query: str) -> None:
        self._awaited, self._chosen_early = True, False
        results = self._finder.find(query)
        if results is not None:
            self.answer(results)

    def _show(self, results: Results) -> None:
        self._model.show(results)
        first = next(self._model.choosable(), None)
        guides = any(group.found for group in results.groups)
        # Asking for a guide is offered where nothing was found: that is no find.
        nothing = not guides and set(results.commands) <= {Command.ASK} and bool(results.query.strip())
        self._list.setVisible(first is not None)
        self._nothing.setVisible(nothing)
        if first is None:
            self._preview = None
            self._pane.show_preview(None)
        if nothing:
            announce(self._field, self._nothing.text())
        if first is not None:
            self._list.setCurrentIndex(self._model.index(first))
            self._list.scrollToTop()

    def _current(self) -> Found | None:
        return self._model.found(self._list.currentIndex().row())

    def _selected(self, index: QModelIndex, _before: QModelIndex) -> None:
        found = self._model.found(index.row())
        self._preview = self._finder.preview(found) if found is not None else None
        self._pane.show_preview(self._preview, found.by if found is not None else ())
        if index.isValid():
            announce(self._field, str(index.data(Qt.ItemDataRole.AccessibleTextRole)))

    def _move(self, key: Qt.Key) -> None:
        rows = list(self._model.choosable())
        if not rows:
            return
        row = self._list.currentIndex().row()
        at = rows.index(row) if row in rows else 0
        last = len(rows) - 1
        targets = {
            Qt.Key.Key_Down: 0 if at == last else at + 1,
            Qt.Key.Key_Up: last if at == 0 else at - 1,
            Qt.Key.Key_PageDown: min(at + _PAGE_ROWS, last),
            Qt.Key.Key_PageUp: max(at - _PAGE_ROWS, 0),
            Qt.Key.Key_Home: 0,
            Qt.Key.Key_End: last,
        }
        to = targets[key]
        self._list.setCurrentIndex(self._model.index(rows[to]))
        if to == 0:
            self._list.scrollToTop()  # its heading too

    def _choose(self) -> None:
        """Take what is chosen; while the answer to what was typed is on its way, the first of that."""
        if self._awaited:
            self._chosen_early = True
        else:
            self._take()

    def _take(self) -> None:
        found = self._current()
        if found is not None:
            self._close(self._window, used=True)
            self._post(PickGuide(found.ref, self._clock()))
            return
        command = self._model.command(self._list.currentIndex().row())
        if command is not None:
            text = self._field.text().strip()
            used = command is not Command.ASK  # who asks for a guide found none
            if command in OPENING:
                self._run(command, text)
                self._close(0, used=used)
            else:
                self._close(self._window, used=used)
                self._run(command, text)

    def _copy(self) -> None:
        preview = self._preview
        if preview is not None:
            self._used = True
            lines = [preview.title, *(f"{n}. {step.text}" for n, step in enumerate(preview.steps, start=1))]
            QApplication.clipboard().setText("\n".join(lines))
            announce(self._field, translate("Palette", "Copied"))

    def _close(self, window: int, *, used: bool = False) -> None:
        """Go, and give the focus to `window`; `used` says that what was found was of use."""
        if self._open:
            if not (used or self._used):
                self._finder.missed(self._field.text())
            self._open = self._awaited = (
                False  # hiding takes the activation away, which must not close it a second time
            )
            self._closed(window)  # before hiding: else the window manager chooses who gets the focus first
            self.hide()
            self._show(Results())  # to a screen reader the rows of a hidden list are still there


class SearchField(QLineEdit):
    """A field that keeps the focus and hands the keys that move in the list on, but never those an input method needs."""

    def __init__(
        self, move: Callable[[Qt.Key], None], choose: Callable[[], None], copy: Callable[[], None]
    ) -> None:
        super().__init__()
        self._move, self._choose, self._copy = move, choose, copy
        self._composing = False
        self.setFrame(False)

    def inputMethodEvent(self, event: QInputMethodEvent) -> None:
        self._composing = bool(event.preeditString())
        super().inputMethodEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if self._composing:
            super().keyPressEvent(event)
            return
        key = Qt.Key(event.key())
        if key in _MOVES or (key in (Qt.Key.Key_Home, Qt.Key.Key_End) and self._ends_move_list(event)):
            self._move(key)
        elif key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose()
        elif event.matches(QKeySequence.StandardKey.Copy) and not self.hasSelectedText():
            self._copy()
        else:
            super().keyPressEvent(event)

    def _ends_move_list(self, event: QKeyEvent) -> bool:
        """Home and End move in the text first, and in the list with Ctrl or where there is no text."""
        return bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier) or not self.text()
