"""The signing keys of one person or machine: a folder of public parts, with private parts that rest encrypted.

    keys/
      anna.json     the public key, and where its private part is; give this file to whoever grants rights
      anna.pem      the private part, PKCS#8 encrypted with a passphrase (not there for keyring and hardware keys)

Ed25519 (https://datatracker.ietf.org/doc/html/rfc8032); a hardware key is ECDSA P-256 or P-384, what PKCS#11 tokens hold.
"""

from __future__ import annotations

import json
import os
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
)
from msgspec import Struct
from securesystemslib.exceptions import UnsupportedLibraryError
from securesystemslib.signer import CryptoSigner, HSMSigner, Key, Signer
from tuf.api.exceptions import UnsignedMetadataError
from tuf.api.metadata import Metadata

from overlay.content.keyring_entry import KeyringEntry
from overlay.errors import OverlayError

MIN_PASSPHRASE_CHARS = 12
_NAME = re.compile(r"[a-z0-9][a-z0-9._-]{0,63}", re.ASCII)
_FILE, _KEYRING = "file", "keyring"

Ask = Callable[[str], str]
"""Asks a person for a secret; gets the question."""


class SigningKeyError(OverlayError):
    """A signing key is missing, cannot be opened or cannot be used."""


class KeyInfo(Struct, frozen=True):
    """A key as its public file says it. `where` is "file", "keyring" or an `hsm:` address of securesystemslib."""

    name: str
    public: Key
    where: str

    @property
    def id(self) -> str:
        return self.public.keyid


class KeyStore:
    """The keys in `folder`. `ask` is called once for each passphrase or PIN that is needed, at the moment it is."""

    def __init__(self, folder: Path, ask: Ask, ask_pin: Ask | None = None) -> None:
        self._folder = folder
        self._ask = ask
        self._ask_pin = ask_pin or ask
        self._signers: dict[str, Signer] = {}

    def new(self, name: str, *, keyring: bool = False) -> KeyInfo:
        """Make an Ed25519 key; its private part goes into the system's keyring, or into a file under a passphrase.

        Raises SigningKeyError when there is a key of this name, or the passphrase is too short.
        """
        self._refuse_name(name)
        private = Ed25519PrivateKey.generate()
        signer = CryptoSigner(private)
        if keyring:
            pem = private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
            _in_keyring(signer.public_key).write(pem.decode("ascii"))
        else:
            secret = self._ask(f"New passphrase for the key “{name}”: ")
            if len(secret) < MIN_PASSPHRASE_CHARS:
                raise SigningKeyError(
                    f"A passphrase needs at least {MIN_PASSPHRASE_CHARS} characters; four random words are good."
                )
            pem = private.private_bytes(
                Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(secret.encode())
            )
            _write_private(self._private(name), pem)
        info = KeyInfo(name, signer.public_key, _KEYRING if keyring else _FILE)
        self._write(info)
        self._signers[info.id] = signer
        return info

    def new_hardware(self, name: str, slot_id: int | None = None, label: str | None = None) -> KeyInfo:
        """Take up an ECDSA key that is on a PKCS#11 token (`slot_id`: its CKA_ID, 2 when None).

        The environment names the token's library: PYKCS11LIB. Raises SigningKeyError when there is no such token or key.
        """
        self._refuse_name(name)
        try:
            uri, public = HSMSigner.import_(slot_id, label, lambda _: self._ask_pin("PIN of the token: "))
        except UnsupportedLibraryError as error:
            raise SigningKeyError(
                "Keys on tokens need one more package: pip install 'overlay-assistant[pkcs11]'."
            ) from error
        except Exception as error:  # python-pkcs11 and each token's library raise their own
            raise SigningKeyError(
                f"The token cannot be used: {str(error) or type(error).__name__}."
            ) from error
        info = KeyInfo(name, public, uri)
        self._write(info)
        return info

    def all(self) -> tuple[KeyInfo, ...]:
        """Return every key, by name."""
        return tuple(self.get(path.stem) for path in sorted(self._folder.glob("*.json")))

    def get(self, name: str) -> KeyInfo:
        """Return the key of this name, or of the public key file at this path. Raises SigningKeyError."""
        path = Path(name) if name.endswith(".json") else self._folder / f"{name}.json"
        try:
            data = json.loads(path.read_text("utf-8"))
            return KeyInfo(path.stem, Key.from_dict(data["keyid"], dict(data["key"])), str(data["where"]))
        except FileNotFoundError as error:
            if name.endswith(".json"):
                raise SigningKeyError(
                    f"There is no file {path}. It is the public part of a key: whoever has the key gives it to you."
                ) from error
            raise SigningKeyError(
                f"There is no key “{name}” in {self._folder}. Make one: overlay keys new {name}."
            ) from error
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise SigningKeyError(f"{path} is not the public part of a key.") from error

    def signers(self, ids: Iterable[str], only: Iterable[str] = ()) -> list[Signer]:
        """Return a signer for each of the key `ids` this store holds; with `only`, for keys of these names alone."""
        wanted, names = set(ids), set(only)
        return [
            self._signer(info)
            for info in self.all()
            if info.id in wanted and (not names or info.name in names)
        ]

    def _signer(self, info: KeyInfo) -> Signer:
        if info.id not in self._signers:
            self._signers[info.id] = self._open(info)
        return self._signers[info.id]

    def _open(self, info: KeyInfo) -> Signer:
        if info.where == _KEYRING:
            pem = _in_keyring(info.public).read()
            if pem is None:
                raise SigningKeyError(f"The keyring of this machine does not hold the key “{info.name}”.")
            return _crypto_signer(info, pem.encode("ascii"), None)
        if info.where == _FILE:
            try:
                data = self._private(info.name).read_bytes()
            except OSError as error:
                raise SigningKeyError(
                    f"The private part of the key “{info.name}” cannot be read ({error.strerror})."
                ) from error
            return _crypto_signer(info, data, self._ask(f"Passphrase of the key “{info.name}”: ").encode())
        try:
            return Signer.from_priv_key_uri(
                info.where, info.public, lambda _: self._ask_pin(f"PIN of “{info.name}”: ")
            )
        except (ValueError, UnsupportedLibraryError) as error:
            raise SigningKeyError(f"The key “{info.name}” cannot be used: {error}.") from error

    def _refuse_name(self, name: str) -> None:
        if not _NAME.fullmatch(name):
            raise SigningKeyError(f"“{name}” cannot be the name of a key. Use a–z, 0–9, dots and dashes.")
        if (self._folder / f"{name}.json").exists() or self._private(name).exists():
            raise SigningKeyError(f"There is a key “{name}” already in {self._folder}. Choose another name.")

    def _private(self, name: str) -> Path:
        return self._folder / f"{name}.pem"

    def _write(self, info: KeyInfo) -> None:
        data: dict[str, Any] = {"keyid": info.id, "key": info.public.to_dict(), "where": info.where}
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        (self._folder / f"{info.name}.json").write_text(json.dumps(data, indent=2) + "\n", "utf-8")


