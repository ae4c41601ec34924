"""The parts of `make run` that need no desktop."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from overlay.settings import Hotkeys
from tools.demo.browser import title_of
from tools.demo.home import CRM, PACK, ROOT, digest_of, prepare
from tools.demo.live import browser_command, welcome
from tools.demo.pixels import changed_rows
from tools.readme_pictures import MAX_BYTES, SHOWN, chosen

PAGE = "file:///crm/index.html"


def finder(*here: str) -> Callable[[str], str | None]:
    return lambda name: f"/usr/bin/{name}" if name in here else None


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    folder = tmp_path / "pack"
    (folder / "guides").mkdir(parents=True)
    (folder / "pack.yaml").write_text("id: small\ntitle: Small\nversion: 1.0.0\nowner: me\nlanguage: en\n")
    (folder / "guides/one.md").write_text(
        '---\nid: one\ntitle: One\nwhen:\n  - title: "One*"\nowner: me\n---\n1. Do it.\n'
    )
    return folder


def test_prepare_installs_once_when_nothing_changed(tmp_path: Path, pack: Path) -> None:
    home = tmp_path / "home"
    assert prepare(home, pack)
    assert not prepare(home, pack)


def test_prepare_installs_again_when_a_guide_changed(tmp_path: Path, pack: Path) -> None:
    home = tmp_path / "home"
    prepare(home, pack)
    guide = pack / "guides/one.md"
    guide.write_text(guide.read_text().replace("Do it.", "Do it well."))
    assert prepare(home, pack)


def test_prepare_installs_again_when_the_content_is_gone(tmp_path: Path, pack: Path) -> None:
    home = tmp_path / "home"
    prepare(home, pack)
    (home / "data/content.current").unlink()
    assert prepare(home, pack)


def test_prepare_ignores_where_the_environment_keeps_content(
    tmp_path: Path, pack: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "mine"))
    prepare(tmp_path / "home", pack)
    assert not (tmp_path / "mine").exists()


def test_digest_differs_when_a_file_is_renamed(pack: Path) -> None:
    before = digest_of(pack)
    (pack / "guides/one.md").rename(pack / "guides/two.md")
    assert digest_of(pack) != before


def test_browser_is_the_one_of_the_desktop_when_there_is_one() -> None:
    assert browser_command(PAGE, as_root=False, find=finder("xdg-open", "chromium")) == ["xdg-open", PAGE]


def test_browser_runs_without_sandbox_when_root_asks(tmp_path: Path) -> None:
    command = browser_command(PAGE, as_root=True, find=finder("xdg-open", "chromium"), own=tmp_path)
    assert command[0] == "chromium"
    assert "--no-sandbox" in command
    assert command[-1] == PAGE


def test_browser_is_none_when_there_is_none() -> None:
    assert browser_command(PAGE, as_root=False, find=finder()) == []


def test_welcome_names_the_keys_of_the_settings_when_they_are_changed() -> None:
    lines = welcome(Hotkeys(toggle="Super+H"), PAGE, opened=True)
    assert "Super+H" in lines[1]
    assert "Super+H" in lines[2]


def test_welcome_tells_the_address_when_no_browser_opens_it() -> None:
    assert PAGE in welcome(Hotkeys(), PAGE, opened=False)[0]


@pytest.mark.parametrize("page", sorted(p.name for p in CRM.glob("case-*.html")))
def test_title_names_the_case_when_it_is_a_case_page(page: str) -> None:
    assert title_of(page).startswith(f"Case {page[5:9]} · ")


def test_demo_pack_is_where_the_demo_looks_for_it() -> None:
    assert (PACK / "pack.yaml").is_file()
    assert (ROOT / "pyproject.toml").is_file()


def test_chosen_finds_the_pictures_by_the_name_of_their_moment(tmp_path: Path) -> None:
    for number, name in enumerate(SHOWN, start=1):
        (tmp_path / f"{number:02}-{name}.png").write_bytes(b"picture")
    assert list(chosen(tmp_path)) == list(SHOWN)


def test_chosen_refuses_when_a_moment_has_no_picture(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match=SHOWN[0]):
        chosen(tmp_path)


def test_chosen_refuses_when_a_picture_is_too_large(tmp_path: Path) -> None:
    for name in SHOWN:
        (tmp_path / f"01-{name}.png").write_bytes(bytes(MAX_BYTES + 1))
    with pytest.raises(ValueError, match="bytes"):
        chosen(tmp_path)


def test_changed_rows_counts_rows_and_not_pixels() -> None:
    one = bytes(4 * 2 * 3)  # 2 × 3 pixels
    other = bytes(8) + b"\x01" * 8 + bytes(8)
    assert changed_rows(one, other, width=2) == 1


def test_changed_rows_counts_all_when_there_was_no_picture() -> None:
    assert changed_rows(b"", bytes(4 * 2 * 3), width=2) == 3
