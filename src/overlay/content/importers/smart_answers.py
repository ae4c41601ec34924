"""Decision trees in JSON, made from GOV.UK's smart answers: every question and every outcome is a step.

The first question is where the walk starts; each other node is a branch that answers lead to. Which answer leads where is
written in Ruby conditions: those that compare with the question's own answers are followed, any other stands below the
answer as a hint, for a person to judge. Texts are Govspeak (Markdown) with ERB; a calculated value stays as its formula.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from msgspec import Struct

from overlay.content.importers import prose
from overlay.content.importers.draft import Draft, DraftBranch, DraftStep
from overlay.content.importers.markdown_text import MarkdownBlocks
from overlay.content.importers.markdown_tree import parse
from overlay.content.importers.names import page_name
from overlay.content.importers.page import Page
from overlay.content.importers.prose import Inline
from overlay.content.importers.reader import Reader
from overlay.content.importers.source import NotImportableError
from overlay.content.importers.text_file import read_text
from overlay.guide import TOP

_LITERAL = re.compile(r"\"([^\"]*)\"|'([^']*)'")
_WORDS = re.compile(r"%w\[([^\]]*)\]")
_COMPOUND = re.compile(r"&&|\|\||\band\b|\bor\b|\bunless\b")
_WHEN = re.compile(r"\s*when\b")
_RESPONSE = re.compile(r"\bresponse\b")
_VARIABLE = re.compile(r"(?:include\?\(\s*)?(?:\bcalculator\.)?\b([a-z]\w*)(?=\s*[!=]=|\s*\))")
_FORMULA = re.compile(r"<%=?.*?%>", re.DOTALL)
_BARE_HEADING = re.compile(r"^(#{1,6})(?=[^#\s])", re.MULTILINE)
_MARKER = re.compile(r"^\$(?:!|CTA|C|A|D|E)\s*$|\$!", re.MULTILINE)
# Govspeak: one line between these marks.
_BOX = re.compile(r"^([\^%@])[ \t]*(\S.*?)[ \t]*\1?[ \t]*$", re.MULTILINE)
_BOXES = {"^": "NOTE", "%": "WARNING", "@": "NOTE"}
_STEP = re.compile(r"^s(?=\d+\.[ \t])", re.MULTILINE)
_BEFORE, _AFTER = ("hint",), ("body", "post_body", "next_steps")
_READ = frozenset({"id", "name", "type", "title", "options", "next", *_BEFORE, *_AFTER})
_ALL_THAT_APPLY = "checkbox_question"


class _Answer(Struct, frozen=True):
    text: str
    goto: str
    hint: str = ""


class _Option(Struct, frozen=True):
    text: str
    value: str
    goto: str = ""  # where an option says itself where it leads
    hint: str = ""


class SmartAnswersReader(Reader):
    """Reads one tree at a time."""

    suffixes = frozenset({".json"})

    def read(self, page: Page) -> Sequence[Draft]:
        text = read_text(page)
        tree = _parse(text)
        return _Tree(tree, text, page).drafts()


def _parse(text: str) -> Mapping[str, Any]:
    try:
        tree: Any = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise NotImportableError(f"It is no JSON ({error}).") from error
    if not isinstance(tree, dict):
        raise NotImportableError("It is no decision tree: it is no JSON object.")
    nodes = tree.get("nodes")
    if not isinstance(nodes, dict) or not nodes or not all(isinstance(n, dict) for n in nodes.values()):
        raise NotImportableError("It is no decision tree: it has no “nodes”.")
    start = tree.get("start")
    if not isinstance(start, str) or start not in nodes:
        raise NotImportableError("It is no decision tree: its “start” is not one of its nodes.")
    return tree


class _Tree:
    def __init__(self, tree: Mapping[str, Any], text: str, page: Page) -> None:
        self._tree = tree
        self._nodes: Mapping[str, Mapping[str, Any]] = tree["nodes"]
        self._text = text
        self._page = page
        self._loose: tuple[str, ...] = ()
        self._here: frozenset[str] = frozenset()  # the nodes of the guide that is being made
        self._anchors: dict[str, str] = {}
        for name in self._nodes:
            anchor, number = page_name(name), 1
            while anchor == TOP or anchor in self._anchors.values():
                number += 1
                anchor = f"{page_name(name)}-{number}"
            self._anchors[name] = anchor

    def drafts(self) -> list[Draft]:
        """Return the tree as a guide. Nodes that no answer leads to are guides of their own, so that none is lost."""
        start = str(self._tree["start"])
        title = " ".join(str(self._tree.get("title") or self._tree.get("id") or self._title(start)).split())
        drafts: list[Draft] = []
        left = dict.fromkeys(self._nodes)
        self._loose = self._not_led_to(start)
        for root in (start, *self._roots(start)):
            if root not in left:
                continue
            self._here = frozenset(self._reached(root, left))
            anchor, self._anchors[root] = self._anchors[root], TOP
            if drafts:
                self._page.warn(
                    self._line(root), f"No answer leads to “{root}”; it starts a guide of its own."
                )
            branches = [
                DraftBranch(self._anchors[name], Inline(self._title(name)).markdown(), [self._step(name)])
                for name in left
                if name in self._here and name != root
            ]
            name = f"{title}: {self._title(root)}" if drafts else title
            key = anchor if drafts else ""
            drafts.append(Draft(name, [self._step(root)], key, branches=branches, line=self._line(root)))
            for done in self._here:
                del left[done]
        return drafts

    def _not_led_to(self, start: str) -> tuple[str, ...]:
        """Return the nodes that no answer leads to, as questions without any “next” might."""
        led_to = {answer.goto for name in self._nodes for answer in self._answers(name)}
        return tuple(name for name in self._nodes if name != start and name not in led_to)

    def _roots(self, start: str) -> list[str]:
        """Return every node but the start, those that no answer leads to first."""
        return sorted((n for n in self._nodes if n != start), key=lambda n: n not in self._loose)

    def _reached(self, root: str, left: Mapping[str, None]) -> set[str]:
        """Return the nodes of `left` a walk from `root` can come to."""
        found = {root}
        waiting = [root]
        while waiting:
            for answer in self._answers(waiting.pop()):
                if answer.goto in left and answer.goto not in found:
                    found.add(answer.goto)
                    waiting.append(answer.goto)
        return found

    def _title(self, name: str) -> str:
        return " ".join(str(self._nodes[name].get("title") or "").split()) or name.replace("_", " ").strip(
            " ?"
        )

    def _line(self, name: str) -> int:
        at = self._text.find(f"{json.dumps(name, ensure_ascii=False)}:")
        return self._text.count("\n", 0, at) + 1 if at >= 0 else 0

    def _step(self, name: str) -> DraftStep:
        node, line = self._nodes[name], self._line(name)
        blocks = [_with_formulas(self._title(name)).markdown()]
        texts = [str(node[key]) for key in (*_BEFORE, *_AFTER) if node.get(key)]
        if any(_FORMULA.search(text) for text in (*texts, self._title(name))):
            self._page.warn(line, f"“{name}” holds calculated text; the formula stands in its place.")
        if left := [
            key for key, value in node.items() if key not in _READ and value and isinstance(value, str)
        ]:
            self._page.warn(line, f"“{name}” has texts that are left out: {', '.join(left)[:200]}.")
        for text in texts:
            blocks += self._body(text, line)
        answers = list(self._answers(name))
        there = [a for a in answers if a.goto in self._here]
        for goto in dict.fromkeys(a.goto for a in answers if a.goto not in self._here):
            where = "in another guide" if goto in self._nodes else "not in the file"
            self._page.warn(line, f"“{name}” leads to “{goto}”, which is {where}; the answer leads nowhere.")
        gone = [a.text for a in answers if a.goto not in self._here]
        leads = bool(_steps(node) or any(option.goto for option in _options(node)))
        if node.get("type") == _ALL_THAT_APPLY or not leads:
            gone = [*gone, *(option.text for option in _options(node))]
        if gone and not leads:
            self._page.warn(line, f"“{name}” does not say where its answers lead; choose by what follows.")
        blocks.append(prose.bullets([[Inline(text).markdown()] for text in dict.fromkeys(gone) if text]))
        blocks.append(prose.bullets([[self._link(answer)] for answer in there]))
        return DraftStep([b for b in blocks if b])

    def _link(self, answer: _Answer) -> str:
        shown = prose.link_text(answer.text)
        hint = f"\\\n{prose.escape(answer.hint)}" if answer.hint else ""
        return f"[{shown}](#{self._anchors[answer.goto]}){hint}"

    def _body(self, body: str, line: int) -> list[str]:
        lines = (raw.strip() for raw in _MARKER.sub("", body).split("\n"))
        text = _BARE_HEADING.sub(r"\1 ", "\n".join(lines))
        text = _BOX.sub(lambda m: f"\n> [!{_BOXES[m[1]]}]\n> {m[2]}\n", _STEP.sub("", text))
        text = _FORMULA.sub(lambda m: f"`{' '.join(m[0].split())}`", text)
        tree = parse(text)
        blocks = MarkdownBlocks(self._page, tree.footnotes, line).of(tree.blocks)
        return [b for b in blocks if b]

    def _answers(self, name: str) -> Iterator[_Answer]:
        """Yield the answers of a question: one an option, or one a target where there are no options to choose from."""
        node = self._nodes[name]
        steps, options = _steps(node), _options(node)
        if any(option.goto for option in options):
            rest = str(steps[-1]["to"]) if steps else ""
            for option in options:
                yield _Answer(option.text, option.goto or rest, option.hint)
            return
        if options and not steps:
            for to in self._loose:
                if to != name:
                    yield _Answer(self._title(to), to)
            return
        if not options or node.get("type") == _ALL_THAT_APPLY:
            targets = list(dict.fromkeys(str(n["to"]) for n in steps))
            for to in targets:
                hints = [_condition_text(n) for n in steps if str(n["to"]) == to]
                text = self._title(to) if to in self._nodes else to
                yield _Answer(text, to, "; ".join(dict.fromkeys(hints)) if len(targets) > 1 else "")
            return
        values = {option.value for option in options}
        for option in options:
            found = _targets(option.value, _Question(name, frozenset(values)), steps)
            for to, condition in found.items():
                hints = [option.hint, condition if len(found) > 1 else ""]
                yield _Answer(option.text, to, "; ".join(hint for hint in hints if hint))


def _steps(node: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    """Return where a node may lead: `next` is a list of conditions with their targets, or one target."""
    found = node.get("next") or []
    each = found if isinstance(found, list) else [found]
    return [
        n
        for n in ({"to": n} if isinstance(n, str) else n for n in each)
        if isinstance(n, dict) and n.get("to")
    ]


def _options(node: Mapping[str, Any]) -> list[_Option]:
    found = []
    for option in node.get("options") or []:
        if isinstance(option, dict):
            value = str(option.get("value") or "")
            text = " ".join(str(option.get("label") or option.get("text") or value).split())
            goto = next(
                (option[key] for key in ("next", "to", "goto") if isinstance(option.get(key), str)), ""
            )
            hint = " ".join(str(option.get("hint_text") or option.get("hint") or "").split())
            found.append(_Option(text, value, goto, hint))
        elif isinstance(option, str):
            found.append(_Option(option, option))
    return [option for option in found if option.text]


def _condition_text(step: Mapping[str, Any]) -> str:
    return ", ".join(_conditions(step))


def _conditions(step: Mapping[str, Any]) -> list[str]:
    found = step.get("when") or []
    return [str(c) for c in found] if isinstance(found, list) else [str(found)]


class _Question(Struct, frozen=True):
    """What conditions may compare: the question's name and the values of its options."""

    name: str
    values: frozenset[str]

    def verdict(self, condition: str, value: str) -> bool | None:
        """Tell whether a condition holds for the option `value`; None when it is (also) about something else."""
        literals = {a or b for a, b in _LITERAL.findall(condition)}
        for words in _WORDS.findall(condition):
            literals |= set(words.split())
        if not literals or not literals <= self.values or _COMPOUND.search(condition):
            return None
        if not _WHEN.match(condition) and not self._is_compared(condition):
            return None
        return (value in literals) != ("!=" in condition)

    def _is_compared(self, condition: str) -> bool:
        """Tell whether a condition names the response, or the variable that keeps it: it is called as the question is."""
        if _RESPONSE.search(condition):
            return True
        own = self.name.strip("?")
        return any(name == own for name in _VARIABLE.findall(condition))


