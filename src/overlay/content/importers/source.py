"""The files to import: found without following links out of the folder, with the language their folders name."""

from __future__ import annotations

import os
import re
from collections.abc import Collection
from pathlib import Path

from msgspec import Struct

from overlay.content.importers.report import ImportReport
from overlay.errors import OverlayError

MAX_SOURCE_BYTES = 16 * 1024 * 1024
MAX_SOURCE_FILES = 200_000

_LOCALE = re.compile(r"(?:pages\.)?([a-z]{2,3})(?:[-_@]([A-Za-z]{2,8}|\d{3}))?(?:\.UTF-8)?")
_ISO_639_1 = frozenset(
    "aa ab ae af ak am an ar as av ay az ba be bg bh bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo es"
    " et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka kg ki"
    " kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng nl nn no"
    " nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su sv sw ta te"
    " tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu".split()
)
_REGIONLESS = frozenset(
    {"de", "en", "nl"}
)  # the languages of the interface: a region makes no other language of them
_PLAIN_FOLDERS = frozenset(
    {"de", "en", "es", "fr", "nl"}
)  # no folder has such a name for another reason, as "it" or "hr"


class NotImportableError(OverlayError):
    """A file becomes no guide; the text says why. The import goes on with the next."""


class SourceFile(Struct, frozen=True):
    """One file. `name` is its path in the source with `/`; `page` the same without language folder and suffix."""

    path: Path
    name: str
    page: str
    lang: str = ""

    def read_bytes(self) -> bytes:
        """Return the content. Raises NotImportableError when it cannot be read or is absurdly large."""
        return read_bytes(self.path)


class Source(Struct, frozen=True):
    """What is imported. `root` is the folder nothing is read outside of; `languages` are those of the language folders.

    `original` is the folder of the language that the others are translated from, as it is called; empty without folders.
    """

    root: Path
    files: tuple[SourceFile, ...]
    languages: tuple[str, ...] = ()
    original: str = ""

    @property
    def base_language(self) -> str:
        """The language that others are translations of; empty when no folder says."""
        return "en" if "en" in self.languages else next(iter(self.languages), "")

    def inside(self, path: Path) -> Path | None:
        """Return the real path of an existing file within the source; None when it is elsewhere or is not there."""
        try:
            real = path.resolve(strict=True)
        except (OSError, RuntimeError, ValueError):
            return None
        return real if real.is_file() and real.is_relative_to(self.root) else None

    def inside_or_original(self, path: Path) -> Path | None:
        """Return the same; what a translation does not have is that of its original, as a screenshot nobody made anew."""
        found = self.inside(path)
        if found is not None or not self.original:
            return found
        try:
            parts = path.resolve().relative_to(self.root).parts
        except (OSError, RuntimeError, ValueError):
            return None
        return self.inside(self.root.joinpath(self.original, *parts[1:]))


def read_bytes(path: Path) -> bytes:
    """Return the content of a file. Raises NotImportableError when it cannot be read or is absurdly large."""
    try:
        with path.open("rb") as file:
            data = file.read(MAX_SOURCE_BYTES + 1)
    except OSError as error:
        raise NotImportableError(f"It cannot be read ({error.strerror}).") from error
    if len(data) > MAX_SOURCE_BYTES:
        raise NotImportableError(f"It is larger than {MAX_SOURCE_BYTES // 1024**2} MiB.")
    return data


def find(
    src: Path, suffixes: Collection[str], lang: str, report: ImportReport, apart: Path | None = None
) -> Source:
    """Return the files of `src` (a file, or a folder with all below it) that have one of `suffixes`.

    Where every file lies in a folder named after a language ("C", "nl", "pt_BR", "pages.de"), files are translations of
    each other by their path below it; `lang` then takes one of them. `apart` is not read: a pack may stand in its
    source. Raises OverlayError when there is nothing to read.
    """
    try:
        real = src.resolve(strict=True)
    except (OSError, RuntimeError) as error:
        raise OverlayError(f"{src} is not there: name the file or folder to import.") from error
    wanted = ", ".join(sorted(suffixes))
    if real.is_file():
        file = SourceFile(real, real.name, real.stem, _folder_language(real.parent, real.name))
        return Source(real.parent, (file,))
    names = _walk(real, suffixes, report, apart.resolve() if apart is not None else None)
    if not names:
        raise OverlayError(f"{src} holds no file of this format ({wanted}).")
    folders = {name.partition("/")[0]: language(name.partition("/")[0]) for name in names}
    if not _are_translations(names, folders):
        return _without_folders(real, names)
    kept = _chosen(folders, lang)
    for folder in sorted(set(folders) - kept):
        report.skip(folder, f"It is in “{folders[folder]}”, and only “{lang}” was asked for.")
    files = [
        SourceFile(real / name, name, _stem(page), folders[folder])
        for name in names
        for folder, _, page in [name.partition("/")]
        if folder in kept
    ]
    languages = tuple(sorted({f.lang for f in files}))
    base = Source(real, (), languages).base_language
    files.sort(key=lambda f: (f.page, f.lang != base, f.name))
    original = next((folder for folder in sorted(folders) if folders[folder] == base), "")
    return Source(real, tuple(files), languages, original)


