"""What only one tool understands of its Markdown → what every parser does; the number of lines stays.

Hugo's shortcodes, Jekyll's and GitBook's Liquid tags, kramdown's attributes, MkDocs' boxes and tabs, and the parts of
MDX that Docusaurus pages are full of.
"""

from __future__ import annotations

import re

from msgspec import Struct

from overlay.content.format.markdown import MAX_LINE_CHARS
from overlay.content.importers.markdown_text import CALLOUTS
from overlay.content.importers.page import Page
from overlay.content.importers.source import NotImportableError

MAX_HELD = 40  # boxes and tabs within each other
_MAY_MEAN = re.compile(r"[{`~<\"]|::|!!|\?\?|===|^(?:im|ex)port\b")  # most lines hold nothing of the kind
_FENCE = re.compile(r"[ \t>]*(`{3,}|~{3,})")
_SHORTCODE = re.compile(r"\{\{[<%]\s*(/?)\s*([\w./-]+)((?:\"[^\"]*\"|`[^`]*`|[^{}\"`])*?)(/?)\s*[%>]\}\}")
_LIQUID = re.compile(r"\{%-?\s*(\w*)(.*?)-?%\}")
_KRAMDOWN = re.compile(r"^\s*\{:[^{}]*\}\s*$")
_KRAMDOWN_SPAN = re.compile(r"(?<=[)*_`\]])\{:[^{}]*\}")
_MDX_CODE = re.compile(
    r"import\s+(?:.+\sfrom\s+)?['\"][^'\"]+['\"];?\s*$|import\s+(?:\w+\s*,\s*)?\{[^}]*$"
    r"|export\s+(?:(?:const|let|var|function|async|class)\s+\w|default\b)"
)
# Liquid's, MDX's and Hugo's comments, by what they start with.
_COMMENT = re.compile(r"\{%-?\s*comment\b[^%]*%\}|\{\{?/\*")
_COMMENT_ENDS = {
    "{%": re.compile(r"\{%-?\s*endcomment\s*-?%\}"),
    "{/": re.compile(r"\*/\}"),
    "{{": re.compile(r"\*/\}\}"),
}
# Python-Markdown's snippets and VitePress' includes: another page would stand here.
_SNIPPET = re.compile(r"[ \t]*(?:-+8<-+[ \t]+\"([^\"]+)\"|<!--[ \t]*@include:[ \t]*(.+?)[ \t]*-->)[ \t]*$")
_BOX = re.compile(r"([ \t]*)(:{3,})[ \t]*(\S.*)?$")
_BOX_NAME = re.compile(r"\{?\.?([A-Za-z][\w-]*)\}?[ \t]*(?:\[(.*)\]|\{[^{}]*\})?[ \t]*(.*)")
_TABLE_OF_CONTENTS = re.compile(r"[ \t]*[-*+1][.)]?[ \t]")
_JSX_TAB = re.compile(r"(\s*)<TabItem\b([^>]*)>\s*$")
_JSX_FRAME = re.compile(r"\s*(?:</TabItem>|</?Tabs\b[^>]*>)\s*$")
_MKDOCS_BOX = re.compile(r"([ \t]*)(?:!!!|\?\?\?\+?)\s+(\w+)[^\"]*(?:\"([^\"]*)\")?\s*$")
_MKDOCS_TAB = re.compile(r"([ \t]*)===[!+]?\s+\"([^\"]+)\"\s*$")
_ARGUMENT = re.compile(r"(?:([\w-]+)\s*=\s*)?(?:\"([^\"]*)\"|'([^']*)'|`([^`]*)`|([^\s\"'`=]+))")

# Names of shortcodes and tags, by what they stand for.
_LINKS = frozenset({"ref", "relref"})
_CODE = frozenset({"highlight", "code", "codeblock", "code-toggle"})
_INCLUDES = frozenset(
    {"include", "include_relative", "includes", "readfile", "read-file", "snippet", "content-ref"}
)
_ANY_BOX = frozenset({"callout", "admonition", "box", "panel"})  # whose arguments alone say what it is
_TABS = frozenset({"tab", "tabitem", "codetab"})
_FRAMES = frozenset({"tabs", "tabpane", "tabset", "steps", "columns", "column"})
_SPANS = frozenset({"kbd", "key", "keys", "button", "btn", "mark", "abbr", "menu", "guilabel", "ui"})
_IMAGES = frozenset({"figure", "img", "image"})
_SILENT = frozenset(
    {"raw", "endraw", "comment", "endcomment", ""}
)  # tags that stand for nothing a reader sees
_KIND_KEYS = ("", "type", "style", "kind", "color", "class", "level")


