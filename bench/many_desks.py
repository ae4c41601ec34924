"""Five hundred desks that ask one nginx for one corrected guide, over TLS: the real sync code, and a plain client.

A fleet has a processor for each desk; here all of them share this machine's. So what is timed is what the desks have to do
with the server: from the first request until the last desk has asked, verified every signature and fetched its difference.
Then each desk installs it, which is timed for itself (and, against other programs, by `bench sync`). The plain client makes
the same requests for as many desks, as many at a time, from the same processes: with the HTTP library the desks use, over as
many connections for each desk, and looks at nothing it gets. The two take turns: what else the machine does meets both.
"""

from __future__ import annotations

import multiprocessing
import os
import shutil
import ssl
import tempfile
import threading
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import partial
from multiprocessing.connection import Connection
from pathlib import Path
from urllib.parse import urlsplit

import urllib3

from bench.figures import Row, compare
from bench.sync import Ground
from overlay.content.sync.fetch import WebFetcher
from overlay.content.sync.run import Sync
from overlay.content.sync.sources import Source
from tests.system.web_server import WebServer

_GUIDES = 20
_AT_ONCE = 4  # desks of one process that talk to the server at the same moment
_TURNS = 5
_PUBLICATIONS_KEPT = 10  # from then on a publication makes as many differences each time


@dataclass(frozen=True, slots=True)
class _Took:
    """Seconds until all of a turn had fetched and until all was done; processor seconds until all had fetched."""

    fetched_s: float
    done_s: float
    cpu_s: float


def many_desks(*, quick: bool) -> list[Row]:
    """Times of all desks together, against the plain client; and what a publication costs before and after."""
    desks = 100 if quick else 500
    with tempfile.TemporaryDirectory() as temporary:
        base = Path(temporary)
        ground = Ground(base / "publisher", _GUIDES)
        for _ in range(_PUBLICATIONS_KEPT):
            ground.change(every=_GUIDES)
        publish = partial(_least_cpu_s, lambda: ground.change(every=_GUIDES))
        alone_s = publish()
        server = WebServer(base / "nginx", ground.repository.folder)
        try:
            source = Source("big", server.url("open"), ground.root, ca=str(server.ca))
            first, folders = base / "first", [base / "desks" / str(n) for n in range(desks)]
            _sync(first, source)
            for folder in folders:
                shutil.copytree(first, folder, symlinks=True)
            ground.change(every=_GUIDES)
            server.asked()
            _sync(first, source)
            asked = [urlsplit(source.url)._replace(path=line.path).geturl() for line in server.asked()]
            ours, plain = [], []
            with _Crew(source, asked) as crew:
                for turn in range(_TURNS):
                    part = folders[turn::_TURNS]
                    plain.append(crew.work("plain", part))
                    ours.append(crew.work("desks", part))
            newest = (first / "sync" / "state.json").read_text("utf-8")
            behind = [f for f in folders if _version(f) != _version(first)]
            crowd_s = publish()
        finally:
            server.stop()
        assert newest
        return [
            compare(
                f"{desks} desks, one guide changed, until the last one has it verified",
                sum(t.fetched_s for t in ours),
                sum(t.fetched_s for t in plain),
                f"plain client, the same {len(asked)} requests a desk",
                3.0,
                "s",
            ),
            compare(
                "the same, processor time of a desk",
                1000 * sum(t.cpu_s for t in ours) / desks,
                1000 * sum(t.cpu_s for t in plain) / desks,
                "plain client",
                3.0,
            ),
            Row(
                "and installed",
                f"{sum(t.done_s for t in ours):.1f} s on {os.cpu_count()} cores",
                must="all complete",
                ok=not behind,
            ),
            compare(
                f"publishing once {desks} desks follow, processor time",
                crowd_s * 1000,
                alone_s * 1000,
                "before any did",
                1.5,
            ),
        ]


def _version(folder: Path) -> str:
    return next(
        line for line in (folder / "sync" / "state.json").read_text("utf-8").splitlines() if "version" in line
    )


