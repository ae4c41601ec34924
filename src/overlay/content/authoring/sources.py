"""Where in its file a part of a guide is: parsing keeps values, not lines."""

from __future__ import annotations

import re
from functools import cache
from pathlib import Path

from overlay.content.format import front_matter
from overlay.content.format.files import FolderFiles, read_text
from overlay.content.format.front_matter import FrontMatter
from overlay.content.format.problem import Findings

_NOT_A_WORD = re.compile(r"[\W_]+")
_NUMBER = re.compile(r"\[\d+\]$")
_CHARS = 40  # of a step's first words, by which its line is found


class Sources:
    """The files of one pack folder, read again when a line is asked for."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.front = cache(self._front)
        self._words = cache(self._words_of_lines)

    def line(self, source: str, key: str) -> int:
        """Return the line of a key of the front matter such as "when[0].title", or of what is around it, else 1."""
        document = self.front(source).document
        bare = key.replace(
            "when[0]", "when", 1
        )  # a single rule may stand without a list, as may a single value
        for path in (key, _NUMBER.sub("", key), bare, _NUMBER.sub("", bare)):
            if path in document.lines:
                return document.lines[path]
        return document.line(key) or document.line(bare) or 1

    def line_of_words(self, source: str, words: str) -> int:
        """Return the line that holds the first of `words`, else 1."""
        wanted = _NOT_A_WORD.sub("", words)[:_CHARS]
        lines = self._words(source)
        return next((number for number, line in enumerate(lines, 1) if wanted and wanted in line), 1)

    def line_of_heading(self, source: str, anchor: str, title: str) -> int:
        """Return the line of a heading by its anchor or its title, else 1."""
        text = self._text(source)
        for number, line in enumerate(text.split("\n"), 1):
            if line.startswith("#") and (f"{{#{anchor}}}" in line or line.strip("# ").strip() == title):
                return number
        return 1

    def _front(self, source: str) -> FrontMatter:
        findings = Findings(source)
        head, _, _ = front_matter.split(self._text(source), findings)
        return front_matter.parse(head, findings) or FrontMatter()

    def _words_of_lines(self, source: str) -> list[str]:
        return [_NOT_A_WORD.sub("", line) for line in self._text(source).split("\n")]

    def _text(self, source: str) -> str:
        files = FolderFiles({source: self._folder / source})
        return read_text(files, source, Findings(source)) or ""
