"""A guide on its way into a pack: what every importer makes of its format. Blocks are Markdown (see `prose`)."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct, field

from overlay.content.importers.prose import heading


class DraftStep(Struct):
    """One step; its first block says what to do. `substeps` counts numbered items inside it."""

    blocks: list[str]
    substeps: int = 0


class DraftBranch(Struct):
    """Steps behind the heading that an answer links to."""

    anchor: str
    title: str
    steps: list[DraftStep]


class Draft(Struct):
    """One guide in one language.

    `key` tells the guides of one page apart, the same in every language; empty for the first. `line` is where it starts.
    """

    title: str
    steps: list[DraftStep]
    key: str = ""
    lang: str = ""
    summary: str = ""
    keywords: tuple[str, ...] = ()
    owner: str = ""
    reviewed: str = ""
    intro: list[str] = field(default_factory=list)
    branches: list[DraftBranch] = field(default_factory=list)
    line: int = 0

    def all_steps(self) -> Iterator[DraftStep]:
        yield from self.steps
        for branch in self.branches:
            yield from branch.steps


class _Heading(Struct):
    level: int
    text: str
    key: str


class _Procedure(Struct):
    steps: list[DraftStep]
    title: str
    key: str
    line: int
    intro: list[str | _Heading]
    heading: _Heading | None

    @property
    def names_heading(self) -> bool:
        """Whether its title is that of the section it stands in."""
        return self.heading is not None and self.heading.text == self.title


class PageOutline:
    """Turns the flow of a page (headings, text, procedures in reading order) into one draft a procedure.

    Text before a procedure becomes its introduction, text after it belongs to its last step; a last paragraph that ends
    with a colon leads to the procedure it announces. Nothing that is told to the outline gets lost, unless the page has no
    procedure at all.
    """

    def __init__(self, title: str = "") -> None:
        self.title = title
        self.names_itself = True
        """Whether the first heading is the title, where there is none."""
        self._procedures: list[_Procedure] = []
        self._keys: set[str] = set()
        self._open: list[_Heading] = []  # the headings around the current place
        self._waiting: list[str | _Heading] = []  # what has no step yet to belong to
        self._is_apart = False

    def heading(self, level: int, text: str, key: str = "") -> None:
        """Start a section. The first heading of a page without a title is its title."""
        if not text:
            return
        if self.names_itself and not self.title and not self._procedures and not self._waiting:
            self.title = text
            return
        self._give_to_last_step()
        while self._open and self._open[-1].level >= level:
            self._open.pop()
        self._open.append(_Heading(level, text, key))
        self._waiting.append(self._open[-1])

    def apart(self) -> None:
        """Say that what follows belongs to the next procedure, though no heading says so."""
        self._give_to_last_step()
        self._is_apart = True

    def text(self, blocks: Iterable[str]) -> None:
        """Add blocks that are no step."""
        self._waiting += [block for block in blocks if block]

    def procedure(
        self, steps: list[DraftStep], line: int, *, start: int = 1, title: str = "", key: str = ""
    ) -> None:
        """Add a procedure. With `start` above 1 it goes on with the one before, if that has as many steps as that says."""
        if not steps:
            return
        last = self._procedures[-1] if self._procedures else None
        if last is not None and start > 1 and len(last.steps) == start - 1:
            self._give_to_last_step()
            last.steps += steps
            return
        own = self._open[-1] if self._open else None
        is_apart, self._is_apart = self._is_apart, False
        if last is not None and last.heading is own and not is_apart:
            announces = self._announcement()
            self._give_to_last_step()
            self._waiting = announces
        named = own is not None and any(w is own for w in self._waiting)
        intro, self._waiting = self._waiting, []
        wanted = key or (own.key if named and own else "")
        number = str(len(self._procedures) + 1)
        self._procedures.append(
            _Procedure(
                steps=steps,
                title=title or (own.text if own else ""),
                key=self._free(wanted, number),
                line=line,
                intro=intro,
                heading=own,
            )
        )

    def _free(self, wanted: str, number: str) -> str:
        key = number if not wanted or wanted in self._keys else wanted
        self._keys.add(key)
        return key

    def drafts(self) -> list[Draft]:
        """Return one draft a procedure, in order."""
        self._give_to_last_step()
        several = len(self._procedures) > 1
        seen: dict[str, int] = {}
        found = []
        for number, procedure in enumerate(self._procedures):
            title = self.title or procedure.title
            if procedure.title and self.title and several:
                title = f"{self.title}: {procedure.title.rstrip(' :：')}"
            elif procedure.title and procedure.title != title and not procedure.names_heading:
                procedure.intro.append(heading(procedure.title))
            in_title = procedure.heading if procedure.names_heading and procedure.title in title else None
            intro = _spelled(w for w in procedure.intro if w is not in_title)
            seen[title] = seen.get(title, 0) + 1
            if seen[title] > 1:
                title = f"{title} ({seen[title]})"
            key = procedure.key if number else ""
            found.append(Draft(title, procedure.steps, key, intro=intro, line=procedure.line))
        return found

    def _announcement(self) -> list[str | _Heading]:
        """Return the last paragraph if it leads to what follows, and take it off."""
        last = self._waiting[-1] if self._waiting else None
        if isinstance(last, str) and last.rstrip("*_` ").endswith((":", "：")):
            return [self._waiting.pop()]
        return []

    def _give_to_last_step(self) -> None:
        if self._procedures:
            self._procedures[-1].steps[-1].blocks += _spelled(self._waiting)
            self._waiting = []


def _spelled(waiting: Iterable[str | _Heading]) -> list[str]:
    return [w if isinstance(w, str) else heading(w.text) for w in waiting]
