"""The list of sources that a desk follows, as it is written and read."""

from __future__ import annotations

from pathlib import Path

import pytest

from overlay.cli import main
from overlay.content.sync.sources import FILE, Source, SourceList, SourceListError


def source(name: str) -> Source:
    return Source(name, "https://guides.example/", Path(f"{name}.json"), groups=("tier1",))


@pytest.mark.parametrize(
    "before",
    [
        pytest.param("", id="nothing"),
        pytest.param("source = []\n", id="an empty array"),
        pytest.param('source = [{name = "a", url = "https://a.example/"}]\n', id="an array"),
        pytest.param('# ours\n[[source]]\nname = "a"\nurl = "https://a.example/"\n', id="tables"),
    ],
)
def test_list_takes_a_source_when_it_was_written_by_hand(tmp_path: Path, before: str) -> None:
    (tmp_path / FILE).write_text(before, "utf-8")
    sources = SourceList(tmp_path)
    names = [known.name for known in sources.all()]

    sources.add(source("b"), b"{}")

    assert [known.name for known in sources.all()] == [*names, "b"]


def test_list_takes_a_source_when_its_last_one_was_removed(tmp_path: Path) -> None:
    sources = SourceList(tmp_path)
    sources.add(source("a"), b"{}")
    sources.remove("a")

    sources.add(source("b"), b"{}")

    assert [known.name for known in sources.all()] == ["b"]


def test_list_keeps_its_comments_when_a_source_is_added_and_removed(tmp_path: Path) -> None:
    written = '# ours\n[[source]]\nname = "a"  # head office\nurl = "https://a.example/"\n'
    (tmp_path / FILE).write_text(written, "utf-8")
    sources = SourceList(tmp_path)

    sources.add(source("b"), b"{}")
    sources.remove("b")

    assert (tmp_path / FILE).read_text("utf-8") == written


@pytest.mark.parametrize(("locked", "cure"), [(False, "Fix it"), (True, "Your administrator")])
def test_list_that_cannot_be_read_names_its_cure(tmp_path: Path, *, locked: bool, cure: str) -> None:
    (tmp_path / FILE).write_text("[[source\n", "utf-8")
    sources = SourceList(None, tmp_path) if locked else SourceList(tmp_path)

    with pytest.raises(SourceListError, match=f"sources.toml.*line 1.*{cure}"):
        sources.all()


def test_source_is_not_added_by_a_file_that_is_no_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "home"))
    file = tmp_path / "other.json"
    file.write_text("{}", "utf-8")

    code = main(["source", "add", "office", "https://guides.example/", "--root", str(file)])

    assert code == 2
    assert "other.json is not the root of a source" in capsys.readouterr().err
    assert not (tmp_path / "home" / "config" / FILE).exists()
