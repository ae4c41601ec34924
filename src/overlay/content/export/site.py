"""A pack as a static site: searchable, for phones too, without a network once it was opened, and nothing from elsewhere.

    index.html              leads to the reader's language
    <lang>/index.html       every guide, and the search
    <lang>/guides/ID.html   one guide
    <lang>/search.js        what the search looks through
    media/…                 the images that guides show
    site.css site.js sw.js  looks, behaviour, and the copy that works offline
    icon.svg export.json    the mark on the tab, and what an export wrote

The same pack gives the same bytes: no dates, no random names. A guide that a language lacks is listed in the pack's own.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from html import escape
from pathlib import Path
from urllib.parse import quote

from msgspec import Struct

from overlay.content.export.folder import write_folder
from overlay.content.export.guide_page import GuidePage, validity_attributes
from overlay.content.export.selection import blanks_of
from overlay.content.export.words import Words, direction, name_of, words_for
from overlay.content.format.pack import Pack
from overlay.content.languages import choose
from overlay.content.words import words_of
from overlay.guide import Guide, GuideKind, fill_text

_RESOURCES = Path(__file__).parents[2] / "resources"
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; worker-src 'self'; "
    "base-uri 'none'; form-action 'none'"
)
_COLOURS = (
    "canvas", "surface", "sunken", "hover", "text", "text-2", "text-3", "divider", "edge", "control", "accent", "on-accent",
    "accent-soft", "accent-text", "focus", "warn-soft", "warn-line", "warn-text", "error-soft", "error-line", "error-text",
    "note-soft", "note-line", "note-text", "mark", "on-mark",
)  # fmt: skip


def export_site(pack: Pack, out: Path, *, replace: bool = False) -> tuple[Path, ...]:
    """Write the site of `pack` into the folder `out`; return its files. Raises OverlayError (see `write_folder`)."""
    return write_folder(out, site_files(pack), replace=replace)


def site_files(pack: Pack) -> Mapping[str, bytes]:
    """Return the files of the site by their path in it."""
    site = _Site(pack)
    files = {name: text.encode() for name, text in site.pages()}
    for media in pack.media:
        files[media.src] = media.read()
    files["site.css"] = f"{_colours()}\n{_resource('site.css')}".encode()
    for name in ("site.js", "icon.svg"):
        files[name] = _resource(name).encode()
    files["sw.js"] = _service_worker(files).encode()
    return dict(sorted(files.items()))


class _Listed(Struct, frozen=True):
    """A guide in the list of one language: `guide` may be in another, where it is not translated."""

    guide: Guide
    href: str


class _Site:
    """Makes the pages of one pack."""

    def __init__(self, pack: Pack) -> None:
        self._pack = pack
        self._blanks = blanks_of(pack)
        self._guides: dict[str, dict[str, Guide]] = {}
        for parsed in pack.guides:
            self._guides.setdefault(parsed.guide.ref.guide, {})[parsed.guide.lang] = parsed.guide
        there = {lang for by_lang in self._guides.values() for lang in by_lang}
        self._languages = sorted(there, key=lambda lang: (lang != pack.language, lang))

    def pages(self) -> Iterator[tuple[str, str]]:
        """Yield path and text of every page, and of what the search looks through."""
        yield "index.html", self._door()
        for lang in self._languages:
            listed = tuple(self._listed(lang))
            yield f"{lang}/index.html", self._index(lang, listed)
            yield f"{lang}/search.js", self._search(listed)
            for by_lang in self._guides.values():
                if lang in by_lang:
                    guide = by_lang[lang]
                    yield f"{lang}/guides/{guide.ref.guide}.html", self._page(guide)

    def _listed(self, lang: str) -> Iterator[_Listed]:
        for name, by_lang in self._guides.items():
            best = choose(by_lang, (lang,), self._pack.language)
            folder = "guides" if best == lang else f"../{best}/guides"
            yield _Listed(by_lang[best], f"{folder}/{quote(name)}.html")

    def _door(self) -> str:
        links = "".join(
            f'<li><a href="{lang}/index.html" lang="{lang}" hreflang="{lang}">{escape(name_of(lang))}</a></li>'
            for lang in self._languages
        )
        first = self._languages[0]
        body = f'<h1>{escape(self._pack.title)}</h1><ul class="languages door">{links}</ul>'
        return self._frame(first, self._pack.title, "", body, attributes=' class="door"')

    def _index(self, lang: str, listed: Sequence[_Listed]) -> str:
        words = words_for(lang)
        notices = [one for one in listed if one.guide.kind is GuideKind.NOTICE]
        guides = sorted(
            (one for one in listed if one.guide.kind is not GuideKind.NOTICE),
            key=lambda one: (one.guide.title.casefold(), one.guide.ref.guide),
        )
        above = (
            f'<section class="notices"><h2>{escape(words.notices)}</h2><ul class="list">'
            f"{''.join(self._entry(one, lang) for one in notices)}</ul></section>"
            if notices
            else ""
        )
        body = (
            f'<h1>{escape(self._pack.title)}</h1>\n<form class="search" role="search">'
            f'<label for="q">{escape(words.search)}</label>'
            f'<input id="q" type="search" autocomplete="off" autocapitalize="none" spellcheck="false"></form>\n'
            f'<section id="found" aria-live="polite" hidden><ul class="list"></ul>'
            f'<p class="nothing" hidden>{escape(words.nothing_found)}</p></section>\n'
            f'<div id="all">{above}<section><h2>{escape(words.all_guides)}</h2>'
            f'<ul class="list">{"".join(self._entry(one, lang) for one in guides)}</ul></section></div>'
        )
        nav = self._language_links(lang, {other: f"../{other}/index.html" for other in self._languages})
        scripts = ("search.js",)
        return self._frame(lang, self._pack.title, "../", body, nav=nav, scripts=scripts)

    def _entry(self, one: _Listed, lang: str) -> str:
        guide, blanks = one.guide, self._blanks[one.guide.ref.guide]
        other = f' lang="{guide.lang}"' if guide.lang != lang else ""
        mark = f' <span class="lang">{escape(name_of(guide.lang))}</span>' if other else ""
        summary = (
            f'<span class="hint">{escape(fill_text(guide.summary, blanks))}</span>' if guide.summary else ""
        )
        title = escape(fill_text(guide.title, blanks))
        return f'<li{validity_attributes(guide)}{other}><a href="{one.href}">{title}{mark}{summary}</a></li>'

    def _page(self, guide: Guide) -> str:
        words = words_for(guide.lang)
        name = guide.ref.guide
        nav = self._language_links(
            guide.lang, {lang: f"../../{lang}/guides/{quote(name)}.html" for lang in self._guides[name]}
        )
        back = f'<p class="up"><a href="../index.html">{escape(words.all_guides)}</a></p>'
        body = back + GuidePage(guide, words, self._blanks[name], "../../").html()
        title = f"{fill_text(guide.title, self._blanks[name])} – {self._pack.title}"
        return self._frame(guide.lang, title, "../../", body, nav=nav)

    @staticmethod
    def _language_links(here: str, hrefs: Mapping[str, str]) -> str:
        if len(hrefs) < 2:
            return ""
        links = "".join(
            f'<li><a href="{href}" lang="{lang}" hreflang="{lang}"'
            f"{' aria-current=true' if lang == here else ''}>{escape(name_of(lang))}</a></li>"
            for lang, href in hrefs.items()
        )
        label = escape(words_for(here).languages)
        return f'<nav aria-label="{label}"><ul class="languages">{links}</ul></nav>'

    def _frame(
        self,
        lang: str,
        title: str,
        root: str,
        body: str,
        *,
        nav: str = "",
        scripts: Sequence[str] = (),
        attributes: str = "",
    ) -> str:
        words = words_for(lang)
        more = "".join(f'<script src="{name}" defer></script>\n' for name in scripts)
        said = _said(words)
        footer = f"{escape(self._pack.title)} · {escape(words.version.format(self._pack.version))}"
        return (
            f'<!doctype html>\n<html lang="{escape(lang)}" dir="{direction(lang)}">\n<head>\n<meta charset="utf-8">\n'
            f'<meta name="viewport" content="width=device-width, initial-scale=1">\n'
            f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
            f'<meta name="color-scheme" content="light dark">\n<meta name="robots" content="noindex">\n'
            f'<meta name="referrer" content="no-referrer">\n<title>{escape(title)}</title>\n'
            f'<link rel="icon" href="{root}icon.svg">\n<link rel="stylesheet" href="{root}site.css">\n'
            f'{more}<script src="{root}site.js" defer></script>\n'
            f'</head>\n<body{attributes} data-root="{root}"{said}>\n{nav}\n<main>\n{body}\n</main>\n'
            f'<footer><p>{footer}</p><p class="offline" hidden>{escape(words.offline)}</p></footer>\n</body>\n</html>\n'
        )

    def _search(self, listed: Sequence[_Listed]) -> str:
        rows = []
        for one in listed:
            guide, blanks = one.guide, self._blanks[one.guide.ref.guide]
            found = words_of(guide)
            rows.append(
                {
                    "h": one.href,
                    "l": guide.lang,
                    "t": fill_text(guide.title, blanks),
                    "s": fill_text(guide.summary, blanks),
                    "k": found.keywords,
                    "x": fill_text(" ".join((found.headings, found.body)), blanks),
                    "f": guide.valid_from,
                    "u": guide.valid_until,
                }
            )
        # "<" cannot stand in a script that a browser may take for HTML.
        return f"const GUIDES = {json.dumps(rows, ensure_ascii=False, indent=0)};\n".replace("<", "\\u003c")


def _said(words: Words) -> str:
    """Return the words that the script says, as attributes."""
    said = {
        "copy": words.copy,
        "copied": words.copied,
        "early": words.not_valid_yet,
        "late": words.not_valid_now,
    }
    return "".join(f' data-{name}="{escape(text)}"' for name, text in said.items())


def _service_worker(files: Mapping[str, bytes]) -> str:
    """Return the script that keeps a copy of every file; its name for the copy is the hash of all of them."""
    digest = hashlib.sha256()
    for name, data in sorted(files.items()):
        digest.update(f"{name}\0{len(data)}\0".encode() + data)
    names = json.dumps([quote(name) for name in sorted(files)], indent=0)
    text = _resource("sw.js")
    return text.replace('"@version@"', json.dumps(digest.hexdigest()[:16])).replace('["@files@"]', names)


def _colours() -> str:
    """Return the colours of the assistant's own themes, by what the reader's system prefers."""
    themes = json.loads((_RESOURCES / "tokens.json").read_text("utf-8"))["themes"]

    def block(theme: str) -> str:
        return ":root{" + ";".join(f"--{name}:{themes[theme][name]}" for name in _COLOURS) + "}"

    return "\n".join(
        (
            block("light"),
            f"@media (prefers-color-scheme:dark){{{block('dark')}}}",
            f"@media (prefers-contrast:more){{{block('hc-light')}}}",
            f"@media (prefers-contrast:more) and (prefers-color-scheme:dark){{{block('hc-dark')}}}",
        )
    )


def _resource(name: str) -> str:
    return (_RESOURCES / "site" / name).read_text("utf-8")
