"""Runs `overlay VERB` beside the assistant: whatever is heavy or may crash happens in a process of its own."""

from __future__ import annotations

import logging
import sys
from collections.abc import Callable

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


class Children(QObject):
    """Starts verbs as child processes. They tell the assistant over its socket when the content changed."""

    def __init__(self) -> None:
        super().__init__()
        self._running: dict[QProcess, str] = {}

    def run(self, *words: str, then: Callable[[bool], None] = lambda _: None) -> None:
        """Start `overlay WORDS…`; `then` gets whether it ended with exit code 0. One of a kind runs at a time."""
        if " ".join(words) in self._running.values():
            return
        child = self._make(words)
        child.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedChannels)
        child.finished.connect(lambda code, _status: self._ended(child, then, code))
        child.errorOccurred.connect(lambda _: self._ended(child, then, -1))
        child.start()

    def ask(self, *words: str, told: str = "", then: Callable[[int, str], None]) -> None:
        """Start `overlay WORDS…` and hand it `told` as its input; `then` gets the exit code and what it answered."""
        child = self._make(words)
        child.setProcessChannelMode(QProcess.ProcessChannelMode.ForwardedErrorChannel)

        def ended(code: int) -> None:
            if self._running.pop(child, ""):
                answer = bytes(child.readAllStandardOutput().data()).decode("utf-8", "replace")
                child.deleteLater()
                then(code, answer)

        child.finished.connect(lambda code, _status: ended(code))
        child.errorOccurred.connect(lambda _: ended(-1))
        child.start()
        child.write(told.encode("utf-8"))
        child.closeWriteChannel()

    def stop(self) -> None:
        """End what still runs: an install that is cut off leaves the old content whole."""
        running, self._running = self._running, {}  # so that nobody is told of the end any more
        for child in running:
            end(child)

    def _make(self, words: tuple[str, ...]) -> QProcess:
        child = QProcess(self)
        program, *arguments = command(*words)
        child.setProgram(program)
        child.setArguments(arguments)
        self._running[child] = " ".join(words)
        return child

    def _ended(self, child: QProcess, then: Callable[[bool], None], code: int) -> None:
        words = self._running.pop(child, "")
        if not words:
            return
        if code:
            log.warning("overlay %s ended with %s", words.split()[0], code)
        then(code == 0)
        child.deleteLater()
