"""Runs `overlay VERB` in a child process: whatever is heavy or may crash stays out of the assistant."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

from msgspec import Struct
from PySide6.QtCore import QObject, QProcess

from overlay.program import command

log = logging.getLogger(__name__)


def end(child: QProcess) -> None:
    """Ask a child to end, end it when it does not, and wait until it is gone: three seconds at most."""
    if sys.platform != "win32":  # a program without a window cannot be asked there
        child.terminate()
        if child.waitForFinished(2_000):
            return
    child.kill()
    child.waitForFinished(1_000)


class _Task(Struct, frozen=True):
    """What a child does, and who is told of its end: gets the exit code and, if `answers`, what it said."""

    words: str
    then: Callable[[int, str], None]
    answers: bool = False


class Children(QObject):
    """Starts verbs as child processes. They tell the assistant over its socket when the content changed."""

    def __init__(self) -> None:
        super().__init__()
        self._running: dict[QProcess, _Task] = {}

    def run(self, *words: str, then: Callable[[bool], None] = lambda _: None) -> None:
        """Start `overlay WORDS…`; `then` gets whether it ended with exit code 0. One of a kind runs at a time."""
        task = _Task(" ".join(words), lambda code, _: then(code == 0))
        if any(task.words == running.words for running in self._running.values()):
            return
        child = self._make(words, task)
        child.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        child.start()

    def ask(self, *words: str, told: str = "", then: Callable[[int, str], None]) -> None:
        """Start `overlay WORDS…` and hand it `told` as its input; `then` gets the exit code and what it answered."""
        child = self._make(words, _Task(" ".join(words), then, answers=True))
        child.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)
        child.start()
        child.write(told.encode("utf-8"))
        child.closeWriteChannel()

    def stop(self) -> None:
        """End what still runs: an install that is cut off leaves the old content whole."""
        running, self._running = self._running, {}  # so that nobody is told of the end any more
        for child in running:
            end(child)

    def _make(self, words: tuple[str, ...], task: _Task) -> QProcess:
        child = QProcess(self)
        program, *arguments = command(*words)
        child.setProgram(program)
        child.setArguments(arguments)
        self._running[child] = task
        # No lambda: it would hold this object, which then went with its last child, in the middle of that one's own end.
        child.finished.connect(self._finished)
        child.errorOccurred.connect(self._failed)
        return child

    def _finished(self, code: int, _status: QProcess.ExitStatus) -> None:
        self._ended(code)

    def _failed(self, _error: QProcess.ProcessError) -> None:
        self._ended(-1)

    def _ended(self, code: int) -> None:
        child = self.sender()
        if not isinstance(child, QProcess) or child not in self._running:
            return  # its error was told before its end, or it was stopped
        task = self._running.pop(child)
        if code and not task.answers:
            log.warning("overlay %s ended with %s", task.words.split()[0], code)
        answer = (
            bytes(child.readAllStandardOutput().data()).decode("utf-8", "replace") if task.answers else ""
        )
        child.deleteLater()
        task.then(code, answer)
