"""Many files read by several processes at once; results come in the order of the files.

Process k of n reads the files k, k + n, k + 2n … and writes its answers to a pipe; whoever is ahead waits for the pipe to be
emptied, so memory stays flat. Where a process ends before its time (a parser that crashed, a machine out of memory), its
file is read once more by a new process, and skipped if that ends too.
"""

from __future__ import annotations

import contextlib
import gc
import os
import pickle
import subprocess
from collections.abc import Iterator, Sequence
from types import TracebackType
from typing import IO

from msgspec import Struct
from msgspec.structs import replace

from overlay.content.importers.options import Options, nobody_looks
from overlay.content.importers.reader import load
from overlay.content.importers.reading import ReadPage, read_page
from overlay.content.importers.report import ImportReport, Skipped
from overlay.content.importers.source import Source, SourceFile
from overlay.program import command

FEW = 120  # files; below that, starting processes (0.3 s) takes longer than it saves
MAX_PROCESSES = 8
_PIPE_BYTES = 1 << 20
_GC_THRESHOLD = 50_000  # objects; parse trees come and go, and have no cycles worth looking for often

VERB = "import-reader"
"""The verb that runs `answer` in a process of its own. It is ours alone and not in the help."""


class Assignment(Struct, frozen=True):
    """What one process reads: of `files`, in order."""

    name: str
    source: Source
    options: Options
    files: tuple[SourceFile, ...]


class SideBySide:
    """The processes that read. Use it as a context manager: none outlives it."""

    def __init__(
        self, name: str, source: Source, options: Options, files: Sequence[SourceFile],
        program: Sequence[str] = (), processes: int = 0,
    ) -> None:  # fmt: skip
        self._name, self._options = name, replace(options, progress=nobody_looks)
        self._source, self._files = source, files
        self._program = tuple(program) or tuple(command(VERB))
        self._count = max(1, min(processes or _processors(), MAX_PROCESSES))
        self._readers: list[subprocess.Popen[bytes]] = []

    def __enter__(self) -> SideBySide:
        for number in range(self._count):
            self._readers.append(self._start(number, number))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        for reader in self._readers:
            _end(reader)

    @property
    def process_ids(self) -> list[int]:
        return [reader.pid for reader in self._readers]

    def pages(self) -> Iterator[ReadPage]:
        """Yield what each file came to, in order."""
        for at, file in enumerate(self._files):
            number = at % self._count
            page = _next_answer(self._readers[number])
            if page is None:
                self._restart(number, at)
                page = _next_answer(self._readers[number])
            if page is None:
                page = ReadPage(skipped=(Skipped(file.name, "Reading it ended the process that read it."),))
                self._restart(number, at + self._count)
            yield page

    def _restart(self, number: int, at: int) -> None:
        _end(self._readers[number])
        self._readers[number] = self._start(number, at)

    def _start(self, number: int, at: int) -> subprocess.Popen[bytes]:
        """Start process `number` at file `at`."""
        files = tuple(self._files[at :: self._count])
        # What it would say on stderr is about one file and may quote it; that it ended says enough.
        reader = subprocess.Popen(
            self._program, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
            pipesize=_PIPE_BYTES,
        )  # fmt: skip
        assert reader.stdin is not None
        with contextlib.suppress(OSError), reader.stdin as asking:
            pickle.dump(Assignment(self._name, self._source, self._options, files), asking)
        return reader


def answer(asked: IO[bytes], told: IO[bytes]) -> None:
    """Read the files of the assignment in `asked`, and write what each came to, at once."""
    assignment: Assignment = pickle.load(asked)
    source = assignment.source
    reader = load(assignment.name)(source, assignment.options, ImportReport())
    gc.freeze()
    gc.set_threshold(_GC_THRESHOLD)
    for file in assignment.files:
        told.write(pickle.dumps(read_page(reader, source, file), pickle.HIGHEST_PROTOCOL))
        told.flush()


def _next_answer(reader: subprocess.Popen[bytes]) -> ReadPage | None:
    """Return the next answer; None when the process ended without it."""
    assert reader.stdout is not None
    try:
        page: ReadPage = pickle.load(reader.stdout)
    except (EOFError, pickle.UnpicklingError, OSError):
        return None
    return page


def _end(reader: subprocess.Popen[bytes]) -> None:
    reader.kill()
    reader.wait()
    for pipe in (reader.stdin, reader.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()


def _processors() -> int:
    """Return how many processors this process may use."""
    allowed = getattr(os, "sched_getaffinity", None)  # not on macOS and Windows
    return len(allowed(0)) if allowed else os.cpu_count() or 1
