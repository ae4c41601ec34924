"""Pixels of an X screen through shared memory: the one thing python-xlib cannot do fast enough to time a window with.

One look at a column of 64 × 700 pixels takes 0.1–0.3 ms and moves nothing through the socket (XShm, MIT-SHM protocol 1.2).
"""

from __future__ import annotations

import ctypes
from ctypes import POINTER, Structure, byref, c_char, c_int, c_uint, c_ulong, c_void_p
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint32]

_Z_PIXMAP = 2
_ALL_PLANES = 0xFFFFFFFF
_IPC_PRIVATE, _IPC_RMID, _OWNER_ONLY = 0, 0, 0o600


class _Segment(Structure):
    _fields_ = (("shmseg", c_ulong), ("shmid", c_int), ("shmaddr", c_void_p), ("read_only", c_int))


class _ImageHead(Structure):
    """The first members of Xlib's XImage, up to the pointer that has to be set."""

    _fields_ = (
        ("width", c_int),
        ("height", c_int),
        ("xoffset", c_int),
        ("format", c_int),
        ("data", c_void_p),
    )


@dataclass(frozen=True, slots=True)
class Area:
    """A rectangle of the screen, in pixels."""

    x: int
    y: int
    width: int
    height: int


def _library(name: str, **functions: tuple[Any, list[Any]]) -> Any:
    library = ctypes.CDLL(name, use_errno=True)
    for function, (result, arguments) in functions.items():
        entry = getattr(library, function)
        entry.restype, entry.argtypes = result, arguments
    return library


class Screen:
    """A connection of its own to the X server `display_name`, for looking only."""

    def __init__(self, display_name: str, width: int, height: int) -> None:
        self._x = _library(
            "libX11.so.6",
            XOpenDisplay=(c_void_p, [ctypes.c_char_p]),
            XCloseDisplay=(c_int, [c_void_p]),
            XDefaultRootWindow=(c_ulong, [c_void_p]),
            XDefaultVisual=(c_void_p, [c_void_p, c_int]),
            XSync=(c_int, [c_void_p, c_int]),
        )
        self.display = self._x.XOpenDisplay(display_name.encode())
        if not self.display:
            raise OSError(f"no X server answers at {display_name}")
        self.root = self._x.XDefaultRootWindow(self.display)
        self.visual = self._x.XDefaultVisual(self.display, 0)
        self.size = (width, height)
        self._whole = View(self, Area(0, 0, width, height))

    def sync(self) -> None:
        self._x.XSync(self.display, 0)

    def picture(self) -> Pixels:
        """Return the whole screen as rows of pixels (0x00RRGGBB)."""
        return self._whole.picture()

    def view(self, area: Area) -> View:
        return View(self, area)

    def close(self) -> None:
        if self.display:
            self._whole.close()
            self._x.XCloseDisplay(self.display)
            self.display = None


class View:
    """One area of the screen, to be looked at again and again."""

    def __init__(self, screen: Screen, area: Area) -> None:
        self.area = area
        self._screen = screen
        self._ext = _library(
            "libXext.so.6",
            XShmCreateImage=(
                POINTER(_ImageHead),
                [c_void_p, c_void_p, c_uint, c_int, c_void_p, c_void_p, c_uint, c_uint],
            ),
            XShmAttach=(c_int, [c_void_p, c_void_p]),
            XShmDetach=(c_int, [c_void_p, c_void_p]),
            XShmGetImage=(c_int, [c_void_p, c_ulong, c_void_p, c_int, c_int, c_ulong]),
        )
        self._libc = _library(
            "libc.so.6",
            shmget=(c_int, [c_int, ctypes.c_size_t, c_int]),
            shmat=(c_void_p, [c_int, c_void_p, c_int]),
            shmdt=(c_int, [c_void_p]),
            shmctl=(c_int, [c_int, c_int, c_void_p]),
            memcmp=(c_int, [c_void_p, c_void_p, ctypes.c_size_t]),
        )
        self._bytes = area.width * area.height * 4
        self._segment = _Segment()
        self._image = self._ext.XShmCreateImage(
            screen.display, screen.visual, 24, _Z_PIXMAP, None, byref(self._segment), area.width, area.height
        )
        self._segment.shmid = self._libc.shmget(_IPC_PRIVATE, self._bytes, 0o1000 | _OWNER_ONLY)
        self._segment.shmaddr = self._libc.shmat(self._segment.shmid, None, 0)
        self._image.contents.data = self._segment.shmaddr
        self._ext.XShmAttach(screen.display, byref(self._segment))
        screen.sync()
        self._libc.shmctl(self._segment.shmid, _IPC_RMID, None)  # gone with the last process that uses it
        self._buffer = (c_char * self._bytes).from_address(self._segment.shmaddr)

    def look(self) -> None:
        """Read the area anew."""
        area = self.area
        self._ext.XShmGetImage(
            self._screen.display, self._screen.root, self._image, area.x, area.y, _ALL_PLANES
        )

    def differs(self, before: bytes) -> bool:
        """Tell whether what was read last is not `before`."""
        return bool(self._libc.memcmp(self._segment.shmaddr, before, self._bytes))

    def content(self) -> bytes:
        """Return what was read last."""
        return bytes(self._buffer.raw)

    def picture(self) -> Pixels:
        """Read the area anew and return it as rows of pixels."""
        self.look()
        return as_picture(self.content(), self.area)

    def close(self) -> None:
        self._ext.XShmDetach(self._screen.display, byref(self._segment))
        self._screen.sync()
        self._libc.shmdt(self._segment.shmaddr)


def as_picture(content: bytes, area: Area) -> Pixels:
    return np.frombuffer(content, np.uint32).reshape(area.height, area.width) & np.uint32(0xFFFFFF)
