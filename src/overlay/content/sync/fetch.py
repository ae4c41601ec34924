"""Fetching files of a source: HTTPS with private CAs, proxies and credentials, or a file share.

Whatever comes is untrusted until its hash or signature was checked; what is here keeps the way there honest: bounded in
time and size, credentials for the source's own origin only, redirects without them and never from https to http.
"""

from __future__ import annotations

import contextlib
import functools
import platform
import ssl
import time
import urllib.request
from collections.abc import Callable, Generator
from contextlib import closing
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO
from urllib.parse import SplitResult, unquote, urljoin, urlsplit

import truststore
import urllib3
from msgspec import Struct
from tuf.api.exceptions import (
    DownloadError,
    DownloadHTTPError,
    DownloadLengthMismatchError,
    SlowRetrievalError,
)
from tuf.ngclient import FetcherInterface
from urllib3.exceptions import HTTPError, ProxyError

from overlay import __version__
from overlay.content.store.disk import Disk
from overlay.content.sync.credentials import Credentials
from overlay.content.sync.sources import Source, SourceListError

MAX_REDIRECTS = 5
PARALLEL = 8
_CHUNK_BYTES = 1 << 16
Chunks = Generator[bytes, None, None]
_REDIRECTS = frozenset({301, 302, 303, 307, 308})


class Patience(Struct, frozen=True):
    """How long a source may take: to connect, for each read, and how slow it may be on average once `grace_s` are over."""

    connect_s: float = 10.0
    read_s: float = 20.0
    grace_s: float = 30.0
    least_bytes_per_s: float = 1_024.0


class RefusedError(DownloadError):
    """The source answered in a way that is not followed; the text says why. Trying again will not help."""


class LoginNeededError(DownloadError):
    """The source or the proxy wants credentials, or other ones. `who` is the name to log in to."""

    def __init__(self, who: str) -> None:
        super().__init__(f"{who} wants a login")
        self.who = who


class Fetcher(FetcherInterface):
    """Fetches files below the address of one source; python-tuf calls it for metadata.

    Safe to use from several threads. `ahead_s` is how far the clock of the server is ahead of this machine's, as far as the
    server said: nothing rests on it but the words of an error.
    """

    ahead_s = 0.0

    def _fetch(self, url: str) -> Chunks:
        return self.chunks(url, 0)

    def download_bytes(self, url: str, max_length: int) -> bytes:
        """Return a file of at most `max_length` bytes. In memory: python-tuf's own way makes a temporary file for each."""
        data = bytearray()
        for chunk in self.fetch(url):
            data += chunk
            if len(data) > max_length:
                raise DownloadLengthMismatchError(f"{url} is longer than {max_length} bytes")
        return bytes(data)

    def chunks(self, url: str, offset: int) -> Chunks:
        """Yield a file's bytes from `offset` on, from its beginning when the source cannot skip: then `b""` comes first."""
        raise NotImplementedError

    def probe(self, url: str) -> datetime | None:
        """Ask for `url` and read none of it; return the time by the clock of who answered, where it says so.

        Raises DownloadError, RefusedError or LoginNeededError.
        """
        for _ in self.chunks(url, 0):
            break
        return None

    def close(self) -> None:
        """Close what is open."""

    def download(
        self, url: str, part: Path, length: int, disk: Disk, on_bytes: Callable[[int], None] = lambda _: None
    ) -> None:
        """Fetch `url` into `part`, going on where an earlier try stopped; at most `length` bytes.

        Raises DownloadError, or OSError when the disk does not take it.
        """
        have = part.stat().st_size if part.exists() else 0
        if have > length:
            disk.remove(part)
            have = 0
        if have == length:
            on_bytes(have)
            return
        with closing(self.chunks(url, have)) as chunks, disk.append(part) as out:
            on_bytes(have)
            for chunk in chunks:
                if not chunk:
                    out.truncate(0)
                    on_bytes(-have)
                    have = 0
                have += len(chunk)
                if have > length:
                    raise DownloadLengthMismatchError(f"{url} is longer than was signed")
                out.write(chunk)
                on_bytes(len(chunk))


