"""The assistant keeps the system's entry as the setting says: at its start, and when the setting changes."""

from __future__ import annotations

from collections.abc import Sequence

import pytest

from overlay.app.login_start import LoginStart
from overlay.autostart import LoginState, Start
from overlay.errors import SettingsError
from overlay.settings import Settings, with_values
from overlay.settings_file import Loaded


class Items:
    """Login items that note what they are asked, and fail when told to."""

    def __init__(self) -> None:
        self.asked: list[tuple[Start, bool]] = []
        self.fails = False

    def read(self) -> LoginState:
        return LoginState()

    def put(self, wanted: Start, command: Sequence[str], *, chosen: bool) -> None:
        if self.fails:
            raise PermissionError(13, "Permission denied")
        assert "--at-login" in command
        self.asked.append((wanted, chosen))


def loaded(value: str, *, by_policy: bool = False) -> Loaded:
    settings = with_values(Settings(), {"start.at_login": value})
    return Loaded(settings, locked={"start.at_login": "Northwind IT"} if by_policy else {})


@pytest.fixture
def items() -> Items:
    return Items()


@pytest.fixture
def login(items: Items) -> LoginStart:
    return LoginStart({}, lambda: items)


@pytest.mark.parametrize("by_policy", [False, True])
def test_start_counts_as_a_choice_only_when_a_policy_says_it(
    login: LoginStart, items: Items, by_policy: bool
) -> None:
    login.start(loaded("always", by_policy=by_policy))
    assert items.asked == [(Start.ALWAYS, by_policy)]


def test_change_is_done_at_once_and_once(login: LoginStart, items: Items) -> None:
    login.start(loaded("installed"))
    login.follow(loaded("never"))
    login.follow(loaded("never"))
    assert items.asked == [(Start.INSTALLED, False), (Start.NEVER, True)]


def test_start_goes_on_when_the_entry_cannot_be_written(login: LoginStart, items: Items) -> None:
    items.fails = True
    login.start(loaded("always"))


def test_change_that_cannot_be_done_is_said_to_the_user(login: LoginStart, items: Items) -> None:
    items.fails = True
    with pytest.raises(SettingsError, match="Permission denied"):
        login.follow(loaded("always"))
