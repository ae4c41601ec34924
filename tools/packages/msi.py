"""The Windows installer: a WiX source made from the bundle, compiled by wixl. Per machine, silent, no custom code in it.

What `msiexec` is told (SOURCE_URL, SOURCE_ROOT, LANGUAGE) becomes machine policy, and is remembered beside it, so that an
upgrade that is told nothing keeps it, and one that is told something else changes it.
"""

from __future__ import annotations

import sys
import uuid
import xml.etree.ElementTree as ET
from collections.abc import Iterator
from pathlib import Path

from overlay.program import AT_LOGIN
from tools.packages import cabinet, zopfli
from tools.packages.product import BUILD, MAINTAINER, NAME, SUMMARY, TITLE, run, stamp, version
from tools.packages.version_info import COMPANY, numbers

_WIX = "http://schemas.microsoft.com/wix/2006/wi"
# Fixed for ever: what makes the next version an upgrade of this one.
UPGRADE_CODE = "{6E0C2B0D-9D83-4C35-8B0C-5C6B7A0B6A51}"
_IDS = uuid.UUID("0f5a1ab6-8f4e-4d0b-b7b7-1a5f2d5b0f3e")
POLICY_KEY = r"Software\Policies\Overlay"
REMEMBERED_KEY = r"Software\Overlay\Installer"
AUTOSTART_KEY = r"Software\Microsoft\Windows\CurrentVersion\Run"
PROGRAM = "overlay-desktop.exe"
_CABINET = "overlay.cab"
DOWNGRADE = "A newer version of overlay is installed already. Remove it first to go back to this one."
# msiexec property: subkey and value of the policy (docs/for-it.md).
PROPERTIES = {
    "SOURCE_URL": ("source", "url"),
    "SOURCE_ROOT": ("source", "root"),
    "LANGUAGE": ("look", "language"),
}


def source(folder: Path) -> str:
    """Return the WiX source that installs every file of `folder`."""
    files = sorted(path for path in folder.rglob("*") if path.is_file())
    wix = ET.Element("Wix", xmlns=_WIX)
    # Another content is another product, also when a test builds one version twice.
    code = _guid("product", version(), stamp(files))
    product = ET.SubElement(
        wix,
        "Product",
        Id=code,
        Name=TITLE,
        Language="1033",
        Version=".".join(map(str, numbers()[:3])),  # a fourth number would not count for upgrades
        Manufacturer=COMPANY,
        UpgradeCode=UPGRADE_CODE,
    )
    ET.SubElement(
        product,
        "Package",
        InstallerVersion="500",
        Compressed="yes",
        InstallScope="perMachine",
        Description=f"{TITLE}: {SUMMARY}",
        Manufacturer=COMPANY,
        Comments=MAINTAINER,
    )
    ET.SubElement(product, "MajorUpgrade", DowngradeErrorMessage=DOWNGRADE)
    ET.SubElement(product, "Media", Id="1", Cabinet=_CABINET, EmbedCab="yes")
    for name, value in (("ARPNOMODIFY", "1"), ("ARPNOREPAIR", "1")):
        ET.SubElement(product, "Property", Id=name, Value=value)
    for name, (_, value) in PROPERTIES.items():
        ET.SubElement(product, "Property", Id=name)
        remembered = ET.SubElement(product, "Property", Id=f"REMEMBERED_{name}")
        ET.SubElement(
            remembered,
            "RegistrySearch",
            Id=f"find_{name}",
            Root="HKLM",
            Key=REMEMBERED_KEY,
            Name=value,
            Type="raw",
            Win64="yes",
        )
    root = ET.SubElement(product, "Directory", Id="TARGETDIR", Name="SourceDir")
    programs = ET.SubElement(root, "Directory", Id="ProgramFiles64Folder")
    home = ET.SubElement(programs, "Directory", Id="INSTALLDIR", Name=NAME)
    ET.SubElement(root, "Directory", Id="ProgramMenuFolder")
    components = [*_files(home, folder, files), *_registry(home)]
    feature = ET.SubElement(product, "Feature", Id="Complete", Title=TITLE, Level="1")
    for component in components:
        ET.SubElement(feature, "ComponentRef", Id=component)
    ET.indent(wix)
    return ET.tostring(wix, "unicode", xml_declaration=True)


