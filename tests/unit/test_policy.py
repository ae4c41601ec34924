"""Every setting through every layer: policy over user over default, in each kind of place a policy can stand."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.policy import Policy, PolicySource, read_policy
from overlay.policy.definitions import policy_definitions
from overlay.policy.stores import PlistPolicy, RegistryPolicy, TomlPolicy, as_in_toml
from overlay.settings import Definition, Settings, definitions, value_of
from overlay.settings_file import load, save
from tests.unit.policies import PLACES, FakeRegistry, another_value, in_registry, in_toml

SETTINGS = tuple(definitions())
ROOT = '{"signed": {}}'


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("setting", SETTINGS, ids=lambda s: s.key)
def test_policy_wins_over_the_user_and_the_user_over_the_default(
    tmp_path: Path, setting: Definition, place: str
) -> None:
    file = tmp_path / "settings.toml"
    users, policys = another_value(setting), another_value(setting, second=True)
    assert value_of(load(file).settings, setting.key) == setting.default

    save(file, {setting.key: users})
    loaded = load(file, PLACES[place](tmp_path, {}))
    assert value_of(loaded.settings, setting.key) == users
    assert loaded.origins[setting.key] == f"{file}:2"
    assert not loaded.locked

    store = PLACES[place](tmp_path, {setting.key: policys})
    loaded = load(file, store)
    assert loaded.problems == ()
    assert value_of(loaded.settings, setting.key) == policys
    assert loaded.locked == {setting.key: "Northwind IT"}
    assert loaded.origins[setting.key].startswith(store.name)

    file.unlink()
    assert value_of(load(file, store).settings, setting.key) == policys


@pytest.mark.parametrize("place", PLACES)
def test_policy_holds_every_setting_at_once(tmp_path: Path, place: str) -> None:
    values = {s.key: another_value(s, number) for number, s in enumerate(SETTINGS)}
    loaded = load(tmp_path / "none.toml", PLACES[place](tmp_path, values))
    assert loaded.problems == ()
    assert {key: value_of(loaded.settings, key) for key in values} == values
    assert set(loaded.locked) == set(values)


@pytest.mark.parametrize("place", PLACES)
def test_policy_says_where_guides_come_from(tmp_path: Path, place: str) -> None:
    only_policys = {d.key: another_value(d) for d in policy_definitions()} | {"source.root": ROOT}
    policy = read_policy(PLACES[place](tmp_path, only_policys))
    assert policy.problems == ()
    assert policy.sources == (
        PolicySource(
            "head-office",
            "https://guides.example/a/",
            ROOT,
            ("tier1", "utrecht"),
            "some text",
            "http://guides.example/a/",
            1000,
        ),
    )
    assert (policy.shared, policy.welcome, policy.tell_updates) == (True, False, True)
    assert set(only_policys) == set(policy.origins)
    assert not policy.values


def test_policy_names_more_sources_in_a_file(tmp_path: Path) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(
        "[source]\nurl = 'https://a.example/'\nroot = '/r'\n"
        "[sources.team-b]\nurl = 'https://b.example/'\nroot = '/b'\ngroups = ['b']\n"
        "[sources.Wrong]\nurl = 'https://c.example/'\nroot = '/c'\n"
        "[sources.nowhere]\nroot = '/c'\n"
    )
    policy = read_policy(TomlPolicy(path))
    assert {s.name: (s.url, s.groups) for s in policy.sources} == {
        "organisation": ("https://a.example/", ()),
        "team-b": ("https://b.example/", ("b",)),
    }
    assert [(p.line, p.key) for p in policy.problems] == [(8, "sources.Wrong"), (11, "sources.nowhere.url")]


def test_policy_names_more_sources_in_the_registry() -> None:
    values = {"Url": "https://b.example/", "Root": "C:\\root.json", "Groups": "b; c"}
    policy = read_policy(RegistryPolicy(FakeRegistry({("Sources", "Team-B"): values})))
    assert policy.problems == ()
    assert policy.sources == (PolicySource("team-b", "https://b.example/", "C:\\root.json", ("b", "c")),)


@pytest.mark.parametrize(
    ("text", "line", "key", "words"),
    [
        ("[look]\ntheme = 'pink'\n", 2, "look.theme", '"system", "light"'),
        ("[look]\n\nthemee = 'dark'\n", 3, "look.themee", "did you mean look.theme?"),
        ("organisation = 3\n", 1, "organisation", "a name"),
        ("[source]\nurl = 'https://a:b@c.example/'\nroot = '/r'\n", 2, "source.url", "password"),
        ("[source]\nurl = 'ftp://c.example/'\nroot = '/r'\n", 2, "source.url", "https://"),
        ("[source]\nroot = '/r'\n", 1, "source.url", "the address of the source"),
        ("[source]\nurl = 'https://c.example/'\n", 1, "source.root", "root.json"),
        ("[start]\nwelcome = 0\n", 2, "start.welcome", "true or false"),
        ("[look\n", 1, "", "is not TOML"),
        ("sources = 1\n", 1, "sources", "[sources.NAME]"),
    ],
)
def test_mistake_in_a_policy_names_line_key_and_cure_and_stops_nothing(
    tmp_path: Path, text: str, line: int, key: str, words: str
) -> None:
    path = tmp_path / "policy.toml"
    path.write_text(text)
    loaded = load(tmp_path / "settings.toml", TomlPolicy(path))
    assert loaded.settings == Settings()
    assert not loaded.locked
    problems = [p for p in loaded.problems if p.key == key]
    assert [(p.file, p.line) for p in problems][:1] == [(str(path), line)], [str(p) for p in loaded.problems]
    assert any(words in str(p) for p in problems)


def test_mistake_in_the_registry_names_its_key_and_value(tmp_path: Path) -> None:
    (problem,) = load(tmp_path / "none", in_registry(tmp_path, {"look.text_percent": 300})).problems
    assert str(problem) == (
        r"HKLM\Software\Policies\Overlay\look, value text_percent: look.text_percent: 300 is out of range; "
        "the default is used (allowed: a whole number from 80 to 200)"
    )


def test_policy_counts_as_empty_when_its_place_cannot_be_read(tmp_path: Path) -> None:
    class Refuses(FakeRegistry):
        def values(self, *key: str) -> Mapping[str, object]:
            raise PermissionError(5, "Access is denied")

    policy = read_policy(RegistryPolicy(Refuses({})))
    assert "Access is denied" in policy.problems[0].what
    (tmp_path / "x.plist").write_bytes(b"bplist00 nonsense")
    assert "install the profile again" in read_policy(PlistPolicy(tmp_path / "x.plist")).problems[0].what
    assert read_policy(PlistPolicy(tmp_path / "none.plist")) == Policy()
    assert read_policy(TomlPolicy(tmp_path / "none.toml")) == Policy()


@pytest.mark.parametrize(
    ("key", "value", "read"),
    [
        ("look.why_open", 0, False),
        ("look.why_open", "1", True),
        ("look.why_open", 7, 7),  # refused later, as what it is
        ("look.text_percent", "120", 120),
        ("look.text_percent", "12x", "12x"),
        ("guides.languages", "nl, en", ["nl", " en"]),
        ("guides.languages", ["nl", ""], ["nl"]),
        ("look.theme", "dark", "dark"),
    ],
)
def test_values_of_the_registry_are_read_as_the_setting_means_them(
    key: str, value: object, read: Any
) -> None:
    setting = next(d for d in SETTINGS if d.key == key)
    assert as_in_toml(setting, value) == read


NESTED: st.SearchStrategy[Any] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5) | st.floats() | st.binary(max_size=3),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(["look", "theme", "source", "url", "sources", "x"]), inner, max_size=3
        )
    ),
    max_leaves=8,
)


@given(st.dictionaries(st.sampled_from(["look", "source", "sources", "organisation", "start"]), NESTED))
def test_policy_never_raises_whatever_stands_there(content: dict[str, Any]) -> None:
    keys: dict[tuple[str, ...], dict[str, object]] = {(): content}
    assert isinstance(read_policy(RegistryPolicy(FakeRegistry(keys))), Policy)


def test_locked_hotkey_takes_its_chord_from_the_user(tmp_path: Path) -> None:
    save(tmp_path / "settings.toml", {"hotkeys.next": "Ctrl+F2"})
    loaded = load(tmp_path / "settings.toml", in_toml(tmp_path, {"hotkeys.search": "Ctrl+F2"}))
    assert (loaded.settings.hotkeys.search, loaded.settings.hotkeys.next) == ("Ctrl+F2", "")


def test_page_for_it_names_every_key_that_only_a_policy_has() -> None:
    page = (Path(__file__).parents[2] / "docs" / "for-it.md").read_text("utf-8")
    table = page.partition("| key | Linux")[2].partition("\n\n")[0]
    missing = [d.key for d in policy_definitions() if f"`{d.key}`" not in table]
    assert missing == []
