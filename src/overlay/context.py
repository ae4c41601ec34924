"""What the agent is looking at. Titles and what rules capture from them live in memory only.

Rules compare plain text, but titles are not plain: browsers add their name (after whichever dash the language likes),
Edge adds a profile, a page count and a zero-width space, pages add unread counters, editors add dirty marks, and any web
page may set any title. `normalise_title` takes all of that away, by tables that are easy to extend.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from msgspec import Struct

from overlay.discreet import Discreet

MAX_TITLE_CHARS = 512
MAX_URL_CHARS = 1024
MAX_APP_CHARS = 128

# A huge title is cut before anything looks at it. The tail stays as well, because that is where browsers put their name.
_HEAD_CHARS, _TAIL_CHARS = 1024, 128


class Rect(Struct, frozen=True):
    """A rectangle in device pixels of the virtual desktop (x grows right, y grows down)."""

    x: int
    y: int
    width: int
    height: int

    @property
    def right(self) -> int:
        return self.x + self.width

    @property
    def bottom(self) -> int:
        return self.y + self.height


class WindowContext(Discreet, frozen=True):
    """One window as rules see it.

    `app` is the name people use for the application, lower case without `.exe` ("chrome"); `apps` holds every name it
    answers to (process, WM_CLASS, bundle id, aliases; lower case). `title` is normalised (see `normalise_title`). Private
    parts stay out of `repr`, so that no log or traceback can hold them.
    """

    untold = ("title", "raw_title", "url")

    app: str
    title: str
    apps: tuple[str, ...] = ()
    raw_title: str = ""
    url: str = ""
    window: int = 0
    pid: int = 0
    rect: Rect | None = None
    screen: Rect | None = None
    full_screen: bool = False


class _App(Struct, frozen=True):
    """An application: the name people use, the other names systems use, and what it appends to titles."""

    app: str
    aliases: tuple[str, ...]
    suffixes: tuple[str, ...] = ()


_APPS = (
    _App(
        "chrome",
        (
            "google-chrome",
            "google-chrome-stable",
            "google-chrome-beta",
            "google-chrome-unstable",
            "com.google.chrome",
        ),
        (
            "Google Chrome",
            "Google Chrome Beta",
            "Google Chrome Dev",
            "Google Chrome Canary",
            "Google Chrome for Testing",
        ),
    ),
    _App("chromium", ("chromium-browser", "chromium-bin", "org.chromium.chromium"), ("Chromium",)),
    _App(
        "msedge",
        (
            "microsoft-edge",
            "microsoft-edge-stable",
            "microsoft-edge-beta",
            "microsoft-edge-dev",
            "edge",
            "com.microsoft.edge",
            "com.microsoft.edgemac",
        ),
        ("Microsoft Edge", "Microsoft Edge Beta", "Microsoft Edge Dev", "Microsoft Edge Canary"),
    ),
    _App(
        "firefox",
        (
            "firefox-esr",
            "firefox-bin",
            "firefox-developer-edition",
            "firefox-nightly",
            "navigator",
            "org.mozilla.firefox",
        ),
        ("Mozilla Firefox", "Firefox", "Firefox Developer Edition", "Firefox Nightly", "Nightly"),
    ),
    _App(
        "brave",
        ("brave-browser", "brave-browser-stable", "com.brave.browser"),
        ("Brave", "Brave Beta", "Brave Nightly"),
    ),
    _App("opera", ("opera-stable", "com.operasoftware.opera", "com.opera.opera"), ("Opera",)),
    _App("vivaldi", ("vivaldi-stable", "vivaldi-bin", "com.vivaldi.vivaldi"), ("Vivaldi",)),
    _App("safari", ("com.apple.safari",), ("Safari",)),
    _App("librewolf", ("librewolf-bin", "io.gitlab.librewolf-community"), ("LibreWolf",)),
    _App("tor-browser", ("tor browser", "org.torproject.torbrowser"), ("Tor Browser",)),
    _App("waterfox", ("net.waterfox.waterfox",), ("Waterfox",)),
    _App("zen", ("zen-browser", "zen-bin", "app.zen_browser.zen"), ("Zen Browser",)),
    _App("iexplore", ("internet explorer",), ("Internet Explorer", "Windows Internet Explorer")),
    _App("falkon", ("org.kde.falkon",), ("Falkon",)),
    _App("konqueror", ("org.kde.konqueror",), ("Konqueror",)),
    _App("qutebrowser", ("org.qutebrowser.qutebrowser",), ("qutebrowser",)),
    _App("epiphany", ("epiphany-browser", "org.gnome.epiphany"), ()),
    # Not browsers; their titles stay whole, only their names differ from system to system.
    _App("word", ("winword", "com.microsoft.word")),
    _App("excel", ("com.microsoft.excel",)),
    _App("powerpoint", ("powerpnt", "com.microsoft.powerpoint")),
    _App("outlook", ("olk", "com.microsoft.outlook")),
    _App("teams", ("ms-teams", "com.microsoft.teams", "com.microsoft.teams2")),
    _App("thunderbird", ("thunderbird-bin", "thunderbird-esr", "org.mozilla.thunderbird")),
    _App("libreoffice", ("soffice", "soffice.bin", "org.libreoffice.libreoffice")),
)
_BY_NAME = {name: app for app in _APPS for name in (app.app, *app.aliases)}
_BY_SUFFIX = {suffix: app.app for app in _APPS for suffix in app.suffixes}

# Names that say nothing about the application: WM_CLASS knows better. "navigator" is what every Mozilla offspring uses.
_RUNTIMES = frozenset(
    {
        "python",
        "python3",
        "java",
        "javaw",
        "electron",
        "node",
        "wine64-preloader",
        "wine-preloader",
        "bwrap",
        "mono",
    }
)
_VAGUE = frozenset({"navigator", "mail"})
_COMM_CHARS = 15  # Linux cuts process names there (TASK_COMM_LEN - 1, proc(5))

_PRIVATE_MARKS = (
    "Incognito", "Inkognito", "InPrivate", "Private", "Private Browsing", "Private Window",
    "Privater Modus", "Privates Fenster", "Privénavigatie", "Privévenster", "Navigation privée", "Guest", "Gast",
)  # fmt: skip
_PAGE_COUNTS = (
    r"and \d+ more pages?", r"und \d+ weitere Seiten?", r"en nog \d+ (?:andere |meer )?pagina(?:'s)?",
    r"et \d+ autres? pages?", r"y \d+ páginas? más", r"e mais \d+ páginas?", r"e altr[ae] \d+ pagin[ae]",
)  # fmt: skip
_PROFILES = (
    "Personal", "Work", "School", r"Profile \d+", "Guest",
    "Persönlich", "Geschäftlich", "Arbeit", "Schule", r"Profil \d+", "Gast",
    "Persoonlijk", "Werk", "Zakelijk", r"Profiel \d+", r"\[?InPrivate\]?",
)  # fmt: skip
_HANGS = (
    "Not Responding",
    "Keine Rückmeldung",
    "Reageert niet",
)  # Windows adds it to the title of a window that hangs


def _any(words: Iterable[str]) -> str:
    return "|".join(sorted(words, key=len, reverse=True))


# All of them look at titles whose dashes, quotes and spaces are folded already.
_marks = _any(re.escape(mark) for mark in _PRIVATE_MARKS)
_SUFFIX = re.compile(rf" - ({_any(map(re.escape, _BY_SUFFIX))})(?: (?:\((?:{_marks})\)|(?:{_marks})))?\Z")
_PAGES = re.compile(rf" (?:{_any(_PAGE_COUNTS)})(?: - .{{1,64}})?\Z")
_PROFILE = re.compile(rf" - (?:{_any(_PROFILES)})\Z")
_HANG = re.compile(rf" \((?:{_any(_HANGS)})\)\Z")
_COUNTER = re.compile(r"(?:\(\d{1,3}\+?\)|\[\d{1,3}\+?\]) ")
_DIRTY_START = re.compile(r"[*●•⬤] ?")
_DIRTY_END = re.compile(r" ?[●•⬤]\Z| \*\Z")

_QUOTES = {
    **dict.fromkeys(map(ord, "‘’‚‛′´‹›＇"), "'"),
    **dict.fromkeys(map(ord, "“”„‟″«»＂〝〞〟"), '"'),
}
_DASHES = frozenset(
    map(ord, "−⁃˗")
)  # dashes to a reader, though Unicode files them elsewhere; the rest is category Pd
_VARIATION_SELECTORS = range(0xFE00, 0xFE10)


class _Fold(dict[int, str | None]):
    """The table for `str.translate`, filled as characters turn up; what is rare is not kept, so that it stays small."""

    def __missing__(self, code: int) -> str | None:
        category = unicodedata.category(chr(code))
        value: str | None = chr(code)
        if code in _QUOTES:
            value = _QUOTES[code]
        elif category == "Pd" or code in _DASHES:
            value = "-"
        elif category in {"Zs", "Zl", "Zp"} or 9 <= code <= 13:
            value = " "
        elif category in {"Cc", "Cf", "Cs"} or code in _VARIATION_SELECTORS:
            value = None
        if code < 0x2100:
            self[code] = value
        return value


_FOLD = _Fold()


def fold_text(text: str) -> str:
    """Return `text` as rules compare it, but for its case: NFC, one kind of dash, quote and space, nothing invisible."""
    if not (text.isascii() and text.isprintable()):
        text = unicodedata.normalize("NFC", text.translate(_FOLD))
    return " ".join(text.split()) if "  " in text else text


def normalise_title(raw: str, apps: Sequence[str] = ()) -> str:
    """Return the title that rules see: at most `MAX_TITLE_CHARS`, no counter, dirty mark or browser name.

    A browser's name goes only when the window belongs to that browser by one of `apps`, or when `apps` is empty. A title
    that would be empty without its marks keeps them. Hostile input (megabytes, control characters, broken UTF-8) is
    cheap and harmless.
    """
    return _normalise(raw, apps)[0]


def split_browser(title: str) -> tuple[str, str]:
    """Return a folded title without a known browser's name, and that browser's `app` ("" when it has none)."""
    found = _SUFFIX.search(title)
    if not found:
        return title, ""
    app = _BY_SUFFIX[found[1]]
    page = title[: found.start()]
    if app == "msedge":
        shorter = _PAGES.sub("", page)
        page = shorter if shorter != page else _PROFILE.sub("", page)
    return page, app


def strip_counter(title: str) -> str:
    """Return a folded title without the unread counter in front: "(3) Inbox" is "Inbox"."""
    found = _COUNTER.match(title)
    return title[found.end() :] if found else title


def _normalise(raw: str, apps: Sequence[str]) -> tuple[str, str]:
    if len(raw) > _HEAD_CHARS + _TAIL_CHARS:
        raw = raw[:_HEAD_CHARS] + raw[-_TAIL_CHARS:]
    title = fold_text(raw).strip()
    title = _HANG.sub("", title)
    page, browser = split_browser(title)
    if browser and (not apps or browser in apps):
        title = page
    else:
        browser = ""
    for _ in range(3):  # marks stand in any order: "● (3) Inbox"
        bare = strip_counter(title)
        bare = _DIRTY_START.sub("", bare, count=1) if _DIRTY_START.match(bare) else bare
        bare = _DIRTY_END.sub("", bare).strip()
        if not bare or bare == title:
            break
        title = bare
    return title[:MAX_TITLE_CHARS].rstrip(), browser


def app_name(raw: str) -> str:
    """Return the name of an application as rules compare it: lower case, without folder and `.exe`."""
    name = fold_text(raw[:1024]).strip().replace("\\", "/").rpartition("/")[2].casefold()
    return name.removesuffix(".exe")[:MAX_APP_CHARS].strip()


def normalise_url(raw: str) -> str:
    """Return the address that rules see: scheme and host in lower case, no user name, no default port, with a path."""
    url = "".join(fold_text(raw[:MAX_URL_CHARS]).split())
    scheme, colon, rest = url.partition("://")
    if not colon:
        return url
    scheme = scheme.casefold()
    cut = next((i for i, char in enumerate(rest) if char in "/?#"), len(rest))
    host, path = rest[:cut].rpartition("@")[2].casefold(), rest[cut:]
    for default_scheme, port in (("http", ":80"), ("https", ":443")):
        if scheme == default_scheme:
            host = host.removesuffix(port)
    return f"{scheme}://{host}{path if path.startswith('/') else '/' + path}"


def make_context(  # noqa: PLR0913 - one keyword for each thing a platform may say
    *,
    raw_title: str = "",
    process: str = "",
    wm_class: str | Sequence[str] = (),
    bundle_id: str = "",
    url: str = "",
    window: int = 0,
    pid: int = 0,
    rect: Rect | None = None,
    screen: Rect | None = None,
    full_screen: bool = False,
) -> WindowContext:
    """Return the context of a window from what the platform says about it; every part may be missing or hostile.

    `wm_class` is (instance, class) as X11 has it. Without any name, a browser is known by what it appends to the title.
    """
    classes = (wm_class,) if isinstance(wm_class, str) else tuple(wm_class)
    # The class says more than the instance, so it comes first.
    given = [app_name(name) for name in (process, *reversed(classes), bundle_id)]
    names = [name for name in dict.fromkeys(given) if name]
    title, browser = "", ""
    if names:
        app = _choose_app(names, app_name(process))
        known = _BY_NAME.get(app)
        apps = tuple(dict.fromkeys((app, *names, *(known.aliases if known else ()))))
        title = normalise_title(raw_title, apps)
    else:
        title, browser = _normalise(raw_title, ())
        app = browser
        apps = (browser, *_BY_NAME[browser].aliases) if browser else ()
    return WindowContext(
        app=app, title=title, apps=apps, raw_title=raw_title[:MAX_TITLE_CHARS], url=normalise_url(url) if url else "",
        window=window, pid=pid, rect=rect, screen=screen, full_screen=full_screen,
    )  # fmt: skip


def _choose_app(names: Sequence[str], process: str) -> str:
    """Return the name people use: a known application's, else the process's unless that says nothing."""
    for name in sorted(names, key=lambda name: name in _VAGUE):
        if name in _BY_NAME:
            return _BY_NAME[name].app
    others = [name for name in names if name != process]
    if process and others:
        cut_short = len(process) == _COMM_CHARS and any(name.startswith(process) for name in others)
        if cut_short or process in _RUNTIMES:
            return (
                next((name for name in others if name.startswith(process)), others[0])
                if cut_short
                else others[0]
            )
    return names[0]
