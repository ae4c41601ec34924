from __future__ import annotations

import ast
import json
import re
from pathlib import Path

from packageurl import PackageURL

from tools.inside import Inside
from tools.packages import papers
from tools.packages.papers import Part
from tools.packages.product import ROOT

PARTS = (
    Part(
        "openssl",
        "3.5.1",
        "Apache-2.0",
        PackageURL("generic", name="openssl", version="3.5.1"),
        "ab" * 32,
        "text of it",
    ),
    Part(
        "odd",
        "1",
        "The Odd Licence",
        PackageURL("pypi", name="odd", version="1"),
        "",
        "odd text",
        (
            Inside("tiny", "0.1", "MPL-2.0", "pkg:cargo/tiny@0.1", "cd" * 32),
            Inside("openssl", "3.5.1", "Apache-2.0", "pkg:generic/openssl@3.5.1"),
        ),
    ),
)


def test_sbom_names_each_part_with_licence_and_hash() -> None:
    told = json.loads(papers.sbom(PARTS, "a test"))
    assert told["bomFormat"] == "CycloneDX"
    parts = {part["name"]: part for part in told["components"]}
    assert parts["openssl"]["hashes"] == [{"alg": "SHA-256", "content": "ab" * 32}]
    assert parts["openssl"]["licenses"][0]
    assert parts["odd"]["licenses"] == [{"license": {"name": "The Odd Licence"}}]
    assert told["metadata"]["component"]["name"] == "overlay-assistant"


def test_sbom_is_the_same_bytes_when_made_twice() -> None:
    assert papers.sbom(PARTS, "a test") == papers.sbom(PARTS, "a test")


def test_licences_hold_every_text_and_those_of_the_lgpl() -> None:
    text = papers.licences(PARTS)
    assert "text of it" in text
    assert "odd text" in text
    assert "GNU LESSER GENERAL PUBLIC LICENSE" in text


def test_sbom_names_once_what_is_compiled_into_a_part_and_says_into_which() -> None:
    told = json.loads(papers.sbom(PARTS, "a test"))
    assert [part["bom-ref"] for part in told["components"]].count("pkg:generic/openssl@3.5.1") == 1
    depends = {one["ref"]: one.get("dependsOn", []) for one in told["dependencies"]}
    assert depends["pkg:pypi/odd@1"] == ["pkg:cargo/tiny@0.1", "pkg:generic/openssl@3.5.1"]
    assert sorted(depends["overlay-assistant"]) == ["pkg:generic/openssl@3.5.1", "pkg:pypi/odd@1"]


def test_licences_say_what_is_compiled_into_a_part_and_where_its_source_is() -> None:
    text = papers.licences(PARTS)
    assert "odd: tiny 0.1 (MPL-2.0), openssl 3.5.1 (Apache-2.0)" in text
    assert "https://crates.io" in text


def test_documents_that_the_program_names_come_along(tmp_path: Path) -> None:
    papers.documents(tmp_path / "docs")
    named = set()
    for module in (ROOT / "src" / "overlay").rglob("*.py"):
        for node in ast.walk(ast.parse(module.read_bytes())):
            if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" not in node.value:
                named |= set(re.findall(r"docs/([\w-]+\.md)", node.value))
    assert "for-it.md" in named
    assert named <= {path.name for path in (tmp_path / "docs").iterdir()}
