"""File names that every system can hold, made from the names in a source."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from functools import lru_cache

MAX_NAME_CHARS = 60
MAX_ID_CHARS = 90  # a language or a number may follow
MAX_FOLDER_CHARS = 90

_NOT_IN_NAME = re.compile(r"[^a-z0-9_]+")
_RESERVED = re.compile(r"con|prn|aux|nul|com\d|lpt\d")
_FOLDS = str.maketrans(
    {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "ı": "i"}
)


@lru_cache(maxsize=4096)
def page_name(text: str) -> str:
    """Return `text` as one part of a path: small letters, digits, `-` and `_`.

    Text without any such letter (Japanese, say) becomes a name made from its hash; names Windows reserves get a `_`.
    """
    folded = unicodedata.normalize("NFKD", text.lower().translate(_FOLDS))
    name = _NOT_IN_NAME.sub("-", "".join(c for c in folded if not unicodedata.combining(c))).strip("-")
    if not name:
        return f"page-{_hash(text)}"
    if len(name) > MAX_NAME_CHARS:
        name = f"{name[: MAX_NAME_CHARS - 9].rstrip('-')}-{_hash(text)}"
    return f"{name}_" if _RESERVED.fullmatch(name) else name


def page_folder(page: str) -> str:
    """Return the folder of a page as a path in the pack; empty at the top."""
    folder = page.rpartition("/")[0]
    if not folder:
        return ""
    path = "/".join(page_name(part) for part in folder.split("/") if part)
    return path if len(path) <= MAX_FOLDER_CHARS else f"deep/{_hash(folder)}"


def guide_id(page: str, key: str) -> str:
    """Return the id of a guide: the path of its page, and its key where a page has several."""
    parts = [page_name(part).strip("_") or page_name(part) for part in page.split("/") if part]
    parts += [page_name(key)] if key else []
    name = "-".join(parts)
    if len(name) <= MAX_ID_CHARS:
        return name
    kept = "-".join(parts[-2:] if key else parts[-1:])  # the end of a path says more than its start
    return f"{kept[: MAX_ID_CHARS - 9].rstrip('-_')}-{_hash(f'{page}#{key}')}"


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:8]
