"""What the macOS backends ask of the system, through pyobjc; imported on macOS only. Untested on hardware.

Frameworks: AppKit's NSWorkspace (which application is in front) and the Accessibility API (its window's title and place),
which answers only when the person has allowed it under Privacy & Security › Accessibility. No event tap, no key hook.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import AppKit
import ApplicationServices as Ax
import CoreFoundation as Core
import objc

from overlay.context import Rect
from overlay.triggers.macos_windows import FrontApp, MacWindow

_CHANGES = (
    "AXFocusedWindowChanged",
    "AXTitleChanged",
    "AXWindowMoved",
    "AXWindowResized",
    "AXMainWindowChanged",
)


class MacSystem:
    """The real system behind `macos_windows.System`. All on the Qt thread, whose run loop Cocoa shares."""

    def __init__(self) -> None:
        self._workspace = AppKit.NSWorkspace.sharedWorkspace()
        self._token: Any = None
        self._observer: Any = None
        self._observed: Any = None
        self._callback: Any = None  # pyobjc keeps none alive
        self._changed: Callable[[], None] | None = None

    def trusted(self) -> bool:
        """Tell whether this program may ask for other programs' windows."""
        return bool(Ax.AXIsProcessTrusted())

    def watch(self, changed: Callable[[], None]) -> None:
        """Have `changed` called whenever another application comes to the front or its window changes."""
        self._changed = changed
        self._token = self._workspace.notificationCenter().addObserverForName_object_queue_usingBlock_(
            AppKit.NSWorkspaceDidActivateApplicationNotification, None, None, lambda _: changed()
        )

    def unwatch(self) -> None:
        if self._token is not None:
            self._workspace.notificationCenter().removeObserver_(self._token)
        self._token = self._changed = None
        self._observe(None)

    def follow(self, pid: int) -> None:
        """Hear of changes to the windows of this application from now on, and of no other's."""
        self._observe(pid)

    def front_app(self) -> FrontApp | None:
        app = self._workspace.frontmostApplication()
        if app is None:
            return None
        return FrontApp(
            int(app.processIdentifier()), str(app.localizedName() or ""), str(app.bundleIdentifier() or "")
        )

    def focused_window(self, pid: int) -> MacWindow | None:
        """Return the focused window of an application; None without one, or without the permission to ask."""
        window = _attribute(Ax.AXUIElementCreateApplication(pid), "AXFocusedWindow")
        if window is None:
            return None
        place, size = _attribute(window, "AXPosition"), _attribute(window, "AXSize")
        return MacWindow(
            str(_attribute(window, "AXTitle") or ""),
            _rect(place, size),
            bool(_attribute(window, "AXFullScreen")),
        )

    def activate(self, pid: int) -> None:
        app = AppKit.NSRunningApplication.runningApplicationWithProcessIdentifier_(pid)
        if app is not None:
            app.activateWithOptions_(AppKit.NSApplicationActivateIgnoringOtherApps)

    def _observe(self, pid: int | None) -> None:
        loop = Core.CFRunLoopGetMain()
        if self._observer is not None:
            source = Ax.AXObserverGetRunLoopSource(self._observer)
            Core.CFRunLoopRemoveSource(loop, source, Core.kCFRunLoopDefaultMode)
            self._observer = self._observed = self._callback = None
        if pid is None:
            return

        @objc.callbackFor(Ax.AXObserverCreate)  # type: ignore[untyped-decorator]
        def told(_observer: Any, _element: Any, _notification: Any, _context: Any) -> None:
            if self._changed is not None:
                self._changed()

        wrong, observer = Ax.AXObserverCreate(pid, told, None)
        if wrong:
            return
        self._observer, self._observed = observer, Ax.AXUIElementCreateApplication(pid)
        self._callback = told
        for change in _CHANGES:
            Ax.AXObserverAddNotification(observer, self._observed, change, None)
        Core.CFRunLoopAddSource(loop, Ax.AXObserverGetRunLoopSource(observer), Core.kCFRunLoopDefaultMode)


def _attribute(element: Any, name: str) -> Any:
    wrong, value = Ax.AXUIElementCopyAttributeValue(element, name, None)
    return None if wrong else value


def _rect(place: Any, size: Any) -> Rect | None:
    """Return an Accessibility place (points, origin at the top left of the main screen) as whole points."""
    if place is None or size is None:
        return None
    found_place, at = Ax.AXValueGetValue(place, Ax.kAXValueCGPointType, None)
    found_size, extent = Ax.AXValueGetValue(size, Ax.kAXValueCGSizeType, None)
    if not (found_place and found_size):
        return None
    return Rect(round(at.x), round(at.y), round(extent.width), round(extent.height))
