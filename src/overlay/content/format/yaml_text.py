"""YAML as plain text with line numbers: no types guessed, no aliases, no tags, bounded in size and depth.

Admins write `version: 2026.10`, `lang: no` and `title: Yes`; YAML's guesses (a float, false, true) would change what they
wrote. So every value is read as the text that stands there, and the reader of a key knows which type it wants. The
parser's events are read one by one, so that a nested or aliased bomb is refused before it is built.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import yaml
from msgspec import Struct, field

from overlay.content.format.problem import Findings

MAX_YAML_CHARS = 1024 * 1024
MAX_DEPTH = 16
MAX_NODES = 50_000

Value = str | list["Value"] | dict[str, "Value"]

_Loader: Any = getattr(
    yaml, "CSafeLoader", yaml.SafeLoader
)  # libyaml is ten times faster; both give the same events
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})
_QUOTE = (
    'Put values that hold “: ”, “#”, “{”, “[”, “*” or “&” in double quotes, as in title: "Case {case} *".'
)


class Document(Struct, frozen=True):
    """A YAML mapping as text. `lines` names the line of each value by its path: "when[0].title"."""

    values: Mapping[str, Value] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)

    def line(self, path: str) -> int:
        """Return the line of `path`, or of the nearest value around it; 0 when there is none."""
        while path:
            if path in self.lines:
                return self.lines[path]
            cut = max(path.rfind("."), path.rfind("["))
            path = path[:cut] if cut > 0 else ""
        return 0


class _BadYamlError(Exception):
    def __init__(self, line: int, what: str, cure: str) -> None:
        super().__init__(what)
        self.line, self.what, self.cure = line, what, cure


class _Builder:
    """Builds the value from parser events, without recursion."""

    def __init__(self, first_line: int) -> None:
        self.first_line = first_line
        self.lines: dict[str, int] = {}
        self.duplicates: list[tuple[int, str]] = []
        self.root: Value | None = None
        self._open: list[list[Value] | dict[str, Value]] = []
        self._paths: list[str] = []
        self._keys: list[str | None] = []  # the key that waits for its value, per open mapping
        self._nodes = 0

    def feed(self, event: Any) -> None:
        line = event.start_mark.line + self.first_line
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None):
            raise _BadYamlError(
                line, "A text that starts with * or & has a meaning of its own in YAML.", _QUOTE
            )
        if isinstance(event, yaml.ScalarEvent):
            self._scalar(event, line)
        elif isinstance(event, (yaml.MappingStartEvent, yaml.SequenceStartEvent)):
            self._tag(event, line)
            if len(self._open) >= MAX_DEPTH:
                raise _BadYamlError(line, f"Nested more than {MAX_DEPTH} deep.", "Write it flatter.")
            value: list[Value] | dict[str, Value] = {} if isinstance(event, yaml.MappingStartEvent) else []
            path = self._put(value, line)
            self._open.append(value)
            self._paths.append(path)
            self._keys.append(None)
        elif isinstance(event, (yaml.MappingEndEvent, yaml.SequenceEndEvent)):
            self._open.pop()
            self._paths.pop()
            self._keys.pop()

    def _scalar(self, event: Any, line: int) -> None:
        self._tag(event, line)
        plain_null = event.style is None and event.value in _NULLS
        text = "" if plain_null else str(event.value)
        if self._open and isinstance(self._open[-1], dict) and self._keys[-1] is None:
            self._count(line)
            self._keys[-1] = text
        else:
            self._put(text, line)

    def _put(self, value: Value, line: int) -> str:
        """Put `value` where it belongs and return its path."""
        self._count(line)
        if not self._open:
            self.root = value
            return ""
        parent, path = self._open[-1], self._paths[-1]
        if isinstance(parent, list):
            path = f"{path}[{len(parent)}]"
            parent.append(value)
        else:
            key = self._keys[-1]
            if key is None:
                raise _BadYamlError(line, "A key must be a single word.", _QUOTE)
            path = f"{path}.{key}" if path else key
            if key in parent:
                self.duplicates.append((line, key))
            else:
                parent[key] = value
            self._keys[-1] = None
        self.lines.setdefault(path, line)
        return path

    def _count(self, line: int) -> None:
        self._nodes += 1
        if self._nodes > MAX_NODES:
            raise _BadYamlError(line, f"More than {MAX_NODES:,} values.", "Split the file.")

    @staticmethod
    def _tag(event: Any, line: int) -> None:
        if event.tag is not None and event.tag != "!":
            raise _BadYamlError(
                line, "Tags (words with !) are not allowed here.", "Write the value as plain text."
            )


def read_mapping(text: str, findings: Findings, first_line: int = 1) -> Document | None:
    """Return the mapping `text` holds, its values as text; an empty text is an empty mapping.

    `first_line` is the line of the file that `text` starts on. Returns None, with a fatal finding, when it is not a mapping
    or not YAML.
    """
    if len(text) > MAX_YAML_CHARS:
        findings.refuse(
            first_line, f"More than {MAX_YAML_CHARS // 1024} KiB of YAML.", "Split it into smaller files."
        )
        return None
    builder = _Builder(first_line)
    try:
        for event in yaml.parse(text, Loader=_Loader):
            builder.feed(event)
            if isinstance(event, yaml.DocumentEndEvent):
                break
    except _BadYamlError as error:
        findings.refuse(error.line, error.what, error.cure)
        return None
    except yaml.YAMLError as error:
        line, what, cure = _explain(error, text, first_line)
        findings.refuse(line, what, cure)
        return None
    for line, key in builder.duplicates:
        findings.refuse(line, f"“{key}” stands here a second time.", "Keep one of the two.")
    if builder.root is None or builder.root == "":
        return Document()
    if not isinstance(builder.root, dict):
        findings.refuse(first_line, "These are not “key: value” lines.", "Write one “key: value” a line.")
        return None
    return Document(builder.root, builder.lines)


def _explain(error: yaml.YAMLError, text: str, first_line: int) -> tuple[int, str, str]:
    mark = getattr(error, "problem_mark", None) or getattr(error, "context_mark", None)
    line = first_line + (mark.line if mark else 0)
    problem = str(getattr(error, "problem", None) or getattr(error, "reason", None) or "unreadable")
    context = str(getattr(error, "context", None) or "")
    written = text.split("\n")[mark.line : mark.line + 1] if mark else []
    indent = written[0][: len(written[0]) - len(written[0].lstrip())] if written else ""
    if "\t" in indent or "tab" in problem or "'\\t'" in problem:
        return line, "A tab stands where YAML wants spaces.", "Indent with spaces."
    if isinstance(error, yaml.reader.ReaderError):
        return line, "There is a control character in it.", "Delete it, or save the file as plain UTF-8 text."
    if "could not find expected ':'" in problem:
        return line, "This line, or the one before it, has no “:”.", "Write one “key: value” a line."
    if "alias" in context or "anchor" in context:
        return line, "A text that starts with * or & has a meaning of its own in YAML.", _QUOTE
    if indent and "did not find expected" in problem:
        return (
            line,
            "This line does not begin where the lines it belongs with begin.",
            "Indent it as they are.",
        )
    return line, f"This is not valid YAML ({problem}).", _QUOTE
