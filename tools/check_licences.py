"""Check that every library that ships has a licence that may: `python tools/check_licences.py`.

What ships is read from requirements.lock, what may from tools/licences.toml. A library that is new, one whose licence is
not allowed, and one that says another licence of itself than the file does are each an error. Exits 1 on any.
"""

from __future__ import annotations

import re
import sys
import tomllib
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from importlib import metadata
from pathlib import Path

from license_expression import LicenseExpression, LicenseWithExceptionSymbol, get_spdx_licensing

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.inside import Inside, inside
from tools.locked import LOCK, ROOT, read_lock, shipped

LICENCES = ROOT / "tools" / "licences.toml"
_SPDX = get_spdx_licensing()

# What a licence calls itself in metadata that knows no SPDX names ("BSD License", "LGPLv2+").
_FAMILY = re.compile(
    r"LGPL|Lesser General Public|AGPL|GPL|MIT|BSD|Apache|MPL|Mozilla|PSF|Python Software|ISC|Zlib|CC0|Unlicense"
)
_SAME = {"Lesser General Public": "LGPL", "Mozilla": "MPL", "Python Software": "PSF"}


def problems(
    names: Collection[str], allowed: Collection[str], licences: Mapping[str, str], said: Callable[[str], str]
) -> list[str]:
    """Return what is wrong, a line each. `said` returns what an installed library says of itself, "" when it cannot."""
    found = [
        f"{name} ships, and nobody looked at its licence: add it to {LICENCES.name}"
        for name in sorted(set(names) - licences.keys())
    ]
    found += [
        f"{name} ships no longer: take it out of {LICENCES.name}"
        for name in sorted(licences.keys() - set(names))
    ]
    for name in sorted(set(names) & licences.keys()):
        expression = licences[name]
        if not _is_allowed(expression, allowed):
            found.append(f"{name} is under {expression}, which is not allowed to ship")
        own = said(name)
        if own and _families(own) != _families(expression):
            found.append(f"{name} says its licence is “{own}”, and {LICENCES.name} says {expression}")
    return found


def inner_problems(library: str, parts: Iterable[Inside], allowed: Collection[str]) -> list[str]:
    """Return which of `parts`, compiled into `library`, may not ship, or say no licence."""
    return [
        f"{library} holds {one.name} {one.version} under {one.licence or 'no licence that it names'}, "
        "which is not allowed to ship"
        for one in parts
        if not (one.licence and _is_allowed(one.licence, allowed))
    ]


def _is_allowed(expression: str, allowed: Collection[str]) -> bool:
    """Tell whether one of a choice is allowed whole."""
    return _may(_SPDX.parse(expression), allowed)


def _may(expression: LicenseExpression, allowed: Collection[str]) -> bool:
    if not expression.args or isinstance(expression, LicenseWithExceptionSymbol):
        return str(expression) in allowed
    of_all = isinstance(expression, _SPDX.AND)
    return (all if of_all else any)(_may(one, allowed) for one in expression.args)


def _families(text: str) -> set[str]:
    return {_SAME.get(name, name) for name in _FAMILY.findall(text)}


def said_by_itself(name: str) -> str:
    """Return the licence an installed library names; "" when it is not installed here or says nothing to compare."""
    try:
        about = metadata.metadata(name)
    except metadata.PackageNotFoundError:
        return ""  # for another system or Python
    classifiers = [
        c.rpartition("::")[2] for c in about.get_all("Classifier") or [] if c.startswith("License ::")
    ]
    named = [*(about.get_all("License-Expression") or []), *(about.get_all("License") or [])]
    for text in (*named, " ".join(classifiers)):
        if len(text) < 200 and _families(text):
            return str(text).strip()
    return ""


def _inside(name: str) -> tuple[Inside, ...]:
    try:
        found = metadata.distribution(name)
    except metadata.PackageNotFoundError:
        return ()  # for another system or Python
    about = next((file for file in found.files or () if file.parts[-2:][0].endswith(".dist-info")), None)
    return inside(Path(str(about.locate())).parent) if about else ()


def main(_arguments: Sequence[str]) -> int:
    data = tomllib.loads(LICENCES.read_text("utf-8"))
    names = {one.name for one in shipped(read_lock(LOCK.read_text("utf-8")))}
    found = problems(names, data["allowed"], data["libraries"], said_by_itself)
    within = {name: _inside(name) for name in sorted(names)}
    for name, parts in within.items():
        found += inner_problems(name, parts, [*data["allowed"], *data["allowed_inside"]])
    inner = sum(map(len, within.values()))
    print(
        "\n".join(found)
        or f"{len(names)} libraries ship, and {inner} inside of them, each under a licence that may."
    )
    return 1 if found else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
