"""Tells a screen reader what changed in a window that never has the focus."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent
from PySide6.QtWidgets import QWidget

from overlay.assist.view import Face, HeldBy, PanelView
from overlay.guide import Confirm

translate = QCoreApplication.translate


def announce(source: QWidget, text: str, *, urgent: bool = False) -> None:
    """Have a screen reader say `text`; costs nothing when none runs.

    Polite by default: what the screen reader is saying is finished first. Qt sends it as AT-SPI `Announcement`, as UI
    Automation notification on Windows and as accessibility announcement on macOS (Qt 6.8 and later).
    """
    if not text or not QAccessible.isActive():
        return
    event = QAccessibleAnnouncementEvent(source, text)
    politeness = QAccessible.AnnouncementPoliteness
    event.setPoliteness(politeness.Assertive if urgent else politeness.Polite)
    QAccessible.updateAccessibility(event)


def spoken(view: PanelView) -> str:
    """Return what is to be said about what the panel shows: the current step, and what holds it."""
    if view.face is Face.WALK and view.steps:
        step = view.steps[min(view.now, len(view.steps) - 1)]
        words = translate("Announce", "Step {number} of {count}: {text}").format(
            number=view.now + 1, count=len(view.steps), text=step.text
        )
        return f"{words} {_held(view)}".rstrip()
    if view.face is Face.FINISHED:
        return translate("Announce", "All steps of “{guide}” are done.").format(guide=view.title)
    if view.face is Face.NOTICE:
        return translate("Announce", "Notice: {title}").format(title=view.title)
    if view.face is Face.NO_MATCH:
        return translate("Announce", "No guide fits this window.")
    if view.face is Face.NO_CONTENT:
        return translate("Announce", "There are no guides yet.")
    return translate("Announce", "The guides cannot be read.")


def _held(view: PanelView) -> str:
    if view.held is HeldBy.CONFIRM:
        here = view.steps[min(view.now, len(view.steps) - 1)]
        boxes = (b for b in here.blocks if isinstance(b, Confirm) and b.id not in view.ticked)
        first = next(boxes, None)
        return translate("Announce", "Tick first: {text}").format(text=first.text) if first else ""
    if view.held is HeldBy.CHOICE:
        here = view.steps[min(view.now, len(view.steps) - 1)]
        answers = "; ".join(f"{n}, {c.text}" for n, c in enumerate(here.choices, start=1))
        return translate("Announce", "Choose: {answers}").format(answers=answers)
    if view.held is HeldBy.OTHER_CASE:
        return translate("Announce", "Another case is in front.")
    return ""
