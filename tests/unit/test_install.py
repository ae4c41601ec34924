from __future__ import annotations

import subprocess
import sys
import threading
from datetime import timedelta, timezone
from pathlib import Path
from typing import BinaryIO

import pytest

from overlay.content.install import Installer, PackNotInstalledError, install, installed, remove
from overlay.content.lookup import Content
from overlay.content.packed import built
from overlay.content.store import generations
from overlay.content.store.disk import Disk, locked
from overlay.context import make_context
from overlay.errors import ContentUnavailableError, PackRejectedError
from overlay.guide import GuideRef
from tests.patience import WAIT_S
from tests.unit.packs import PNG, guide_text, write_pack


@pytest.fixture
def data_dir(tmp_path: Path) -> Path:
    return tmp_path / "data"


def names(data_dir: Path) -> set[str]:
    return {path.relative_to(data_dir).as_posix() for path in data_dir.rglob("*") if path.is_file()}


def title(data_dir: Path, guide: str = "refund", pack: str = "demo") -> str:
    with Content.open(data_dir) as content:
        return content.title(GuideRef(pack, guide), ("en",))


def test_install_reports_what_it_did(tmp_path: Path, data_dir: Path) -> None:
    pack = write_pack(
        tmp_path / "p",
        guides={
            "a.md": guide_text("A"),
            "a.nl.md": guide_text("A (nl)"),
            "b.md": guide_text("B", front="tpyo: x"),
        },
    )
    report = install(pack, data_dir)
    assert (report.pack, report.version, report.guides, report.generation) == ("demo", "1", 2, 1)
    assert [problem.file for problem in report.problems] == ["guides/b.md"]
    assert report.dropped == ()


def test_installed_packs_are_listed_by_id(tmp_path: Path, data_dir: Path) -> None:
    assert installed(data_dir) == ()
    for pack_id in ("zeta", "alpha"):
        install(write_pack(tmp_path / pack_id, pack_id, version=f"{pack_id}-1"), data_dir)
    assert [(pack.id, pack.version, pack.owner, pack.guides) for pack in installed(data_dir)] == [
        ("alpha", "alpha-1", "desk", 1),
        ("zeta", "zeta-1", "desk", 1),
    ]


def test_install_replaces_the_pack_of_the_same_id_and_leaves_no_litter(
    tmp_path: Path, data_dir: Path
) -> None:
    install(write_pack(tmp_path / "1", guides={"old.md": guide_text("Old")}), data_dir)
    report = install(write_pack(tmp_path / "2", guides={"new.md": guide_text("New")}, version="2"), data_dir)
    assert [pack.version for pack in installed(data_dir)] == ["2"]
    assert title(data_dir, "new") == "New"
    copy = generations.current(data_dir)
    assert copy is not None
    assert names(data_dir) == {
        "content.current",
        "content.lock",
        f"content-{report.generation}.db",
        f"packs/{copy.copies['demo'].files[0]}",
    }


def test_other_packs_keep_everything_when_one_is_installed(tmp_path: Path, data_dir: Path) -> None:
    rule = "when:\n  - title: 'Case {case}*'\nkeywords: [chargeback]"
    guides = {
        "refund.md": guide_text("Refund", front=rule, steps="1. ![x](../media/x.png)"),
        "refund.nl.md": guide_text("Terugbetalen", steps="1. ![x](../media/x.png)"),
    }
    install(write_pack(tmp_path / "1", "one", guides, media={"x.png": PNG}), data_dir)

    def seen() -> tuple[object, ...]:
        ref = GuideRef("one", "refund")
        window = make_context(process="chrome", raw_title="Case 7 open")
        with Content.open(data_dir) as content:
            found = [match for match in content.matches(window, 0, ("nl",)) if match.ref == ref]
            hits = [hit for hit in content.search("chargeback", ("en",)) if hit.ref == ref]
            guide = content.guide(ref, ("nl",))
            return (
                found,
                [(hit.title, hit.snippet) for hit in hits],
                guide,
                content.media("one", "media/x.png"),
            )

    before = seen()
    assert before[0]
    assert before[1]
    assert before[3] == PNG
    for other in ("two", "three"):
        install(write_pack(tmp_path / other, other, guides, media={"x.png": PNG}), data_dir)
    assert seen() == before
    remove("two", data_dir)
    assert seen() == before


def test_remove_takes_the_pack_and_its_copy_away(tmp_path: Path, data_dir: Path) -> None:
    install(write_pack(tmp_path / "1", "one"), data_dir)
    install(write_pack(tmp_path / "2", "two"), data_dir)
    remove("one", data_dir)
    assert [pack.id for pack in installed(data_dir)] == ["two"]
    assert not [name for name in names(data_dir) if name.startswith("packs/one")]


