"""Development check: import a folder of real manuals and count their steps by other means.

    python tools/check_importers.py CORPORA

CORPORA holds the folders `tldr`, `support` (Markdown), `decision-trees`, `libreoffice` (HTML), `mallard`, `docbook` and
`dita`; those that are missing are passed over, and without any the check passes. For each, every step of the source is
counted by a parser the importers do not use (Python's HTML parser) or by XPath over the bare files, file by file, and
compared with what the import reports and with what the guides of the pack really hold. Exits 1 on any difference.
"""

from __future__ import annotations

import json
import re
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from html.parser import HTMLParser
from pathlib import Path

from lxml import etree
from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

from overlay.content.format.pack import read_pack
from overlay.content.importers import run

VOID = frozenset("area base br col embed hr img input link meta source track wbr".split())
HEADING = re.compile(r"<h([1-6])>((?:Step|Stap|Schritt) \d+)?", re.IGNORECASE)
NUMBERED_HEADING = re.compile(r"<h([1-6])>(\d+\. )?")  # only on a page without lists


class OuterItems(HTMLParser):
    """Counts the items of outermost ordered lists, leaving out the frame of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.count = 0
        self._open: list[str] = []
        self._frame = 0
        self._lists = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag in VOID:
            return
        self._open.append(tag)
        if tag in ("nav", "header", "footer"):
            self._frame += 1
        if tag == "ol":
            self._lists += 1
        elif tag == "li" and not self._frame and self._lists == 1 and self._innermost_list() == "ol":
            self.count += 1

    def handle_endtag(self, tag: str) -> None:
        while tag in self._open:
            closed = self._open.pop()
            self._frame -= closed in ("nav", "header", "footer")
            self._lists -= closed == "ol"
            if closed == tag:
                return

    def _innermost_list(self) -> str:
        return next((tag for tag in reversed(self._open) if tag in ("ol", "ul")), "")


def html_steps(path: Path) -> int:
    """Return the items of the outermost ordered lists of a page."""
    counter = OuterItems()
    counter.feed(path.read_text(encoding="utf-8"))
    return counter.count


def markdown_steps(path: Path) -> int:
    """Return list items and step headings of a page as CommonMark renders it to HTML."""
    text = path.read_text(encoding="utf-8")
    text = re.sub(r"\A---\n.*?\n---\n", "", text, flags=re.DOTALL)
    text = re.sub(r"\{%.*?%\}|\{\{[<%].*?[%>]\}\}", "", text)
    rendered = MarkdownIt("commonmark").enable("table").render(text)
    runs = list(_step_headings(rendered, HEADING if "<ol" in rendered else NUMBERED_HEADING))
    if "<ol" not in rendered:
        runs = runs or list(_step_headings(rendered, HEADING))
    for start, end, _ in reversed(runs):  # lists below a step heading belong to the step
        rendered = rendered[:start] + rendered[end:]
    counter = OuterItems()
    counter.feed(rendered)
    if not runs and "<ol" not in rendered:
        return boxes_to_tick(text)
    return counter.count + sum(count for _, _, count in runs)


def boxes_to_tick(text: str) -> int:
    """Return the items of the outermost lists whose every item starts with a box to tick."""
    count = 0
    for node in SyntaxTreeNode(MarkdownIt("commonmark").parse(text)).children:
        starts = [item.children[0] for item in node.children if item.children]
        if node.type == "bullet_list" and all(
            start.type == "paragraph" and re.match(r"\[[ xX]\](\s|$)", start.children[0].content)
            for start in starts
        ):
            count += len(starts)
    return count


def _step_headings(rendered: str, pattern: re.Pattern[str]) -> Iterator[tuple[int, int, int]]:
    """Yield start, end and number of steps of each run of at least two step headings of one level."""
    at = 0
    headings = list(pattern.finditer(rendered))
    for first in headings:
        if not first[2] or first.start() < at:
            continue
        count, end = 0, len(rendered)
        for heading in headings[headings.index(first) :]:
            if heading[1] == first[1] and heading[2]:
                count += 1
            elif heading[1] <= first[1]:
                end = heading.start()
                break
        if count > 1:
            yield first.start(), end, count
            at = end


def tldr_steps(path: Path) -> int:
    """Return the examples of a page."""
    return sum(line.startswith("- ") for line in path.read_text(encoding="utf-8").splitlines())


def tree_steps(path: Path) -> int:
    """Return the questions and outcomes of a decision tree."""
    return len(json.loads(path.read_text(encoding="utf-8"))["nodes"])


def _number(found: object) -> int:
    """Return what XPath's count() found."""
    assert isinstance(found, float)
    return int(found)


