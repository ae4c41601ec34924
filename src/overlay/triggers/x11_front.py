"""Which window is in front: what the window manager says, otherwise what has the input focus."""

from __future__ import annotations

from typing import Any

from Xlib import X
from Xlib.protocol import request

from overlay.triggers.x11_connection import X11Connection

NO_WINDOW_MANAGER = (
    "No window manager tells the active window: the window with the input focus is taken for it."
)
_DEPTH = 4  # frames of window managers hold the application's window at most this deep
_CLIMB = 32  # deeper trees than this are hostile


class X11Front:
    """Answers with X ids, 0 for none. `managed` says whether a window manager tells (EWMH)."""

    def __init__(self, connection: X11Connection) -> None:
        self._x = connection
        self.managed = False
        self.check_window = 0

    def find_manager(self) -> None:
        """Look for the window manager anew; one that crashed leaves the property behind, but not its window."""
        self.check_window = 0
        check = self._x.property(self._x.root, "_NET_SUPPORTING_WM_CHECK").numbers()
        if check and self._x.property(check[0], "_NET_SUPPORTING_WM_CHECK").numbers() == check:
            self.check_window = check[0]
        told = self._x.property(self._x.root, "_NET_SUPPORTED").numbers() if self.check_window else ()
        self.managed = self._x.atom("_NET_ACTIVE_WINDOW") in told

    def window(self) -> int:
        """Return the window in front, the assistant's own too."""
        if not self.managed:
            return self._focused()
        return next(iter(self._x.property(self._x.root, "_NET_ACTIVE_WINDOW").numbers()), 0)

    def top_levels(self) -> tuple[int, ...]:
        tree = self._x.ask(request.QueryTree, window=self._x.root).value()
        return tuple(int(child.id) for child in tree.children) if tree is not None else ()

    def _focused(self) -> int:
        answer = self._x.ask(request.GetInputFocus).value()
        focus = _id(answer.focus) if answer is not None else X.NONE
        if focus == X.PointerRoot:  # the focus is where the pointer is
            pointer = self._x.ask(request.QueryPointer, window=self._x.root).value()
            focus = _id(pointer.child) if pointer is not None else X.NONE
        if focus in {X.NONE, self._x.root}:
            return 0
        top = self._top_level(focus)
        return self._client(top) or top if top else 0

    def _top_level(self, window: int) -> int:
        for _ in range(_CLIMB):
            tree = self._x.ask(request.QueryTree, window=window).value()
            if tree is None:
                return 0
            parent = _id(tree.parent)
            if parent in {X.NONE, self._x.root}:
                return window
            window = parent
        return 0

    def _client(self, top: int) -> int:
        """Return the application's own window inside `top`, which may be a frame; 0 when none says that it is one."""
        level = [top]
        for _ in range(_DEPTH):
            states = [(window, self._x.property(window, "WM_STATE")) for window in level]
            named = [(window, self._x.property(window, "WM_CLASS")) for window in level]
            for window, answer in states:
                if answer.numbers():
                    return window
            for window, answer in named:
                if answer.raw()[1]:
                    return window
            trees = [self._x.ask(request.QueryTree, window=window) for window in level]
            level = [
                int(child.id)
                for tree in trees
                if (found := tree.value()) is not None
                for child in found.children
            ]
        return 0


def _id(window: Any) -> int:
    """python-xlib answers with a window, or with a number for None and PointerRoot."""
    number: int = getattr(window, "id", window)
    return number
