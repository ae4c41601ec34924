"""Publishing and syncing a pack of 10,000 guides, over HTTP with 40 ms added to each request.

What an update costs in bytes and requests, how long it takes until everything is there (against one fetch of the same bytes
as one file, by the same client, from the same server), and the first installation (against unpacking a tar and inserting
the texts into a bare SQLite FTS5 table).
"""

from __future__ import annotations

import random
import socketserver
import sqlite3
import tarfile
import tempfile
import threading
import time
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import SimpleHTTPRequestHandler
from pathlib import Path
from typing import Any

from bench.figures import Row, compare
from overlay.content.source import publish as publishing
from overlay.content.source import roles
from overlay.content.source.keys import KeyStore
from overlay.content.source.repository import Repository
from overlay.content.store.disk import Disk
from overlay.content.sync.fetch import WebFetcher
from overlay.content.sync.run import Sync
from overlay.content.sync.sources import Source

REQUEST_S = 0.040
_SEED = 7


class Ground:
    """A publisher with one large pack, and a desk."""

    def __init__(self, base: Path, guides: int) -> None:
        self.base, self.guides, self.version = base, guides, 0
        dice = random.Random(_SEED)
        letters = "abcdefghijklmnopqrstuvwxyz"
        self._words = ["".join(dice.choices(letters, k=dice.randint(3, 9))) for _ in range(4_000)]
        self.folder = base / "pack"
        (self.folder / "guides").mkdir(parents=True)
        self._write(range(guides))
        keys = KeyStore(base / "keys", lambda _: "correct horse battery")
        root, online, team = (keys.new(name) for name in ("root", "online", "team"))
        self.repository = Repository(base / "source", keys)
        roles.begin(self.repository, [root], [online])
        roles.grant(self.repository, "big", [team])
        publishing.publish(self.repository, self.folder)
        self.root = base / "source" / "metadata" / "1.root.json"

    def change(self, every: int) -> int:
        """Publish anew with each `every`-th guide changed; return the bytes of these guides, each compressed alone."""
        changed = range(0, self.guides, every)
        self._write(changed)
        publishing.publish(self.repository, self.folder)
        return sum(len(zlib.compress((self._path(n)).read_bytes(), 9)) for n in changed)

    def _path(self, number: int) -> Path:
        return self.folder / "guides" / f"g{number:05}.md"

    def _write(self, numbers: range) -> None:
        self.version += 1
        about = f"id: big\ntitle: Big\nversion: '{self.version}'\nowner: bench\nlanguage: en\n"
        (self.folder / "pack.yaml").write_text(about)
        for number in numbers:
            dice = random.Random(number * 100 + self.version)
            words = [" ".join(dice.choices(self._words, k=12)) for _ in range(10)]
            front = f"---\ntitle: {words[0]}\nwhen:\n  - title: 'Case {{case}} {words[1]}*'\n---\n"
            self._path(number).write_text(front + "".join(f"1. {line}\n" for line in words[2:]))


class _Counted:
    """What a server was asked for."""

    def __init__(self) -> None:
        self.requests = 0
        self.sent_bytes = 0


@contextmanager
def serving(folder: Path) -> Iterator[tuple[str, _Counted]]:
    """Serve `folder` over HTTP/1.1 with `REQUEST_S` added to each request; count what is asked."""
    counted = _Counted()

    class Handler(SimpleHTTPRequestHandler):
        protocol_version = "HTTP/1.1"
        disable_nagle_algorithm = True  # as nginx has it; else a kept connection waits 40 ms more for an ACK

        def __init__(self, *args: Any) -> None:
            super().__init__(*args, directory=str(folder))

        def do_GET(self) -> None:
            time.sleep(REQUEST_S)
            counted.requests += 1
            super().do_GET()

        def copyfile(self, source: Any, outputfile: Any) -> None:
            data = source.read()
            counted.sent_bytes += len(data)
            outputfile.write(data)

        def log_message(self, *_: object) -> None:
            pass

    class Server(socketserver.ThreadingTCPServer):
        daemon_threads = True
        request_queue_size = 64

    with Server(("127.0.0.1", 0), Handler) as server:
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        try:
            yield f"http://127.0.0.1:{server.server_address[1]}/", counted
        finally:
            server.shutdown()


