"""The card of the current step: the only loud element of the panel."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist.view import Face, PanelView
from overlay.guide import Action, Block, Callout, CalloutKind, Choice, Code, Confirm, Image, Prose, Table
from overlay.ui.panel import wording
from overlay.ui.panel.controls import Controls
from overlay.ui.panel.items import (
    INSET_PX,
    ActionItem,
    CalloutItem,
    CodeItem,
    ConfirmItem,
    ImageItem,
    Item,
    Place,
    ProseItem,
    TableItem,
    WarningItem,
    rail_x,
    text_x,
    verbatim,
)
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.drawing import CENTRE, Drawing

translate = QCoreApplication.translate
MARGIN_PX = 7  # the panel's edge and the card's margin of 6
_PAD_PX = 12


class Card(QWidget):
    """Number, step, blocks, answers. It is as wide as the panel; its frame stands 6 inside the edge."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent)
        self._theme = theme
        self.controls: Controls  # set by who owns the card; its controls are the card's children
        self._structure: tuple[object, ...] = ()
        self._dynamic: tuple[object, ...] = ()
        self._number = ""
        self._step: Flow | None = None
        self._items: list[tuple[Item, int]] = []  # with the y of each
        self._before = 0  # how many of them stand above the step
        self._step_y = _PAD_PX
        self._choices: tuple[Choice, ...] = ()

    def set_theme(self, theme: Theme) -> None:
        self._theme, self._structure = theme, ()
        self.controls.set_theme(theme)

    def retranslate(self) -> None:
        self._structure = ()

    def show_view(self, view: PanelView, width: int) -> int:
        """Show the current step (or a notice's text) of `view`; return the card's height."""
        here = view.steps[view.now] if view.face is Face.WALK and view.steps else None
        blocks = here.blocks if here else view.intro
        words = (here.index, here.html, here.choices, here.note) if here else ()
        structure = (words, blocks, view.intro, view.note, view.lang)
        # What may change without another step: laid out again, but no text is parsed or shaped anew.
        dynamic = (view.ticked, view.highlight, view.held, view.hold_shown, view.actions_on, view.done_action)
        dynamic += (view.why_open, view.can_type, view.list_open, width, self.controls.labels)  # type: ignore[assignment]
        if structure != self._structure:
            self._structure = structure
            self._build(view, blocks)
        elif dynamic == self._dynamic:
            return self.height()
        self._dynamic = dynamic
        return self._arrange(view, width)

    def _build(self, view: PanelView, blocks: tuple[Block, ...]) -> None:
        theme, c = self._theme, self._theme.colours
        here = view.steps[view.now] if view.face is Face.WALK and view.steps else None
        self._number = str(here.index + 1) if here else ""
        self._step = Flow(here.html, theme, theme.style("step"), c.text) if here else None
        self._choices = here.choices if here else ()
        # What stands above the first step is read with it, in its card.
        intro = view.intro if here is not None and here.index == 0 else ()
        self._before = len(intro)
        items = [self._item(block, numbered=False) for block in intro]
        items += [self._item(block, numbered=here is not None) for block in blocks]
        for note in (view.note if here is None or here.index == 0 else "", here.note if here else ""):
            if note:
                label = translate("Panel", "My note")
                items.append(
                    CalloutItem(
                        label, verbatim(note), theme, ("sticky-note", c.text_3, c.accent), folds=False
                    )
                )
        self._items = [(item, 0) for item in items]

    def _item(self, block: Block, *, numbered: bool) -> Item:
        theme, c = self._theme, self._theme.colours
        match block:
            case Prose():
                return ProseItem(block, theme, from_edge=not numbered)
            case Callout(CalloutKind.WARNING):
                return WarningItem(block, theme)
            case Callout(CalloutKind.WHY, html):
                return CalloutItem(
                    wording.callout(block.kind), html, theme, ("lightbulb", c.text_3, c.divider), folds=True
                )
            case Callout(kind, html):
                icon = "lightbulb" if kind is CalloutKind.TIP else "info"
                return CalloutItem(
                    wording.callout(kind), html, theme, (icon, c.note_icon, c.note_line), folds=False
                )
            case Code():
                return CodeItem(block, theme)
            case Table():
                return TableItem(block, theme)
            case Image():
                return ImageItem(block, theme)
            case Confirm():
                return ConfirmItem(block)
            case Action():
                return ActionItem(block, theme)

    def _arrange(self, view: PanelView, width: int) -> int:
        theme, controls = self._theme, self.controls
        place = Place(width, self.isRightToLeft())
        self.resize(width, self.height())
        controls.start(view)
        y = self._arrange_items(view, place, _PAD_PX, range(self._before))
        if self._step is not None:
            self._step_y = y + (10 if self._before else 0)
            tall = self._step.lay_out(width - text_x(theme) - INSET_PX, rtl=place.rtl)
            controls.place_links(self._step, text_x(theme), self._step_y)
            y = self._step_y + max(tall, theme.px(28))
        y = self._arrange_items(view, place, y, range(self._before, len(self._items)))
        if self._choices:
            y += 12
            y += controls.place_choices(self._choices, view, INSET_PX, y, width - 2 * INSET_PX)
        controls.settle()
        self.resize(width, y + _PAD_PX - 1)
        self._describe(view)
        self.update()
        return self.height()

    def _arrange_items(self, view: PanelView, place: Place, y: int, numbers: range) -> int:
        """Lay out some of the items from `y` on; return where they end."""
        for number in numbers:
            item, _ = self._items[number]
            item.update(view)
            y += item.gap_px if y > _PAD_PX else 0
            self._items[number] = (item, y)
            y += item.lay_out(place, y, self.controls)
        return y

    def _describe(self, view: PanelView) -> None:
        """Say to screen readers what is painted and not a control."""
        here = view.steps[view.now] if self._step is not None else None
        name = f"{wording.step_of(view)}: {here.text}" if here else view.title
        if name != self.accessibleName():
            self.setAccessibleName(name)
        self.setAccessibleDescription("\n".join(text for item, _ in self._items if (text := item.said())))

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self._theme, self._theme.colours
        drawing = Drawing(painter, theme, self)
        box = (MARGIN_PX, 0, self.width() - 2 * MARGIN_PX, self.height())
        line = c.control if theme.high_contrast else c.divider
        drawing.frame(box, c.surface, line, 10, theme.border_px)
        if self._step is not None:
            self._paint_step(drawing)
        seen = QRectF(event.rect())
        for item, y in self._items:
            if y <= seen.bottom():
                item.paint(drawing, y)
        painter.end()

    def _paint_step(self, drawing: Drawing) -> None:
        theme, c = self._theme, self._theme.colours
        assert self._step is not None
        line = theme.style("step").line_px
        drawing.dot(rail_x(theme), self._step_y + line / 2, theme.px(28) / 2, c.accent)
        style, side = theme.style("body", 600), theme.px(28)
        at = (INSET_PX, self._step_y + round((line - style.line_px) / 2), side)
        drawing.text(self._number, at, style, c.on_accent, side=CENTRE)
        self._step.draw(drawing.painter, drawing.left(text_x(theme), self._step.width), self._step_y)
