"""`overlay keys`, and the publishing half of `overlay source`: who may sign what, and until when."""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from overlay.cli.output import DONE, NOT_SO, say, show, tell
from overlay.cli.parsing import Parents, add_verb_family
from overlay.cli.signer import (
    key_argument,
    key_store,
    key_verb,
    keys_folder,
    or_kept,
    repository_of,
    source_argument,
)
from overlay.cli.source_status import tell_status
from overlay.paths import Paths

if TYPE_CHECKING:
    from overlay.content.source.keys import KeyInfo
    from overlay.content.source.repository import Change


def add_key_verbs(verbs: Any, parents: Parents) -> None:
    """Add `keys` to a parser's subparsers. `parents` hold what every verb takes (--json)."""
    sub = add_verb_family(verbs, "keys", "Signing keys: make, list, rotate.")
    new = key_verb(sub, parents, "new", _keys_new, "create an Ed25519 key, or register one on a token")
    new.set_defaults(for_others=False)
    new.add_argument("name", metavar="NAME")
    kind = new.add_mutually_exclusive_group()
    kind.add_argument("--keyring", action="store_true", help="keep the private part in the system's keyring")
    kind.add_argument(
        "--pkcs11", action="store_true", help="use an ECDSA key on a token (library: PYKCS11LIB)"
    )
    new.add_argument("--slot", type=int, metavar="ID", help="with --pkcs11: the id of the key, default 2")
    new.add_argument("--label", metavar="LABEL", help="with --pkcs11: the label of the token")
    key_verb(sub, parents, "list", _keys_list, "list your keys")
    rotate = key_verb(sub, parents, "rotate", _keys_rotate, "replace the keys of a role")
    rotate.add_argument("role", metavar="ROLE", help="root, targets, online, or pack:ID")
    source_argument(rotate)
    key_argument(rotate, required=True, help_="a key the role has from now on; repeatable")
    rotate.add_argument(
        "--threshold", type=int, metavar="N", help="how many of them must sign; as before when left out"
    )


def add_publisher_verbs(verbs: Any, parents: Parents) -> None:
    """Add `init`, `program`, `grant`, `refresh`, `sign` and `status` to the subparsers of `source`."""
    init = key_verb(verbs, parents, "init", _init, "create a source in a folder")
    init.add_argument("folder", type=Path, metavar="DIR")
    key_argument(
        init, required=True, help_="an offline key that controls the source; repeatable", flag="--root-key"
    )
    init.add_argument(
        "--root-threshold", type=int, default=1, metavar="N", help="how many root keys must sign; default 1"
    )
    key_argument(init, required=True, help_="the key that signs every day; repeatable", flag="--online-key")
    key_argument(
        init,
        required=False,
        help_="a key that admits packs; default: the root keys",
        flag="--targets-key",
    )
    program = key_verb(
        verbs, parents, "program", _program, "announce the newest version of the program to desks"
    )
    program.add_argument("version", metavar="VERSION", help="such as 1.4.0")
    source_argument(program)
    grant = key_verb(
        verbs, parents, "grant", _grant, "say whose keys sign a pack; a new pack is added to the source"
    )
    grant.add_argument("pack", metavar="PACK")
    source_argument(grant)
    key_argument(grant, required=True, help_="name of a key, or its public .json file; repeatable")
    grant.add_argument(
        "--threshold",
        type=int,
        metavar="N",
        help="how many must sign (2 for four eyes); default: as before, or 1 for a new pack",
    )
    grant.add_argument(
        "--keep", action="store_true", help="add the keys to those it has, instead of replacing them"
    )
    refresh = key_verb(verbs, parents, "refresh", _refresh, "renew what expires soon; run it every day")
    refresh.add_argument("folder", type=Path, metavar="DIR")
    refresh.add_argument(
        "--offline", action="store_true", help="renew root, targets and packs too, as far as keys are at hand"
    )
    sign = key_verb(verbs, parents, "sign", _sign, "add your signature to a pending root or targets role")
    sign.add_argument("role", choices=("root", "targets"), metavar="ROLE", help="root or targets")
    source_argument(sign)
    status = key_verb(
        verbs,
        parents,
        "status",
        tell_status,
        "packs, versions, who signs what, what expires (exit 1: something does)",
    )
    status.add_argument("folder", type=Path, metavar="DIR")


# --- keys ------------------------------------------------------------------------------------------------------------


