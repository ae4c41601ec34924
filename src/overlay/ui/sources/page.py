"""The sources page: where guides come from, the state of each source, and getting new guides now."""

from __future__ import annotations

from itertools import pairwise

from PySide6.QtCore import QCoreApplication, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QShowEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QProgressBar, QSizePolicy, QVBoxLayout, QWidget

from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, say
from overlay.ui.managed.flow import Flow
from overlay.ui.managed.window import Divider, ManagedWindow, Words
from overlay.ui.sources.forms import AddForm, LoginForm
from overlay.ui.sources.port import FollowedSource, SourcesPort
from overlay.ui.sources.words import icon, refusal, state
from overlay.ui.theme import ThemeSource
from overlay.ui.widgets.button import Button, Kind
from overlay.ui.widgets.drawing import Drawing

translate = QCoreApplication.translate


class ProgressLine(QProgressBar):
    """How far a sync is. It has the role and the value a screen reader knows; it never asks for a place in the tab order."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__()
        self._themes = themes
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(120, self._themes.theme.px(8))

    def minimumSizeHint(self) -> QSize:
        return self.sizeHint()

    def show_progress(self, done: int, total: int) -> None:
        """Show how much is done; of an unknown total nothing is filled."""
        self.setRange(0, total or 1)
        self.setValue(min(done, total))

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self._themes.theme
        c = theme.colours
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            radius = self.height() / 2
            line = c.control if theme.high_contrast else None
            draw.frame((0, 0, self.width(), self.height()), c.divider, line, radius)
            filled = self.width() * self.value() / max(self.maximum(), 1)
            if filled >= 1:
                draw.frame((0, 0, max(filled, self.height()), self.height()), c.accent, None, radius)


class SourceRow(QFrame):
    """One source: its name and address, how it is, its packs, and the ways to log in and to follow it no longer."""

    def __init__(self, themes: ThemeSource, page: SourcesPage, source: FollowedSource) -> None:
        super().__init__()
        self._page = page
        self.source = source
        self._name = Words("body", weight=600, wrap=True)
        self._address = Words("label", "text_3", weight=400, wrap=True)
        self._address.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._icon = IconView(themes, "circle-check")
        self._state = Words("body", "text_2", wrap=True)
        self._packs = Words("label", "text_3", weight=400, wrap=True)
        self._lock = IconView(themes, "lock")
        self.login = Button(self, themes.theme, Kind.SECONDARY)
        self.remove = Button(self, themes.theme, Kind.SECONDARY)
        self._sure = Words("body", "text_2", wrap=True)
        self._yes = Button(self, themes.theme, Kind.SECONDARY)
        self._no = Button(self, themes.theme, Kind.SECONDARY)
        self._asking = False
        self.controls = (self.login, self.remove, self._yes, self._no)  # as Tab goes through them
        self._lay_out()
        self.login.clicked.connect(lambda: page.ask_login(source.name))
        self.remove.clicked.connect(lambda: self._ask(True))
        self._no.clicked.connect(lambda: self._ask(False))
        self._yes.clicked.connect(lambda: page.forget(source.name))
        self.retranslate()

    def retranslate(self) -> None:
        source = self.source
        self._name.setText(source.name)
        whose = [translate("Sources", "Set by your organisation")] if source.locked else []
        self._address.setText(" · ".join((source.address, *whose)))
        self._icon.show_icon(*icon(source))
        self._state.setText(state(source))
        self._state.setToolTip(source.detail)
        self._packs.setText(" · ".join(f"{title} {version}" for title, version in source.packs))
        self._packs.setVisible(bool(source.packs))
        self.setAccessibleName(source.name)
        self.setAccessibleDescription(self._state.text())
        named = translate("Sources", "{what}: {source}")
        for button, words, picture in (
            (self.login, translate("Sources", "Log in"), ""),
            (self.remove, translate("Sources", "Remove"), "trash-2"),
            (self._yes, translate("Sources", "Remove"), "trash-2"),
            (self._no, translate("Sources", "Keep"), ""),
        ):
            say(button, words, picture, name=named.format(what=words, source=source.name))
        sure = translate("Sources", "Stop getting guides from “{source}”? The guides you have stay.")
        self._sure.setText(sure.format(source=source.name))
        self._lock.setVisible(source.locked)
        self._show_buttons()

    def _lay_out(self) -> None:
        names = QVBoxLayout()
        names.setSpacing(2)
        names.addWidget(self._name)
        names.addWidget(self._address)
        names.addStretch(1)
        head = QHBoxLayout()
        head.setSpacing(0)
        head.addLayout(names, 1)
        for part in (self._lock, self.login, self.remove):
            head.addWidget(part, 0, Qt.AlignmentFlag.AlignTop)
        how = QHBoxLayout()
        how.setSpacing(8)
        how.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        how.addWidget(self._state, 1)
        sure = QHBoxLayout()
        sure.setSpacing(0)
        for part in (self._yes, self._no):
            sure.addWidget(part)
        sure.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 10, 0, 10)
        column.setSpacing(6)
        column.addLayout(head)
        column.addLayout(how)
        column.addWidget(self._packs)
        column.addWidget(self._sure)
        column.addLayout(sure)

    def _ask(self, asking: bool) -> None:
        self._asking = asking
        self._show_buttons()
        (self._no if asking else self.remove).setFocus()
        if asking:
            announce(self, self._sure.text())

    def _show_buttons(self) -> None:
        own = not self.source.locked
        self.remove.setVisible(own and not self._asking)
        self.login.setVisible(self.source.code == "login" and own)
        for part in (self._sure, self._yes, self._no):
            part.setVisible(self._asking)


class SourcesPage(QWidget):
    """Lists the sources and syncs. What changes elsewhere (a sync of the schedule, `overlay source add`) shows at once."""

    def __init__(self, themes: ThemeSource, port: SourcesPort) -> None:
        super().__init__()
        self._themes, self._port = themes, port
        self._shown: tuple[FollowedSource, ...] | None = None
        self._was_running = False
        self._rows: list[SourceRow] = []
        self._problem = ""
        self._none = Words("body", "text_2", wrap=True)
        self._wrong = Words("label", "error_text", weight=500, wrap=True)
        self._now = Button(self, themes.theme, Kind.PRIMARY)
        self._stop = Button(self, themes.theme, Kind.SECONDARY)
        self._line = ProgressLine(themes)
        self._count = Words("label", "text_2", weight=400)
        self._more = Button(self, themes.theme, Kind.SECONDARY)
        self._add = AddForm(themes, port.add)
        self._login = LoginForm(themes, port.log_in)
        self._lay_out()
        self._now.clicked.connect(self._sync)
        self._stop.clicked.connect(self._cancel)
        self._more.clicked.connect(self._start_adding)
        self._add.left.connect(self._left_form)
        self._login.left.connect(self._left_form)
        port.on_change(self.follow)

    def refresh(self) -> None:
        """Show the sources as they are now; what is being filled in stays."""
        now = tuple(self._port.sources())
        if now != self._shown:
            self._shown = now
            self._make_rows(now)
        self._say_progress()

    def follow(self) -> None:
        """Something changed elsewhere: show it while anybody can see it."""
        if self.isVisible():
            running = self._port.progress() is not None
            if running == self._was_running and running:
                self._say_progress()  # a step further: the list is as it was
            else:
                self.refresh()

    def retranslate(self) -> None:
        say(self._now, translate("Sources", "Get new guides now"), "refresh-cw")
        say(
            self._stop,
            translate("Sources", "Stop"),
            "x",
            name=translate("Sources", "Stop getting new guides"),
        )
        say(self._more, translate("Sources", "Add a source"), "plus")
        self._line.setAccessibleName(translate("Sources", "Getting new guides"))
        self._none.setText(
            translate("Sources", "Your organisation fetches the guides for everybody on this computer.")
            if self._port.shared
            else translate(
                "Sources",
                "No source yet. A source is where your team puts its guides: add the one it gave you.",
            )
        )
        for form in (self._add, self._login):
            form.retranslate()
        for row in self._rows:
            row.retranslate()
        self.refresh()

    def showEvent(self, event: QShowEvent) -> None:
        """Show what changed while nobody looked."""
        self.refresh()
        self._order_tabs()
        super().showEvent(event)

    def start_adding(self) -> None:
        """Begin to add a source, as somebody asked elsewhere."""
        self._start_adding()

    def ask_login(self, name: str) -> None:
        """Ask for the login that a source wants."""
        self._login.source = name
        self._add.hide()
        self._login.start()
        self._say_progress()

    def forget(self, name: str) -> None:
        """Follow a source no longer."""
        self._port.remove(name, self._removed)

    def _removed(self, code: str) -> None:
        self._problem = refusal(code) if code else ""
        self.refresh()
        announce(self, self._problem, urgent=True)
        self._more.setFocus()

    def _lay_out(self) -> None:
        self._listed = QWidget()
        self._list = QVBoxLayout(self._listed)
        self._list.setContentsMargins(0, 0, 0, 0)
        self._list.setSpacing(0)
        running = QHBoxLayout()
        running.setSpacing(8)
        running.addWidget(self._line, 1)
        running.addWidget(self._count)
        running.addWidget(self._stop)
        start = Flow()
        start.setSpacing(8)
        start.addWidget(self._now)
        start.addWidget(self._more)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 8)
        column.setSpacing(8)
        column.addWidget(self._none)
        column.addWidget(self._listed)
        column.addWidget(self._wrong)
        column.addLayout(running)
        column.addLayout(start)
        column.addWidget(self._login)
        column.addWidget(self._add)
        self._login.hide()
        self._add.hide()

    def _make_rows(self, sources: tuple[FollowedSource, ...]) -> None:
        while (item := self._list.takeAt(0)) is not None:
            widget = item.widget()
            if widget is not None:
                widget.hide()
                widget.deleteLater()
        self._rows = []
        for source in sources:
            row = SourceRow(self._themes, self, source)
            self._rows.append(row)
            self._list.addWidget(row)
            self._list.addWidget(Divider())
        self._order_tabs()
        window = self.window()
        if isinstance(window, ManagedWindow):
            window.dress_children(self)

    def _order_tabs(self) -> None:
        """Have Tab go as the eye does: rows are made later than what stands below them."""
        controls = [control for row in self._rows for control in row.controls]
        below = [self._now, self._stop, self._more]
        before = self._now.previousInFocusChain()
        # Not after something that holds other controls: Qt takes that to mean after the last of them.
        while (
            before is not None and before is not self._now and (before in controls or _holds_others(before))
        ):
            before = before.previousInFocusChain()
        if before is not None and all(part.window() is self.window() for part in (*controls, *below)):
            for one, following in pairwise([before, *controls, *below]):
                QWidget.setTabOrder(one, following)

    def _say_progress(self) -> None:
        progress = self._port.progress()
        running = progress is not None
        done, total = progress or (0, 0)
        self._line.show_progress(done, total)
        self._count.setText(f"{100 * done // total} %" if total else "")
        had_focus = self._stop.hasFocus() or self._now.hasFocus()
        for part in (self._line, self._count, self._stop):
            part.setVisible(running)
        filling_in = not (self._add.isHidden() and self._login.isHidden())
        self._listed.setVisible(not filling_in)  # one thing at a time
        self._none.setVisible(not filling_in and (self._port.shared or not self._rows))
        own = not running and not filling_in and not self._port.shared
        self._now.setVisible(own and bool(self._rows))
        self._more.setVisible(own)
        self._wrong.setText(self._problem)
        self._wrong.setVisible(bool(self._problem))
        if had_focus and running != self._was_running:
            (self._stop if running else self._now).setFocus()
        if self._was_running and not running:
            announce(self, self._spoken())
        self._was_running = running

    def _spoken(self) -> str:
        wrong = [row.source for row in self._rows if row.source.code]
        if not wrong:
            return translate("Sources", "You have the newest guides.")
        return " ".join(f"{source.name}: {state(source)}" for source in wrong)

    def _sync(self) -> None:
        self._problem = ""
        self._port.sync()
        self._say_progress()
        self._stop.setFocus()
        announce(self, translate("Sources", "Getting new guides"))

    def _cancel(self) -> None:
        self._port.cancel()

    def _start_adding(self) -> None:
        if self._port.shared:
            return
        self._problem = ""
        self._login.hide()
        self._add.start()
        self._say_progress()

    def _left_form(self) -> None:
        self._add.hide()
        self._login.hide()
        self.refresh()
        self._more.setFocus()


def _holds_others(part: QWidget) -> bool:
    return part.focusPolicy() is Qt.FocusPolicy.NoFocus
