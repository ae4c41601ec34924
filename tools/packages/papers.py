"""The papers that go with a package: its bill of materials (CycloneDX) and the licences of everything in it."""

from __future__ import annotations

import json
import tomllib
import uuid
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from email.parser import HeaderParser
from pathlib import Path

from cyclonedx.model import HashAlgorithm, HashType
from cyclonedx.model.bom import Bom
from cyclonedx.model.component import Component, ComponentType
from cyclonedx.model.license import DisjunctiveLicense, LicenseExpression
from cyclonedx.output.json import JsonV1Dot6
from packageurl import PackageURL

from tools.inside import Inside, inside
from tools.locked import normal
from tools.packages.errors import PackagingError
from tools.packages.product import LICENCE, NAME, PACKAGING, ROOT, epoch_s, sha256, version
from tools.packages.runtimes import Runtime
from tools.windows.locked import Locked

SPDX = ROOT / "tools" / "licences.toml"
SBOM = "sbom.cdx.json"
LICENCES = "THIRD-PARTY-LICENSES.txt"
DOCUMENTS = (
    "for-agents.md", "accessibility.md", "settings.md", "search.md", "platforms.md",
    "for-it.md", "security.md", "data-inventory.md",
    "for-admins.md", "for-admins-signing.md", "guide-format.md", "rules.md", "importing.md",
)  # fmt: skip
_INSIDE = (
    "\nCompiled into some of them, as their makers say. The source code of each crate, also of those under the MPL-2.0, is\n"
    "at https://crates.io/crates/NAME/VERSION:\n\n"
)
_IDS = uuid.UUID("5c1a2b7e-54a0-4d0e-9ac0-39a35a6ad1ab")


@dataclass(frozen=True, slots=True)
class Part:
    """One thing that ships and is not ours: its hash, its licence by SPDX and in full, and what is compiled into it."""

    name: str
    version: str
    licence: str
    purl: PackageURL
    digest: str
    text: str
    inside: tuple[Inside, ...] = ()


def python_parts(site: Path, hashes: dict[str, str], packages: Iterable[Locked]) -> Iterator[Part]:
    """Yield what ships of `packages`, all in `site`. `hashes` are the SHA-256 of the files pip installed, by package."""
    licences_of: dict[str, str] = tomllib.loads(SPDX.read_text("utf-8"))["libraries"]
    abouts = {}
    for about in site.glob("*.dist-info"):
        head = HeaderParser().parsestr((about / "METADATA").read_text("utf-8"))
        abouts[normal(head["Name"])] = (about, head)
    for package in packages:
        about, head = abouts[normal(package.name)]
        texts = sorted(
            p
            for p in about.rglob("*")
            if p.is_file() and p.name.upper().startswith(("LICEN", "COPYING", "NOTICE"))
        )
        licence = licences_of.get(package.name, "")
        if not licence:
            raise PackagingError(
                f"{package.name} ships, and tools/licences.toml does not say under which licence"
            )
        text = "\n\n".join(path.read_text("utf-8", "replace").strip() for path in texts)
        purl = PackageURL("pypi", name=normal(package.name), version=head["Version"])
        digest = hashes.get(normal(package.name), "")
        yield Part(package.name, head["Version"], licence, purl, digest, text, inside(about))


def runtime_parts(runtimes: Iterable[Runtime], folder: Path) -> Iterator[Part]:
    """Yield CPython, OpenSSL, SQLite and Qt, with the hash of the library of each in the bundle `folder`."""
    libraries = {
        "cpython": ("python3*.dll", "libpython3*.so*"),
        "openssl": ("libcrypto*",),
        "sqlite": ("sqlite3.dll", "libsqlite3*"),
        "qt": ("Qt6Core.dll", "libQt6Core*"),
    }
    licences = {
        "cpython": "PSF-2.0",
        "openssl": "Apache-2.0",
        "sqlite": "blessing",
        "qt": "LGPL-3.0-only",
    }
    for part in runtimes:
        globbed = (path for pattern in libraries[part.name] for path in sorted(folder.rglob(pattern)))
        files = [path for path in globbed if path.is_file() and not path.is_symlink()]
        if not files:
            raise PackagingError(f"{part.name} is not in {folder}")
        # python3.dll only hands on to python311.dll: the larger one is the thing.
        file = max(files, key=lambda path: path.stat().st_size)
        text = (PACKAGING / "licences" / f"{part.name}.txt").read_text("utf-8")
        purl = PackageURL("generic", name=part.name, version=part.version)
        yield Part(part.name, part.version, licences[part.name], purl, sha256(file), text)


