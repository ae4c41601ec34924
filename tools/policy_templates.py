"""Writes what administrators' consoles need to set policies, from the settings' definitions; `--check` only compares.

    packaging/policies/windows/Overlay.admx, <language>/Overlay.adml    Group Policy and Intune
    packaging/policies/macos/org.overlay.assistant.json                 a manifest for Jamf ("application & custom settings")
    packaging/policies/macos/org.overlay.assistant.mobileconfig         a configuration profile to start from
    packaging/policies/linux/policy.toml                                every key, commented out

ADMX: https://learn.microsoft.com/openspecs/windows_protocols/ms-gpreg/6e10478a-e9e6-4fdc-a1f6-bdd9bd7f2209
"""

from __future__ import annotations

import json
import plistlib
import sys
from itertools import groupby
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

from overlay.policy.definitions import ORGANISATION, Address, Names, Text, policy_definitions
from overlay.policy.stores import MACOS_DOMAIN
from overlay.policy.windows_registry import WINDOWS_KEY
from overlay.settings import Definition, Flag, Languages, OneOf, Whole, definitions
from tools.policy_words import LANGUAGES, PHRASES, SECTIONS, WORDS, Words

FOLDER = Path(__file__).parents[1] / "packaging" / "policies"
NAMESPACE = "http://schemas.microsoft.com/GroupPolicy/2006/07/PolicyDefinitions"
_REVISION = "1.0"
_MOST_TEXT = 1 << 18


def _by_section(found: tuple[Definition, ...]) -> tuple[Definition, ...]:
    """Return them with those of one section together: a section is a policy's and has settings too."""
    order = list(dict.fromkeys(map(_section, found)))
    return tuple(sorted(found, key=lambda setting: order.index(_section(setting))))


def _section(setting: Definition) -> str:
    return setting.key.partition(".")[0]


ALL = _by_section(
    (
        Definition(ORGANISATION, "", Text(), "The name that stands beside each locked setting."),
        *policy_definitions(),
        *definitions(),
    )
)


def files() -> dict[Path, bytes]:
    """Return every file by its path below `FOLDER`."""
    found = {Path("windows/Overlay.admx"): _admx()}
    for language, culture in LANGUAGES.items():
        found[Path(f"windows/{culture}/Overlay.adml")] = _adml(language)
    found[Path(f"macos/{MACOS_DOMAIN}.json")] = _manifest()
    found[Path(f"macos/{MACOS_DOMAIN}.mobileconfig")] = _profile()
    found[Path("linux/policy.toml")] = _toml()
    return found


def _id(setting: Definition) -> str:
    return setting.key.replace(".", "_")


def _sections() -> list[str]:
    return list(dict.fromkeys(map(_section, ALL)))


# --- Windows ---------------------------------------------------------------------------------------------------------


def _admx() -> bytes:
    root = ET.Element("policyDefinitions", xmlns=NAMESPACE, revision=_REVISION, schemaVersion="1.0")
    namespaces = ET.SubElement(root, "policyNamespaces")
    ET.SubElement(namespaces, "target", prefix="overlay", namespace="Overlay.Policies")
    ET.SubElement(root, "resources", minRequiredRevision=_REVISION)
    supported = ET.SubElement(ET.SubElement(root, "supportedOn"), "definitions")
    ET.SubElement(supported, "definition", name="SUPPORTED", displayName="$(string.SUPPORTED)")
    categories = ET.SubElement(root, "categories")
    ET.SubElement(categories, "category", name="overlay", displayName="$(string.CATEGORY)")
    for section in _sections():
        name = {"name": f"overlay_{section}", "displayName": f"$(string.CATEGORY_{section})"}
        ET.SubElement(ET.SubElement(categories, "category", name), "parentCategory", ref="overlay")
    policies = ET.SubElement(root, "policies")
    for setting in ALL:
        policies.append(_policy(setting))
    return _xml(root)


