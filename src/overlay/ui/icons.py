"""Icons: Lucide drawings as pixmaps, coloured, crisp at any device pixel ratio. Each is drawn once, when first wanted."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from PySide6.QtCore import QByteArray, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPixmap

_FOLDER = Path(__file__).parent.parent / "resources" / "icons"
_MIRRORED = (
    "arrow-left",
    "arrow-right",
    "chevron-left",
    "chevron-right",
    "corner-",
)  # point along the line of reading


def icon(name: str, px: float, colour: QColor, ratio: float = 1.0, *, rtl: bool = False) -> QPixmap:
    """Return icon `name` (a file of resources/icons) `px` wide and high; `ratio` is the device pixel ratio.

    With `rtl`, icons that point along the line of reading are mirrored. Raises FileNotFoundError for an unknown name.
    """
    return _drawn(name, round(px * ratio), colour.rgba(), ratio, rtl and name.startswith(_MIRRORED))


@lru_cache(maxsize=256)
def _drawn(name: str, device_px: int, rgba: int, ratio: float, mirror: bool) -> QPixmap:
    # Imported with the first icon: nothing is loaded for a panel that has not been drawn yet.
    from PySide6.QtSvg import QSvgRenderer  # noqa: PLC0415

    colour = QColor.fromRgba(rgba)
    svg = (_FOLDER / f"{name}.svg").read_bytes().replace(b"currentColor", colour.name().encode())
    pixmap = QPixmap(device_px, device_px)
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    if mirror:
        painter.translate(device_px, 0)
        painter.scale(-1, 1)
    QSvgRenderer(QByteArray(svg)).render(painter, QRectF(0, 0, device_px, device_px))
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap
