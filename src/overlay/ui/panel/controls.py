"""The controls inside a step's card: taken from pools, reused from step to step, never rebuilt."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Generic, TypeVar

from PySide6.QtCore import QCoreApplication, Qt, QUrl
from PySide6.QtGui import QDesktopServices, QPainter, QPaintEvent
from PySide6.QtWidgets import QWidget

from overlay.assist import events as ev
from overlay.assist.view import PanelView
from overlay.guide import Action, ActionKind, Choice, Confirm, Image
from overlay.ui.panel import wording
from overlay.ui.panel.pictures import PictureButton, Pictures
from overlay.ui.richtext import Flow
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import OUTSET_PX, Button, Control, Kind
from overlay.ui.widgets.choice import ChoiceButton
from overlay.ui.widgets.confirm import ConfirmBox
from overlay.ui.widgets.drawing import Drawing
from overlay.ui.widgets.keycap import HotkeyLabels

W = TypeVar("W", bound=QWidget)
translate = QCoreApplication.translate
_ACTION_ICONS: Mapping[ActionKind, str] = {
    ActionKind.COPY: "copy",
    ActionKind.TYPE: "keyboard",
    ActionKind.OPEN: "external-link",
}
_OPENABLE = frozenset({"http", "https", "mailto"})


class Pool(Generic[W]):
    """Widgets of one kind: `take` gives the next, made when there is none; `settle` hides those not taken."""

    def __init__(self, make: Callable[[], W]) -> None:
        self._make = make
        self._taken = 0
        self.all: list[W] = []

    def start(self) -> None:
        self._taken = 0

    def take(self) -> W:
        if self._taken == len(self.all):
            self.all.append(self._make())
        widget = self.all[self._taken]
        self._taken += 1
        return widget

    def settle(self) -> None:
        for widget in self.all[self._taken :]:
            if not widget.isHidden():
                widget.hide()


class FoldHead(Control):
    """The head of WHY: icon, word, chevron. Checked is open."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self._icon = ""

    def dress(self, label: str, icon: str, *, opened: bool) -> None:
        if (label, icon, opened) != (self.text(), self._icon, self.isChecked()):
            self.setCheckable(True)
            self.setText(label)
            self.setAccessibleName(label)
            self._icon = icon
            self.setChecked(opened)
            self.update()

    def nextCheckState(self) -> None:
        """The state is the view's; a click only asks for the other one."""

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        theme, c = self.theme, self.theme.colours
        drawing = Drawing(painter, theme, self)
        ground = self.ground(None)
        if ground is not None:
            x, y, width, height = self.box()
            drawing.frame((x - 3, y, width + 6, height), ground, None, 6)
        style, px, centre = theme.style("label", 600), theme.px(16), self.height() / 2
        drawing.icon(self._icon, OUTSET_PX, round(centre - px / 2), px, c.text_3)
        at = (OUTSET_PX + px + 6, round(centre - style.line_px / 2), self.width() - 3 * px)
        drawing.text(self.text(), at, style, c.text_3)
        chevron = "chevron-up" if self.isChecked() else "chevron-down"
        drawing.icon(chevron, self.width() - OUTSET_PX - px - 6, round(centre - px / 2), px, c.text_3)
        self.ring(drawing, 6)
        painter.end()


class LinkArea(Control):
    """The part of a text that is a link. Opens web and e-mail addresses in the browser, on a click, and nothing else."""

    def __init__(self, parent: QWidget, theme: Theme) -> None:
        super().__init__(parent, theme)
        self._href = ""
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._open)

    def lead_to(self, href: str, words: str) -> None:
        self._href = href
        self.setAccessibleName(words)
        self.setToolTip(href)

    def _open(self) -> None:
        url = QUrl(self._href)
        if url.scheme().lower() in _OPENABLE:
            QDesktopServices.openUrl(url)

    def paintEvent(self, event: QPaintEvent) -> None:
        if not (self.hasFocus() or self.asked_for):
            return
        painter = QPainter(self)
        self.ring(Drawing(painter, self.theme, self), 2)
        painter.end()