class _Held(Struct, frozen=True):
    """A box or tab that holds lines: those that MkDocs indents by `depth` more columns than `indent`, or those up to the
    end of a fence of `colons`.
    """

    indent: str
    depth: int
    is_box: bool
    colons: int = 0


class _Told(Struct, frozen=True):
    line: int
    what: str
    is_page: bool  # another page would stand here


class Dialects:
    """Goes through the lines of one page."""

    def __init__(self, page: Page, first_line: int) -> None:
        self._page = page
        self._number = first_line - 1
        self._fence = ""
        self._code = ""  # the shortcode or tag whose content is code
        self._script: int | None = None  # how many braces are open in the code of a component
        self._script_from = 0
        self._comment: re.Pattern[str] | None = None  # what ends the comment that is open
        self._following: list[str] = []
        self._boxes: list[str] = []
        self._held: list[_Held] = []
        self._blank_before = True
        self._told: list[_Told] = []

    def tell(self, *, only_pages: bool) -> None:
        """Warn of what was left out; of a page without steps, only where another page would stand, which may have some."""
        for told in self._told:
            if told.is_page or not only_pages:
                self._page.warn(told.line, told.what)

    def plain(self, body: str) -> str:
        """Return `body` without them. Raises NotImportableError when a line is absurdly long."""
        lines = body.split("\n")
        plain: list[str] = []
        for at, line in enumerate(lines):
            self._number += 1
            is_open = self._held or self._fence or self._code or self._comment or self._script is not None
            if not (is_open or _MAY_MEAN.search(line)):
                self._blank_before = not line.strip()
                plain.append(line if len(line) <= MAX_LINE_CHARS else self._line(line))
                continue
            if self._held and not line.strip():  # blank lines behind a box are not in it
                self._close(next((later for later in lines[at + 1 :] if later.strip()), ""))
            self._following = lines[at + 1 :] if "{/*" in line or "{{/*" in line or "comment" in line else []
            if "{:toc}" in line and plain and _TABLE_OF_CONTENTS.match(plain[-1]):
                plain[-1] = ""  # kramdown puts the table of contents in its place
            plain.append(self._line(line))
        if self._script:
            self._tell(
                f"The code from line {self._script_from} on does not end; nothing behind it is read.",
                is_page=True,
            )
        return "\n".join(plain)

    def _line(self, line: str) -> str:
        if len(line) > MAX_LINE_CHARS * 4 and not self._fence:
            raise NotImportableError(f"Line {self._number} is longer than a guide may hold.")
        frame = ""
        if self._held:
            frame, line = self._unheld(line)
        plain = self._content(line)
        self._blank_before = not plain.strip()
        return f"{frame}{plain}".rstrip() if frame else plain

    def _content(self, line: str) -> str:
        if self._comment is not None or (not self._fence and not self._code and _COMMENT.search(line)):
            line = self._without_comments(line)
        if found := _FENCE.match(line):
            if not self._code:
                self._fence = (
                    "" if self._fence and found[1].startswith(self._fence) else self._fence or found[1]
                )
            return line
        if self._fence:
            return line
        if self._script is not None or (line.startswith(("import", "export")) and _MDX_CODE.match(line)):
            return self._script_line(line)
        if "{{" in line or "{%" in line:
            line = self._without_tags(line)
        return line if self._code else self._marked(line)

    def _marked(self, line: str) -> str:
        """Return a line of text without the marks of one tool."""
        if "{:" in line:
            line = "" if _KRAMDOWN.match(line) else _KRAMDOWN_SPAN.sub("", line)
        if found := _SNIPPET.match(line):
            self._tell(f"The page “{(found[1] or found[2])[:80]}” is not put in here.", is_page=True)
            return ""
        if "<T" in line or "</T" in line:
            line = self._without_jsx(line)
        if '"' in line or "!!!" in line or "???" in line:
            line = self._opened(line)
        if ":::" in line and (found := _BOX.match(line)):
            line = self._fenced(line, found)
        return line

    def _without_comments(self, line: str) -> str:
        """Take out what stands in comments; one that nothing ends, or that stands in code, is text."""
        kept = ""
        while True:
            if self._comment is not None:
                end = self._comment.search(line)
                if end is None:
                    return kept
                line, self._comment = line[end.end() :], None
            start = _COMMENT.search(line)
            if start is None or (kept + line[: start.start()]).count("`") % 2:
                return kept + line
            ends = _COMMENT_ENDS[start[0][:2]]
            if not any(ends.search(later) for later in (line[start.end() :], *self._following)):
                return kept + line
            kept, line, self._comment = kept + line[: start.start()], line[start.end() :], ends

    # --- boxes -------------------------------------------------------------------------------------------------------

    def _close(self, line: str) -> None:
        """Close the boxes and tabs that `line` does not stand in."""
        for at, held in enumerate(self._held):
            inner = held.indent + " " * held.depth
            if not line.startswith(inner):
                del self._held[at:]
                return
            line = line[len(inner) :]

    def _unheld(self, line: str) -> tuple[str, str]:
        """Return what stands for the boxes and tabs around a line, and the line within them."""
        if line.strip():
            self._close(line)
        frame = ""
        for held in self._held:
            frame += held.indent + ("> " if held.is_box else "")
            line = line[len(held.indent) + held.depth :]
        return frame, line

    def _opened(self, line: str) -> str:
        """Return the line that opens one of MkDocs' boxes or tabs as what it stands for; any other as it is."""
        if found := _MKDOCS_BOX.match(line):
            self._held.append(_Held(found[1], 4, is_box=True))
            return f"{found[1]}{_mark(found[2], found[3] or '')}"
        if found := _MKDOCS_TAB.match(line):
            self._held.append(_Held(found[1], 4, is_box=False))
            return f"{found[1]}{_label(found[2])}"
        return line

    def _fenced(self, line: str, found: re.Match[str]) -> str:
        """Return the line that opens or closes a box between `:::` as what it stands for."""
        indent, colons, rest = found[1], len(found[2]), (found[3] or "").strip()
        if not rest:
            at = next(
                (i for i in reversed(range(len(self._held))) if 0 < self._held[i].colons <= colons), None
            )
            if at is None:
                return line
            del self._held[at:]
            return ""
        named = _BOX_NAME.fullmatch(rest)
        if named is None:
            return line
        name, title = named[1].lower(), (named[2] or named[3] or "").strip().strip('"')
        is_box = name in CALLOUTS or name in _ANY_BOX or name == "details"
        if len(self._held) >= MAX_HELD:
            raise NotImportableError("Its boxes are nested too deeply.")
        self._held.append(_Held(indent, 0, is_box=is_box, colons=colons))
        if is_box:
            return f"{indent}{_mark(name, title)}"
        self._tell(f"The box “{rest[:80]}” is left out; what stands in it stays.")
        return ""

    # --- MDX ---------------------------------------------------------------------------------------------------------

    def _script_line(self, line: str) -> str:
        """Take out code up to the blank line that ends it (MDX: outside of all braces)."""
        if self._script is None:
            self._script_from = self._number
        if not line.strip() and (self._script or 0) <= 0:
            self._script = None
        else:
            self._script = (self._script or 0) + line.count("{") - line.count("}")
        return ""

    def _without_jsx(self, line: str) -> str:
        if found := _JSX_TAB.match(line):
            arguments = _arguments(found[2])
            return f"{found[1]}{_label(arguments.get('label') or arguments.get('value') or '')}"
        return "" if _JSX_FRAME.match(line) else line

    # --- Hugo, Jekyll, GitBook ---------------------------------------------------------------------------------------

    def _without_tags(self, line: str) -> str:
        if self._code:
            closing = _SHORTCODE.fullmatch(line.strip()) or _LIQUID.fullmatch(line.strip())
            if closing and self._code in (f"{closing[1]}{closing[2]}", closing[1]):
                self._code = ""
                return line[: len(line) - len(line.lstrip())] + "```"
            return line
        line = _SHORTCODE.sub(self._shortcode, line)
        return _LIQUID.sub(self._liquid, line)

    def _shortcode(self, found: re.Match[str]) -> str:
        closing, name, rest, _ = found.groups()
        name, alone = name.lower(), found[0] == found.string.strip()
        arguments = _arguments(rest)
        kept: str | None = None
        if name in _LINKS:
            kept = "" if closing else arguments.get("path") or arguments.get("", "")
        elif name in _SPANS:
            kept = "" if closing else "+".join(m[2] or m[3] or m[4] or m[5] for m in _ARGUMENT.finditer(rest))
        elif name in _IMAGES and arguments.get("src"):
            alt = arguments.get("alt") or arguments.get("title") or arguments.get("caption") or ""
            kept = f"![{alt.replace('[', '').replace(']', '')}](<{arguments['src']}>)"
        elif alone:
            kept = self._alone(name, arguments, closing=bool(closing), end=f"/{name}")
        if kept is None:
            if not closing:
                self._left_out("shortcode", name, found[0])
            kept = ""
        # Hugo leaves a paragraph where a shortcode stood by itself: lists before and behind it are two.
        parts_lists = alone and not kept and self._blank_before and not found.string[:1].isspace()
        return "<!-- -->" if parts_lists else kept

    def _liquid(self, found: re.Match[str]) -> str:
        name, rest = found[1].lower(), found[2]
        if found[0] == found.string.strip():
            closing = name.startswith("end")
            base = name.removeprefix("end")
            kept = self._alone(base, _arguments(rest), closing=closing, end=f"end{base}")
            if kept is not None:
                return kept
        if name in _INCLUDES and (included := _included(rest)):
            return included
        if name not in _SILENT and not name.startswith("end"):
            self._left_out("template tag", name, found[0])
        return ""

    def _alone(self, name: str, arguments: dict[str, str], *, closing: bool, end: str) -> str | None:
        """Return what a shortcode or tag on a line of its own stands for; None when nobody knows."""
        if name in _FRAMES or (closing and name in _TABS):
            return ""
        if name in _TABS:
            label = next(
                (arguments[key] for key in ("name", "header", "title", "label", "") if key in arguments), ""
            )
            return _label(label) or None
        if name in _CODE:
            if closing:
                return None
            self._code = end
            return f"```{arguments.get('language') or arguments.get('') or ''}"
        if name not in CALLOUTS and name not in _ANY_BOX:
            return None
        if closing:
            return ":::" if self._boxes and self._boxes.pop() else None
        self._boxes.append(name)
        kind, title = _box(name, arguments)
        return f":::{kind} {title}".rstrip()

    def _left_out(self, what: str, name: str, text: str) -> None:
        self._tell(f"The {what} “{text[:80]}” is left out.", is_page=name in _INCLUDES)

    def _tell(self, what: str, *, is_page: bool = False) -> None:
        self._told.append(_Told(self._number, what, is_page))


