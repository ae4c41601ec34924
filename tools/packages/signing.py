"""Signatures: by the release's keys when the environment names them, else by keys made for tests and thrown away.

    OVERLAY_GPG_KEY        fingerprint of a key in the caller's GnuPG: signs .deb, .rpm and SHA256SUMS
    OVERLAY_SIGN_CERT      file: the code-signing certificate with its chain (PEM)
    OVERLAY_SIGN_KEY       file with its private key, or a `pkcs11:` URI of a key in a token
    OVERLAY_SIGN_PKCS11    the token's PKCS#11 module, such as /usr/lib/x86_64-linux-gnu/opensc-pkcs11.so
    OVERLAY_SIGN_PIN_FILE  file with the key's passphrase or the token's PIN
    OVERLAY_SIGN_TSA       address of the RFC 3161 time-stamp authority

Nothing is half real: with a key but without a time-stamp authority the build stops.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

from tools.packages import throwaway
from tools.packages.errors import PackagingError
from tools.packages.product import BUILD, NAME, environment, run

TEST = "TEST ONLY, not a release key"
_MARK = "test-signed"
PROGRAM_ADDRESS = "https://overlay.invalid/"


def marked(path: Path, *, is_test: bool) -> Path:
    """Return the name of a package: one that a throw-away key signed says so in its file name."""
    return path.with_name(f"{path.stem}.{_MARK}{path.suffix}") if is_test else path


@dataclass(frozen=True, slots=True)
class Gpg:
    """Signs with a GnuPG key; `home` is its key ring, None for the caller's own."""

    key: str
    home: Path | None
    is_test: bool

    @property
    def env(self) -> dict[str, str]:
        return environment(GNUPGHOME=str(self.home)) if self.home else environment()

    def detached(self, path: Path) -> Path:
        """Write `path`.asc, the armoured signature of `path`, and return it."""
        signature = path.with_name(f"{path.name}.asc")
        signature.unlink(missing_ok=True)
        self._gpg("--armor", "--output", signature, "--detach-sign", path)
        return signature

    def sign_deb(self, path: Path) -> None:
        """Add the `_gpgorigin` member that debsig-verify and dpkg know: the signature of the three members before it."""
        work = BUILD / "linux" / "debsig"
        shutil.rmtree(work, ignore_errors=True)
        work.mkdir(parents=True)
        members = run("ar", "t", path).decode().split()
        whole = work / "signed"
        whole.write_bytes(b"".join(run("ar", "p", path, member) for member in members))
        self._gpg("--output", work / "_gpgorigin", "--detach-sign", whole)
        run("ar", "qD", path, work / "_gpgorigin", cwd=work)
        shutil.rmtree(work)

    def sign_rpm(self, path: Path) -> None:
        """Put header and payload signatures into the package."""
        # rpm looks for gpg where its distribution keeps it; Debian's rpm names no path.
        program = shutil.which("gpg") or "gpg"
        macros = ("--define", f"_gpg_name {self.key}", "--define", f"__gpg {program}")
        run("rpmsign", *macros, "--addsign", path, env=self.env)

    def export(self, path: Path) -> Path:
        """Write the public key, armoured, to `path` and return it."""
        path.unlink(missing_ok=True)
        run("gpg", "--batch", "--armor", "--output", path, "--export", self.key, env=self.env)
        return path

    def _gpg(self, *words: str | Path) -> None:
        run("gpg", "--batch", "--yes", "--local-user", self.key, *words, env=self.env)


def gpg(environ: Mapping[str, str] = os.environ) -> Gpg:
    """Return the signer of the Linux packages."""
    if key := environ.get("OVERLAY_GPG_KEY"):
        return Gpg(key, None, is_test=False)
    home = BUILD / "test-keys" / "gpg"
    if not (home / "pubring.kbx").exists():
        shutil.rmtree(home, ignore_errors=True)
        home.mkdir(parents=True, mode=0o700)
    name = f"{NAME} ({TEST})"
    env = environment(GNUPGHOME=str(home))
    listed = run("gpg", "--batch", "--with-colons", "--list-secret-keys", env=env).decode()
    if "fpr:" not in listed:
        words = ("--batch", "--passphrase", "", "--quick-generate-key", name, "rsa3072", "sign", "30d")
        run("gpg", *words, env=env)
        listed = run("gpg", "--batch", "--with-colons", "--list-secret-keys", env=env).decode()
    key = next(line.split(":")[9] for line in listed.splitlines() if line.startswith("fpr:"))
    return Gpg(key, home, is_test=True)


