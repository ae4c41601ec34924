"""What is compiled into the libraries that ship: as their wheels say (PEP 770, CycloneDX), and lxml's headers."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packageurl import PackageURL

# lxml's wheels bring these two along and tell it nowhere but in the headers for those who compile against them.
_HEADERS = (
    ("libxml2", "lxml/includes/libxml/xmlversion.h", r'#define LIBXML_DOTTED_VERSION "([\d.]+)"'),
    ("libxslt", "lxml/includes/libxslt/xsltconfig.h", r'#define LIBXSLT_DOTTED_VERSION "([\d.]+)"'),
)
# What a bill of materials leaves out, because the licence of the wheel tells it.
_KNOWN = {"openssl": "Apache-2.0", "libxml2": "MIT", "libxslt": "MIT"}


@dataclass(frozen=True, slots=True, order=True)
class Inside:
    """One thing inside a library: its licence as SPDX says it ("" when nobody does), and the SHA-256 of its source or ""."""

    name: str
    version: str
    licence: str
    purl: str
    digest: str = ""


class UnreadableBillError(ValueError):
    """A wheel's bill of materials is not what PEP 770 and CycloneDX say."""


def inside(about: Path) -> tuple[Inside, ...]:
    """Return what is in the library whose `.dist-info` folder is `about`, in order. Raises UnreadableBillError."""
    found: set[Inside] = set()
    for bill in sorted((about / "sboms").glob("*.json")):
        try:
            data = json.loads(bill.read_text("utf-8"))
            found.update(_components(data.get("components", ())))
        except (ValueError, LookupError, TypeError, AttributeError) as error:
            raise UnreadableBillError(f"{bill} is not a bill of materials: {error}") from error
    if about.name.startswith("lxml-"):
        for name, header, version in _HEADERS:
            path = about.parent / header
            if path.exists() and (told := re.search(version, path.read_text("utf-8"))):
                purl = PackageURL("generic", name=name, version=told[1]).to_string()
                found.add(Inside(name, told[1], _KNOWN[name], purl))
    return tuple(sorted(found))


def _components(told: Any) -> Iterator[Inside]:
    for one in told:
        purl = PackageURL.from_string(one["purl"])
        plain = PackageURL(
            purl.type, purl.namespace, purl.name, purl.version
        )  # its qualifiers are paths of a build machine
        digests = {hash_["alg"]: hash_["content"] for hash_ in one.get("hashes", ())}
        licence = " AND ".join(filter(None, map(_licence, one.get("licenses", ()))))
        yield Inside(
            one["name"],
            one.get("version", ""),
            licence or _KNOWN.get(one["name"], ""),
            plain.to_string(),
            digests.get("SHA-256", ""),
        )
        yield from _components(one.get("components", ()))


def _licence(told: Mapping[str, Any]) -> str:
    text = str(told.get("expression") or told.get("license", {}).get("id") or "")
    return f"({text})" if " OR " in text and not text.startswith("(") else text
