"""On Windows, leave out what only other systems have. Everything else runs there too (`make test-windows`)."""

from __future__ import annotations

import os

import pytest
from hypothesis import settings

# How long an example of a property takes says something about the machine, not about the code.
settings.register_profile("no deadline", deadline=None)
settings.load_profile("no deadline")

# By reason: modules ("test_phase.py") and tests ("test_pack.py::test_…", without parameters; with them: one case).
LEFT_OUT_ON_WINDOWS = {
    "Windows keeps others out by the profile's access list, not by file modes": (
        "source/test_sync.py::test_private_keys_rest_encrypted",
        "test_case_key.py::test_file_is_closed_to_others_when_it_was_open_to_them",
        "test_case_key.py::test_file_is_for_its_owner_only",
        "test_journal.py::test_files_are_closed_to_others_when_they_were_open_to_them",
        "test_journal.py::test_files_are_for_their_owner_only",
        "test_logs.py::test_log_file_is_the_owners_alone",
        "test_owner_only.py",
        "test_settings.py::test_save_makes_a_file_only_its_owner_can_read",
    ),
    "Windows has no such signals, pipes with names in folders, or links that anybody may make": (
        "importers/test_hostile.py::test_link_out_of_the_source_is_skipped_when_it_is_a_symbolic_link",
        "test_generations.py::test_lock_is_free_when_its_holder_was_killed",
        "test_journal.py::test_walk_survives_when_the_process_is_killed_in_mid_walk",
        "test_pack.py::test_link_is_refused_when_it_stands_in_a_pack",
        "test_pack.py::test_pipe_is_refused_when_it_stands_in_a_pack",
        "test_settings.py::test_save_writes_through_a_link",
    ),
    "Windows itself allows no file of this name": (
        "importers/test_formats.py::test_names_are_safe_and_apart_when_sources_differ_in_signs_only",
        "test_generations.py::test_generation_opens_wherever_it_lies[what?mode=rw]",
        "test_pack.py::test_file_is_refused_when_windows_cannot_hold_its_name",
        "test_pack.py::test_files_are_refused_when_some_systems_cannot_tell_their_names_apart",
    ),
    "a part of the program or a tool that is Linux's": (
        "test_demo.py",
        "test_documents.py",
        "test_phase.py",
        "test_system_packages.py",
        "test_triggers_x11_text.py",
    ),
    "Windows reads Ctrl+Alt as AltGr, so it is no modifier of ours there": (
        "test_settings.py::test_modifiers_come_in_one_order",
    ),
}


def _place(item: pytest.Item) -> str:
    return item.nodeid.replace("\\", "/").partition("tests/unit/")[2]


def pytest_ignore_collect(collection_path: object) -> bool | None:
    """Modules that cannot even be imported on Windows are not."""
    if os.name != "nt":
        return None
    name = str(collection_path).replace("\\", "/").partition("tests/unit/")[2]
    return (
        True
        if name and any(name == place for places in LEFT_OUT_ON_WINDOWS.values() for place in places)
        else None
    )


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    if os.name != "nt":
        return
    reasons = {place: reason for reason, places in LEFT_OUT_ON_WINDOWS.items() for place in places}
    for item in items:
        place = _place(item)
        reason = reasons.get(place) or reasons.get(place.partition("[")[0])
        if reason:
            item.add_marker(pytest.mark.skip(reason=reason))
