"""What lies beside the packages in dist/: sums that are signed, and bills of materials that are valid."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from cyclonedx.model.bom import Bom
from cyclonedx.output.xml import XmlV1Dot6
from cyclonedx.schema import SchemaVersion
from cyclonedx.validation.xml import XmlValidator

from tests.packages.conftest import DIST, run


@pytest.fixture
def gpg(tmp_path: Path) -> tuple[str | Path, ...]:
    """GnuPG of somebody who has been given the key in dist/ and nothing else."""
    home = tmp_path / "gnupg"
    home.mkdir(mode=0o700)
    gpg = ("gpg", "--homedir", home, "--batch")
    run(*gpg, "--import", DIST / "packages-key.asc")
    return gpg


def test_sums_are_those_of_the_files() -> None:
    run("env", "-C", DIST, "sha256sum", "--check", "--strict", "SHA256SUMS")


def test_signature_of_the_sums_is_valid_and_fails_when_a_sum_is_another(
    gpg: tuple[str | Path, ...], tmp_path: Path
) -> None:
    sums = DIST / "SHA256SUMS"
    assert "Good signature" in run(*gpg, "--verify", DIST / "SHA256SUMS.asc", sums)
    text = sums.read_text("ascii")
    (tmp_path / "SHA256SUMS").write_text(("1" if text[0] == "0" else "0") + text[1:], "ascii")
    assert "BAD signature" in run(*gpg, "--verify", DIST / "SHA256SUMS.asc", tmp_path / "SHA256SUMS", code=1)


def test_bills_of_materials_keep_the_rules_of_cyclonedx() -> None:
    bills = sorted(DIST.glob("*.sbom.cdx.json"))
    assert bills
    rules = XmlValidator(SchemaVersion.V1_6)  # the JSON schema needs a validator that nothing else here does
    for bill in bills:
        told = Bom.from_json(json.loads(bill.read_bytes()))  # type: ignore[attr-defined]  # serializable adds it
        assert rules.validate_str(XmlV1Dot6(told).output_as_string()) is None
