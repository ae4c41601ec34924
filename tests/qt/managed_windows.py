"""What the tests of the managed windows share: every window made with fakes, and a language longer than any."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import partial

from PySide6.QtCore import QCoreApplication, QRect, QTranslator
from PySide6.QtWidgets import QWidget

from overlay.context import WindowContext
from overlay.errors import SettingsError
from overlay.guide import GuideRef
from overlay.match import Candidate, rank, rejection
from overlay.rules import parse_when
from overlay.settings import Look, Settings, with_values
from overlay.settings_file import Loaded
from overlay.ui.commands import Command, fitting
from overlay.ui.first_run import FirstRun
from overlay.ui.managed.window import ManagedWindow
from overlay.ui.notes import GuideRequest, NoteEditor
from overlay.ui.palette.model import Found, Group, GroupKind, Preview, PreviewStep, Results
from overlay.ui.palette.window import Palette
from overlay.ui.rule_maker.window import RuleMaker
from overlay.ui.settings.recorded import Recorded, RecordKind
from overlay.ui.settings.window import SettingsWindow
from overlay.ui.sources.port import Done, FollowedSource, Login, NewSource
from overlay.ui.theme import ThemeSource
from overlay.ui.why.window import WhyFacts, WhyWindow

SCREEN = QRect(0, 0, 1600, 1000)
NO_PLUGIN = "This plugin does not support"  # what the offscreen platform says of raise() and size hints

CASE = WindowContext("chrome", "Case 1042 · Refund – Northwind CRM", ("chrome",))


def themes(percent: int = 100, theme: str = "light") -> ThemeSource:
    return ThemeSource(Look(theme=theme, text_percent=percent))


def found(guide: str, title: str = "", *, lang: str = "en", steps: int = 3, at: int = 0) -> Found:
    return Found(GuideRef("pack", guide), lang, title or guide.title(), f"About {guide}", steps, at)


class FakeFinder:
    """Finds whatever begins a word of a title; holds answers back while `late`."""

    def __init__(self, guides: Sequence[Found] = (), commands: Sequence[Command] = ()) -> None:
        self.guides = list(guides)
        self.commands = tuple(commands)
        self.late = False
        self.asked: list[str] = []
        self.gave_up: list[str] = []

    def missed(self, query: str) -> None:
        self.gave_up.append(query)

    def find(self, query: str) -> Results | None:
        self.asked.append(query)
        return None if self.late else self.results(query)

    def results(self, query: str) -> Results:
        hit = [g for g in self.guides if query.casefold() in g.title.casefold()]
        kinds = ((GroupKind.FITS, hit[:1]), (GroupKind.ALL if query else GroupKind.LATELY, hit[1:]))
        groups = tuple(Group(kind, tuple(guides)) for kind, guides in kinds)
        return Results(query, groups, fitting(self.commands, query))

    def preview(self, found: Found) -> Preview | None:
        steps = tuple(PreviewStep(f"Step {n}", f"Step <b>{n}</b>") for n in range(1, found.steps + 1))
        return Preview(found.title, "Payments team", "2026-03-02", steps)


class FakePort:
    """Settings in memory, with what a test wants to be wrong."""

    def __init__(
        self, values: Mapping[str, object] | None = None, locked: Mapping[str, str] | None = None
    ) -> None:
        self.settings = with_values(Settings(), values or {})
        self.locked = dict(locked or {})
        self.taken: dict[str, str] = {}
        self.saved: list[dict[str, object]] = []
        self.let_go: list[bool] = []
        self.kept = [
            Recorded(RecordKind.WALK, "1", "Refund an order", 1.77e9),
            Recorded(RecordKind.NOTE, "2", "Ask Ana", 1.77e9),
        ]
        self.broken = False
        self.limited: frozenset[str] = frozenset()
        self.was_dragged = False

    def loaded(self) -> Loaded:
        return Loaded(self.settings, (), self.locked)

    def save(self, changes: Mapping[str, object]) -> None:
        if self.broken:
            raise SettingsError("The disk is full.")
        self.saved.append(dict(changes))
        defaults = Settings()
        self.settings = with_values(
            self.settings,
            {k: _value(defaults, k) if v is None else v for k, v in changes.items()},
        )

    def conflicts(self) -> Mapping[str, str]:
        return self.taken

    def free_chord(self, name: str) -> str:
        self.taken.pop(name, None)
        return "Ctrl+Alt+F9"

    def let_hotkeys_go(self, on: bool) -> None:
        self.let_go.append(on)

    def limits(self) -> frozenset[str]:
        return self.limited

    def starts_at_login(self) -> bool:
        return bool(self.settings.start.at_login == "always")

    def dragged(self) -> bool:
        return self.was_dragged

    def forget_place(self) -> None:
        self.was_dragged = False

    def recorded(self) -> Sequence[Recorded]:
        return tuple(self.kept)

    def erase(self, recorded: Sequence[Recorded]) -> None:
        self.kept = [k for k in self.kept if k not in recorded]


class FakeSources:
    """Sources in memory; nothing is ever asked."""

    def __init__(self, *sources: FollowedSource) -> None:
        self.known = list(sources)
        self.running: tuple[int, int] | None = None
        self.added: list[NewSource] = []
        self.logins: list[Login] = []
        self.refuses = ""
        self.shared = False
        self._changed: list[Callable[[], None]] = []

    def sources(self) -> Sequence[FollowedSource]:
        return tuple(self.known)

    def on_change(self, changed: Callable[[], None]) -> None:
        self._changed.append(changed)

    def tell(self) -> None:
        for changed in self._changed:
            changed()

    def progress(self) -> tuple[int, int] | None:
        return self.running

    def sync(self) -> None:
        self.running = (0, 0)
        self.tell()

    def cancel(self) -> None:
        self.running = None
        self.tell()

    def add(self, wanted: NewSource, done: Done) -> None:
        self.added.append(wanted)
        if not self.refuses:
            self.known.append(FollowedSource(wanted.name, wanted.address))
        done(self.refuses)

    def remove(self, name: str, done: Done) -> None:
        self.known = [source for source in self.known if source.name != name]
        done("")

    def log_in(self, login: Login, done: Done) -> None:
        self.logins.append(login)
        done(self.refuses)


NOW_S = 1_795_300_000.0  # 2026-11-22
SOURCES = (
    FollowedSource(
        "head-office",
        "https://guides.example/overlay/",
        locked=True,
        tried=True,
        read_s=NOW_S,
        valid_until_s=NOW_S + 13 * 86_400,
        packs=(("Payments", "12"), ("House style", "4")),
    ),
    FollowedSource(
        "branch", "https://branch.example/", tried=True, silent_since="2026-03-02", code="unreachable"
    ),
    FollowedSource(
        "partner", "https://partner.example/", tried=True, code="login", packs=(("Partner", "3"),)
    ),
)


def _value(settings: Settings, key: str) -> object:
    section, _, name = key.partition(".")
    value: object = getattr(getattr(settings, section), name)
    return value


def why_facts() -> WhyFacts:
    def candidate(guide: str, title: str, when: dict[str, object]) -> Candidate:
        return Candidate(GuideRef("pack", guide), title, parse_when([when])[0])

    matches = rank(
        CASE,
        [
            candidate(
                "a",
                "Refund an order",
                {"app": ["chrome"], "title": "Case {case} · Refund*", "not": {"title": "*closed*"}},
            ),
            candidate("b", "Partial refund", {"title": "Case*"}),
            candidate("c", "Greeting", {"app": "*"}),
        ],
    )
    no_address = rejection(
        GuideRef("pack", "d"), "Change an address", parse_when([{"title": "*Address*"}]), CASE
    )
    other_app = rejection(GuideRef("pack", "e"), "Terminal", parse_when([{"app": "xterm"}]), CASE)
    return WhyFacts(CASE, matches, (no_address, other_app))


def _palette(source: ThemeSource) -> ManagedWindow:
    guides = [
        found("refund", "Refund an order", at=2),
        found("partial", "Partial refund"),
        found("gut", "Gutschein", lang="de"),
    ]
    finder = FakeFinder(guides, commands=tuple(Command))
    window = Palette(source, finder, lambda _e: None, lambda: 0.0, lambda _w: None)
    window.open_for(7, "Chrome", SCREEN, text="")
    return window


def _settings(source: ThemeSource, page: str = "", *, running: bool = False) -> ManagedWindow:
    port = FakePort(locked={"hotkeys.search": "your organisation"})
    port.taken = {"toggle": "Ctrl+Shift+F10"}
    port.limited = frozenset({"privacy.hide_from_capture"})
    port.was_dragged = True
    sources = FakeSources(*SOURCES)
    sources.running = (30, 100) if running else None
    window = SettingsWindow(source, port, sources)
    window.open(page)
    return window


def _first_run(source: ThemeSource) -> ManagedWindow:
    window = FirstRun(source, lambda: None, lambda: None)
    window.open_for("Ctrl+Shift+F10")
    return window


def _why(source: ThemeSource) -> ManagedWindow:
    window = WhyWindow(source, lambda _c: None)
    window.open_for(why_facts())
    return window


def _rule(source: ThemeSource) -> ManagedWindow:
    window = RuleMaker(source)
    window.open_for(CASE)
    return window


def _note(source: ThemeSource) -> ManagedWindow:
    window = NoteEditor(source, lambda _e: None)
    window.open_for("Refund an order", "Ask Ana", step_id="s3", number=3)
    return window


def _request(source: ThemeSource) -> ManagedWindow:
    window = GuideRequest(source, lambda _a, _t: None)
    window.open_for("Chrome")
    return window


WINDOWS: dict[str, Callable[[ThemeSource], ManagedWindow]] = {
    "palette": _palette,
    "settings": _settings,
    "settings place": partial(_settings, page="place"),
    "settings sources": partial(_settings, page="sources"),
    "settings sources running": partial(_settings, page="sources", running=True),
    "settings sources add": partial(_settings, page="sources.add"),
    "settings recorded": partial(_settings, page="recorded"),
    "first run": _first_run,
    "why": _why,
    "rule": _rule,
    "note": _note,
    "request": _request,
}


class PseudoTranslator(QTranslator):
    """Makes every word of the interface 40 % longer, with accents above and below the line."""

    def isEmpty(self) -> bool:
        return False

    def translate(self, context: str, source: str, disambiguation: str | None = None, n: int = -1) -> str:
        if context == "Date":
            return source
        parts = re.split(r"(\{\w+\}|<[^>]*>)", source.replace("%n", str(n)))
        accents = str.maketrans("aeiouAEIOU", "åéîøüÅÉÎØÜ")
        words = "".join(p if p.startswith(("{", "<")) else p.translate(accents) for p in parts)
        return f"{words} {'ŷğ ' * (len(source) * 4 // 30 + 1)}".rstrip()


def settle() -> None:
    for _ in range(5):
        QCoreApplication.processEvents()


def shown(window: QWidget) -> QWidget:
    settle()
    return window
