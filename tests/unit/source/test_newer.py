"""A source can name the newest version of the program; a desk tells of it, and takes it from verified metadata only."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from overlay.content.source import roles
from overlay.content.source.metadata_files import SourceFolderError
from overlay.content.sync.newer import newer_program
from tests.unit.source.publisher import Desk, Publisher


def test_version_a_source_names_reaches_the_desk(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("1")
    desk = Desk(tmp_path / "desk", publisher)
    desk.sync()
    assert newer_program(desk.data, "0.1.0") == ""
    roles.name_program(publisher.repository, "0.10.0")
    desk.sync()
    assert newer_program(desk.data, "0.9.0") == "0.10.0"
    assert newer_program(desk.data, "0.10.0") == ""
    assert newer_program(desk.data, "1.0.0") == ""


def test_version_is_kept_when_the_source_changes(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "publisher")
    roles.name_program(publisher.repository, "2.0")
    roles.grant(publisher.repository, "more", [publisher.keys.new("more-team")])
    publisher.publish("1")
    desk = Desk(tmp_path / "desk", publisher)
    desk.sync()
    assert newer_program(desk.data, "1.0") == "2.0"


def test_version_that_somebody_changed_on_the_way_is_refused(tmp_path: Path) -> None:
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("1")
    roles.name_program(publisher.repository, "2.0")
    (newest,) = [
        p for p in (publisher.folder / "metadata").glob("*.targets.json") if b"x-overlay" in p.read_bytes()
    ]
    newest.write_bytes(newest.read_bytes().replace(b'"2.0"', b'"9.0"'))
    desk = Desk(tmp_path / "desk", publisher)
    assert desk.sync().problems
    assert newer_program(desk.data, "1.0") == ""


@pytest.mark.parametrize("version", ["", "latest", "1.0-beta", "1.0; rm", "１.0"])
def test_what_is_no_version_is_not_published(tmp_path: Path, version: str) -> None:
    publisher = Publisher(tmp_path / "publisher")
    with pytest.raises(SourceFolderError):
        roles.name_program(publisher.repository, version)


@pytest.mark.parametrize(
    "named", [{"version": "x"}, {"version": None}, [], "9", {"version": "9" * 20}, {"version": "9..9"}]
)
def test_nonsense_in_the_metadata_is_no_newer_version(tmp_path: Path, named: object) -> None:
    folder = tmp_path / "sync" / "sources" / "office"
    folder.mkdir(parents=True)
    (folder / "targets.json").write_text(json.dumps({"signed": {"x-overlay-program": named}}))
    assert newer_program(tmp_path, "0.1.0") == ""
