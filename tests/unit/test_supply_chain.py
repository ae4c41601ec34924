"""What ships is known, under a licence that may ship, and looked up for known vulnerabilities."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping

import pytest

from tools import audit, check_licences
from tools.locked import LOCK, Locked, read_lock, shipped

SMALL_LOCK = """\
# Made by hand
alpha==1.0 ; sys_platform == 'linux' \\
    --hash=sha256:00
    # via overlay-assistant (pyproject.toml)
beta-two==2.0 \\
    --hash=sha256:00
    # via
    #   alpha
    #   tester
tester==3.0 \\
    --hash=sha256:00
    # via overlay-assistant (pyproject.toml:dev)
Only_Tested==4.0 \\
    --hash=sha256:00
    # via tester
"""


def test_shipped_is_what_the_product_needs_through_others_too() -> None:
    locked = read_lock(SMALL_LOCK)
    assert locked[1] == Locked("beta-two", "2.0", frozenset({"alpha", "tester"}))
    assert [one.name for one in locked] == ["alpha", "beta-two", "tester", "only-tested"]
    assert [one.name for one in shipped(locked)] == ["alpha", "beta-two"]


def test_every_library_of_the_lock_has_a_licence_that_may_ship() -> None:
    data = tomllib.loads(check_licences.LICENCES.read_text("utf-8"))
    names = {one.name for one in shipped(read_lock(LOCK.read_text("utf-8")))}
    assert {"pyside6-essentials", "tuf", "pywin32-ctypes"} <= names
    assert not {"pytest", "pip-audit"} & names
    assert (
        check_licences.problems(names, data["allowed"], data["libraries"], check_licences.said_by_itself)
        == []
    )


@pytest.mark.parametrize(
    ("names", "licences", "said", "expected"),
    [
        (["new"], {}, "", "nobody looked at its licence"),
        ([], {"old": "MIT"}, "", "ships no longer"),
        (["a"], {"a": "AGPL-3.0-only"}, "", "not allowed to ship"),
        (["a"], {"a": "MIT AND GPL-3.0-only"}, "", "not allowed to ship"),
        (["a"], {"a": "MIT"}, "GPL-3.0-or-later", "says its licence is “GPL-3.0-or-later”"),
    ],
)
def test_licence_is_a_problem(names: list[str], licences: dict[str, str], said: str, expected: str) -> None:
    (found,) = check_licences.problems(names, ["MIT"], licences, lambda _: said)
    assert expected in found


def test_licence_of_a_choice_may_ship_when_one_of_it_may() -> None:
    licences = {"a": "GPL-3.0-only OR MIT"}
    assert check_licences.problems(["a"], ["MIT"], licences, lambda _: "MIT or GPLv3") == []


def answer(*dependencies: Mapping[str, object]) -> dict[str, object]:
    return {"dependencies": list(dependencies), "fixes": []}


CLEAN = {"name": "a", "version": "1", "vulns": []}
KNOWN = {"name": "b", "version": "2", "vulns": [{"id": "PYSEC-1", "fix_versions": ["2.1"]}]}
UNKNOWN = {"name": "c", "skip_reason": "Dependency not found on PyPI"}


def test_audit_fails_when_there_is_a_known_vulnerability() -> None:
    code, words = audit.judge(answer(CLEAN, KNOWN, UNKNOWN))
    assert code == 1
    assert "b 2: PYSEC-1, fixed in 2.1" in words


@pytest.mark.parametrize(
    ("given", "said"),
    [
        (None, "NOTHING WAS AUDITED"),
        (answer(CLEAN, UNKNOWN), "1 of 2 libraries WERE NOT AUDITED"),
        (answer(CLEAN), ""),
    ],
)
def test_audit_goes_on_loudly_when_nothing_is_known(given: dict[str, object] | None, said: str) -> None:
    code, words = audit.judge(given)
    assert code == 0
    assert said in words
    assert bool(words) == bool(said)
