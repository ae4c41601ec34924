"""A laptop that comes back after 60 days, by a clock that is really moved: its content stays, it says so, and recovers."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest

from tests.system.computer import Computer
from tests.unit.packs import guide_text, write_pack


@pytest.fixture
def admin(tmp_path: Path) -> Computer:
    machine = Computer(tmp_path / "admin")
    for key in ("root", "online", "team"):
        machine.run("keys", "new", key)
    source = machine.base / "source"
    machine.run("source", "init", source, "--root-key", "root", "--online-key", "online")
    machine.run("source", "grant", "orders", "--source", source, "--key", "team")
    folder = write_pack(machine.base / "orders", "orders", {"g.md": guide_text("Guide of 1")}, version="1")
    machine.run("pack", "publish", folder, "--source", source)
    return machine


@pytest.fixture
def desk(admin: Computer, tmp_path: Path) -> Computer:
    if shutil.which("faketime") is None:
        pytest.skip("nothing here can move a program's clock: install faketime (`make packages-test`)")
    machine = Computer(tmp_path / "desk")
    source = admin.base / "source"
    machine.run("source", "add", "office", source.as_uri(), "--root", source / "metadata" / "1.root.json")
    assert machine.sync()["result"] == "done"
    return machine


def listed(desk: Computer) -> dict[str, Any]:
    (source,) = json.loads(desk.run("source", "list", "--json").stdout)["sources"]
    return dict(source)


def test_content_stays_and_the_source_is_called_expired_after_sixty_days(
    admin: Computer, desk: Computer
) -> None:
    desk.clock = admin.clock = "+60 days"
    report = desk.sync(code=3)
    (problem,) = report["problems"]
    assert (problem["code"], problem["role"]) == ("expired", "timestamp")
    assert desk.title("g") == "Guide of 1"
    assert listed(desk)["look"]["code"] == "expired"
    assert listed(desk)["silent_since"] == report["silent_since"]["office"]
    assert "have expired" in desk.run("source", "list").stdout

    admin.run("source", "refresh", admin.base / "source")
    assert desk.sync()["result"] == "nothing"
    assert listed(desk)["silent_since"] == ""
    assert listed(desk)["look"]["code"] == ""


def test_everything_expired_recovers_once_the_offline_keys_renew_it(admin: Computer, desk: Computer) -> None:
    desk.clock = admin.clock = "+400 days"
    assert desk.sync(code=3)["problems"][0]["code"] == "expired"
    admin.run("source", "refresh", admin.base / "source")
    # The timestamp alone is not enough then: root, targets and the pack ran out too, and only their keys renew them.
    assert desk.sync(code=3)["problems"][0]["code"] == "expired"
    admin.run("source", "refresh", admin.base / "source", "--offline")
    assert desk.sync()["result"] == "nothing"
    assert desk.title("g") == "Guide of 1"


def test_status_warns_in_time(admin: Computer, desk: Computer) -> None:
    source = admin.base / "source"
    assert "renew" not in admin.run("source", "status", source).stderr
    admin.clock = "+10 days"
    admin.run("source", "status", source, code=1)


def test_clock_that_went_back_keeps_what_is_there(admin: Computer, desk: Computer) -> None:
    desk.clock = "-3 years"
    assert desk.sync()["result"] == "nothing"
    assert desk.title("g") == "Guide of 1"
