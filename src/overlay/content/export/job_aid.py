"""One guide as the HTML that Qt's text engine lays out on paper (the subset of https://doc.qt.io/qt-6/richtext-html-subset.html).

Branches are lettered: an answer says which part to go on with, a part says where it was asked for. Images are named by
their path in the pack; `BOX` is the box to tick.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from string import ascii_uppercase

from msgspec import Struct

from overlay.content.export.words import Words, name_of
from overlay.guide import (
    MAIN,
    Action,
    ActionKind,
    Block,
    Branch,
    Callout,
    CalloutKind,
    Code,
    Confirm,
    Guide,
    Image,
    Prose,
    Step,
    Table,
    fill_html,
    fill_text,
)

BOX = "overlay:box"
MOST_IMAGE_PX = 420  # wide on the page, at 96 px an inch
_LINE = "#A9B4B0"
_SOFT = "#F2F5F4"
_CALLOUTS = {
    CalloutKind.WHY: "#F2F5F4",
    CalloutKind.TIP: "#DFF1EC",
    CalloutKind.NOTE: "#E7EFFA",
    CalloutKind.WARNING: "#FFF2D3",
}


class JobAid(Struct, frozen=True):
    """Makes the HTML of one guide. `blanks` stand for what a desk would know."""

    guide: Guide
    words: Words
    blanks: Mapping[str, str]

    def html(self) -> str:
        """Return the body of the document."""
        guide = self.guide
        summary = f"<p>{self._text(guide.summary)}</p>" if guide.summary else ""
        parts = "".join(self._branch(branch) for branch in guide.branches)
        return f"<h1>{self._text(guide.title)}</h1>{summary}{self._blocks(guide.intro)}{parts}"

    def footer(self, page: int, pages: int, version: str) -> tuple[str, str]:
        """Return what stands below a page, at its start and its end."""
        guide, words = self.guide, self.words
        facts = [
            guide.pack_title,
            words.version.format(version),
            *(
                text.format(value)
                for text, value in (
                    (words.owner, guide.owner),
                    (words.review_by, guide.review_by),
                    (words.valid_from, guide.valid_from),
                    (words.valid_until, guide.valid_until),
                )
                if value
            ),
        ]
        return " · ".join(facts), words.page.format(page, pages)

    def _letter(self, branch_id: str) -> str:
        """Return A for the first branch, AA after Z; nothing for the steps that a walk starts with."""
        ids = [branch.id for branch in self.guide.branches if branch.id != MAIN]
        if branch_id not in ids:
            return ""
        repeat, number = divmod(ids.index(branch_id), len(ascii_uppercase))
        return ascii_uppercase[number] * (repeat + 1)

    def _branch(self, branch: Branch) -> str:
        letter = self._letter(branch.id)
        heading = f"<h2>{letter}. {self._text(branch.title)}</h2>" if letter else ""
        rows = "".join(
            f'<tr><td width="7%"><b>{letter}{number}</b></td><td width="93%">{self._step(step)}</td></tr>'
            for number, step in enumerate(branch.steps, 1)
        )
        table = f'<table width="100%" cellspacing="0" cellpadding="5">{rows}</table>' if rows else ""
        asks = bool(branch.steps and branch.steps[-1].choices)  # then the answers lead on
        following = "" if asks else ", ".join(dict.fromkeys(self._after(branch.id, frozenset())))
        on = f"<p>→ {escape(self.words.go_to.format(following))}</p>" if following else ""
        return f"{heading}{table}{on}"

    def _after(self, branch_id: str, seen: frozenset[str]) -> Iterator[str]:
        """Yield the steps that may follow the end of a branch: the one after the question that led there."""
        if branch_id in seen:
            return
        for branch in self.guide.branches:
            for number, step in enumerate(branch.steps, 1):
                if all(choice.goto != branch_id for choice in step.choices):
                    continue
                if number < len(branch.steps):
                    yield f"{self._letter(branch.id)}{number + 1}"
                else:
                    yield from self._after(branch.id, seen | {branch_id})

    def _step(self, step: Step) -> str:
        answers = "".join(
            f'<table cellspacing="0" cellpadding="0" style="margin-top:4px"><tr><td>{_box()}&nbsp;</td>'
            f"<td><b>{self._text(choice.text)}</b> → {self._goto(choice.goto)}"
            f"{f'<br>{self._text(choice.hint)}' if choice.hint else ''}</td></tr></table>"
            for choice in step.choices
        )
        return f"<p><b>{self._html(step.html)}</b></p>{self._blocks(step.blocks)}{answers}"

    def _goto(self, branch_id: str) -> str:
        return escape(self.words.go_to.format(self._letter(branch_id) or "1"))

    def _blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(map(self._block, blocks))

    def _block(self, block: Block) -> str:
        match block:
            case Prose(html):
                return self._html(html)
            case Code(text):
                return _framed(f"<pre>{escape(text)}</pre>", _SOFT)
            case Table(head, rows, align):
                return self._table(head, rows, align)
            case Image(src, alt, width, height):
                shown = min(width or MOST_IMAGE_PX, MOST_IMAGE_PX)
                size = f' width="{shown}"' + (f' height="{round(height * shown / width)}"' if width else "")
                return f'<p><img src="{escape(src)}" alt="{escape(alt)}"{size}></p>'
            case Callout(kind, html):
                return _framed(
                    f"<b>{escape(self.words.callout(kind))}:</b> {self._html(html)}", _CALLOUTS[kind]
                )
            case Confirm(_, html):
                return f"<p>{_box()} {self._html(html)}</p>"
            case Action():
                return self._action(block)

    def _table(self, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], align: tuple[str, ...]) -> str:
        def row(cells: tuple[str, ...], tag: str) -> str:
            return "".join(
                f'<{tag} align="{align[i] if i < len(align) else "left"}">{self._html(cell)}</{tag}>'
                for i, cell in enumerate(cells)
            )

        body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
        return (
            f'<table border="1" cellspacing="0" cellpadding="4" style="border-style:solid;border-color:{_LINE}">'
            f"<thead><tr>{row(head, 'th')}</tr></thead>{body}</table>"
        )

    def _action(self, action: Action) -> str:
        words = self.words
        names = {ActionKind.COPY: words.copy, ActionKind.TYPE: words.type, ActionKind.OPEN: words.open}
        mark = f" · {name_of(action.lang)}" if action.lang else ""
        text = escape(fill_text(action.text, self.blanks)).replace("  ", "\u00a0 ").replace("\n", "<br>")
        label = f'<span style="color:#56625E">{escape(names[action.kind] + mark)}</span>'
        return _framed(f"{label}<br>{text}", _SOFT)

    def _html(self, html: str) -> str:
        return fill_html(html, self.blanks)

    def _text(self, text: str) -> str:
        return fill_html(escape(text), self.blanks)


def _box() -> str:
    return f'<img src="{BOX}" width="11" height="11">&nbsp;'


def _framed(html: str, colour: str) -> str:
    return (
        f'<table width="100%" cellspacing="0" cellpadding="6" bgcolor="{colour}" style="margin-top:4px;margin-bottom:4px">'
        f"<tr><td>{html}</td></tr></table>"
    )
