"""tldr pages (https://github.com/tldr-pages/tldr/blob/main/contributing-guides/style-guide.md): an example is a step.

A command becomes a `copy` block; `{{placeholders}}` stay as they are written, for whoever copies to fill in.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from overlay.content.importers.draft import Draft, DraftStep
from overlay.content.importers.markdown_inline import inline_of
from overlay.content.importers.page import Page
from overlay.content.importers.prose import fence, paragraphs
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.text_file import read_text

_COMMAND = re.compile(r"(`+)((?:(?!\1).)*)\1")
_TICKS = re.compile(r"[`*_]")
_MARKED = re.compile(r"<([^<>]*)>")


class TldrReader(Reader):
    """Reads one page at a time."""

    suffixes = frozenset({".md"})

    def read(self, page: Page) -> Sequence[Draft]:
        lines = read_text(page).split("\n")
        title, told, steps = "", [], []
        for number, raw in enumerate(lines, 1):
            line = raw.strip()
            if line.startswith("# ") and not title:
                title = line[2:].strip()
            elif line.startswith(">"):
                told.append(line[1:].strip())
            elif line.startswith("- "):
                steps.append(DraftStep(paragraphs(inline_of(line[2:].strip(), page, number))))
            elif line.startswith("`") and (command := _COMMAND.fullmatch(line)) and steps:
                text = command[2].replace("\\{\\{", "{{").replace("\\}\\}", "}}")
                steps[-1].blocks.append(fence(text, "copy"))
            elif line:
                page.warn(number, "This line is neither a description nor an example; it is left out.")
        if not title or not steps:
            raise NotImportableError(
                "It is no tldr page: it lacks a “# title” or examples that start with “- ”."
            )
        about = [t for t in told if t]
        intro = [block for text in about for block in paragraphs(inline_of(text, page, 0))]
        summary = _TICKS.sub("", _MARKED.sub(r"\1", about[0])) if about else ""
        return (Draft(title, steps, summary=summary, intro=intro, keywords=(title,)),)
