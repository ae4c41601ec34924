"""The .deb and the .rpm: the bundle, and what a desktop wants beside it, packed by nfpm."""

from __future__ import annotations

import gzip
import json
import shutil
import time
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from overlay.cli.parser import make_parser
from tools.packages import bundle, elf, environments, manual, papers, pictures
from tools.packages.errors import PackagingError
from tools.packages.product import (
    BUILD,
    DESCRIPTION,
    LICENCE,
    MAINTAINER,
    NAME,
    PACKAGING,
    ROOT,
    SUMMARY,
    epoch_s,
    run,
    version,
)

SOURCES = PACKAGING / "linux"
HOME = f"/usr/lib/{NAME}"
AUTOSTART = f"/etc/xdg/autostart/{NAME}.desktop"
COMPRESSION = "zstd"


@dataclass(frozen=True, slots=True)
class Requirements:
    """What a package says it needs, in the words of Debian and of RPM; and the oldest C library it runs on."""

    deb: tuple[str, ...]
    rpm: tuple[str, ...]
    glibc: str


def requirements(folder: Path) -> Requirements:
    """Return what the binaries in `folder` need of the system. Raises PackagingError for a library nobody has named."""
    needs = elf.needs(elf.binaries(folder))
    names = tomllib.loads((SOURCES / "sonames.toml").read_text("utf-8"))
    unknown = sorted(needs.sonames - set(names))
    if unknown:
        raise PackagingError(
            f"The program needs {', '.join(unknown)} of the system: name the Debian package in packaging/linux/sonames.toml"
        )
    glibc = ".".join(map(str, needs.glibc))
    # The C++ library came with GCC 12 when its symbols reached 3.4.30, one a release since 3.4.19 of GCC 4.8.
    gcc = _gcc_of(needs.glibcxx)
    floors = {"libc6": f"libc6 (>= {glibc})", "libstdc++6": f"libstdc++6 (>= {gcc})"}
    deb = sorted({floors.get(names[soname], names[soname]) for soname in needs.sonames})
    rpm = sorted(f"{soname}()(64bit)" for soname in needs.sonames if names[soname] != "libc6")
    versions = [
        f"libc.so.6(GLIBC_{glibc})(64bit)",
        f"libstdc++.so.6(GLIBCXX_{'.'.join(map(str, needs.glibcxx))})(64bit)",
    ]
    return Requirements(tuple(deb), (*rpm, *versions), glibc)


def _gcc_of(glibcxx: tuple[int, ...]) -> str:
    # https://gcc.gnu.org/onlinedocs/libstdc++/manual/abi.html: GLIBCXX_3.4.26 to .33 are GCC 9 to 15.
    releases = {26: "9", 27: "9.2", 28: "9.3", 29: "11", 30: "12", 31: "13", 32: "13", 33: "14", 34: "15"}
    last = glibcxx[-1] if glibcxx else 26
    if last not in releases:
        raise PackagingError(
            f"GLIBCXX_3.4.{last} belongs to a GCC that tools/packages/linux.py does not know"
        )
    return releases[last]