def own_parts() -> Iterator[Part]:
    """Yield the font and the icons that are in our own resources."""
    resources = ROOT / "src" / "overlay" / "resources"
    for name, spdx, text, file in (
        ("inter-font", "OFL-1.1", resources / "fonts/LICENSE-Inter", resources / "fonts/inter-latin.ttf"),
        ("lucide-icons", "ISC", resources / "icons/LICENSE", resources / "icons/check.svg"),
    ):
        yield Part(name, "", spdx, PackageURL("generic", name=name), sha256(file), text.read_text("utf-8"))


def documents(folder: Path) -> None:
    """Copy what agents, admins and IT read into the new `folder`; what the program says refers to it."""
    folder.mkdir(parents=True)
    for name in DOCUMENTS:
        (folder / name).write_bytes((ROOT / "docs" / name).read_bytes())


def write(folder: Path, parts: Iterable[Part], what: str) -> None:
    """Write the bill of materials and the licences of `parts` into `folder`; `what` names the package."""
    parts = sorted(parts, key=lambda part: part.name)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / SBOM).write_text(sbom(parts, what), "utf-8")
    (folder / LICENCES).write_text(licences(parts), "utf-8")
    (folder / "LICENSE.txt").write_bytes((ROOT / "LICENSE").read_bytes())


def sbom(parts: Iterable[Part], what: str) -> str:
    """Return the CycloneDX 1.6 document: the same bytes for the same parts."""
    ours = Component(
        name=NAME,
        version=version(),
        type=ComponentType.APPLICATION,
        bom_ref=NAME,
        licenses=[LicenseExpression(LICENCE)],
        description=what,
    )
    bom = Bom(serial_number=uuid.uuid5(_IDS, f"{what}/{version()}"))
    bom.metadata.timestamp = datetime.fromtimestamp(epoch_s(), UTC)
    bom.metadata.component = ours
    parts = tuple(parts)
    made: dict[str, Component] = {}
    every: list[Part | Inside] = [*parts, *(one for part in parts for one in part.inside)]
    for one in every:
        made.setdefault(str(one.purl), _component(one))
    bom.components.update(made.values())
    bom.register_dependency(ours, [made[str(part.purl)] for part in parts])
    for part in parts:
        if part.inside:
            bom.register_dependency(made[str(part.purl)], [made[one.purl] for one in part.inside])
    told: dict[str, object] = json.loads(JsonV1Dot6(bom).output_as_string())
    return json.dumps(told, indent=1, ensure_ascii=False, sort_keys=True) + "\n"


def _component(one: Part | Inside) -> Component:
    return Component(
        name=one.name,
        version=one.version or None,
        type=ComponentType.LIBRARY,
        bom_ref=str(one.purl),
        purl=PackageURL.from_string(str(one.purl)),
        licenses=[_licence(one.licence)] if one.licence else [],
        hashes=[HashType(alg=HashAlgorithm.SHA_256, content=one.digest)] if one.digest else [],
    )


def licences(parts: Iterable[Part]) -> str:
    """Return the licence texts of everything that ships and is not ours, with what the LGPL asks to be said."""
    parts = tuple(parts)
    head = (PACKAGING / "licences" / "head.txt").read_text("utf-8")
    listed = "\n".join(f"{part.name} {part.version}: {part.licence}".replace(" :", ":") for part in parts)
    inner = "\n".join(
        f"{part.name}: {', '.join(f'{one.name} {one.version} ({one.licence})' for one in part.inside)}"
        for part in parts
        if part.inside
    )
    texts = "\n".join(
        f"\n{'=' * 78}\n{part.name} {part.version}\n{part.licence}\n{'=' * 78}\n\n{part.text.strip()}\n"
        for part in parts
    )
    lgpl = "".join(
        f"\n{'=' * 78}\n{name}\n{'=' * 78}\n\n{(PACKAGING / 'licences' / f'{name}.txt').read_text('utf-8').strip()}\n"
        for name in ("LGPL-3.0", "GPL-3.0", "LGPL-2.1")
    )
    return f"{head}\n{listed}\n{_INSIDE if inner else ''}{inner}\n{texts}{lgpl}"


def _licence(text: str) -> LicenseExpression | DisjunctiveLicense:
    simple = all(
        word.isascii() and word.strip("()").replace("-", "").replace(".", "").isalnum()
        for word in text.split()
    )
    return (
        LicenseExpression(text) if simple and not text.startswith("The ") else DisjunctiveLicense(name=text)
    )
