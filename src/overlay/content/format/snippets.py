"""Text shared by many guides: named once in `snippets.yaml`, used as `{{> name}}`."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping

from msgspec import Struct

from overlay.content.format.problem import Findings
from overlay.content.format.yaml_text import read_mapping

MAX_RESOLVED_CHARS = 512 * 1024

_USE = re.compile(r"\{\{>[ \t]*([^{}\n]{1,100}?)[ \t]*\}\}")
_FENCE = re.compile(r"^[ \t>]*(?:(?:[-+*]|\d{1,9}[.)])[ \t]+)*(`{3,}|~{3,})[ \t]*([^`\n]*)$")
_IN_LANGUAGE = re.compile(
    r"(?:copy|type)[ \t]+([A-Za-z]{2,3}(?:-[A-Za-z0-9]{2,8})?)(?:[ \t]|$)", re.IGNORECASE
)
_CONTAINER = re.compile(r"(?:[ \t]*(?:>|[-+*](?=[ \t])|\d{1,9}[.)](?=[ \t])))*[ \t]*")


class Snippets(Struct, frozen=True):
    """The snippets of one pack: by name, then by language ("" for a text that is the same in all)."""

    texts: Mapping[str, Mapping[str, str]]

    def text(self, name: str, lang: str, fallback: str) -> tuple[str, bool]:
        """Return the text for `lang`, and whether it is really in that language. Raises KeyError for an unknown name."""
        by_lang = self.texts[name]
        for code in (lang, lang.partition("-")[0], ""):
            if code in by_lang:
                return by_lang[code], True
        return by_lang.get(fallback) or next(iter(by_lang.values())), False


NONE = Snippets({})


def parse_snippets(text: str, findings: Findings) -> Snippets:
    """Return the snippets of a `snippets.yaml`; what cannot be used is a finding and left out."""
    document = read_mapping(text, findings)
    if document is None:
        return NONE
    texts: dict[str, Mapping[str, str]] = {}
    for name, value in document.values.items():
        line = document.line(name)
        by_lang = {"": value} if isinstance(value, str) else value
        if not isinstance(by_lang, dict) or not by_lang:
            findings.refuse(
                line, f"Snippet “{name}” is neither a text nor one text per language.", f"Write {name}: …"
            )
            continue
        kept: dict[str, str] = {}
        for lang, words in by_lang.items():
            if not isinstance(words, str):
                findings.refuse(line, f"Snippet “{name}” in “{lang}” is not a text.", "Write one text.")
            elif "{{>" in words:
                findings.refuse(line, f"Snippet “{name}” uses a snippet itself.", "Write its text out.")
            else:
                kept[lang] = words.strip("\n")
        if kept:
            texts[name] = kept
    return Snippets(texts)


def resolve(
    body: str, first_line: int, snippets: Snippets, lang: str, fallback: str, findings: Findings
) -> str:
    """Return `body` with its snippets put in, and tell `findings` which line of the file each resulting line came from.

    A snippet of several lines keeps the place it stands in: its other lines get the same indent and quote marks.
    In a block such as `copy de` it is the text in that language. `first_line` is the line of the file (from 0) that
    `body` starts on.
    """
    if len(body) > MAX_RESOLVED_CHARS or "{{>" not in body:
        findings.lines = range(first_line + 1, first_line + body.count("\n") + 2)
        return body
    source: list[int] = []
    resolved: list[str] = []
    size = 0
    fence = block_lang = ""
    for number, line in enumerate(body.split("\n"), start=first_line + 1):
        text = line
        if found := _FENCE.match(line):
            fence, block_lang = _after_fence(fence, block_lang, found[1], found[2])
        elif "{{>" in line:
            text = _resolve_line(line, number, snippets, block_lang or lang, fallback, findings)
        size += len(text)
        if size > MAX_RESOLVED_CHARS:
            findings.refuse(
                number, "With its snippets the guide becomes too long.", "Use fewer or shorter snippets."
            )
            break
        resolved.append(text)
        source.extend([number] * (text.count("\n") + 1))
    findings.lines = source
    return "\n".join(resolved)


def _after_fence(open_with: str, lang: str, marks: str, info: str) -> tuple[str, str]:
    """Return the fence that is open after a line of `marks`, and the language its block is in ("": the guide's)."""
    if open_with:
        closes = marks.startswith(open_with) and not info.strip()
        return ("", "") if closes else (open_with, lang)
    named = _IN_LANGUAGE.match(info.strip())
    return marks, named[1] if named else ""


def _resolve_line(
    line: str, number: int, snippets: Snippets, lang: str, fallback: str, findings: Findings
) -> str:
    prefix = _CONTAINER.match(line)
    indent = re.sub(r"[^\s>]", " ", prefix[0]) if prefix else ""

    def put(use: re.Match[str]) -> str:
        name = use[1]
        try:
            text, translated = snippets.text(name, lang, fallback)
        except KeyError:
            near = [] if findings.full else difflib.get_close_matches(name, snippets.texts, 1)
            cure = f"Did you mean “{near[0]}”?" if near else "Add it to snippets.yaml."
            findings.refuse(number, f"There is no snippet “{name}”.", cure)
            return use[0]
        if not translated:
            findings.warn(number, f"Snippet “{name}” has no text in “{lang}”.", "Add it to snippets.yaml.")
        return text.replace("\n", "\n" + indent)

    return _USE.sub(put, line)
