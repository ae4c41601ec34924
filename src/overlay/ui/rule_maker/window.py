"""The rule maker window: click the parts of the title that change, and copy front matter that works."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QCoreApplication, QPoint, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QApplication, QFrame, QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from overlay.context import WindowContext
from overlay.rules import RuleError, match_rule, parse_when
from overlay.ui.announce import announce
from overlay.ui.managed.controls import IconView, say, text_width
from overlay.ui.managed.window import ManagedWindow, Words
from overlay.ui.rule_maker.parts import (
    Part,
    Take,
    front_matter,
    says_something,
    split_title,
    template,
    turned,
)
from overlay.ui.theme import Theme, ThemeSource
from overlay.ui.widgets.button import OUTSET_PX, Button, Control, Kind
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate


class RuleMaker(ManagedWindow):
    """460 wide. The title is held in memory while the window is open, and on the clipboard only what the agent copies."""

    def __init__(self, themes: ThemeSource) -> None:
        super().__init__(themes)
        self._context: WindowContext | None = None
        self._parts: tuple[Part, ...] = ()
        self._fits = False
        self._intro = Words("body", "text_2", wrap=True)
        self._row = PartRow(self)
        self._code = Words("code", wrap=True)
        self._code.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self._check_icon = IconView(themes, "check", "accent")
        self._check = Words("body", "text_2", wrap=True)
        self._copy = Button(self, themes.theme, Kind.PRIMARY)
        self._cancel = Button(self, themes.theme, Kind.SECONDARY)
        self._copied = False
        self._lay_out()
        self._copy.clicked.connect(self._to_clipboard)
        self._cancel.clicked.connect(self.close)
        self.dress()

    def open_for(self, context: WindowContext) -> None:
        """Take the title of `context` apart."""
        self._context = context
        self._parts = split_title(context.title)
        self._copied = False
        self._row.show_parts(self._parts, self.theme, self._turn)
        self._say()
        self.bring_to_front()
        self._row.focus_first()

    def restyle(self) -> None:
        self.resize(self.theme.wide(460), self.height())
        self._row.place()
        self.hug()

    def retranslate(self) -> None:
        self.setWindowTitle(translate("RuleMaker", "Make a rule for this window"))
        self._intro.setText(
            translate("RuleMaker", "Click a part of the title that changes from case to case.")
        )
        self._code.setAccessibleName(translate("RuleMaker", "The rule"))
        say(self._cancel, translate("RuleMaker", "Close"))
        self._row.retranslate()
        self._say()

    def rule_text(self) -> str:
        """Return the front matter as it stands."""
        app = self._context.app if self._context else ""
        return front_matter(app, template(self._parts))

    def _turn(self, index: int) -> None:
        self._parts = turned(self._parts, index)
        self._copied = False
        self._row.show_parts(self._parts, self.theme, self._turn)
        self._say()

    def _say(self) -> None:
        self._code.setText(self.rule_text().rstrip() if self._context else "")
        words, icon, colour = self._verdict()
        self._fits = icon == "check"
        self._check.setText(words)
        self._check_icon.show_icon(icon, colour)
        self._copy.setEnabled(self._fits)
        if self._copied:
            say(self._copy, translate("RuleMaker", "Copied"), "check")
        else:
            say(self._copy, translate("RuleMaker", "Copy for the guide"), "copy")
        self.hug()

    def _verdict(self) -> tuple[str, str, str]:
        """Return what the rule does to this window, by the rules' own code, with an icon and its colour."""
        context = self._context
        if context is None or not self._parts:
            return translate("RuleMaker", "This window has no title."), "circle-alert", "error_icon"
        if not says_something(self._parts):
            words = translate("RuleMaker", "Keep at least one word, or the rule fits every window.")
            return words, "triangle-alert", "warn_icon"
        entry: dict[str, object] = {"title": template(self._parts)}
        if context.app:
            entry["app"] = [context.app]
        try:
            rules = parse_when([entry])
        except RuleError:
            words = translate(
                "RuleMaker",
                "Without fixed text beside it, a part that changes has no clear beginning or end. Keep a word next to it.",
            )
            return words, "circle-alert", "error_icon"
        found = next((c for c in (match_rule(rule, context) for rule in rules) if c is not None), None)
        if found is None:
            return translate("RuleMaker", "Does not fit this window."), "circle-alert", "error_icon"
        if found:
            caught = ", ".join(f"{{{name}}} = {value}" for name, value in found.items())
            return (
                translate("RuleMaker", "Fits this window: {captures}").format(captures=caught),
                "check",
                "accent",
            )
        return translate("RuleMaker", "Fits this window."), "check", "accent"

    def _to_clipboard(self) -> None:
        QApplication.clipboard().setText(self.rule_text())
        self._copied = True
        self._say()
        announce(self._copy, self._copy.text())

    def _lay_out(self) -> None:
        frame = QFrame()
        frame.setProperty("ground", "sunken")
        code = QVBoxLayout(frame)
        code.setContentsMargins(12, 10, 12, 10)
        code.addWidget(self._code)
        check = QHBoxLayout()
        check.setSpacing(8)
        check.addWidget(self._check_icon, 0, Qt.AlignmentFlag.AlignTop)
        check.addWidget(self._check, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(0)
        buttons.addWidget(self._copy, 1)
        buttons.addWidget(self._cancel)
        column = QVBoxLayout(self)
        column.setContentsMargins(20, 16, 20, 16)
        column.setSpacing(12)
        column.addWidget(self._intro)
        column.addWidget(self._row)
        column.addWidget(frame)
        column.addLayout(check)
        column.addLayout(buttons)
        column.addStretch(1)


def _nothing(_number: int) -> None:
    """Before there are parts, no part can be clicked."""


class PartRow(QWidget):
    """The parts of a title as buttons, in as many lines as it takes."""

    def __init__(self, parent: QWidget) -> None:
        super().__init__(parent)
        self._buttons: list[PartButton] = []
        self._turn: Callable[[int], None] = _nothing
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)

    def show_parts(self, parts: tuple[Part, ...], theme: Theme, turn: Callable[[int], None]) -> None:
        """Show these parts; `turn` gets the number of the one clicked."""
        while len(self._buttons) > len(parts):
            self._buttons.pop().deleteLater()
        while len(self._buttons) < len(parts):
            button = PartButton(self, theme)
            number = len(self._buttons)
            button.clicked.connect(lambda _checked=False, n=number: self._turn(n))
            self._buttons.append(button)
        self._turn = turn
        for button, part in zip(self._buttons, parts, strict=True):
            button.show_part(part)
            button.show()
        self.place()

    def focus_first(self) -> None:
        if self._buttons:
            self._buttons[0].setFocus()

    def retranslate(self) -> None:
        for button in self._buttons:
            button.retranslate()

    def hasHeightForWidth(self) -> bool:
        return True

    def heightForWidth(self, width: int) -> int:
        return self._arranged(width)[1]

    def sizeHint(self) -> QSize:
        return QSize(200, self._arranged(max(self.width(), 200))[1])

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.place()

    def place(self) -> None:
        """Put the buttons in lines."""
        places, _ = self._arranged(self.width())
        for button, at in zip(self._buttons, places, strict=True):
            size = button.sizeHint().boundedTo(QSize(self.width(), 10_000))
            x = self.width() - at.x() - size.width() if self.isRightToLeft() else at.x()
            button.setGeometry(x, at.y(), size.width(), size.height())
        self.updateGeometry()

    def _arranged(self, width: int) -> tuple[list[QPoint], int]:
        places: list[QPoint] = []
        x = y = high = 0
        for button in self._buttons:
            size = button.sizeHint().boundedTo(QSize(max(width, 1), 10_000))
            if x and x + size.width() > width:
                x, y = 0, y + high
            places.append(QPoint(x, y))
            x += size.width()
            high = max(high, size.height())
        return places, y + high