def language(name: str) -> str:
    """Return the language code a folder or attribute stands for ("C" is English, "pt_BR" is pt-BR); empty if none."""
    if name in ("C", "POSIX", "pages"):
        return "en"
    found = _LOCALE.fullmatch(name.strip())
    if found is None or (len(found[1]) == 2 and found[1] not in _ISO_639_1):
        return ""
    return found[1] if not found[2] or found[1] in _REGIONLESS else f"{found[1]}-{found[2]}"


def _without_folders(root: Path, names: list[str]) -> Source:
    """Return the files of a source in one language, or with translations side by side ("refund.md" and "refund.nl.md")."""
    there = set(names)
    with_language = {name: _named_language(name) for name in names}
    all_say = all(lang for _, lang in with_language.values())
    files = []
    for name in names:
        original, lang = with_language[name]
        if lang and (all_say or original + name[name.rindex(".") :] in there):
            files.append(SourceFile(root / name, name, original, lang))
        else:
            files.append(SourceFile(root / name, name, _stem(name), _folder_language(root, name)))
    languages = tuple(sorted({lang for _, lang in with_language.values()})) if all_say else ()
    base = Source(root, (), languages).base_language
    files.sort(key=lambda f: (f.page, f.lang != base and all_say, len(f.name), f.name))
    return Source(root, tuple(files), languages)


def _named_language(name: str) -> tuple[str, str]:
    """Return a name without language and suffix, and the language: "guide/refund.nl.md"; empty if it has none."""
    original, _, lang = name.rpartition(".")[0].rpartition(".")
    return (original, _two_letters(lang)) if original and not original.endswith("/") else ("", "")


def _folder_language(root: Path, name: str) -> str:
    """Return the language that a folder around a file is named after, the nearest one first."""
    below = (_two_letters(part) for part in reversed(name.split("/")[:-1]))
    return (
        next((code for code in below if code in _PLAIN_FOLDERS), "")
        or _two_letters(root.name)
        or _two_letters(root.parent.name)
    )


def _two_letters(name: str) -> str:
    code = language(name)
    return code if len(code.partition("-")[0]) == 2 else ""


def _are_translations(names: list[str], folders: dict[str, str]) -> bool:
    """Tell whether the top folders are languages: all are named so, and none holds only pages of its own ("it", "hr")."""
    if not all("/" in name for name in names) or not all(folders.values()):
        return False
    if len(folders) == 1:
        return bool(_two_letters(next(iter(folders))))
    pages: dict[str, set[str]] = {}
    for name in names:
        folder, _, page = name.partition("/")
        pages.setdefault(folder, set()).add(page)
    biggest = max(pages, key=lambda folder: len(pages[folder]))
    return all(pages[folder] & pages[biggest] for folder in pages)


def _chosen(folders: dict[str, str], lang: str) -> set[str]:
    """Return the folders to read: those of `lang` if there are any, else all."""
    asked = {f for f, code in folders.items() if lang and code.partition("-")[0] == lang.partition("-")[0]}
    return asked or set(folders)


def _stem(name: str) -> str:
    head, slash, last = name.rpartition("/")
    return head + slash + (last.rpartition(".")[0] or last)


def _walk(root: Path, suffixes: Collection[str], report: ImportReport, apart: Path | None) -> list[str]:
    found: list[str] = []
    for folder, folders, files in os.walk(root):
        here = Path(folder)
        folders[:] = sorted(f for f in folders if not f.startswith(".") and here / f != apart)
        for linked in (f for f in folders if (here / f).is_symlink()):
            report.skip(
                (here / linked).relative_to(root).as_posix(),
                "It is a link to a folder; these are not followed.",
            )
        for file in sorted(files):
            path = here / file
            if file.startswith(".") or path.suffix.lower() not in suffixes:
                continue
            name = path.relative_to(root).as_posix()
            if not path.is_file():
                report.skip(
                    name, "It is a link that leads nowhere." if path.is_symlink() else "It is no file."
                )
                continue
            if path.is_symlink() and (why := _why_no_link(path, root, suffixes)):
                report.skip(name, why)
                continue
            found.append(name)
            if len(found) > MAX_SOURCE_FILES:
                raise OverlayError(f"{root} holds more than {MAX_SOURCE_FILES:,} files: import parts of it.")
    return sorted(found)


def _why_no_link(path: Path, root: Path, suffixes: Collection[str]) -> str:
    """Say why a link is not read; empty when it is the only way to a page."""
    real = path.resolve()
    if not real.is_relative_to(root):
        return "It is a link that leads out of the folder."
    if real.suffix.lower() in suffixes and not any(p.startswith(".") for p in real.relative_to(root).parts):
        return f"It is a link to {real.relative_to(root).as_posix()}, which is read by itself."
    return ""
