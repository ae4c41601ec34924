"""What the assistant reads of the content: a few statements on the standard library's sqlite3, no ORM, no lock.

`overlay.content.store.models` owns the schema; tests/unit/test_lookup_schema.py holds every statement here to it.
"""

from __future__ import annotations

import sqlite3
import time
from collections import OrderedDict
from collections.abc import Iterator, Sequence
from functools import cached_property
from itertools import islice
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, NamedTuple

from msgspec import Struct
from msgspec.structs import replace

from overlay.content import languages
from overlay.content.store import generations, guide_json, rule_index
from overlay.context import WindowContext
from overlay.errors import ContentUnavailableError, GuideNotFoundError
from overlay.guide import Guide, GuideKind, GuideRef
from overlay.match import Candidate, Match, Reason, Rejected, rank, rejection
from overlay.rules import Rule, look

if TYPE_CHECKING:
    from overlay.content.search import Hit, Searcher

MAX_MATCHES = 20
MAX_REJECTED = 20
_CACHE_KIB = 512
_GUIDES_IN_MEMORY = 16  # decoded; an agent goes back and forth between a few

PACKS = "SELECT id, title, version, owner, language, priority, licence, guides FROM pack ORDER BY id"
GUIDE = "SELECT id FROM guide WHERE name = ? AND pack_id = ?"
GUIDE_PACKS = "SELECT pack_id FROM guide WHERE name = ? ORDER BY priority DESC, pack_id"
NAMED = "SELECT id FROM guide WHERE name = ? ORDER BY pack_id"
ABOUT = (
    "SELECT g.pack_id, g.name, g.kind, g.priority, g.valid_from_s, g.valid_until_s, t.lang, t.title "
    "FROM guide AS g JOIN guide_text AS t ON t.guide_pk = g.id WHERE g.id = ?"
)
TEXTS = "SELECT lang, id, title FROM guide_text WHERE guide_pk = ?"
TEXT_DATA = "SELECT data FROM guide_text WHERE id = ?"
MEDIA = "SELECT data FROM media WHERE pack_id = ? AND src = ?"
NEXT_FROM = "SELECT min(valid_from_s) FROM guide WHERE valid_from_s > ?"
_NO_SUCH_GUIDE = "There is no guide “{}”{}. Find its name with: overlay search WORDS."
NEXT_UNTIL = "SELECT min(valid_until_s) FROM guide WHERE valid_until_s > ?"


class PackInfo(Struct, frozen=True):
    """An installed pack; `guides` counts each guide once, whatever the number of its languages."""

    id: str
    title: str
    version: str
    owner: str
    language: str
    priority: int
    licence: str
    guides: int


class _Text(NamedTuple):
    """A guide in one language, without its body."""

    lang: str
    pk: int
    title: str


class _About(NamedTuple):
    """What ranking and explaining need to know of a guide."""

    ref: GuideRef
    title: str
    kind: GuideKind
    priority: int
    valid_from_s: float | None
    valid_until_s: float | None

    def not_valid(self, now_s: float) -> tuple[Reason, ...]:
        """Return why the guide is not valid at `now_s`, if so."""
        if self.valid_from_s is not None and now_s < self.valid_from_s:
            return (Reason("valid_from", _moment(self.valid_from_s), ok=False, fault="early"),)
        if self.valid_until_s is not None and now_s >= self.valid_until_s:
            return (Reason("valid_until", _moment(self.valid_until_s), ok=False, fault="late"),)
        return ()


