"""Signing by a key that never leaves its PKCS#11 token; the token is SoftHSM's."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.packages.conftest import run
from tools.packages import signing, throwaway

MODULE = Path("/usr/lib/softhsm/libsofthsm2.so")
PIN = "1234"


def test_program_is_signed_by_a_key_in_a_token(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "tokens").mkdir()
    (tmp_path / "softhsm.conf").write_text(f"directories.tokendir = {tmp_path / 'tokens'}\n", "utf-8")
    monkeypatch.setenv("SOFTHSM2_CONF", str(tmp_path / "softhsm.conf"))
    made = throwaway.make(tmp_path / "keys", signing.TEST)
    pins = ("--pin", PIN)
    run("softhsm2-util", "--init-token", "--free", "--label", "release", *pins, "--so-pin", PIN)
    run(
        "softhsm2-util", "--import", made.key, "--token", "release", "--label", "overlay", "--id", "01", *pins
    )
    made.key.unlink()  # from here on only the token has it
    (tmp_path / "pin").write_text(PIN, "ascii")
    program = tmp_path / "program.exe"
    (tmp_path / "program.c").write_text("int main(void) { return 0; }\n", "ascii")
    run("x86_64-w64-mingw32-gcc", "-o", program, tmp_path / "program.c")

    signer = signing.authenticode(
        {
            "OVERLAY_SIGN_CERT": str(made.chain),
            "OVERLAY_SIGN_KEY": "pkcs11:token=release;object=overlay",
            "OVERLAY_SIGN_PKCS11": str(MODULE),
            "OVERLAY_SIGN_PIN_FILE": str(tmp_path / "pin"),
            "OVERLAY_SIGN_TSA": "http://stamp.example/",
        }
    )
    # The time stamp comes from the throw-away authority: nothing here may ask the network.
    at = signer.words.index("-ts")
    stamps = (
        ("-TSA-certs", str(made.stamp_chain), "-TSA-key", str(made.stamp_key))
        if signing.stamps_here()
        else ()
    )
    words = (*signer.words[:at], *stamps, *signer.words[at + 2 :])
    signer = replace(signer, words=words, roots=made.root, stamp_roots=made.root)
    assert not signing.is_signed(program)
    signer.sign(program)
    assert signing.is_signed(program)
    signer.verify(program)
