"""The index of a built pack: every guide and file with its SHA-256, in two levels.

Level one is small, names the pack and version, and lists the shards of level two by their hash. A shard lists some guides,
each with its files (the original and its translations), and some other files. Which shard a guide stands in depends on its
id alone, so one changed guide changes one shard: whoever has the shards of the version before fetches level one, that shard
and the changed files. Both levels are canonical JSON (keys sorted, no spaces, UTF-8): the same pack, wherever it is built,
has the same bytes, and the SHA-256 of level one names the whole content.

    {"bytes":84210,"files":47,"format":1,"guides":14,"pack":"payments","shards":[["<sha256>",4211]],
     "title":"Payments","version":"1.4.0"}
    {"files":{"pack.yaml":["<sha256>",180]},"guides":{"refund-order":{"guides/refund-order.md":["<sha256>",2210]}}}

What comes from outside is believed only after `read_top` and `read_shard`: both raise PackRejectedError.
"""

from __future__ import annotations

import hashlib
import json
import math
import re
import stat
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property
from typing import Any

from msgspec import Struct

from overlay.content.format.files import FILES, FOLDERS, MAX_FILES, MAX_TEXT_BYTES, name_problem
from overlay.content.format.images import MAX_IMAGE_BYTES, SUFFIXES
from overlay.discreet import Discreet
from overlay.errors import PackRejectedError

FORMAT = 1
MAX_TOP_BYTES = 1024 * 1024
MAX_SHARD_BYTES = 4 * 1024 * 1024
MAX_SHARDS = 4096
MAX_INDEX_BYTES = 32 * 1024 * 1024  # of all shards
MAX_PACK_BYTES = 1024 * 1024 * 1024  # of all files, uncompressed
_ONE_SHARD_FILES = 256

_SHA256 = re.compile(r"[0-9a-f]{64}", re.ASCII)
_NAME = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?", re.ASCII)
_VERSION = re.compile(r"[0-9A-Za-z][0-9A-Za-z.+_-]{0,63}", re.ASCII)


class Blob(Struct, frozen=True, order=True):
    """The content of a file: its SHA-256 in hex and its size in bytes."""

    sha256: str
    size_bytes: int

    @classmethod
    def of(cls, data: bytes) -> Blob:
        return cls(hashlib.sha256(data).hexdigest(), len(data))


class Item(Struct, frozen=True, order=True):
    """One file of a pack: its path there, what it holds, and the guide it belongs to ("": none)."""

    path: str
    blob: Blob
    guide: str = ""


class Top(Struct, frozen=True):
    """Level one. `files` and `size_bytes` count every file of the pack, `guides` each guide once."""

    pack: str
    version: str
    title: str
    guides: int
    files: int
    size_bytes: int
    shards: tuple[Blob, ...]

    def to_bytes(self) -> bytes:
        return canonical(
            {
                "format": FORMAT,
                "pack": self.pack,
                "version": self.version,
                "title": self.title,
                "guides": self.guides,
                "files": self.files,
                "bytes": self.size_bytes,
                "shards": [[shard.sha256, shard.size_bytes] for shard in self.shards],
            }
        )


class PackIndex(Discreet, frozen=True, dict=True):
    """Both levels. `items` is sorted by path; `shards` holds the bytes of each shard, in the order of `top.shards`."""

    untold = ("shards",)

    top: Top
    items: tuple[Item, ...]
    shards: tuple[bytes, ...]

    @cached_property
    def digest(self) -> str:
        """The SHA-256 of level one: equal digests are equal packs, to the byte."""
        return hashlib.sha256(self.top.to_bytes()).hexdigest()

    @cached_property
    def blobs(self) -> Mapping[str, Blob]:
        """What each file holds, by its path."""
        return {item.path: item.blob for item in self.items}

    @cached_property
    def guides(self) -> Mapping[str, tuple[Item, ...]]:
        """The files of each guide, by its id."""
        found: dict[str, list[Item]] = {}
        for item in self.items:
            if item.guide:
                found.setdefault(item.guide, []).append(item)
        return {guide: tuple(items) for guide, items in sorted(found.items())}


def make_index(pack: str, version: str, title: str, items: Iterable[Item]) -> PackIndex:
    """Return the index of these files."""
    ordered = tuple(sorted(items))
    count = shard_count(len(ordered))
    split: list[list[Item]] = [[] for _ in range(count)]
    for item in ordered:
        split[shard_of(item, count)].append(item)
    shards = tuple(_shard_bytes(part) for part in split)
    top = Top(
        pack=pack,
        version=version,
        title=title,
        guides=len({item.guide for item in ordered if item.guide}),
        files=len(ordered),
        size_bytes=sum(item.blob.size_bytes for item in ordered),
        shards=tuple(map(Blob.of, shards)),
    )
    return PackIndex(top, ordered, shards)


def shard_count(files: int) -> int:
    """Return how many shards an index of so many files has: a power of two.

    One changed guide costs level one (about 36 bytes a shard, compressed) and one shard (about 52 bytes a file): their sum
    is least near √(1.4 · files). A hundred changed guides cost a hundred shards, for which more and smaller ones are better.
    """
    if files <= _ONE_SHARD_FILES:
        return 1
    return min(MAX_SHARDS, 1 << round(math.log2(math.sqrt(24 * files))))


def shard_of(item: Item, count: int) -> int:
    """Return the number of the shard that `item` stands in."""
    key = f"guide:{item.guide}" if item.guide else f"file:{item.path}"
    return int.from_bytes(hashlib.sha256(key.encode()).digest()[:4], "big") % count


