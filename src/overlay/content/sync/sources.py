"""Which sources a desk follows: what the policy names, then `sources.toml`, the organisation's and the user's.

    [[source]]
    name = "head-office"
    url = "https://guides.example/overlay/"     # or file://server/share/overlay/
    priority = 10                               # larger first; where two offer one pack, the first gives it
    ca = "/etc/ssl/private-ca.pem"              # besides the system's trust store
    groups = ["tier1"]                          # what this desk is; packs for other groups are passed over
    proxy = "http://proxy.example:3128"         # instead of the environment's
    login = true                                # there are credentials for it in the keyring
    proxy_login = true                          # and for its proxy

The trusted root of each is beside it, as `<name>.root.json`. No secret is ever written here.
"""

from __future__ import annotations

import os
import re
import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import tomlkit
from msgspec import Struct
from tomlkit.items import AoT

from overlay.errors import OverlayError
from overlay.policy import PolicySource

FILE = "sources.toml"
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_KEYS = frozenset({"name", "url", "priority", "ca", "groups", "proxy", "login", "proxy_login"})


class SourceListError(OverlayError):
    """The list of sources, or what should become part of it, is not right. `code`: "list", "name" or "address"."""

    def __init__(self, message: str, code: str = "list") -> None:
        super().__init__(message)
        self.code = code


class Source(Struct, frozen=True):
    """One source as configured. `root` is the file with its trusted root; `locked`: the organisation set it.

    `root_text` is the trusted root itself where a policy holds it; `root` is then not read.
    """

    name: str
    url: str
    root: Path
    priority: int = 0
    ca: str = ""
    groups: tuple[str, ...] = ()
    proxy: str = ""
    login: bool = False
    proxy_login: bool = False
    locked: bool = False
    root_text: str = ""

    def trusted_root(self) -> bytes:
        """Return the root metadata that is trusted from the first. Raises SourceListError when it cannot be read."""
        if self.root_text:
            return self.root_text.encode("utf-8")
        try:
            return self.root.read_bytes()
        except OSError as error:
            if not self.locked and isinstance(error, FileNotFoundError):
                raise  # `trust` says what to do with a source of one's own
            raise SourceListError(
                f"The trusted root of “{self.name}” cannot be read: {self.root}: {error.strerror}. "
                "Put the source's root.json there, readable for every user."
            ) from error


def from_policy(sources: Sequence[PolicySource]) -> tuple[Source, ...]:
    """Return the sources of a policy as a desk follows them."""
    return tuple(
        Source(
            name=s.name,
            url=s.url if s.url.endswith("/") else f"{s.url}/",
            root=Path() if s.root.startswith("{") else Path(s.root),
            root_text=s.root if s.root.startswith("{") else "",
            priority=s.priority,
            ca=s.ca,
            groups=s.groups,
            proxy=s.proxy,
            locked=True,
        )
        for s in sources
    )


class SourceList:
    """The sources in `folder` (the user's), `policy_folder` and `given` (the organisation's, which users cannot change)."""

    def __init__(
        self, folder: Path | None, policy_folder: Path | None = None, given: Sequence[PolicySource] = ()
    ) -> None:
        self._users = folder
        self._policy_folder = policy_folder
        self._given = from_policy(given)

    def all(self) -> tuple[Source, ...]:
        """Return every source, the first to be asked first. Raises SourceListError when a list cannot be read."""
        found = {source.name: source for source in self._given}
        if self._policy_folder is not None:
            for source in _read(self._policy_folder, locked=True):
                found.setdefault(source.name, source)
        for source in _read(self._users, locked=False) if self._users is not None else ():
            found.setdefault(source.name, source)
        return tuple(sorted(found.values(), key=lambda s: (-s.priority, not s.locked, s.name)))

    def add(self, source: Source, root: bytes) -> None:
        """Add a source, with the root metadata that is trusted from now on. Raises SourceListError."""
        check(source)
        self.refuse_taken(source.name)
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        path = self._folder / FILE
        document = tomlkit.parse(path.read_text("utf-8")) if path.exists() else tomlkit.document()
        table = tomlkit.table()
        for key, value in _data(source).items():
            table.add(key, value)
        _tables(document).append(table)
        _replace(root_file(self._folder, source.name), root)
        _replace(path, tomlkit.dumps(document).encode("utf-8"))

    def refuse_taken(self, name: str) -> None:
        """Raise SourceListError when there is a source of this name."""
        if any(known.name == name for known in self.all()):
            raise SourceListError(
                f"There is a source “{name}” already. Remove it first, or choose another name.", "name"
            )

    def remove(self, name: str) -> Source:
        """Take a source out of the list; what it installed stays until it is removed. Raises SourceListError."""
        known = {source.name: source for source in self.all()}
        if name not in known:
            raise SourceListError(f"There is no source “{name}”. See: overlay source list.")
        if known[name].locked:
            raise SourceListError(f"Your organisation set the source “{name}”; it cannot be removed here.")
        path = self._folder / FILE
        document = tomlkit.parse(path.read_text("utf-8"))
        tables: Any = document["source"]
        for at in reversed(range(len(tables))):
            if tables[at]["name"] == name:
                del tables[at]
        if not tables:  # tomlkit would leave `source = []`
            document.pop("source")
        _replace(path, tomlkit.dumps(document).encode("utf-8"))
        root_file(self._folder, name).unlink(missing_ok=True)
        return known[name]

    @property
    def _folder(self) -> Path:
        if self._users is None:
            raise SourceListError("The sources of a machine are set by its policy; see docs/for-it.md.")
        return self._users

    def set_login(self, name: str, *, proxy: bool, on: bool) -> None:
        """Note that the keyring holds credentials for a source or its proxy; an organisation's list says so itself."""
        path = self._folder / FILE
        if not path.exists():
            return
        document = tomlkit.parse(path.read_text("utf-8"))
        tables: Any = document.get("source", [])
        for table in tables:
            if table["name"] == name:
                table["proxy_login" if proxy else "login"] = on
        _replace(path, tomlkit.dumps(document).encode("utf-8"))