class Measured:
    """One sync: how long until all was fetched, until all was installed, and what it asked for."""

    def __init__(self, ground: Ground, url: str, counted: _Counted, data: Path) -> None:
        source = Source("big", url, ground.root)
        counted.requests = counted.sent_bytes = 0
        self.fetched_s = 0.0
        start = time.perf_counter()

        def progress(phase: str, done: int, _: int) -> None:
            if phase == "install" and not done:
                self.fetched_s = time.perf_counter() - start

        report = Sync(data, [source], WebFetcher, progress=progress).run()
        self.installed_s = time.perf_counter() - start
        if report.problems:
            raise RuntimeError(str(report.problems[0]))
        self.requests, self.sent_bytes = counted.requests, counted.sent_bytes


def sync(*, quick: bool) -> list[Row]:
    """Bytes, requests and times of a first sync and of updates."""
    guides = 1_000 if quick else 10_000
    rows: list[Row] = []
    with tempfile.TemporaryDirectory() as base:
        ground = Ground(Path(base), guides)
        with serving(Path(base) / "source") as (url, counted):
            data = Path(base) / "data"
            first = Measured(ground, url, counted, data)
            rows.append(
                compare(
                    f"first install, {guides:,} guides",
                    first.installed_s,
                    _bare_install(ground),
                    "tar x + bare FTS5 insert",
                    2.5,
                    "s",
                )
            )
            nothing = Measured(ground, url, counted, data)
            rows.append(
                Row(
                    "nothing changed",
                    f"{nothing.requests} requests, {nothing.sent_bytes:,} B",
                    must="≤ 3, ≤ 5,120 B",
                    ok=nothing.requests <= 3 and nothing.sent_bytes <= 5_120,
                )
            )
            ground.change(every=guides)
            one = Measured(ground, url, counted, data)
            rows.append(
                Row(
                    "one guide changed",
                    f"{one.sent_bytes:,} B, {one.requests} requests",
                    must="≤ 65,536 B",
                    ok=one.sent_bytes <= 65_536,
                )
            )
            rows.append(_wall("one guide changed, until fetched", one, url, Path(base)))
            rows.append(_until_installed("one guide changed", one, first))
            alone = ground.change(every=100)
            some = Measured(ground, url, counted, data)
            most = 1.5 * alone + 131_072
            rows.append(
                Row(
                    "1 % changed",
                    f"{some.sent_bytes:,} B, {some.requests} requests",
                    f"guides alone {alone:,} B",
                    some.sent_bytes / alone,
                    f"≤ {most:,.0f} B",
                    some.sent_bytes <= most,
                )
            )
            rows.append(_wall("1 % changed, until fetched", some, url, Path(base)))
            rows.append(_until_installed("1 % changed", some, first))
    return rows


def _until_installed(what: str, update: Measured, first: Measured) -> Row:
    ratio = update.installed_s / first.installed_s
    return Row(
        f"{what}, until installed",
        f"{update.installed_s:.2f} s",
        f"first install {first.installed_s:.2f} s",
        ratio,
    )


def _wall(what: str, ours: Measured, url: str, base: Path) -> Row:
    """Compare with one fetch of as many bytes, over a new connection of the same client."""
    (base / "source" / "one-file").write_bytes(random.Random(_SEED).randbytes(ours.sent_bytes))
    part = base / "one-file"
    part.unlink(missing_ok=True)
    start = time.perf_counter()
    WebFetcher(Source("floor", url, part)).download(f"{url}one-file", part, ours.sent_bytes, Disk())
    return compare(what, ours.fetched_s * 1000, (time.perf_counter() - start) * 1000, "one file", 3.0)


def _bare_install(ground: Ground) -> float:
    """Unpack the pack from a tar and put its texts into an FTS5 table; return the seconds."""
    archive = ground.base / "pack.tar"
    with tarfile.open(archive, "w") as out:
        out.add(ground.folder, "pack")
    target = ground.base / "bare"
    start = time.perf_counter()
    with tarfile.open(archive) as packed:
        packed.extractall(target, filter="data")
    db = sqlite3.connect(ground.base / "bare.db")
    db.execute("CREATE VIRTUAL TABLE texts USING fts5(path, body, tokenize = 'trigram')")
    files = sorted((target / "pack" / "guides").iterdir())
    db.executemany("INSERT INTO texts VALUES (?, ?)", ((f.name, f.read_text("utf-8")) for f in files))
    db.commit()
    db.close()
    return time.perf_counter() - start
