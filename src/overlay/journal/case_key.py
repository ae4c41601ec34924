"""The key under which a walk's case is stored: an HMAC, so that no customer's number is on disk.

The key is random, one per user, in an owner-only file. Whoever copies `personal.db` alone cannot try case numbers against
it; whoever has both files has the agent's account, where the cases themselves are. See docs/adr/0021-case-key.md.
"""

from __future__ import annotations

import contextlib
import hmac
import json
import os
import stat
from collections.abc import Mapping
from pathlib import Path

from overlay.guide import GuideRef

_KEY_BYTES = 32  # SHA-256's own size: RFC 2104, section 3
_NO_FOLLOW = getattr(os, "O_NOFOLLOW", 0) | getattr(os, "O_BINARY", 0)


class CaseKeys:
    """Turns what a rule captured into the case key of a walk.

    The key file is made when it is missing, and made anew when it cannot be read as one: walks kept under the old key are
    then never found again, and leave with the retention time. When it cannot be written either, `lasting` is False: the
    key lives in memory and walks are found again in this session only.
    """

    def __init__(self, path: Path) -> None:
        key = _read(path)
        if key is None:
            key = _make(path)
        self.lasting = key is not None
        self._key = key or os.urandom(_KEY_BYTES)

    def key(self, ref: GuideRef, captures: Mapping[str, str]) -> str:
        """Return the case key (64 hex digits). Capitals and the order of captures make no difference."""
        case = sorted((name, value.casefold()) for name, value in captures.items())
        # ASCII JSON: lone surrogates, which a hostile title may hold, become escapes instead of an error.
        message = json.dumps([ref.pack, ref.guide, case], separators=(",", ":")).encode("ascii")
        return hmac.digest(self._key, message, "sha256").hex()


def _read(path: Path) -> bytes | None:
    """Return the key, or None when there is no file or it is not a key file of this user."""
    try:
        file = os.open(path, os.O_RDONLY | _NO_FOLLOW)
    except OSError:
        return None
    try:
        about = os.fstat(file)
        if not stat.S_ISREG(about.st_mode):
            return None
        if os.name == "posix":
            if about.st_uid != os.geteuid():
                return None
            if about.st_mode & 0o077:
                os.fchmod(file, 0o600)
        key = os.read(file, _KEY_BYTES + 1)
    except OSError:
        return None
    finally:
        os.close(file)
    return key if len(key) == _KEY_BYTES else None


def _make(path: Path) -> bytes | None:
    """Write a new key and return the one that is in the file now; None when nothing can be written.

    The key is written whole beside its place and linked onto it, so that nobody ever reads half a key. Two processes that
    start together both make one; the first link wins, and both read it.
    """
    fresh = path.with_name(f"{path.name}.{os.getpid()}.{os.urandom(4).hex()}")
    try:
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | _NO_FOLLOW, 0o600)
        try:
            os.write(file, os.urandom(_KEY_BYTES))
            os.fsync(file)
        finally:
            os.close(file)
        if os.path.lexists(path) and _read(path) is None:
            fresh.replace(path)  # what is there is no key: nothing is lost
        else:
            _link(fresh, path)
    except OSError:
        return None
    finally:
        with contextlib.suppress(OSError):
            fresh.unlink()
    return _read(path)


def _link(fresh: Path, path: Path) -> None:
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first
    except OSError:
        fresh.replace(path)  # a file system without hard links