def _included(rest: str) -> str:
    """Return a box or image that Jekyll's themes keep in a file of their own: `note.html content="…"`; else nothing."""
    arguments = _arguments(rest)
    name = arguments.get("", "").rpartition("/")[2].partition(".")[0].lower()
    if (name in CALLOUTS or name in _ANY_BOX) and (text := arguments.get("content") or arguments.get("text")):
        kind, title = _box(name, {key: value for key, value in arguments.items() if key})
        return f"{_mark(kind, '')} {f'**{title}:** ' if title else ''}{text}"
    source = arguments.get("src") or arguments.get("file") or arguments.get("url") or ""
    if name in _IMAGES and source:
        alt = arguments.get("alt") or arguments.get("caption") or arguments.get("title") or ""
        return f"![{alt.replace('[', '').replace(']', '')}](<{source}>)"
    return ""


def _mark(name: str, title: str) -> str:
    """Return the first line of a box."""
    kind = CALLOUTS.get(name.lower(), "NOTE")
    return f"> [!{kind}] **{title.strip('* ')}**\\" if title.strip("* ") else f"> [!{kind}]"


def _arguments(text: str) -> dict[str, str]:
    """Return the arguments of a tag by name; those without are "" (the first), "1", "2" …"""
    found: dict[str, str] = {}
    unnamed = 0
    for match in _ARGUMENT.finditer(text):
        value = next(part for part in match.groups()[1:] if part is not None)
        if match[1]:
            found[match[1].lower()] = value
        else:
            found[str(unnamed) if unnamed else ""] = value
            unnamed += 1
    return found


def _box(name: str, arguments: dict[str, str]) -> tuple[str, str]:
    """Return kind and title of a box: its tag may say `notice`, and only its arguments that it is a warning."""
    kind = name
    for key in _KIND_KEYS:
        if arguments.get(key, "").lower() in CALLOUTS:
            kind = arguments.pop(key).lower()
            break
    title = next((arguments[key] for key in ("title", "header", "", "1") if key in arguments), "")
    return kind, title


def _label(text: str) -> str:
    """Return the name of a tab, as what announces the text or the procedure in it."""
    text = re.sub(r"[\\`*_\[\]<>]", r"\\\g<0>", text.strip().rstrip(":"))
    return f"**{text}:**" if text else ""