class PartButton(Control):
    """One part of the title: outlined as fixed, filled as capture, dashed as anything."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self._part = Part("")

    def show_part(self, part: Part) -> None:
        """Show this part."""
        self._part = part
        self.retranslate()
        self.updateGeometry()
        self.update()

    def retranslate(self) -> None:
        how = {
            Take.LITERAL: translate("RuleMaker", "always the same"),
            Take.CAPTURE: translate("RuleMaker", "changes, called {name}").format(name=self._part.name),
            Take.WILD: translate("RuleMaker", "may be anything"),
        }[self._part.take]
        self.setText(self._part.text)
        self.setAccessibleName(f"{self._part.text}: {how}")
        self.setToolTip(how)

    def sizeHint(self) -> QSize:
        widest = max(
            text_width(self.theme, self._part.text, "body", 500),
            text_width(self.theme, self._below(), "code"),
        )
        return QSize(widest + 26 + 2 * OUTSET_PX, self.theme.px(52) + 2 * OUTSET_PX)

    def paintEvent(self, _event: QPaintEvent) -> None:
        theme = self.theme
        c = theme.colours
        take = self._part.take
        with QPainter(self) as painter:
            draw = Drawing(painter, theme, self)
            box = self.box()
            if take is Take.WILD:
                painter.setPen(QPen(c.control, 1, Qt.PenStyle.DashLine))
                painter.setBrush(self.ground(None) or Qt.BrushStyle.NoBrush)
                painter.drawRoundedRect(QRectF(box[0] + 0.5, box[1] + 0.5, box[2] - 1, box[3] - 1), 8, 8)
            elif take is Take.CAPTURE:
                draw.frame(box, self.ground(c.accent_soft), c.accent, 8, 2)
            else:
                draw.frame(box, self.ground(c.surface), c.control, 8, theme.border_px)
            ink = c.accent_text if take is Take.CAPTURE else c.text_2 if take is Take.WILD else c.text
            style, code = theme.style("body", 500), theme.style("code")
            below = self._below()
            top = box[1] + (box[3] - style.line_px - (code.line_px if below else 0)) / 2
            draw.text(self._part.text, (box[0] + 12, top, box[2] - 24), style, ink, side=CENTRE)
            if below:
                draw.text(below, (box[0] + 8, top + style.line_px, box[2] - 16), code, ink, side=CENTRE)
            self.ring(draw, 8)

    def _below(self) -> str:
        return {Take.CAPTURE: f"{{{self._part.name}}}", Take.WILD: "*"}.get(self._part.take, "")
