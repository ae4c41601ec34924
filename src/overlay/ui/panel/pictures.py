"""The images of a guide: decoded when they scroll into view, cached for a while, enlarged on a click."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable

from PySide6.QtCore import QBuffer, QByteArray, QCoreApplication, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import (
    QHideEvent,
    QImage,
    QImageReader,
    QMouseEvent,
    QPainter,
    QPainterPath,
    QPaintEvent,
    QPixmap,
)
from PySide6.QtWidgets import QWidget

from overlay.guide import Image
from overlay.ui.theme import Theme
from overlay.ui.widgets.button import Control
from overlay.ui.widgets.drawing import Drawing

translate = QCoreApplication.translate
MOST_SIDE_PX = 8_000
_FORMATS = frozenset({b"png", b"jpeg", b"jpg", b"webp", b"gif", b"bmp"})  # drawings that can hold no program
_KEPT = 12
Media = Callable[[str, str], bytes | None]


class Pictures:
    """Reads the pack's own images through `media(pack, src)`, and only those; keeps the last few, scaled."""

    def __init__(self, media: Media) -> None:
        self._media = media
        self._kept: OrderedDict[tuple[str, str, int], QPixmap] = OrderedDict()
        self._sizes: dict[tuple[str, str], QSize] = {}
        self.pack = ""

    def forget(self) -> None:
        """Another content generation: what was read may be old."""
        self._kept.clear()
        self._sizes.clear()

    def size(self, image: Image) -> QSize:
        """Return the image's size in its own pixels; empty when it cannot be read."""
        if image.width > 0 and image.height > 0:
            return QSize(image.width, image.height)
        key = (self.pack, image.src)
        if key not in self._sizes:
            reader = self._reader(image)
            self._sizes[key] = reader[0].size() if reader else QSize()
        return self._sizes[key]

    def scaled(self, image: Image, width: int, ratio: float) -> QPixmap | None:
        """Return the image at most `width` logical pixels wide; None when it cannot be read."""
        key = (self.pack, image.src, round(width * ratio))
        found = self._kept.get(key)
        if found is None:
            whole = self.whole(image)
            if whole is None:
                return None
            smaller = whole.scaledToWidth(
                min(round(width * ratio), whole.width()), Qt.TransformationMode.SmoothTransformation
            )
            found = self._kept[key] = QPixmap.fromImage(smaller)
            if len(self._kept) > _KEPT:
                self._kept.popitem(last=False)
        self._kept.move_to_end(key)
        return found

    def whole(self, image: Image) -> QImage | None:
        """Return the image as it is; None when it cannot be read."""
        reader = self._reader(image)
        if reader is None:
            return None
        found = reader[0].read()
        return None if found.isNull() else found

    def _reader(self, image: Image) -> tuple[QImageReader, QBuffer] | None:
        data = self._media(self.pack, image.src)
        if not data:
            return None
        buffer = QBuffer()
        buffer.setData(QByteArray(data))
        buffer.open(QBuffer.OpenModeFlag.ReadOnly)
        reader = QImageReader(buffer)
        reader.setAutoTransform(True)
        size = reader.size()
        known = bytes(reader.format().data()) in _FORMATS
        if not known or max(size.width(), size.height()) > MOST_SIDE_PX:
            return None
        return reader, buffer


