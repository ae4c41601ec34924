"""A key that never leaves its token (PKCS#11): a token in software, and everything else as in the docs."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.patience import WAIT_S
from tests.system.computer import Computer
from tests.unit.packs import guide_text, write_pack

PIN, LABEL = "1234", "team"
_LIBRARIES = (
    "/usr/lib/softhsm/libsofthsm2.so",
    "/usr/lib64/softhsm/libsofthsm.so",
    "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
)


@pytest.fixture
def admin(tmp_path: Path) -> Computer:
    """An admin with a source, and a token that holds a key for the team of `orders`."""
    library = next((path for path in _LIBRARIES if Path(path).exists()), None)
    if library is None or shutil.which("softhsm2-util") is None:
        pytest.skip("there is no token in software on this machine: install softhsm2 (`make packages-test`)")
    machine = Computer(tmp_path / "admin")
    (machine.base / "tokens").mkdir()
    configuration = machine.base / "softhsm2.conf"
    configuration.write_text(f"directories.tokendir = {machine.base / 'tokens'}\n")
    machine.env |= {"SOFTHSM2_CONF": str(configuration), "PYKCS11LIB": library, "OVERLAY_KEY_PIN": PIN}
    _make_token(machine)
    for key in ("root", "online"):
        machine.run("keys", "new", key)
    machine.run("keys", "new", "team", "--pkcs11", "--label", LABEL)
    source = machine.base / "source"
    machine.run("source", "init", source, "--root-key", "root", "--online-key", "online")
    machine.run("source", "grant", "orders", "--source", source, "--key", "team")
    return machine


def _make_token(machine: Computer) -> None:
    """Initialise a token and have it make a key pair on P-256, id 2 (where PIV tokens keep the signing key)."""
    said = [
        "softhsm2-util", "--init-token", "--free", "--label", LABEL, "--pin", PIN, "--so-pin", "56785678",
    ]  # fmt: skip
    subprocess.run(said, env=machine.env, check=True, capture_output=True, timeout=WAIT_S)
    assert machine.python(
        "import os, pkcs11\n"
        "from pkcs11.util.ec import encode_named_curve_parameters as curve\n"
        "token = pkcs11.lib(os.environ['PYKCS11LIB']).get_token(token_label='team')\n"
        "with token.open(rw=True, user_pin='1234') as session:\n"
        "    p256 = {pkcs11.Attribute.EC_PARAMS: curve('secp256r1')}\n"
        "    domain = session.create_domain_parameters(pkcs11.KeyType.EC, p256, local=True)\n"
        "    domain.generate_keypair(store=True, id=b'\\x02', label='sign')\n"
    )


def publish(admin: Computer, version: str, code: int = 0) -> str:
    folder = admin.base / "orders"
    shutil.rmtree(folder, ignore_errors=True)
    write_pack(folder, "orders", {"g.md": guide_text(f"Guide of {version}")}, version=version)
    done = admin.run("pack", "publish", folder, "--source", admin.base / "source", code=code)
    return done.stderr


def test_desk_takes_what_a_token_signed(admin: Computer, tmp_path: Path) -> None:
    publish(admin, "1")
    desk = Computer(tmp_path / "desk")
    source = admin.base / "source"
    desk.run("source", "add", "office", source.as_uri(), "--root", source / "metadata" / "1.root.json")
    assert desk.sync()["result"] == "done"
    publish(admin, "2")
    assert desk.sync()["result"] == "done"
    assert desk.title("g") == "Guide of 2"


def test_nothing_of_the_private_key_is_in_a_file(admin: Computer) -> None:
    keys = {path.name for path in (admin.base / "overlay" / "config" / "keys").iterdir()}
    assert keys == {"root.json", "root.pem", "online.json", "online.pem", "team.json"}


@pytest.mark.parametrize(
    ("variable", "value", "said"),
    [
        ("OVERLAY_KEY_PIN", "9999", "its PIN is another"),
        ("PYKCS11LIB", "", "set PYKCS11LIB"),
        ("PYKCS11LIB", "/nowhere/lib.so", "/nowhere/lib.so"),
        ("OVERLAY_KEY_PIN", "", "set OVERLAY_KEY_PIN"),
    ],
    ids=["wrong PIN", "no library named", "library missing", "nobody to ask"],
)
def test_nothing_is_published_and_the_cure_is_named(
    admin: Computer, variable: str, value: str, said: str
) -> None:
    admin.env[variable] = value
    if not value:
        del admin.env[variable]
    assert said in publish(admin, "1", code=2)
    assert not (admin.base / "source" / "metadata" / "1.pack-orders.json").exists()


def test_token_that_was_pulled_out_is_named(admin: Computer) -> None:
    shutil.rmtree(admin.base / "tokens")
    (admin.base / "tokens").mkdir()
    assert "plugged in" in publish(admin, "1", code=2)
