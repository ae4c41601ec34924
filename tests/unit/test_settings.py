"""Settings: one definition of each, and a file that is wrong in any way never stops the assistant."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from overlay import paths, settings_file
from overlay.chords import ALTGR_IS_CTRL_ALT, MODIFIERS, canonical_chord, canonical_modifiers
from overlay.errors import SettingsError
from overlay.policy.stores import TomlPolicy
from overlay.settings import Settings, definitions, value_of, with_values
from overlay.settings_file import Loaded, load, save
from tools.settings_doc import PAGE, page_with_table


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "config" / "settings.toml"


def written(file: Path, text: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, "utf-8")
    return file


def only_problem(loaded: Loaded) -> settings_file.SettingsProblem:
    assert len(loaded.problems) == 1, [str(p) for p in loaded.problems]
    return loaded.problems[0]


def test_load_gives_the_defaults_when_there_is_no_file(file: Path) -> None:
    assert load(file) == Loaded(Settings())


def test_every_default_is_allowed_by_its_own_definition() -> None:
    for setting in definitions():
        assert setting.allowed.check(setting.default) == setting.default, setting.key


def test_every_setting_says_what_it_does_and_what_is_allowed() -> None:
    for setting in definitions():
        assert setting.does.endswith("."), setting.key
        assert setting.allowed.text, setting.key


def test_default_chords_differ_from_each_other() -> None:
    chords = [value_of(Settings(), d.key) for d in definitions() if d.key.startswith("hotkeys.")]
    given_chords = [chord for chord in chords if chord]
    assert len(given_chords) == len(set(given_chords)) == 5


def test_load_reads_values_and_their_canonical_forms(file: Path) -> None:
    text = '[hotkeys]\ntoggle = "shift+ctrl+f9"\n[look]\ntext_percent = 150\n[guides]\nlanguages = ["NL", "de"]\n'
    loaded = load(written(file, text))
    assert loaded.problems == ()
    assert loaded.settings.hotkeys.toggle == "Ctrl+Shift+F9"
    assert loaded.settings.look.text_percent == 150
    assert loaded.settings.guides.languages == ("nl", "de")


@pytest.mark.parametrize(
    ("line", "key", "what"),
    [
        ("text_percent = 300", "look.text_percent", "300 is out of range"),
        ("text_percent = true", "look.text_percent", "true is not a whole number"),
        ('text_percent = "100"', "look.text_percent", "'100' is not a whole number"),
        ('theme = "pink"', "look.theme", '"pink" is not one of them'),
        ("theme = 1", "look.theme", "1 is not text"),
        ("why_open = 1", "look.why_open", "1 is neither true nor false"),
    ],
)
def test_load_uses_the_default_and_says_where_when_a_value_is_wrong(
    file: Path, line: str, key: str, what: str
) -> None:
    loaded = load(written(file, f"# mine\n\n[look]\nmotion = 'full'\n{line}\n"))
    problem = only_problem(loaded)
    assert (problem.file, problem.line, problem.key) == (str(file), 5, key)
    assert problem.what.startswith(what)
    assert problem.allowed
    assert value_of(loaded.settings, key) == value_of(Settings(), key)
    assert loaded.settings.look.motion == "full"  # the rest of the file counts


@pytest.mark.parametrize(
    ("text", "line", "near"),
    [
        ("[look]\nthemee = 'dark'\n", 2, "look.theme"),
        ("[lok]\ntheme = 'dark'\n", 1, "look"),
        ("look.themes = 'dark'\n", 1, "look.theme"),
        ("[look]\ntheme.x = 1\n", 2, ""),
    ],
)
def test_load_warns_of_an_unknown_key_and_names_the_nearest(
    file: Path, text: str, line: int, near: str
) -> None:
    problem = only_problem(load(written(file, text)))
    assert problem.line == line
    assert not near or problem.what.endswith(f"did you mean {near}?")


def test_load_says_that_a_section_is_a_section_when_it_is_given_a_value(file: Path) -> None:
    problem = only_problem(load(written(file, "look = 3\n")))
    assert (problem.line, problem.key) == (1, "look")
    assert "[look]" in problem.allowed


@pytest.mark.parametrize(
    ("content", "line"),
    [
        (b"[look\ntheme = 1\n", 1),
        (b"[look]\ntheme = 'dark'\ntheme = 'light'\n", 3),
        (b"[look]\ntheme = '\xff'\n", 2),
        (b"[look]\nx = " + b"[" * 5_000, 0),
        (b"\x00\x01", 1),
    ],
)
def test_load_gives_the_defaults_and_the_line_when_the_file_is_broken(
    file: Path, content: bytes, line: int
) -> None:
    written(file, "").write_bytes(content)
    loaded = load(file)
    assert loaded.settings == Settings()
    problem = only_problem(loaded)
    assert problem.what.endswith("the defaults are used")
    assert line in {problem.line, 0}


@pytest.mark.parametrize(
    ("text", "off", "line"),
    [
        ("[hotkeys]\nnext = 'Ctrl+F2'\nback = 'ctrl+f2'\n", "back", 3),
        ("[hotkeys]\nnext = 'Ctrl+Shift+F10'\n", "toggle", 0),  # the default gives way to what was written
    ],
)
def test_load_switches_a_hotkey_off_when_another_has_its_chord(
    file: Path, text: str, off: str, line: int
) -> None:
    loaded = load(written(file, text))
    problem = only_problem(loaded)
    assert (problem.key, value_of(loaded.settings, f"hotkeys.{off}")) == (f"hotkeys.{off}", "")
    assert problem.line == line or not line
    assert "hotkeys.next already" in problem.what


def test_load_keeps_the_policys_chord_when_the_user_took_it(file: Path, tmp_path: Path) -> None:
    policy = written(tmp_path / "policy.toml", "[hotkeys]\nsearch = 'Ctrl+F2'\n")
    loaded = load(written(file, "[hotkeys]\nnext = 'Ctrl+F2'\n"), TomlPolicy(policy))
    assert (loaded.settings.hotkeys.search, loaded.settings.hotkeys.next) == ("Ctrl+F2", "")


def test_load_reads_no_more_than_a_megabyte(file: Path) -> None:
    assert "1 MiB" in only_problem(load(written(file, "#" * (1 << 20) + "#\n"))).what


def test_load_gives_the_defaults_when_the_file_is_a_folder(file: Path) -> None:
    file.mkdir(parents=True)
    assert "cannot be read" in only_problem(load(file)).what


def test_load_accepts_a_byte_order_mark(file: Path) -> None:
    written(file, "").write_bytes("\ufeff[look]\ntheme = 'dark'\n".encode())
    assert load(file).settings.look.theme == "dark"


@given(st.binary(max_size=200))
@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
def test_load_never_raises_whatever_the_file_holds(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x.toml").write_bytes(content)
    assert isinstance(load(tmp_path / "x.toml").settings, Settings)


def test_policy_wins_over_the_users_value_and_locks_it(file: Path, tmp_path: Path) -> None:
    policy = written(
        tmp_path / "policy.toml", "organisation = 'Northwind IT'\n[privacy]\nkeep_walks_days = 7\n"
    )
    loaded = load(written(file, "[privacy]\nkeep_walks_days = 400\n"), TomlPolicy(policy))
    assert loaded.settings.privacy.keep_walks_days == 7
    assert loaded.locked == {"privacy.keep_walks_days": "Northwind IT"}


def test_policy_locks_nothing_with_a_wrong_value(file: Path, tmp_path: Path) -> None:
    policy = written(tmp_path / "policy.toml", "[privacy]\nkeep_walks_days = -1\n")
    loaded = load(written(file, "[privacy]\nkeep_walks_days = 400\n"), TomlPolicy(policy))
    assert loaded.settings.privacy.keep_walks_days == 400
    assert loaded.locked == {}
    assert only_problem(loaded).file == str(policy)


def test_save_keeps_comments_order_and_unknown_keys(file: Path) -> None:
    text = "# mine\n[future]\nx = 1 # keep\n\n[look] # how it looks\ntheme = 'light' # day\n"
    save(written(file, text), {"look.theme": "dark", "hotkeys.fold": "ctrl+f2"})
    saved = file.read_text("utf-8")
    assert saved.startswith("# mine\n[future]\nx = 1 # keep\n\n[look] # how it looks\n")
    assert '"dark" # day' in saved
    loaded = load(file)
    assert (loaded.settings.look.theme, loaded.settings.hotkeys.fold) == ("dark", "Ctrl+F2")


def test_save_gives_every_setting_back_as_it_was_given(file: Path) -> None:
    other = {
        "look.theme": "dark",
        "look.text_percent": 80,
        "look.why_open": False,
        "guides.languages": ("de", "nl"),
        "hotkeys.toggle": "Super+H",
        "privacy.keep_walks_days": 0,
    }
    save(file, other)
    loaded = load(file)
    assert (loaded.settings, loaded.problems) == (with_values(Settings(), other), ())


def test_save_takes_a_value_out_when_it_is_none(file: Path) -> None:
    save(
        written(file, "[look]\ntheme = 'dark'\nmotion = 'full'\n"), {"look.theme": None, "hotkeys.next": None}
    )
    assert file.read_text("utf-8") == "[look]\nmotion = 'full'\n"


def test_save_makes_a_file_only_its_owner_can_read(file: Path) -> None:
    save(file, {"look.theme": "dark"})
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [p.name for p in file.parent.iterdir()] == ["settings.toml"]


def test_save_writes_through_a_link(file: Path, tmp_path: Path) -> None:
    real = written(tmp_path / "dotfiles.toml", "[look]\n")
    file.parent.mkdir()
    file.symlink_to(real)
    save(file, {"look.theme": "dark"})
    assert file.is_symlink()
    assert load(real).settings.look.theme == "dark"


def test_save_keeps_a_broken_file_beside_the_new_one(file: Path) -> None:
    save(written(file, "[look\n"), {"look.theme": "dark"})
    assert load(file).settings.look.theme == "dark"
    assert file.with_name("settings.toml.broken").read_text() == "[look\n"


def test_save_changes_nothing_when_one_value_is_not_allowed(file: Path) -> None:
    written(file, "[look]\ntheme = 'light'\n")
    with pytest.raises(
        SettingsError, match=r"look\.text_percent: 5 is out of range; allowed: a whole number"
    ):
        save(file, {"look.theme": "dark", "look.text_percent": 5})
    assert load(file).settings.look.theme == "light"


def test_save_leaves_the_old_file_whole_when_the_disk_is_full(
    file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written(file, "[look]\ntheme = 'light'\n")

    def full(_handle: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(SettingsError, match="could not be saved"):
        save(file, {"look.theme": "dark"})
    assert file.read_text() == "[look]\ntheme = 'light'\n"
    assert [p.name for p in file.parent.iterdir()] == ["settings.toml"]


def test_save_refuses_a_key_that_does_not_exist(file: Path) -> None:
    with pytest.raises(SettingsError, match=r'no setting "look\.colour"'):
        save(file, {"look.colour": 1})


@pytest.mark.parametrize(
    ("written_as", "canonical"),
    [
        ("ctrl+shift+f10", "Ctrl+Shift+F10"),
        (" Shift + Control + F10 ", "Ctrl+Shift+F10"),
        ("Strg+Umschalt+h", "Ctrl+Shift+H"),
        ("win+space", "Super+Space"),
        ("Ctrl++", "Ctrl+Plus"),
        ("Ctrl+ü", "Ctrl+Ü"),
        ("F13", "F13"),
        ("alt+pagedown", "Alt+PgDown"),
        ("", ""),
    ],
)
def test_chord_has_one_canonical_form(written_as: str, canonical: str) -> None:
    assert canonical_chord(written_as) == canonical
    assert canonical_chord(canonical) == canonical


@pytest.mark.parametrize(
    "chord", ["a", "Shift+a", "Space", "Shift+Return", "Ctrl", "Ctrl+", "Foo+F1", "Ctrl+A+B", "Ctrl+F99"]
)
def test_chord_is_refused_when_it_would_eat_typing_or_is_none(chord: str) -> None:
    with pytest.raises(SettingsError):
        canonical_chord(chord)


@given(st.text(max_size=20))
def test_chord_is_canonical_or_refused_whatever_is_written(text: str) -> None:
    try:
        chord = canonical_chord(text)
    except SettingsError:
        return
    assert canonical_chord(chord) == chord


@given(st.sets(st.sampled_from(MODIFIERS)))
def test_modifiers_come_in_one_order(names: set[str]) -> None:
    is_altgr = ALTGR_IS_CTRL_ALT and names in ({"Ctrl", "Alt"}, {"Ctrl", "Alt", "Shift"})
    if names == {"Shift"} or is_altgr:  # writes signs
        with pytest.raises(SettingsError):
            canonical_modifiers("+".join(names))
    else:
        assert canonical_modifiers("+".join(names)).split("+") == (
            [m for m in MODIFIERS if m in names] or [""]
        )


def test_paths_are_all_below_overlay_home_when_it_is_set(tmp_path: Path) -> None:
    found = paths.paths({"OVERLAY_HOME": str(tmp_path)})
    assert found.settings == tmp_path / "config" / "settings.toml"
    assert (found.data, found.log) == (tmp_path / "data", tmp_path / "log")
    assert found.runtime.is_relative_to(tmp_path)


def test_paths_keep_the_policy_where_it_is_when_files_are_moved(tmp_path: Path) -> None:
    assert paths.paths({"OVERLAY_HOME": str(tmp_path)}).policy == paths.paths({}).policy


def test_documentation_lists_every_setting_as_it_is_defined() -> None:
    page = PAGE.read_text("utf-8")
    assert page == page_with_table(page), "run tools/settings_doc.py"
