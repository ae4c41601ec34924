"""Searches off the Qt thread: typing never waits, however many guides are installed.

A search takes 2 ms as a rule and 11 ms at worst among 10,000 guides (docs/benchmarks.md): a frame, now and then. One
thread with a reader of its own does them one after the other. While it works only the newest question waits, so that
what was typed meanwhile is searched for and the letters in between are not.
"""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from queue import Empty, SimpleQueue

from overlay.content.lookup import Content
from overlay.content.search import Hit
from overlay.discreet import Discreet
from overlay.errors import ContentUnavailableError, GuideNotFoundError
from overlay.guide import MAIN, GuideRef

log = logging.getLogger(__name__)


class Asked(Discreet, frozen=True):
    """A search. `generation` is the content the asker reads: the thread reads anew when it changes."""

    untold = ("query",)

    query: str
    languages: tuple[str, ...]
    generation: int
    now_s: float
    app: str = ""
    recent: tuple[GuideRef, ...] = ()
    limit: int = 20


class Answer(Discreet, frozen=True):
    """What was found for `query`: hits, best first, each with the number of steps of its guide."""

    untold = ("query",)

    query: str
    hits: tuple[tuple[Hit, int], ...] = ()


class SearchThread:
    """Searches the content in `data_dir`. `answered` is called on the thread, never after `stop` returned.

    The thread begins with the first question: most starts never search.
    """

    def __init__(self, data_dir: Path, answered: Callable[[Answer], None]) -> None:
        self._data_dir = data_dir
        self._answered = answered
        self._asked: SimpleQueue[Asked | None] = SimpleQueue()
        self._thread: threading.Thread | None = None
        self._content: Content | None = None
        self._generation: int | None = None

    def ask(self, asked: Asked) -> None:
        """Search for this, and no more for what was asked before and is not answered yet."""
        self._asked.put(asked)
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="search", daemon=True)
            self._thread.start()

    def stop(self, timeout_s: float = 2.0) -> None:
        """End the thread; what was asked and is not answered stays so."""
        thread, self._thread = self._thread, None
        if thread is not None:
            self._asked.put(None)
            thread.join(timeout_s)

    def _run(self) -> None:
        try:
            while (asked := self._newest()) is not None:
                answer = self._answer(asked)
                if self._asked.empty():  # else it is stale already
                    self._answered(answer)
        finally:
            if self._content is not None:
                self._content.close()

    def _newest(self) -> Asked | None:
        """Wait for a question; return the last one there is, None when it is time to end."""
        asked = self._asked.get()
        while asked is not None:
            try:
                asked = self._asked.get_nowait()
            except Empty:
                break
        return asked

    def _answer(self, asked: Asked) -> Answer:
        try:
            content = self._opened(asked.generation)
            hits = content.search(
                asked.query,
                asked.languages,
                app=asked.app,
                limit=asked.limit,
                now_s=asked.now_s,
                recent=asked.recent,
            )
            return Answer(asked.query, tuple((hit, _steps(content, hit)) for hit in hits))
        except ContentUnavailableError as error:
            log.warning("search has no content: %s", error)
        except Exception:  # without this thread no search would ever be answered again
            log.exception("a search failed")
        return Answer(asked.query)

    def _opened(self, generation: int) -> Content:
        if self._content is None or self._generation != generation:
            if self._content is not None:
                self._content.close()
                self._content = None
            self._content, self._generation = Content.open(self._data_dir), generation
        return self._content


def _steps(content: Content, hit: Hit) -> int:
    try:
        main = content.guide(hit.ref, (hit.lang,)).branch(MAIN)
    except GuideNotFoundError:
        return 0
    return len(main.steps) if main else 0
