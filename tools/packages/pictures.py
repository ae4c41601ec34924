"""The product's icon in the forms that desktops want, drawn from the one SVG."""

from __future__ import annotations

import struct
from pathlib import Path

from PySide6.QtCore import QBuffer, QByteArray, QIODevice, QRectF, Qt
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from tools.packages.product import PACKAGING

SVG = PACKAGING / "overlay-assistant.svg"
HICOLOR_PX = (16, 22, 24, 32, 48, 64, 128, 256)
_ICO_PX = (16, 20, 24, 32, 40, 48, 64, 256)


def png(size_px: int) -> bytes:
    """Return the icon as PNG, `size_px` wide and high, transparent around its corners."""
    image = QImage(size_px, size_px, QImage.Format.Format_ARGB32)
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    QSvgRenderer(QByteArray(SVG.read_bytes())).render(painter, QRectF(0, 0, size_px, size_px))
    painter.end()
    data = QByteArray()
    buffer = QBuffer(data)
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")  # type: ignore[call-overload]  # the stub wants str; Qt's documentation shows bytes
    return bytes(data.data())


def ico() -> bytes:
    """Return the icon as .ico: a directory of PNGs, which Windows reads since Vista."""
    pictures = [(size, png(size)) for size in _ICO_PX]
    at = 6 + 16 * len(pictures)
    head = struct.pack("<HHH", 0, 1, len(pictures))
    body = b""
    for size, data in pictures:
        # 0 stands for 256; one plane, 32 bits a pixel.
        head += struct.pack("<BBBBHHII", size % 256, size % 256, 0, 0, 1, 32, len(data), at + len(body))
        body += data
    return head + body


def write_ico(path: Path) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(ico())
    return path
