"""The front matter of other tools: YAML between `---` (Jekyll, Docusaurus, Hugo), TOML between `+++`, or JSON."""

from __future__ import annotations

import datetime
import json
import re
import tomllib
from collections.abc import Mapping
from typing import Any

import yaml
from msgspec import Struct

MAX_HEAD_CHARS = 64 * 1024
MAX_DEPTH = 64

_YAML = re.compile(r"---[ \t]*\n(.*?\n)?(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_TOML = re.compile(r"\+\+\+[ \t]*\n(.*?\n)?\+\+\+[ \t]*(?:\n|\Z)", re.DOTALL)
_ALIAS = re.compile(r"(?:^|[\s\[,{:-])[&*][^\s,\]}]", re.MULTILINE)

# What the tools call what a guide calls otherwise, in order of preference.
_TITLE = ("title", "navTitle", "nav_title", "linkTitle", "sidebar_label", "name")
_SUMMARY = ("summary", "description", "excerpt", "lead")
_KEYWORDS = ("keywords", "tags", "aliases_words", "categories")
_LANG = ("lang", "language", "locale")
_OWNER = ("owner", "author", "maintainer", "authors")
_REVIEWED = ("reviewed", "last_reviewed_on", "last_review", "last_reviewed")
_KNOWN = frozenset((*_TITLE, *_SUMMARY, *_KEYWORDS, *_LANG, *_OWNER, *_REVIEWED))


class PageHead(Struct, frozen=True):
    """What a page says of itself; `body_line` is the line of the file its text starts on (from 1)."""

    title: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    lang: str = ""
    owner: str = ""
    reviewed: str = ""
    draft: bool = False
    left: tuple[str, ...] = ()  # keys a guide has no place for
    wrong: str = ""
    body: str = ""
    body_line: int = 1


def split(text: str) -> PageHead:
    """Return what the front matter of `text` says, and the text below it."""
    if found := _YAML.match(text, 0, MAX_HEAD_CHARS):
        values, wrong = _yaml(found[1] or "")
    elif found := _TOML.match(text, 0, MAX_HEAD_CHARS):
        values, wrong = _toml(found[1] or "")
    elif text.startswith("{\n"):
        return _json(text)
    else:
        return PageHead(body=text)
    return _head(values, wrong, text[found.end() :], text.count("\n", 0, found.end()) + 1)


def _yaml(head: str) -> tuple[Mapping[str, Any], str]:
    if _ALIAS.search(head) and "&" in head:
        return {}, "aliases are not read"  # a few of them can stand for gigabytes
    try:
        if sum(map(head.count, "[{-?")) > MAX_DEPTH and _depth(head) > MAX_DEPTH:
            return {}, "it is nested too deeply"  # libyaml's own tree ends the process at some depth
        found = yaml.load(head, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        return {}, f"line {mark.line + 2}: {getattr(error, 'problem', '')}" if mark else str(error)
    return (found, "") if isinstance(found, Mapping) else ({}, "" if found is None else "it holds no keys")


def _depth(head: str) -> int:
    depth = deepest = 0
    for event in yaml.parse(head, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader)):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
            deepest = max(deepest, depth)
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if deepest > MAX_DEPTH:
            break
    return deepest


def _toml(head: str) -> tuple[Mapping[str, Any], str]:
    try:
        return tomllib.loads(head), ""
    except (tomllib.TOMLDecodeError, RecursionError) as error:
        return {}, str(error)


def _json(text: str) -> PageHead:
    try:
        values, end = json.JSONDecoder().raw_decode(text[:MAX_HEAD_CHARS])
    except (ValueError, RecursionError):
        return PageHead(body=text)
    return _head(values, "", text[end:], text.count("\n", 0, end) + 1)


def _head(values: Mapping[str, Any], wrong: str, body: str, body_line: int) -> PageHead:
    params = values.get("params")
    known = {**(params if isinstance(params, Mapping) else {}), **values}
    return PageHead(
        title=_text(known, _TITLE),
        summary=_text(known, _SUMMARY),
        keywords=_texts(known, _KEYWORDS),
        lang=_text(known, _LANG),
        owner=_text(known, _OWNER),
        reviewed=_day(known),
        draft=known.get("draft") is True or known.get("published") is False,
        left=tuple(sorted(str(k) for k in values if k not in _KNOWN)),
        wrong=wrong,
        body=body,
        body_line=body_line,
    )


def _text(values: Mapping[str, Any], names: tuple[str, ...]) -> str:
    for name in names:
        value = values.get(name)
        if isinstance(value, list) and value:
            value = value[0]
        if isinstance(value, (str, int, float)) and not isinstance(value, bool) and str(value).strip():
            return " ".join(str(value).split())
    return ""


def _texts(values: Mapping[str, Any], names: tuple[str, ...]) -> tuple[str, ...]:
    found: dict[str, None] = {}
    for name in names:
        value = values.get(name)
        parts = value.split(",") if isinstance(value, str) else value if isinstance(value, list) else []
        for part in parts:
            if isinstance(part, (str, int, float)) and str(part).strip():
                found[" ".join(str(part).split())] = None
    return tuple(found)


def _day(values: Mapping[str, Any]) -> str:
    for name in _REVIEWED:
        value = values.get(name)
        if isinstance(value, datetime.datetime):
            return value.date().isoformat()
        if isinstance(value, datetime.date):
            return value.isoformat()
        if isinstance(value, str) and re.fullmatch(r"\d{4}-\d\d-\d\d", value.strip()):
            return value.strip()
    return ""
