"""Files that several processes read come to what one would make of them, in order, whatever happens to a process."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Mapping
from pathlib import Path

import pytest
from msgspec.structs import replace

from overlay.content import importers
from overlay.content.importers import Options, run
from overlay.content.importers.media import WantedImage
from overlay.content.importers.parallel import SideBySide
from overlay.content.importers.reader import load
from overlay.content.importers.reading import ReadPage, read_page
from overlay.content.importers.report import ImportReport
from overlay.content.importers.source import Source, find
from tests.unit.importers.sources import write
from tests.unit.packs import PNG

# A reader that ends itself at one file, as a crash of a parser would.
CRASHING = """
import os, sys
from overlay.content.importers import markdown_pages, parallel
read = markdown_pages.MarkdownReader.read
def crash_or_read(self, page):
    if page.file.name == "guide-07.md":
        os._exit(139)
    return read(self, page)
markdown_pages.MarkdownReader.read = crash_or_read
parallel.answer(sys.stdin.buffer, sys.stdout.buffer)
"""


def pages(count: int) -> Mapping[str, str | bytes]:
    """Files of all kinds: guides with and without an image, one that is no guide, one that is no text."""
    files: dict[str, str | bytes] = {
        f"guide-{n:02}.md": f"# Guide {n}\n\n1. Do *{n}*.\n2. See [there](other.md).\n" for n in range(count)
    }
    files["guide-03.md"] = "# Picture\n\n1. Look: ![it](Shot.png)\n2. And ![that](shot.png)\n"
    files["guide-04.md"] = "# Nothing\n\nto do\n"
    files["guide-05.md"] = b"\xff\xff\xff"
    return files | {"Shot.png": PNG, "shot.png": PNG + b"\0"}


@pytest.fixture
def source(tmp_path: Path) -> Source:
    return find(write(tmp_path / "src", pages(20)), load("markdown").suffixes, "", ImportReport())


def side_by_side(source: Source, *program: str) -> SideBySide:
    return SideBySide("markdown", source, Options(), source.files, program, processes=3)


def here(source: Source) -> list[ReadPage]:
    reader = load("markdown")(source, Options(), ImportReport())
    return [read_page(reader, source, file) for file in source.files]


def comparable(page: ReadPage) -> ReadPage:
    """Each process has its own placeholders for images."""
    body = [(guide, guide.body) for guide in page.guides]
    images = []
    for number, image in enumerate(page.images):
        body = [(guide, text.replace(image.placeholder, str(number))) for guide, text in body]
        images.append(WantedImage(str(number), image.path, image.data, image.inside))
    return replace(page, guides=tuple(replace(g, body=text) for g, text in body), images=tuple(images))


def test_pages_come_in_order_and_the_same_as_from_one_process(source: Source) -> None:
    with side_by_side(source) as readers:
        found = [comparable(page) for page in readers.pages()]
    assert found == [comparable(page) for page in here(source)]
    assert [len(page.images) for page in found][3] == 2


def test_no_page_is_lost_when_a_process_is_killed(source: Source) -> None:
    with side_by_side(source) as readers:
        found = []
        for page in readers.pages():
            found.append(comparable(page))
            if len(found) in (2, 5, 9):
                os.kill(readers.process_ids[len(found) % 3], signal.SIGTERM)
    assert found == [comparable(page) for page in here(source)]


def test_only_the_file_that_ends_its_process_is_skipped(source: Source) -> None:
    with side_by_side(source, sys.executable, "-c", CRASHING) as readers:
        found = [comparable(page) for page in readers.pages()]
    expected = [comparable(page) for page in here(source)]
    assert found[:7] + found[8:] == expected[:7] + expected[8:]
    assert [s.why for s in found[7].skipped] == ["Reading it ended the process that read it."]
    assert not found[7].guides


def test_every_file_is_skipped_when_no_process_starts_to_read(source: Source) -> None:
    with side_by_side(source, sys.executable, "-c", "") as readers:
        found = list(readers.pages())
    assert [page.skipped[0].source for page in found] == [file.name for file in source.files]


@pytest.mark.skipif(sys.platform == "win32", reason="there, signal 0 is no question but Ctrl+C")
def test_no_process_is_left_when_the_import_ends_early(source: Source) -> None:
    with side_by_side(source) as readers:
        next(readers.pages())
        started = readers.process_ids
    for process in started:
        with pytest.raises(ProcessLookupError):
            os.kill(process, 0)


def test_a_pack_is_the_same_however_many_processes_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    src = write(tmp_path / "src", pages(20))
    one = run("markdown", src, tmp_path / "one" / "pack")
    monkeypatch.setattr(importers, "FEW", 0)
    several = run("markdown", src, tmp_path / "several" / "pack")
    assert several.as_data() == one.as_data()
    made = {
        path.relative_to(tmp_path / "several"): path.read_bytes()
        for path in (tmp_path / "several").rglob("*")
        if path.is_file()
    }
    # One where the file system does not tell the two names apart.
    images = len(list((tmp_path / "src").glob("*.png")))
    assert len(made) == 18 + images + 1
    for inside, data in made.items():
        assert (tmp_path / "one" / inside).read_bytes() == data
