"""An update reads only what changed, and comes to the very rows that reading everything would have come to."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta, timezone
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from overlay.content.format import pack
from overlay.content.install import Arrival, Installer
from overlay.content.packed import built, update
from overlay.content.store import copies, generations
from overlay.errors import PackRejectedError
from tests.unit.packs import PNG, guide_text, write_pack

RULE = "when:\n  - title: 'Case {{case}} {word}*'\n    app: chrome"


def rows(data: Path) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of every table of the generation in use, without the order they happen to lie in."""
    generation = generations.current(data)
    assert generation is not None
    db = sqlite3.connect(data / generation.file_name)
    try:
        names = [row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
        return {name: sorted(db.execute(f'SELECT * FROM "{name}"').fetchall(), key=repr) for name in names}
    finally:
        db.close()


def build(folder: Path, file: Path) -> Path:
    with file.open("wb") as out:
        built.write(built.contents_of(folder, pack.read_pack(folder)), out)
    return file


def difference(old: Path, folder: Path, file: Path) -> Path:
    contents = built.contents_of(folder, pack.read_pack(folder))
    with file.open("wb") as out:
        update.write(built.read_index(old), contents, out)
    return file


@dataclass
class Edition:
    """One state of a pack."""

    guides: dict[str, str]
    media: dict[str, bytes] = field(default_factory=dict)
    snippets: str = ""
    synonyms: str = ""
    more: str = ""

    def write(self, folder: Path, version: str) -> Path:
        shutil.rmtree(folder, ignore_errors=True)
        write_pack(folder, "demo", self.guides, version=version, media=self.media, more=self.more)
        for name in ("snippets", "synonyms"):
            if text := getattr(self, name):
                (folder / f"{name}.yaml").write_text(text, encoding="utf-8", newline="\n")
        return folder


def guide(word: str, number: int, **more: str) -> str:
    front = RULE.format(word=word) + "\n" + more.pop("front", "")
    return guide_text(f"Guide {number} {word}", front=front, **more)


BASE = Edition(
    guides={
        "a.md": guide("alpha", 1),
        "a.nl.md": guide_text("Gids 1"),
        "b.md": guide("beta", 2, steps="1. ![x](../media/x.png)"),
        "c.md": guide("gamma", 3, steps="1. Say {{> fee}}."),
        "d.md": guide("delta", 4, front="valid_from: 2026-03-01"),
        "e.md": guide("epsilon", 5, steps="1. ![y](../media/missing.png)"),
        "n.md": guide_text("Notice", front="kind: notice", steps="Hello."),
    },
    media={"x.png": PNG},
    snippets="fee: € 5\n",
    synonyms="en:\n  - [refund, money back]\n",
)


def changed(**edits: Any) -> Edition:
    return Edition(**{name: edits.get(name, getattr(BASE, name)) for name in vars(BASE)})


def with_guides(**guides: str | None) -> Edition:
    found = {**BASE.guides, **{f"{name.replace('_', '.')}.md": text for name, text in guides.items()}}
    return changed(guides={name: text for name, text in found.items() if text is not None})


EDITIONS: Mapping[str, tuple[Edition, set[str]]] = {
    "a text": (with_guides(b=guide("beta", 2, steps="1. Anew.")), {"b"}),
    "a rule": (with_guides(b=guide("other", 2)), {"b"}),
    "a translation": (with_guides(a_nl=guide_text("Gids één")), {"a"}),
    "a translation more": (with_guides(b_nl=guide_text("Gids 2")), {"b"}),
    "a translation less": (with_guides(a_nl=None), {"a"}),
    "a guide more, first": (with_guides(Aa=guide("first", 0)), {"aa"}),
    "a guide more, last": (with_guides(z=guide("zeta", 9)), {"z"}),
    "a guide less": (with_guides(a=None, a_nl=None), set()),
    "a guide elsewhere": (with_guides(a=None, a_nl=None, y=guide("alpha", 1)), {"y"}),
    "a picture": (changed(media={"x.png": PNG + b"x"}), {"b"}),
    "a picture less": (changed(media={}), {"b"}),
    "a picture more": (changed(media={"x.png": PNG, "missing.png": PNG}), {"e"}),
    "a snippet": (changed(snippets="fee: € 6\n"), {"c"}),
    "synonyms": (changed(synonyms="en:\n  - [refund, chargeback]\n"), set()),
    "nothing": (BASE, set()),
    "what all depend on": (changed(more="priority: 3\n"), {"a", "b", "c", "e", "n"}),
}
DATED = {"d"}  # when its day begins depends on the desk


@pytest.mark.parametrize("name", EDITIONS)
@pytest.mark.parametrize("way", ["update", "built file"])
def test_update_comes_to_the_rows_of_a_fresh_build_and_reads_only_what_changed(
    name: str, way: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    edition, read = EDITIONS[name]
    old = build(BASE.write(tmp_path / "old", "1"), tmp_path / "1")
    new = edition.write(tmp_path / "new", "2")
    data, fresh = tmp_path / "data", tmp_path / "fresh"
    for place in (data, fresh):
        for other in ("another", "zulu"):
            Installer(place).install(write_pack(tmp_path / other, other))
    Installer(fresh).install(new)
    Installer(data).install_file(old)
    file = difference(old, new, tmp_path / "delta") if way == "update" else build(new, tmp_path / "2")
    seen: set[str] = set()
    real = pack._PackReader._read

    def noted(self: Any, source: Any, *more: Any) -> Any:
        seen.add(source.base.removeprefix("guides/").lower())
        return real(self, source, *more)

    with monkeypatch.context() as patched:
        patched.setattr(pack._PackReader, "_read", noted)
        report = (
            Installer(data).update("demo", file) if way == "update" else Installer(data).install_file(file)
        )
    assert rows(data) == rows(fresh)
    assert seen - DATED == read
    assert report.guides == len({row[2] for row in rows(fresh)["guide"] if row[1] == "demo"})
    # And built anew of what was kept, it is the same again.
    Installer(data).rebuild()
    assert rows(data) == rows(fresh)


def test_what_comes_and_goes_together_comes_to_the_rows_of_a_fresh_build(tmp_path: Path) -> None:
    edition, _ = EDITIONS[next(iter(EDITIONS))]
    old = build(BASE.write(tmp_path / "old", "1"), tmp_path / "1")
    new = edition.write(tmp_path / "new", "2")
    other, gone = (write_pack(tmp_path / name, name) for name in ("another", "gone"))
    kept, unfit = write_pack(tmp_path / "zulu", "zulu"), tmp_path / "unfit"
    unfit.write_bytes(b"no pack")
    data, fresh = tmp_path / "data", tmp_path / "fresh"
    Installer(data).install_file(old)
    for folder in (gone, kept):
        Installer(data).install(folder)
    arrivals = [
        Arrival("", unfit, lambda _: None),
        Arrival("demo", difference(old, new, tmp_path / "delta"), lambda _: None),
        Arrival("", build(other, tmp_path / "other"), lambda _: None),
    ]
    refused = Installer(data).together(arrivals, ["gone", "never there"])
    assert [reason is None for reason in refused] == [False, True, True]
    for folder in (new, other, kept):
        Installer(fresh).install(folder)
    assert rows(data) == rows(fresh)


def test_day_of_a_guide_begins_where_the_desk_is_now(tmp_path: Path) -> None:
    old = build(BASE.write(tmp_path / "old", "1"), tmp_path / "1")
    new = with_guides(b=guide("beta", 9)).write(tmp_path / "new", "2")
    east, west = timezone(timedelta(hours=5)), timezone(timedelta(hours=-5))
    Installer(tmp_path / "data", tz=east).install_file(old)
    Installer(tmp_path / "data", tz=west).update("demo", difference(old, new, tmp_path / "delta"))
    Installer(tmp_path / "fresh", tz=west).install(new)
    assert rows(tmp_path / "data") == rows(tmp_path / "fresh")


WORDS = st.sampled_from(["alpha", "beta", "gamma"])
MADE = st.builds(
    lambda word, number, steps: guide(word, number, steps=steps),
    WORDS,
    st.integers(0, 2),
    st.sampled_from(["1. Go.", "1. {{> fee}}", "1. ![x](../media/x.png)", "1. ![y](../media/y.png)"]),
)
NAMES = st.sampled_from(["a.md", "b.md", "c.md", "b.nl.md", "sub/d.md"])
PACKS = st.builds(
    Edition,
    guides=st.dictionaries(NAMES, MADE, min_size=1),
    media=st.dictionaries(st.sampled_from(["x.png", "y.png"]), st.sampled_from([PNG, PNG + b"x"])),
    snippets=st.sampled_from(["fee: € 5\n", "fee: € 6\n"]),
    synonyms=st.sampled_from(["", "en:\n  - [refund, chargeback]\n"]),
    more=st.sampled_from(["", "priority: 2\n"]),
)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(editions=st.lists(PACKS, min_size=2, max_size=4))
def test_any_row_of_updates_comes_to_the_rows_of_a_fresh_build(
    tmp_path_factory: pytest.TempPathFactory, editions: list[Edition]
) -> None:
    base = tmp_path_factory.mktemp("row")
    old = build(editions[0].write(base / "pack", "0"), base / "0")
    Installer(base / "data").install_file(old)
    for number, edition in enumerate(editions[1:], 1):
        folder = edition.write(base / "pack", str(number))
        delta = difference(old, folder, base / f"{number}.delta")
        old = build(folder, base / str(number))
        Installer(base / "data").update("demo", delta)
    Installer(base / "fresh").install(base / "pack")
    assert rows(base / "data") == rows(base / "fresh")


def test_updates_are_kept_beside_the_pack_until_they_are_many(tmp_path: Path) -> None:
    data = tmp_path / "data"
    old = build(with_guides(b=guide("beta", 0)).write(tmp_path / "pack", "0"), tmp_path / "0")
    Installer(data).install_file(old)
    files: tuple[str, ...] = ()
    most = 0
    for number in range(1, copies.MAX_UPDATES + 3):
        folder = with_guides(b=guide("beta", number)).write(tmp_path / "pack", str(number))
        delta = difference(old, folder, tmp_path / "delta")
        old = build(folder, tmp_path / str(number))
        Installer(data).update("demo", delta)
        generation = generations.current(data)
        assert generation is not None
        files = generation.copies["demo"].files
        assert {path.name for path in (data / "packs").iterdir()} == set(files)
        most = max(most, len(files))
    assert 1 < most <= copies.MAX_UPDATES + 1
    assert len(files) < most
    Installer(data).rebuild()
    Installer(tmp_path / "fresh").install(tmp_path / "pack")
    assert rows(data) == rows(tmp_path / "fresh")


@pytest.mark.parametrize("damage", ["generation", "copy", "schema"])
def test_update_does_without_what_is_damaged_or_of_another_version(damage: str, tmp_path: Path) -> None:
    old = build(BASE.write(tmp_path / "old", "1"), tmp_path / "1")
    new = with_guides(b=guide("beta", 9)).write(tmp_path / "new", "2")
    data = tmp_path / "data"
    Installer(data).install_file(old)
    generation = generations.current(data)
    assert generation is not None
    if damage == "generation":
        path = data / generation.file_name
        path.write_bytes(path.read_bytes()[:4096] + b"\xa5" * 40_000)
    elif damage == "copy":
        (data / "packs" / generation.copies["demo"].files[0]).write_bytes(b"damaged")
    else:
        older = generations.Generation(generation.number, generations.SCHEMA + 1, generation.copies)
        (data / generations.POINTER).write_text(older.to_text(), encoding="utf-8")
    delta = difference(old, new, tmp_path / "delta")
    if damage == "copy":
        with pytest.raises(PackRejectedError):
            Installer(data).update("demo", delta)
        Installer(data).install_file(build(new, tmp_path / "2"))
    else:
        Installer(data).update("demo", delta)
    Installer(tmp_path / "fresh").install(new)
    assert rows(data) == rows(tmp_path / "fresh")


def test_update_for_what_is_not_there_is_refused(tmp_path: Path) -> None:
    old = build(BASE.write(tmp_path / "old", "1"), tmp_path / "1")
    new = with_guides(b=guide("beta", 9)).write(tmp_path / "new", "2")
    delta = difference(old, new, tmp_path / "delta")
    with pytest.raises(PackRejectedError, match="not installed"):
        Installer(tmp_path / "data").update("demo", delta)
    Installer(tmp_path / "data").install(with_guides(b=None).write(tmp_path / "other", "0"))
    with pytest.raises(PackRejectedError, match="another version"):
        Installer(tmp_path / "data").update("demo", delta)
