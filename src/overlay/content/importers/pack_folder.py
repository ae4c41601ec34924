"""Writes the pack that an import makes: guides, images, pack.yaml. The folder appears when it is whole, or not at all."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Iterable
from pathlib import Path
from types import TracebackType

from overlay.content import markdown, sections
from overlay.content.front_matter import MAX_LIST, MAX_TEXT_CHARS
from overlay.content.importers.draft import Draft, DraftStep
from overlay.content.importers.names import guide_id, page_folder, page_name
from overlay.content.importers.page import Page
from overlay.content.importers.prose import join, numbered
from overlay.content.importers.report import Imported, ImportReport
from overlay.content.importers.source import NotImportableError
from overlay.errors import OverlayError

When = tuple[dict[str, list[str]], ...]
"""Entries of a `when`: the values of each key."""

_PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f:#\[\]{},&*!|>'\"%@`]*(?<!\s)")
_NULLS = frozenset({"null", "Null", "NULL"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")
_MAX_INDENT = 60  # columns; deeper lists than a parser follows
_MAX_QUOTES = 12
_DEEP = re.compile(r"^(?: {40}|>)[ >]*", re.MULTILINE)


class PackFolder:
    """A pack in the making, beside the place where it will stand. Use it as a context manager; `finish` makes it real."""

    def __init__(self, out: Path, report: ImportReport, when: When, *, replace: bool) -> None:
        self._out = out.resolve()
        self._report = report
        self._when = when
        self._replace = replace
        self._places: dict[tuple[str, str], tuple[str, str]] = {}
        self._ids: set[str] = set()
        self._paths: set[str] = set()
        self._originals: set[str] = set()  # ids of guides that stand in the language of the pack
        self._languages: set[str] = set()
        self._made: set[Path] = set()
        self._check_target()
        try:
            self._out.parent.mkdir(parents=True, exist_ok=True)
            self._folder = Path(tempfile.mkdtemp(prefix=f".{self._out.name}-", dir=self._out.parent))
        except OSError as error:
            raise OverlayError(f"{self._out} cannot be written ({error.strerror}).") from error
        self._folder.chmod(0o755)

    def __enter__(self) -> PackFolder:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        shutil.rmtree(self._folder, ignore_errors=True)

    def add(self, draft: Draft, page: Page, lang: str, base_lang: str, when: When) -> None:
        """Write one guide. Raises NotImportableError when it is more than a guide may hold."""
        name, path = self._place(page.file.page, draft.key)
        steps = list(draft.all_steps())
        body = _fitting_body(draft, page)
        translated = lang != base_lang
        head = self._head(draft, "" if translated and name in self._originals else name, when, page)
        self._write(f"{path}.{lang}.md" if translated else f"{path}.md", f"---\n{head}---\n{body}\n")
        self._languages.add(lang)
        if not translated:
            self._originals.add(name)
        self._report.imported.append(
            Imported(page.file.name, name, len(steps), sum(s.substeps for s in steps))
        )

    @property
    def folder(self) -> Path:
        """Where the pack is made."""
        return self._folder

    def finish(self, title: str, base_lang: str, owner: str) -> None:
        """Write pack.yaml and put the folder in its place."""
        languages = [base_lang, *sorted(self._languages - {base_lang})]
        lines = [
            _pair("id", page_name(self._out.name).strip("_-") or "imported"),
            _pair("title", title),
            _pair("version", "1.0.0"),
            *([_pair("owner", owner)] if owner else []),
            _pair("language", base_lang),
            f"languages: [{', '.join(languages)}]",
        ]
        self._write("pack.yaml", "\n".join(lines) + "\n")
        try:
            if self._out.exists():
                if self._replace and any(self._out.iterdir()):
                    shutil.rmtree(self._out)
                else:
                    self._out.rmdir()
            self._folder.rename(self._out)
        except OSError as error:
            raise OverlayError(f"{self._out} cannot be written ({error.strerror}).") from error

    def _check_target(self) -> None:
        if not self._out.exists():
            return
        if not self._out.is_dir():
            raise OverlayError(f"{self._out} is no folder: name a new one.")
        there = {p.name for p in self._out.iterdir()}
        if there and not self._replace:
            raise OverlayError(f"{self._out} is not empty: name a new folder, or add --replace.")
        if there and "pack.yaml" not in there:
            raise OverlayError(f"{self._out} holds no pack, so it is not replaced: name a new folder.")

    def _head(self, draft: Draft, name: str, when: When, page: Page) -> str:
        """Return the front matter; a translation has no `name` and takes what is not its words from its original."""
        lines = [_pair("id", name)] if name else []
        lines.append(_pair("title", _short(draft.title or page.file.page)))
        if draft.summary:
            lines.append(_pair("summary", _short(draft.summary)))
        entries = (*self._when, *when) if name else ()
        if entries:
            lines.append("when:")
        for entry in entries:
            marks = ["- ", *["  "] * (len(entry) - 1)]
            lines += [f"  {m}{k}: {_values(v)}" for m, (k, v) in zip(marks, entry.items(), strict=True)]
        if draft.keywords:
            keywords = list(dict.fromkeys(_short(k) for k in draft.keywords if k.strip()))
            if len(keywords) > MAX_LIST:
                page.warn(draft.line, f"Only the first {MAX_LIST} of {len(keywords)} keywords are kept.")
            lines.append(f"keywords: {_values(keywords[:MAX_LIST], listed=True)}")
        for key, value in (("owner", draft.owner), ("reviewed", draft.reviewed)):
            if value:
                lines.append(_pair(key, _short(value)))
        return "\n".join(lines) + "\n"

    def _place(self, page: str, key: str) -> tuple[str, str]:
        """Return id and path (without suffix) of a guide: the same for each language of it, and nobody else's."""
        place = (page, key)
        if place not in self._places:
            name = _free(guide_id(page, key), self._ids)
            stem = page_name(page.rpartition("/")[2])
            stem = f"{stem}-{page_name(key)}" if key else stem
            path = _free("/".join(p for p in ("guides", page_folder(page), stem) if p), self._paths)
            self._places[place] = (name, path)
        return self._places[place]

    def _write(self, inside: str, text: str) -> None:
        path = self._folder / inside
        if path.parent not in self._made:
            path.parent.mkdir(parents=True, exist_ok=True)
            self._made.add(path.parent)
        path.write_bytes(text.encode("utf-8", "replace"))


