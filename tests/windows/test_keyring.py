"""Logins of sources rest in Windows' Credential Manager."""

from __future__ import annotations

import sys
from collections.abc import Iterator

assert sys.platform == "win32"

import keyring
import pytest

from overlay.content.sync.credentials import Credentials, KeyringCredentials

NAME = "tests-of-overlay"


@pytest.fixture
def store() -> Iterator[KeyringCredentials]:
    store = KeyringCredentials()
    store.erase(NAME)
    yield store
    store.erase(NAME)


def test_keyring_is_the_credential_manager() -> None:
    assert type(keyring.get_keyring()).__name__ == "WinVaultKeyring"


def test_login_comes_back_as_it_was_kept(store: KeyringCredentials) -> None:
    kept = Credentials("geheim–€", "Jörg")
    store.set(NAME, kept)
    assert store.get(NAME) == kept


def test_nothing_is_there_after_erasing(store: KeyringCredentials) -> None:
    store.set(NAME, Credentials("token"))
    store.erase(NAME)
    assert store.get(NAME) is None