def add_signature(metadata: Metadata[Any], signer: Signer) -> None:
    """Add a signature to what others signed already. Raises SigningKeyError, which says why a token did not."""
    try:
        metadata.sign(signer, append=True)
    except UnsignedMetadataError as error:
        if isinstance(error.__cause__, OverlayError):
            raise error.__cause__ from error
        raise SigningKeyError(
            f"The key {signer.public_key.keyid[:12]}… did not sign: {_why_not(error.__cause__)}."
        ) from error


def _why_not(error: BaseException | None) -> str:
    """Return why a token did not sign. Each library names its errors, and few say more than that."""
    name = type(error).__name__
    if name.startswith("Pin"):
        return f"its PIN is another, or locked ({name}). Set the right one as OVERLAY_KEY_PIN, or enter it when asked"
    if "PYKCS11LIB" in str(error):
        return "set PYKCS11LIB to the library of its token, such as /usr/lib/libykcs11.so"
    if isinstance(error, ValueError):
        return f"{error}. Is the token plugged in?"
    return f"the library {os.environ.get('PYKCS11LIB', '')} of its token says {str(error) or name}"


def _in_keyring(public: Key) -> KeyringEntry:
    return KeyringEntry("signing key", public.keyid)


def _crypto_signer(info: KeyInfo, pem: bytes, secret: bytes | None) -> Signer:
    try:
        private = load_pem_private_key(pem, secret)
    except (ValueError, TypeError) as error:
        raise SigningKeyError(f"The passphrase does not open the key “{info.name}”.") from error
    signer = CryptoSigner(private)
    if signer.public_key.keyid != info.id:
        raise SigningKeyError(f"The private part of “{info.name}” belongs to another key.")
    return signer


def _write_private(path: Path, data: bytes) -> None:
    """Write a file that only its owner can read, from the first byte on."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:  # noqa: PTH123  needs the mode
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
