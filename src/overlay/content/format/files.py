"""The files of a pack folder: plain files only, names that every system can hold, text that is text."""

from __future__ import annotations

import os
import re
import stat
import unicodedata
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Protocol

from overlay.content.format.problem import Findings, Problem
from overlay.errors import PackRejectedError

MAX_FILES = 50_000
MAX_TEXT_BYTES = 1024 * 1024
MAX_PATH_CHARS = 200  # leaves room for the folder in the 260 that Windows programs still expect

FOLDERS = ("guides", "media")
FILES = ("pack.yaml", "snippets.yaml", "synonyms.yaml")
_NOT_ON_WINDOWS = re.compile(
    r'[<>:"\\|?*\x00-\x1f\x7f]|[ .](?:/|$)|(?:^|/)(?:con|prn|aux|nul|com\d|lpt\d)(?:\.[^/]*)?(?:/|$)',
    re.IGNORECASE,
)


class PackFiles(Protocol):
    """The files of one pack, wherever they are."""

    @property
    def paths(self) -> Collection[str]:
        """The path of each file, sorted."""
        ...

    def read(self, path: str, most_bytes: int) -> bytes:
        """Return a file's bytes, cut off after `most_bytes`. Raises OSError."""
        ...


class FolderFiles:
    """The files of a pack folder, as `list_files` found them."""

    def __init__(self, files: Mapping[str, Path]) -> None:
        self._files = files

    @property
    def paths(self) -> Collection[str]:
        return self._files.keys()

    def read(self, path: str, most_bytes: int) -> bytes:
        with self._files[path].open("rb") as file:
            return file.read(most_bytes)


def list_files(folder: Path) -> tuple[Mapping[str, Path], list[Problem]]:
    """Return the files of the pack at `folder` by their path in it, sorted, and what is wrong with others.

    Hidden files are passed over. Raises PackRejectedError when `folder` is no folder, cannot be read or holds more than
    `MAX_FILES` files.
    """
    problems: list[Problem] = []
    found: dict[str, Path] = {}
    folded: dict[str, str] = {}
    waiting = [(name, folder / name) for name in (*FILES, *FOLDERS)]
    if not folder.is_dir():
        raise PackRejectedError(f"{folder} is not a folder: name the folder that holds pack.yaml.")
    try:
        while waiting:
            relative, path = waiting.pop()
            try:
                mode = path.lstat().st_mode
            except FileNotFoundError:
                continue
            if problem := name_problem(relative, mode):
                problems.append(problem)
            elif stat.S_ISDIR(mode):
                with os.scandir(path) as entries:
                    waiting += [
                        (f"{relative}/{e.name}", path / e.name) for e in entries if not e.name.startswith(".")
                    ]
            else:
                key = unicodedata.normalize("NFC", relative).casefold()
                other = folded.setdefault(key, relative)
                if other != relative:
                    what = f"Its name differs from {other} only in upper and lower case or accents."
                    problems.append(Problem(relative, 0, what, "Rename one of them.", fatal=True))
                else:
                    found[relative] = path
            if len(found) + len(waiting) > MAX_FILES:
                raise PackRejectedError(
                    f"{folder} holds more than {MAX_FILES:,} files: split it into several packs."
                )
    except OSError as error:
        raise PackRejectedError(f"{error.filename or folder} cannot be read ({error.strerror}).") from error
    if "pack.yaml" not in found and not problems:
        raise PackRejectedError(f"{folder} holds no pack.yaml: is it the folder of a pack?")
    return dict(sorted(found.items())), problems


def folder_state(folder: Path) -> tuple[tuple[str, int, int], ...]:
    """Return path, size and time of change of every file of a pack: equal states hold the same text. Raises OSError."""
    found = []
    for path, file in list_files(folder)[0].items():
        about = file.stat()
        found.append((path, about.st_size, about.st_mtime_ns))
    return tuple(found)


def read_text(files: PackFiles, path: str, findings: Findings) -> str | None:
    """Return the text of a file with plain newlines; None, with a fatal finding, when it is no text or too long."""
    try:
        data = files.read(path, MAX_TEXT_BYTES + 1)
    except OSError as error:
        findings.refuse(0, f"The file cannot be read ({error.strerror}).", "Check its permissions.")
        return None
    return decode(data, findings)


def decode(data: bytes, findings: Findings) -> str | None:
    """Return UTF-8 `data` as text with plain newlines; None, with a fatal finding, when it is no text or too long."""
    if len(data) > MAX_TEXT_BYTES:
        findings.refuse(
            0, f"The file is larger than {MAX_TEXT_BYTES // 1024} KiB.", "Split it into several files."
        )
        return None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        findings.refuse(line, "This line is not UTF-8.", "Save the file as UTF-8.")
        return None
    if "\x00" in text:
        findings.refuse(
            text.count("\n", 0, text.index("\x00")) + 1,
            "There is a NUL in it: is it a text file?",
            "Delete it.",
        )
        return None
    return text.replace("\r\n", "\n").replace("\r", "\n")


def name_problem(relative: str, mode: int) -> Problem | None:
    """Return what is wrong with the path of a file in a pack, or with its kind (`st_mode`); None when it may be there."""
    shown = relative.encode("utf-8", "backslashreplace").decode()
    if stat.S_ISLNK(mode):
        return Problem(
            shown, 0, "It is a link.", "Put the file itself here: a pack holds plain files.", fatal=True
        )
    if not stat.S_ISDIR(mode) and not stat.S_ISREG(mode):
        return Problem(shown, 0, "It is no plain file.", "Delete it.", fatal=True)
    if shown != relative:
        return Problem(shown, 0, "Its name is not UTF-8.", "Rename it.", fatal=True)
    if len(relative) > MAX_PATH_CHARS:
        return Problem(
            relative, 0, f"Its path is longer than {MAX_PATH_CHARS} characters.", "Rename it.", fatal=True
        )
    if _NOT_ON_WINDOWS.search(relative):
        return Problem(relative, 0, "Windows cannot hold a file of this name.", "Rename it.", fatal=True)
    return None
