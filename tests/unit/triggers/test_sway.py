"""What sway's configuration binds, and keys and chords as xkb, sway and the portal write them."""

from __future__ import annotations

import pytest

from overlay.triggers.sway_config import bound, combination
from overlay.triggers.wayland import qt_platform
from overlay.triggers.xkb import xkb_key


def none(_pattern: str) -> tuple[str, ...]:
    return ()


def test_bound_reads_variables_flags_blocks_and_what_is_taken_back() -> None:
    found = bound(
        """
        # bindsym Mod4+z exec comment
        set $mod Mod4
        set $term foot
        bindsym $mod+Return exec $term
        bindsym --locked --no-repeat Ctrl+Shift+F10 \\
            exec overlay toggle
        bindsym {
            $mod+a layout stacking
        }
        mode "resize" {
            bindsym Left resize shrink width 10px
        }
        bindsym $mod+b splith
        unbindsym $mod+b
        """,
        none,
    )
    assert found == {
        combination("Mod4+Return"): "exec foot",
        combination("Control+Shift+F10"): "exec overlay toggle",
        combination("Mod4+a"): "layout stacking",
    }


def test_bound_reads_what_is_included_once_even_when_it_includes_itself() -> None:
    def include(pattern: str) -> tuple[str, ...]:
        assert pattern == "config.d/*"
        return ("include config.d/*\nbindsym Mod1+F4 kill",)

    assert bound("include config.d/*", include) == {combination("Alt+f4"): "kill"}


@pytest.mark.parametrize(("one", "other"), [("Ctrl+Shift+F1", "shift+control+f1"), ("Mod1+a", "ALT+A")])
def test_combination_is_the_same_whatever_names_case_and_order(one: str, other: str) -> None:
    assert combination(one) == combination(other)


@pytest.mark.parametrize(
    ("key", "name"),
    [("F10", "F10"), ("G", "g"), ("PgUp", "Prior"), ("Esc", "Escape"), (",", "U002C"), ("Ü", "U00FC")],
)
def test_xkb_key_names_the_key(key: str, name: str) -> None:
    assert xkb_key(key) == name


@pytest.mark.parametrize(
    ("environ", "platform"),
    [
        ({"DISPLAY": ":0"}, ""),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0"}, "xcb"),
        ({"WAYLAND_DISPLAY": "wayland-0"}, "wayland"),
        ({"WAYLAND_DISPLAY": "wayland-0", "DISPLAY": ":0", "QT_QPA_PLATFORM": "wayland"}, ""),
    ],
)
def test_qt_platform_is_x11_where_wayland_has_it(environ: dict[str, str], platform: str) -> None:
    assert qt_platform(environ) == platform
