"""The panel: what it shows for a view, what it posts when touched, and what it never does."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from msgspec.structs import replace
from PySide6.QtCore import QEvent, QLocale, QObject, QPoint, QRect, QSize, Qt
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QAbstractButton, QApplication, QCheckBox, QWidget
from pytestqt.qtbot import QtBot

from overlay.assist import events as ev
from overlay.assist.view import Face, HeldBy, PanelView, Strip, StripKind
from overlay.guide import Action, Callout, CalloutKind, Image, Prose
from overlay.settings import Place
from overlay.ui.panel import Panel, wording
from overlay.ui.panel.pictures import PictureButton, Pictures, Viewer
from overlay.ui.panel.steps import DoneRow
from overlay.ui.pill import Pill
from overlay.ui.theme import make_theme
from overlay.ui.widgets.keycap import HotkeyLabels
from tools.sample_views import VIEWS, long_walk

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support")
LABELS = HotkeyLabels(
    {
        "toggle": "Ctrl+Shift+F10",
        "next": "Ctrl+Shift+F7",
        "accept": "Ctrl+Shift+F8",
        "back": "Ctrl+Shift+F6",
        "search": "Ctrl+Alt+Space",
    }
)
SCREEN = QSize(1440, 900)
NOW_S = 1_795_300_000.0  # 2026-11-22


def picture(width: int = 64, height: int = 32) -> bytes:
    from PySide6.QtCore import QBuffer  # noqa: PLC0415

    image = QImage(width, height, QImage.Format.Format_RGB32)
    image.fill(QColor("#d5246e"))
    buffer = QBuffer()
    buffer.open(QBuffer.OpenModeFlag.WriteOnly)
    image.save(buffer, "PNG")
    return bytes(buffer.data().data())


@pytest.fixture
def posted() -> list[ev.Event]:
    return []


@pytest.fixture
def asked_for() -> list[tuple[str, str]]:
    return []


@pytest.fixture
def panel(qtbot: QtBot, posted: list[ev.Event], asked_for: list[tuple[str, str]]) -> Panel:
    def media(pack: str, src: str) -> bytes | None:
        asked_for.append((pack, src))
        return picture()

    made = Panel(posted.append, make_theme("light"), media, LABELS, lambda: NOW_S)
    made.wanted_size(SCREEN)
    qtbot.addWidget(made)
    return made


@pytest.fixture
def rtl(qapp: QApplication) -> Iterator[None]:
    qapp.setLayoutDirection(Qt.LayoutDirection.RightToLeft)
    yield
    qapp.setLayoutDirection(Qt.LayoutDirection.LeftToRight)


def show(panel: Panel, view: PanelView) -> None:
    panel.render_view(view)
    panel.show_at(QRect(QPoint(900, 20), panel.size()))


def seen(panel: Panel, kind: type[QWidget] = QAbstractButton) -> list[QWidget]:
    return [w for w in panel.findChildren(kind) if w.isVisibleTo(panel)]


def named(panel: Panel, name: str) -> QAbstractButton:
    found = [w for w in seen(panel) if w.accessibleName() == name]
    assert len(found) == 1, [w.accessibleName() for w in seen(panel)]
    assert isinstance(found[0], QAbstractButton)
    return found[0]


@pytest.mark.parametrize("name", VIEWS)
@pytest.mark.parametrize("factor", [0.8, 1.0, 2.0])
def test_every_state_is_drawn_inside_the_screen(panel: Panel, name: str, factor: float) -> None:
    panel.set_theme(make_theme("light", factor))
    show(panel, VIEWS[name])
    assert panel.width() <= SCREEN.width() * 0.4
    assert panel.height() <= SCREEN.height() * 0.92
    grabbed = panel.grab().toImage()
    assert (
        len({grabbed.pixel(x, y) for x in range(0, panel.width(), 9) for y in range(0, panel.height(), 9)})
        > 3
    )
    for control in seen(panel):
        assert control.accessibleName(), control
        assert min(control.width(), control.height()) >= 24, control.accessibleName()


def test_view_draws_the_same_pixels_when_drawn_again(panel: Panel) -> None:
    show(panel, VIEWS["walk"])
    before = panel.grab().toImage()
    show(panel, VIEWS["choice"])
    assert panel.grab().toImage() != before
    show(panel, VIEWS["walk"])
    assert panel.grab().toImage() == before


class Paintings(QObject):
    """Counts the paintings of a widget."""

    count = 0

    def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
        self.count += event.type() is QEvent.Type.Paint
        return False


def test_changed_view_is_painted_before_anything_else_when_asked(panel: Panel) -> None:
    show(panel, VIEWS["walk"])
    QApplication.processEvents()
    paintings = Paintings()
    panel.header.installEventFilter(paintings)
    panel.render_view(VIEWS["stale"])
    assert paintings.count == 0
    panel.paint_now()
    assert paintings.count == 1


def test_nothing_is_laid_out_again_when_the_view_is_equal(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(panel, VIEWS["walk"])

    def fail(*_: object) -> int:
        raise AssertionError("laid out again")

    for part, method in (
        (panel.header, "_arrange"),
        (panel.footer, "_arrange"),
        (panel.body.steps.card, "_arrange"),
    ):
        monkeypatch.setattr(part, method, fail)
    panel.render_view(replace(VIEWS["walk"]))


def test_controls_are_kept_when_the_step_changes(panel: Panel) -> None:
    show(panel, VIEWS["walk"])
    boxes = set(seen(panel, QCheckBox))
    show(panel, VIEWS["choice"])
    assert not seen(panel, QCheckBox)
    show(panel, VIEWS["walk-held"])
    assert set(seen(panel, QCheckBox)) == boxes


@pytest.mark.parametrize(
    ("view", "button", "event"),
    [
        ("walk", "Next", ev.Next(NOW_S)),
        ("walk", "Back", ev.Back(NOW_S)),
        ("walk", "Fold", ev.Fold(NOW_S)),
        ("walk", "Hide", ev.Hide(NOW_S)),
        ("walk", "Why", ev.ToggleWhy()),
        ("walk", "Copy", ev.RunAction("3/a1", NOW_S)),
        ("walk", "1 of 3 guides that fit", ev.ToggleMatches()),
        ("walk", "Done: Check who is calling.", ev.JumpTo(1, NOW_S)),
        ("walk-held", "Tick the box first", ev.Next(NOW_S)),
        ("choice", "2, iDEAL or bank transfer", ev.Choose(2, NOW_S)),
        ("list", "3, Greeting on the phone", ev.Choose(3, NOW_S)),
        ("other-case", "Go there", ev.SwitchCase(NOW_S)),
        ("finished", "Start again", ev.Restart(NOW_S)),
        ("no-match", "Search guides", ev.OpenSearch()),
        ("notice", "Got it", ev.Next(NOW_S)),
    ],
)
def test_click_posts_its_event(
    panel: Panel, qtbot: QtBot, posted: list[ev.Event], view: str, button: str, event: ev.Event
) -> None:
    show(panel, VIEWS[view])
    qtbot.mouseClick(named(panel, button), Qt.MouseButton.LeftButton)
    assert posted == [event]


def test_a_button_names_the_language_when_a_text_is_in_the_customers(panel: Panel) -> None:
    view = VIEWS["walk"]
    here = view.steps[view.now]
    blocks = tuple(replace(b, lang="de") if isinstance(b, Action) else b for b in here.blocks)
    steps = (*view.steps[: view.now], replace(here, blocks=blocks), *view.steps[view.now + 1 :])
    show(panel, replace(view, steps=steps))
    assert named(panel, "Copy · DE").isVisible()


def test_tick_is_posted_when_the_box_is_clicked(panel: Panel, qtbot: QtBot, posted: list[ev.Event]) -> None:
    show(panel, VIEWS["walk-held"])
    qtbot.mouseClick(seen(panel, QCheckBox)[0], Qt.MouseButton.LeftButton)
    assert posted == [ev.Tick("3/c1", True, NOW_S)]


def test_actions_are_off_when_another_case_is_in_front(
    panel: Panel, qtbot: QtBot, posted: list[ev.Event]
) -> None:
    show(panel, VIEWS["other-case"])
    copy = named(panel, "Copy")
    assert not copy.isEnabled()
    qtbot.mouseClick(copy, Qt.MouseButton.LeftButton)
    assert posted == []


def test_next_stays_in_place_whatever_the_step(panel: Panel) -> None:
    places = set()
    for name in (
        "walk",
        "walk-held",
        "choice",
        "image-table",
        "first",
        "last",
        "long",
        "finished",
        "other-case",
    ):
        show(panel, VIEWS[name])
        places.add((panel.size().toTuple(), panel.footer.next.mapTo(panel, QPoint(0, 0)).toTuple()))
    assert len(places) == 1


def test_next_says_why_it_is_held(panel: Panel) -> None:
    show(panel, VIEWS["choice"])
    assert panel.footer.next.text() == "Choose 1, 2 or 3"
    two = replace(
        VIEWS["choice"], steps=tuple(replace(s, choices=s.choices[:2]) for s in VIEWS["choice"].steps)
    )
    show(panel, two)
    assert panel.footer.next.text() == "Choose 1 or 2"


def test_panel_hugs_its_content_when_there_is_no_walk(panel: Panel) -> None:
    show(panel, VIEWS["walk"])
    walking = panel.height()
    show(panel, VIEWS["no-match"])
    assert panel.height() < walking * 0.7


def test_current_step_is_in_view_when_the_guide_is_long(panel: Panel) -> None:
    show(panel, long_walk(60, 0))
    card = panel.body.steps.card
    top = card.mapTo(panel.body, QPoint(0, 0)).y()
    assert 0 <= top <= 60
    assert top + card.height() <= panel.body.height()


def test_only_rows_near_the_view_are_laid_out_when_the_guide_is_long(panel: Panel) -> None:
    show(panel, long_walk(400, 0))
    assert panel.body.steps._laid < 40
    bar = panel.body.bar
    for _ in range(100):  # the end is known exactly once the rows on the way are laid out
        bar.setValue(bar.maximum())
        if bar.value() == bar.maximum():
            break
    assert bar.value() == bar.maximum()
    assert panel.body.steps._laid == len(panel.body.steps._next)


def test_done_steps_fold_when_more_than_two_and_unfold_on_a_click(panel: Panel, qtbot: QtBot) -> None:
    show(panel, VIEWS["choice"])
    assert len(seen(panel, DoneRow)) == 1
    qtbot.mouseClick(seen(panel, DoneRow)[0], Qt.MouseButton.LeftButton)
    assert len(seen(panel, DoneRow)) == 3


def test_pictures_are_asked_of_the_guides_own_pack_and_only_when_seen(
    panel: Panel, asked_for: list[tuple[str, str]]
) -> None:
    panel.render_view(long_walk(8, 5))
    assert asked_for == []
    show(panel, long_walk(8, 5))
    panel.grab()
    assert {pack for pack, _ in asked_for} == {"demo-service"}
    assert len({src for _, src in asked_for}) < 5


def test_picture_is_shown_large_without_the_focus_when_clicked(panel: Panel, qtbot: QtBot) -> None:
    view = VIEWS["image-table"]
    show(panel, view)
    panel.grab()
    qtbot.mouseClick(seen(panel, PictureButton)[0], Qt.MouseButton.LeftButton)
    large = [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "Viewer" and w.isVisible()]
    assert len(large) == 1
    assert large[0].windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    qtbot.mouseClick(large[0], Qt.MouseButton.LeftButton)
    assert not large[0].isVisible()


@pytest.mark.parametrize("data", [b"", b"not a picture", b"<svg xmlns='http://www.w3.org/2000/svg'/>"])
def test_picture_is_missing_when_it_cannot_be_read(qapp: QApplication, data: bytes) -> None:
    pictures = Pictures(lambda _pack, _src: data)
    assert pictures.size(Image("x.png")).isEmpty()
    assert pictures.scaled(Image("x.png", width=10, height=10), 100, 1.0) is None


def test_hints_that_do_not_fit_are_left_out_from_the_end(panel: Panel) -> None:
    def hints(width: int) -> list[str]:
        drawn: list[str] = []
        footer = panel.footer
        footer.resize(width, footer.height())
        image = QImage(footer.size(), QImage.Format.Format_ARGB32)
        painter = QPainter(image)
        painter.end()
        from overlay.ui.widgets import drawing  # noqa: PLC0415

        kept = drawing.Drawing.text

        def text(self: drawing.Drawing, words: str, *rest: object, **more: object) -> float:
            drawn.append(words)
            return kept(self, words, *rest, **more)  # type: ignore[arg-type]

        drawing.Drawing.text = text  # type: ignore[method-assign]
        try:
            footer.grab()
        finally:
            drawing.Drawing.text = kept  # type: ignore[method-assign]
        return drawn

    show(panel, VIEWS["walk"])
    wide = [w for w in hints(900) if w in {"Hide", "Search"}]
    narrow = [w for w in hints(250) if w in {"Hide", "Search"}]
    assert wide == ["Hide", "Search"]
    assert narrow == ["Hide"]


def test_caps_show_the_whole_chord_when_its_modifiers_differ() -> None:
    assert LABELS.shared == "Ctrl+Shift"
    assert LABELS.cap("next") == "F7"
    assert LABELS.cap("search") == "Ctrl+Alt+Space"
    assert LABELS.cap("fold") == ""


def test_accept_key_stands_on_what_it_does(panel: Panel) -> None:
    def caps() -> dict[str, str]:
        return {w.accessibleName(): w._cap for w in seen(panel) if getattr(w, "_cap", "")}

    show(panel, VIEWS["walk-held"])
    assert caps()["The amount is at most € 250"] == "F8"
    assert "Copy" not in caps()
    show(panel, VIEWS["walk"])
    assert caps()["Copy"] == "F8"
    show(panel, VIEWS["choice"])
    assert caps()["1, By card"] == "F8"


def test_buttons_are_left_out_when_nobody_can_do_them(panel: Panel) -> None:
    show(panel, VIEWS["no-content"])
    names = {w.accessibleName() for w in seen(panel)}
    assert "Add a source" not in names
    panel.set_offers(frozenset({"source"}))
    named(panel, "Add a source")


def test_button_asks_when_the_application_offers_it(panel: Panel, qtbot: QtBot) -> None:
    panel.set_offers(frozenset({"why"}))
    show(panel, VIEWS["no-match"])
    with qtbot.waitSignal(panel.asked) as caught:
        qtbot.mouseClick(named(panel, "Why none?"), Qt.MouseButton.LeftButton)
    assert caught.args == ["why"]


@pytest.mark.parametrize("kind", list(StripKind))
def test_strip_says_something_for_every_kind(panel: Panel, kind: StripKind) -> None:
    show(panel, replace(VIEWS["walk"], strip=Strip(kind, "2026-03-01", owner="Records", done=1, total=5)))
    assert panel.strip.isVisible()
    assert len(panel.strip.accessibleName()) > 10


@pytest.mark.parametrize("code", ["window", "case", "modifiers", "link", "typing", "new-code"])
def test_refusal_is_explained_for_every_code(code: str) -> None:
    assert wording.refused(code).startswith("<b>")


def test_captures_are_shown_as_text_when_they_hold_markup(panel: Panel) -> None:
    hostile = "<b>1</b><img src=x>"
    show(
        panel,
        replace(VIEWS["other-case"], captures={"case": hostile}, strip=Strip(StripKind.OTHER_CASE, hostile)),
    )
    assert hostile in panel.strip.accessibleName()
    assert hostile in panel.header.accessibleName()


def test_match_line_names_what_was_captured() -> None:
    assert wording.captured(VIEWS["walk"]) == ("Case", "1042")
    assert wording.in_app("chrome") == "in Chrome"
    assert wording.why_line(()) == ""


def test_language_is_marked_only_when_it_is_another() -> None:
    kept = QLocale()
    try:
        QLocale.setDefault(QLocale("nl"))
        assert (wording.foreign("en"), wording.foreign("nl"), wording.foreign("")) == ("EN", "", "")
    finally:
        QLocale.setDefault(kept)


def test_tooltip_says_where_a_guide_comes_from_and_why_it_is_here() -> None:
    said = wording.about(VIEWS["walk"])
    for part in (
        "Refund an order",
        "Customer service",
        "Payments team",
        "2026",
        "Refund in the title",
        "in Chrome",
    ):
        assert part in said


def test_panel_never_accepts_the_focus_by_itself(panel: Panel, qtbot: QtBot) -> None:
    show(panel, VIEWS["choice"])
    assert panel.windowFlags() & Qt.WindowType.WindowDoesNotAcceptFocus
    assert panel.testAttribute(Qt.WidgetAttribute.WA_ShowWithoutActivating)
    qtbot.mouseClick(named(panel, "1, By card"), Qt.MouseButton.LeftButton)
    assert panel.focusWidget() is None


@pytest.mark.parametrize("kind", ["panel", "pill", "viewer"])
def test_window_stays_when_another_application_is_in_front_on_macos(
    panel: Panel, qtbot: QtBot, kind: str
) -> None:
    # https://doc.qt.io/qt-6/qt.html: without it, macOS hides tool windows of an application that is not active.
    made = {
        "panel": lambda: panel,
        "pill": lambda: Pill(lambda _: None, make_theme("light"), Place(), lambda: NOW_S),
        "viewer": Viewer,
    }[kind]()
    qtbot.addWidget(made)
    assert made.windowFlags() & Qt.WindowType.Tool
    assert made.testAttribute(Qt.WidgetAttribute.WA_MacAlwaysShowToolWindow)


def test_tab_goes_from_top_to_bottom_when_the_panel_is_focused(panel: Panel) -> None:
    show(panel, VIEWS["image-table"])
    show(panel, VIEWS["walk"])
    show(panel, VIEWS["choice"])
    panel.take_focus()
    assert panel.focusWidget() is not None
    order = []
    for _ in range(12):
        focused = panel.focusWidget()
        assert focused is not None
        if focused.accessibleName() in order:
            break
        order.append(focused.accessibleName())
        panel.focusNextPrevChild(True)
    answers = [n for n in order if n[0].isdigit() and "," in n]
    assert answers == ["1, By card", "2, iDEAL or bank transfer", "3, On invoice"]
    assert order.index("Back") > order.index("3, On invoice")


def test_escape_gives_the_focus_back(panel: Panel, qtbot: QtBot) -> None:
    show(panel, VIEWS["walk"])
    panel.take_focus()
    with qtbot.waitSignal(panel.focus_given_back):
        qtbot.keyClick(panel, Qt.Key.Key_Escape)
    assert panel.focusWidget() is None


def test_enter_presses_what_has_the_focus(panel: Panel, qtbot: QtBot, posted: list[ev.Event]) -> None:
    show(panel, VIEWS["choice"])
    panel.take_focus()
    named(panel, "2, iDEAL or bank transfer").setFocus(Qt.FocusReason.TabFocusReason)
    qtbot.keyClick(panel.focusWidget(), Qt.Key.Key_Return)
    assert posted == [ev.Choose(2, NOW_S)]


def test_large_picture_goes_when_the_panel_does(panel: Panel, qtbot: QtBot) -> None:
    show(panel, VIEWS["image-table"])
    panel.grab()
    qtbot.mouseClick(seen(panel, PictureButton)[0], Qt.MouseButton.LeftButton)
    panel.hide()
    assert not [w for w in QApplication.topLevelWidgets() if type(w).__name__ == "Viewer" and w.isVisible()]


def test_link_is_opened_only_when_it_leads_to_the_web(
    panel: Panel, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened: list[str] = []
    monkeypatch.setattr(
        "overlay.ui.panel.controls.QDesktopServices.openUrl", lambda url: opened.append(url.toString())
    )
    for href in (
        "https://example.com/a",
        "file:///etc/passwd",
        "javascript:alert(1)",
        "mailto:a@example.com",
    ):
        blocks = (Prose(f'<p>See <a href="{href}">the terms</a></p>'),)
        view = VIEWS["walk"]
        show(
            panel,
            replace(view, steps=tuple(replace(s, blocks=blocks) if s.blocks else s for s in view.steps)),
        )
        qtbot.mouseClick(named(panel, "the terms"), Qt.MouseButton.LeftButton)
    assert opened == ["https://example.com/a", "mailto:a@example.com"]


def test_drag_of_the_header_moves_the_panel(panel: Panel, qtbot: QtBot) -> None:
    show(panel, VIEWS["walk"])
    start = panel.pos()
    with qtbot.waitSignal(panel.moved):
        qtbot.mousePress(panel.header, Qt.MouseButton.LeftButton, pos=QPoint(60, 20))
        qtbot.mouseMove(panel.header, QPoint(30, 60))
        qtbot.mouseRelease(panel.header, Qt.MouseButton.LeftButton, pos=QPoint(30, 60))
    assert panel.pos() != start


def test_layout_is_mirrored_when_the_language_is(rtl: None, panel: Panel) -> None:
    show(panel, VIEWS["arabic"])
    back = panel.footer.back.mapTo(panel, panel.footer.back.rect().center()).x()
    following = panel.footer.next.mapTo(panel, panel.footer.next.rect().center()).x()
    assert back > following
    close = panel.header.close_button
    assert close.mapTo(panel, close.rect().center()).x() < panel.width() / 4


def test_words_are_asked_for_again_when_the_language_changes(
    panel: Panel, monkeypatch: pytest.MonkeyPatch
) -> None:
    show(panel, VIEWS["walk"])
    for module in ("footer", "wording", "header"):
        monkeypatch.setattr(f"overlay.ui.panel.{module}.translate", lambda _c, text, *_: f"«{text}»")
    QApplication.sendEvent(panel, QEvent(QEvent.Type.LanguageChange))
    assert panel.footer.back.text() == "«Back»"
    assert panel.header.fold.accessibleName() == "«Fold»"


def test_theme_changes_while_shown(panel: Panel) -> None:
    show(panel, VIEWS["walk"])
    panel.set_theme(make_theme("dark"))
    assert (
        panel.grab().toImage().pixelColor(panel.width() // 2, panel.height() - 4)
        == make_theme("dark").colours.canvas
    )


def test_step_and_its_blocks_are_said_to_screen_readers(panel: Panel) -> None:
    view = VIEWS["walk"]
    blocks = (Prose("<p>Look <strong>here</strong>.</p>"), Callout(CalloutKind.WARNING, "<p>Careful.</p>"))
    show(panel, replace(view, steps=tuple(replace(s, blocks=blocks) if s.blocks else s for s in view.steps)))
    card = panel.body.steps.card
    assert (
        card.accessibleName() == "Step 3 of 6: Compare the amount with Total paid, then answer the customer."
    )
    assert card.accessibleDescription() == "Look here.\nWarning: Careful."


def test_intro_is_said_and_stands_above_the_first_step_only(panel: Panel) -> None:
    show(panel, VIEWS["intro"])
    card = panel.body.steps.card
    with_intro = card.height()
    assert card.accessibleDescription().startswith("Only for orders")
    show(panel, VIEWS["first"])
    assert card.height() < with_intro
    show(panel, replace(VIEWS["walk"], intro=VIEWS["intro"].intro))
    assert "Only for orders" not in card.accessibleDescription()


def test_held_next_points_at_the_box(panel: Panel) -> None:
    show(panel, VIEWS["walk-held"])
    rest = panel.grab().toImage()
    show(panel, replace(VIEWS["walk-held"], hold_shown=True))
    assert panel.grab().toImage() != rest


def test_finished_keeps_back_and_holds_next(panel: Panel) -> None:
    view = VIEWS["finished"]
    assert view.face is Face.FINISHED
    show(panel, view)
    assert panel.footer.back.isEnabled()
    assert not panel.footer.next.isEnabled()


def test_all_reasons_for_holding_have_words(panel: Panel) -> None:
    said: set[str] = set()
    for reason in HeldBy:
        said.add(wording.held(replace(VIEWS["choice"], held=reason)))
    assert len(said) == len(HeldBy)
