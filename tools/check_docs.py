"""Check the project's Markdown: every relative link, anchor and image leads somewhere, and nothing is left to do.

    python tools/check_docs.py [ROOT]

Prints `file:line: what is wrong` for each fault and exits 1 when there is one. Guides in packs are not looked at:
`overlay pack check` knows their rules.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from urllib.parse import unquote, urlsplit

from markdown_it import MarkdownIt
from markdown_it.token import Token

NOT_OURS = ("build", "node_modules", "src/overlay/resources/packs")
UNFINISHED = re.compile(r"\b(?:TODO|FIXME|XXX|TBD)\b")
HTML_TARGET = re.compile(r"""<(?:img|a)\b[^>]*?\b(?:src|href)=["']([^"']+)["']""", re.IGNORECASE)
HTML_ANCHOR = re.compile(r"""\b(?:id|name)=["']([^"']+)["']""", re.IGNORECASE)
EXPLICIT_ANCHOR = re.compile(r"\s*\{#([^}\s]+)\}\s*$")


def documents(root: Path) -> Iterator[Path]:
    """Yield the Markdown files below `root` that are the project's own."""
    for path in sorted(root.rglob("*.md")):
        inside = path.relative_to(root)
        if any(part.startswith(".") for part in inside.parts):
            continue
        if not any(inside.is_relative_to(folder) for folder in NOT_OURS):
            yield path


@cache
def tokens(path: Path) -> tuple[Token, ...]:
    return tuple(
        MarkdownIt("commonmark", {"html": True}).enable("table").parse(path.read_text(encoding="utf-8"))
    )


def plain_text(inline: Token) -> str:
    return "".join(child.content for child in inline.children or () if child.type in {"text", "code_inline"})


@cache
def anchors(path: Path) -> frozenset[str]:
    """Return what `#…` may name in `path`: GitHub's slugs of the headings, `{#id}` and ids in HTML."""
    found: set[str] = set()
    headings: dict[str, int] = {}
    previous = None
    for token in tokens(path):
        if token.type == "inline" and previous is not None and previous.type == "heading_open":
            text = plain_text(token)
            if explicit := EXPLICIT_ANCHOR.search(text):
                found.add(explicit[1])
                text = text[: explicit.start()]
            slug = re.sub(r"[^\w\- ]", "", text.strip().lower()).replace(" ", "-")
            repeats = headings.get(slug, 0)
            headings[slug] = repeats + 1
            found.add(f"{slug}-{repeats}" if repeats else slug)
        if token.type in {"html_block", "inline"}:
            found.update(HTML_ANCHOR.findall(token.content))
        previous = token
    return frozenset(found)


def targets(path: Path) -> Iterator[tuple[int, str]]:
    """Yield (line, target) of every link and image in `path`."""
    for token in tokens(path):
        line = token.map[0] + 1 if token.map else 1
        if token.type == "html_block":
            yield from ((line, target) for target in HTML_TARGET.findall(token.content))
        for child in token.children or ():
            if child.type in {"link_open", "image"}:
                yield line, str(child.attrGet("href") or child.attrGet("src") or "")
            elif child.type == "html_inline":
                yield from ((line, target) for target in HTML_TARGET.findall(child.content))


def unfinished(path: Path) -> Iterator[int]:
    """Yield the lines of `path` that promise work; code is looked at too, for examples must be whole."""
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if UNFINISHED.search(line):
            yield number


def fault(path: Path, target: str, root: Path) -> str | None:
    """Say what is wrong with `target` in `path`, or return None."""
    parts = urlsplit(target)
    if parts.scheme or parts.netloc:
        return None
    if not target:
        return "link without a target"
    if parts.path.startswith("/"):
        return f"{target} is absolute; write it relative to this file"
    goal = path.parent / unquote(parts.path) if parts.path else path
    if not goal.exists():
        return f"{target} does not exist"
    if not goal.resolve().is_relative_to(root):
        return f"{target} leads out of the project"
    if parts.fragment and goal.suffix == ".md" and unquote(parts.fragment) not in anchors(goal):
        return f"{target}: no heading or id #{parts.fragment} in {goal.name}"
    return None


def faults(root: Path) -> Iterator[str]:
    """Yield one line for each fault in the documents below `root`."""
    for path in documents(root):
        name = path.relative_to(root)
        for line, target in targets(path):
            if what := fault(path, target, root):
                yield f"{name}:{line}: {what}"
        for line in unfinished(path):
            yield f"{name}:{line}: something is left to do here"


def main(arguments: list[str]) -> int:
    root = Path(arguments[0] if arguments else ".").resolve()
    found = list(faults(root))
    print(*found, sep="\n", end="\n" if found else "")
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
