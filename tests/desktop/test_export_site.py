"""The exported site in a real browser: found, walked, read in three languages, and all of it without a network."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from overlay.content.export.site import export_site
from overlay.content.format.pack import read_pack
from tests.desktop.headless import Headless, program

DEMO = Path(__file__).parents[2] / "src/overlay/resources/packs/demo-service"


class Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Say nothing."""


class Server:
    """A plain web server over a folder, which can be cut off."""

    def __init__(self, folder: Path) -> None:
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(folder)))
        self._thread = threading.Thread(target=self._http.serve_forever)
        self._thread.start()
        self.url = f"http://127.0.0.1:{self._http.server_address[1]}"

    def cut_off(self) -> None:
        if self._thread.is_alive():
            self._http.shutdown()
            self._thread.join()
            self._http.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("site")
    export_site(read_pack(DEMO), out)
    return out


@pytest.fixture
def server(site: Path) -> Iterator[Server]:
    running = Server(site)
    yield running
    running.cut_off()


@pytest.fixture
def browser(tmp_path: Path) -> Iterator[Headless]:
    found = program()
    if found is None:
        pytest.skip("chromium is not installed")
    with Headless(found, tmp_path / "profile") as running:
        yield running
    assert running.errors == []


def titles(browser: Headless) -> list[str]:
    return browser.evaluate(
        "[...document.querySelectorAll('#found a > span:first-child')].map(e => e.textContent)"
    )  # type: ignore[no-any-return]


def shown(browser: Headless, selector: str) -> bool:
    return bool(browser.evaluate(f"document.querySelector({selector!r}).checkVisibility()"))


def look_for(browser: Headless, words: str) -> list[str]:
    browser.click("#q")
    browser.evaluate("document.querySelector('#q').select()")
    browser.type(words)
    browser.wait("!document.querySelector('#found').hidden")
    return titles(browser)


def test_a_guide_is_found_by_its_words_and_opened(server: Server, browser: Headless) -> None:
    browser.open(f"{server.url}/nl/index.html")
    assert look_for(browser, "terugbet")[0] == "Een bestelling terugbetalen"
    assert look_for(browser, "zzz qqq") == []
    assert shown(browser, "#found .nothing")
    assert look_for(browser, "bestelling geld terug")[0] == "Een bestelling terugbetalen"
    browser.click("#found a")
    browser.wait(
        "location.pathname.endsWith('/nl/guides/refund-order.html') && document.readyState == 'complete'"
    )
    assert browser.evaluate("document.querySelector('h1').textContent") == "Een bestelling terugbetalen"


def test_the_chosen_answer_opens_its_branch_below_the_question(server: Server, browser: Headless) -> None:
    browser.open(f"{server.url}/en/guides/refund-order.html")
    assert not shown(browser, "#b-card")
    browser.click('a[href="#b-invoice"]')
    assert shown(browser, "#b-invoice")
    browser.click('a[href="#b-invoice-open"]')
    assert (
        browser.evaluate("document.querySelector('#b-invoice-open').parentElement.closest('section').id")
        == "b-invoice"
    )
    # Another answer to the first question takes everything below it away.
    browser.click('a[href="#b-card"]')
    visible = (
        "[...document.querySelectorAll('section.branch')].filter(e => e.checkVisibility()).map(e => e.id)"
    )
    assert browser.evaluate(visible) == ["b-card"]
    assert browser.evaluate("document.querySelector('#b-card').parentElement.id") == "s-4"
    assert (
        browser.evaluate(
            "[...document.querySelectorAll('[aria-current=true].answers, .answers [aria-current]')].length"
        )
        == 1
    )
    browser.click(".confirm input")
    browser.click("button[type=reset]")
    browser.wait("!document.querySelector('.confirm input').checked")
    assert browser.evaluate(visible) == []


def test_everything_works_without_a_network_once_it_was_opened(
    server: Server, browser: Headless, site: Path
) -> None:
    browser.open(f"{server.url}/de/index.html")
    browser.wait("!document.querySelector('footer .offline').hidden")
    server.cut_off()
    for page in sorted(
        path.relative_to(site).as_posix() for path in site.rglob("*.html") if path.parent != site
    ):
        browser.open(f"{server.url}/{page}")
        assert browser.evaluate("document.querySelector('h1').textContent.length") > 0
        assert (
            browser.evaluate("getComputedStyle(document.documentElement).getPropertyValue('--canvas')") != ""
        )
    browser.open(f"{server.url}/en/guides/refund-order.html")
    browser.click('a[href="#b-card"]')
    browser.wait(
        "[...document.images].length > 0 && [...document.images].every(i => i.complete && i.naturalWidth > 0)"
    )
    browser.open(f"{server.url}/nl/index.html")
    assert look_for(browser, "geld terug")[0] == "Een bestelling terugbetalen"


def test_nothing_is_asked_of_anybody_else(server: Server, browser: Headless, site: Path) -> None:
    for page in sorted(site.rglob("*.html")):
        browser.open(
            f"{server.url}/{page.relative_to(site).as_posix()}"
            if page.parent != site
            else f"{server.url}/en/index.html"
        )
    assert {url for url in browser.requests if not url.startswith(server.url)} <= {"about:blank"}


def test_the_door_leads_to_the_language_of_the_reader(server: Server, browser: Headless) -> None:
    browser.call("Emulation.setUserAgentOverride", userAgent="test", acceptLanguage="fr-FR,de-AT;q=0.8")
    browser.call("Page.navigate", url=f"{server.url}/")
    browser.wait("location.pathname == '/de/index.html'")


def test_a_phone_shows_every_page_without_scrolling_sideways(
    server: Server, browser: Headless, site: Path
) -> None:
    browser.call(
        "Emulation.setDeviceMetricsOverride", width=320, height=640, deviceScaleFactor=2, mobile=True
    )
    for page in sorted(site.rglob("en/**/*.html")):
        browser.open(f"{server.url}/{page.relative_to(site).as_posix()}")
        assert browser.evaluate("document.documentElement.scrollWidth") <= 320, page.name
    small = "[...document.querySelectorAll('.list a, button')].filter(e => e.checkVisibility() && e.offsetHeight < 44)"
    browser.open(f"{server.url}/en/index.html")
    assert browser.evaluate(f"{small}.length") == 0


@pytest.mark.parametrize(("scheme", "canvas"), [("light", "#F2F5F4"), ("dark", "#141817")])
def test_colours_follow_the_system(scheme: str, canvas: str, server: Server, browser: Headless) -> None:
    browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": scheme}])
    browser.open(f"{server.url}/en/index.html")
    red, green, blue = (int(canvas[i : i + 2], 16) for i in (1, 3, 5))
    assert (
        browser.evaluate("getComputedStyle(document.documentElement).backgroundColor")
        == f"rgb({red}, {green}, {blue})"
    )


def test_guides_out_of_their_dates_are_not_listed_or_found(browser: Headless, server: Server) -> None:
    browser.open(f"{server.url}/en/index.html")
    hidden = "[...document.querySelectorAll('li[data-until], li[data-from]')].filter(e => !e.checkVisibility()).length"
    assert browser.evaluate(hidden) >= 1
    assert "Autumn maintenance" not in " ".join(look_for(browser, "maintenance autumn"))
    browser.open(f"{server.url}/en/guides/autumn-maintenance.html")
    assert shown(browser, ".invalid")


def test_a_page_opened_from_a_folder_searches_too(browser: Headless, site: Path) -> None:
    browser.open(f"file://{site}/en/index.html")
    assert look_for(browser, "refund order")[0] == "Refund an order"
