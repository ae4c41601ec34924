"""What stands on the pages of a PDF."""

from __future__ import annotations

import re
import zlib


def pages(pdf: bytes) -> list[str]:
    """Return the text of each page: glyphs are turned into characters by each font's own table, as readers copy them."""
    objects = {int(m[1]): m[2] for m in re.finditer(rb"(\d+) 0 obj(.*?)endobj", pdf, re.DOTALL)}
    fonts = {
        number: _characters(_stream(objects[int(found[1])]))
        for number, body in objects.items()
        if (found := re.search(rb"/ToUnicode (\d+) 0 R", body))
    }
    texts = []
    for body in objects.values():
        if b"/Type /Page\n" not in body:
            continue
        contents = _stream(objects[int(re.search(rb"/Contents (\d+) 0 R", body)[1])])  # type: ignore[index]
        text, font = "", 0
        for token in re.finditer(rb"/F(\d+) [\d.]+ Tf|<([0-9A-F]+)> Tj|\bBT\b", contents):
            if token[1]:
                font = int(token[1])
            elif token[2]:
                glyphs = [int(token[2][i : i + 4], 16) for i in range(0, len(token[2]), 4)]
                text += "".join(fonts[font].get(glyph, "\ufffd") for glyph in glyphs)
            else:
                text += " "
        texts.append(" ".join(text.split()))
    return texts


def _stream(body: bytes) -> bytes:
    start = re.search(rb"stream\r?\n", body)
    assert start is not None
    data = body[start.end() : body.rindex(b"endstream")]
    return zlib.decompress(data) if b"/FlateDecode" in body[: start.start()] else data


def _characters(table: bytes) -> dict[int, str]:
    found: dict[int, str] = {}
    for block in re.findall(rb"beginbfrange(.*?)endbfrange", table, re.DOTALL):
        for low, high, values in re.findall(rb"<(\w+)>\s*<(\w+)>\s*(\[[^\]]*\]|<\w+>)", block):
            texts = [bytes.fromhex(v.decode()).decode("utf-16-be") for v in re.findall(rb"<(\w+)>", values)]
            for glyph in range(int(low, 16), int(high, 16) + 1):
                offset = glyph - int(low, 16)
                found[glyph] = texts[offset] if values.startswith(b"[") else chr(ord(texts[0]) + offset)
    for block in re.findall(rb"beginbfchar(.*?)endbfchar", table, re.DOTALL):
        for glyph, value in re.findall(rb"<(\w+)>\s*<(\w+)>", block):
            found[int(glyph, 16)] = bytes.fromhex(value.decode()).decode("utf-16-be")
    return found
