"""The way of docs/for-admins-signing.md, command by command, with a real web server in between."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.system import connect_proxy
from tests.system.computer import Computer
from tests.system.connect_proxy import ConnectProxy
from tests.system.web_server import PASSWORD, TOKEN, USER, WebServer
from tests.unit.packs import guide_text, write_pack


@pytest.fixture
def admin(tmp_path: Path) -> Computer:
    """An admin with a source in which `orders` is published, as in the first ten minutes of the page."""
    machine = Computer(tmp_path / "admin")
    source = machine.base / "source"
    for key in ("root", "online", "orders-team"):
        machine.run("keys", "new", key)
    machine.run("source", "init", source, "--root-key", "root", "--online-key", "online")
    machine.run("source", "grant", "orders", "--source", source, "--key", "orders-team")
    publish(machine, "1")
    return machine


def publish(admin: Computer, version: str) -> None:
    guides = {f"g{n}.md": guide_text(f"Guide {n} of {version if n == 0 else 'first'}") for n in range(30)}
    folder = admin.base / "orders"
    shutil.rmtree(folder, ignore_errors=True)
    write_pack(folder, "orders", guides, version=version)
    admin.run("pack", "publish", folder, "--source", admin.base / "source")


@pytest.fixture
def server(admin: Computer, tmp_path: Path) -> Iterator[WebServer]:
    if not (shutil.which("nginx") or Path("/usr/sbin/nginx").exists()):
        pytest.fail("these tests need nginx: run `make packages-test`")
    server = WebServer(tmp_path / "nginx", admin.base / "source")
    yield server
    server.stop()


@pytest.fixture
def desk(tmp_path: Path) -> Computer:
    return Computer(tmp_path / "desk")


def follow(
    desk: Computer, admin: Computer, server: WebServer, door: str, *more: str, answer: str = ""
) -> None:
    root = admin.base / "source" / "metadata" / "1.root.json"
    desk.run(
        "source", "add", "office", server.url(door), "--root", root, "--ca", server.ca, *more, answer=answer
    )


def log_in(desk: Computer, user: str, secret: str) -> None:
    desk.run("source", "login", "office", "--user", user, answer=f"{secret}\n")


def nothing_secret_in_files(desk: Computer) -> None:
    for path in desk.base.rglob("*"):
        if path.is_file() and path.name != "keyring.json":
            assert PASSWORD.encode() not in path.read_bytes()
            assert TOKEN.encode() not in path.read_bytes()


def test_publication_reaches_the_desk_through_basic_authentication(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    follow(desk, admin, server, "basic")
    refused = desk.run("sync", code=3)
    assert "overlay source login office" in refused.stderr
    log_in(desk, USER, PASSWORD)
    assert [(p["pack"], p["from"], p["to"]) for p in desk.sync()["packs"]] == [("orders", "", "1")]
    assert desk.title("g0") == "Guide 0 of 1"

    server.asked()
    assert desk.sync() == {"result": "nothing", "packs": [], "problems": [], "silent_since": {}}
    asked = server.asked()
    assert len(asked) <= 2
    assert sum(a.sent_bytes for a in asked) <= 5 * 1024

    publish(admin, "2")
    (change,) = desk.sync()["packs"]
    asked = server.asked()
    assert sorted(a.path.rpartition(".")[2] for a in asked[:-1]) == ["ahead", "json"]
    assert asked[-1].path.endswith(".delta")
    assert desk.title("g0") == "Guide 0 of 2"
    assert change["bytes"] == asked[-1].sent_bytes

    log_in(desk, USER, "wrong")
    assert "login" in desk.sync(code=3)["problems"][0]["text"]
    assert desk.title("g0") == "Guide 0 of 2"
    nothing_secret_in_files(desk)


def test_publication_reaches_the_desk_with_a_token(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    follow(desk, admin, server, "token", "--login", answer=f"{TOKEN}\n")
    assert desk.sync()["result"] == "done"
    nothing_secret_in_files(desk)


def test_source_is_refused_when_nobody_vouches_for_its_certificate(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    root = admin.base / "source" / "metadata" / "1.root.json"
    desk.run("source", "add", "office", server.url("open"), "--root", root)
    report = desk.sync(code=3)
    assert report["packs"] == []
    assert list(report["silent_since"]) == ["office"]
    (problem,) = report["problems"]
    assert problem["code"] == "certificate"
    assert "--ca FILE" in problem["text"]


@pytest.mark.parametrize(
    "ahead", ["+20 days", "+400 days"], ids=["signatures ran out", "certificate ran out"]
)
def test_wrong_clock_is_called_that_when_the_server_has_another(
    ahead: str, admin: Computer, server: WebServer, desk: Computer
) -> None:
    if shutil.which("faketime") is None:
        pytest.skip("nothing here can move a program's clock: install faketime (`make packages-test`)")
    follow(desk, admin, server, "open")
    assert desk.sync()["result"] == "done"
    desk.clock = ahead
    (problem,) = desk.sync(code=3)["problems"]
    assert problem["code"] == "clock"
    assert "clock" in problem["text"]
    assert desk.title("g0") == "Guide 0 of 1"


@pytest.mark.parametrize("door", ["elsewhere", "moved"])
def test_redirect_is_followed_without_the_login(
    door: str, admin: Computer, server: WebServer, desk: Computer
) -> None:
    """To another host, and on the same one: what is there may belong to somebody else."""
    follow(desk, admin, server, door, "--login", answer=f"{TOKEN}\n")
    assert desk.sync()["result"] == "done"
    asked = server.asked()
    assert {bool(a.authorization != "-") for a in asked if a.path.startswith(f"/{door}/")} == {True}
    assert {a.authorization for a in asked if a.path.startswith("/open/")} == {"-"}


def test_redirect_to_http_is_not_followed(admin: Computer, server: WebServer, desk: Computer) -> None:
    follow(desk, admin, server, "plain")
    (problem,) = desk.sync(code=1)["problems"]
    assert problem["code"] == "redirect"


def test_download_goes_on_where_it_stopped(admin: Computer, server: WebServer, desk: Computer) -> None:
    follow(desk, admin, server, "open")
    (bundle,) = (admin.base / "source" / "targets" / "packs" / "orders").glob("*.overlaypack")
    part = desk.base / "overlay" / "data" / "sync" / "downloads" / f"orders-{bundle.name.partition('.')[0]}"
    part.parent.mkdir(parents=True)
    part.write_bytes(bundle.read_bytes()[:400])
    assert desk.sync()["result"] == "done"
    (last,) = [a for a in server.asked() if a.path.endswith(".overlaypack")]
    assert (last.status, last.sent_bytes) == (206, bundle.stat().st_size - 400)


def test_root_is_trusted_by_its_fingerprint_only_when_that_is_right(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    add = ("source", "add", "office", server.url("open"), "--ca", server.ca)
    shown = desk.run(*add, code=2).stderr
    desk.run(*add, "--fingerprint", "0" * 64, code=2)
    fingerprint = next(line.strip() for line in shown.splitlines() if len(line.strip()) == 64)
    desk.run(*add, "--fingerprint", fingerprint)
    assert desk.sync()["result"] == "done"


def test_source_that_shows_nothing_without_a_login_is_added_with_it(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    fingerprint = hashlib.sha256(
        (admin.base / "source" / "metadata" / "1.root.json").read_bytes()
    ).hexdigest()
    add = ("source", "add", "office", server.url("basic"), "--ca", server.ca, "--fingerprint", fingerprint)
    assert "--login" in desk.run(*add, code=2).stderr
    assert "does not take this login" in desk.run(*add, "--user", USER, answer="wrong\n", code=2).stderr
    assert "wrong" not in (desk.base / "keyring.json").read_text()
    desk.run(*add, "--user", USER, answer=f"{PASSWORD}\n")
    assert desk.sync()["result"] == "done"


@pytest.fixture
def proxy() -> Iterator[ConnectProxy]:
    proxy = ConnectProxy()
    yield proxy
    proxy.stop()


@pytest.mark.parametrize("way", ["option", "environment"])
def test_sync_goes_through_a_proxy_once_it_knows_its_login(
    way: str, admin: Computer, server: WebServer, desk: Computer, proxy: ConnectProxy
) -> None:
    if way == "environment":
        desk.env["https_proxy"] = proxy.url
    follow(desk, admin, server, "open", *(("--proxy", proxy.url) if way == "option" else ()))
    assert "overlay source login --proxy office" in desk.run("sync", code=3).stderr
    assert proxy.refused
    assert proxy.tunnels == []

    desk.run(
        "source",
        "login",
        "--proxy",
        "office",
        "--user",
        connect_proxy.USER,
        answer=f"{connect_proxy.PASSWORD}\n",
    )
    assert desk.sync()["result"] == "done"
    assert set(proxy.tunnels) == {f"127.0.0.1:{server.port}"}
    assert not any(asked.authorization for asked in server.asked() if asked.authorization != "-")
    for path in desk.base.rglob("*"):
        if path.is_file() and path.name != "keyring.json":
            assert connect_proxy.PASSWORD.encode() not in path.read_bytes()


def test_source_goes_on_when_its_keys_are_rotated(admin: Computer, server: WebServer, desk: Computer) -> None:
    follow(desk, admin, server, "open")
    desk.sync()
    source = admin.base / "source"
    for role, key in (("root", "root-2"), ("online", "online-2"), ("pack:orders", "orders-2")):
        admin.run("keys", "new", key)
        admin.run("keys", "rotate", role, "--source", source, "--key", key)
    publish(admin, "2")
    assert desk.sync()["result"] == "done"
    assert desk.title("g0") == "Guide 0 of 2"
    admin.run("source", "status", source)


def test_keyring_that_is_not_there_is_said_plainly(
    admin: Computer, server: WebServer, desk: Computer
) -> None:
    desk.env["PYTHON_KEYRING_BACKEND"] = "keyring.backends.fail.Keyring"
    follow(desk, admin, server, "basic")
    done = desk.run("source", "login", "office", "--user", USER, answer=f"{PASSWORD}\n", code=2)
    assert "no keyring" in done.stderr
    assert "Traceback" not in done.stderr
