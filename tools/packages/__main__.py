"""Build the packages into dist/: `python -m tools.packages [python] [linux] [windows]` (default: all), or `make packages`.

docs/packaging.md says what comes out and how a release is signed.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tarfile
import time
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path

from tools.packages import bundle, environments, linux, msi, papers, runtimes, signing
from tools.packages.errors import PackagingError
from tools.packages.product import BUILD, DIST, NAME, PACKAGING, epoch_s, sha256, version

KINDS = ("python", "linux", "windows")
NOTES = "BUILD-NOTES.txt"


def say(text: str) -> None:
    print(f"packages: {text}", file=sys.stderr, flush=True)


def build_python() -> list[Path]:
    """Wheel and sdist."""
    environments.add_program(environments.linux(), windows=False)
    made = [*(BUILD / "wheel").glob("*.whl"), *(BUILD / "wheel").glob("*.tar.gz")]
    return [Path(shutil.copy2(path, DIST / path.name)) for path in made]


def build_linux() -> tuple[list[Path], tuple[runtimes.Runtime, ...]]:
    """The one-folder bundle as an archive, .deb and .rpm."""
    folder = bundle.linux()
    python = environments.linux()
    shipped = runtimes.asked(python, windows=False)
    beside = BUILD / "linux" / "papers"
    shutil.rmtree(beside, ignore_errors=True)
    site = next((BUILD / "linux" / "venv" / "lib").glob("python3*")) / "site-packages"
    told = environments.hashes(BUILD / "linux" / "venv")
    parts = [
        *papers.python_parts(site, told, environments.runtime()),
        *papers.runtime_parts(shipped, folder),
        *papers.own_parts(),
    ]
    papers.write(beside, parts, f"{NAME} for Linux, x86-64")
    needed = linux.requirements(folder)
    say(f"Linux: needs glibc {needed.glibc} or newer")
    root = linux.stage(folder, beside)
    signer = signing.gpg()
    deb = signing.marked(DIST / f"{NAME}_{version()}_amd64.deb", is_test=signer.is_test)
    rpm = signing.marked(DIST / f"{NAME}-{version()}-1.x86_64.rpm", is_test=signer.is_test)
    linux.pack(root, "deb", needed, deb)
    signer.sign_deb(deb)
    linux.pack(root, "rpm", needed, rpm)
    signer.sign_rpm(rpm)
    archive = _archive(folder, beside, DIST / f"{NAME}-{version()}-linux-x86_64.tar.xz")
    bill = Path(shutil.copy2(beside / papers.SBOM, DIST / f"{NAME}-{version()}-linux.{papers.SBOM}"))
    return [deb, rpm, archive, bill], (*shipped, *_compiled_in(parts))


def build_windows() -> tuple[list[Path], tuple[runtimes.Runtime, ...]]:
    """The MSI; every program file in it signed, and itself."""
    folder = bundle.windows()
    home = environments.windows()
    shipped = runtimes.asked(home / "python.exe", windows=True)
    told = environments.hashes(home)
    packages = environments.runtime(environments.branch(home))
    parts = [
        *papers.python_parts(home / "Lib" / "site-packages", told, packages),
        *papers.runtime_parts(shipped, folder),
        *papers.own_parts(),
    ]
    papers.write(folder, parts, f"{NAME} for Windows, x86-64")
    shutil.copytree(PACKAGING / "policies", folder / "policies", dirs_exist_ok=True)
    papers.documents(folder / "docs")
    shutil.copy2(PACKAGING / "windows" / "overlay-sync.xml", folder)
    signer = signing.authenticode()
    unsigned = [path for path in signing.pe_files(folder) if not signing.is_signed(path)]
    say(f"Windows: signing {len(unsigned)} program files that have no signature")
    for path in unsigned:
        signer.sign(path)
    bundle.set_times(folder)
    installer = signing.marked(DIST / f"{NAME}-{version()}-x64.msi", is_test=signer.is_test)
    msi.build(folder, installer)
    signer.sign(installer)
    signer.verify(installer)
    bill = Path(shutil.copy2(folder / papers.SBOM, DIST / f"{NAME}-{version()}-windows.{papers.SBOM}"))
    return [installer, bill], (*shipped, *_compiled_in(parts))


def _compiled_in(parts: Iterable[papers.Part]) -> Iterator[runtimes.Runtime]:
    """Yield the OpenSSL (not the crate that only calls it) in libraries that bring one: it grows old as Python's does."""
    inner = {
        one.version for part in parts for one in part.inside if one.purl.startswith("pkg:generic/openssl@")
    }
    return (runtimes.Runtime("openssl", version) for version in sorted(inner))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.packages", description=__doc__)
    parser.add_argument("kind", nargs="*", metavar="KIND", help=f"{', '.join(KINDS)} (default: all)")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.kind) - set(KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    try:
        build(asked.kind or KINDS)
    except PackagingError as error:
        say(str(error))
        return 1
    return 0


def build(kinds: Iterable[str]) -> None:
    """Build `kinds` into dist/, with sums, their signature and notes on what a release must not be."""
    kinds = tuple(kinds)
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
    DIST.mkdir(exist_ok=True)
    warnings: list[str] = []
    is_test = signing.gpg().is_test or ("windows" in kinds and signing.authenticode().is_test)
    for kind in KINDS:
        if kind not in kinds:
            continue
        started_s = time.monotonic()
        if kind == "python":
            made = build_python()
        else:
            made, shipped = build_linux() if kind == "linux" else build_windows()
            warnings += [f"{kind}: {told}" for told in runtimes.outdated(shipped, datetime.now(UTC).date())]
        for path in made:
            say(f"{path.relative_to(DIST.parent)}  {path.stat().st_size / 1e6:.1f} MB")
        say(f"{kind}: {time.monotonic() - started_s:.0f} s")
    if is_test and "windows" in kinds and not signing.stamps_here():
        warnings.append(
            "windows: without time stamps; osslsigncode 2.6 or newer makes them without a network"
        )
    if is_test:
        warnings.append("signed with throw-away TEST keys: not for anybody's machine but a test's")
    _write_notes(warnings)
    _write_sums()
    if warnings and not is_test and os.environ.get("OVERLAY_ALLOW_OUTDATED") != "1":
        raise PackagingError(
            "A release does not ship what is out of date. Cure it, or set OVERLAY_ALLOW_OUTDATED=1."
        )


def _write_notes(warnings: list[str]) -> None:
    (DIST / NOTES).write_text("".join(f"{told}\n" for told in warnings) or "Nothing to note.\n", "utf-8")
    if warnings:
        line = "!" * 100
        print("", line, *(f"!! {told}" for told in warnings), line, "", sep="\n", file=sys.stderr, flush=True)


def _write_sums() -> None:
    signer = signing.gpg()
    signer.export(DIST / "packages-key.asc")
    sums = DIST / "SHA256SUMS"
    files = [p for p in sorted(DIST.iterdir()) if p.is_file() and not p.name.startswith("SHA256SUMS")]
    sums.write_text("".join(f"{sha256(path)}  {path.name}\n" for path in files), "ascii")
    signer.detached(sums)


def _archive(folder: Path, beside: Path, target: Path) -> Path:
    """Pack the bundle and its papers into a .tar.xz that is the same for the same files."""

    def plain(member: tarfile.TarInfo) -> tarfile.TarInfo:
        member.uid = member.gid = 0
        member.uname = member.gname = "root"
        member.mtime = epoch_s()
        return member

    with tarfile.open(target, "w:xz", preset=1) as archive:
        for path in sorted(folder.rglob("*")):
            archive.add(path, f"{NAME}/{path.relative_to(folder)}", recursive=False, filter=plain)
        for path in sorted(beside.iterdir()):
            archive.add(path, f"{NAME}/{path.name}", filter=plain)
    return target


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
