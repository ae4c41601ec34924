"""The way of a pack: started, checked, built, compared; by command line as an author does."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from overlay.cli import main
from overlay.content.authoring import new
from overlay.content.authoring.build import PackHasErrorsError, build
from overlay.content.authoring.check import check
from overlay.content.authoring.diff import Change, compare
from overlay.content.export.site import site_files
from overlay.content.format.pack import Pack, read_pack
from overlay.content.lookup import Content
from overlay.content.packed import built as archive
from overlay.errors import OverlayError
from tests.unit.packs import PNG, guide_text, write_pack

TODAY = date(2026, 11, 22)


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("OVERLAY_HOME", str(tmp_path / "home"))
    return tmp_path / "home"


@pytest.mark.parametrize("languages", [("en",), ("en", "nl", "de"), ("nl",), ("de", "en")])
def test_a_new_pack_passes_check(languages: tuple[str, ...], tmp_path: Path) -> None:
    folder = tmp_path / "Über uns: Service"
    new.create(folder, new.named(folder, languages=languages))
    report = check(folder, TODAY, reading_level=True)
    assert report.problems == ()
    assert report.pack is not None
    assert (report.pack.id, report.pack.title, report.pack.language) == (
        "uber-uns-service",
        "Uber uns service",
        languages[0],
    )
    assert {parsed.guide.lang for parsed in report.pack.guides} == set(languages)
    assert report.pack.guides[0].rules


def test_a_new_pack_in_another_language_says_what_is_to_be_translated(tmp_path: Path) -> None:
    folder = tmp_path / "aide"
    new.create(folder, new.named(folder, languages=("en", "fr")))
    assert [problem.cure[:32] for problem in check(folder, TODAY).problems] == [
        "Add guides/first-guide.fr.md, or"
    ]


def test_new_leaves_a_folder_that_is_not_empty_alone(tmp_path: Path) -> None:
    (tmp_path / "mine.txt").write_text("x")
    with pytest.raises(OverlayError, match="not empty"):
        new.create(tmp_path, new.named(tmp_path))
    assert [path.name for path in tmp_path.iterdir()] == ["mine.txt"]


def test_new_refuses_what_is_no_language(tmp_path: Path) -> None:
    with pytest.raises(OverlayError, match="“English”"):
        new.named(tmp_path / "x", languages=("English",))


def test_build_makes_one_file_and_nothing_else(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack", version="1.2")
    built = build(folder, tmp_path / "out", TODAY)
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["demo-1.2.overlaypack"]
    assert built == build(folder, tmp_path / "out", TODAY)


def test_build_writes_the_file_that_was_named(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    assert (
        build(folder, tmp_path / "new" / "mine.overlaypack", TODAY).file
        == tmp_path / "new" / "mine.overlaypack"
    )


def test_build_keeps_the_old_file_when_the_pack_has_errors(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "pack")
    old = build(folder, tmp_path, TODAY).file.read_bytes()
    (folder / "guides" / "bad.md").write_text(guide_text("x", front='when: {title: "a", not: {title: "*"}}'))
    with pytest.raises(PackHasErrorsError) as raised:
        build(folder, tmp_path, TODAY)
    assert len(raised.value.report.errors) == 1
    assert (tmp_path / "demo-1.overlaypack").read_bytes() == old


# --- diff


def pack(folder: Path, guides: dict[str, str], version: str = "1") -> Pack:
    return read_pack(write_pack(folder, guides=guides, version=version))


def test_compare_finds_nothing_when_only_the_layout_changed(tmp_path: Path) -> None:
    one = pack(tmp_path / "1", {"a.md": guide_text("A", steps="1. Do **it**.\n2. Then that.")})
    other = pack(tmp_path / "2", {"a.md": guide_text("A", steps="1) Do __it__.\n\n1) Then\n   that.")})
    assert not compare(one, other)


def test_compare_tells_guide_by_guide_what_changed(tmp_path: Path) -> None:
    before = {
        "a.md": guide_text(
            "A", front="valid_until: 2027-01-01", steps="1. Pay.\n   ```copy de\n   Danke\n   ```"
        ),
        "a.nl.md": guide_text("A", steps="1. Betaal.\n   ```copy de\n   Danke\n   ```"),
        "gone.md": guide_text("Gone"),
        "same.md": guide_text("Same"),
    }
    after = {
        "a.md": guide_text(
            "A", front="valid_until: 2027-02-01", steps="1. Pay.\n   ```copy de\n   Danke!\n   ```"
        ),
        "a.nl.md": before["a.nl.md"],
        "new.md": guide_text("New"),
        "same.md": before["same.md"],
    }
    found = compare(pack(tmp_path / "1", before), pack(tmp_path / "2", after, version="2"))
    assert found.facts == (("version", "1", "2"),)
    assert [(g.guide, g.change, [t.lang for t in g.texts]) for g in found.guides] == [
        ("a", Change.CHANGED, ["en"]),
        ("gone", Change.REMOVED, ["en"]),
        ("new", Change.ADDED, ["en"]),
    ]
    marked = [line for line in found.guides[0].texts[0].lines if line[0] in "+-"]
    assert marked == [
        "-valid until: 2027-01-01",
        "+valid until: 2027-02-01",
        "-   copy de: Danke",
        "+   copy de: Danke!",
    ]


@pytest.mark.parametrize(
    ("front", "line"),
    [
        ('when: {title: "B", not: {title: "c"}}', "+when: title: B; not title: c"),
        ("audience: [tier1]", "+audience: tier1"),
        ("priority: 3", "+priority: 3"),
        ("kind: notice", "+kind: notice"),
    ],
)
def test_compare_tells_what_decides_when_a_guide_is_seen(front: str, line: str, tmp_path: Path) -> None:
    one = pack(tmp_path / "1", {"a.md": guide_text("A")})
    other = pack(tmp_path / "2", {"a.md": guide_text("A", front=front)})
    assert line in compare(one, other).guides[0].texts[0].lines


def test_compare_tells_of_another_picture_and_a_shared_text(tmp_path: Path) -> None:
    text = guide_text("A", steps="1. Look {{> fee}}.\n   ![x](../media/x.png)")
    for name, fee, tail in (("1", "€ 5", b""), ("2", "€ 6", b"\0")):
        write_pack(tmp_path / name, guides={"a.md": text}, media={"x.png": PNG + tail})
        (tmp_path / name / "snippets.yaml").write_text(f"fee: {fee}\n", "utf-8")
    (guide,) = compare(read_pack(tmp_path / "1"), read_pack(tmp_path / "2")).guides
    changed = [line for line in guide.texts[0].lines if line[0] in "+-"]
    assert [line[:12] for line in changed] == ["-1. Look € 5", "-   image: m", "+1. Look € 6", "+   image: m"]


# --- by command line


def test_an_author_starts_checks_builds_and_installs_a_pack(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "payments"
    assert main(["pack", "new", str(folder), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["pack"] == "payments"
    assert main(["pack", "check", str(folder), "--strict"]) == 0
    capsys.readouterr()
    assert main(["pack", "build", str(folder), "--out", str(tmp_path), "--json"]) == 0
    built = json.loads(capsys.readouterr().out)
    assert (built["pack"], built["version"], built["guides"]) == ("payments", "1.0.0", 1)
    assert main(["pack", "install", built["file"]]) == 0
    with Content.open(home / "data") as content:
        assert [info.id for info in content.packs()] == ["payments"]
    assert main(["pack", "check", built["file"]]) == 0


def test_check_says_by_its_exit_code_what_it_found(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide_text("A", front="review_by: 2020-01-01")})
    assert main(["pack", "check", str(folder)]) == 0
    assert main(["pack", "check", str(folder), "--strict"]) == 1
    (folder / "guides" / "b.md").write_text("no steps")
    capsys.readouterr()
    assert main(["pack", "check", str(folder), "--json"]) == 1
    found = json.loads(capsys.readouterr().out)
    assert [(e["file"], e["line"]) for e in found["errors"]] == [("guides/b.md", 1)]
    assert found["warnings"][0]["line"] == 3
    assert main(["pack", "check", str(folder), "--format", "github"]) == 1
    where = f"{folder.as_posix()}/guides/b.md".replace(":", "%3A")  # as GitHub wants it
    assert f"::error file={where},line=1::" in capsys.readouterr().out
    assert main(["pack", "check", str(tmp_path / "none")]) == 2


def test_diff_shows_what_changed_in_words(
    tmp_path: Path, home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    old = write_pack(tmp_path / "old", guides={"a.md": guide_text("A")})
    new_pack = write_pack(
        tmp_path / "new", guides={"a.md": guide_text("A", steps="1. Do that.")}, version="2"
    )
    file = build(new_pack, tmp_path, TODAY).file
    assert main(["pack", "diff", str(old), str(file)]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "version: 1 → 2"
    assert lines[-2:] == ["    -1. Do it.", "    +1. Do that."]


def test_shared_texts_languages_of_customers_and_dates_go_through_build_diff_and_export(
    tmp_path: Path,
) -> None:
    steps = "1. Answer.\n   ```copy de\n   Danke\n   {{> bye}}\n   ```\n   ```copy nl\n   Dank\n   {{> bye}}\n   ```"
    dates = "valid_from: 2026-01-01\nvalid_until: 2027-01-01T12:00+01:00"
    folder = write_pack(tmp_path / "pack", guides={"a.md": guide_text("A", front=dates, steps=steps)})
    (folder / "snippets.yaml").write_text("bye:\n  en: Bye\n  de: Tschüs\n  nl: Doei\n", "utf-8")
    with archive.unpacked(build(folder, tmp_path, TODAY).file) as unpacked:
        built = read_pack(unpacked)
    assert built.guides == read_pack(folder).guides
    (guide,) = (parsed.guide for parsed in built.guides)
    assert [(a.lang, a.text) for a in guide.branches[0].steps[0].actions] == [
        ("de", "Danke\nTschüs"),
        ("nl", "Dank\nDoei"),
    ]
    lines = compare(None, built).guides[0].texts[0].lines
    assert {
        "+valid from: 2026-01-01",
        "+valid until: 2027-01-01T12:00:00+01:00",
        "+   copy de: Danke",
    } <= set(lines)
    page = site_files(built)["en/guides/a.html"].decode()
    assert '<pre lang="de">Danke\nTschüs</pre>' in page
    assert 'data-from="2026-01-01" data-until="2027-01-01T12:00:00+01:00"' in page
