"""Updates that lie: what is signed may still be hostile, or made by a tool of another day. Nothing of them is installed."""

from __future__ import annotations

import io
import json
import lzma
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.install import Installer
from overlay.content.packed import built, update
from overlay.content.packed.container import Writer
from overlay.content.packed.index import Blob, Item, PackIndex, make_index
from overlay.content.packed.opened import open_pack
from overlay.errors import PackRejectedError

ABOUT = b"id: demo\ntitle: x\nversion: '%d'\n"
BEFORE = {"pack.yaml": ABOUT % 1, "guides/a.md": b"# A\n\n1. Go.\n", "guides/b.md": b"# B\n\n1. Go.\n"}
AFTER = {**BEFORE, "pack.yaml": ABOUT % 2, "guides/a.md": b"# A\n\n1. Went.\n"}


def index_of(files: Mapping[str, bytes], version: str) -> PackIndex:
    items = [
        Item(path, Blob.of(data), Path(path).stem if path.startswith("guides/") else "")
        for path, data in files.items()
    ]
    return make_index("demo", version, "x", items)


def whole(folder: Path) -> Path:
    file = folder / "1.overlaypack"
    contents = built.Contents(index_of(BEFORE, "1"), lambda item: BEFORE[item.path])
    with file.open("wb") as out:
        built.write(contents, out)
    return file


def honest() -> bytes:
    out = io.BytesIO()
    contents = built.Contents(index_of(AFTER, "2"), lambda item: AFTER[item.path])
    update.write(index_of(BEFORE, "1"), contents, out)
    return out.getvalue()


def forged(*blobs: bytes, **says: Any) -> bytes:
    """Return an update as somebody writes it who does not use ours; `says` replaces what an honest one says."""
    changes = update.changes_between(index_of(BEFORE, "1"), index_of(AFTER, "2"))
    data = json.loads(changes.to_bytes()) | says
    out = io.BytesIO()
    packed = Writer(out)
    packed.entry(
        "update.json", json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    )
    for blob in blobs or (AFTER["guides/a.md"], AFTER["pack.yaml"]):
        packed.entry(f"blobs/{Blob.of(blob).sha256}", blob)
    packed.end()
    return out.getvalue()


def entry(data: bytes) -> list[Any]:
    return [Blob.of(data).sha256, len(data)]


def opened(folder: Path, data: bytes) -> dict[str, bytes]:
    file = folder / "x.delta"
    file.write_bytes(data)
    with open_pack([whole(folder), file]) as pack:
        return {path: pack.read(path, 1 << 20) for path in pack.paths}


def test_update_makes_the_next_pack_of_the_one_before(tmp_path: Path) -> None:
    assert opened(tmp_path, honest()) == AFTER
    assert forged() == honest()


def test_update_holds_only_what_is_new() -> None:
    tar = lzma.decompress(honest())
    assert AFTER["guides/a.md"] in tar
    assert BEFORE["guides/b.md"] not in tar
    assert b"guides/b.md" not in tar


@pytest.mark.parametrize(
    "path",
    [
        "../evil.md", "guides/../../evil.md", "/etc/passwd", "guides//a.md", "guides/./a.md", "C:/evil.md",
        "guides\\..\\..\\evil.md", "guides/a.md:stream", "guides/\x00.md", "", "guides/", "evil.md",
        "guides/.git/config", "guides/" + "a" * 300, "media/evil.svg", "guides/con.md",
    ],
)  # fmt: skip
def test_update_is_refused_when_it_names_a_file_that_no_pack_can_hold(path: str, tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="it names a file"):
        opened(tmp_path, forged(files={path: entry(b"x")}))


def test_update_is_refused_when_two_names_are_one_elsewhere(tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="upper and lower case"):
        opened(tmp_path, forged(guides={"c": {"guides/B.md": entry(b"x")}}))


A_PACK = {"pack.yaml": entry(AFTER["pack.yaml"])}
LIES: Mapping[str, dict[str, Any]] = {
    "another base": {"base": "0" * 64},
    "another content": {"content": "0" * 64},
    "another pack": {"pack": "other"},
    "another version": {"version": "3"},
    "another format": {"format": 2},
    "one removed that stays": {"removed": ["guides/b.md"]},
    "too large": {"files": {"pack.yaml": [Blob.of(b"").sha256, 1 << 40]}},
    "negative": {"files": {"pack.yaml": [Blob.of(b"").sha256, -1]}},
    "too many": {"files": {f"guides/{n}.md": entry(b"x") for n in range(60_000)}},
    "no list": {"files": "none"},
    "no guides": {"guides": 7},
    "no pair": {"files": {"pack.yaml": ["x"]}},
    "no text": {"title": 7},
    "a number removed": {"removed": [7]},
    "removed is no list": {"removed": 7},
    "one file twice": {"files": {**A_PACK, "guides/a.md": entry(b"x")}},
    "more said": {"more": 1},
}


@pytest.mark.parametrize("lie", LIES)
def test_update_is_refused_when_it_lies(lie: str, tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError):
        opened(tmp_path, forged(**LIES[lie]))


@pytest.mark.parametrize(
    "blobs",
    [
        (AFTER["pack.yaml"], AFTER["guides/a.md"]),
        (AFTER["guides/a.md"],),
        (AFTER["guides/a.md"], AFTER["pack.yaml"], b"more"),
        (AFTER["guides/a.md"], b"other"),
    ],
    ids=["another order", "one less", "one more", "another"],
)
def test_update_is_refused_when_its_contents_are_not_those_it_lists(
    blobs: tuple[bytes, ...], tmp_path: Path
) -> None:
    with pytest.raises(PackRejectedError):
        opened(tmp_path, forged(*blobs))


def test_update_is_refused_when_what_it_makes_calls_itself_another_pack(tmp_path: Path) -> None:
    lying = {**AFTER, "pack.yaml": b"id: other\ntitle: x\nversion: '2'\n"}
    out = io.BytesIO()
    contents = built.Contents(index_of(lying, "2"), lambda item: lying[item.path])
    update.write(index_of(BEFORE, "1"), contents, out)
    with pytest.raises(built.OtherPackError):
        opened(tmp_path, out.getvalue())


def test_bomb_ends_at_the_first_entry_that_is_too_large(tmp_path: Path) -> None:
    out = io.BytesIO()
    packed = Writer(out)
    packed.entry("update.json", b"[" * (64 << 20))
    packed.end()
    assert len(out.getvalue()) < 100_000
    with pytest.raises(PackRejectedError):
        opened(tmp_path, out.getvalue())


def test_content_stays_when_an_update_is_refused(tmp_path: Path) -> None:
    Installer(tmp_path / "data").install_file(whole(tmp_path))
    before = {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()}
    file = tmp_path / "x.delta"
    for lie in ("another base", "another content", "another pack"):
        file.write_bytes(forged(**LIES[lie]))
        with pytest.raises(PackRejectedError):
            Installer(tmp_path / "data").update("demo", file)
    assert {path: path.read_bytes() for path in (tmp_path / "data").rglob("*") if path.is_file()} == before


@given(st.data())
def test_any_changed_byte_is_refused(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    inside = data.draw(st.booleans())
    changed = bytearray(lzma.decompress(honest()) if inside else honest())
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    with pytest.raises(PackRejectedError):
        opened(tmp_path_factory.mktemp("x"), lzma.compress(bytes(changed)) if inside else bytes(changed))
