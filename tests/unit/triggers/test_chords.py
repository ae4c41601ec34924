"""Chord text → `Chord`, and what a chord may never be."""

import pytest

from overlay.errors import SettingsError
from overlay.settings import Settings
from overlay.triggers import Chord
from overlay.triggers.chords import digit_chords, parse_chord


@pytest.mark.parametrize(
    ("text", "chord"),
    [
        ("Ctrl+Shift+F10", Chord("F10", ("Ctrl", "Shift"))),
        ("shift + CONTROL + f10", Chord("F10", ("Ctrl", "Shift"))),
        ("Strg+Umschalt+G", Chord("G", ("Ctrl", "Shift"))),
        ("Win+Ctrl+g", Chord("G", ("Ctrl", "Super"))),
        ("Meta+space", Chord("Space", ("Super",))),
        ("Ctrl++", Chord("Plus", ("Ctrl",))),
        ("Ctrl+Shift+comma", Chord(",", ("Ctrl", "Shift"))),
        ("Ctrl+Shift+,", Chord(",", ("Ctrl", "Shift"))),
        ("Ctrl+Shift+3", Chord("3", ("Ctrl", "Shift"))),
        ("F24", Chord("F24")),
        ("Pause", Chord("Pause")),
    ],
)
def test_parse_chord_returns_the_chord_when_it_is_written_in_any_usual_way(text: str, chord: Chord) -> None:
    assert parse_chord(text) == chord


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   ",
        "Ctrl",
        "Ctrl+",
        "Hyper+F1",
        "Ctrl+F36",
        "Ctrl+Shift+Nonsense",
        "F1+Ctrl",
        "Ctrl+A+B",
        "AltGr+E",
    ],
)
def test_parse_chord_says_what_is_allowed_when_the_text_is_no_chord(text: str) -> None:
    with pytest.raises(SettingsError, match=r"F1 to F35"):
        parse_chord(text)


@pytest.mark.parametrize(
    "text",
    [
        *("A", "Shift+A", "7", "Space", "Shift+Space", "Return", "Tab", ","),
        *("Ctrl+Shift+Left", "Ctrl+Left", "Ctrl+Shift+Home", "Ctrl+Backspace", "Shift+Del"),
        *("Ctrl+C", "Ctrl+V", "Ctrl+Z"),
    ],
)
def test_parse_chord_refuses_when_typing_or_editing_would_lose_it(text: str) -> None:
    with pytest.raises(SettingsError):
        parse_chord(text)


@pytest.mark.parametrize("text", ["Ctrl+Alt+E", "Ctrl+Alt+Q", "Ctrl+Alt+Shift+S", "Ctrl+Alt+7"])
def test_parse_chord_refuses_ctrl_and_alt_only_where_altgr_is_just_that(
    monkeypatch: pytest.MonkeyPatch, text: str
) -> None:
    monkeypatch.setattr("overlay.chords.ALTGR_IS_CTRL_ALT", False)
    assert str(parse_chord(text)) == text
    monkeypatch.setattr("overlay.chords.ALTGR_IS_CTRL_ALT", True)
    with pytest.raises(SettingsError, match="AltGr"):
        parse_chord(text)


def test_parse_chord_reads_back_what_a_chord_prints() -> None:
    for text in ("Ctrl+Shift+F10", "Alt+Super+Left", "Ctrl+Shift+,", "Ctrl+Plus", "Pause"):
        assert str(parse_chord(text)) == text


def test_default_hotkeys_are_five_different_chords() -> None:
    hotkeys = Settings().hotkeys
    defaults = [hotkeys.toggle, hotkeys.next, hotkeys.accept, hotkeys.back, hotkeys.search]
    assert len({parse_chord(text) for text in defaults}) == 5


def test_digit_chords_hold_every_digit_once() -> None:
    assert [str(chord) for chord in digit_chords("Shift+Ctrl")] == [f"Ctrl+Shift+{n}" for n in range(1, 10)]
    assert digit_chords("") == ()
    with pytest.raises(SettingsError):
        digit_chords("Shift")