def read_top(data: bytes) -> Top:
    """Return level one. Raises PackRejectedError when it is not exactly what this version writes."""
    value = parsed(data, MAX_TOP_BYTES)
    if value.get("format") != FORMAT:
        raise PackRejectedError("The pack was built for another version of overlay: update overlay.")
    try:
        top = Top(
            pack=_matching(_NAME, value["pack"]),
            version=_matching(_VERSION, value["version"]),
            title=_text(value["title"]),
            guides=_number(value["guides"], MAX_FILES),
            files=_number(value["files"], MAX_FILES),
            size_bytes=_number(value["bytes"], MAX_PACK_BYTES),
            shards=tuple(_blob(shard, MAX_SHARD_BYTES) for shard in value["shards"]),
        )
    except (KeyError, TypeError, ValueError) as error:
        raise damaged() from error
    too_much = sum(shard.size_bytes for shard in top.shards) > MAX_INDEX_BYTES
    if too_much or len(top.shards) != shard_count(top.files) or top.to_bytes() != data:
        raise damaged()
    return top


def read_shard(top: Top, number: int, data: bytes) -> tuple[Item, ...]:
    """Return the files that a shard lists, its hash checked. Raises PackRejectedError, naming a path that may not be."""
    if Blob.of(data) != top.shards[number]:
        raise damaged()
    items = items_of(parsed(data, MAX_SHARD_BYTES))
    if any(shard_of(item, len(top.shards)) != number for item in items) or _shard_bytes(items) != data:
        raise damaged()
    return items


def items_of(listing: Mapping[str, Any]) -> tuple[Item, ...]:
    """Return the files that `listing` made. Raises PackRejectedError, naming a path that may not be."""
    try:
        items = [_item(path, blob) for path, blob in listing["files"].items()]
        for guide, files in listing["guides"].items():
            items += [_item(path, blob, _matching(_NAME, guide)) for path, blob in files.items()]
    except (KeyError, TypeError, ValueError, AttributeError) as error:
        raise damaged() from error
    return tuple(sorted(items))


def listing(items: Iterable[Item]) -> dict[str, Any]:
    """Return files as a shard lists them: `{"files": {path: [sha256, bytes]}, "guides": {guide: {path: …}}}`."""
    guides: dict[str, dict[str, list[Any]]] = {}
    files: dict[str, list[Any]] = {}
    for item in items:
        within = guides.setdefault(item.guide, {}) if item.guide else files
        within[item.path] = [item.blob.sha256, item.blob.size_bytes]
    return {"files": files, "guides": guides}


def join(top: Top, shards: Sequence[bytes]) -> PackIndex:
    """Return the index of level one and all its shards. Raises PackRejectedError when they do not belong together."""
    if len(shards) != len(top.shards):
        raise damaged()
    items = sorted(item for number, data in enumerate(shards) for item in read_shard(top, number, data))
    refuse_twins(items)
    index = PackIndex(top, tuple(items), tuple(shards))
    facts = (len(items), len(index.guides), sum(item.blob.size_bytes for item in items))
    if facts != (top.files, top.guides, top.size_bytes):
        raise damaged()
    return index


def refuse_twins(items: Sequence[Item]) -> None:
    """Raise PackRejectedError for two names that Windows and macOS take for one."""
    if len({unicodedata.normalize("NFC", item.path).casefold() for item in items}) != len(items):
        raise PackRejectedError(
            "The pack is not fit to install: two of its files differ only in upper and lower case."
        )


def _item(path: str, blob: Any, guide: str = "") -> Item:
    if not is_pack_path(path):
        raise PackRejectedError(f"The pack is not fit to install: it names a file “{path[:80]!r}”.")
    is_image = path.startswith("media/")
    return Item(path, _blob(blob, MAX_IMAGE_BYTES if is_image else MAX_TEXT_BYTES), guide)


def is_pack_path(path: str) -> bool:
    """Tell whether a built pack may hold a file of this path: one the reader of packs reads, that every system can hold."""
    if path in FILES:
        return True
    folder, _, rest = path.partition("/")
    if folder not in FOLDERS or any(part in ("", ".", "..") or part[0] == "." for part in rest.split("/")):
        return False
    suffix = path[path.rfind(".") :] if "." in path else ""
    if not (suffix == ".md" if folder == "guides" else suffix.lower() in SUFFIXES):
        return False
    return name_problem(path, stat.S_IFREG) is None


def _shard_bytes(items: Iterable[Item]) -> bytes:
    return canonical(listing(items))


def canonical(value: Mapping[str, Any]) -> bytes:
    """Return the one way to write `value` as JSON."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()


def parsed(data: bytes, most_bytes: int) -> dict[str, Any]:
    """Return a JSON object that came from outside. Raises PackRejectedError."""
    try:
        value = json.loads(data) if len(data) <= most_bytes else None
    except (ValueError, RecursionError) as error:
        raise damaged() from error
    if not isinstance(value, dict):
        raise damaged()
    return value


def _blob(value: Any, most_bytes: int) -> Blob:
    sha256, size_bytes = value
    return Blob(_matching(_SHA256, sha256), _number(size_bytes, most_bytes))


def _matching(pattern: re.Pattern[str], value: Any) -> str:
    if not isinstance(value, str) or not pattern.fullmatch(value):
        raise ValueError(value)
    return value


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError(value)
    return value


def _number(value: Any, most: int) -> int:
    if type(value) is not int or not 0 <= value <= most:
        raise ValueError(value)
    return value


def damaged() -> PackRejectedError:
    """Return what to raise for an index that is not what was built."""
    return PackRejectedError("The pack is damaged: its index is not what was built. Get the file again.")
