"""The examples of the documents, run as they stand there."""

from __future__ import annotations

import os
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import yaml

from overlay.cli.parser import make_parser  # the commands as they are
from tests.unit.packs import guide_text, write_pack

EXAMPLES = Path(__file__).parents[3] / "docs" / "examples"


@pytest.fixture
def repository(tmp_path: Path) -> Path:
    if shutil.which("git") is None:
        pytest.skip("git is not installed")
    root = tmp_path / "repository"
    write_pack(root / "packs" / "ünder [x]", "good")
    write_pack(root / "packs" / "other", "other", {"bad.md": "no steps"})
    git(root, "init", "-q")
    shutil.copy(EXAMPLES / "pre-commit", root / ".git" / "hooks" / "pre-commit")
    return root


def git(root: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("GIT_")},
        "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        "GIT_CONFIG_GLOBAL": os.devnull,
        "OVERLAY_HOME": str(root.parent / "home"),
    }
    identity = ("-c", "user.name=An Author", "-c", "user.email=author@example.org")
    return subprocess.run(
        ["git", *identity, *arguments], cwd=root, env=environment, capture_output=True, text=True, check=False
    )


def test_the_hook_lets_a_pack_in_order_through_and_leaves_others_alone(repository: Path) -> None:
    git(repository, "add", "packs/ünder [x]")
    done = git(repository, "commit", "-m", "A pack")
    assert done.returncode == 0, done.stderr


def test_the_hook_refuses_what_is_staged_with_errors(repository: Path) -> None:
    git(repository, "add", "packs")
    bad = repository / "packs" / "other" / "guides" / "bad.md"
    bad.write_text(guide_text("Mended, but not staged"))
    refused = git(repository, "commit", "-m", "Two packs")
    assert refused.returncode != 0
    assert "packs/other/guides/bad.md:1: error:" in refused.stdout + refused.stderr
    git(repository, "add", "packs")
    assert git(repository, "commit", "-m", "Two packs").returncode == 0


def test_the_workflow_calls_commands_that_there_are() -> None:
    workflow = yaml.safe_load((EXAMPLES / "github-actions.yml").read_text("utf-8"))
    lines = [line for step in workflow["jobs"]["packs"]["steps"] for line in step.get("run", "").splitlines()]
    calls = [
        shlex.split(line.strip().partition(" || ")[0])
        for line in lines
        if line.strip().startswith("overlay ")
    ]
    assert len(calls) == 2
    for call in calls:
        assert make_parser().parse_args(call[1:]).run is not None