def _targets(value: str, question: _Question, steps: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    """Return where an option may lead, each with the conditions that are not about the option itself."""
    found: dict[str, str] = {}
    outcomes: list[tuple[list[str], list[bool | None]]] = []
    for step in steps:
        conditions = _conditions(step)
        verdicts: list[bool | None] = []
        for depth, condition in enumerate(conditions):
            if condition.strip() == "else":
                verdicts.append(_otherwise(depth, conditions, outcomes))
            else:
                verdicts.append(question.verdict(condition, value))
        outcomes.append((conditions, verdicts))
        if False in verdicts:
            continue
        open_ = [c for c, v in zip(conditions, verdicts, strict=True) if v is None]
        hint = ", ".join(open_)
        to = str(step["to"])
        found[to] = f"{found[to]}; {hint}" if found.get(to) and hint not in found[to] else hint
        if conditions and not open_:
            break
    return found or {str(step["to"]): _condition_text(step) for step in steps}


def _otherwise(
    depth: int, conditions: list[str], before: list[tuple[list[str], list[bool | None]]]
) -> bool | None:
    """Tell whether an “else” holds: not when a sibling did, surely when every sibling did not."""
    siblings = [v[depth] for c, v in before if len(c) > depth and c[:depth] == conditions[:depth]]
    if True in siblings:
        return False
    return None if None in siblings else True


def _with_formulas(text: str) -> Inline:
    inline, at = Inline(), 0
    for found in _FORMULA.finditer(text):
        inline.add(text[at : found.start()])
        inline.add(found[0], prose.Style.CODE)
        at = found.end()
    inline.add(text[at:])
    return inline
