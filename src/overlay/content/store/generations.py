"""Which content generation is in use: `content.current` names one whole `content-<n>.db`.

    data/
      content.current      one line of JSON: the generation and the pack copies it was built from
      content-7.db         the generation; never written again
      packs/               the verified copy of each installed pack (`copies`), to build the next generation from
      content.lock         held by the one who installs

Replacing `content.current` is the one moment in which content changes. Everything it does not name is litter.
docs/adr/0020-content-generations.md says why. Imported by the assistant: the standard library only.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct, field

from overlay.content.store.disk import read_text
from overlay.errors import ContentUnavailableError

SCHEMA = (
    5  # of content-<n>.db; raised with every change of models, rule_models, guide_json or search.relevance
)
APPLICATION_ID = 0x6F766C63  # "ovlc"
POINTER = "content.current"
LOCK = "content.lock"
COPIES = "packs"
_TEMPORARY = ".new"
_OURS = re.compile(r"content-\d+\.db(-journal|-wal|-shm)?|content\.current\.new")
_COPY = re.compile(r".+\.(overlaypack|delta)(\.new)?")
_OPEN_TRIES = 20  # installs that may commit between reading the pointer and opening what it names


class Copy(Struct, frozen=True):
    """What is kept of an installed pack: the digest of its index, and files below `packs/`: the pack, then updates to it."""

    content: str
    files: tuple[str, ...]


class Generation(Struct, frozen=True):
    """What `content.current` says. `copies` is by the id of the pack."""

    number: int
    schema: int = SCHEMA
    copies: Mapping[str, Copy] = field(default_factory=dict)

    @property
    def file_name(self) -> str:
        return f"content-{self.number}.db"

    def to_text(self) -> str:
        packs = {
            pack: {"content": copy.content, "files": list(copy.files)} for pack, copy in self.copies.items()
        }
        return json.dumps({"generation": self.number, "schema": self.schema, "packs": packs}) + "\n"


class OutdatedContentError(ContentUnavailableError):
    """The content was built for another version of overlay: build it anew from its pack copies (`Installer.rebuild`)."""


def current(data_dir: Path) -> Generation | None:
    """Return the generation in use, or None when nothing was ever installed.

    Raises ContentUnavailableError when the pointer cannot be read.
    """
    path = data_dir / POINTER
    try:
        text = read_text(path)
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError) as error:
        why = (error.strerror if isinstance(error, OSError) else "") or str(error)
        raise ContentUnavailableError(f"The guides cannot be read: {path}: {why}.", damaged=True) from error
    try:
        data = json.loads(text)
        copies = {
            str(pack): Copy(str(copy["content"]), tuple(map(str, copy["files"])))
            for pack, copy in data["packs"].items()
        }
        generation = Generation(int(data["generation"]), int(data["schema"]), copies)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise _damaged(f"{path} is damaged.") from error
    if any(Path(name).name != name for copy in copies.values() for name in copy.files):
        raise _damaged(f"{path} names files outside its folder.")
    return generation


def open_current(data_dir: Path) -> tuple[Generation, sqlite3.Connection]:
    """Return the generation in use and a read-only connection to it, which stays good when newer ones come.

    Raises ContentUnavailableError when there is none, OutdatedContentError when another version built it.
    """
    missing = ""
    for _ in range(_OPEN_TRIES):
        generation = current(data_dir)
        if generation is None:
            raise ContentUnavailableError(
                "No guides are installed yet. Install a pack: overlay pack install FOLDER."
            )
        if generation.schema != SCHEMA:
            raise OutdatedContentError(
                f"The guides were prepared by another version of overlay (format {generation.schema}, not {SCHEMA}).",
                damaged=True,
            )
        path = data_dir / generation.file_name
        if path.is_file():
            try:
                return generation, open_database(path)
            except FileNotFoundError:
                continue
        if missing == path.name:
            break  # the same answer twice: it was not replaced while we looked, it is gone
        missing = path.name
    raise _damaged(f"{data_dir / missing} is missing.")


def open_database(path: Path) -> sqlite3.Connection:
    """Return a connection to a finished generation: no lock, no side files, one cache for all users of the machine.

    Raises FileNotFoundError, or ContentUnavailableError when the file is none of ours.
    """
    db = None
    try:
        db = sqlite3.connect(read_only_uri(path), uri=True, isolation_level=None, cached_statements=64)
        found = (
            db.execute("PRAGMA application_id").fetchone()[0],
            db.execute("PRAGMA user_version").fetchone()[0],
        )
    except sqlite3.Error as error:
        if db is not None:
            db.close()
        if not path.exists():
            raise FileNotFoundError(path) from error
        raise _damaged(f"{path} cannot be read ({error}).") from error
    if found != (APPLICATION_ID, SCHEMA):
        db.close()
        raise _damaged(f"{path} is not what {POINTER} says.")
    return db


def read_only_uri(path: Path) -> str:
    """Return SQLite's URI for an unchanging database (https://sqlite.org/uri.html), on Windows and UNC paths too."""
    name = path.absolute().as_posix().replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return f"file://{'' if name.startswith('/') else '/'}{name}?mode=ro&immutable=1"


def litter(data_dir: Path, generation: Generation | None) -> tuple[Path, ...]:
    """Return the files of ours that `generation` does not need: old ones, and what a crash left. Hold the lock."""
    keep = {generation.file_name} if generation else set()
    copies = {name for copy in generation.copies.values() for name in copy.files} if generation else set()
    found = [p for p in _files(data_dir) if _OURS.fullmatch(p.name) and p.name not in keep]
    found += [p for p in _files(data_dir / COPIES) if _COPY.fullmatch(p.name) and p.name not in copies]
    return tuple(sorted(found))


def temporary(path: Path) -> Path:
    """Return the name under which `path` is written before it gets its own."""
    return path.with_name(path.name + _TEMPORARY)


def _damaged(what: str) -> ContentUnavailableError:
    return ContentUnavailableError(f"{what} Rebuild the guides: overlay pack rebuild.", damaged=True)


def _files(directory: Path) -> list[Path]:
    try:
        return [path for path in directory.iterdir() if path.is_file() or path.is_symlink()]
    except FileNotFoundError:
        return []
