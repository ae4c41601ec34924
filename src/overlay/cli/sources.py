"""The desk half of `overlay source` and `overlay pack`: where packs come from, and pins."""

from __future__ import annotations

import argparse
import getpass
import hashlib
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from msgspec.structs import asdict

from overlay.cli.output import (
    DONE,
    answer,
    say,
    tell_sources_changed,
)
from overlay.cli.parsing import Parents, add_verb
from overlay.errors import OverlayError
from overlay.paths import Paths
from overlay.settings_file import content_folder_for, load_for

if TYPE_CHECKING:
    from overlay.content.sync.fetch import Fetcher
    from overlay.content.sync.last_checks import Look
    from overlay.content.sync.sources import Source, SourceList


def add_source_verbs(verbs: Any, parents: Parents) -> None:
    """Add `add`, `list`, `remove` and `login` to the subparsers of `source`."""
    add = add_verb(verbs, parents, "add", _add, "follow a source")
    add.add_argument("name", metavar="NAME", help="a short name for it, such as head-office")
    add.add_argument("url", metavar="URL", help="https://…, or file:///… for a folder or share")
    trust = add.add_mutually_exclusive_group()
    trust.add_argument("--root", type=Path, metavar="FILE", help="root.json, as its publisher gave it to you")
    trust.add_argument(
        "--fingerprint", metavar="HEX", help="or the SHA-256 of 1.root.json, as its publisher told you"
    )
    add.add_argument(
        "--priority", type=int, default=0, metavar="N", help="sources with a larger number win; default 0"
    )
    add.add_argument(
        "--ca",
        default="",
        metavar="FILE",
        help="certificate of a private authority, in addition to the system's",
    )
    add.add_argument(
        "--group",
        action="append",
        default=[],
        metavar="GROUP",
        help="a group this desk belongs to; repeatable",
    )
    add.add_argument("--proxy", default="", metavar="URL", help="instead of the one the environment names")
    add.add_argument(
        "--login", action="store_true", help="ask for a token or password now and store it in the keyring"
    )
    add.add_argument("--user", default="", help="with --login: user name; leave it out for a token")
    add_verb(verbs, parents, "list", _list, "list the sources this desk follows")
    remove = add_verb(verbs, parents, "remove", _remove, "stop following a source; its packs stay")
    remove.add_argument("name", metavar="NAME")
    login = add_verb(verbs, parents, "login", _login, "keep a token or password in the keyring")
    login.add_argument("name", metavar="NAME")
    login.add_argument("--proxy", action="store_true", help="for the proxy in between, not for the source")
    login.add_argument("--user", default="", help="user name; leave it out for a token")
    login.add_argument("--forget", action="store_true", help="forget what is kept")


def add_pin_verbs(verbs: Any, parents: Parents) -> None:
    """Add `pin` and `unpin` to the subparsers of `pack`."""
    pin = add_verb(verbs, parents, "pin", _pin, "keep a pack at one version")
    pin.add_argument("what", metavar="PACK@VERSION")
    pin.set_defaults(pins=True)
    unpin = add_verb(verbs, parents, "unpin", _pin, "let a pack follow its source again")
    unpin.add_argument("what", metavar="PACK")
    unpin.set_defaults(pins=False)


def connect(source: Source) -> Fetcher:
    """Open a source, with the credentials that the keyring holds for it."""
    from overlay.content.sync.credentials import KeyringCredentials
    from overlay.content.sync.fetch import FolderFetcher, WebFetcher
    from overlay.content.sync.refusals import SourceSilentError

    if source.url.startswith("file:"):
        return FolderFetcher()
    store = KeyringCredentials()
    own = store.get(source.name) if source.login else None
    if source.login and own is None:
        raise SourceSilentError(
            f"The keyring holds no login for “{source.name}”. Run: overlay source login {source.name}.",
            "login",
        )
    return WebFetcher(source, own, store.get(f"proxy {source.name}") if source.proxy_login else None)


# --- the list of sources ---------------------------------------------------------------------------------------------


def source_list(places: Paths) -> SourceList:
    """Return the list of this user's sources, after the organisation's."""
    from overlay.content.sync.sources import SourceList

    return SourceList(places.config, places.policy_folder, load_for(places).policy.sources)


class _SourceRefusedError(OverlayError):
    """The source cannot be followed. `code`: "file" (no such root file), "fingerprint" (it is another one)."""

    def __init__(self, message: str, code: str) -> None:
        super().__init__(message)
        self.code = code


def _saying_why(
    run: Callable[[argparse.Namespace, Paths], int],
) -> Callable[[argparse.Namespace, Paths], int]:
    """Have `--json` say by a code why it was not done: the settings window says it in the agent's language."""

    def saying(asked: argparse.Namespace, places: Paths) -> int:
        try:
            return run(asked, places)
        except OverlayError as error:
            if asked.json:
                answer({"done": False, "code": getattr(error, "code", ""), "why": str(error)})
            raise

    return saying


