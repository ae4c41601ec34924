"""Whatever text goes in, the guide that is read back holds exactly that text."""

from __future__ import annotations

import html
import re

from hypothesis import example, given
from hypothesis import strategies as st

from overlay.content.format import markdown
from overlay.content.format.problem import Findings
from overlay.content.format.sections import read_body
from overlay.content.importers import prose
from overlay.content.importers.prose import Inline, Style
from overlay.guide import Callout, Code, GuideKind, Prose, Step, Table

_TAG = re.compile(r"<[^>]*>")

marks = st.text(st.sampled_from("ab1. \\`*_[](){}<>!#+-=~|&;:>\"'@/\u00e4\u00a0"), max_size=24)
anything = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\u2028\u2029"), max_size=40
)
texts = st.one_of(marks, anything)
runs = st.lists(st.tuples(texts, st.sampled_from(list(Style))), min_size=1, max_size=5)


def spaced(text: str) -> str:
    return " ".join(text.split())


def without_snippets(text: str) -> str:
    """Code cannot escape `{{>`, so there it gets a space."""
    return spaced(text.replace("{{ >", "{{>"))


def steps_of(body: str) -> tuple[Step, ...]:
    findings = Findings("guide.md")
    tree = markdown.parse(body, markdown.Reading(findings, lambda *_: None))
    assert tree is not None
    read = read_body(tree, markdown.Reading(findings, lambda *_: None), GuideKind.GUIDE)
    assert not findings.fatal, findings.problems
    return read.branches[0].steps


def one_step(blocks: list[str]) -> Step:
    (step,) = steps_of(prose.numbered([blocks]))
    return step


@given(texts)
@example("---")
@example("1. no list")
@example("# no heading")
@example("> [!WHY] no callout")
@example("[!CONFIRM]")
@example("a {{> snippet}} b")
@example("<script>x</script> &amp; &copy;")
@example("~~gone~~ C:\\dir\\* __init__ [a](b) ![c](d) [e]: f")
def test_text_reads_back_unchanged_when_it_looks_like_markdown(text: str) -> None:
    blocks = prose.paragraphs(Inline(text))
    if not blocks:
        assert not text.strip()
        return
    step = one_step(blocks)
    assert spaced(step.text) == spaced(text)
    assert not step.blocks
    assert not step.choices


@given(runs)
@example([("a", Style.STRONG), ("b", Style.EM), ("c", Style.STRONG)])
@example([("File:", Style.STRONG), ("name", Style.PLAIN)])
@example([("x!", Style.PLAIN), ("`", Style.CODE), ("*", Style.EM)])
@example([("~", Style.PLAIN), ("a", Style.STRIKE), ("~", Style.PLAIN)])
def test_marked_text_keeps_every_character_when_marks_touch(parts: list[tuple[str, Style]]) -> None:
    inline = Inline()
    for text, style in parts:
        inline.add(text, style)
    blocks = prose.paragraphs(inline)
    whole = "".join(text for text, _ in parts)
    if not blocks:
        assert not whole.strip()
        return
    shown = one_step(blocks).text
    assert without_snippets(shown) == without_snippets(whole)


@given(texts, st.sampled_from(["https://example.org/a_(b)?x=1&copy;=2", "mailto:a@example.org"]))
def test_link_keeps_text_and_address(text: str, href: str) -> None:
    inline = Inline("see ")
    inline.add(text, href=href)
    step = one_step(prose.paragraphs(inline))
    assert spaced(step.text) == spaced(f"see {text}")
    if text.strip():
        assert "<a href=" in step.html


def test_emphasis_is_kept_when_markdown_allows_it() -> None:
    inline = Inline("Click ")
    inline.add("Save", Style.STRONG)
    inline.add(", not ", Style.PLAIN)
    inline.add("Save as", Style.EM)
    inline.add(".")
    assert one_step(prose.paragraphs(inline)).html == "Click <strong>Save</strong>, not <em>Save as</em>."


def test_emphasis_goes_and_text_stays_when_the_mark_would_show() -> None:
    inline = Inline()
    inline.add("File:", Style.STRONG)
    inline.add("name")
    assert one_step(prose.paragraphs(inline)).html == "File:name"


@given(st.text(st.sampled_from("ab`~ \n\t{}<>*1.-"), max_size=60))
def test_code_reads_back_unchanged_but_for_tabs_and_snippets(code: str) -> None:
    if not code.strip():
        return
    (block,) = one_step(["Do", prose.fence(code, "sh")]).blocks
    assert isinstance(block, Code)
    assert block.text == code.expandtabs(4).strip("\n").rstrip().replace("{{>", "{{ >")


@given(st.lists(st.lists(texts, min_size=2, max_size=2), min_size=1, max_size=3))
def test_table_keeps_cells_when_they_hold_marks(rows: list[list[str]]) -> None:
    cells = [[prose.cell(prose.paragraphs(Inline(text))) for text in row] for row in rows]
    (block,) = one_step(["Do", prose.table(["A", "B"], cells)]).blocks
    assert isinstance(block, Table)
    found = [[spaced(html.unescape(_TAG.sub("", c))) for c in row] for row in block.rows]
    assert found == [[spaced(text) for text in row] for row in rows]


def test_lists_stay_apart_when_they_follow_each_other() -> None:
    step = one_step(["Do", prose.bullets([["a"]]), prose.bullets([["b"]]), prose.numbered([["c"]])])
    assert [b.html for b in step.blocks if isinstance(b, Prose)] == [
        "<ul>\n<li>a</li>\n</ul>", "<ul>\n<li>b</li>\n</ul>", "<ol>\n<li>c</li>\n</ol>",
    ]  # fmt: skip


def test_callout_is_one_when_it_holds_another() -> None:
    step = one_step(["Do", *prose.callout(["outer", prose.quote(["inner"], "TIP")], "NOTE")])
    assert [b.html for b in step.blocks if isinstance(b, Callout)] == ["outer", "inner"]


def test_paragraph_is_split_at_sentences_when_a_guide_could_not_hold_it() -> None:
    text = "A sentence that is repeated. " * 1500
    step = one_step(prose.paragraphs(Inline(text)))
    parts = [step.text, *(_TAG.sub("", b.html) for b in step.blocks if isinstance(b, Prose))]
    assert spaced(" ".join(parts)) == spaced(text)
