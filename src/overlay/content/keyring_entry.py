"""Secrets in the system's keyring. Nothing here ever writes a secret to a file or a log."""

from __future__ import annotations

import keyring
import keyring.errors

from overlay.errors import OverlayError

_MEND = (
    "See what PYTHON_KEYRING_BACKEND and keyringrc.cfg of the Python package “keyring” name, or unset them."
)


class KeyringUnavailableError(OverlayError):
    """No keyring that can be opened on this machine: unlock it, log in at a desktop, or keep the secret elsewhere."""

    code = "keyring"


class KeyringEntry:
    """One secret: `service` says what it is for, `name` which one."""

    def __init__(self, service: str, name: str) -> None:
        self._service = f"overlay-assistant {service}"
        self._name = name

    def read(self) -> str | None:
        """Return the secret, None when there is none. Raises KeyringUnavailableError."""
        try:
            return keyring.get_password(self._service, self._name)
        except Exception as error:
            raise _unavailable(error) from error

    def write(self, secret: str) -> None:
        """Keep the secret. Raises KeyringUnavailableError."""
        try:
            keyring.set_password(self._service, self._name, secret)
        except Exception as error:
            raise _unavailable(error) from error

    def erase(self) -> None:
        """Forget the secret; none is no error. Raises KeyringUnavailableError."""
        try:
            if keyring.get_password(self._service, self._name) is not None:
                keyring.delete_password(self._service, self._name)
        except Exception as error:
            raise _unavailable(error) from error


def _unavailable(error: Exception) -> KeyringUnavailableError:
    """Return what to say. A keyring is a plug-in that settings of the user's name: it raises what it likes."""
    if isinstance(error, keyring.errors.NoKeyringError):
        return KeyringUnavailableError(
            "This machine has no keyring to keep secrets in (a server without a desktop session often has none). "
            "Log in at a desktop, or install a keyring that the Python package “keyring” can use."
        )
    if not isinstance(error, keyring.errors.KeyringError):
        return KeyringUnavailableError(f"The keyring does not work ({type(error).__name__}). {_MEND}")
    return KeyringUnavailableError(
        f"The keyring cannot be opened ({type(error).__name__}). Unlock it and try again."
    )


def keyring_name() -> tuple[str, bool]:
    """Return what keyring this machine has, and whether it can keep anything. Raises KeyringUnavailableError."""
    try:
        found = keyring.get_keyring()
    except Exception as error:
        raise _unavailable(error) from error
    kind = type(found)
    works = kind.__module__ not in {"keyring.backends.fail", "keyring.backends.null"}
    return f"{kind.__module__.removeprefix('keyring.backends.')}", works