def mallard_steps(path: Path) -> int:
    """Return the items of outermost steps, included ones too, where every condition is one that holds by default."""
    tree = etree.parse(str(path))
    for include in tree.findall(".//{http://www.w3.org/2001/XInclude}include"):
        if not (path.parent / (include.get("href") or "")).is_file():  # excerpts of manuals lack some
            include.clear()
            include.tag = "missing"
    tree.xinclude()
    return _number(
        tree.xpath(
            "count(//m:steps[not(ancestor::m:steps)]/m:item[not(ancestor-or-self::*["
            "(self::i:when and not(starts-with(@test, '!'))) or (@i:test and not(starts-with(@i:test, '!')))])])",
            namespaces={"m": "http://projectmallard.org/1.0/", "i": "http://projectmallard.org/if/1.0/"},
        )
    )


def dita_steps(path: Path) -> int:
    """Return the steps of all topics of a file, by class or by name."""
    tree = etree.parse(str(path))
    return _number(tree.xpath("count(//*[self::step or contains(@class, ' task/step ')])"))


def docbook_steps(path: Path) -> int:
    """Return the steps of outermost procedures and the items of outermost ordered lists."""
    tree = etree.parse(str(path), etree.XMLParser(recover=True))
    outermost = "not(ancestor::*[local-name() = 'procedure' or local-name() = 'orderedlist'])"
    return _number(
        tree.xpath(
            f"count(//*[local-name() = 'procedure' and {outermost}]/*[local-name() = 'step'])"
            f" + count(//*[local-name() = 'orderedlist' and {outermost}]/*[local-name() = 'listitem'])"
        )
    )


FORMATS: tuple[tuple[str, str, tuple[str, ...], Callable[[Path], int]], ...] = (
    ("tldr", "tldr", ("*.md",), tldr_steps),
    ("markdown", "support", ("*.md",), markdown_steps),
    ("smart-answers", "decision-trees", ("*.json",), tree_steps),
    ("html", "libreoffice", ("*.html",), html_steps),
    ("mallard", "mallard", ("*.page",), mallard_steps),
    ("docbook", "docbook", ("*.xml",), docbook_steps),
    ("dita", "dita", ("*.dita", "*.xml"), dita_steps),
)


def check(name: str, folder: Path, patterns: tuple[str, ...], count: Callable[[Path], int]) -> list[str]:
    """Import `folder` and return a line for each file whose steps differ from an independent count."""
    with tempfile.TemporaryDirectory() as scratch:
        out = Path(scratch) / "pack"
        report = run(name, folder, out)
        pack = read_pack(out)
    wrong = [f"{name}: {problem}" for problem in pack.fatal]
    imported: Counter[str] = Counter()
    for one in report.imported:
        imported[one.source] += one.steps
    skipped = {one.source for one in report.skipped}
    expected = {
        path.relative_to(folder).as_posix(): count(path)
        for pattern in patterns
        for path in sorted(folder.rglob(pattern))
    }
    for source, steps in expected.items():
        if imported[source] != steps:
            why = next((s.why for s in report.skipped if s.source == source), "") if source in skipped else ""
            wrong.append(f"{name}: {source} has {steps} steps, {imported[source]} were imported. {why}")
    held = sum(len(branch.steps) for guide in pack.guides for branch in guide.guide.branches)
    if held != report.steps:
        wrong.append(f"{name}: {report.steps} steps were imported, and the pack holds {held}.")
    print(
        f"{name}: {len(expected)} files, {sum(expected.values())} steps, {report.steps} imported, {len(wrong)} differences"
    )
    return wrong


def main(arguments: list[str]) -> int:
    corpora = Path(arguments[0]) if arguments else Path("corpora")
    wrong: list[str] = []
    for name, folder, patterns, count in FORMATS:
        if (corpora / folder).is_dir():
            wrong += check(name, corpora / folder, patterns, count)
    print(*wrong, sep="\n", end="\n" if wrong else "")
    return 1 if wrong else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
