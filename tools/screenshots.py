"""Render every state of the windows: state × theme × language × text size, with a page to leaf through.

make screenshots                                  # all, into build/screenshots/
python tools/screenshots.py --only walk,choice --themes light,dark --languages nl --sizes 100
"""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from html import escape
from pathlib import Path

from msgspec.structs import replace

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
# The offscreen platform's own screen is 800 × 800: windows would be smaller than on anybody's desk.
os.environ.setdefault("QT_QPA_PLATFORM", f"offscreen:configfile={Path(__file__).with_name('screen.json')}")
os.environ.setdefault("QT_SCALE_FACTOR", "2")  # as on a screen of high density: what is ugly shows
os.environ.setdefault("QT_LOGGING_RULES", "qt.qpa.*=false")

from PySide6.QtCore import QSize, Qt, QtMsgType, qInstallMessageHandler  # noqa: E402
from PySide6.QtWidgets import QApplication, QWidget  # noqa: E402

from overlay.assist.view import Mode  # noqa: E402
from overlay.settings import Hotkeys, Look, Place  # noqa: E402
from overlay.ui.fonts import use_ui_font  # noqa: E402
from overlay.ui.panel import Panel  # noqa: E402
from overlay.ui.pill import Pill  # noqa: E402
from overlay.ui.theme import System, Theme, ThemeSource, make_theme  # noqa: E402
from overlay.ui.translations import Translations  # noqa: E402
from overlay.ui.widgets.keycap import HotkeyLabels  # noqa: E402
from tests.qt.managed_windows import WINDOWS  # noqa: E402
from tools.sample_views import VIEWS  # noqa: E402

THEMES = ("light", "dark", "hc-light", "hc-dark")
LANGUAGES = ("en", "nl", "de")
SIZES = (100, 200)
SCREEN = QSize(1920, 1080)
NOW_S = 1_795_300_000.0  # 2026-11-22: the same pictures tomorrow
PACK = ROOT / "src" / "overlay" / "resources" / "packs" / "demo-service"
RIGHT_TO_LEFT = frozenset({"arabic"})


@dataclass(frozen=True)
class Shot:
    """One picture: what it shows and how."""

    state: str
    theme: str
    language: str
    percent: int

    @property
    def file(self) -> str:
        return f"{self.state}-{self.theme}-{self.language}-{self.percent}.png".replace(" ", "-")


def media(_pack: str, src: str) -> bytes | None:
    """Return an image of the demo pack."""
    file = PACK / src
    return file.read_bytes() if file.is_file() else None


class Studio:
    """Makes each window once and puts it into every state."""

    def __init__(self, app: QApplication) -> None:
        self._app = app
        self._translations = Translations(app)
        theme = make_theme("light")
        labels = HotkeyLabels.of(Hotkeys(fold="Ctrl+Shift+F9"))
        self._panel = Panel(lambda _: None, theme, media, labels, lambda: NOW_S)
        self._panel.set_rounded(True)
        self._panel.set_offers(
            frozenset({"why", "ask", "owner", "details", "source", "demo", "sync", "stop-sync", "problem"})
        )
        self._panel.wanted_size(SCREEN)
        self._pill = Pill(lambda _: None, theme, Place(), lambda: NOW_S)
        self._pill.set_rounded(True)

    def states(self) -> dict[str, Callable[[Theme], QWidget]]:
        """Return what there is to see, by name."""
        found: dict[str, Callable[[Theme], QWidget]] = {}
        for name in VIEWS:
            found[name] = partial(self._show_panel, name)
        for name in ("walk", "first", "no-match", "german"):
            found[f"pill {name}"] = partial(self._show_pill, name)
        for name, make in WINDOWS.items():
            found[name] = partial(self._show_managed, make)
        return found

    def take(self, shot: Shot, folder: Path) -> None:
        """Write one picture."""
        self._translations.use(shot.language)
        rtl = shot.state in RIGHT_TO_LEFT
        self._app.setLayoutDirection(
            Qt.LayoutDirection.RightToLeft if rtl else Qt.LayoutDirection.LeftToRight
        )
        self._app.processEvents()  # the language reaches every window
        widget = self.states()[shot.state](make_theme(shot.theme, shot.percent / 100))
        self._app.processEvents()
        widget.grab().save(str(folder / shot.file))
        if widget not in {self._panel, self._pill}:
            widget.close()
            widget.deleteLater()

    def _show_panel(self, name: str, theme: Theme) -> QWidget:
        self._panel.set_theme(theme)
        self._panel.render_view(VIEWS[name])
        return self._panel

    def _show_pill(self, name: str, theme: Theme) -> QWidget:
        self._pill.set_theme(theme)
        self._pill.render_view(replace(VIEWS[name], mode=Mode.HIDDEN))
        return self._pill

    def _show_managed(self, make: Callable[[ThemeSource], QWidget], theme: Theme) -> QWidget:
        wanted = "high-contrast" if theme.high_contrast else theme.name
        look = Look(theme=wanted, text_percent=round(theme.factor * 100))
        return make(ThemeSource(look, lambda: System(dark=theme.name.endswith("dark"))))