def _policy(setting: Definition) -> ET.Element:
    section, _, name = setting.key.rpartition(".")
    own = _id(setting)
    about = {
        "name": own,
        "class": "Machine",
        "displayName": f"$(string.{own})",
        "explainText": f"$(string.{own}_about)",
        "key": f"{WINDOWS_KEY}\\{section}" if section else WINDOWS_KEY,
    }
    flag = isinstance(setting.allowed, Flag)
    about |= {"valueName": name} if flag else {"presentation": f"$(presentation.{own})"}
    policy = ET.Element("policy", about)
    ET.SubElement(policy, "parentCategory", ref=f"overlay_{_section(setting)}")
    ET.SubElement(policy, "supportedOn", ref="SUPPORTED")
    if flag:
        for tag, value in (("enabledValue", "1"), ("disabledValue", "0")):
            ET.SubElement(ET.SubElement(policy, tag), "decimal", value=value)
    else:
        elements = ET.SubElement(policy, "elements")
        match setting.allowed:
            case OneOf() as allowed:
                choice = ET.SubElement(elements, "enum", id=own, valueName=name, required="true")
                for number, word in enumerate(allowed.words):
                    item = ET.SubElement(choice, "item", displayName=f"$(string.{own}_{number})")
                    ET.SubElement(ET.SubElement(item, "value"), "string").text = word
            case Whole() as allowed:
                limits = {"minValue": str(allowed.least), "maxValue": str(allowed.most)}
                ET.SubElement(
                    elements, "decimal", {"id": own, "valueName": name, "required": "true", **limits}
                )
            case Languages() | Names():
                ET.SubElement(elements, "multiText", id=own, valueName=name)
            case _:
                most = str(_MOST_TEXT if setting.key == "source.root" else 1023)
                ET.SubElement(elements, "text", id=own, valueName=name, maxLength=most)
    return policy


def _adml(language: str) -> bytes:
    root = ET.Element("policyDefinitionResources", xmlns=NAMESPACE, revision=_REVISION, schemaVersion="1.0")
    ET.SubElement(root, "displayName").text = SECTIONS[""][language]
    ET.SubElement(root, "description").text = SECTIONS[""][language]
    resources = ET.SubElement(root, "resources")
    strings = ET.SubElement(resources, "stringTable")

    def string(name: str, text: str) -> None:
        ET.SubElement(strings, "string", id=name).text = text

    string("SUPPORTED", PHRASES["supported"][language])
    string("CATEGORY", SECTIONS[""][language])
    for section in _sections():
        string(f"CATEGORY_{section}", SECTIONS[section][language])
    for setting in ALL:
        own = _id(setting)
        string(own, WORDS[setting.key].name(language))
        string(f"{own}_about", _explained(setting, WORDS[setting.key], language))
        if isinstance(setting.allowed, OneOf):
            for number, word in enumerate(setting.allowed.words):
                string(f"{own}_{number}", word)
    table = ET.SubElement(resources, "presentationTable")
    for setting in ALL:
        if not isinstance(setting.allowed, Flag):
            _presentation(ET.SubElement(table, "presentation", id=_id(setting)), setting, language)
    return _xml(root)


def _explained(setting: Definition, words: Words, language: str) -> str:
    lines = [words.does(language, setting.does)]
    if language == "en" and not isinstance(setting.allowed, Flag):
        lines.append(f"{PHRASES['allowed'][language]}: {setting.allowed.text}.")
    elif isinstance(setting.allowed, Whole):
        lines.append(f"{PHRASES['allowed'][language]}: {setting.allowed.least}–{setting.allowed.most}.")
    return "\n\n".join([*lines, PHRASES["locked"][language]])


def _presentation(presentation: ET.Element, setting: Definition, language: str) -> None:
    own, label = _id(setting), WORDS[setting.key].name(language)
    match setting.allowed:
        case OneOf() as allowed:
            default = str(allowed.words.index(setting.default))
            drop = ET.SubElement(presentation, "dropdownList", refId=own, noSort="true", defaultItem=default)
            drop.text = label
        case Whole():
            ET.SubElement(
                presentation, "decimalTextBox", refId=own, defaultValue=str(setting.default)
            ).text = label
        case Languages() | Names():
            ET.SubElement(presentation, "text").text = f"{label}. {PHRASES['one a line'][language]}."
            ET.SubElement(presentation, "multiTextBox", refId=own)
        case _:
            ET.SubElement(ET.SubElement(presentation, "textBox", refId=own), "label").text = label


