"""A machine without a keyring, and one whose keyring stays closed, are said plainly, with what to do."""

from __future__ import annotations

from collections.abc import Iterator

import keyring
import keyring.errors
import pytest
from keyring.backend import KeyringBackend
from keyring.backends.fail import Keyring as NoKeyring

from overlay.content.keyring_entry import KeyringEntry, KeyringUnavailableError


class Closed(KeyringBackend):
    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        raise keyring.errors.KeyringLocked(f"{service} {username} is locked")

    set_password = get_password  # type: ignore[assignment]
    delete_password = get_password  # type: ignore[assignment]


class Broken(KeyringBackend):
    priority = 1.0

    def get_password(self, service: str, username: str) -> str | None:
        raise ModuleNotFoundError(f"what opens {service} {username}")

    set_password = get_password  # type: ignore[assignment]
    delete_password = get_password  # type: ignore[assignment]


@pytest.fixture(autouse=True)
def keyring_before() -> Iterator[None]:
    before = keyring.get_keyring()
    yield
    keyring.set_keyring(before)


@pytest.mark.parametrize("verb", ["read", "erase"])
@pytest.mark.parametrize(
    ("backend", "cure"),
    [
        (NoKeyring, "Log in at a desktop, or install a keyring"),
        (Closed, "Unlock it and try again"),
        (Broken, "PYTHON_KEYRING_BACKEND"),
    ],
)
def test_keyring_that_does_not_open_is_said_with_its_cure(
    verb: str, backend: type[KeyringBackend], cure: str
) -> None:
    keyring.set_keyring(backend())
    with pytest.raises(KeyringUnavailableError, match=cure):
        getattr(KeyringEntry("source", "office"), verb)()


def test_secret_is_in_no_message_when_it_cannot_be_kept() -> None:
    keyring.set_keyring(NoKeyring())  # type: ignore[no-untyped-call]
    with pytest.raises(KeyringUnavailableError) as caught:
        KeyringEntry("source", "office").write("s3cret-token")
    assert "s3cret-token" not in str(caught.value)
