"""What sway's own configuration binds to keys: sway would silently let us take over a bound chord."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from msgspec import Struct, field

Include = Callable[[str], tuple[str, ...]]
"""Returns the texts of the files an `include` line names; () when there are none."""

_MODIFIERS = {
    **dict.fromkeys(("ctrl", "control"), "ctrl"),
    **dict.fromkeys(("mod1", "alt"), "mod1"),
    **dict.fromkeys(("mod4", "super", "logo"), "mod4"),
    "shift": "shift",
}
_MOST_INCLUDES = 64  # a file that includes itself


def combination(text: str) -> frozenset[str]:
    """Return a `bindsym` combination as it compares: one name a modifier, whatever case and order."""
    return frozenset(_MODIFIERS.get(part.casefold(), part.casefold()) for part in text.split("+"))


def bound(text: str, include: Include) -> dict[frozenset[str], str]:
    """Return what a configuration binds in its default mode: combination → command. `bindcode` and devices do not count."""
    reading = _Reading(include)
    reading.read(text)
    return reading.found


class _Reading(Struct):
    include: Include
    found: dict[frozenset[str], str] = field(default_factory=dict)
    _variables: dict[str, str] = field(default_factory=dict)
    _blocks: list[str] = field(default_factory=list)  # first word of each block that is open
    _included: int = 0

    def read(self, text: str) -> None:
        for line in _lines(text):
            self._read_line(self._with_values(line))

    def _read_line(self, line: str) -> None:
        if line == "}":
            self._blocks = self._blocks[:-1]
            return
        words = line.split()
        if line.endswith("{"):
            self._blocks.append(words[0])
        elif words[0] == "set" and len(words) > 2:
            self._variables[words[1]] = " ".join(words[2:])
        elif words[0] == "include" and self._included < _MOST_INCLUDES:
            self._included += 1
            for more in self.include(line.removeprefix("include").strip()):
                self.read(more)
        elif self._blocks == ["bindsym"]:
            self._bind(words)
        elif words[0] == "bindsym" and not self._blocks:
            self._bind(words[1:])
        elif words[0] == "unbindsym" and not self._blocks:
            keys = [word for word in words[1:] if not word.startswith("--")]
            self.found.pop(combination(keys[0]) if keys else frozenset(), None)

    def _bind(self, words: list[str]) -> None:
        keys = [at for at, word in enumerate(words) if not word.startswith("--")]
        if keys:
            self.found[combination(words[keys[0]])] = " ".join(words[keys[0] + 1 :])

    def _with_values(self, line: str) -> str:
        head, gap, rest = line.partition(" ")
        if head == "set":  # the name itself is not replaced
            name, space, value = rest.strip().partition(" ")
            return f"{head}{gap}{name}{space}{self._with_values(value)}"
        for name in sorted(self._variables, key=len, reverse=True):
            line = line.replace(name, self._variables[name])
        return line


def _lines(text: str) -> Iterator[str]:
    for line in re.sub(r"\\\n", " ", text).splitlines():
        stripped = line.strip()
        if stripped and not stripped.startswith("#"):
            yield stripped