def stage(folder: Path, legal: Path) -> Path:
    """Lay out beside the bundle what the packages hold, below one root; return it. `legal` holds licences and SBOM."""
    root = BUILD / "linux" / "root"
    shutil.rmtree(root, ignore_errors=True)
    share = root / "usr" / "share"
    texts = {
        share / "applications" / f"{NAME}.desktop": SOURCES / f"{NAME}.desktop",
        root / AUTOSTART.lstrip("/"): SOURCES / f"{NAME}-autostart.desktop",
        root / "usr/lib/systemd/system/overlay-sync.service": SOURCES / "overlay-sync.service",
        root / "usr/lib/systemd/system/overlay-sync.timer": SOURCES / "overlay-sync.timer",
        share / "icons/hicolor/scalable/apps" / f"{NAME}.svg": pictures.SVG,
    }
    for target, source in texts.items():
        _write(target, source.read_bytes())
    day = time.strftime("%Y-%m-%d", time.gmtime(epoch_s()))
    about = (SOURCES / "org.overlay.assistant.metainfo.xml").read_text("utf-8")
    about = about.replace("@VERSION@", version()).replace("@DATE@", day)
    _write(share / "metainfo" / "org.overlay.assistant.metainfo.xml", about.encode())
    for size in pictures.HICOLOR_PX:
        _write(share / f"icons/hicolor/{size}x{size}/apps/{NAME}.png", pictures.png(size))
    _write(share / "man/man1/overlay.1.gz", _gz(manual.page(make_parser()).encode()))
    _write(share / "man/man1/overlay-desktop.1.gz", _gz(b".so man1/overlay.1\n"))
    documents = share / "doc" / NAME
    for paper in sorted(legal.iterdir()):
        _write(documents / paper.name, paper.read_bytes())
    shutil.copytree(PACKAGING / "policies", documents / "policies")
    papers.documents(documents / "docs")
    _write(documents / "copyright", (ROOT / "LICENSE").read_bytes())
    _write(documents / "changelog.gz", _gz((ROOT / "CHANGELOG.md").read_bytes()))
    shutil.copytree(folder, root / HOME.lstrip("/"), symlinks=True)
    binaries = root / "usr" / "bin"
    binaries.mkdir()
    for name in ("overlay", "overlay-desktop"):
        (binaries / name).symlink_to(f"../lib/{NAME}/{name}")
    bundle.set_times(root)
    return root


def pack(root: Path, kind: str, needed: Requirements, target: Path) -> Path:
    """Pack `root` as "deb" or "rpm" into `target`."""
    config = {
        "name": NAME,
        "arch": "amd64",
        "platform": "linux",
        "version": version(),
        "release": "1",
        "section": "utils",
        "priority": "optional",
        "maintainer": MAINTAINER,
        "description": f"{SUMMARY}\n{DESCRIPTION}",
        "license": LICENCE,
        "mtime": time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(epoch_s())),
        "depends": list(needed.deb if kind == "deb" else needed.rpm),
        "recommends": ["libsecret-1-0"] if kind == "deb" else [],
        "contents": list(_contents(root)),
        "scripts": {"preremove": str(SOURCES / "before-removal.sh")},
        "deb": {"compression": COMPRESSION},
        # Without a host name of ours the build machine's would stand in the package.
        "rpm": {
            "compression": COMPRESSION,
            "summary": SUMMARY,
            "group": "Applications/Productivity",
            "buildhost": "localhost",
        },
    }
    # nfpm reads YAML, and JSON is YAML.
    told = BUILD / "linux" / f"nfpm-{kind}.json"
    told.write_text(json.dumps(config, indent=1), "utf-8")
    nfpm = environments.linux().with_name("nfpm")
    target.parent.mkdir(parents=True, exist_ok=True)
    run(nfpm, "package", "--config", told, "--packager", kind, "--target", target)
    return target


def _contents(root: Path) -> Iterator[dict[str, object]]:
    own = (f"{HOME}", f"/usr/share/doc/{NAME}")  # folders that are this package's alone go with it
    for path in sorted(root.rglob("*")):
        inside = f"/{path.relative_to(root).as_posix()}"
        owner = {"owner": "root", "group": "root"}
        if path.is_symlink():
            yield {"src": str(path.readlink()), "dst": inside, "type": "symlink", "file_info": owner}
        elif path.is_dir():
            if inside.startswith(own):
                yield {"dst": inside, "type": "dir", "file_info": {**owner, "mode": 0o755}}
        else:
            mode = 0o755 if inside.startswith(f"{HOME}/") and path.stat().st_mode & 0o100 else 0o644
            kind = {"type": "config|noreplace"} if inside == AUTOSTART else {}
            yield {"src": str(path), "dst": inside, **kind, "file_info": {**owner, "mode": mode}}


def _write(path: Path, data: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(data)


def _gz(data: bytes) -> bytes:
    return gzip.compress(data, 9, mtime=0)
