"""The “Why this guide?” window: what is looked at, why the guide fits, why it comes first, why others do not fit."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from msgspec import Struct
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QApplication,
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QScrollArea,
    QVBoxLayout,
    QWidget,
)

from overlay.context import WindowContext
from overlay.match import Match, Reason, Rejected
from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, say, text_width
from overlay.ui.managed.window import Divider, ManagedWindow, Words
from overlay.ui.theme import ThemeSource
from overlay.ui.why.words import first_words, reason_words
from overlay.ui.widgets.button import Button, Kind

translate = QCoreApplication.translate
_MOST_REJECTED = 12


class WhyFacts(Struct, frozen=True):
    """What the window explains: a window, the guides that fit it (best first), and some that do not."""

    context: WindowContext | None = None
    matches: tuple[Match, ...] = ()
    rejected: tuple[Rejected, ...] = ()


class WhyWindow(ManagedWindow):
    """460 wide. `make_rule` opens the rule maker for the window explained."""

    def __init__(self, themes: ThemeSource, make_rule: Callable[[WindowContext], None]) -> None:
        super().__init__(themes)
        self._make_rule = make_rule
        self._facts = WhyFacts()
        self._area = QScrollArea()
        self._rule = Button(self, themes.theme, Kind.PRIMARY)
        self._copy = Button(self, themes.theme, Kind.SECONDARY)
        self._lay_out()
        self._rule.clicked.connect(self._to_rule)
        self._copy.clicked.connect(self._to_clipboard)
        self.dress()

    def open_for(self, facts: WhyFacts) -> None:
        """Explain these facts."""
        self._facts = facts
        self.retranslate()
        self.bring_to_front()
        self._rule.setFocus()

    def restyle(self) -> None:
        self.resize(self.theme.wide(460), 740)

    def retranslate(self) -> None:
        self.setWindowTitle(translate("Why", "Why this guide?"))
        say(self._rule, translate("Why", "Make a rule for this window"), "scan-search")
        self._rule.setEnabled(self._facts.context is not None)
        say(self._copy, translate("Why", "Copy as text"), "copy")
        self._fill()

    def as_text(self) -> str:
        """Return the reasons as text for somebody else: without the window's title and what was captured from it."""
        facts = self._facts
        lines = [
            translate("Why", "Application: {app}").format(app=facts.context.app if facts.context else "–")
        ]
        for match in facts.matches:
            lines += ["", match.title, *(f"  + {_line(reason)}" for reason in match.why)]
        for rejected in facts.rejected:
            lines += ["", rejected.title, *(f"  {'+' if r.ok else '-'} {_line(r)}" for r in rejected.why)]
        return "\n".join(lines) + "\n"

    def _to_rule(self) -> None:
        if self._facts.context is not None:
            self._make_rule(self._facts.context)

    def _to_clipboard(self) -> None:
        QApplication.clipboard().setText(self.as_text())
        say(self._copy, translate("Why", "Copied"), "check")
        announce(self._copy, self._copy.text())

    def _fill(self) -> None:
        """Build the sections anew: the window is opened now and then, it need not be fast."""
        content = QWidget()
        column = QVBoxLayout(content)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        facts = self._facts
        self._section(column, translate("Why", "What you are looking at"), self._looking_at())
        if facts.matches:
            first = facts.matches[0]
            parts = [self._reason(reason, first.captures) for reason in first.why]
            heading = translate("Why", "Why “{guide}” fits").format(guide=first.title)
            self._section(column, heading, parts)
            if len(facts.matches) > 1:
                heading = translate("Why", "Why it comes first of %n", "", len(facts.matches))
                self._section(column, heading, [self._ranking()])
        else:
            self._section(column, translate("Why", "No guide fits this window"), [])
        if facts.rejected:
            parts = [self._rejected(rejected) for rejected in facts.rejected[:_MOST_REJECTED]]
            self._section(column, translate("Why", "Why others do not fit"), parts)
        column.addStretch(1)
        self._area.setWidget(content)
        self.dress_children(content)

    def _section(self, column: QVBoxLayout, heading: str, parts: list[QWidget]) -> None:
        if column.count():
            column.addWidget(Divider())
        box = QVBoxLayout()
        box.setContentsMargins(16, 14, 16, 14)
        box.setSpacing(8)
        label = Words("body", weight=600, wrap=True)
        label.setText(heading)
        box.addWidget(label)
        for part in parts:
            box.addWidget(part)
        column.addLayout(box)

    def _looking_at(self) -> list[QWidget]:
        context = self._facts.context
        unknown = translate("Why", "Not known")
        rows = (
            (translate("Why", "App"), context.app if context else ""),
            (translate("Why", "Title"), context.title if context else ""),
            (translate("Why", "Address"), context.url if context else ""),
        )
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(20)
        grid.setColumnStretch(1, 1)
        for number, (name, value) in enumerate(rows):
            key, words = Words("body", "text_3"), Words("body", wrap=True)
            key.setText(name)
            words.setText(value or unknown)
            words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            grid.addWidget(key, number, 0, Qt.AlignmentFlag.AlignTop)
            grid.addWidget(words, number, 1)
        return [table]

    def _reason(self, reason: Reason, captures: Mapping[str, str] | None = None) -> QWidget:
        words, code, hint = reason_words(reason, captures or {})
        icon = IconView(self._themes, "check" if reason.ok else "x", "accent" if reason.ok else "text_3")
        line = QWidget()
        line.setAccessibleName(f"{words} {code} {hint}".strip())
        row = QHBoxLayout(line)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(10)
        row.addWidget(icon, 0, Qt.AlignmentFlag.AlignTop)
        texts = QVBoxLayout()
        texts.setSpacing(3)
        label = Words("body", wrap=True)
        label.setText(words)
        texts.addWidget(label)
        if code:
            short = text_width(self.theme, code, "code") < self.theme.px(360)
            side = Qt.AlignmentFlag.AlignLeading if short else Qt.AlignmentFlag(0)
            texts.addWidget(_chip(code, wrap=not short), 0, side)
        if hint:
            quiet = Words("label", "text_3", weight=400, wrap=True)
            quiet.setText(hint)
            texts.addWidget(quiet)
        row.addLayout(texts, 1)
        return line

    def _ranking(self) -> QWidget:
        table = QWidget()
        grid = QGridLayout(table)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(10)
        grid.setColumnStretch(1, 1)
        for number, match in enumerate(self._facts.matches, start=1):
            place, title = (
                Words("body", "text_3"),
                Words("body", weight=600 if number == 1 else 400, wrap=True),
            )
            why = Words("label", "text_3", weight=400)
            place.setText(str(number))
            title.setText(match.title)
            why.setText(first_words(match))
            grid.addWidget(place, number, 0)
            grid.addWidget(title, number, 1)
            grid.addWidget(why, number, 2)
        return table

    def _rejected(self, rejected: Rejected) -> QWidget:
        frame = QWidget()
        column = QVBoxLayout(frame)
        column.setContentsMargins(0, 0, 0, 4)
        column.setSpacing(4)
        title = Words("body", weight=500, wrap=True)
        title.setText(rejected.title)
        column.addWidget(title)
        for reason in rejected.why:
            if not reason.ok:
                column.addWidget(self._reason(reason))
        return frame

    def _lay_out(self) -> None:
        self._area.setWidgetResizable(True)
        self._area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        buttons = QHBoxLayout()
        buttons.setContentsMargins(12, 6, 12, 6)
        buttons.setSpacing(0)
        buttons.addWidget(self._rule, 1)
        buttons.addWidget(self._copy)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self._area, 1)
        column.addWidget(Divider())
        column.addLayout(buttons)


def _chip(code: str, *, wrap: bool) -> QFrame:
    frame = QFrame()
    frame.setProperty("ground", "sunken")
    inner = QHBoxLayout(frame)
    inner.setContentsMargins(6, 1, 6, 1)
    words = Words("code", "text_2", wrap=wrap)
    words.setText(code)
    inner.addWidget(words)
    return frame


def _line(reason: Reason) -> str:
    words, code, hint = reason_words(reason, {})
    return " ".join(part for part in (words, code, hint) if part)
