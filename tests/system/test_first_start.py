"""A new machine with a policy: the agent logs in, and guides are there, without one question."""

from __future__ import annotations

import json
import os
import shutil
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from overlay.content.source import publish as publishing
from overlay.content.source import roles
from tests.desktop.assistant import DEMO_PACK, PROGRAM, TOGGLE, Assistant
from tests.desktop.desk import Desk
from tests.system.machine import Machine
from tests.system.web_server import WebServer
from tests.unit.source.publisher import Publisher

CASE = "Case 1042 · Refund – Northwind CRM - Chromium"


@pytest.fixture
def desk() -> Iterator[Desk]:
    with Desk() as desk:
        yield desk


@pytest.fixture
def machine(tmp_path: Path) -> Machine:
    return Machine(tmp_path / "machine")


@pytest.fixture
def publisher(tmp_path: Path) -> Publisher:
    publisher = Publisher(tmp_path / "publisher")
    roles.grant(publisher.repository, DEMO_PACK.name, [publisher.keys.new("demo-team")])
    publishing.publish(publisher.repository, DEMO_PACK)
    return publisher


@pytest.fixture
def server(publisher: Publisher, tmp_path: Path) -> Iterator[WebServer]:
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        pytest.fail("these tests need nginx: run `make packages-test`")
    server = WebServer(tmp_path / "nginx", publisher.folder)
    yield server
    server.stop()


def policy(publisher: Publisher, url: str, **more: object) -> dict[str, object]:
    return {
        "source.url": url,
        "source.root": publisher.root_bytes().decode("utf-8"),
        "look.language": "nl",
        "look.motion": "reduced",
        "start.welcome": False,
    } | {key.replace("__", "."): value for key, value in more.items()}


def new_home(desk: Desk, machine: Machine, home: Path) -> Assistant:
    """An assistant as on its first day: nothing in its home, all it knows is the machine's."""
    assistant = Assistant(desk, home, packs=(), program=[*machine.prefix(), *PROGRAM])
    shutil.rmtree(home)
    return assistant


def packs(assistant: Assistant) -> list[str]:
    return [pack["pack"] for pack in assistant.status()["packs"]]


def test_new_desk_has_its_guides_and_asks_nothing(
    desk: Desk, machine: Machine, publisher: Publisher, server: WebServer, tmp_path: Path
) -> None:
    machine.set_policy(policy(publisher, server.url("open"), source__ca=str(server.ca)))
    assistant = new_home(desk, machine, tmp_path / "home")
    assistant.start()
    desk.wait_until(lambda: DEMO_PACK.name in packs(assistant), "the first sync has brought the guides")
    work = desk.open_window(CASE, app="chromium", place=(20, 40, 600, 500))
    desk.wait_until(lambda: desk.active() == work.id, "the CRM is in front")
    desk.press(TOGGLE)
    assert assistant.wait("shown", mode="shown")["pack"] == DEMO_PACK.name
    status = assistant.status()
    assert status["locked"]["look.language"] == "Northwind IT"
    assert status["settings"] == []
    own = [window for window in desk.windows() if desk.pid(window) == assistant.process.pid]  # type: ignore[union-attr]
    assert not own, "a window stands in the agent's way"
    found = assistant.command("doctor")
    assert [f for f in found["findings"] if f["level"] == "fail"] == []
    checked = {f["check"] for f in found["findings"] if f["level"] == "ok"}
    assert {
        "display",
        "window manager",
        "assistant",
        "windows",
        "hotkeys",
        "reach organisation",
        "clock",
    } <= checked
    values = {
        row["key"]: row for row in json.loads(assistant.ask("doctor", "--policy", "--json").stdout)["values"]
    }
    assert (values["look.language"]["value"], values["look.language"]["from"]) == ("nl", "policy")


def test_new_desk_asks_for_the_hotkey_once_when_the_policy_does_not_say_otherwise(
    desk: Desk, machine: Machine, publisher: Publisher, tmp_path: Path
) -> None:
    machine.set_policy(policy(publisher, f"{publisher.folder.as_uri()}/", start__welcome=True))
    assistant = new_home(desk, machine, tmp_path / "home")
    assistant.start()
    assert assistant.process is not None
    pid = assistant.process.pid
    desk.wait_until(lambda: any(desk.pid(w) == pid for w in desk.windows()), "the first window")


