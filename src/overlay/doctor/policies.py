"""Which values are in effect, where each comes from, and what is wrong in settings and policy."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from overlay.doctor.finding import Finding, count, fail, ok, warn
from overlay.paths import Paths
from overlay.policy import machine_store
from overlay.settings import definitions, value_of
from overlay.settings_file import Loaded


def of_settings(places: Paths, loaded: Loaded) -> Iterator[Finding]:
    """Yield what is wrong in the settings and in the policy; each says file, line, key and what is allowed."""
    policys = {str(problem) for problem in loaded.policy.problems}
    for problem in loaded.problems:
        wrong = str(problem) in policys
        check, who = ("policy", "IT") if wrong else ("settings", "the settings window, or a text editor,")
        level = fail if wrong else warn
        yield level(check, str(problem), f"Let {who} set what is allowed")
    if not policys:
        where = machine_store(places.policy).name
        values = len(loaded.policy.origins)
        yield ok(
            "policy",
            f"{count(values, 'value')} in {where}, set by {loaded.policy.who}"
            if values
            else f"none in {where}",
        )
    if len(loaded.problems) == len(policys):
        yield ok("settings", str(places.settings))


def effective(loaded: Loaded) -> list[dict[str, Any]]:
    """Return every setting with the value that counts and where it comes from: policy, user or default."""
    rows = [
        {
            "key": setting.key,
            "value": value_of(loaded.settings, setting.key),
            "from": "policy"
            if setting.key in loaded.locked
            else "user"
            if setting.key in loaded.origins
            else "default",
            "where": loaded.origins.get(setting.key, ""),
        }
        for setting in definitions()
    ]
    policy = loaded.policy
    only = {
        "start.welcome": policy.welcome,
        "updates.tell": policy.tell_updates,
        "source.shared": policy.shared,
    }
    rows += [
        {
            "key": key,
            "value": value,
            "from": "policy" if key in policy.origins else "default",
            "where": policy.origins.get(key, ""),
        }
        for key, value in only.items()
    ]
    for source in policy.sources:
        facts = {
            "url": source.url,
            "root": "in the policy itself" if source.root.startswith("{") else source.root,
            "groups": list(source.groups),
            "ca": source.ca,
            "proxy": source.proxy,
            "priority": source.priority,
        }
        rows += [
            {
                "key": f"source “{source.name}” {key}",
                "value": value,
                "from": "policy",
                "where": policy.origins.get(f"source.{key}", ""),
            }
            for key, value in facts.items()
            if value
        ]
    return rows