def build(folder: Path, target: Path) -> Path:
    """Compile the installer of the bundle `folder` into `target` and return it."""
    told = BUILD / "windows" / "overlay.wxs"
    told.write_text(source(folder), "utf-8")
    target.parent.mkdir(parents=True, exist_ok=True)
    target.unlink(missing_ok=True)
    run("wixl", "--arch", "x64", "--output", target, told, cwd=folder)  # it takes no absolute path of a file
    # wixl (0.101) knows neither conditions of components nor secure properties: they are set in its tables.
    secure = run("msiinfo", "export", target, "Property").decode()
    kept = [
        line.partition("\t")[2].strip()
        for line in secure.splitlines()
        if line.startswith("SecureCustomProperties")
    ]
    secured = ";".join([*kept, *PROPERTIES])
    queries = [
        f"UPDATE `Component` SET `Condition` = '{condition}' WHERE `Component` = 'Policy_{told}'"
        for name in PROPERTIES
        for told, condition in _conditions(name)
    ]
    what = (
        "UPDATE `Property` SET `Value` = '{}' WHERE"
        if kept
        else "INSERT INTO `Property` (`Value`, `Property`) VALUES ('{}', "
    )
    queries.append(
        what.format(secured)
        + (" `Property` = 'SecureCustomProperties'" if kept else "'SecureCustomProperties')")
    )
    run("msibuild", target, *(word for query in queries for word in ("-q", query)))
    deflate = zopfli.found()
    if deflate is None:
        sys.stderr.write("packages: without libzopfli1 (make packages-release) the MSI is 3 % larger\n")
    tighter = told.with_name(_CABINET)
    tighter.write_bytes(
        cabinet.packed_tighter(run("msiinfo", "extract", target, _CABINET), deflate or cabinet.by_zlib)
    )
    run("msibuild", target, "-a", _CABINET, tighter)
    return target


def _conditions(name: str) -> tuple[tuple[str, str], tuple[str, str]]:
    """Return, for a property told now and for what an earlier version was told, when its value is written."""
    return (name, name), (f"REMEMBERED_{name}", f"REMEMBERED_{name} AND NOT {name}")


def _files(home: ET.Element, folder: Path, files: list[Path]) -> Iterator[str]:
    """Put a component for each file below `home`, in folders like those of `folder`; yield the components' names."""
    folders = {Path(): home}
    for path in files:
        inside = path.relative_to(folder)
        for parent in reversed(inside.parents):
            if parent not in folders:
                element = ET.SubElement(
                    folders[parent.parent], "Directory", Id=_id("dir", parent), Name=parent.name
                )
                folders[parent] = element
        name = _id("file", inside)
        component = _component(folders[inside.parent], _id("part", inside))
        file = ET.SubElement(component, "File", Id=name, Source=str(inside), Name=path.name, KeyPath="yes")
        if inside == Path(PROGRAM):
            ET.SubElement(
                file,
                "Shortcut",
                Id="StartMenu",
                Directory="ProgramMenuFolder",
                Name=TITLE,
                Description=SUMMARY,
                WorkingDirectory="INSTALLDIR",
            )
        yield component.attrib["Id"]


def _registry(home: ET.Element) -> Iterator[str]:
    autostart = _component(home, "Autostart")
    _value(autostart, AUTOSTART_KEY, TITLE, f'"[INSTALLDIR]{PROGRAM}" {AT_LOGIN}', is_key=True)
    yield "Autostart"
    for name, (section, value) in PROPERTIES.items():
        for told, _condition in _conditions(name):
            component = _component(home, f"Policy_{told}")
            _value(component, rf"{POLICY_KEY}\{section}", value, f"[{told}]", is_key=True)
            _value(component, REMEMBERED_KEY, value, f"[{told}]")
            yield component.attrib["Id"]


def _component(parent: ET.Element, name: str) -> ET.Element:
    return ET.SubElement(parent, "Component", Id=name, Guid=_guid("component", name), Win64="yes")


def _value(component: ET.Element, key: str, name: str, value: str, *, is_key: bool = False) -> None:
    place = ET.SubElement(component, "RegistryKey", Root="HKLM", Key=key)
    keyed = {"KeyPath": "yes"} if is_key else {}
    ET.SubElement(place, "RegistryValue", {"Type": "string", "Name": name, "Value": value, **keyed})


def _guid(*words: str) -> str:
    return "{" + str(uuid.uuid5(_IDS, "/".join(words))).upper() + "}"


def _id(kind: str, path: Path) -> str:
    return f"{kind}_{uuid.uuid5(_IDS, path.as_posix()).hex}"
