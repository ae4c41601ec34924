"""One guide as HTML for a browser: all steps on one page, answers as links to their branch, boxes that can be ticked.

Everything works without scripts; `site.js` puts the branch an agent chooses below its question. Text comes from
`overlay.guide`, whose HTML is clean already; all else is escaped here.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from html import escape
from urllib.parse import quote

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


class GuidePage(Struct, frozen=True):
    """Makes the body of one guide's page. `blanks` stand for what a desk would know; `root` leads to the site's folder."""

    guide: Guide
    words: Words
    blanks: Mapping[str, str]
    root: str

    def html(self) -> str:
        """Return the article."""
        guide = self.guide
        summary = f'<p class="summary">{self._text(guide.summary)}</p>' if guide.summary else ""
        branches = "\n".join(self._branch(branch) for branch in guide.branches)
        again = (
            f'<p><button type="reset">{escape(self.words.start_over)}</button></p>'
            if any(step.choices or step.confirms for branch in guide.branches for step in branch.steps)
            else ""
        )
        return (
            f"<article{validity_attributes(guide)}>\n<h1>{self._text(guide.title)}</h1>\n{summary}"
            f'<p class="invalid" hidden></p>\n{self._blocks(guide.intro)}\n'
            f'<form class="walk">\n{branches}\n{again}\n</form>\n{self._facts()}\n</article>'
        )

    def _branch(self, branch: Branch) -> str:
        steps = "\n".join(self._step(branch, number, step) for number, step in enumerate(branch.steps, 1))
        if branch.id == MAIN:
            return (
                f'<section class="main" id="{escape(_id("b", MAIN))}" tabindex="-1">'
                f'<ol class="steps">\n{steps}\n</ol></section>'
            )
        askers = "".join(
            f'<p class="back"><a href="#{_anchor("s", step_id)}">{escape(self.words.back_to.format(number))}</a></p>'
            for step_id, number in self._askers(branch.id)
        )
        return (
            f'<section class="branch" id="{escape(_id("b", branch.id))}" tabindex="-1">\n'
            f'<h2>{self._text(branch.title)}</h2>\n<ol class="steps">\n{steps}\n</ol>{askers}\n</section>'
        )

    def _askers(self, branch_id: str) -> Iterator[tuple[str, str]]:
        """Yield the steps whose answers lead to a branch, and what to call them."""
        for branch in self.guide.branches:
            for number, step in enumerate(branch.steps, 1):
                if any(choice.goto == branch_id for choice in step.choices):
                    yield step.id, f"{branch.title} {number}".strip()

    def _step(self, branch: Branch, number: int, step: Step) -> str:
        label = escape(" ".join((branch.title, self.words.step.format(number))).strip())
        return (
            f'<li class="step" id="{escape(_id("s", step.id))}" aria-label="{label}">\n'
            f'<p class="do">{self._html(step.html)}</p>\n{self._blocks(step.blocks)}{self._answers(step)}</li>'
        )

    def _answers(self, step: Step) -> str:
        if not step.choices:
            return ""
        items = []
        for choice in step.choices:
            hint = f'<span class="hint">{self._text(choice.hint)}</span>' if choice.hint else ""
            link = f'<a href="#{_anchor("b", choice.goto)}">{self._text(choice.text)}{hint}</a>'
            items.append(f"<li>{link}</li>")
        return f'<ul class="answers" aria-label="{escape(self.words.answer)}">{"".join(items)}</ul>\n'

    def _blocks(self, blocks: Iterable[Block]) -> str:
        return "".join(f"{self._block(block)}\n" for block in blocks)

    def _block(self, block: Block) -> str:
        match block:
            case Prose(html):
                return f'<div class="prose">{self._html(html)}</div>'
            case Code(text):
                return f"<pre><code>{escape(text)}</code></pre>"
            case Table(head, rows, align):
                return self._table(head, rows, align)
            case Image():
                return self._image(block)
            case Callout(CalloutKind.WHY, html):
                return f'<details class="why"><summary>{escape(self.words.why)}</summary>{self._html(html)}</details>'
            case Callout(kind, html):
                name = escape(self.words.callout(kind))
                return f'<div class="callout {kind.value}"><strong>{name}</strong> {self._html(html)}</div>'
            case Confirm(_, html):
                return (
                    f'<label class="confirm"><input type="checkbox"> <span>{self._html(html)}</span></label>'
                )
            case Action():
                return self._action(block)

    def _table(self, head: tuple[str, ...], rows: tuple[tuple[str, ...], ...], align: tuple[str, ...]) -> str:
        sides = [side if side in ("left", "center", "right") else "left" for side in align]

        def row(cells: tuple[str, ...], tag: str) -> str:
            return "".join(
                f'<{tag} class="{sides[i] if i < len(sides) else "left"}">{self._html(cell)}</{tag}>'
                for i, cell in enumerate(cells)
            )

        body = "".join(f"<tr>{row(cells, 'td')}</tr>" for cells in rows)
        return (
            f'<div class="scroll" tabindex="0"><table><thead><tr>{row(head, "th")}</tr></thead>'
            f"<tbody>{body}</tbody></table></div>"
        )

    def _image(self, image: Image) -> str:
        size = f' width="{image.width}" height="{image.height}"' if image.width and image.height else ""
        return f'<img src="{self.root}{escape(quote(image.src))}" alt="{escape(image.alt)}"{size} loading="lazy">'

    def _action(self, action: Action) -> str:
        text = fill_text(action.text, self.blanks)
        if action.kind is ActionKind.OPEN:
            if text != action.text:  # without what a desk would know, the address leads nowhere
                return f'<p class="open">{escape(self.words.open)}: <code>{escape(text)}</code></p>'
            return (
                f'<p class="open"><a href="{escape(text)}" rel="noopener noreferrer">{escape(text)}</a></p>'
            )
        name = self.words.copy if action.kind is ActionKind.COPY else self.words.type
        lang = f' lang="{escape(action.lang)}"' if action.lang else ""
        mark = f' <span class="lang">{escape(name_of(action.lang))}</span>' if action.lang else ""
        return (
            f'<figure class="text {action.kind.value}"><figcaption>{escape(name)}{mark}</figcaption>'
            f"<pre{lang}>{escape(text)}</pre></figure>"
        )

    def _facts(self) -> str:
        guide, words = self.guide, self.words
        facts = (
            (words.owner, guide.owner),
            (words.reviewed, guide.reviewed),
            (words.review_by, guide.review_by),
            (words.valid_from, guide.valid_from),
            (words.valid_until, guide.valid_until),
        )
        lines = [f"<li>{escape(text.format(value))}</li>" for text, value in facts if value]
        return f'<ul class="facts">{"".join(lines)}</ul>' if lines else ""

    def _html(self, html: str) -> str:
        return fill_html(html, self.blanks)

    def _text(self, text: str) -> str:
        return fill_html(escape(text), self.blanks)


def validity_attributes(guide: Guide) -> str:
    """Return the dates of a guide as attributes, for the script that hides it outside of them."""
    dates = (("from", guide.valid_from), ("until", guide.valid_until))
    return "".join(f' data-{name}="{escape(value)}"' for name, value in dates if value)


def _id(kind: str, name: str) -> str:
    return f"{kind}-{name}"


def _anchor(kind: str, name: str) -> str:
    return escape(quote(_id(kind, name)))
