"""What is fuzzed: each target takes any bytes. It returns, or raises when the product broke a promise.

A promise is: hostile input is refused by an OverlayError that says so, never by anything else, and what is read survives
being written and read again.
"""

from __future__ import annotations

import contextlib
import io
import json
import lzma
import tempfile
from collections.abc import Callable, Collection, Mapping
from functools import cache
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

from overlay.app.commands import Commands
from overlay.assist.state import Assist
from overlay.assist.step import step
from overlay.content.format import front_matter, synonyms
from overlay.content.format.pack import read_files
from overlay.content.format.problem import Findings
from overlay.content.format.snippets import parse_snippets
from overlay.content.format.yaml_text import read_mapping
from overlay.content.packed import built
from overlay.content.packed.container import Reader
from overlay.content.packed.update import changes_from
from overlay.content.store import guide_json
from overlay.context import make_context
from overlay.errors import PackRejectedError
from overlay.guide import Callout, Prose
from overlay.ipc.server import CommandServer
from overlay.rules import Rule, RuleError, parse_when
from overlay.rules.rule import decode, encode, explain, match_rule

Target = Callable[[bytes], None]

_HARMFUL = frozenset(
    "script style iframe object embed link meta base form input button svg math video audio".split()
)
_PACK_YAML = b"id: fuzz\ntitle: Fuzz\nversion: 1.0.0\nlanguage: en\nlanguages: [en, nl]\n"
_SNIPPETS = b"phone: 0800\nname:\n  en: Us\n  nl: Wij\n"


class _Files:
    """A pack in memory."""

    def __init__(self, files: Mapping[str, bytes]) -> None:
        self._files = files

    @property
    def paths(self) -> Collection[str]:
        return self._files.keys()

    def read(self, path: str, most_bytes: int) -> bytes:
        return self._files[path][:most_bytes]


class _Html(HTMLParser):
    """What a guide shows: no element or attribute that could do something by itself, and no address but the web's."""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag not in _HARMFUL, tag
        for name, value in attrs:
            assert not name.startswith("on"), name
            if name == "href":
                assert (value or "").lower().startswith(("http://", "https://", "mailto:", "#")), value
            if name == "src":
                assert ":" not in (value or "").partition("/")[0], value
                assert not (value or "").startswith(("/", "\\")), value


def front(data: bytes) -> None:
    """YAML: front matter, pack.yaml, snippets and synonyms."""
    text = data.decode("utf-8", "replace").replace("\r", "\n")
    findings = Findings("fuzz.md")
    head, _, _ = front_matter.split(text, findings)
    for yaml in {head, text}:
        front_matter.parse(yaml, findings)
        front_matter.parse(yaml, findings, translation=True)
        front_matter.parse_pack(yaml, findings)
        parse_snippets(yaml, findings)
        synonyms.parse_synonyms(yaml, "en", findings)
    for problem in findings.problems:
        assert problem.line >= 0
        assert problem.what


def guide(data: bytes) -> None:
    """A guide file, with Markdown, HTML and images, as a pack of one guide and its translation."""
    files = {"pack.yaml": _PACK_YAML, "snippets.yaml": _SNIPPETS, "guides/g.md": data, "guides/g.nl.md": data}
    try:
        pack, _ = read_files(_Files(files))
    except PackRejectedError:
        return
    for parsed in pack.guides:
        kept = guide_json.encode(parsed.guide)
        assert guide_json.decode(parsed.guide.ref, kept) == parsed.guide
        for step_ in (s for branch in parsed.guide.branches for s in branch.steps):
            for html in (step_.html, *(b.html for b in step_.blocks if isinstance(b, Prose | Callout))):
                checked = _Html()
                checked.feed(html)
                checked.close()


def rules(data: bytes) -> None:
    """A `when`, and a window title behind a NUL to try it on."""
    yaml, _, title = data.decode("utf-8", "replace").partition("\0")
    document = read_mapping(yaml, Findings("fuzz.md"))
    if document is None:
        return
    found: tuple[Rule, ...] = ()
    refused: RuleError | None = None
    try:
        found = parse_when(document.values.get("when", ""))
    except RuleError as error:
        refused = error
    if refused is not None:
        assert refused.what
        assert refused.cure
        return
    context = make_context(process="chrome", raw_title=title or yaml)
    for rule in found:
        assert decode(encode(rule)) == rule
        matched = match_rule(rule, context)
        assert explain(rule, context)
        assert matched is None or all(isinstance(value, str) for value in matched.values())


def built_pack(data: bytes) -> None:
    """A built pack: packed bytes as they are, or (first byte odd) what is packed."""
    raw = lzma.compress(data[1:], preset=0) if data[:1] and data[0] % 2 else data[1:]
    with tempfile.TemporaryDirectory(dir=_memory()) as made:
        target = Path(made) / "target"
        target.mkdir()
        try:
            index = built.unpack(io.BytesIO(raw), "fuzz.pack", target)
        except PackRejectedError:
            pass
        else:
            assert all((target / item.path).is_file() for item in index.items)
        outside = [path for path in Path(made).rglob("*") if path != target and target not in path.parents]
        assert not outside


def index(data: bytes) -> None:
    """The index of a built pack, and the list of an update."""
    packed = lzma.compress(data, preset=0)
    for read in (built.index_from, changes_from):
        with contextlib.suppress(PackRejectedError):
            read(Reader(io.BytesIO(packed), "fuzz.pack"))


class _Assistant:
    """The behaviour without windows."""

    def __init__(self) -> None:
        self.state = Assist()

    def post(self, event: Any) -> None:
        self.state, _ = step(self.state, event)

    def content_changed(self) -> None:
        pass


def commands(data: bytes) -> None:
    """Lines that a program of this user sends to the assistant."""
    assistant = _server_and_assistant()[1]
    assistant.state = Assist()
    for line in data.split(b"\n"):
        said = json.loads(_server_and_assistant()[0]._answered(line))  # what the socket does with a line
        if said["ok"] is not True:
            assert said["error"]
            assert said["exit"] == 2


@cache
def _server_and_assistant() -> tuple[CommandServer, Any]:
    """One server for all inputs, as in a session: each that is made costs None a reference (docs/adr/0031)."""
    assistant: Any = _Assistant()
    answers = Commands(assistant, dict, lambda: 0.0, lambda: None)
    return CommandServer(Path(tempfile.gettempdir()), answers.answer), assistant


TARGETS: Mapping[str, Target] = {
    "front-matter": front,
    "guide": guide,
    "rules": rules,
    "built-pack": built_pack,
    "index": index,
    "commands": commands,
}


def _memory() -> str | None:
    """Return a folder in memory, where there is one: a fuzzer makes thousands of files a second."""
    return "/dev/shm" if Path("/dev/shm").is_dir() else None
