"""Guide text as paragraphs and lines."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PySide6.QtGui import QColor, QImage, QPainter

from overlay.ui.richtext import Flow, paragraphs, plain
from overlay.ui.theme import Theme, make_theme

INK = QColor("#000")


@pytest.fixture
def theme(qapp: object) -> Theme:
    return make_theme("light")


def flow(html: str, theme: Theme, most_lines: int = 0) -> Flow:
    return Flow(html, theme, theme.style("body"), INK, most_lines=most_lines)


def test_paragraphs_keep_what_is_bold() -> None:
    (only,) = paragraphs("Open the <strong>Payments</strong> tab.")
    assert only.text == "Open the Payments tab."
    assert [(only.text[r.start : r.start + r.length], set(r.looks)) for r in only.runs] == [
        ("Payments", {"strong"})
    ]


def test_paragraphs_number_lists_and_indent_them() -> None:
    found = paragraphs(
        "<p>Look:</p><ul><li>one<ol><li>a</li><li>b</li></ol></li><li>two</li></ul><p>Done</p>"
    )
    assert [(p.text, p.depth, p.marker) for p in found] == [
        ("Look:", 0, ""),
        ("one", 1, "•"),
        ("a", 2, "1."),
        ("b", 2, "2."),
        ("two", 1, "•"),
        ("Done", 0, ""),
    ]


def test_paragraphs_show_markup_as_text_when_it_is_escaped() -> None:
    (only,) = paragraphs("Case &lt;script&gt;alert(1)&lt;/script&gt; &amp; more")
    assert only.text == "Case <script>alert(1)</script> & more"


def test_paragraphs_keep_no_break_spaces() -> None:
    assert paragraphs("at   most €\u00a0250")[0].text == "at most €\u00a0250"


@given(st.text(alphabet="<>/abpulioe&;\"' =\n", max_size=300))
def test_paragraphs_never_raise(html: str) -> None:
    assert isinstance(plain(html), str)


def test_plain_reads_like_the_text() -> None:
    assert plain("<p>One</p><ul><li>two</li></ul>") == "One\n• two"


def test_height_is_whole_lines(theme: Theme) -> None:
    text = flow("word " * 40, theme)
    height = text.lay_out(200)
    assert height % theme.style("body").line_px == 0
    assert height >= 4 * theme.style("body").line_px


def test_text_is_elided_when_it_has_more_lines_than_wanted(theme: Theme) -> None:
    text = flow("word " * 80, theme, most_lines=2)
    assert text.lay_out(200) == 2 * theme.style("body").line_px


def test_long_words_break_when_they_do_not_fit(theme: Theme) -> None:
    text = flow("Rückerstattungsbestätigungsanforderungsformular", theme)
    assert text.lay_out(120) > theme.style("body").line_px


def test_links_are_where_their_words_are(theme: Theme) -> None:
    text = flow("See <a href='https://example.com/a?b=1&amp;c=2'>the terms of the shop</a> now", theme)
    text.lay_out(110)
    (link,) = text.links()
    assert link.href == "https://example.com/a?b=1&c=2"
    assert link.text == "the terms of the shop"
    assert len(link.rects) >= 2
    assert all(rect.left() >= 0 and rect.right() <= 111 for rect in link.rects)


def test_text_stands_at_the_right_when_the_interface_does(theme: Theme) -> None:
    def leftmost(rtl: bool) -> int:
        text = flow("ab", theme)
        text.lay_out(200, rtl=rtl)
        image = QImage(200, 30, QImage.Format.Format_Grayscale8)
        image.fill(255)
        painter = QPainter(image)
        text.draw(painter, 0, 0)
        painter.end()
        return min(x for x in range(200) if any(image.pixelColor(x, y).value() < 128 for y in range(30)))

    assert leftmost(rtl=False) < 10
    assert leftmost(rtl=True) > 150


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40)
@given(st.text(max_size=120), st.integers(30, 500))
def test_layout_never_raises(theme: Theme, words: str, width: int) -> None:
    text = flow(words.replace("<", "&lt;"), theme, most_lines=2)
    assert 0 <= text.lay_out(width) <= 2 * theme.style("body").line_px