def test_content_is_empty_but_readable_when_the_last_pack_is_removed(tmp_path: Path, data_dir: Path) -> None:
    install(write_pack(tmp_path / "1"), data_dir)
    remove("demo", data_dir)
    with Content.open(data_dir) as content:
        assert content.guide_count == 0
        assert content.search("refund", ("en",)) == ()


def test_remove_says_so_when_there_is_no_such_pack(tmp_path: Path, data_dir: Path) -> None:
    install(write_pack(tmp_path / "1"), data_dir)
    before = names(data_dir)
    with pytest.raises(PackNotInstalledError, match="nowhere"):
        remove("nowhere", data_dir)
    assert names(data_dir) == before


def test_pack_with_a_fatal_problem_is_rejected_with_file_line_and_cure(
    tmp_path: Path, data_dir: Path
) -> None:
    install(write_pack(tmp_path / "1"), data_dir)
    before = names(data_dir)
    broken = write_pack(
        tmp_path / "2", guides={"refund.md": guide_text("R", front="when:\n  - title: '{'")}, version="2"
    )
    with pytest.raises(PackRejectedError, match=r"guides/refund\.md:4: "):
        install(broken, data_dir)
    assert names(data_dir) == before
    assert title(data_dir) == "Refund an order"


def test_folder_that_is_no_pack_is_rejected(tmp_path: Path, data_dir: Path) -> None:
    with pytest.raises(PackRejectedError):
        install(tmp_path / "nowhere", data_dir)
    with pytest.raises(ContentUnavailableError):
        Content.open(data_dir)