def _xml(root: ET.Element) -> bytes:
    ET.indent(root)
    text: bytes = ET.tostring(root, "utf-8")
    return b'<?xml version="1.0" encoding="utf-8"?>\n' + text + b"\n"


# --- macOS -----------------------------------------------------------------------------------------------------------


def _manifest() -> bytes:
    """Return a JSON schema as Jamf Pro takes it (https://learn.jamf.com, "Computer Configuration Profiles")."""
    properties: dict[str, Any] = {}
    for section, found in groupby(ALL, key=_section):
        for setting in found:
            one = {"title": WORDS[setting.key].en, "description": setting.does, **_json_type(setting)}
            if setting.key == section:
                properties[section] = one
                continue
            empty = {"title": SECTIONS[section]["en"], "type": "object", "properties": {}}
            properties.setdefault(section, empty)["properties"][setting.key.partition(".")[2]] = one
    schema = {
        "title": f"Overlay ({MACOS_DOMAIN})",
        "description": "Preference settings for the Overlay assistant",
        "properties": properties,
    }
    return (json.dumps(schema, ensure_ascii=False, indent=2) + "\n").encode("utf-8")


def _json_type(setting: Definition) -> dict[str, Any]:
    match setting.allowed:
        case OneOf() as allowed:
            return {"type": "string", "enum": list(allowed.words)}
        case Whole() as allowed:
            return {"type": "integer", "minimum": allowed.least, "maximum": allowed.most}
        case Flag():
            return {"type": "boolean"}
        case Languages() | Names():
            return {"type": "array", "items": {"type": "string"}}
        case Address() as allowed:
            return {"type": "string", "pattern": f"^({'|'.join(allowed.schemes)})://"}
        case _:
            return {"type": "string"}


def _profile() -> bytes:
    """Return a profile with the first start's keys; its identifiers are to be replaced by the organisation's own."""
    values = {
        "organisation": "Northwind IT",
        "source": {
            "url": "https://guides.example/overlay/",
            "root": "/Library/Application Support/overlay/root.json",
            "groups": ["tier1"],
        },
        "start": {"welcome": False},
        "look": {"language": "en"},
    }
    payload = {
        "PayloadType": MACOS_DOMAIN,
        "PayloadIdentifier": f"{MACOS_DOMAIN}.settings",
        "PayloadUUID": "6B1A6B0E-3C0B-4C55-9B43-0D1D0F1E5A01",
        "PayloadVersion": 1,
        "PayloadDisplayName": "Overlay",
        **values,
    }
    profile = {
        "PayloadType": "Configuration",
        "PayloadIdentifier": MACOS_DOMAIN,
        "PayloadUUID": "6B1A6B0E-3C0B-4C55-9B43-0D1D0F1E5A00",
        "PayloadVersion": 1,
        "PayloadScope": "System",
        "PayloadDisplayName": "Overlay",
        "PayloadContent": [payload],
    }
    return plistlib.dumps(profile, sort_keys=False)


# --- Linux -----------------------------------------------------------------------------------------------------------


def _toml() -> bytes:
    lines = [
        "# The policy of this machine for all its users: /etc/overlay/policy.toml, owned by root, readable by everybody.",
        "# What is set here wins over what a user chose, and is shown as locked. docs/for-it.md tells more.",
        "",
        '# organisation = "Northwind IT"',
    ]
    for section, found in groupby(ALL[1:], key=_section):
        lines += ["", f"# [{section}]"]
        for setting in found:
            name = setting.key.partition(".")[2]
            lines += [f"#   {setting.does}", f"#   {name} = {toml_value(setting.default)}"]
    return ("\n".join(lines) + "\n").encode("utf-8")


def toml_value(value: object) -> str:
    """Return a value as TOML writes it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(toml_value, value)) + "]"
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def main() -> int:
    differing = []
    for path, data in files().items():
        target = FOLDER / path
        if not target.exists() or target.read_bytes() != data:
            differing.append(path)
            if "--check" not in sys.argv:
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(data)
    for path in differing:
        print(path)
    return int(bool(differing) and "--check" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