class Controls:
    """Places the controls of the current step and says what they are for. One `start` … `settle` a layout."""

    def __init__(
        self,
        parent: QWidget,
        theme: Theme,
        post: Callable[[ev.Event], None],
        clock: Callable[[], float],
        pictures: Pictures,
    ) -> None:
        self._parent, self.theme, self._post, self._clock, self._pictures = (
            parent,
            theme,
            post,
            clock,
            pictures,
        )
        self.labels = HotkeyLabels()
        self._folds = Pool(self._make_fold)
        self._confirms = Pool(self._make_confirm)
        self._choices = Pool(self._make_choice)
        self._feet = Pool(self._make_foot)
        self._images = Pool(self._make_image)
        self._links = Pool(lambda: LinkArea(self._parent, self.theme))
        self._pools = (self._folds, self._confirms, self._choices, self._feet, self._images, self._links)
        self._actions: dict[Button, str] = {}
        self._next_accept = ""

    def set_theme(self, theme: Theme) -> None:
        self.theme = theme
        for pool in (self._folds, self._choices, self._feet, self._images, self._links):
            for control in pool.all:
                control.set_theme(theme)
        for box in self._confirms.all:
            box.set_theme(theme)

    def start(self, view: PanelView) -> None:
        """Begin a layout of the current step of `view`."""
        for pool in self._pools:
            pool.start()
        self._next_accept = accepts(view)

    def settle(self) -> None:
        """End it: hide what was not taken."""
        for pool in self._pools:
            pool.settle()

    def place_fold(self, label: str, icon: str, box: tuple[int, int, int, int], *, opened: bool) -> None:
        head = self._folds.take()
        head.dress(label, icon, opened=opened)
        head.place(*box)

    def place_confirm(self, confirm: Confirm, view: PanelView, x: int, y: int, width: int) -> int:
        box = self._confirms.take()
        ticked = confirm.id in view.ticked
        mine = self._next_accept == confirm.id
        box.setEnabled(view.actions_on)
        box.show_confirm(
            confirm,
            ticked=ticked,
            cap=self.labels.cap("accept") if mine else "",
            pointed_at=mine and view.hold_shown,
        )
        return box.lay_out(x, y, width)

    def place_choices(self, choices: tuple[Choice, ...], view: PanelView, x: int, y: int, width: int) -> int:
        """Place the answers of a question; return how high they are together."""
        top = y
        for index, choice in enumerate(choices):
            button = self._choices.take()
            lit = index == view.highlight and not view.list_open
            cap = self.labels.digit(index + 1) or (
                self.labels.cap("accept") if lit and self._next_accept == "?" else ""
            )
            button.show_choice(index + 1, choice.text, choice.hint, cap=cap)
            button.setEnabled(view.actions_on)
            button.point_here(lit and view.actions_on)
            top += button.lay_out(x, top, width) + 8
        return top - 8 - y

    def place_foot(self, action: Action, view: PanelView, box: tuple[int, int, int, int]) -> None:
        foot = self._feet.take()
        done = view.done_action == action.id
        cap = self.labels.cap("accept") if self._next_accept == action.id else ""
        instead = action.kind is ActionKind.TYPE and not view.can_type
        kind = ActionKind.COPY if instead else action.kind
        label = wording.copied_instead() if instead and done else wording.action(kind, done=done)
        if action.lang:  # a text in the customer's language, whichever the agent reads
            label = f"{label} · {action.lang.upper()}"
        foot.dress(label, "check" if done else _ACTION_ICONS[kind], cap)
        foot.setAccessibleDescription(action.text)
        foot.setToolTip(wording.cannot_type() if instead else "")
        foot.setEnabled(view.actions_on)
        self._actions[foot] = action.id
        foot.place(*box)

    def place_image(self, image: Image, x: int, y: int, width: int, most_height: int) -> int:
        return self._images.take().show_image(image, x, y, width, most_height)

    def place_links(self, flow: Flow, x: float, y: float) -> None:
        left = self._parent.width() - x - flow.width if self._parent.isRightToLeft() else x
        for link in flow.links():
            for rect in link.rects:
                area = self._links.take()
                area.lead_to(link.href, link.text)
                found = (
                    rect.translated(left, y).toRect().adjusted(-OUTSET_PX, -OUTSET_PX, OUTSET_PX, OUTSET_PX)
                )
                area.setGeometry(found)
                area.show()

    def _make_fold(self) -> FoldHead:
        head = FoldHead(self._parent, self.theme)
        head.clicked.connect(lambda: self._post(ev.ToggleWhy()))
        return head

    def _make_confirm(self) -> ConfirmBox:
        box = ConfirmBox(self._parent, self.theme)

        def ticked(on: bool) -> None:
            if box.confirm is not None:
                self._post(ev.Tick(box.confirm.id, on, self._clock()))

        box.toggled.connect(ticked)
        return box

    def _make_choice(self) -> ChoiceButton:
        button = ChoiceButton(self._parent, self.theme)
        button.clicked.connect(lambda: self._post(ev.Choose(button.number, self._clock())))
        return button

    def _make_foot(self) -> Button:
        foot = Button(self._parent, self.theme, Kind.FOOT)
        foot.clicked.connect(lambda: self._post(ev.RunAction(self._actions[foot], self._clock())))
        return foot

    def _make_image(self) -> PictureButton:
        return PictureButton(self._parent, self.theme, self._pictures)


def accepts(view: PanelView) -> str:
    """Return what the accept hotkey does now: the id of a confirm or an action, "?" for the highlighted answer, or ""."""
    if not view.steps or not view.actions_on or view.list_open:
        return ""
    here = view.steps[view.now]
    for block in here.blocks:
        if isinstance(block, Confirm) and block.id not in view.ticked:
            return block.id
    if here.choices:
        return "?"
    ids = [b.id for b in here.blocks if isinstance(b, Action)]
    if not ids:
        return ""
    return ids[(ids.index(view.done_action) + 1) % len(ids)] if view.done_action in ids else ids[0]
