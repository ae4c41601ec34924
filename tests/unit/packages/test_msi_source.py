from __future__ import annotations

import xml.etree.ElementTree as ET
from pathlib import Path

import pytest

from tools.packages import msi

WIX = {"w": "http://schemas.microsoft.com/wix/2006/wi"}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "_internal" / "deep").mkdir(parents=True)
    (tmp_path / msi.PROGRAM).write_bytes(b"MZ")
    (tmp_path / "_internal" / "deep" / "data.txt").write_bytes(b"data")
    return tmp_path


def test_source_installs_every_file_and_names_each_component_in_the_feature(folder: Path) -> None:
    root = ET.fromstring(msi.source(folder))
    assert {file.attrib["Source"] for file in root.iterfind(".//w:File", WIX)} == {
        msi.PROGRAM,
        "_internal/deep/data.txt",
    }
    components = {item.attrib["Id"] for item in root.iterfind(".//w:Component", WIX)}
    assert components == {item.attrib["Id"] for item in root.iterfind(".//w:ComponentRef", WIX)}


def test_source_is_the_same_when_made_twice(folder: Path) -> None:
    assert msi.source(folder) == msi.source(folder)


def test_product_is_another_when_a_file_changes_and_its_upgrade_code_stays(folder: Path) -> None:
    first = ET.fromstring(msi.source(folder)).find("w:Product", WIX)
    (folder / msi.PROGRAM).write_bytes(b"MZ2")
    second = ET.fromstring(msi.source(folder)).find("w:Product", WIX)
    assert first is not None
    assert second is not None
    assert first.attrib["Id"] != second.attrib["Id"]
    assert first.attrib["UpgradeCode"] == second.attrib["UpgradeCode"] == msi.UPGRADE_CODE


def test_policy_names_are_those_that_the_assistant_reads() -> None:
    documented = (Path(__file__).parents[3] / "docs" / "for-it.md").read_text("utf-8")
    for section, value in msi.PROPERTIES.values():
        assert f"`{section}.{value}`" in documented
