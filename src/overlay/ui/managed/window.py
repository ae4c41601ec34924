"""What the managed windows share: the theme as a style sheet, the icon, and retranslation at run time.

Managed windows (palette, settings, first run, notes, …) take the focus as any window does; panel and pill never do.
"""

from __future__ import annotations

from PySide6.QtCore import QEvent, QSize, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from overlay.ui.mark import mark_pixmap
from overlay.ui.theme import Theme, ThemeSource
from overlay.ui.widgets.button import Control

_WORD_COLOURS = ("text", "text_2", "text_3", "accent", "accent_text", "warn_text", "error_text", "error_icon")


class ManagedWindow(QWidget):
    """A window that follows the theme and the language while it is open. Escape closes it."""

    def __init__(self, themes: ThemeSource, flags: Qt.WindowType = Qt.WindowType.Window) -> None:
        super().__init__(None, flags)
        self.setObjectName("managed")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self._themes = themes
        themes.changed.connect(self._restyle)

    @property
    def theme(self) -> Theme:
        return self._themes.theme

    def dress(self) -> None:
        """Put on theme and words; called once by each window when its widgets are made."""
        self._restyle(self.theme)
        self.retranslate()

    def hug(self) -> None:
        """Make the window as high as its words need at its width, no more."""
        layout = self.layout()
        if layout is not None:
            layout.activate()
            self.resize(self.width(), layout.totalHeightForWidth(self.width()))

    def restyle(self) -> None:
        """Follow `self.theme` in whatever a style sheet does not reach."""

    def retranslate(self) -> None:
        """Say every word anew in the language in use."""

    def bring_to_front(self) -> None:
        """Show the window with the focus; needs a user's action just before (X11 focus stealing prevention)."""
        self.show()
        self.raise_()
        self.activateWindow()

    def changeEvent(self, event: QEvent) -> None:
        if event.type() is QEvent.Type.LanguageChange:
            self.retranslate()
        super().changeEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape and not event.modifiers():
            self.close()
        else:
            super().keyPressEvent(event)

    def _restyle(self, theme: Theme) -> None:
        self.setFont(theme.style("body").font)
        self.setStyleSheet(style_sheet(theme))
        self.setWindowIcon(mark_pixmap(64, theme.colours.accent))
        self.dress_children(self)
        self.restyle()

    def dress_children(self, parent: QWidget) -> None:
        """Put the theme on what stands in `parent`; also called by windows that make widgets later."""
        theme = self.theme
        for child in parent.findChildren(QWidget):
            if isinstance(child, Control):
                child.set_theme(theme)
                child.setMinimumWidth(child.sizeHint().width())
            elif isinstance(child, Words):
                child.wear(theme)
            child.updateGeometry()
            child.update()


class Words(QLabel):
    """A label in one style of the type scale and one colour of the theme, by the names of the tokens."""

    def __init__(self, style: str, colour: str = "text", *, weight: int = 0, wrap: bool = False) -> None:
        super().__init__()
        self._style, self._weight = style, weight
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("colour", colour)
        self.setWordWrap(wrap)

    def wear(self, theme: Theme) -> None:
        """Take the font of the theme: a style sheet does not reach the weights of a variable font."""
        self.setFont(theme.style(self._style, self._weight).font)

    def minimumSizeHint(self) -> QSize:
        """Ask for no more width than the longest word: QLabel asks for more, and a page would get wider than its window."""
        hint = super().minimumSizeHint()
        if not self.wordWrap():
            return hint
        words = self.text().split()
        longest = max((self.fontMetrics().horizontalAdvance(word) for word in words), default=0)
        return QSize(min(hint.width(), longest + 1), hint.height())


class Divider(QFrame):
    """A 1 px line between parts."""

    def __init__(self, *, upright: bool = False) -> None:
        super().__init__()
        self.setProperty("divider", True)
        if upright:
            self.setFixedWidth(1)
        else:
            self.setFixedHeight(1)


def style_sheet(theme: Theme) -> str:
    """Return the style sheet of a managed window: colours, type and padding; outlines are painted by the controls."""
    c = theme.colours
    field_line = f"{theme.border_px}px solid {_css(c.control)}"
    parts = [
        f"#managed {{ background: {_css(c.canvas)}; }}",
        f"QWidget {{ color: {_css(c.text)}; }}",
        f"QFrame[divider=true] {{ background: {_css(c.divider)}; border: none; }}",
        f"QWidget[ground=surface] {{ background: {_css(c.surface)}; }}",
        f"QWidget[ground=sunken] {{ background: {_css(c.sunken)}; border-radius: 8px; }}",
        f"QWidget[ground=error] {{ background: {_css(c.error_soft)}; border-radius: 8px; }}",
        "QScrollArea, QScrollArea > QWidget > QWidget { background: transparent; border: none; }",
        "QScrollBar:vertical { background: transparent; width: 10px; margin: 0; }",
        f"QScrollBar::handle:vertical {{ background: {_css(c.control)}; border-radius: 3px; min-height: 32px; }}",
        "QScrollBar::handle:vertical { margin: 2px; }",
        "QScrollBar::add-line, QScrollBar::sub-line { height: 0; }",
        "QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }",
        f"QToolTip, QMenu {{ background: {_css(c.surface)}; border: 1px solid {_css(c.edge)}; padding: 4px; }}",
        "QMenu::item { padding: 6px 16px; border-radius: 5px; }",
        f"QMenu::item:selected {{ background: {_css(c.accent_soft)}; }}",
        f"QMenu::separator {{ height: 1px; background: {_css(c.divider)}; margin: 4px 8px; }}",
        f"QMenu::item:disabled {{ color: {_css(c.text_3)}; }}",
        f"QAbstractItemView {{ background: {_css(c.surface)}; border: 1px solid {_css(c.edge)}; outline: none; }}",
        f"QAbstractItemView {{ selection-background-color: {_css(c.accent_soft)}; }}",
        f"QAbstractItemView {{ selection-color: {_css(c.text)}; }}",
        f"QLineEdit, QPlainTextEdit {{ background: {_css(c.surface)}; border: {field_line}; border-radius: 8px; }}",
        f"QLineEdit, QPlainTextEdit {{ padding: 6px 10px; selection-background-color: {_css(c.accent)}; }}",
        f"QLineEdit, QPlainTextEdit {{ selection-color: {_css(c.on_accent)}; }}",
        f"QLineEdit:focus, QPlainTextEdit:focus {{ border: 2px solid {_css(c.focus)}; padding: 5px 9px; }}",
    ]
    if theme.high_contrast:  # grounds are all one colour: outlines tell boxes apart
        parts.append(
            f"QWidget[ground=sunken], QWidget[ground=error] {{ border: 1px solid {_css(c.control)}; }}"
        )
    parts += [f'QLabel[colour="{name}"] {{ color: {_css(getattr(c, name))}; }}' for name in _WORD_COLOURS]
    return "\n".join(parts)


def _css(colour: QColor) -> str:
    return colour.name()
