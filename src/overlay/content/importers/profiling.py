"""Profiling: content that is marked for others than those asked for goes (DITA 1.3, 2.4.3.2; DocBook's effectivity)."""

from __future__ import annotations

import re
from collections.abc import Sequence

from overlay.content.importers.options import Filter
from overlay.content.importers.tree import Element
from overlay.content.importers.xml_files import drop

_GROUP = re.compile(r"([\w.-]+)\(([^()]*)\)")
_GROUPED = ("props", "otherprops", "audience", "platform", "product", "deliveryTarget")


def is_meant(element: Element, filters: Sequence[Filter]) -> bool:
    """Tell whether an element passes every filter: it is not marked for a filter's key, or for one of its values."""
    for chosen in filters:
        values = _values(element, chosen.key)
        if values and values.isdisjoint(chosen.values):
            return False
    return True


def keep_meant(root: Element, filters: Sequence[Filter]) -> None:
    """Take out what does not pass the filters."""
    if not filters:
        return
    for element in list(root.iter()):
        if isinstance(element.tag, str) and element is not root and not is_meant(element, filters):
            drop(element)


def _values(element: Element, key: str) -> set[str]:
    """Return what an element is marked for: `platform="linux mac"`, `os="linux;mac"` or `props="platform(linux mac)"`."""
    own = element.get(key) or ""
    found = set(_GROUP.sub("", own).replace(";", " ").split())
    for name in _GROUPED:
        for label, values in _GROUP.findall(element.get(name) or ""):
            if label == key:
                found |= set(values.split())
    return found
