"""The policy in a real registry, and who owns a real folder."""

from __future__ import annotations

import stat
import sys
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import pytest
from msgspec.structs import replace

if sys.platform != "win32":
    pytest.skip("needs a Windows registry", allow_module_level=True)

import winreg

from overlay import permissions
from overlay.cli.machine import machine_folder
from overlay.errors import OverlayError
from overlay.paths import paths
from overlay.permissions import is_strangers, only_administrators_write, owner
from overlay.policy import machine_store, read_policy
from overlay.policy.stores import RegistryPolicy
from overlay.policy.windows_registry import WINDOWS_KEY, MachineRegistry
from overlay.settings import definitions, value_of
from overlay.settings_file import load
from tests.unit.policies import another_value, tree

_ACCESS = winreg.KEY_ALL_ACCESS | winreg.KEY_WOW64_64KEY
_HIVE = winreg.HKEY_LOCAL_MACHINE


def write(values: dict[str, object]) -> None:
    """Write values as Group Policy does."""
    put((), "organisation", "Northwind IT")
    for section, within in tree(values).items():
        for name, value in within.items():
            put((section,), name, value)


def put(key: tuple[str, ...], name: str, value: object) -> None:
    with winreg.CreateKeyEx(_HIVE, "\\".join([WINDOWS_KEY, *key]), 0, _ACCESS) as handle:
        match value:
            case bool() | int():
                winreg.SetValueEx(handle, name, 0, winreg.REG_DWORD, int(value))
            case list():
                winreg.SetValueEx(handle, name, 0, winreg.REG_MULTI_SZ, value)
            case _:
                winreg.SetValueEx(handle, name, 0, winreg.REG_SZ, str(value))


def remove(path: str = WINDOWS_KEY) -> None:
    try:
        with winreg.OpenKeyEx(_HIVE, path, 0, _ACCESS) as handle:
            below = [winreg.EnumKey(handle, n) for n in range(winreg.QueryInfoKey(handle)[0])]
    except FileNotFoundError:
        return
    for name in below:
        remove(f"{path}\\{name}")
    winreg.DeleteKeyEx(_HIVE, path, winreg.KEY_WOW64_64KEY, 0)


@pytest.fixture(autouse=True)
def no_policy() -> Iterator[None]:
    remove()
    yield
    remove()


def test_machine_without_a_policy_has_none() -> None:
    store = machine_store(paths().policy)
    assert isinstance(store, RegistryPolicy)
    policy = read_policy(store)
    assert (policy.values, policy.problems) == ({}, ())


def test_every_setting_of_the_registry_is_locked(tmp_path: Path) -> None:
    values = {d.key: another_value(d, number) for number, d in enumerate(definitions())}
    write(values)
    loaded = load(tmp_path / "settings.toml", machine_store(paths().policy))
    assert loaded.problems == ()
    assert {key: value_of(loaded.settings, key) for key in values} == values
    assert set(loaded.locked.values()) == {"Northwind IT"}


def test_registry_names_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GUIDES", r"C:\guides")
    write({"source.url": "https://guides.example/", "source.groups": ("tier1",), "start.welcome": False})
    with winreg.CreateKeyEx(_HIVE, rf"{WINDOWS_KEY}\source", 0, _ACCESS) as handle:
        winreg.SetValueEx(handle, "root", 0, winreg.REG_EXPAND_SZ, r"%GUIDES%\root.json")
    put(("sources", "team-b"), "url", "https://b.example/")
    put(("sources", "team-b"), "root", '{"signed": {}}')
    policy = read_policy(RegistryPolicy(MachineRegistry()))
    assert policy.problems == ()
    assert not policy.welcome
    assert {s.name: (s.root, s.groups) for s in policy.sources} == {
        "organisation": (r"C:\guides\root.json", ("tier1",)),
        "team-b": ('{"signed": {}}', ()),
    }


def test_owner_of_a_folder_is_read_from_the_system(tmp_path: Path) -> None:
    assert owner(tmp_path).startswith("S-1-5-")
    assert not only_administrators_write(tmp_path)
    assert owner(tmp_path / "there-is-none") == ""


def test_folder_that_a_user_made_before_is_not_taken_for_the_machines_store(tmp_path: Path) -> None:
    assert is_strangers(tmp_path)
    assert not is_strangers(tmp_path / "there-is-none")


@pytest.mark.parametrize(("attributes", "strange"), [(stat.FILE_ATTRIBUTE_REPARSE_POINT, True), (0, False)])
def test_junction_is_not_taken_for_the_machines_store_whoever_owns_its_target(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, attributes: int, strange: bool
) -> None:
    monkeypatch.setattr(permissions, "only_administrators_write", lambda _: True)
    # wine makes links that only Unix knows of.
    monkeypatch.setattr(Path, "lstat", lambda _: SimpleNamespace(st_file_attributes=attributes))
    assert is_strangers(tmp_path) is strange


def test_system_sync_refuses_a_store_that_a_user_made(tmp_path: Path) -> None:
    made = replace(paths({"OVERLAY_HOME": str(tmp_path / "home")}), shared=tmp_path)
    with pytest.raises(OverlayError, match="no administrator made it"):
        machine_folder(made)
