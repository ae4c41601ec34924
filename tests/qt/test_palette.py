"""The palette: typing, moving, choosing, and giving the focus back to the window it came from."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from PySide6.QtCore import QLocale, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLabel, QLineEdit, QListView, QWidget
from pytestqt.qtbot import QtBot

from overlay.assist.events import Event, PickGuide
from overlay.guide import GuideRef
from overlay.ui.palette.model import HIT_END, HIT_START, Found, FoundBy, hits, mark_hits, without_marks
from overlay.ui.palette.preview import PreviewPane, reviewed_words
from overlay.ui.palette.why import below
from overlay.ui.palette.window import Palette
from tests.qt.managed_windows import NO_PLUGIN, SCREEN, FakeFinder, found, themes

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)
Key = Qt.Key
GUIDES = [found(f"guide{n}", f"Guide {n:02}") for n in range(20)]


class Desk:
    """A palette over a fake finder, with what it posted and where it gave the focus."""

    def __init__(self, qtbot: QtBot, guides: list[Found] | None = None) -> None:
        self.finder = FakeFinder(GUIDES if guides is None else guides)
        self.posted: list[Event] = []
        self.gave_back: list[int] = []
        self.palette = Palette(themes(), self.finder, self.posted.append, lambda: 12.5, self.gave_back.append)
        qtbot.addWidget(self.palette)
        self._qtbot = qtbot

    @property
    def field(self) -> QLineEdit:
        return self.palette.findChildren(QLineEdit)[0]

    @property
    def list(self) -> QListView:
        return self.palette.findChildren(QListView)[0]

    def open(self, text: str = "") -> None:
        self.palette.open_for(77, "Chrome", SCREEN, text=text)
        self._qtbot.waitUntil(self.palette.isActiveWindow)

    def press(self, key: Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        self._qtbot.keyClick(self.field, key, modifiers)

    def current(self) -> str:
        return str(self.list.currentIndex().data())


@pytest.fixture
def british(qapp: QApplication) -> Iterator[None]:
    before = QLocale()
    QLocale.setDefault(QLocale("en_GB"))
    yield
    QLocale.setDefault(before)


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(qtbot)


def test_palette_lists_what_fits_and_what_was_used_when_nothing_is_typed(desk: Desk) -> None:
    desk.open()
    model = desk.list.model()
    assert desk.finder.asked[-1] == ""
    assert [model.index(0, 0).data(), model.index(2, 0).data()] == ["Fits this window", "Recently used"]
    assert desk.current() == "Guide 00"


def test_palette_has_the_focus_in_the_field_when_it_opens(desk: Desk) -> None:
    desk.open()
    assert desk.field.hasFocus()


def test_palette_finds_while_typing(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    qtbot.keyClicks(desk.field, "Guide 07")
    assert desk.finder.asked[-1] == "Guide 07"
    assert desk.current() == "Guide 07"


@pytest.mark.parametrize(
    ("keys", "lands_on"),
    [
        ([Key.Key_Down], "Guide 01"),
        ([Key.Key_Down, Key.Key_Up], "Guide 00"),
        ([Key.Key_Up], "Guide 19"),
        ([Key.Key_Up, Key.Key_Down], "Guide 00"),
        ([Key.Key_PageDown], "Guide 06"),
        ([Key.Key_PageDown] * 5, "Guide 19"),
        ([Key.Key_PageDown, Key.Key_PageUp], "Guide 00"),
        ([Key.Key_End], "Guide 19"),
        ([Key.Key_End, Key.Key_Home], "Guide 00"),
    ],
)
def test_palette_moves_in_the_list_and_passes_headings_over(
    desk: Desk, keys: list[Key], lands_on: str
) -> None:
    desk.open()
    for key in keys:
        desk.press(key)
    assert desk.current() == lands_on
    assert desk.field.hasFocus()


def test_home_moves_in_the_text_when_there_is_text(desk: Desk) -> None:
    desk.open("Guide")
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Home)
    assert desk.field.cursorPosition() == 0
    assert desk.current() == "Guide 01"


def test_enter_picks_the_guide_and_gives_the_focus_back(desk: Desk) -> None:
    desk.open()
    desk.press(Key.Key_Down)
    desk.press(Key.Key_Return)
    assert desk.posted == [PickGuide(GuideRef("pack", "guide1"), 12.5)]
    assert desk.gave_back == [77]
    assert not desk.palette.isVisible()


def test_click_picks_the_guide(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    at = desk.list.visualRect(desk.list.model().index(3, 0)).center()
    qtbot.mouseClick(desk.list.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert desk.posted == [PickGuide(GuideRef("pack", "guide1"), 12.5)]


def test_enter_does_nothing_when_nothing_is_found(desk: Desk) -> None:
    desk.open("zzz")
    desk.press(Key.Key_Return)
    assert desk.posted == []
    assert desk.palette.isVisible()


def test_escape_gives_the_focus_back_to_the_window_it_came_from(desk: Desk) -> None:
    desk.open()
    desk.press(Key.Key_Escape)
    assert desk.gave_back == [77]
    assert desk.posted == []
    assert not desk.palette.isVisible()


def test_palette_goes_and_takes_no_focus_back_when_another_window_is_chosen(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    other = QWidget()
    qtbot.addWidget(other)
    other.show()
    other.activateWindow()
    qtbot.waitUntil(lambda: not desk.palette.isVisible())
    assert desk.gave_back == [0]


def test_late_answer_is_dropped_when_the_query_changed(desk: Desk, qtbot: QtBot) -> None:
    desk.finder.late = True
    desk.open()
    qtbot.keyClicks(desk.field, "Guide 01")
    desk.palette.answer(desk.finder.results("Guide 0"))
    assert desk.list.model().rowCount() == 0
    desk.palette.answer(desk.finder.results("Guide 01"))
    assert desk.current() == "Guide 01"


def test_enter_belongs_to_the_input_method_while_it_composes(desk: Desk) -> None:
    desk.open()
    QApplication.sendEvent(desk.field, QInputMethodEvent("にほ", []))
    desk.press(Key.Key_Return)
    desk.press(Key.Key_Down)
    assert desk.posted == []
    assert desk.current() == "Guide 00"
    QApplication.sendEvent(desk.field, QInputMethodEvent())
    desk.press(Key.Key_Return)
    assert len(desk.posted) == 1


def test_ctrl_c_copies_the_guide_when_no_text_is_selected(desk: Desk) -> None:
    desk.open()
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Guide 00\n1. Step 1\n2. Step 2\n3. Step 3"


def test_ctrl_c_copies_the_words_when_they_are_selected(desk: Desk) -> None:
    desk.open("Guide")
    desk.field.selectAll()
    desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QApplication.clipboard().text() == "Guide"


def test_preview_shows_the_guide_selected_and_goes_in_a_narrow_window(desk: Desk) -> None:
    desk.open()
    pane = desk.palette.findChildren(PreviewPane)[0]
    assert pane.isVisible()
    desk.palette.resize(600, 456)
    assert not pane.isVisible()


def test_row_tells_a_screen_reader_where_the_walk_is(qtbot: QtBot) -> None:
    desk = Desk(qtbot, [found("refund", "Refund an order", steps=6, at=3)])
    desk.open()
    assert desk.list.currentIndex().data(Qt.ItemDataRole.AccessibleTextRole) == "Refund an order, Step 3 of 6"


@pytest.mark.parametrize("width", [300, 500, 760])
def test_footer_leaves_hints_out_that_do_not_fit(desk: Desk, width: int, qtbot: QtBot) -> None:
    desk.open()
    footer = desk.palette._footer
    desk.palette.setMinimumWidth(1)
    footer.resize(width, 40)
    used = sum(w.sizeHint().width() for pair in footer._hints for w in pair if not w.isHidden())
    back = footer._back.sizeHint().width() + footer._back_keys.sizeHint().width()
    assert used + back <= width
    assert not footer._back.isHidden()


def test_hits_are_marked_where_a_word_begins_with_the_query() -> None:
    marked = mark_hits("Refund an order, prerefund", "refu ORD")
    assert [words for words, hit in hits(marked) if hit] == ["Refu", "ord"]


@given(st.text(max_size=40), st.text(max_size=12))
def test_marking_hits_changes_no_letter(text: str, query: str) -> None:
    plain = without_marks(text)
    assert without_marks(mark_hits(plain, query)) == plain


@given(st.text(alphabet=f"ab{HIT_START}{HIT_END}", max_size=20))
def test_hits_give_every_letter_back_whatever_the_marks(text: str) -> None:
    assert "".join(words for words, _ in hits(text)) == without_marks(text)


@pytest.mark.parametrize(
    ("owner", "reviewed", "words"),
    [
        ("Payments team", "2026-03-02", "Payments team · reviewed 2 Mar 2026"),
        ("", "2026-03-02T10:00:00Z", "Reviewed 2 Mar 2026"),
        ("Payments team", "soon", "Payments team"),
        ("", "", ""),
    ],
)
def test_reviewed_words_leave_out_what_is_not_known(
    british: None, owner: str, reviewed: str, words: str
) -> None:
    assert reviewed_words(owner, reviewed) == words


def test_palette_is_called_the_same_by_everybody(desk: Desk) -> None:
    names: Callable[[QWidget], str] = QWidget.accessibleName
    assert names(desk.field) == "Search guides"
    assert names(desk.list) == "Guides found"


# What comes later


def test_enter_takes_the_first_of_the_answer_that_is_on_its_way(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.finder.late = True
    qtbot.keyClicks(desk.field, "Guide 07")
    desk.press(Key.Key_Return)
    assert desk.posted == []
    desk.palette.answer(desk.finder.results("Guide 07"))
    assert desk.posted == [PickGuide(GuideRef("pack", "guide7"), 12.5)]
    assert not desk.palette.isVisible()


def test_enter_is_forgotten_when_typing_goes_on(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.finder.late = True
    qtbot.keyClicks(desk.field, "Guide")
    desk.press(Key.Key_Return)
    qtbot.keyClicks(desk.field, " 07")
    desk.palette.answer(desk.finder.results("Guide"))
    desk.palette.answer(desk.finder.results("Guide 07"))
    assert desk.posted == []


def test_answer_is_dropped_when_the_palette_is_gone(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    desk.finder.late = True
    qtbot.keyClicks(desk.field, "Guide")
    desk.press(Key.Key_Escape)
    desk.palette.answer(desk.finder.results("Guide"))
    assert desk.list.model().rowCount() == 0


def test_nothing_is_said_before_the_first_answer(desk: Desk) -> None:
    desk.finder.late = True
    desk.open("xyz")
    nothing = [w for w in desk.palette.findChildren(QLabel) if w.text().startswith("Nothing found")]
    assert [word.isVisible() for word in nothing] == [False]
    desk.palette.answer(desk.finder.results("xyz"))
    assert [word.isVisible() for word in nothing] == [True]


# Searches that led nowhere


def test_search_left_without_a_choice_is_told_as_missed(desk: Desk, qtbot: QtBot) -> None:
    desk.open()
    qtbot.keyClicks(desk.field, "gift wrap")
    desk.press(Key.Key_Escape)
    assert desk.finder.gave_up == ["gift wrap"]


@pytest.mark.parametrize("how", ["enter", "copy"])
def test_search_that_was_of_use_is_not_missed(desk: Desk, qtbot: QtBot, how: str) -> None:
    desk.open()
    qtbot.keyClicks(desk.field, "Guide 07")
    if how == "copy":
        desk.press(Key.Key_C, Qt.KeyboardModifier.ControlModifier)
        desk.press(Key.Key_Escape)
    else:
        desk.press(Key.Key_Return)
    assert not desk.palette.isVisible()
    assert desk.finder.gave_up == []


# Why


BY = (
    FoundBy("reimburse", "reimbursed", "keywords", "form"),
    FoundBy("pasword", "password", "body", "spelling"),
)


def test_preview_says_which_word_stands_where(qtbot: QtBot) -> None:
    desk = Desk(qtbot, [replace(GUIDES[0], by=BY)])
    desk.open("Guide")
    shown = [label.text() for label in desk.palette.findChildren(PreviewPane)[0].findChildren(QLabel)]
    assert "Found by “reimbursed” in the keywords · “password” in the steps (for “pasword”)" in shown


@pytest.mark.parametrize(
    ("snippet", "line"),
    [
        ("Plain", f"Also found as: {HIT_START}reimbursed{HIT_END}"),
        (f"{HIT_START}It{HIT_END} is here", f"{HIT_START}It{HIT_END} is here"),
    ],
)
def test_row_names_a_keyword_when_nothing_else_in_it_was_hit(snippet: str, line: str) -> None:
    assert below(Found(GuideRef("pack", "g"), "en", "Refund", snippet, by=BY)) == line