def check(source: Source) -> None:
    """Raise SourceListError when a source cannot be as it is said."""
    if not _NAME.fullmatch(source.name):
        raise SourceListError(
            f"“{source.name}” cannot be the name of a source. Use a–z, 0–9, dots and dashes.",
            "name",
        )
    url = urlsplit(source.url)
    if url.scheme not in {"https", "http", "file"} or (url.scheme != "file" and not url.hostname):
        raise SourceListError(
            f"“{source.url}” is not an address of a source. It begins with https://, http:// or file://.",
            "address",
        )
    if url.username or url.password:
        raise SourceListError(
            "An address must not hold a password. Leave it out, and run: overlay source login NAME.",
            "address",
        )
    if url.query or url.fragment:
        raise SourceListError(
            f"“{source.url}” is not a folder: leave out what follows “?” or “#”.", "address"
        )


def root_file(folder: Path, name: str) -> Path:
    """Return where the trusted root of a source is, for a list in `folder`."""
    return folder / "sources" / f"{name}.root.json"


def _tables(document: tomlkit.TOMLDocument) -> AoT:
    """Return the sources of a list as tables that can be added to, also where they stand as `source = [{…}]`."""
    listed = document.get("source")
    if isinstance(listed, AoT):
        return listed
    tables = tomlkit.aot()
    for inline in listed or ():
        table = tomlkit.table()
        table.update(inline)
        tables.append(table)
    document.pop("source", None)
    document.append("source", tables)
    return tables


def _read(folder: Path, *, locked: bool) -> list[Source]:
    path = folder / FILE
    try:
        tables = tomllib.loads(path.read_text("utf-8")).get("source", [])
        return [_source(table, folder, locked=locked) for table in tables]
    except FileNotFoundError:
        return []
    except (OSError, ValueError, TypeError, AttributeError, KeyError) as error:
        cure = (
            "Your administrator has to fix it"
            if locked
            else "Fix it, or delete it and add your sources again"
        )
        raise SourceListError(f"{path} cannot be understood: {error}. {cure}.") from error


def _source(table: Mapping[str, Any], folder: Path, *, locked: bool) -> Source:
    if unknown := set(table) - _KEYS:
        raise ValueError(f"“{min(unknown)}” is not known there")
    source = Source(
        name=str(table["name"]),
        url=str(table["url"]),
        root=root_file(folder, str(table["name"])),
        priority=int(table.get("priority", 0)),
        ca=str(table.get("ca", "")),
        groups=tuple(map(str, table.get("groups", ()))),
        proxy=str(table.get("proxy", "")),
        login=bool(table.get("login", False)),
        proxy_login=bool(table.get("proxy_login", False)),
        locked=locked,
    )
    check(source)
    return source


def _data(source: Source) -> dict[str, Any]:
    every = {
        "name": source.name,
        "url": source.url,
        "priority": source.priority,
        "ca": source.ca,
        "groups": list(source.groups),
        "proxy": source.proxy,
        "login": source.login,
        "proxy_login": source.proxy_login,
    }
    return {key: value for key, value in every.items() if value}


def _replace(path: Path, data: bytes) -> None:
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f"{path.name}.new")
    with fresh.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