def test_desk_follows_the_machines_store_the_moment_it_is_renewed(
    desk: Desk, machine: Machine, publisher: Publisher, tmp_path: Path
) -> None:
    machine.set_policy(policy(publisher, f"{publisher.folder.as_uri()}/", source__shared=True))
    assistant = new_home(desk, machine, tmp_path / "home")
    assistant.start()
    assert packs(assistant) == []
    machine.overlay(tmp_path / "root", "sync", "--system")
    desk.wait_until(lambda: DEMO_PACK.name in packs(assistant), "the assistant has seen the new guides")
    assert not (tmp_path / "home" / "data" / "content.current").exists()


@pytest.mark.parametrize(("tell", "told"), [(True, "9.9.9"), (False, "")])
def test_newer_version_is_told_only_where_the_policy_lets_it(
    desk: Desk, machine: Machine, publisher: Publisher, tmp_path: Path, tell: bool, told: str
) -> None:
    roles.name_program(publisher.repository, "9.9.9")
    machine.set_policy(policy(publisher, f"{publisher.folder.as_uri()}/", updates__tell=tell))
    assistant = new_home(desk, machine, tmp_path / "home")
    assistant.start()
    desk.wait_until(lambda: DEMO_PACK.name in packs(assistant), "the first sync has brought the guides")
    assert assistant.status()["newer version"] == told
    (version,) = (f for f in assistant.command("doctor")["findings"] if f["check"] == "version")
    assert (version["level"], "9.9.9" in version["what"]) == (("warn", True) if tell else ("ok", False))


def test_crash_is_offered_at_the_next_start_and_stays_here(desk: Desk, tmp_path: Path) -> None:
    assistant = Assistant(desk, tmp_path / "home", packs=())
    assistant.start()
    assert assistant.status()["crash"] == ""
    assert assistant.process is not None
    os.kill(assistant.process.pid, signal.SIGSEGV)
    assistant.process.wait(20)
    assistant.start()
    report = assistant.status()["crash"]
    assert report.startswith("crash-")
    assert "Segmentation fault" in (assistant.home / "log" / report).read_text()
    assert any(f["check"] == "crash" for f in assistant.command("doctor")["findings"])


@pytest.fixture
def homes(tmp_path: Path) -> dict[int, Path]:
    """Homes of two users of one machine, whom nothing but the machine joins."""
    for folder in (tmp_path, *tmp_path.parents):
        if folder.stat().st_uid == 0 and not folder.stat().st_mode & 0o001:
            folder.chmod(folder.stat().st_mode | 0o001)
    found = {}
    for uid in (60001, 60002):
        home = tmp_path / f"home-{uid}"
        home.mkdir(mode=0o700)
        os.chown(home, uid, uid)
        found[uid] = home
    return found


def test_two_users_read_one_store_and_keep_their_own_apart(
    machine: Machine, publisher: Publisher, tmp_path: Path, homes: dict[int, Path]
) -> None:
    machine.set_policy(policy(publisher, f"{publisher.folder.as_uri()}/", source__shared=True))
    machine.overlay(tmp_path / "root", "sync", "--system")
    assert (machine.shared / "content.current").is_file()
    for uid, home in homes.items():
        done = machine.overlay(home, "match", "--app", "chrome", "--title", CASE, uid=uid)
        assert "demo-service" in done.stdout
        assert not list(home.rglob("content*"))
        assert "sync --system" in machine.overlay(home, "sync", uid=uid, code=2).stderr
        assert "sync --system" in machine.overlay(home, "pack", "install", DEMO_PACK, uid=uid, code=2).stderr
        assert "administrator" in machine.overlay(home, "sync", "--system", uid=uid, code=2).stderr
        machine.overlay(home, "journal", "show", uid=uid)
    assert not list(machine.shared.rglob("personal*"))
    mine, other = homes
    assert homes[mine].stat().st_uid != homes[other].stat().st_uid
    assert all(not path.stat().st_mode & 0o022 for path in machine.shared.rglob("*"))


def test_machines_store_is_not_read_when_a_user_could_have_written_it(
    machine: Machine, publisher: Publisher, tmp_path: Path, homes: dict[int, Path]
) -> None:
    machine.set_policy(policy(publisher, f"{publisher.folder.as_uri()}/", source__shared=True))
    machine.overlay(tmp_path / "root", "sync", "--system")
    machine.shared.chmod(0o777)
    uid, home = next(iter(homes.items()))
    machine.overlay(home, "match", "--app", "chrome", "--title", CASE, uid=uid, code=2)
