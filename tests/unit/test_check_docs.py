from __future__ import annotations

from pathlib import Path

import pytest

from tools.check_docs import faults


@pytest.fixture
def project(tmp_path: Path) -> Path:
    (tmp_path / "docs").mkdir()
    (tmp_path / "docs" / "panel.png").write_bytes(b"\x89PNG")
    (tmp_path / "docs" / "guide.md").write_text(
        "# The `when` list · rules\n\n## Again\n\n## Again\n", encoding="utf-8"
    )
    return tmp_path


def found(project: Path, text: str) -> list[str]:
    (project / "README.md").write_text(text, encoding="utf-8")
    return list(faults(project))


@pytest.mark.parametrize(
    "text",
    [
        "[guide](docs/guide.md)",
        "![panel](docs/panel.png)",
        "[rules](docs/guide.md#the-when-list--rules)",
        "[second](docs/guide.md#again-1)",
        "# Here {#there}\n\n[there](#there)",
        '<a id="spot"></a>\n\n[spot](#spot) <img src="docs/panel.png">',
        "[site](https://example.org/missing) and [mail](mailto:a@example.org)",
        "```\n[not a link](missing.md)\n```",
    ],
)
def test_faults_is_empty_when_every_target_exists(project: Path, text: str) -> None:
    assert found(project, text) == []


@pytest.mark.parametrize(
    ("text", "what"),
    [
        ("one\n\n[gone](docs/gone.md)", "README.md:3: docs/gone.md does not exist"),
        ("![gone](docs/gone.png)", "README.md:1: docs/gone.png does not exist"),
        ('<img src="gone.svg">', "README.md:1: gone.svg does not exist"),
        (
            "[no](docs/guide.md#once-more)",
            "README.md:1: docs/guide.md#once-more: no heading or id #once-more in guide.md",
        ),
        ("[no](#nowhere)", "README.md:1: #nowhere: no heading or id #nowhere in README.md"),
        ("[root](/docs/guide.md)", "README.md:1: /docs/guide.md is absolute; write it relative to this file"),
        ("[out](../)", "README.md:1: ../ leads out of the project"),
        ("a\nTODO: the rest", "README.md:2: something is left to do here"),
    ],
)
def test_faults_names_line_and_cause_when_a_target_is_wrong(project: Path, text: str, what: str) -> None:
    assert found(project, text) == [what]


def test_faults_leaves_guides_in_packs_to_the_pack_check(project: Path) -> None:
    pack = project / "src/overlay/resources/packs/demo"
    pack.mkdir(parents=True)
    (pack / "guide.md").write_text("[branch](#card)", encoding="utf-8")
    assert found(project, "") == []