class WebFetcher(Fetcher):
    """A web server, bucket or CDN."""

    def __init__(
        self,
        source: Source,
        credentials: Credentials | None = None,
        proxy_credentials: Credentials | None = None,
        patience: Patience | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._name = source.name
        self._origin = _origin(urlsplit(source.url))
        self._credentials = credentials
        self._patience = patience or Patience()
        self._clock = clock
        if credentials is not None and urlsplit(source.url).scheme != "https":
            raise SourceListError(
                f"“{source.name}” has no https address: a login would be readable on the way."
            )
        self._pool = _pool(source, proxy_credentials, self._patience)

    def chunks(self, url: str, offset: int) -> Chunks:
        answer = self._answer(url, offset)
        return self._body(answer, offset)

    def probe(self, url: str) -> datetime | None:
        answer = self._answer(url, 0)
        said = answer.headers.get("Date", "")
        answer.close()
        try:
            return parsedate_to_datetime(said)  # RFC 9110, 6.6.1
        except ValueError:
            return None

    def close(self) -> None:
        self._pool.clear()

    def _answer(self, url: str, offset: int) -> urllib3.BaseHTTPResponse:
        """Return the answer with the body still to read, having followed redirects."""
        headers = {"Accept-Encoding": "identity", "User-Agent": f"overlay-assistant/{__version__}"}
        if offset:
            headers["Range"] = f"bytes={offset}-"
        at = url
        for step in range(MAX_REDIRECTS + 1):
            sent = dict(headers)
            if self._credentials is not None and step == 0 and _origin(urlsplit(at)) == self._origin:
                sent["Authorization"] = self._credentials.header
            answer = self._ask(at, sent)
            self._compare_clocks(answer.headers.get("Date", ""))
            if answer.status not in _REDIRECTS:
                return self._checked(answer, url)
            _put_back(answer)
            at = _redirected(at, answer.headers.get("Location", ""))
        raise RefusedError(f"{url} is redirected more than {MAX_REDIRECTS} times")

    def _compare_clocks(self, date: str) -> None:
        with contextlib.suppress(ValueError, TypeError, OverflowError):
            self.ahead_s = (parsedate_to_datetime(date) - datetime.now(UTC)).total_seconds()

    def _ask(self, url: str, headers: dict[str, str]) -> urllib3.BaseHTTPResponse:
        try:
            return self._pool.request(
                "GET", url, headers=headers, preload_content=False, redirect=False, retries=False
            )
        except HTTPError as error:
            # A proxy that wants a login says so to the CONNECT, which http.client reports in words only.
            if isinstance(error, ProxyError) and " 407 " in f"{error.original_error} ":
                raise LoginNeededError(f"--proxy {self._name}") from error
            raise DownloadError(
                f"{urlsplit(url).hostname} does not answer ({type(error).__name__})"
            ) from error

    def _checked(self, answer: urllib3.BaseHTTPResponse, url: str) -> urllib3.BaseHTTPResponse:
        if answer.status in {200, 206}:
            return answer
        _put_back(answer)
        if answer.status in {401, 407}:
            raise LoginNeededError(self._name if answer.status == 401 else f"--proxy {self._name}")
        raise DownloadHTTPError(f"{url}: HTTP status {answer.status}", answer.status)

    def _body(self, answer: urllib3.BaseHTTPResponse, offset: int) -> Chunks:
        start, got = self._clock(), 0
        try:
            if offset and answer.status != 206:
                yield b""
            # read1 returns with whatever has arrived: a drip cannot hide from the clock in one long read.
            while chunk := answer.read1(_CHUNK_BYTES, decode_content=False):
                got += len(chunk)
                took = self._clock() - start
                if took > self._patience.grace_s and got < took * self._patience.least_bytes_per_s:
                    raise SlowRetrievalError(f"{got} bytes in {took:.0f} s")
                yield chunk
            answer.release_conn()
        except HTTPError as error:
            raise DownloadError(f"the connection broke ({type(error).__name__})") from error
        finally:
            answer.close()


class FolderFetcher(Fetcher):
    """A folder or file share (`file://`)."""

    def chunks(self, url: str, offset: int) -> Chunks:
        path = local_path(url)
        try:
            file = path.open("rb")
        except FileNotFoundError as error:
            raise DownloadHTTPError(f"{path} is not there", 404) from error
        except OSError as error:
            raise DownloadError(f"{path} cannot be read ({error.strerror})") from error
        return self._body(file, offset)

    @staticmethod
    def _body(file: BinaryIO, offset: int) -> Chunks:
        with file:
            file.seek(offset)
            try:
                while chunk := file.read(_CHUNK_BYTES):
                    yield chunk
            except OSError as error:
                raise DownloadError(f"the folder cannot be read ({error.strerror})") from error


def local_path(url: str) -> Path:
    """Return the path of a `file:` address; `file://server/share` is a share (https://datatracker.ietf.org/doc/html/rfc8089)."""
    parts = urlsplit(url)
    if parts.netloc and parts.netloc != "localhost":
        return Path(f"//{parts.netloc}{unquote(parts.path)}")
    return Path(urllib.request.url2pathname(parts.path))


def _pool(source: Source, proxy_credentials: Credentials | None, patience: Patience) -> urllib3.PoolManager:
    try:
        context = _trusting(source.ca)
    except (OSError, ssl.SSLError) as error:
        raise SourceListError(
            f"The certificate file {source.ca} of “{source.name}” cannot be used ({error})."
        ) from error
    timeout = urllib3.Timeout(connect=patience.connect_s, read=patience.read_s)
    proxy = source.proxy or _environment_proxy(source.url)
    if not proxy:
        return urllib3.PoolManager(maxsize=PARALLEL, timeout=timeout, ssl_context=context)
    at = urlsplit(proxy if "//" in proxy else f"http://{proxy}")
    headers = None
    if proxy_credentials is not None:
        headers = {"Proxy-Authorization": proxy_credentials.header}
    elif at.username:
        headers = urllib3.make_headers(
            proxy_basic_auth=f"{unquote(at.username)}:{unquote(at.password or '')}"
        )
    plain = f"{at.scheme}://{at.hostname}{f':{at.port}' if at.port else ''}"
    return urllib3.ProxyManager(
        plain, proxy_headers=headers, maxsize=PARALLEL, timeout=timeout, ssl_context=context
    )


@functools.cache
def _trusting(ca: str) -> ssl.SSLContext:
    """Return a context that trusts what the system trusts, and the authorities in the file `ca`.

    Elsewhere than on Linux that needs the system's own verifier. On Linux OpenSSL's defaults are the system's store, and
    truststore would read it anew for each connection. Reading it takes 20 ms of processor time (measured), so all sources
    with the same authorities share one context. Raises OSError or ssl.SSLError when `ca` cannot be used.
    """
    own_store = platform.system() == "Linux"
    context = ssl.create_default_context() if own_store else truststore.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    if ca:
        context.load_verify_locations(cafile=ca)
    return context


def _environment_proxy(url: str) -> str:
    parts = urlsplit(url)
    proxies = urllib.request.getproxies()
    proxy = proxies.get(parts.scheme, proxies.get("all", ""))
    # Asked last: it reads the environment, or the system's settings, once more.
    return "" if proxy and parts.hostname and urllib.request.proxy_bypass(parts.hostname) else proxy


def _put_back(answer: urllib3.BaseHTTPResponse) -> None:
    """Keep the connection for the next request when the rest of the answer is short; close it when it is not."""
    if answer.length_remaining is not None and answer.length_remaining <= _CHUNK_BYTES:
        answer.drain_conn()
        answer.release_conn()
    else:
        answer.close()


def _redirected(at: str, location: str) -> str:
    target = urljoin(at, location)
    old, new = urlsplit(at), urlsplit(target)
    if not location or new.scheme not in {"http", "https"} or not new.hostname:
        raise RefusedError(f"{old.hostname} redirects to what is no web address")
    if old.scheme == "https" and new.scheme != "https":
        raise RefusedError(f"{old.hostname} redirects from https to http ({new.hostname})")
    return target


def _origin(url: SplitResult) -> tuple[str, str, int]:
    return url.scheme, url.hostname or "", url.port or {"https": 443, "http": 80}.get(url.scheme, 0)
