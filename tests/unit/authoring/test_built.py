"""The built pack: the same bytes for the same content, and nothing of a hostile file reaches the disk."""

from __future__ import annotations

import hashlib
import io
import lzma
import tarfile
import tempfile
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.content.format.pack import read_pack
from overlay.content.install import install
from overlay.content.packed import built as archive
from overlay.content.packed import index
from overlay.content.packed.index import Blob, Item
from overlay.errors import PackRejectedError
from tests.unit.packs import PNG, guide_text, write_pack

SHOWN = guide_text("Pay", steps="1. Look.\n   ![A button](../media/button.png)")
GUIDES = {"refund.md": guide_text("Refund"), "refund.nl.md": guide_text("Terugbetalen"), "more/pay.md": SHOWN}


def built(folder: Path) -> bytes:
    out = io.BytesIO()
    archive.write(archive.contents_of(folder, read_pack(folder)), out)
    return out.getvalue()


@pytest.fixture
def pack(tmp_path: Path) -> Path:
    return write_pack(
        tmp_path / "pack",
        guides=GUIDES | {"more/pay.md": SHOWN.replace("../media", "/media")},
        media={"button.png": PNG},
    )


def test_build_gives_the_same_bytes_when_the_content_is_the_same(pack: Path, tmp_path: Path) -> None:
    other = tmp_path / "checkout"
    for path in sorted(pack.rglob("*"), reverse=True):
        target = other / path.relative_to(pack)
        if path.is_file():
            target.parent.mkdir(parents=True, exist_ok=True)
            data = path.read_bytes()
            if path.suffix != ".png":  # as Windows checks out, written by an editor that marks its files
                data = b"\xef\xbb\xbf" + data.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n")
            target.write_bytes(data)
            target.chmod(0o600)
    (other / "media" / "unused.png").write_bytes(PNG + b"x")
    (other / "notes.txt").write_text("mine")
    assert built(other) == built(pack)


