"""What the doctor finds, each finding with its cure; and a bundle in which nothing private is."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import keyring
import pytest
from keyring.backends.fail import Keyring
from msgspec.structs import replace
from tuf.api.exceptions import DownloadError, DownloadHTTPError
from urllib3.exceptions import (
    NameResolutionError,
    NewConnectionError,
    ProxyError,
    ReadTimeoutError,
    SSLError,
)

from overlay import __version__
from overlay.content.install import install
from overlay.content.sync.fetch import Chunks, Fetcher, LoginNeededError
from overlay.content.sync.sources import Source
from overlay.doctor import contents, machine
from overlay.doctor.assistant import of_assistant
from overlay.doctor.bundle import Redaction, own_redaction, write_bundle
from overlay.doctor.contents import of_content, of_network, of_trust
from overlay.doctor.finding import Finding, Level
from overlay.doctor.machine import of_machine
from overlay.doctor.policies import effective
from overlay.journal.store import Journal
from overlay.paths import paths
from overlay.policy import Policy
from overlay.settings_file import load
from tests.patience import WAIT_S
from tests.unit.packs import guide_text, write_pack
from tests.unit.policies import in_toml
from tests.unit.source.publisher import Desk, Publisher

TITLE = "Case 1042 · Refund for Ms Jansen"
SECRET = "hunter2-hunter2"
NATIVE = sys.platform in {"win32", "darwin"}  # there is always a display
NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)

RUNNING: dict[str, Any] = {
    "version": __version__,
    "backends": {
        "windows": {"running": "X11", "limits": [], "refused": {}},
        "hotkeys": {"running": "X11", "limits": [], "refused": {}},
        "typing": {"running": "X11", "limits": [], "refused": {}},
        "session lock": {"running": "D-Bus", "limits": [], "refused": {}},
    },
    "hotkeys": {"held": {"toggle": "Ctrl+Shift+F10"}, "conflicts": {}, "not on this keyboard": {}},
    "remote": {"session": "", "in front": ""},
    "crash": "",
}


def level(findings: Iterator[Finding] | list[Finding], check: str) -> Finding:
    """Return the worst finding of a check."""
    order = [Level.OK, Level.WARN, Level.FAIL]
    return max((f for f in findings if f.check == check), key=lambda f: order.index(f.level))


def test_assistant_in_order_has_nothing_to_cure() -> None:
    findings = list(of_assistant(RUNNING))
    assert {f.level for f in findings} == {Level.OK}
    assert {f.check for f in findings} >= {
        "assistant",
        "windows",
        "hotkeys",
        "typing",
        "session lock",
        "hotkey conflict",
    }


@pytest.mark.parametrize(
    ("path", "value", "check", "expected", "cure"),
    [
        (("version",), "0.0.1", "assistant", Level.WARN, "overlay quit"),
        (("backends", "windows", "running"), "", "windows", Level.FAIL, "search"),
        (("backends", "hotkeys", "running"), "", "hotkeys", Level.FAIL, "overlay toggle"),
        (("backends", "typing", "running"), "", "typing", Level.WARN, "copied"),
        (
            ("backends", "windows", "limits"),
            ["no titles of elevated windows"],
            "windows",
            Level.WARN,
            "for-it.md",
        ),
        (
            ("hotkeys", "conflicts"),
            {"toggle": "held by another"},
            "hotkey conflict",
            Level.FAIL,
            "hotkeys.toggle",
        ),
        (("remote", "in front"), "Citrix Workspace", "remote session", Level.WARN, "for-it.md"),
        (("crash",), "crash-1.txt", "crash", Level.WARN, "--bundle"),
    ],
)
def test_what_the_assistant_lacks_is_found_with_its_cure(
    path: tuple[str, ...], value: object, check: str, expected: Level, cure: str
) -> None:
    status: dict[str, Any] = json.loads(json.dumps(RUNNING))
    inner = status
    for key in path[:-1]:
        inner = inner[key]
    inner[path[-1]] = value
    found = level(of_assistant(status), check)
    assert found.level is expected
    assert cure in found.cure
    assert not found.cure.endswith(".")  # what prints it ends the sentence


def test_assistant_that_does_not_run_is_a_warning_and_no_more_is_said() -> None:
    (found,) = of_assistant(None)
    assert (found.level, found.cure) == (Level.WARN, "Start it: overlay")


def test_assistant_that_is_silent_fails_and_no_more_is_said() -> None:
    (found,) = of_assistant({})
    assert found.level is Level.FAIL
    assert "end its process" in found.cure


def test_machine_is_looked_at_without_a_display(tmp_path: Path) -> None:
    findings = list(of_machine(tmp_path / "data", {}, logins=False))
    assert level(findings, "display").level is (Level.OK if NATIVE else Level.WARN)
    assert level(findings, "disk").level is Level.OK
    assert all(f.cure for f in findings if f.level is not Level.OK)


@pytest.mark.skipif(NATIVE, reason="there is one display, the system's own")
@pytest.mark.parametrize(
    ("more", "name"),
    [({"SWAYSOCK": "/s"}, "sway"), ({"XDG_CURRENT_DESKTOP": "KDE"}, "KDE"), ({}, "of Wayland, unnamed")],
)
def test_desktop_of_wayland_is_named(tmp_path: Path, more: dict[str, str], name: str) -> None:
    findings = list(of_machine(tmp_path, {"WAYLAND_DISPLAY": "wayland-1", **more}, logins=False))
    assert level(findings, "window manager").what == name


@pytest.mark.skipif(NATIVE, reason="asks no other program there about screen readers")
@pytest.mark.parametrize("body", ["exit 1", "exec sleep 60", "printf 'boolean true\\377'"])
def test_bus_that_fails_or_hangs_costs_one_line_and_no_more(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, body: str
) -> None:
    program = tmp_path / "dbus-send"
    program.write_text(f"#!/bin/sh\n{body}\n")
    program.chmod(0o700)
    monkeypatch.setattr(machine, "_WITHIN_S", 0.5 if "sleep" in body else WAIT_S)
    monkeypatch.setenv("PATH", f"{tmp_path}:{os.environ['PATH']}")
    environ = {"DBUS_SESSION_BUS_ADDRESS": "unix:path=/nowhere", "PATH": os.environ["PATH"]}
    found = level(of_machine(tmp_path, environ, logins=False), "accessibility")
    assert found.level is (Level.OK if "true" in body else Level.WARN)


def test_folder_that_cannot_be_written_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def denied(*_: object, **__: object) -> bool:
        if sys.platform == "win32":
            raise PermissionError(13, "Permission denied")
        return False

    monkeypatch.setattr(*((tempfile, "TemporaryFile") if sys.platform == "win32" else (os, "access")), denied)
    found = level(of_machine(tmp_path, {}, logins=False), "disk")
    assert (found.level, found.cure) == (Level.FAIL, "Make the folder writable for this user")


def test_disk_that_is_full_fails(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usage = shutil.disk_usage(tmp_path)
    monkeypatch.setattr(shutil, "disk_usage", lambda _: usage._replace(free=1 << 20))
    assert level(of_machine(tmp_path, {}, logins=False), "disk").level is Level.FAIL


def test_keyring_that_is_not_there_fails_only_when_a_source_needs_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keyring, "get_keyring", Keyring)
    assert level(of_machine(tmp_path, {}, logins=True), "keyring").level is Level.FAIL
    assert level(of_machine(tmp_path, {}, logins=False), "keyring").level is Level.OK


@pytest.mark.parametrize(("logins", "expected"), [(True, Level.FAIL), (False, Level.WARN)])
def test_keyring_that_cannot_even_be_found_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, logins: bool, expected: Level
) -> None:
    def broken() -> None:
        raise ModuleNotFoundError("No module named 'gone'")

    monkeypatch.setattr(keyring, "get_keyring", broken)
    found = level(of_machine(tmp_path, {}, logins=logins), "keyring")
    assert found.level is expected
    assert "PYTHON_KEYRING_BACKEND" in found.what


class Answers(Fetcher):
    """A source that answers in one way."""

    def __init__(self, answer: BaseException | datetime | None) -> None:
        self._answer = answer

    def chunks(self, url: str, offset: int) -> Chunks:
        yield b""

    def probe(self, url: str) -> datetime | None:
        if isinstance(self._answer, BaseException):
            raise self._answer
        return self._answer


def caused(cause: Exception) -> DownloadError:
    error = DownloadError("guides.example does not answer")
    error.__cause__ = cause
    return error


SOURCE = Source("office", "https://guides.example/", Path("/root.json"))


@pytest.mark.parametrize(
    ("answer", "expected", "cure"),
    [
        (NOW, Level.OK, ""),
        (None, Level.OK, ""),
        (caused(SSLError("CERTIFICATE_VERIFY_FAILED")), Level.FAIL, "source.ca"),
        (caused(ProxyError("no", OSError())), Level.FAIL, "HTTPS_PROXY"),
        (caused(ProxyError("no", NewConnectionError(None, "no"))), Level.FAIL, "proxy itself"),  # type: ignore[arg-type]
        (caused(NewConnectionError(None, "no")), Level.FAIL, "firewall"),  # type: ignore[arg-type]
        (caused(NameResolutionError("guides.example", None, OSError())), Level.FAIL, "name guides.example"),  # type: ignore[arg-type]
        (caused(ReadTimeoutError(None, "/", "slow")), Level.FAIL, "in time"),  # type: ignore[arg-type]
        (caused(OSError()), Level.FAIL, "network"),
        (DownloadHTTPError("no", 404), Level.FAIL, "metadata/"),
        (LoginNeededError("office"), Level.FAIL, "overlay source login office"),
    ],
)
def test_way_to_the_source_is_found_with_its_cure(answer: Any, expected: Level, cure: str) -> None:
    found = level(of_network([SOURCE], lambda _: Answers(answer), lambda: NOW), "reach office")
    assert found.level is expected
    assert cure in found.cure


@pytest.mark.parametrize(
    ("minutes", "expected", "way"),
    [
        (0, Level.OK, "agrees"),
        (3, Level.OK, "agrees"),
        (90, Level.FAIL, "90 minutes ahead of"),
        (-90, Level.FAIL, "90 minutes behind"),
        (5 * 60, Level.FAIL, "5 hours ahead of"),
        (-60 * 24 * 60, Level.FAIL, "60 days behind"),
    ],
)
def test_clock_is_compared_with_the_sources(minutes: int, expected: Level, way: str) -> None:
    here = NOW + timedelta(minutes=minutes)
    found = level(of_network([SOURCE], lambda _: Answers(NOW), lambda: here), "clock")
    assert found.level is expected
    assert way in found.what


@pytest.mark.parametrize(
    ("days", "expected"), [(0, Level.OK), (12, Level.WARN), (15, Level.FAIL), (400, Level.FAIL)]
)
def test_trust_in_a_source_runs_out_in_time(tmp_path: Path, days: int, expected: Level) -> None:
    publisher = Publisher(tmp_path / "publisher")
    publisher.publish("1")
    desk = Desk(tmp_path / "desk", publisher)
    desk.sync()
    now = datetime.now(UTC) + timedelta(days=days)
    (found,) = of_trust(desk.data, [desk.source], now)
    assert found.level is expected
    assert bool(found.cure) is (expected is not Level.OK)


@pytest.mark.parametrize(
    ("shared", "cure"), [(False, "overlay pack rebuild"), (True, "overlay sync --system")]
)
def test_content_that_opens_and_is_damaged_inside_fails(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, shared: bool, cure: str
) -> None:
    monkeypatch.setattr(contents, "shared_is_safe", lambda _: True)
    places = replace(paths(), data=tmp_path / "data", shared=tmp_path / "data")
    policy = Policy(shared=shared)
    guides = {f"g{n}.md": guide_text(f"Guide {n}", steps="1. " + "Do it. " * 400) for n in range(20)}
    install(write_pack(tmp_path / "pack", guides=guides), places.data)
    assert level(of_content(places, policy, sources=False), "content").level is Level.OK
    (file,) = places.data.glob("content-*.db")
    whole = file.read_bytes()
    middle = len(whole) // 2 // 4096 * 4096
    file.chmod(0o600)
    file.write_bytes(whole[:middle] + b"\xa5" * 8192 + whole[middle + 8192 :])
    found = level(of_content(places, policy, sources=False), "content")
    assert (found.level, cure in found.cure) == (Level.FAIL, True)


def test_file_where_a_folder_should_be_fails(tmp_path: Path) -> None:
    (tmp_path / "data").touch()
    assert level(of_machine(tmp_path / "data", {}, logins=False), "disk").level is Level.FAIL


def test_source_without_its_root_fails(tmp_path: Path) -> None:
    source = Source("office", "https://a.example/", tmp_path / "none.json", locked=True)
    (found,) = of_trust(tmp_path, [source], NOW)
    assert found.level is Level.FAIL
    assert "none.json" in found.what


def test_effective_values_say_where_each_comes_from(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[look]\ntheme = "dark"\nmotion = "full"\n')
    policy = in_toml(
        tmp_path, {"look.theme": "light", "source.url": "https://a.example/", "source.root": "/r.json"}
    )
    rows = {row["key"]: row for row in effective(load(tmp_path / "settings.toml", policy))}
    assert (rows["look.theme"]["value"], rows["look.theme"]["from"]) == ("light", "policy")
    assert rows["look.theme"]["where"].startswith(f"{tmp_path / 'policy.toml'}:")
    assert (rows["look.motion"]["from"], rows["look.motion"]["where"]) == (
        "user",
        f"{tmp_path / 'settings.toml'}:3",
    )
    assert (rows["look.language"]["from"], rows["look.language"]["where"]) == ("default", "")
    assert rows["source “organisation” url"]["value"] == "https://a.example/"


# --- the bundle ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("line", "kept"),
    [
        (
            "2026-11-20 09:00:00,123 WARNING overlay.app: hotkey toggle: another program holds Ctrl+Shift+F10",
            "2026-11-20 09:00:00,123 WARNING overlay.app: hotkey toggle: another program holds Ctrl+Shift+F10",
        ),
        (
            f"2026-11-20 09:00:00,123 WARNING overlay.app: the pack “orders” of “{TITLE}” and ”x",
            "2026-11-20 09:00:00,123 WARNING overlay.app: the pack “orders” of “…”x",
        ),
        (f"qt: {TITLE}", "[a line that is not of the log's form]"),
        ("  resident.py:12 in start", "  resident.py:12 in start"),
        ('  File "/home/anna/x/resident.py", line 3 in start', "  resident.py, line 3 in start"),
        ("Fatal Python error: Segmentation fault", "Fatal Python error: Segmentation fault"),
        ("KeyError", "KeyError"),
        (
            "2026-11-20 09:00:00,123 ERROR overlay.x: /home/anna/.config is anna's on desk7",
            "2026-11-20 09:00:00,123 ERROR overlay.x: ~/.config is <user>'s on <host>",
        ),
        ("", ""),
    ],
)
def test_line_of_a_log_keeps_only_what_is_ours(line: str, kept: str) -> None:
    assert Redaction(Path("/home/anna"), "anna", "desk7", ["orders"]).line(line) == kept


def test_addresses_lose_logins_and_queries() -> None:
    redact = Redaction(Path("/home/anna"), "anna", "desk7")
    assert redact.data({"a": [f"https://u:{SECRET}@a.example/x?token={SECRET}#y"]}) == {
        "a": ["https://a.example/x"]
    }


def test_login_is_cut_from_an_address_in_a_text_when_it_holds_signs_of_its_own() -> None:
    text = f"no answer from http://u:p@{SECRET}@proxy.example:3128/ today"
    assert Redaction(Path("/h"), "", "").text(text) == "no answer from http://proxy.example:3128/ today"


def test_names_are_redacted_however_they_are_written() -> None:
    redact = Redaction(Path("/h"), "anna", "desk7.corp.example")
    assert redact.text("ANNA on DESK7, desk7.corp.example") == "<user> on <host>, <host>"


def test_bundle_is_the_owners_alone_and_not_half_written(tmp_path: Path) -> None:
    path = tmp_path / "bundle.zip"
    assert write_bundle(path, {"a.json": {"x": 1}}, tmp_path / "log", own_redaction(())) == ("a.json",)
    assert os.name != "posix" or path.stat().st_mode & 0o077 == 0
    assert [p.name for p in tmp_path.iterdir()] == ["bundle.zip"]


def test_nothing_private_gets_into_the_bundle(tmp_path: Path) -> None:
    """Plant a title and a secret wherever the product could keep one, and look for them in the bundle of a real run."""
    home = tmp_path / "home"
    for folder in ("config/sources", "data", "log", "run"):
        (home / folder).mkdir(parents=True)
    wrong = f'motion = "{TITLE}"\n"{TITLE}" = 3\n'
    text = f'# {TITLE} {SECRET}\n[look]\ntheme = "dark"\n{wrong}'
    (home / "config" / "settings.toml").write_text(text, "utf-8")
    (home / "config" / "sources.toml").write_text(
        f'# {SECRET}\n[[source]]\nname = "office"\nurl = "http://127.0.0.1:9/"\nproxy = "http://u:{SECRET}@127.0.0.1:9"\n'
    )
    (home / "config" / "sources" / "office.root.json").write_text(json.dumps({"signed": TITLE}))
    (home / "data" / "places.json").write_text(json.dumps({TITLE: SECRET}))
    (home / "data" / "case.key").write_text(SECRET)
    with Journal.open(home / "data" / "personal.db", 0.0, 30) as journal:
        journal.ask(TITLE, SECRET, 0.0)
    form = "2026-11-20 09:00:00,123 WARNING overlay.app"
    lines = f"{form}: “{TITLE}” and '{SECRET}' and \"{TITLE}\"\n{TITLE}\n{form}: all is well\n"
    for name in ("overlay.log", "overlay.log.1", "crash-20261120-090000.txt"):
        (home / "log" / name).write_text(lines, "utf-8")
    (home / "log" / "other.txt").write_text(TITLE)
    env = {
        "PATH": os.environ["PATH"],
        "HOME": str(home),
        "OVERLAY_HOME": str(home),
        "USER": "anna-secretive",
        "LOGNAME": "anna-secretive",
        "TITLE": TITLE,
        "TOKEN": SECRET,
        "https_proxy": f"http://u:{SECRET}@127.0.0.1:9",
        "PYTHON_KEYRING_BACKEND": "keyring.backends.fail.Keyring",
    }
    bundle = tmp_path / "bundle.zip"
    done = subprocess.run(
        [sys.executable, "-m", "overlay", "doctor", "--bundle", str(bundle)],
        env=env,
        capture_output=True,
        encoding="utf-8",
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    with zipfile.ZipFile(bundle) as found:
        names = found.namelist()
        everything = "\n".join(found.read(name).decode("utf-8") for name in names)
    assert set(names) == {
        "doctor.json", "status.json", "settings.json", "versions.json",
        "logs/overlay.log", "logs/overlay.log.1", "logs/crash-20261120-090000.txt",
    }  # fmt: skip
    assert everything.count("all is well") == 3
    assert '"dark"' in everything
    assert "settings.toml:4: has no effect" in everything
    for private in (TITLE, SECRET, "Jansen", "1042", "anna-secretive", str(home)):
        assert private not in everything, private


def test_doctor_exits_with_one_when_something_fails(tmp_path: Path) -> None:
    (tmp_path / "config").mkdir()
    (tmp_path / "config" / "sources.toml").write_text(
        '[[source]]\nname = "office"\nurl = "http://127.0.0.1:9/"\n'
    )
    done = subprocess.run(
        [sys.executable, "-m", "overlay", "doctor", "--json"],
        env={"PATH": os.environ["PATH"], "HOME": str(tmp_path), "OVERLAY_HOME": str(tmp_path)},
        capture_output=True,
        encoding="utf-8",
        timeout=WAIT_S,
        check=False,
    )
    assert done.returncode == 1, done.stderr
    answer = json.loads(done.stdout)
    assert not answer["ok"]
    levels = {found["check"]: found["level"] for found in answer["findings"]}
    assert (levels["reach office"], levels["content"], levels["display"]) == (
        "fail",
        "fail",
        "ok" if NATIVE else "warn",
    )
    assert done.stderr == ""