@dataclass(frozen=True, slots=True)
class Authenticode:
    """Signs Windows files with osslsigncode; `words` say with which key and time stamp, `roots` what verifies them."""

    words: tuple[str, ...]
    roots: Path | None
    stamp_roots: Path | None
    is_test: bool

    def sign(self, path: Path) -> None:
        """Sign an EXE, DLL, PYD or MSI in its place, with a time stamp."""
        done = path.with_name(f"{path.name}.signed")
        msi = ("-add-msi-dse",) if path.suffix == ".msi" else ()
        about = ("-n", NAME, "-i", PROGRAM_ADDRESS, "-h", "sha256")
        run("osslsigncode", "sign", *self.words, *about, *msi, "-in", path, "-out", done)
        done.replace(path)

    def verify(self, path: Path) -> None:
        """Raise PackagingError unless `path` has a whole signature of this key, and a good time stamp or none."""
        trusted: list[str | Path] = []
        if self.roots and self.stamp_roots:
            trusted = ["-CAfile", self.roots, "-TSA-CAfile", self.stamp_roots]
        run("osslsigncode", "verify", *trusted, "-in", path)


def authenticode(environ: Mapping[str, str] = os.environ) -> Authenticode:
    """Return the signer of the Windows files. Raises PackagingError when the environment names only part of a key."""
    certificate, key = environ.get("OVERLAY_SIGN_CERT"), environ.get("OVERLAY_SIGN_KEY")
    if not certificate and not key:
        made = throwaway.make(BUILD / "test-keys" / "authenticode", TEST)
        signs = ("-certs", made.chain, "-key", made.key)
        stamps = ("-TSA-certs", made.stamp_chain, "-TSA-key", made.stamp_key) if stamps_here() else ()
        return Authenticode(tuple(map(str, (*signs, *stamps))), made.root, made.root, is_test=True)
    missing = [
        name
        for name in ("OVERLAY_SIGN_CERT", "OVERLAY_SIGN_KEY", "OVERLAY_SIGN_TSA")
        if not environ.get(name)
    ]
    if missing or not certificate or not key:
        raise PackagingError(f"A release signature needs {', '.join(missing)} too; see docs/packaging.md")
    words: tuple[str, ...] = ("-certs", certificate, "-key", key, "-ts", environ["OVERLAY_SIGN_TSA"])
    if module := environ.get("OVERLAY_SIGN_PKCS11"):
        words = (*words, "-pkcs11module", module)
    elif key.startswith("pkcs11:"):
        raise PackagingError(
            "OVERLAY_SIGN_KEY is in a token: OVERLAY_SIGN_PKCS11 must name the token's PKCS#11 module"
        )
    if pin := environ.get("OVERLAY_SIGN_PIN_FILE"):
        words = (*words, "-readpass", pin)
    return Authenticode(words, None, None, is_test=False)


def stamps_here() -> bool:
    """Tell whether osslsigncode time-stamps without a network: since 2.6, and Debian 12 has 2.5."""
    # Its help ends with exit code 255.
    help_ = subprocess.run(["osslsigncode", "sign", "--help"], capture_output=True, check=False)
    return b"-TSA-certs" in help_.stdout + help_.stderr


def is_signed(path: Path) -> bool:
    """Tell whether a PE file carries a signature: its certificate table (the fifth data directory) is not empty."""
    data = path.read_bytes()
    at = int.from_bytes(data[0x3C:0x40], "little") + 24  # the optional header
    table = at + {0x10B: 96, 0x20B: 112}[int.from_bytes(data[at : at + 2], "little")] + 4 * 8
    return int.from_bytes(data[table + 4 : table + 8], "little") > 0


def pe_files(folder: Path) -> Iterable[Path]:
    """Return every file below `folder` that Windows could run, whatever it is called."""
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and path.read_bytes()[:2] == b"MZ")