def _sync(folder: Path, source: Source, progress: Callable[[str, int, int], None] = lambda *_: None) -> None:
    report = Sync(folder, [source], WebFetcher, progress=progress).run()
    if report.problems:
        raise RuntimeError(str(report.problems[0]))


def _least_cpu_s(work: Callable[[], object]) -> float:
    """Return the processor time of the cheapest of five."""
    took = []
    for _ in range(5):
        start = time.process_time()
        work()
        took.append(time.process_time() - start)
    return min(took)


class _Crew:
    """One process a core, each with its part of a turn's desks."""

    def __init__(self, source: Source, urls: list[str]) -> None:
        context = multiprocessing.get_context("spawn")
        self._lines: list[Connection] = []
        self._processes = []
        for _ in range(os.cpu_count() or 1):
            ours, theirs = context.Pipe()
            process = context.Process(target=_member, args=(theirs, source, urls), daemon=True)
            process.start()
            self._lines.append(ours)
            self._processes.append(process)
        for line in self._lines:
            line.recv()  # all modules are loaded

    def __enter__(self) -> _Crew:
        return self

    def __exit__(self, *_: object) -> None:
        for line, process in zip(self._lines, self._processes, strict=True):
            line.send(("leave", ()))
            process.join()

    def work(self, what: str, folders: list[Path]) -> _Took:
        """Have `folders` synced ("desks"), or as much fetched for each ("plain")."""
        start = time.perf_counter()
        for number, line in enumerate(self._lines):
            line.send((what, tuple(folders[number :: len(self._lines)])))
        cpu_s = sum(line.recv() for line in self._lines)
        fetched_s = time.perf_counter() - start
        for line in self._lines:
            line.send("go on")
        for line in self._lines:
            if (wrong := line.recv()) is not None:
                raise RuntimeError(wrong)
        return _Took(fetched_s, time.perf_counter() - start, cpu_s)


def _member(line: Connection, source: Source, urls: list[str]) -> None:
    context = ssl.create_default_context(cafile=source.ca)
    _plain(source, urls, context)
    line.send("ready")
    while True:
        what, folders = line.recv()
        if what == "leave":
            return
        start = time.process_time()
        if what == "plain":
            with ThreadPoolExecutor(_AT_ONCE) as pool:
                for _ in pool.map(lambda _: _plain(source, urls, context), folders):
                    pass
            line.send(time.process_time() - start)
            line.recv()
            line.send(None)
        else:
            _desks(line, source, folders, start)


def _desks(line: Connection, source: Source, folders: tuple[Path, ...], start: float) -> None:
    """Sync each desk in a thread of its own; those that have fetched wait for the others before they install."""
    talking, installing = threading.Semaphore(_AT_ONCE), threading.Semaphore(1)
    install, fetched = threading.Event(), threading.Semaphore(0)

    def desk(folder: Path) -> None:
        talking.acquire()

        def progress(phase: str, done: int, _total: int) -> None:
            if phase == "install" and not done:
                talking.release()
                fetched.release()
                install.wait()
                installing.acquire()

        try:
            _sync(folder, source, progress)
        finally:
            installing.release()

    with ThreadPoolExecutor(len(folders)) as pool:
        work = [pool.submit(desk, folder) for folder in folders]
        for _ in work:
            fetched.acquire()
        line.send(time.process_time() - start)
        line.recv()
        install.set()
        wrong = [str(done.exception()) for done in work if done.exception()]
    line.send(wrong[0] if wrong else None)


def _plain(source: Source, urls: list[str], context: ssl.SSLContext) -> None:
    """Fetch `urls` as a desk does: the first ones side by side, the last one when they are there."""
    pool = urllib3.PoolManager(maxsize=len(urls), ssl_context=context)
    *together, last = urls

    def fetch(url: str) -> None:
        pool.request("GET", url, retries=False)

    threads = [threading.Thread(target=fetch, args=(url,)) for url in together]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    fetch(last)
    pool.clear()
