from __future__ import annotations

from pathlib import Path

import pytest

from tools.packages import signing, throwaway
from tools.packages.errors import PackagingError

CERT = {"OVERLAY_SIGN_CERT": "chain.pem", "OVERLAY_SIGN_KEY": "key.pem"}
STAMP = {"OVERLAY_SIGN_TSA": "http://stamp.example"}


def test_release_signer_refuses_when_there_is_no_time_stamp() -> None:
    with pytest.raises(PackagingError, match="OVERLAY_SIGN_TSA"):
        signing.authenticode(CERT)


def test_release_signer_refuses_when_a_token_has_no_module() -> None:
    with pytest.raises(PackagingError, match="OVERLAY_SIGN_PKCS11"):
        signing.authenticode({**CERT, **STAMP, "OVERLAY_SIGN_KEY": "pkcs11:object=overlay"})


def test_release_signer_takes_token_and_pin_file() -> None:
    token = {
        "OVERLAY_SIGN_KEY": "pkcs11:object=overlay",
        "OVERLAY_SIGN_PKCS11": "/p11.so",
        "OVERLAY_SIGN_PIN_FILE": "/pin",
    }
    signer = signing.authenticode({**CERT, **STAMP, **token})
    assert not signer.is_test
    assert signer.words[-4:] == ("-pkcs11module", "/p11.so", "-readpass", "/pin")


def test_release_package_bears_no_mark_and_a_test_one_does() -> None:
    assert signing.marked(Path("a.deb"), is_test=False).name == "a.deb"
    assert signing.marked(Path("a.deb"), is_test=True).name == "a.test-signed.deb"


def test_throwaway_authority_is_kept_while_valid_and_says_what_it_is(tmp_path: Path) -> None:
    first = throwaway.make(tmp_path, signing.TEST)
    told = first.root.read_bytes()
    assert throwaway.make(tmp_path, signing.TEST).root.read_bytes() == told
    assert first.key.stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(("size", "signed"), [(0, False), (4096, True)])
def test_is_signed_reads_the_certificate_table(size: int, signed: bool, tmp_path: Path) -> None:
    data = bytearray(1024)
    data[:2] = b"MZ"
    data[0x3C:0x40] = (128).to_bytes(4, "little")
    head = 128 + 24
    data[head : head + 2] = (0x20B).to_bytes(2, "little")
    data[head + 112 + 36 : head + 112 + 40] = size.to_bytes(4, "little")
    path = tmp_path / "a.exe"
    path.write_bytes(data)
    assert signing.is_signed(path) is signed
