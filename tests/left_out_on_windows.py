"""What of tests/unit and tests/qt is left out on Windows, and why. Everything else runs there too (`make test-windows`)."""

from __future__ import annotations

import os
import sys
from pathlib import Path, PurePosixPath

import pytest

# By reason: a folder, a module ("unit/test_a.py") or a test ("unit/test_a.py::test_b"; with its parameters: one case).
LEFT_OUT_ON_WINDOWS = {
    "Windows keeps others out by the profile's access list, not by file modes": (
        "unit/source/test_sync.py::test_private_keys_rest_encrypted",
        "unit/test_case_key.py::test_file_is_closed_to_others_when_it_was_open_to_them",
        "unit/test_case_key.py::test_file_is_for_its_owner_only",
        "unit/test_journal.py::test_files_are_closed_to_others_when_they_were_open_to_them",
        "unit/test_journal.py::test_files_are_for_their_owner_only",
        "unit/test_logs.py::test_log_file_is_the_owners_alone",
        "unit/test_owner_only.py",
        "unit/test_settings.py::test_save_makes_a_file_only_its_owner_can_read",
    ),
    "Windows has no pipes with names in folders": (
        "unit/test_pack.py::test_pipe_is_refused_when_it_stands_in_a_pack",
    ),
    "Windows itself allows no file of this name": (
        "unit/importers/test_formats.py::test_names_are_safe_and_apart_when_sources_differ_in_signs_only",
        "unit/test_generations.py::test_generation_opens_wherever_it_lies[what?mode=rw]",
        "unit/test_pack.py::test_file_is_refused_when_windows_cannot_hold_its_name",
        "unit/test_pack.py::test_files_are_refused_when_some_systems_cannot_tell_their_names_apart",
    ),
    "Windows keeps a file that is open: an old generation goes with a later install": (
        "unit/test_install.py::test_open_reader_stays_on_its_generation_and_a_new_one_sees_the_new",
    ),
    "a part of the program or a tool that is Linux's": (
        "unit/packages",
        "unit/test_demo.py",
        "unit/test_documents.py",
        "unit/test_phase.py",
        "unit/test_supply_chain.py",
        "unit/test_system_packages.py",
        "unit/triggers/test_x11_text.py",
    ),
    "the reference pictures were drawn on Linux": (
        "qt/test_panel_pictures.py::test_panel_looks_as_it_should",
    ),
}


def _is_left_out(place: str) -> str:
    """Return why "unit/test_a.py::test_b[c]" is left out here; "" when it runs."""
    if os.name != "nt":
        return ""
    module = place.partition("::")[0]
    names = {place, place.partition("[")[0], module, *map(str, PurePosixPath(module).parents)}
    return next((why for why, places in LEFT_OUT_ON_WINDOWS.items() if not names.isdisjoint(places)), "")


def _place(path: object) -> str:
    return str(path).replace("\\", "/").rpartition("tests/")[2]


def pytest_ignore_collect(collection_path: object) -> bool | None:
    """Some modules cannot even be imported on Windows."""
    return True if _is_left_out(_place(collection_path)) else None


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Skip single tests, with the reason."""
    for item in items:
        if why := _is_left_out(_place(item.nodeid)):
            item.add_marker(pytest.mark.skip(reason=why))


def _no_link(*_: object, **__: object) -> None:
    asks = str(sys._getframe(1).f_globals["__name__"])
    if asks.startswith("_pytest."):
        return  # for its folder of the last run, and does without
    pytest.skip("links are an administrator's on Windows, and wine says that it made one and has not")


@pytest.fixture(autouse=True)
def no_links(monkeypatch: pytest.MonkeyPatch) -> None:
    """Skip a test as soon as it makes a link."""
    if os.name == "nt":
        monkeypatch.setattr(Path, "symlink_to", _no_link)
