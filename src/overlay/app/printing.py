"""Job aids as PDF: one A4 document per guide and language, laid out by Qt's text engine."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from PySide6.QtCore import QBuffer, QIODevice, QMarginsF, QRectF, QSizeF, Qt, QUrl
from PySide6.QtGui import (
    QColor,
    QFont,
    QGuiApplication,
    QImage,
    QPageLayout,
    QPageSize,
    QPainter,
    QPdfWriter,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
    QTextOption,
)

from overlay.content.export.folder import write_folder
from overlay.content.export.job_aid import BOX, JobAid
from overlay.content.export.selection import blanks_of
from overlay.content.export.words import direction, words_for
from overlay.content.format.pack import Pack
from overlay.ui.fonts import ui_font

_DPI = 96  # the unit of lengths in the document; text is vectors, so it says nothing about sharpness
_MARGINS_MM = QMarginsF(18, 16, 18, 20)
_TEXT_PX = 13
_FOOT_PX = 11
_STYLE = "h1 { font-size: 24px } h2 { font-size: 18px } p { margin-top: 3px; margin-bottom: 3px }"


def export_pdf(pack: Pack, out: Path, *, replace: bool = False) -> tuple[Path, ...]:
    """Write `ID.pdf`, or `ID.<lang>.pdf` for a translation, for every guide of `pack` into the folder `out`.

    Raises OverlayError when the folder cannot take them (see `write_folder`).
    """
    # A command line needs no screen, and must not open anything on the one it may have. Windows' own platform needs none
    # either, and Qt's offscreen one has none of the system's fonts there: other scripts, arrows and signs would be missing.
    if sys.platform != "win32":
        os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    _ = QGuiApplication.instance() or QGuiApplication(["overlay"])
    blanks = blanks_of(pack)
    media = {file.src: file.read for file in pack.media}
    files = {}
    for parsed in pack.guides:
        guide = parsed.guide
        name = guide.ref.guide if guide.lang == pack.language else f"{guide.ref.guide}.{guide.lang}"
        aid = JobAid(guide, words_for(guide.lang), blanks[guide.ref.guide])
        files[f"{name}.pdf"] = _pdf(aid, pack.version, media)
    return write_folder(out, files, replace=replace)


class _Document(QTextDocument):
    """A document that finds its pictures in the pack and nowhere else."""

    def __init__(self, media: Mapping[str, Callable[[], bytes]]) -> None:
        super().__init__()
        self._media = media

    def loadResource(self, kind: int, name: QUrl | str) -> Any:
        address = name if isinstance(name, str) else name.toString()
        if kind != QTextDocument.ResourceType.ImageResource.value:
            return None
        if address == BOX:
            return _box()
        read = self._media.get(QUrl.fromPercentEncoding(address.encode()))
        return None if read is None else QImage.fromData(read())


def _pdf(aid: JobAid, version: str, media: Mapping[str, Callable[[], bytes]]) -> bytes:
    buffer = QBuffer()
    buffer.open(QIODevice.OpenModeFlag.WriteOnly)
    writer = QPdfWriter(buffer)
    writer.setTitle(aid.guide.title)
    writer.setCreator("overlay")
    writer.setResolution(_DPI)
    writer.setPageSize(QPageSize(QPageSize.PageSizeId.A4))
    writer.setPageMargins(_MARGINS_MM, QPageLayout.Unit.Millimeter)
    page = QRectF(0, 0, writer.width(), writer.height())
    document = _laid_out(aid, page.size(), media, writer)
    painter = QPainter(writer)
    for number in range(document.pageCount()):
        if number:
            writer.newPage()
        painter.save()
        painter.translate(0, -number * page.height())
        document.drawContents(painter, page.translated(0, number * page.height()))
        painter.restore()
        _draw_footer(painter, page, aid.footer(number + 1, document.pageCount(), version))
    painter.end()
    buffer.close()
    return bytes(buffer.data().data())


def _laid_out(
    aid: JobAid, page: QSizeF, media: Mapping[str, Callable[[], bytes]], writer: QPdfWriter
) -> _Document:
    document = _Document(media)
    document.documentLayout().setPaintDevice(writer)
    document.setDefaultFont(_font(_TEXT_PX))
    document.setDefaultStyleSheet(_STYLE)
    document.setDocumentMargin(0)
    option = QTextOption()
    right_to_left = direction(aid.guide.lang) == "rtl"
    option.setTextDirection(
        Qt.LayoutDirection.RightToLeft if right_to_left else Qt.LayoutDirection.LeftToRight
    )
    document.setDefaultTextOption(option)
    document.setHtml(aid.html())
    _make_bold(document)
    document.setPageSize(page)
    return document


def _make_bold(document: QTextDocument) -> None:
    """Give bold text the font's own weight: Qt would draw the text twice, and readers copy it twice."""
    bold: list[tuple[int, int, int]] = []
    block = document.begin()
    while block.isValid():
        parts = block.begin()
        while not parts.atEnd():
            fragment = parts.fragment()
            font = fragment.charFormat().font()
            if font.weight() > QFont.Weight.Medium:
                size = font.pixelSize() if font.pixelSize() > 0 else round(font.pointSizeF() * _DPI / 72)
                bold.append((fragment.position(), fragment.length(), size))
            parts += 1
        block = block.next()
    cursor = QTextCursor(document)
    for position, length, size in bold:
        cursor.setPosition(position)
        cursor.setPosition(position + length, QTextCursor.MoveMode.KeepAnchor)
        look = QTextCharFormat()
        look.setFont(
            _font(size, 650), QTextCharFormat.FontPropertiesInheritanceBehavior.FontPropertiesSpecifiedOnly
        )
        cursor.mergeCharFormat(look)


def _font(px: int, weight: int = 400) -> QFont:
    """Return Inter without contextual forms: readers could not copy the hyphen it has between digits."""
    font = ui_font(px, weight)
    font.setFeature(QFont.Tag("calt"), 0)
    return font


def _draw_footer(painter: QPainter, page: QRectF, texts: tuple[str, str]) -> None:
    """Write below the text, in the margin."""
    painter.save()
    painter.setFont(_font(_FOOT_PX))
    painter.setPen(QColor("#56625E"))
    place = QRectF(page.left(), page.bottom() + 16, page.width(), 32)
    start, end = texts
    room = painter.fontMetrics().horizontalAdvance(end) + 24
    wrapped = Qt.TextFlag.TextWordWrap | Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop
    painter.drawText(place.adjusted(0, 0, -room, 0), int(wrapped), start)
    painter.drawText(place, int(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignTop), end)
    painter.restore()


def _box() -> QImage:
    """Return an empty box to tick: no font can be relied on to have one."""
    size = 44
    image = QImage(size, size, QImage.Format.Format_ARGB32)
    image.fill(QColor("white"))
    painter = QPainter(image)
    painter.setPen(QColor("#13201C"))
    for inset in range(4):
        painter.drawRect(inset, inset, size - 1 - 2 * inset, size - 1 - 2 * inset)
    painter.end()
    return image
