"""A new pack: a folder with pack.yaml, a first guide to overwrite, and its translations. It passes `check`."""

from __future__ import annotations

import json
import re
import shutil
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from msgspec import Struct

from overlay.errors import OverlayError

TEMPLATE = Path(__file__).parents[2] / "resources" / "new-pack"
TEMPLATE_LANGUAGES = ("en", "nl", "de")
_FIRST_GUIDE = "first-guide"
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})?", re.ASCII)
_NOT_IN_ID = re.compile(r"[^a-z0-9]+")

_PACK_YAML = """\
# What this pack is. Everything here can be changed later, but agents' walks and notes belong to the id.
id: {id}
title: {title}

# Raise it with every publication, as 1.0.1 or 2026.11.2: a version, once given away, stays what it is.
version: 1.0.0

# Who answers for the guides; a guide may name somebody else.
owner: {owner}

# The language guides are written in, and those that every guide should have: refund.md, refund.nl.md.
language: {language}
languages: [{languages}]

# Where guides of several packs apply to one window equally well, the higher number comes first.
# priority: 0

# licence: CC-BY-4.0
"""


class NewPack(Struct, frozen=True):
    """What a new pack is called. `languages` starts with the one guides are written in."""

    id: str
    title: str
    owner: str
    languages: tuple[str, ...] = ("en",)


def named(folder: Path, title: str = "", owner: str = "", languages: Sequence[str] = ("en",)) -> NewPack:
    """Return the names of a pack in `folder`, its id from the folder's name. Raises OverlayError for no language code."""
    for lang in languages:
        if not _LANG.fullmatch(lang):
            raise OverlayError(f"“{lang}” is not a language code. Use codes such as en, nl or de.")
    plain = unicodedata.normalize("NFKD", folder.absolute().name).encode("ascii", "ignore").decode()
    pack_id = _NOT_IN_ID.sub("-", plain.lower()).strip("-")[:100] or "guides"
    known = title or pack_id.replace("-", " ").capitalize()
    return NewPack(pack_id, known, owner or f"{pack_id}-team", tuple(dict.fromkeys(languages)) or ("en",))


def create(folder: Path, pack: NewPack) -> tuple[Path, ...]:
    """Write the new pack and return its files. Raises OverlayError when something is there already, or it cannot be written.

    A language that the first guide is not written in gets no file: `check` names what is to be translated.
    """
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise OverlayError(f"{folder} is not empty: name a new folder.")
    base, *others = pack.languages
    files = {
        folder / "guides" / f"{_FIRST_GUIDE}.md": _guide(
            base if base in TEMPLATE_LANGUAGES else "en", base=True
        )
    }
    for lang in others:
        if lang in TEMPLATE_LANGUAGES:
            files[folder / "guides" / f"{_FIRST_GUIDE}.{lang}.md"] = _guide(lang, base=False)
    files[folder / "snippets.yaml"] = (TEMPLATE / "snippets.yaml").read_text("utf-8")
    files[folder / "pack.yaml"] = _PACK_YAML.format(
        id=pack.id,
        title=json.dumps(pack.title, ensure_ascii=False),
        owner=json.dumps(pack.owner, ensure_ascii=False),
        language=base,
        languages=", ".join(pack.languages),
    )
    try:
        (folder / "guides").mkdir(parents=True, exist_ok=True)
        (folder / "media").mkdir(exist_ok=True)
        for path, text in files.items():
            path.write_text(text, "utf-8", newline="\n")
    except OSError as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise OverlayError(f"{folder} cannot be written ({error.strerror}).") from error
    return tuple(sorted(files))


def _guide(lang: str, *, base: bool) -> str:
    """Return the first guide: a translation's own words, and in the base file the rules of the English one too."""
    name = f"{_FIRST_GUIDE}.md" if lang == "en" else f"{_FIRST_GUIDE}.{lang}.md"
    text = (TEMPLATE / "guides" / name).read_text("utf-8")
    if base == (lang == "en"):
        return text
    english = (TEMPLATE / "guides" / f"{_FIRST_GUIDE}.md").read_text("utf-8")
    rules = english[english.index("when:\n") : english.index("keywords:")]
    if base:
        return text.replace("keywords:", f"{rules}keywords:", 1)
    return text.replace(rules, "", 1)