def _free(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, with a number if it is taken, and take it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


def _fitting_body(draft: Draft, page: Page) -> str:
    """Return the guide's body; its introduction goes, with a warning, when that is what makes it too long."""
    body = _body(draft, draft.intro)
    why = _too_much(body, draft)
    if why and draft.intro:
        shorter = _body(draft, [])
        if not _too_much(shorter, draft):
            page.warn(draft.line, "The text above the first step is left out: with it the guide is too long.")
            return shorter
    if why:
        raise NotImportableError(why)
    return body


def _body(draft: Draft, intro: list[str]) -> str:
    parts = [join(_without_lists(intro)), _list(draft.steps)]
    for branch in draft.branches:
        parts += [f"## {branch.title} {{#{branch.anchor}}}", _list(branch.steps)]
    return "\n\n".join(p for p in parts if p)


def _list(steps: Iterable[DraftStep]) -> str:
    return numbered([s.blocks for s in steps])


def _without_lists(blocks: list[str]) -> list[str]:
    """A numbered list above the first step would be steps: there it stands in a quote."""
    return [
        "\n".join(f"> {line}".rstrip() for line in b.split("\n")) if re.match(r"\d+\. ", b) else b
        for b in blocks
    ]


def _too_much(body: str, draft: Draft) -> str:
    """Say why `body` is more than a guide may hold (the limits of the format); empty when it fits."""
    steps = sum(1 for _ in draft.all_steps())
    if steps > sections.MAX_STEPS:
        return f"It has {steps} steps, and a guide may have {sections.MAX_STEPS}: split it."
    if len(body) > markdown.MAX_GUIDE_CHARS - 1024 or body.count("\n") > markdown.MAX_LINES - 50:
        return "It is longer than a guide may be: split it."
    if body.count("[") > markdown.MAX_BRACKETS:
        return "It has more links and brackets than a guide may hold: split it."
    if len(body) > markdown.MAX_LINE_CHARS and max(map(len, body.split("\n"))) > markdown.MAX_LINE_CHARS:
        return "A line of it is longer than a guide may hold."
    if any(len(m) > _MAX_INDENT or m.count(">") > _MAX_QUOTES for m in _DEEP.findall(body)):
        return "Its lists are nested deeper than a guide may hold."
    if body.count("|") > markdown.MAX_CELLS:
        return "Its tables are larger than a guide may hold."
    return ""


def _short(text: str) -> str:
    text = " ".join(_CONTROL.sub(" ", text).split())
    return text if len(text) <= MAX_TEXT_CHARS else text[: MAX_TEXT_CHARS - 1].rstrip() + "…"


def _pair(key: str, value: str) -> str:
    return f"{key}: {_scalar(value)}"


def _values(values: list[str], *, listed: bool = False) -> str:
    if len(values) == 1 and not listed:
        return _scalar(values[0])
    return f"[{', '.join(_scalar(v) for v in values)}]"


def _scalar(value: str) -> str:
    """Return a YAML scalar, plain where no reader could take it for something else."""
    if _PLAIN.fullmatch(value) and value not in _NULLS:
        return value
    return json.dumps(value, ensure_ascii=False)
