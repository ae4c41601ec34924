from __future__ import annotations

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from overlay.guide import GuideRef
from overlay.journal.case_key import CaseKeys
from tests.patience import WAIT_S

REF = GuideRef("demo", "refund")
CASE = {"case": "1042", "name": "Vos"}
CAPTURES = st.dictionaries(st.text(max_size=8), st.text(max_size=20), max_size=4)


def test_key_is_the_same_when_the_file_is_read_again(tmp_path: Path) -> None:
    path = tmp_path / "case.key"
    assert CaseKeys(path).key(REF, CASE) == CaseKeys(path).key(REF, CASE)


def test_key_differs_between_users(tmp_path: Path) -> None:
    assert CaseKeys(tmp_path / "a").key(REF, CASE) != CaseKeys(tmp_path / "b").key(REF, CASE)


def test_key_is_the_same_when_order_and_capitals_of_captures_differ(tmp_path: Path) -> None:
    keys = CaseKeys(tmp_path / "case.key")
    assert keys.key(REF, {"name": "VOS", "case": "1042"}) == keys.key(REF, CASE)


@pytest.mark.parametrize(
    ("ref", "captures"),
    [
        (GuideRef("demo", "address"), CASE),
        (GuideRef("other", "refund"), CASE),
        (REF, {"case": "1043", "name": "Vos"}),
        (REF, {"case": "Vos", "name": "1042"}),
        (REF, {}),
    ],
)
def test_key_differs_when_guide_or_case_differ(
    tmp_path: Path, ref: GuideRef, captures: dict[str, str]
) -> None:
    keys = CaseKeys(tmp_path / "case.key")
    assert keys.key(ref, captures) != keys.key(REF, CASE)


def test_key_does_not_confuse_captures_when_values_hold_separators(tmp_path: Path) -> None:
    keys = CaseKeys(tmp_path / "case.key")
    assert keys.key(REF, {"a": '1","b":"2'}) != keys.key(REF, {"a": "1", "b": "2"})


def test_key_is_made_when_a_title_held_a_lone_surrogate(tmp_path: Path) -> None:
    assert len(CaseKeys(tmp_path / "case.key").key(REF, {"case": "\ud800"})) == 64


@given(first=CAPTURES, second=CAPTURES)
def test_keys_are_equal_exactly_when_the_folded_captures_are(
    tmp_path_factory: pytest.TempPathFactory, first: dict[str, str], second: dict[str, str]
) -> None:
    keys = CaseKeys(tmp_path_factory.getbasetemp() / "case.key")
    same = {k: v.casefold() for k, v in first.items()} == {k: v.casefold() for k, v in second.items()}
    assert (keys.key(REF, first) == keys.key(REF, second)) is same


def test_file_is_for_its_owner_only(tmp_path: Path) -> None:
    path = tmp_path / "new" / "case.key"
    CaseKeys(path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700


def test_file_is_closed_to_others_when_it_was_open_to_them(tmp_path: Path) -> None:
    path = tmp_path / "case.key"
    before = CaseKeys(path).key(REF, CASE)
    path.chmod(0o644)
    assert CaseKeys(path).key(REF, CASE) == before
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


@pytest.mark.parametrize("content", [b"", b"short", b"x" * 33])
def test_key_is_made_anew_when_the_file_is_no_key(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "case.key"
    path.write_bytes(content)
    first = CaseKeys(path)
    assert first.lasting
    assert first.key(REF, CASE) == CaseKeys(path).key(REF, CASE)
    assert len(path.read_bytes()) == 32


def test_link_is_replaced_and_its_target_stays_when_the_file_is_one(tmp_path: Path) -> None:
    target, path = tmp_path / "target", tmp_path / "case.key"
    target.write_bytes(b"k" * 32)
    path.symlink_to(target)
    keys = CaseKeys(path)
    assert keys.lasting
    assert not path.is_symlink()
    assert target.read_bytes() == b"k" * 32


def test_key_lives_in_memory_when_the_file_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder")
    keys = CaseKeys(tmp_path / "file" / "case.key")
    assert not keys.lasting
    assert keys.key(REF, CASE) == keys.key(REF, CASE)


def test_processes_agree_on_one_key_when_they_start_together(tmp_path: Path) -> None:
    code = (
        "import sys; from pathlib import Path; from overlay.guide import GuideRef;"
        "from overlay.journal.case_key import CaseKeys; sys.stdin.read(1);"
        "print(CaseKeys(Path(sys.argv[1])).key(GuideRef('demo', 'refund'), {'case': '1'}))"
    )
    children = [
        subprocess.Popen(
            [sys.executable, "-c", code, str(tmp_path / "case.key")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for child in children:
        assert child.stdin is not None
        child.stdin.write("x")
        child.stdin.flush()
    assert len({child.communicate(timeout=WAIT_S)[0] for child in children}) == 1
    assert [p.name for p in tmp_path.iterdir()] == ["case.key"]
