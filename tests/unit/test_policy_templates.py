"""Administrators' consoles offer every setting, in every language, and set exactly what the program reads."""

from __future__ import annotations

import json
import plistlib
import re
import tomllib
from collections import Counter
from pathlib import Path

import pytest
from lxml import etree

from overlay.policy import read_policy
from overlay.policy.stores import PlistPolicy, RegistryPolicy
from overlay.policy.windows_registry import WINDOWS_KEY
from overlay.settings import Flag, OneOf, Whole
from overlay.settings_file import load
from tests.unit.policies import FakeRegistry, another_value, tree
from tools.policy_templates import ALL, FOLDER, NAMESPACE, files
from tools.policy_words import LANGUAGES, SECTIONS, WORDS

SCHEMA = etree.XMLSchema(etree.parse(Path(__file__).with_name("admx.xsd")))
NS = {"p": NAMESPACE}
ADMX = etree.fromstring(files()[Path("windows/Overlay.admx")])
ADML = {
    culture: etree.fromstring(files()[Path(f"windows/{culture}/Overlay.adml")])
    for culture in LANGUAGES.values()
}


def test_every_setting_has_words_in_every_language() -> None:
    assert [d.key for d in ALL if d.key not in WORDS] == [], "add them to tools/policy_words.py"
    assert {d.key.partition(".")[0] for d in ALL} <= set(SECTIONS)
    assert set(WORDS) == {d.key for d in ALL}, "tools/policy_words.py names settings there are not"
    for words in WORDS.values():
        assert all((words.en, words.nl, words.nl_does, words.de, words.de_does))


@pytest.mark.parametrize("path", files(), ids=str)
def test_files_are_as_the_settings_are_defined(path: Path) -> None:
    assert (FOLDER / path).read_bytes() == files()[path], "run make policies"


def test_templates_keep_the_rules_of_the_schema() -> None:
    for document in (ADMX, *ADML.values()):
        SCHEMA.assertValid(document)


def test_schema_refuses_what_group_policy_would() -> None:
    broken = etree.fromstring(etree.tostring(ADMX))
    policy = broken.find("p:policies/p:policy", NS)
    assert policy is not None
    policy.append(policy[0])  # the category after what must follow it
    assert not SCHEMA.validate(broken)


@pytest.mark.parametrize("culture", ADML)
def test_every_reference_leads_somewhere(culture: str) -> None:
    adml = ADML[culture]
    strings = [found.get("id") for found in adml.iterfind(".//p:string", NS)]
    presentations = {found.get("id"): found for found in adml.iterfind(".//p:presentation", NS)}
    assert max(Counter(strings).values()) == 1
    used = re.findall(r"\$\((string|presentation)\.(\w+)\)", etree.tostring(ADMX).decode())
    assert {name for kind, name in used if kind == "string"} == set(strings)
    assert {name for kind, name in used if kind == "presentation"} == set(presentations)
    for policy in ADMX.iterfind("p:policies/p:policy", NS):
        elements = [e.get("id") for e in policy.iterfind("p:elements/*", NS)]
        named = policy.get("presentation", "")[len("$(presentation.") : -1]
        shown = [e.get("refId") for e in presentations[named] if e.get("refId")] if named else []
        assert shown == elements
    assert all(found.text and found.text.strip() for found in adml.iterfind(".//p:string", NS))


def test_categories_and_policies_have_one_name_each() -> None:
    names = [c.get("name") for c in ADMX.iterfind("p:categories/p:category", NS)]
    assert len(names) == len(set(names))
    assert {r.get("ref") for r in ADMX.iterfind(".//p:parentCategory", NS)} <= set(names)
    policies = [p.get("name") for p in ADMX.iterfind("p:policies/p:policy", NS)]
    assert len(policies) == len(set(policies)) == len(ALL)


def test_what_group_policy_writes_is_what_the_program_reads(tmp_path: Path) -> None:
    """Do for every policy of the template what the editor does when somebody enables it and fills it in."""
    values = {d.key: another_value(d, number) for number, d in enumerate(ALL)}
    by_name = {d.key.replace(".", "_"): d for d in ALL}
    keys: dict[tuple[str, ...], dict[str, object]] = {}
    for policy in ADMX.iterfind("p:policies/p:policy", NS):
        setting = by_name[policy.get("name", "")]
        value = values[setting.key]
        path = policy.get("key", "")
        assert path == WINDOWS_KEY or path.startswith(WINDOWS_KEY + "\\")
        name, written = policy.get("valueName"), value
        if isinstance(setting.allowed, Flag):
            number = policy.find(f"p:{'enabled' if value else 'disabled'}Value/p:decimal", NS)
            assert number is not None
            written = int(number.get("value", ""))
        else:
            (element,) = policy.iterfind("p:elements/*", NS)
            name = element.get("valueName")
            if isinstance(setting.allowed, OneOf):
                assert value in [item.text for item in element.iterfind("p:item/p:value/p:string", NS)]
            if isinstance(setting.allowed, Whole):
                assert int(element.get("minValue", "")) <= value <= int(element.get("maxValue", ""))
        assert name
        key = tuple(path[len(WINDOWS_KEY) + 1 :].split("\\")) if path != WINDOWS_KEY else ()
        keys.setdefault(key, {})[name] = list(written) if isinstance(written, tuple) else written
    loaded = load(tmp_path / "none", RegistryPolicy(FakeRegistry(keys)))
    assert loaded.problems == ()
    assert set(loaded.policy.origins) == set(values) - {"organisation"}
    assert loaded.policy.who == values["organisation"]


def test_example_profile_is_a_policy_without_mistakes(tmp_path: Path) -> None:
    profile = plistlib.loads(files()[Path("macos/org.overlay.assistant.mobileconfig")])
    (payload,) = profile["PayloadContent"]
    # What macOS writes to the managed preferences: the payload's keys.
    (tmp_path / "managed.plist").write_bytes(plistlib.dumps(payload))
    policy = read_policy(PlistPolicy(tmp_path / "managed.plist"))
    assert policy.problems == ()
    assert (policy.who, policy.welcome, [s.groups for s in policy.sources]) == (
        "Northwind IT",
        False,
        [("tier1",)],
    )


def test_manifest_offers_every_setting() -> None:
    schema = json.loads(files()[Path("macos/org.overlay.assistant.json")])
    found = {
        f"{section}.{name}" if "properties" in one else section
        for section, one in schema["properties"].items()
        for name in one.get("properties", {"": None})
    }
    assert found == {d.key for d in ALL}


def test_example_file_sets_every_setting_once_its_marks_are_gone() -> None:
    text = files()[Path("linux/policy.toml")].decode("utf-8")
    lines = [line for line in text.splitlines() if re.match(r"# (organisation|\[|  \w+ =)", line)]
    data = tomllib.loads("\n".join(line[2:] for line in lines))
    assert data.pop("organisation")
    assert data == tree({d.key: d.default for d in ALL[1:]})