def test_unpacked_gives_what_was_built(pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "demo-1.overlaypack"
    file.write_bytes(built(pack))
    with archive.unpacked(file) as folder:
        assert read_pack(folder).guides == read_pack(pack).guides
        assert (folder / "media" / "button.png").read_bytes() == PNG
    assert not folder.exists()


def test_read_index_names_every_guide_and_file(pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "demo-1.overlaypack"
    file.write_bytes(built(pack))
    found = archive.read_index(file)
    assert {guide: [item.path for item in items] for guide, items in found.guides.items()} == {
        "pay": ["guides/more/pay.md"],
        "refund": ["guides/refund.md", "guides/refund.nl.md"],
    }
    assert (found.top.pack, found.top.version, found.top.guides, found.top.files) == ("demo", "1", 2, 5)


def test_install_takes_a_built_file(pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "any name"
    file.write_bytes(built(pack))
    report = install(file, tmp_path / "data")
    assert (report.pack, report.version, report.guides) == ("demo", "1", 2)


# --- hostile files


def entry(name: str, data: bytes, kind: bytes = tarfile.REGTYPE, link: str = "") -> bytes:
    info = tarfile.TarInfo(name)
    info.type, info.linkname = kind, link
    info.size = len(data)
    info.mode = 0o644
    return info.tobuf(tarfile.USTAR_FORMAT, "utf-8", "strict") + data + bytes(-len(data) % 512)


def forged(files: Mapping[str, bytes], guides: Mapping[str, str] = {}) -> bytes:
    """Return a built pack whose index and hashes are in order, whatever the paths are."""
    items = [Item(path, Blob.of(data), guides.get(path, "")) for path, data in files.items()]
    made = index.make_index("demo", "1", "x", items)
    tar = entry("index.json", made.top.to_bytes())
    tar += b"".join(entry(f"index/{b.sha256}", d) for b, d in zip(made.top.shards, made.shards, strict=True))
    blobs = {hashlib.sha256(files[item.path]).hexdigest(): files[item.path] for item in made.items}
    tar += b"".join(entry(f"blobs/{sha256}", data) for sha256, data in blobs.items())
    return lzma.compress(tar + bytes(1024))


PACK_YAML = b"id: demo\ntitle: x\nversion: '1'\n"


@pytest.mark.parametrize(
    "path",
    [
        "../evil.md",
        "guides/../../evil.md",
        "/etc/evil.md",
        "guides//evil.md",
        "guides/./evil.md",
        "guides\\evil.md",
        "C:/evil.md",
        "guides/con.md",
        "guides/.hidden.md",
        "guides/a\n.md",
        "guides/evil.sh",
        "media/evil.svg",
        "bin/evil.md",
        "guides/" + "a" * 300 + ".md",
    ],
)
def test_unpack_writes_nothing_when_a_path_may_not_be(path: str, tmp_path: Path) -> None:
    target = tmp_path / "in" / "side"
    target.mkdir(parents=True)
    data = forged({"pack.yaml": PACK_YAML, path: b"x"})
    with pytest.raises(PackRejectedError, match="it names a file"):
        archive.unpack(io.BytesIO(data), "x", target)
    assert [p for p in tmp_path.rglob("*") if p.is_file()] == []


def test_unpack_refuses_names_that_differ_in_case_only(tmp_path: Path) -> None:
    data = forged(
        {"pack.yaml": PACK_YAML, "guides/a.md": b"x", "guides/A.md": b"y"},
        {"guides/a.md": "a", "guides/A.md": "b"},
    )
    with pytest.raises(PackRejectedError, match="upper and lower case"):
        archive.unpack(io.BytesIO(data), "x", tmp_path)


def test_unpacked_refuses_a_pack_that_is_not_the_one_of_its_index(tmp_path: Path) -> None:
    file = tmp_path / "x"
    file.write_bytes(forged({"pack.yaml": PACK_YAML.replace(b"demo", b"other")}))
    with pytest.raises(PackRejectedError, match="does not hold the pack"), archive.unpacked(file):
        pytest.fail("it was given")


def bomb() -> bytes:
    """A gigabyte of zeros where the index should be, in 150 KB."""
    packer = lzma.LZMACompressor()
    info = tarfile.TarInfo("index.json")
    info.size = 1 << 30
    parts = [packer.compress(info.tobuf(tarfile.USTAR_FORMAT))]
    parts += [packer.compress(bytes(1 << 20)) for _ in range(64)]
    return b"".join([*parts, packer.flush()])


def _tar(data: bytes) -> bytes:
    return lzma.decompress(data)


def _big_dictionary(good: bytes) -> bytes:
    """The same file, whose header says that 1.5 GiB are needed to read it."""
    data = bytearray(good)
    at = data.index(
        b"\x21\x01", 12
    )  # LZMA2 filter flags in the block header: id, size of properties, dictionary
    data[at + 2] = 37
    end = 12 + (data[12] + 1) * 4
    data[end - 4 : end] = zlib.crc32(bytes(data[12 : end - 4])).to_bytes(4, "little")
    return bytes(data)


HOSTILE: dict[str, Callable[[bytes], bytes]] = {
    "empty": lambda good: b"",
    "no xz": _tar,
    "cut": lambda good: good[:-20],
    "cut in the middle": lambda good: good[: len(good) // 2],
    "more behind": lambda good: good + b"x",
    "a second stream": lambda good: good + lzma.compress(b"x"),
    "more inside": lambda good: lzma.compress(_tar(good) + bytes(512)),
    "no end": lambda good: lzma.compress(_tar(good)[:-1024]),
    "one entry more": lambda good: lzma.compress(_tar(good)[:-1024] + entry("blobs/x", b"x") + bytes(1024)),
    "a link first": lambda good: lzma.compress(
        entry("index.json", b"", tarfile.SYMTYPE, "/etc/passwd") + _tar(good)
    ),
    "a long name first": lambda good: lzma.compress(entry("x", b"y" * 600, tarfile.XHDTYPE) + _tar(good)),
    "text in a gap": lambda good: lzma.compress(_tar(good).replace(bytes(40), b"x" * 40, 1)),
    "another text": lambda good: lzma.compress(_tar(good).replace(b"1. Do it.", b"1. Do me.")),
    "other hashes": lambda good: lzma.compress(_tar(good).replace(b"guides/refund.md", b"guides/refumd.md")),
    "another id": lambda good: lzma.compress(_tar(good).replace(b'"pack":"demo"', b'"pack":"deme"')),
    "another title": lambda good: lzma.compress(_tar(good).replace(b'"title":"The', b'"title":"Thy')),
    "another version": lambda good: lzma.compress(_tar(good).replace(b'"version":"1"', b'"version":"2"')),
    "another format": lambda good: lzma.compress(_tar(good).replace(b'"format":1', b'"format":2')),
    "a bomb": lambda good: bomb(),
    "nested": lambda good: lzma.compress(entry("index.json", b"[" * 500_000)),
    "a number for a list": lambda good: lzma.compress(entry("index.json", b'{"format":1,"shards":7}')),
    "much memory": _big_dictionary,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_unpacked_refuses_a_file_that_is_not_what_was_built(name: str, pack: Path, tmp_path: Path) -> None:
    file = tmp_path / "hostile"
    data = HOSTILE[name](built(pack))
    assert data != built(pack)
    file.write_bytes(data)
    with pytest.raises(PackRejectedError), archive.unpacked(file):
        pytest.fail("it was given")


@pytest.fixture(scope="module")
def good(tmp_path_factory: pytest.TempPathFactory) -> bytes:
    return built(
        write_pack(tmp_path_factory.mktemp("good") / "pack", guides=GUIDES, media={"button.png": PNG})
    )


@given(st.data())
def test_any_changed_byte_is_refused(good: bytes, data: st.DataObject) -> None:
    inside = data.draw(st.booleans())
    changed = bytearray(_tar(good) if inside else good)
    at = data.draw(st.integers(0, len(changed) - 1))
    changed[at] ^= data.draw(st.integers(1, 255))
    hostile = lzma.compress(bytes(changed)) if inside else bytes(changed)
    with tempfile.TemporaryDirectory() as made:
        file = Path(made) / "x.overlaypack"
        file.write_bytes(hostile)
        with pytest.raises(PackRejectedError), archive.unpacked(file):
            pytest.fail("it was given")


# --- the index

paths = st.text("abc", min_size=1, max_size=6)


@given(st.dictionaries(paths, st.binary(max_size=8), max_size=40), st.integers(0, 5))
def test_join_gives_back_the_items_of_an_index(files: dict[str, bytes], guides: int) -> None:
    items = [
        Item(f"guides/{name}.md", Blob.of(data), f"g{number % guides}" if guides else "")
        for number, (name, data) in enumerate(files.items())
    ]
    made = index.make_index("demo", "1", "A title – “x”", items)
    assert index.join(index.read_top(made.top.to_bytes()), made.shards) == made


def test_one_changed_guide_changes_one_shard_of_many() -> None:
    def make(changed: str) -> index.PackIndex:
        items = [
            Item(f"guides/{n}.md", Blob.of(changed.encode() if n == 7 else b"x"), f"g{n}")
            for n in range(10_000)
        ]
        return index.make_index("demo", "1", "x", items)

    before, after = make("a"), make("b")
    changed = set(after.top.shards) - set(before.top.shards)
    assert len(before.top.shards) == 512
    assert len(changed) == 1
    assert len(lzma.compress(after.top.to_bytes())) + next(iter(changed)).size_bytes < 40_000
