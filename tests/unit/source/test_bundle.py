"""Bundles that lie: what is signed may still be hostile, or made by a tool of another day."""

from __future__ import annotations

import hashlib
import io
import json
import zlib
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.disk import Disk
from overlay.content.source.bundle import MAGIC, Header, Reader, tree_digest, tree_of_folder, unpack, write
from overlay.errors import PackRejectedError
from tests.unit.packs import write_pack


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def bundle(files: dict[str, bytes], body: bytes | None = None, /, **header: Any) -> io.BytesIO:
    """Return a bundle as somebody writes it who does not use ours."""
    data = {
        "pack": "p",
        "version": "1",
        "base": "",
        "tree": tree_digest({path: sha(content) for path, content in files.items()}),
        "files": [[path, len(content), sha(content)] for path, content in files.items()],
        "removed": [],
        **header,
    }
    content = b"".join(files.values()) if body is None else body
    return io.BytesIO(MAGIC + zlib.compress(json.dumps(data).encode() + b"\n" + content))


GOOD = {"pack.yaml": b"id: p\n", "guides/a.md": b"1. Do it.\n"}


def test_bundle_is_unpacked_when_it_is_honest(tmp_path: Path) -> None:
    header = unpack(bundle(GOOD), tmp_path / "pack", Disk())
    assert header.pack == "p"
    assert (tmp_path / "pack" / "guides" / "a.md").read_bytes() == GOOD["guides/a.md"]


@pytest.mark.parametrize(
    "path",
    [
        "../evil.md", "guides/../../evil.md", "/etc/passwd", "guides//a.md", "guides/./a.md", "C:/evil.md",
        "guides\\..\\..\\evil.md", "guides/a.md:stream", "guides/\x00.md", "", "guides/", "evil.md", "guides/.git/config",
        "guides/" + "a" * 300,
    ],
)  # fmt: skip
def test_bundle_is_refused_when_it_names_a_file_that_no_pack_can_hold(path: str, tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="no pack can hold"):
        unpack(bundle({**GOOD, path: b"x"}), tmp_path / "in" / "pack", Disk())
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


@pytest.mark.parametrize("twin", ["guides/A.md", "GUIDES/a.md", "guides/a.md"])
def test_bundle_is_refused_when_two_names_are_one_elsewhere(twin: str, tmp_path: Path) -> None:
    files = [[path, len(data), sha(data)] for path, data in GOOD.items()] + [[twin, 1, sha(b"x")]]
    with pytest.raises(PackRejectedError, match=r"upper and lower case|no pack can hold"):
        unpack(bundle(GOOD, b"".join(GOOD.values()) + b"x", files=files), tmp_path / "pack", Disk())


def test_bundle_is_refused_when_two_names_are_one_to_unicode(tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="upper and lower case"):
        unpack(
            bundle({**GOOD, "guides/\u00e9.md": b"x", "guides/e\u0301.md": b"y"}), tmp_path / "pack", Disk()
        )


@pytest.mark.parametrize(
    "header",
    [
        {"files": [["guides/a.md", 1 << 40, sha(b"")]]},
        {"files": [["guides/a.md", -1, sha(b"")]]},
        {"files": [[f"guides/{n}.md", 0, sha(b"")] for n in range(60_000)]},
        {"files": "none"},
        {"files": [["guides/a.md"]]},
        {"tree": "0" * 64},
        {"files": [["guides/a.md", 10, "0" * 64]]},
    ],
    ids=["too large", "negative", "too many", "no list", "no triple", "another tree", "another hash"],
)
def test_bundle_is_refused_when_its_list_lies(header: dict[str, Any], tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="bundle cannot be used"):
        unpack(bundle(GOOD, **header), tmp_path / "pack", Disk())


def test_bomb_costs_one_chunk_when_it_grows_beyond_its_list(tmp_path: Path) -> None:
    bomb = bundle(GOOD, b"".join(GOOD.values()) + b"\0" * (64 << 20))
    assert len(bomb.getvalue()) < 100_000
    with pytest.raises(PackRejectedError, match="more in it than it says"):
        unpack(bomb, tmp_path / "pack", Disk())
    assert sum(p.stat().st_size for p in tmp_path.rglob("*") if p.is_file()) < 1_000


def test_bomb_is_refused_when_it_is_the_list(tmp_path: Path) -> None:
    with pytest.raises(PackRejectedError, match="too long"):
        Reader(io.BytesIO(MAGIC + zlib.compress(b"[" * (64 << 20))))


@given(st.binary(max_size=300))
def test_reader_refuses_or_reads_whatever_comes(data: bytes) -> None:
    for start in (b"", MAGIC, MAGIC + zlib.compress(data)[: len(data)]):
        try:
            list(Reader(io.BytesIO(start + data)).files())
        except PackRejectedError:
            continue


def test_bundle_is_the_same_bytes_when_written_twice(tmp_path: Path) -> None:
    folder = write_pack(tmp_path / "p")
    tree = tree_of_folder(folder)
    files = tuple((path, (folder / path).stat().st_size, digest) for path, digest in tree.items())
    written = []
    for _ in range(2):
        out = io.BytesIO()
        write(out, folder, Header("demo", "1", tree_digest(tree), files=files))
        written.append(out.getvalue())
    assert written[0] == written[1]
    unpack(io.BytesIO(written[0]), tmp_path / "again", Disk())
    assert tree_of_folder(tmp_path / "again") == tree
