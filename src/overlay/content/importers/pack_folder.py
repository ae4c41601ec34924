"""Writes the pack that an import makes: guides, images, pack.yaml. The folder appears when it is whole, or not at all."""

from __future__ import annotations

import json
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path
from types import TracebackType

from overlay.content.format.front_matter import MAX_LIST, MAX_TEXT_CHARS
from overlay.content.importers.names import guide_id, page_folder, page_name
from overlay.content.importers.reading import ReadGuide
from overlay.content.importers.report import Imported, ImportReport
from overlay.content.importers.source import SourceFile
from overlay.errors import OverlayError

When = tuple[dict[str, list[str]], ...]
"""Entries of a `when`: the values of each key."""

_PLAIN = re.compile(r"[^\W_][^\x00-\x1f\x7f-\x9f:#\[\]{},&*!|>'\"%@`]*(?<!\s)")
_NULLS = frozenset({"null", "Null", "NULL"})
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff\ud800-\udfff\ufffe\uffff]+")


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

    def add(
        self, guide: ReadGuide, body: str, file: SourceFile, lang: str, base_lang: str, when: When
    ) -> None:
        """Write one guide of `file`; `body` is its text with the paths of its images."""
        name, path = self._place(file.page, guide.key)
        translated = lang != base_lang
        named = "" if translated and name in self._originals else name
        warn = partial(self._report.warn, file.name, guide.line)
        head = self._head(guide, named, when, file.page, warn)
        self._write(f"{path}.{lang}.md" if translated else f"{path}.md", f"---\n{head}---\n{body}\n")
        self._languages.add(lang)
        if not translated:
            self._originals.add(name)
        self._report.imported.append(Imported(file.name, name, guide.steps, guide.substeps))

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
            raise OverlayError(f"{self._out} is not a folder: name a new one.")
        there = {p.name for p in self._out.iterdir()}
        if there and not self._replace:
            raise OverlayError(f"{self._out} is not empty: name a new folder, or add --replace.")
        if there and "pack.yaml" not in there:
            raise OverlayError(f"{self._out} holds no pack, so it is not replaced: name a new folder.")

    def _head(self, guide: ReadGuide, name: str, when: When, page: str, warn: Callable[[str], None]) -> str:
        """Return the front matter; a translation has no `name` and takes what is not its words from its original."""
        lines = [_pair("id", name)] if name else []
        lines.append(_pair("title", _short(guide.title or page)))
        if guide.summary:
            lines.append(_pair("summary", _short(guide.summary)))
        entries = _entries(self._when, when) if name else ()
        if entries:
            lines.append("when:")
        for entry in entries:
            marks = ["- ", *["  "] * (len(entry) - 1)]
            lines += [f"  {m}{k}: {_values(v)}" for m, (k, v) in zip(marks, entry.items(), strict=True)]
        if guide.keywords:
            keywords = list(dict.fromkeys(_short(k) for k in guide.keywords if k.strip()))
            if len(keywords) > MAX_LIST:
                warn(f"Only the first {MAX_LIST} of {len(keywords)} keywords are kept.")
            lines.append(f"keywords: {_values(keywords[:MAX_LIST], listed=True)}")
        for key, value in (("owner", guide.owner), ("reviewed", guide.reviewed)):
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
        try:
            if path.parent not in self._made:
                path.parent.mkdir(parents=True, exist_ok=True)
                self._made.add(path.parent)
            path.write_bytes(text.encode("utf-8", "replace"))
        except OSError as error:
            raise OverlayError(f"{self._out} cannot be written ({error.strerror}).") from error


def _entries(asked: When, known: When) -> When:
    """Return the `when` of a guide: what was asked for holds within what is known of the application."""
    if not (asked and known):
        return asked or known
    return tuple({**about, **entry} for about in known for entry in asked)


def _free(wanted: str, taken: set[str]) -> str:
    """Return `wanted`, with a number if it is taken, and take it."""
    name, number = wanted, 1
    while name in taken:
        number += 1
        name = f"{wanted}-{number}"
    taken.add(name)
    return name


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