@_saying_why
def _add(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.sync.credentials import KeyringCredentials
    from overlay.content.sync.sources import Source, check, root_file

    source = Source(
        name=asked.name,
        url=asked.url if asked.url.endswith("/") else f"{asked.url}/",
        root=root_file(places.config, asked.name),
        priority=asked.priority,
        ca=str(Path(asked.ca).absolute()) if asked.ca else "",
        groups=tuple(asked.group),
        proxy=asked.proxy,
        login=asked.login or bool(asked.user),
    )
    check(source)
    followed = source_list(places)
    followed.refuse_taken(source.name)  # before its login would take the place of the other one's
    if source.login:
        _keep_login(source.name, asked.user)
    try:
        followed.add(source, _trusted_root(source, asked))
    except OverlayError:
        if source.login:
            KeyringCredentials().erase(source.name)
        raise
    tell_sources_changed(places)
    say(asked, {"added": source.name}, f"Following “{source.name}”. Fetch its packs now: overlay sync.")
    return DONE


def _trusted_root(source: Source, asked: argparse.Namespace) -> bytes:
    from overlay.content.sync.refusals import SourceRejectedError, SourceSilentError
    from overlay.content.sync.trust import fetch_first_root, refuse_untrusted_root

    if asked.root:
        try:
            root = bytes(asked.root.read_bytes())
        except OSError as error:
            raise _SourceRefusedError(f"{asked.root} cannot be read ({error.strerror}).", "file") from error
    else:
        try:
            root = fetch_first_root(source, connect(source))
        except SourceSilentError as error:
            if error.code != "login":
                raise
            raise _SourceRefusedError(
                f"“{source.name}” does not take this login. Nothing was added; try again with the right one."
                if source.login
                else f"“{source.name}” wants a login before it shows anything. Add it with --login, and --user NAME where "
                "the login is a name and a password.",
                "login",
            ) from error
        found = hashlib.sha256(root).hexdigest()
        wanted = (asked.fingerprint or "").replace(":", "").replace(" ", "").lower()
        if not wanted:
            raise _SourceRefusedError(
                f"The root of that source has the fingerprint\n  {found}\n"
                "Ask its publisher, by another way than this address, "
                f"whether that is right; then add it with: --fingerprint {found[:8]}…",
                "fingerprint",
            )
        if found != wanted:
            raise _SourceRefusedError(
                f"The root of that source is another one: its fingerprint is\n  {found}\nNothing was added.",
                "fingerprint",
            )
    try:
        refuse_untrusted_root(source, root)
    except SourceRejectedError as error:
        where = asked.root or f"What {source.url} sends"
        raise _SourceRefusedError(
            f"{where} is not the root of a source, signed by its own keys. Take the file 1.root.json that its publisher "
            "gave you.",
            error.code,
        ) from error
    return root


def _list(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.sync import last_checks
    from overlay.content.sync import state as states

    folder = content_folder_for(places) / "sync"
    state, seen = states.load(folder), last_checks.load(folder)
    rows = [
        {
            "source": source.name,
            "url": source.url,
            "priority": source.priority,
            "groups": list(source.groups),
            "locked": source.locked,
            "silent_since": state.silent_since.get(source.name, ""),
            "look": asdict(seen[source.name]) if source.name in seen else None,
            "packs": {pack: p.version for pack, p in state.installed.items() if p.source == source.name},
        }
        for source in source_list(places).all()
    ]
    if asked.json:
        answer({"sources": rows, "pins": dict(state.pins)})
    for source in () if asked.json else source_list(places).all():
        print(f"{source.name}  {source.url}{'  (set by your organisation)' if source.locked else ''}")
        for line in _how_it_is(seen.get(source.name), state.silent_since.get(source.name, "")):
            print(f"    {line}")
        for pack, installed in state.installed.items():
            if installed.source == source.name:
                print(f"    {pack}  {installed.version}{'  pinned' if pack in state.pins else ''}")
    return DONE


def _how_it_is(look: Look | None, silent_since: str) -> Iterator[str]:
    """Yield how the last look at a source went, in lines for people."""
    if look is None:
        yield "not asked yet; run: overlay sync"
        return
    if silent_since:
        yield f"nothing new since {silent_since}"
    elif look.read:
        yield f"read {_day(look.read)}, signed until {_day(look.valid_until)}"
    if look.text:
        yield look.text


def _day(iso: str) -> str:
    return iso[:16].replace("T", " ")


@_saying_why
def _remove(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.sync.credentials import KeyringCredentials

    source = source_list(places).remove(asked.name)
    for entry, kept in ((source.name, source.login), (f"proxy {source.name}", source.proxy_login)):
        if kept:
            KeyringCredentials().erase(entry)
    tell_sources_changed(places)
    say(
        asked,
        {"removed": asked.name},
        f"“{asked.name}” is no longer followed. Its packs stay; see: overlay pack remove.",
    )
    return DONE


@_saying_why
def _login(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.sync.credentials import KeyringCredentials

    sources = source_list(places)
    if asked.name not in {source.name for source in sources.all()}:
        raise OverlayError(f"There is no source “{asked.name}”. See: overlay source list.")
    entry = f"proxy {asked.name}" if asked.proxy else asked.name
    if asked.forget:
        KeyringCredentials().erase(entry)
    else:
        _keep_login(entry, asked.user)
    sources.set_login(asked.name, proxy=asked.proxy, on=not asked.forget)
    say(asked, {"login": asked.name}, "Forgotten." if asked.forget else "Kept in the keyring.")
    return DONE


def _keep_login(entry: str, user: str) -> None:
    from overlay.content.sync.credentials import Credentials, KeyringCredentials

    if not user and sys.stdin.isatty():
        user = input("User name (leave empty for a token): ").strip()
    secret = (
        getpass.getpass("Password: " if user else "Token: ")
        if sys.stdin.isatty()
        else sys.stdin.readline().rstrip("\n")
    )
    if not secret:
        raise OverlayError("Nothing was entered, so nothing was kept.")
    KeyringCredentials().set(entry, Credentials(secret, user))


def _pin(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.sync.run import pin

    pack, _, version = asked.what.partition("@")
    if not pack or bool(version) != asked.pins:
        raise OverlayError("Say the pack and the version to keep, such as orders@12.")
    pin(places.data, pack, version or None)
    say(
        asked,
        {"pack": pack, "pinned": version},
        f"“{pack}” {f'stays at {version}' if version else 'follows its source'}. "
        "This takes effect with the next: overlay sync.",
    )
    return DONE


# --- telling ---------------------------------------------------------------------------------------------------------