def test_folder_that_changes_while_it_is_read_is_rejected(
    tmp_path: Path, data_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pack = write_pack(tmp_path / "1")
    write = built.write

    def saved_meanwhile(contents: built.Contents, out: BinaryIO, preset: int) -> None:
        (pack / "guides" / "late.md").write_text(guide_text("Late"))
        write(contents, out, preset)

    monkeypatch.setattr(built, "write", saved_meanwhile)
    with pytest.raises(PackRejectedError, match="changed while"):
        install(pack, data_dir)
    assert not (data_dir / "content.current").exists()


def test_open_reader_stays_on_its_generation_and_a_new_one_sees_the_new(
    tmp_path: Path, data_dir: Path
) -> None:
    install(write_pack(tmp_path / "1", guides={"refund.md": guide_text("One")}), data_dir)
    with Content.open(data_dir) as reader:
        install(write_pack(tmp_path / "2", guides={"refund.md": guide_text("Two")}), data_dir)
        assert reader.guide(GuideRef("demo", "refund"), ("en",)).title == "One"
        assert title(data_dir) == "Two"
    assert [name for name in names(data_dir) if name.endswith(".db")] == ["content-2.db"]


def test_days_begin_in_the_zone_of_the_desk(tmp_path: Path, data_dir: Path) -> None:
    pack = write_pack(
        tmp_path / "1",
        guides={
            "n.md": guide_text(
                "N", front="kind: notice\nvalid_from: 2026-03-01\nvalid_until: 2026-03-01", steps="Hi."
            )
        },
    )
    Installer(data_dir, tz=timezone(timedelta(hours=2))).install(pack)
    start_s = 1772316000.0  # date -d 2026-03-01T00:00+02:00 +%s
    with Content.open(data_dir) as content:
        assert content.next_change_s(0) == start_s
        assert content.next_change_s(start_s) == start_s + 86_400


# Copies and rebuilding


def outdate(data_dir: Path) -> None:
    generation = generations.current(data_dir)
    assert generation is not None
    older = generations.Generation(generation.number, generations.SCHEMA + 1, generation.copies)
    (data_dir / generations.POINTER).write_text(older.to_text())


def test_content_of_another_version_is_built_anew_from_the_copies(tmp_path: Path, data_dir: Path) -> None:
    for pack_id in ("one", "two"):
        install(write_pack(tmp_path / pack_id, pack_id), data_dir)
    outdate(data_dir)
    with pytest.raises(generations.OutdatedContentError):
        Content.open(data_dir)
    assert Installer(data_dir).rebuild() == ()
    assert [pack.id for pack in installed(data_dir)] == ["one", "two"]


def test_pack_that_another_version_cannot_use_is_dropped_with_the_reason(
    tmp_path: Path, data_dir: Path
) -> None:
    for pack_id in ("one", "two"):
        install(write_pack(tmp_path / pack_id, pack_id), data_dir)
    generation = generations.current(data_dir)
    assert generation is not None
    (data_dir / "packs" / generation.copies["one"].files[0]).write_bytes(b"damaged")
    outdate(data_dir)
    report = install(write_pack(tmp_path / "three", "three"), data_dir)
    assert [reason.partition(":")[0] for reason in report.dropped] == ["one"]
    assert [pack.id for pack in installed(data_dir)] == ["three", "two"]


def test_damaged_generation_is_built_anew_from_the_copies(tmp_path: Path, data_dir: Path) -> None:
    one = write_pack(tmp_path / "one", "one", {f"g{n}.md": guide_text(f"Guide {n}") for n in range(50)})
    report = install(one, data_dir)
    path = data_dir / f"content-{report.generation}.db"
    content = path.read_bytes()
    path.write_bytes(content[:4096] + b"\xa5" * (len(content) - 4096))
    install(write_pack(tmp_path / "two", "two"), data_dir)
    assert [(pack.id, pack.guides) for pack in installed(data_dir)] == [("one", 50), ("two", 1)]


def test_install_is_the_cure_when_the_pointer_is_damaged(tmp_path: Path, data_dir: Path) -> None:
    pack = write_pack(tmp_path / "1")
    install(pack, data_dir)
    (data_dir / generations.POINTER).write_bytes(b"\0" * 40)
    install(pack, data_dir)
    assert title(data_dir) == "Refund an order"


# The order of things


class RecordingDisk(Disk):
    """Notes what is made safe and named, in order."""

    def __init__(self) -> None:
        self.done: list[tuple[str, str]] = []

    def sync(self, path: Path) -> None:
        super().sync(path)
        self.done.append(("sync", path.name))

    def sync_directory(self, path: Path) -> None:
        super().sync_directory(path)
        self.done.append(("sync", path.name))

    def replace(self, source: Path, target: Path) -> None:
        super().replace(source, target)
        self.done.append(("name", target.name))


def test_everything_is_on_disk_before_the_pointer_names_it(tmp_path: Path, data_dir: Path) -> None:
    disk = RecordingDisk()
    Installer(data_dir, disk).install(write_pack(tmp_path / "1"))
    generation = generations.current(data_dir)
    assert generation is not None
    (copy,) = generation.copies["demo"].files
    assert disk.done == [
        ("sync", f"{copy}.new"),
        ("name", copy),
        ("sync", "packs"),
        ("sync", "content-1.db"),
        ("sync", "data"),
        ("sync", "content.current.new"),
        ("name", "content.current"),
        ("sync", "data"),
    ]


# Several at once


def test_both_packs_are_there_when_two_processes_install_together(tmp_path: Path, data_dir: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from overlay.content.install import install;"
        "sys.stdin.read(1); install(Path(sys.argv[1]), Path(sys.argv[2]))"
    )
    children = []
    for pack_id in ("one", "two"):
        pack = write_pack(tmp_path / pack_id, pack_id)
        children.append(
            subprocess.Popen([sys.executable, "-c", code, str(pack), str(data_dir)], stdin=subprocess.PIPE)
        )
    for child in children:
        child.communicate(b"x", timeout=WAIT_S)
    assert [child.returncode for child in children] == [0, 0]
    assert [pack.id for pack in installed(data_dir)] == ["one", "two"]
    assert len([name for name in names(data_dir) if name.endswith(".db")]) == 1


def test_readers_always_find_whole_content_while_installs_go_on(tmp_path: Path, data_dir: Path) -> None:
    packs = [
        write_pack(tmp_path / str(n), guides={"refund.md": guide_text(f"T{n}")}, version=str(n))
        for n in (0, 1)
    ]
    install(packs[0], data_dir)
    done = threading.Event()
    problems: list[BaseException] = []
    seen: set[tuple[str, str]] = set()

    def read() -> None:
        while not done.is_set():
            try:
                with Content.open(data_dir) as content:
                    guide = content.guide(GuideRef("demo", "refund"), ("en",))
                    seen.add((content.packs()[0].version, guide.title))
            except BaseException as error:  # noqa: BLE001
                problems.append(error)
                return

    reader = threading.Thread(target=read)
    reader.start()
    try:
        for n in range(10):
            install(packs[n % 2], data_dir)
    finally:
        done.set()
        reader.join()
    assert not problems
    assert seen
    assert seen <= {("0", "T0"), ("1", "T1")}


def test_second_install_is_told_that_it_waits(tmp_path: Path, data_dir: Path) -> None:
    pack = write_pack(tmp_path / "1")
    data_dir.mkdir()
    waits = threading.Event()
    with locked(data_dir / generations.LOCK):
        second = threading.Thread(target=install, args=(pack, data_dir, waits.set))
        second.start()
        assert waits.wait(60)
        assert not (data_dir / generations.POINTER).exists()
    second.join(60)
    assert title(data_dir) == "Refund an order"
