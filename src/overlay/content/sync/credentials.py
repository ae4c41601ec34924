"""Credentials for a source or a proxy: stored in the system's keyring, nowhere else."""

from __future__ import annotations

import base64
import json

from overlay.content.keyring_entry import KeyringEntry
from overlay.discreet import Discreet


class Credentials(Discreet, frozen=True):
    """A token (`user` empty) or a user's password. Never shown: not in a log, an error or a repr."""

    untold = ("secret", "user")

    secret: str
    user: str = ""

    @property
    def header(self) -> str:
        """The value of an Authorization header (RFC 6750, RFC 7617)."""
        if not self.user:
            return f"Bearer {self.secret}"
        return "Basic " + base64.b64encode(f"{self.user}:{self.secret}".encode()).decode("ascii")


class KeyringCredentials:
    """The system's keyring: Secret Service, KWallet, Windows Credential Manager, macOS Keychain."""

    def get(self, name: str) -> Credentials | None:
        """Return what is kept for `name`, None when nothing is. Raises KeyringUnavailableError."""
        kept = KeyringEntry("source", name).read()
        if kept is None:
            return None
        data = json.loads(kept)
        return Credentials(str(data["secret"]), str(data.get("user", "")))

    def set(self, name: str, credentials: Credentials) -> None:
        KeyringEntry("source", name).write(
            json.dumps({"user": credentials.user, "secret": credentials.secret})
        )

    def erase(self, name: str) -> None:
        KeyringEntry("source", name).erase()
