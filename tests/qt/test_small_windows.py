"""First run, notes, requests, why, rule maker, tray, and what a screen reader is told."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QLabel, QMenu, QSystemTrayIcon, QWidget
from pytestqt.qtbot import QtBot

from overlay.assist.events import Event, NoteWritten
from overlay.assist.view import Face, HeldBy, PanelView, StepState, StepView
from overlay.context import WindowContext
from overlay.guide import Choice, Confirm
from overlay.ui.announce import spoken
from overlay.ui.first_run import FirstRun
from overlay.ui.mark import mark_icon, mark_pixmap
from overlay.ui.notes import MAX_CHARS, GuideRequest, NoteEditor
from overlay.ui.rule_maker.window import PartButton, RuleMaker
from overlay.ui.tray import SyncEntry, Tray, TrayActions
from overlay.ui.why.window import WhyFacts, WhyWindow
from overlay.ui.widgets.button import Button
from tests.qt.managed_windows import CASE, NO_PLUGIN, themes, why_facts

pytestmark = pytest.mark.qt_log_ignore(NO_PLUGIN)
Key, Held = Qt.Key, Qt.KeyboardModifier


def words(window: QWidget) -> str:
    labels = [label.text() for label in window.findChildren(QLabel) if label.isVisible()]
    return "\n".join(labels + [b.text() for b in window.findChildren(Button) if b.isVisible()])


# First run


def test_first_run_waits_for_the_keys_and_says_that_they_work(qtbot: QtBot) -> None:
    window = FirstRun(themes(), lambda: None, lambda: None)
    qtbot.addWidget(window)
    window.open_for("Ctrl+Shift+F10")
    assert "Waiting for the keys…" in words(window)
    window.pressed()
    assert "It works. The guide is beside your work." in words(window)
    assert "Waiting" not in words(window)


def test_first_run_says_when_the_keys_belong_to_another_program(qtbot: QtBot) -> None:
    asked: list[bool] = []
    window = FirstRun(themes(), lambda: asked.append(True), lambda: None)
    qtbot.addWidget(window)
    window.open_for("Ctrl+Shift+F10", taken=True)
    assert "Ctrl+Shift+F10 is taken by another program. Choose other keys." in words(window)
    next(b for b in window.findChildren(Button) if b.text() == "Use other keys").click()
    assert asked == [True]


def test_first_run_tells_that_it_is_done_when_closed(qtbot: QtBot) -> None:
    done: list[bool] = []
    window = FirstRun(themes(), lambda: None, lambda: done.append(True))
    qtbot.addWidget(window)
    window.open_for("Ctrl+Shift+F10")
    window.close()
    assert done == [True]


# Notes and requests


@pytest.fixture
def posted() -> list[Event]:
    return []


@pytest.fixture
def note(qtbot: QtBot, posted: list[Event]) -> NoteEditor:
    window = NoteEditor(themes(), posted.append)
    qtbot.addWidget(window)
    return window


def test_note_is_saved_with_its_step(qtbot: QtBot, note: NoteEditor, posted: list[Event]) -> None:
    note.open_for("Refund an order", "Ask ", step_id="s3", number=3)
    assert "Note on step 3 of “Refund an order”" in words(note)
    qtbot.keyClicks(note.text, "Ana")
    qtbot.keyClick(note.text, Key.Key_Return, Held.ControlModifier)
    assert posted == [NoteWritten("s3", "Ask Ana")]
    assert not note.isVisible()


def test_note_is_erased_when_it_is_saved_empty(note: NoteEditor, posted: list[Event]) -> None:
    note.open_for("Refund an order", "Ask Ana")
    note.text.setPlainText("  \n ")
    note.save.click()
    assert posted == [NoteWritten("", "")]


def test_note_stays_as_it_was_when_it_is_left(qtbot: QtBot, note: NoteEditor, posted: list[Event]) -> None:
    note.open_for("Refund an order", "Ask Ana")
    qtbot.keyClicks(note.text, "x")
    qtbot.keyClick(note.text, Key.Key_Escape)
    assert posted == []
    assert not note.isVisible()


def test_note_is_kept_short(note: NoteEditor, posted: list[Event]) -> None:
    note.open_for("Refund an order", "")
    note.text.setPlainText("x" * (MAX_CHARS + 50))
    note.save.click()
    assert posted == [NoteWritten("", "x" * MAX_CHARS)]


def test_note_is_not_in_the_repr_of_its_event() -> None:
    assert "Ana" not in repr(NoteWritten("s3", "Ask Ana"))


def test_request_carries_the_application_and_the_agents_words_alone(qtbot: QtBot) -> None:
    asked: list[tuple[str, str]] = []
    window = GuideRequest(themes(), lambda app, text: asked.append((app, text)))
    qtbot.addWidget(window)
    window.open_for("Chrome")
    qtbot.keyClicks(window.text, "split an invoice")
    window.save.click()
    window.open_for("Chrome")
    assert window.written() == ""
    window.save.click()  # nothing written, nothing asked
    assert asked == [("Chrome", "split an invoice")]


# Why and rules


@pytest.fixture
def why(qtbot: QtBot) -> tuple[WhyWindow, list[WindowContext]]:
    made: list[WindowContext] = []
    window = WhyWindow(themes(), made.append)
    qtbot.addWidget(window)
    window.open_for(why_facts())
    return window, made


def test_why_shows_the_window_and_every_reason(why: tuple[WhyWindow, list[WindowContext]]) -> None:
    said = words(why[0])
    for part in (
        *(CASE.title, "chrome", "Why “Refund an order” fits", "Case {case} · Refund*", "title: *closed*"),
        *(
            "{case} is 1042. It is filled in where the guide says so.",
            "Why it comes first of 3",
            "fits every window",
        ),
        *(
            "Change an address",
            "Missing from the title:",
            "It is for other applications. This one is chrome.",
        ),
    ):
        assert part in said


def test_why_as_text_holds_no_title_and_no_captured_value(why: tuple[WhyWindow, list[WindowContext]]) -> None:
    text = why[0].as_text()
    assert "Case {case} · Refund*" in text
    for private in ("1042", "Northwind"):
        assert private not in text


def test_why_says_that_nothing_fits_when_nothing_does(qtbot: QtBot) -> None:
    window = WhyWindow(themes(), lambda _c: None)
    qtbot.addWidget(window)
    window.open_for(WhyFacts(None))
    assert "No guide fits this window" in words(window)
    assert "Not known" in words(window)


def test_why_opens_the_rule_maker_for_the_window_it_explains(
    why: tuple[WhyWindow, list[WindowContext]],
) -> None:
    next(b for b in why[0].findChildren(Button) if b.text() == "Make a rule for this window").click()
    assert why[1] == [CASE]


@pytest.fixture
def maker(qtbot: QtBot) -> RuleMaker:
    window = RuleMaker(themes())
    qtbot.addWidget(window)
    window.open_for(CASE)
    return window


def part(maker: RuleMaker, text: str) -> PartButton:
    return next(b for b in maker.findChildren(PartButton) if b.text() == text)


def test_rule_maker_copies_front_matter_that_fits_the_window(maker: RuleMaker) -> None:
    assert "Fits this window: {case} = 1042" in words(maker)
    next(b for b in maker.findChildren(Button) if b.text() == "Copy for the guide").click()
    copied = QApplication.clipboard().text()
    assert copied == 'when:\n  - app: [chrome]\n    title: "Case {case} · Refund*"\n'
    assert "Copied" in words(maker)


def test_rule_maker_says_at_once_what_a_click_does(maker: RuleMaker) -> None:
    part(maker, "Refund").click()
    assert 'title: "Case {case} · {number}*"' in words(maker)
    assert part(maker, "Refund").accessibleName() == "Refund: changes, called number"


def test_rule_maker_copies_no_rule_that_fits_every_window(maker: RuleMaker) -> None:
    for text in ("Case", "Refund"):
        part(maker, text).click()
    assert "Keep at least one word, or the rule fits every window." in words(maker)
    assert not next(b for b in maker.findChildren(Button) if b.text() == "Copy for the guide").isEnabled()


def test_rule_maker_copies_no_rule_in_which_a_capture_has_no_end(maker: RuleMaker) -> None:
    for text in ("·", "·", "Refund"):
        part(maker, text).click()
    assert (
        "Without fixed text beside it, a part that changes has no clear beginning or end. Keep a word next to it."
        in words(maker)
    )


def test_rule_maker_takes_a_window_without_title(qtbot: QtBot) -> None:
    window = RuleMaker(themes())
    qtbot.addWidget(window)
    window.open_for(WindowContext("chrome", ""))
    assert "This window has no title." in words(window)


# Tray


def actions(done: list[str]) -> TrayActions:
    def act(name: str) -> None:
        done.append(name)

    return TrayActions(
        toggle=lambda: act("toggle"),
        search=lambda: act("search"),
        why=lambda: act("why"),
        settings=lambda: act("settings"),
        quit=lambda: act("quit"),
        sync=lambda: act("sync"),
    )


def test_tray_does_without_a_tray(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: False))
    tray = Tray(themes(), actions([]))
    assert not tray.start()
    tray.say_shown(True)
    tray.stop()


@pytest.mark.qt_log_ignore("systemTrayWindowChanged", extend=True)  # the offscreen platform has no trays
@pytest.mark.parametrize("entry", SyncEntry)
def test_tray_menu_does_what_it_says(
    qapp: QApplication, monkeypatch: pytest.MonkeyPatch, entry: SyncEntry
) -> None:
    monkeypatch.setattr(QSystemTrayIcon, "isSystemTrayAvailable", staticmethod(lambda: True))
    done: list[str] = []
    tray = Tray(themes(), actions(done))
    assert tray.start()
    tray.say_sync(entry)
    menu = tray.menu()
    assert isinstance(menu, QMenu)
    entries = {a.text(): a for a in menu.actions() if not a.isSeparator()}
    said = "Stop getting new guides" if entry is SyncEntry.STOP else "Get new guides now"
    assert entries[said].isEnabled() is (entry is not SyncEntry.OFF)
    for action in entries.values():
        action.trigger()
    wanted = ["toggle", "search", "why", *([] if entry is SyncEntry.OFF else ["sync"]), "settings", "quit"]
    assert done == wanted
    tray.say_shown(True)
    assert menu.actions()[0].text() == "Hide the panel"
    tray.stop()


@pytest.mark.parametrize("px", [16, 22, 48])
@pytest.mark.parametrize("ratio", [1.0, 1.5, 2.0])
def test_mark_is_drawn_in_the_colour_given_with_clear_corners(
    qapp: QApplication, px: int, ratio: float
) -> None:
    image = mark_pixmap(px, QColor("#0B6B5B"), ratio).toImage()
    assert image.width() == round(px * ratio)
    assert image.pixelColor(image.width() * 7 // 10, image.height() * 7 // 10) == QColor("#0B6B5B")
    assert image.pixelColor(image.width() - 1, 0).alpha() == 0


def test_mark_icon_has_the_sizes_trays_ask_for(qapp: QApplication) -> None:
    assert {16, 22, 24, 32, 48} <= {size.width() for size in mark_icon(QColor("#0B6B5B")).availableSizes()}


# What a screen reader is told


def walk(**changes: object) -> PanelView:
    box = Confirm("c1", "At most € 250", "At most € 250")
    choices = (Choice("By card", "card"), Choice("On invoice", "invoice"))
    steps = (
        StepView(0, StepState.DONE, "Open the tab", "Open the tab"),
        StepView(1, StepState.NOW, "Compare the amount", "Compare", blocks=(box,), choices=choices),
    )
    values: dict[str, object] = {"face": Face.WALK, "title": "Refund", "steps": steps, "now": 1}
    return PanelView(**{**values, **changes})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("view", "said"),
    [
        (walk(), "Step 2 of 2: Compare the amount"),
        (walk(held=HeldBy.CONFIRM), "Step 2 of 2: Compare the amount Tick first: At most € 250"),
        (walk(held=HeldBy.CHOICE), "Step 2 of 2: Compare the amount Choose: 1, By card; 2, On invoice"),
        (walk(held=HeldBy.OTHER_CASE), "Step 2 of 2: Compare the amount Another case is in front."),
        (walk(face=Face.FINISHED), "All steps of “Refund” are done."),
        (walk(face=Face.NOTICE), "Notice: Refund"),
        (PanelView(face=Face.NO_MATCH), "No guide fits this window."),
        (PanelView(face=Face.NO_CONTENT), "There are no guides yet."),
        (PanelView(face=Face.ERROR), "The guides cannot be read."),
    ],
)
def test_screen_reader_hears_the_step_and_what_holds_it(
    qapp: QApplication, view: PanelView, said: str
) -> None:
    assert spoken(view) == said
