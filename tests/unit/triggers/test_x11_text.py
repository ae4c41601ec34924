"""Texts of X properties, and names of processes."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.triggers.processes import process_name
from overlay.triggers.x11_text import class_names, compound_text, latin1_text, utf8_text


@pytest.mark.parametrize(
    ("raw", "text"),
    [
        (b"plain", "plain"),
        ("Größe".encode("latin-1"), "Größe"),
        (b"\x1b-A\xe4\x1b-B\xb1\x1b-L\xd6", "äąж"),
        (b"before \x1b%G\xe2\x82\xac\x1b%@ after", "before € after"),
        (b"\x1b%G\xe2\x82\xac never ended", "€ never ended"),
        (b"\x1b$(B\xb0\xa1", "��"),
        (b"cut\0off", "cut"),
        (b"lone escape \x1b", "lone escape \x1b"),
    ],
)
def test_compound_text_is_read_set_by_set(raw: bytes, text: str) -> None:
    assert compound_text(raw) == text


@given(st.binary(max_size=300))
def test_any_bytes_are_some_text_without_nul(raw: bytes) -> None:
    for read in (utf8_text, latin1_text, compound_text):
        assert "\0" not in read(raw)
    assert len(class_names(raw)) <= 2


@given(st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])))
def test_utf8_is_read_back(text: str) -> None:
    assert utf8_text(text.encode()) == text


def test_class_names_are_instance_and_class() -> None:
    assert class_names(b"Navigator\0firefox-esr\0") == ("Navigator", "firefox-esr")
    assert class_names(b"only") == ("only",)
    assert class_names(b"\0") == ()


def made_process(proc: Path, comm: str, executable: str) -> None:
    (proc / "7").mkdir()
    (proc / "7" / "comm").write_text(f"{comm}\n")
    if executable:
        (proc / "7" / "exe").symlink_to(executable)


@pytest.mark.parametrize(
    ("comm", "executable", "name"),
    [
        ("chromium", "/usr/lib/chromium/chromium", "chromium"),
        ("gnome-terminal-", "/usr/libexec/gnome-terminal-server", "gnome-terminal-server"),
        ("GeckoMain", "/usr/lib/firefox-esr/firefox-esr (deleted)", "firefox-esr"),
        ("gajim", "/usr/bin/python3.11", "gajim"),
        ("notepad.exe", "/usr/lib/wine/wine64-preloader", "notepad"),
        ("root-owned", "", "root-owned"),
    ],
)
def test_process_is_called_what_people_call_it(tmp_path: Path, comm: str, executable: str, name: str) -> None:
    made_process(tmp_path, comm, executable)
    assert process_name(7, tmp_path) == name


@pytest.mark.parametrize("pid", [0, -1, 8])
def test_process_that_is_gone_has_no_name(tmp_path: Path, pid: int) -> None:
    assert process_name(pid, tmp_path) == ""