class Content:
    """One generation, open for reading. It stays readable when newer ones come; close it after opening the next.

    For one thread. `sqlite3.Error` becomes ContentUnavailableError at `open` only: later, the file cannot change.
    """

    def __init__(self, db: sqlite3.Connection, number: int) -> None:
        self.number = number
        self._db = db
        self._packs = tuple(PackInfo(*row) for row in db.execute(PACKS))
        self._language = {pack.id: pack.language for pack in self._packs}
        self._decoded: OrderedDict[int, Guide] = OrderedDict()

    @classmethod
    def open(cls, data_dir: Path) -> Content:
        """Open the generation in use. Raises ContentUnavailableError (see its `damaged`)."""
        generation, db = generations.open_current(data_dir)
        try:
            db.execute(f"PRAGMA cache_size = -{_CACHE_KIB}")
            return cls(db, generation.number)
        except sqlite3.Error as error:
            db.close()
            raise ContentUnavailableError(
                f"{data_dir / generation.file_name} is damaged ({error}). Rebuild the guides: overlay pack rebuild.",
                damaged=True,
            ) from error

    def close(self) -> None:
        self._db.close()

    def __enter__(self) -> Content:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    @property
    def guide_count(self) -> int:
        """How many guides are installed, each counted once."""
        return sum(pack.guides for pack in self._packs)

    def damage(self) -> str:
        """Return the first thing SQLite finds wrong in the file, "" when it is whole. Reads all of it."""
        try:
            (said,) = self._db.execute("PRAGMA quick_check(1)").fetchone()
        except sqlite3.Error as error:
            return str(error)
        return "" if said == "ok" else str(said).replace("\n", " ")

    def packs(self) -> tuple[PackInfo, ...]:
        """Return the installed packs by id."""
        return self._packs

    # Matches

    def matches(
        self, context: WindowContext, now_s: float, wanted: Sequence[str], recent: Sequence[GuideRef] = ()
    ) -> tuple[Match, ...]:
        """Return the guides that apply to the window and are valid at `now_s`: notices first, then the best first.

        At most `MAX_MATCHES`. `recent` are the guides the agent used last (latest first); titles are in the language
        `guide` would choose from `wanted`.
        """
        return rank(context, self._candidates(context, now_s, wanted), recent, limit=MAX_MATCHES)

    def explain(
        self, context: WindowContext, now_s: float, wanted: Sequence[str], guide_id: str = ""
    ) -> tuple[tuple[Match, ...], tuple[Rejected, ...]]:
        """Return what `matches` does, and why other guides do not apply: all of the name `guide_id`, else the near misses.

        With `guide_id`, a match of that name is there even when `MAX_MATCHES` others stand above it. Raises
        GuideNotFoundError when no guide has that name.
        """
        ranked = rank(context, self._candidates(context, now_s, wanted))
        matching = {match.ref for match in ranked}
        if guide_id:
            looked_at = self._named(guide_id)
        else:
            found = rule_index.candidates(self._db, look(context))
            looked_at = list(islice(dict.fromkeys(rule.guide_pk for rule in found), MAX_REJECTED))
        rejected = []
        for guide_pk in looked_at:
            about = self._about(guide_pk, wanted)
            if about.ref not in matching:
                rules = rule_index.rules_of(self._db, guide_pk)
                why = rejection(about.ref, about.title, rules, context)
                rejected.append(replace(why, why=(*why.why, *about.not_valid(now_s))))
        named = tuple(match for match in ranked[MAX_MATCHES:] if guide_id and match.ref.guide == guide_id)
        return ranked[:MAX_MATCHES] + named, tuple(rejected)

    def _candidates(self, context: WindowContext, now_s: float, wanted: Sequence[str]) -> Iterator[Candidate]:
        seen: dict[int, _About] = {}
        for found in rule_index.candidates(self._db, look(context)):
            about = seen.get(found.guide_pk)
            if about is None:
                about = seen[found.guide_pk] = self._about(found.guide_pk, wanted)
            if not about.not_valid(now_s):
                yield Candidate(about.ref, about.title, found.rule, about.kind, about.priority)

    def _named(self, guide_id: str) -> list[int]:
        found = [row[0] for row in self._db.execute(NAMED, (guide_id,))]
        if not found:
            raise GuideNotFoundError(_NO_SUCH_GUIDE.format(guide_id, ""))
        return found

    def _about(self, guide_pk: int, wanted: Sequence[str]) -> _About:
        rows = self._db.execute(ABOUT, (guide_pk,)).fetchall()
        pack, name, kind, priority, valid_from_s, valid_until_s = rows[0][:6]
        titles = {row[6]: row[7] for row in rows}
        title = titles[languages.choose(titles, wanted, self._language[pack])]
        return _About(GuideRef(pack, name), title, GuideKind(kind), priority, valid_from_s, valid_until_s)

    def rules(self, without_pack: str = "") -> Iterator[tuple[GuideRef, Rule]]:
        """Yield every rule of the installed packs but one, notices left out: for comparing packs, not for a desk."""
        every = "SELECT id, pack_id, name FROM guide WHERE pack_id <> ? AND kind <> ? ORDER BY pack_id, name"
        for guide_pk, pack, name in self._db.execute(every, (without_pack, GuideKind.NOTICE.value)):
            for rule in rule_index.rules_of(self._db, guide_pk):
                yield GuideRef(pack, name), rule

    # Guides

    def find(self, guide_id: str, pack: str = "") -> GuideRef:
        """Return the guide with this id. Raises GuideNotFoundError when there is none, or several and no `pack` is named."""
        packs = [row[0] for row in self._db.execute(GUIDE_PACKS, (guide_id,))]
        if pack:
            packs = [pack] if pack in packs else []
        if not packs:
            where = f" in the pack “{pack}”" if pack else ""
            raise GuideNotFoundError(_NO_SUCH_GUIDE.format(guide_id, where))
        if len(packs) > 1:
            raise GuideNotFoundError(
                f"Several packs have a guide “{guide_id}”: {', '.join(packs)}. Say which pack."
            )
        return GuideRef(packs[0], guide_id)

    def guide(self, ref: GuideRef, wanted: Sequence[str]) -> Guide:
        """Return the guide in the first of the `wanted` languages it has, else the pack's, else any (see `Guide.lang`).

        Raises GuideNotFoundError when it is not installed.
        """
        text = self._text(self._guide_pk(ref), ref.pack, wanted)
        known = self._decoded.get(text.pk)
        if known is not None:
            self._decoded.move_to_end(text.pk)
            return known
        guide = guide_json.decode(ref, self._db.execute(TEXT_DATA, (text.pk,)).fetchone()[0])
        self._decoded[text.pk] = guide
        if len(self._decoded) > _GUIDES_IN_MEMORY:
            self._decoded.popitem(last=False)
        return guide

    def title(self, ref: GuideRef, wanted: Sequence[str]) -> str:
        """Return the guide's title in the language `guide` would choose, without reading the guide."""
        return self._text(self._guide_pk(ref), ref.pack, wanted).title

    def media(self, pack: str, src: str) -> bytes | None:
        """Return a file of a pack by its path there, or None: nothing outside the pack can be named."""
        row = self._db.execute(MEDIA, (pack, src)).fetchone()
        return None if row is None else bytes(row[0])

    def search(
        self,
        query: str,
        wanted: Sequence[str],
        app: str = "",
        limit: int = 20,
        now_s: float | None = None,
        recent: Sequence[GuideRef] = (),
    ) -> tuple[Hit, ...]:
        """Return the guides that answer `query`, best first, each once, with where its words stand in them.

        The last word may be half typed. Of a guide found in several languages the best hit counts, one in the first of the
        `wanted` languages more than one in another. Guides with a rule for `app`, and the `recent` ones (the last used
        first), come a little before others. With `now_s`, guides that are not valid then are left out.
        """
        return self._searcher.find(query, wanted, app, limit, now_s, recent)

    @cached_property
    def _searcher(self) -> Searcher:
        from overlay.content.search import Searcher  # noqa: PLC0415  the assistant starts without it

        return Searcher(self._db)

    def next_change_s(self, now_s: float) -> float | None:
        """Return when the next guide starts or stops being valid, in seconds since the epoch; None when none will."""
        found = [self._db.execute(statement, (now_s,)).fetchone()[0] for statement in (NEXT_FROM, NEXT_UNTIL)]
        return min((at_s for at_s in found if at_s is not None), default=None)

    def _guide_pk(self, ref: GuideRef) -> int:
        row = self._db.execute(GUIDE, (ref.guide, ref.pack)).fetchone()
        if row is None:
            raise GuideNotFoundError(f"The guide “{ref.guide}” of the pack “{ref.pack}” is not installed.")
        return int(row[0])

    def _text(self, guide_pk: int, pack: str, wanted: Sequence[str]) -> _Text:
        texts = {row[0]: _Text(*row) for row in self._db.execute(TEXTS, (guide_pk,))}
        return texts[languages.choose(texts, wanted, self._language[pack])]


def _moment(at_s: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(at_s))
