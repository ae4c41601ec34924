"""Servers that drip, never end, break off or send us elsewhere: a real socket on loopback each, and a clock of our own."""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    SlowRetrievalError,
)

from overlay.content.store.disk import Disk
from overlay.content.sync.credentials import Credentials
from overlay.content.sync.fetch import (
    FolderFetcher,
    LoginNeededError,
    Patience,
    RefusedError,
    WebFetcher,
    local_path,
)
from overlay.content.sync.sources import Source, SourceListError, check
from tests.patience import WAIT_S

Answer = Callable[[BaseHTTPRequestHandler], None]


@contextmanager
def serving(answer: Answer) -> Iterator[str]:
    """Give the address of a server that answers each request with `answer`."""

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            try:
                answer(self)
            except (BrokenPipeError, ConnectionResetError):
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/"
        finally:
            server.shutdown()
            thread.join()


def fetcher(url: str, clock: Callable[[], float] = lambda: 0.0) -> WebFetcher:
    return WebFetcher(
        Source("office", url, Path("root.json")), patience=Patience(WAIT_S, WAIT_S, 30.0, 1024.0), clock=clock
    )


def send(request: BaseHTTPRequestHandler, data: bytes, status: int = 200, **headers: str) -> None:
    request.send_response(status)
    for name, value in headers.items():
        request.send_header(name.replace("_", "-"), value)
    request.send_header("Content-Length", str(len(data)))
    request.end_headers()
    request.wfile.write(data)


def test_drip_is_given_up_when_it_is_too_slow_on_average() -> None:
    seconds = iter(range(0, 10_000, 10))  # each look at the clock is ten seconds later

    def drip(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Content-Length", "100000")
        request.end_headers()
        for _ in range(100_000):
            request.wfile.write(b"x")

    with serving(drip) as url, pytest.raises(SlowRetrievalError, match="bytes in"):
        list(fetcher(url, lambda: float(next(seconds))).chunks(f"{url}f", 0))


def test_silence_is_given_up() -> None:
    quiet = threading.Event()

    def say_nothing(_: BaseHTTPRequestHandler) -> None:
        quiet.wait(30)

    with serving(say_nothing) as url:
        web = WebFetcher(Source("office", url, Path("r")), patience=Patience(read_s=0.2))
        with pytest.raises(DownloadError, match="does not answer"):
            web.chunks(f"{url}f", 0)
        quiet.set()


def test_download_stops_when_it_never_ends(tmp_path: Path) -> None:
    def endless(request: BaseHTTPRequestHandler) -> None:
        request.send_response(200)
        request.send_header("Connection", "close")
        request.end_headers()
        while True:
            request.wfile.write(b"x" * 65_536)

    part = tmp_path / "part"
    with serving(endless) as url, pytest.raises(DownloadLengthMismatchError):
        fetcher(url).download(f"{url}f", part, 100_000, Disk())
    assert part.stat().st_size <= 100_000


def test_download_goes_on_when_the_connection_broke(tmp_path: Path) -> None:
    data = bytes(range(256)) * 100
    part = tmp_path / "part"
    asked: list[str | None] = []

    def break_off(request: BaseHTTPRequestHandler) -> None:
        asked.append(request.headers.get("Range"))
        if asked[-1] is None:
            request.send_response(200)
            request.send_header("Content-Length", str(len(data)))
            request.end_headers()
            request.wfile.write(data[:10_000])
            request.close_connection = True
        else:
            send(request, data[int(asked[-1][6:-1]) :], 206)

    with serving(break_off) as url:
        web = fetcher(url)
        with pytest.raises(DownloadError, match="connection broke"):
            web.download(f"{url}f", part, len(data), Disk())
        had = part.stat().st_size
        assert 0 < had <= 10_000
        web.download(f"{url}f", part, len(data), Disk())
    assert part.read_bytes() == data
    assert asked == [None, f"bytes={had}-"]


def test_download_starts_over_when_the_server_cannot_skip(tmp_path: Path) -> None:
    part = tmp_path / "part"
    part.write_bytes(b"beg")
    counted: list[int] = []
    with serving(lambda request: send(request, b"beginning")) as url:
        fetcher(url).download(f"{url}f", part, 9, Disk(), counted.append)
    assert part.read_bytes() == b"beginning"
    assert sum(counted) == 9


def test_redirects_are_counted() -> None:
    with (
        serving(lambda request: send(request, b"", 302, Location=request.path)) as url,
        pytest.raises(RefusedError, match="more than"),
    ):
        fetcher(url).chunks(f"{url}f", 0)


@pytest.mark.parametrize("location", ["file:///etc/passwd", "gopher://x/", "", "ftp://127.0.0.1/x"])
def test_redirect_to_what_is_no_web_address_is_refused(location: str) -> None:
    with (
        serving(lambda request: send(request, b"", 301, Location=location)) as url,
        pytest.raises(RefusedError, match="no web address"),
    ):
        fetcher(url).chunks(f"{url}f", 0)


def test_login_is_asked_for_when_the_server_wants_one() -> None:
    with serving(lambda request: send(request, b"", 401)) as url, pytest.raises(LoginNeededError):
        fetcher(url).chunks(f"{url}f", 0)


def test_login_is_never_sent_without_tls() -> None:
    with pytest.raises(SourceListError, match="readable on the way"):
        WebFetcher(Source("office", "http://guides.example/", Path("r")), Credentials("secret"))


def test_credentials_are_not_shown() -> None:
    assert "secret" not in repr(Credentials("secret", "secret-user"))


def test_missing_file_is_http_404_in_a_folder_too(tmp_path: Path) -> None:
    with pytest.raises(DownloadHTTPError) as error:
        FolderFetcher().chunks((tmp_path / "x").as_uri(), 0)
    assert error.value.status_code == 404


def test_share_is_a_path_with_its_server() -> None:
    assert str(local_path("file://server/share/a%20b")).replace("\\", "/") == "//server/share/a b"
    assert local_path("file:///srv/a%20b") == Path("/srv/a b")


@pytest.mark.parametrize(
    "url",
    ["ftp://x/", "https://", "https://user:pass@x/", "https://x/?token=1", "guides.example", "https://x/#a"],
)
def test_source_is_refused_when_its_address_cannot_be(url: str) -> None:
    with pytest.raises(SourceListError):
        check(Source("office", url, Path("r")))


def test_proxy_is_used_with_its_own_login(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str | None]] = []

    def proxy(request: BaseHTTPRequestHandler) -> None:
        asked.append((request.path, request.headers.get("Proxy-Authorization")))
        send(request, b"through")

    with serving(proxy) as url:
        source = Source("office", "http://guides.example/", Path("r"), proxy=url)
        web = WebFetcher(source, None, Credentials("pass", "user"))
        assert b"".join(web.chunks("http://guides.example/f", 0)) == b"through"
        monkeypatch.setenv("http_proxy", url.replace("//", "//me:mine@"))
        web = WebFetcher(Source("office", "http://guides.example/", Path("r")))
        assert b"".join(web.chunks("http://guides.example/g", 0)) == b"through"
    assert asked == [
        ("http://guides.example/f", "Basic dXNlcjpwYXNz"),
        ("http://guides.example/g", "Basic bWU6bWluZQ=="),
    ]