def _keys_new(asked: argparse.Namespace, places: Paths) -> int:
    keys = key_store(asked, places, twice=True)
    key = (
        keys.new_hardware(asked.name, asked.slot, asked.label)
        if asked.pkcs11
        else keys.new(asked.name, keyring=asked.keyring)
    )
    folder = keys_folder(asked, places)
    text = f"Made the key “{key.name}” ({key.id[:12]}…).\nIts public part, to be granted rights: {folder / key.name}.json"
    if key.where == "file":
        text += f"\nIts private part: {folder / key.name}.pem. Keep a copy and the passphrase apart from this machine."
    say(
        asked,
        {"name": key.name, "id": key.id, "where": key.where, "public": str(folder / f"{key.name}.json")},
        text,
    )
    return DONE


def _keys_list(asked: argparse.Namespace, places: Paths) -> int:
    rows = [
        {"name": k.name, "id": k.id, "where": k.where, "type": k.public.keytype}
        for k in key_store(asked, places).all()
    ]
    show(
        asked,
        {"keys": rows},
        "\n".join(f"{r['name']}  {r['type']}  {r['where']}  {r['id']}" for r in rows) or "No keys yet.",
    )
    return DONE


@or_kept
def _keys_rotate(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import roles

    keys = key_store(asked, places)
    repository = repository_of(asked, keys)
    new = [keys.get(name) for name in asked.key]
    if asked.role.startswith("pack:"):
        change = roles.grant(repository, asked.role.removeprefix("pack:"), new, asked.threshold)
    else:
        change = roles.set_role_keys(repository, asked.role, new, asked.threshold)
    return _tell_change(asked, change)


# --- the source ------------------------------------------------------------------------------------------------------


@or_kept
def _init(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import roles

    keys = key_store(asked, places)
    repository = repository_of(asked, keys)

    def named(names: Sequence[str]) -> list[KeyInfo]:
        return [keys.get(name) for name in names]

    change = roles.begin(
        repository,
        named(asked.root_key),
        named(asked.online_key),
        root_threshold=asked.root_threshold,
        targets_keys=named(asked.targets_key),
    )
    if change.missing:
        return _tell_change(asked, change)
    return _tell_begun(asked)


def _tell_begun(asked: argparse.Namespace) -> int:
    root = asked.folder / "metadata" / "1.root.json"
    fingerprint = hashlib.sha256(root.read_bytes()).hexdigest()
    say(
        asked,
        {"source": str(asked.folder), "root": str(root), "fingerprint": fingerprint},
        f"{asked.folder} is a source now.\nDesks trust it by {root},\nor by its fingerprint {fingerprint}",
    )
    return DONE


@or_kept
def _grant(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import roles

    keys = key_store(asked, places)
    named = [keys.get(name) for name in asked.key]
    change = roles.grant(repository_of(asked, keys), asked.pack, named, asked.threshold, keep=asked.keep)
    if not asked.json and not change.missing:
        tell(f"“{asked.pack}” was added, for packs signed with: {', '.join(key.name for key in named)}.")
    return _tell_change(asked, change)


@or_kept
def _program(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import roles

    repository = repository_of(asked, key_store(asked, places))
    return _tell_change(asked, roles.name_program(repository, asked.version))


@or_kept
def _refresh(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import roles

    done = roles.refresh(repository_of(asked, key_store(asked, places)), offline=asked.offline)
    late = [change.role for change in done if change.missing]
    text = "Renewed: " + ", ".join(change.role for change in done if not change.missing) + "."
    if late:
        text += f"\nNot renewed, for want of a key at hand: {', '.join(late)}."
    say(asked, {"renewed": [c.role for c in done if not c.missing], "missing": late}, text)
    return NOT_SO if late else DONE


@or_kept
def _sign(asked: argparse.Namespace, places: Paths) -> int:
    from overlay.content.source import waiting

    change = waiting.sign(repository_of(asked, key_store(asked, places)), asked.role)
    if change.role == "root" and change.version == 1 and not change.missing:
        return _tell_begun(asked)
    return _tell_change(asked, change)


def _tell_change(asked: argparse.Namespace, change: Change) -> int:
    text = f"{change.role} {change.version} is in force."
    if change.missing:
        text = (
            f"{change.role} {change.version} waits for {change.missing} more signature(s). "
            f"Where such a key is: overlay source sign {change.role} --source DIR."
        )
    say(asked, {"role": change.role, "version": change.version, "missing": change.missing}, text)
    return DONE