def shots(states: list[str], themes: list[str], languages: list[str], sizes: list[int]) -> Iterator[Shot]:
    """Yield every picture to take; a state that is in one language is taken in that only."""
    for language in languages:
        for percent in sizes:
            for theme in themes:
                for state in states:
                    if state not in RIGHT_TO_LEFT or language == "en":
                        yield Shot(state, theme, language, percent)


def page(taken: list[Shot]) -> str:
    """Return the page to leaf through: pictures with buttons that choose theme, language and size."""
    figures = "\n".join(
        f'<figure data-theme="{s.theme}" data-language="{s.language}" data-size="{s.percent}">'
        f"<figcaption>{escape(s.state)}</figcaption>"
        f'<img loading="lazy" src="{escape(s.file)}" alt="{escape(s.file)}"></figure>'
        for s in taken
    )
    choices = {
        "theme": dict.fromkeys(s.theme for s in taken),
        "language": dict.fromkeys(s.language for s in taken),
        "size": dict.fromkeys(str(s.percent) for s in taken),
    }
    forms = "\n".join(
        f"<label>{name} <select id={name}>{''.join(f'<option>{value}' for value in values)}</select></label>"
        for name, values in choices.items()
    )
    return f"""<!doctype html>
<html lang="en"><meta charset="utf-8"><title>overlay: every state</title>
<style>
body {{ font: 15px/1.5 system-ui, sans-serif; margin: 0; background: #d5dad8 }}
body.dark {{ background: #2a2f2d; color: #f0f4f2 }}
header {{ position: sticky; top: 0; padding: 12px 24px; background: inherit; display: flex; gap: 24px }}
main {{ display: flex; flex-wrap: wrap; gap: 32px; padding: 24px; align-items: flex-start }}
figure {{ margin: 0 }} img {{ zoom: .5; display: block }} figure[hidden] {{ display: none }}
</style>
<header>{forms}</header><main>
{figures}
</main><script>
const picks = ["theme", "language", "size"].map(id => document.getElementById(id));
function show() {{
  document.body.classList.toggle("dark", picks[0].value.endsWith("dark"));
  for (const f of document.querySelectorAll("figure"))
    f.hidden = picks.some(p => f.dataset[p.id] !== p.value);
}}
picks.forEach(p => p.addEventListener("change", show)); show();
</script></html>
"""


def main() -> int:
    listed = argparse.ArgumentParser(description=__doc__)
    listed.add_argument("--out", type=Path, default=ROOT / "build" / "screenshots")
    for name, default in (("only", ""), ("themes", ",".join(THEMES)), ("languages", ",".join(LANGUAGES))):
        listed.add_argument(f"--{name}", default=default, help="comma-separated")
    listed.add_argument("--sizes", default=",".join(map(str, SIZES)), help="text sizes in percent")
    asked = listed.parse_args()
    qInstallMessageHandler(lambda kind, _, text: None if kind is not QtMsgType.QtFatalMsg else sys.exit(text))
    app = QApplication(sys.argv[:1])
    use_ui_font()
    studio = Studio(app)
    states = [s for s in asked.only.split(",") if s] or list(studio.states())
    asked.out.mkdir(parents=True, exist_ok=True)
    for old in asked.out.glob("*.png"):
        old.unlink()
    taken = list(
        shots(
            states,
            asked.themes.split(","),
            asked.languages.split(","),
            [int(s) for s in asked.sizes.split(",")],
        )
    )
    for shot in taken:
        studio.take(shot, asked.out)
    (asked.out / "index.html").write_text(page(taken), encoding="utf-8")
    print(
        f"{len(taken)} pictures in {asked.out.relative_to(ROOT) if asked.out.is_relative_to(ROOT) else asked.out}"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
