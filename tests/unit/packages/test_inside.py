"""What is compiled into libraries is found where their wheels and headers say it."""

from __future__ import annotations

import json
from importlib import metadata
from pathlib import Path

import pytest

from tools.check_licences import inner_problems
from tools.inside import Inside, UnreadableBillError, inside


def bill(about: Path, *components: object) -> None:
    (about / "sboms").mkdir(parents=True)
    (about / "sboms" / "x.cdx.json").write_text(json.dumps({"components": components}), "utf-8")


def test_parts_are_those_of_the_wheels_bill_without_paths_of_its_build(tmp_path: Path) -> None:
    about = tmp_path / "nh3-1.dist-info"
    crate = {
        "name": "a",
        "version": "1",
        "purl": "pkg:cargo/a@1?download_url=file:///home/builder/a",
        "licenses": [{"expression": "MIT OR Apache-2.0"}, {"license": {"id": "Unicode-3.0"}}],
        "hashes": [{"alg": "SHA-256", "content": "ab"}],
        "components": [{"name": "openssl", "version": "4.0.3", "purl": "pkg:generic/openssl@4.0.3"}],
    }
    bill(about, crate)
    assert inside(about) == (
        Inside("a", "1", "(MIT OR Apache-2.0) AND Unicode-3.0", "pkg:cargo/a@1", "ab"),
        Inside("openssl", "4.0.3", "Apache-2.0", "pkg:generic/openssl@4.0.3"),
    )


def test_library_without_a_bill_holds_nothing(tmp_path: Path) -> None:
    assert inside(tmp_path / "six-1.dist-info") == ()


@pytest.mark.parametrize("broken", [["no component"], [{"name": "a"}], [{"name": "a", "purl": "nonsense"}]])
def test_bill_that_is_none_is_refused(tmp_path: Path, broken: list[object]) -> None:
    bill(tmp_path, *broken)
    with pytest.raises(UnreadableBillError):
        inside(tmp_path)


@pytest.mark.parametrize(
    ("library", "part"), [("cryptography", "openssl"), ("lxml", "libxml2"), ("nh3", "ammonia")]
)
def test_libraries_that_ship_say_what_security_asks_for(library: str, part: str) -> None:
    file = next(f for f in metadata.files(library) or () if f.parts[0].endswith(".dist-info"))
    assert part in {one.name for one in inside(Path(str(file.locate())).parent)}


def test_part_inside_is_a_problem_when_its_licence_may_not_ship_or_is_not_said() -> None:
    parts = (
        Inside("a", "1", "GPL-3.0-only", "a"),
        Inside("b", "1", "", "b"),
        Inside("c", "1", "(MIT OR X11) AND MIT", "c"),
    )
    found = inner_problems("nh3", parts, ["MIT"])
    assert [line.split(" under ")[0] for line in found] == ["nh3 holds a 1", "nh3 holds b 1"]