class PictureButton(Control):
    """A picture in the card; a click shows it large."""

    def __init__(self, parent: QWidget, theme: Theme, pictures: Pictures) -> None:
        super().__init__(parent, theme)
        self._pictures = pictures
        self._image = Image("")
        self._viewer: Viewer | None = None
        self.clicked.connect(self._enlarge)

    def show_image(self, image: Image, x: int, y: int, width: int, most_height: int) -> int:
        """Place the picture; it is decoded when it is first painted. Return the height."""
        if image != self._image:
            self._image = image
            name = image.alt or translate("Panel", "Picture")
            self.setAccessibleName(translate("Panel", "{picture}. Show large").format(picture=name))
            self.setToolTip(translate("Panel", "Show large"))
            self.update()
        size = self._pictures.size(image)
        if size.isEmpty():
            height = self.theme.px(44)
        else:
            height = max(
                36, min(round(width * size.height() / size.width()), most_height, size.height() + 16)
            )
        self.place(x, y, width, height)
        return height

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        drawing = Drawing(painter, self.theme, self)
        c = self.theme.colours
        x, y, width, height = self.box()
        drawing.frame((x, y, width, height), c.sunken, None, 8)
        size = self._pictures.size(self._image)
        scale = min(width / max(size.width(), 1), height / max(size.height(), 1), 1.0)
        pixmap = (
            None
            if size.isEmpty()
            else self._pictures.scaled(self._image, round(size.width() * scale), drawing.ratio)
        )
        if pixmap is None:
            self._paint_missing(drawing)
        else:
            wide, tall = size.width() * scale, size.height() * scale
            target = QRectF(x + (width - wide) / 2, y + (height - tall) / 2, wide, tall)
            clip = QPainterPath()
            clip.addRoundedRect(QRectF(x, y, width, height), 8, 8)
            painter.setClipPath(clip)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
            painter.setClipping(False)
        drawing.frame((x, y, width, height), None, c.divider, 8)
        side, px = self.theme.px(28), self.theme.px(16)
        if pixmap is not None:
            at = x + width - side - 6
            drawing.frame((at, y + 6, side, side), self.ground(c.surface), c.control, 8)
            drawing.icon("maximize-2", at + (side - px) / 2, y + 6 + (side - px) / 2, px, c.text)
        self.ring(drawing, 8)
        painter.end()

    def hideEvent(self, event: QHideEvent) -> None:
        if self._viewer is not None:
            self._viewer.hide()

    def _paint_missing(self, drawing: Drawing) -> None:
        style = self.theme.style("label", 400)
        words = self._image.alt or translate("Panel", "This picture cannot be shown")
        x, y, width, height = self.box()
        drawing.text(
            words,
            (x + 12, y + round((height - style.line_px) / 2), width - 24),
            style,
            self.theme.colours.text_3,
        )

    def _enlarge(self) -> None:
        whole = self._pictures.whole(self._image)
        if whole is not None:
            if self._viewer is None:
                self._viewer = Viewer()
            self._viewer.show_picture(whole, self._image.alt, self.theme, near=self)


class Viewer(QWidget):
    """A picture at its own size above everything, without the focus. A click closes it, and hiding the panel does."""

    def __init__(self) -> None:
        flags = (
            Qt.WindowType.Tool
            | Qt.WindowType.FramelessWindowHint
            | Qt.WindowType.WindowStaysOnTopHint
            | Qt.WindowType.WindowDoesNotAcceptFocus
            | Qt.WindowType.X11BypassWindowManagerHint
        )
        super().__init__(None, flags)
        self.setAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
        self.setAttribute(
            Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow
        )  # else macOS hides it: we are never in front
        self._pixmap = QPixmap()
        self._theme: Theme | None = None

    def show_picture(self, picture: QImage, name: str, theme: Theme, near: QWidget) -> None:
        """Show `picture` in the middle of the screen that `near` is on, smaller if it does not fit."""
        self._theme = theme
        room = near.screen().availableGeometry()
        most = QSize(room.width() * 9 // 10, room.height() * 9 // 10)
        size = picture.size()
        if size.width() > most.width() or size.height() > most.height():
            size = size.scaled(most, Qt.AspectRatioMode.KeepAspectRatio)
        ratio = near.devicePixelRatio()
        self._pixmap = QPixmap.fromImage(
            picture.scaled(
                size * ratio, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
            )
        )
        self._pixmap.setDevicePixelRatio(ratio)
        self.setAccessibleName(name)
        self.setGeometry(
            room.x() + (room.width() - size.width() - 2) // 2,
            room.y() + (room.height() - size.height() - 2) // 2,
            size.width() + 2,
            size.height() + 2,
        )
        self.show()
        self.raise_()
        self.update()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self.hide()

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._theme is None:
            return
        painter = QPainter(self)
        painter.fillRect(self.rect(), self._theme.colours.edge)
        painter.fillRect(self.rect().adjusted(1, 1, -1, -1), self._theme.colours.surface)
        painter.drawPixmap(QPointF(1, 1), self._pixmap)
        painter.end()
