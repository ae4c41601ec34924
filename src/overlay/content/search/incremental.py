"""The index of the generation before, with only the guides that changed put in anew.

What comes out is what `Indexer` makes of all guides, row for row: nothing in the index of a guide depends on another guide,
but for how long guides are (which the index takes in steps), which forms there are, and which of them belong together.
Those are looked at as a whole; the guides' lanes are moved to their new slots as they are.
"""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from heapq import merge
from typing import Protocol

from overlay.content.search import compounds, postings, prefixes, stems
from overlay.content.search.index import Form, place
from overlay.content.search.prefixes import PREFIX_MARK
from overlay.content.search.relevance import Relevance
from overlay.content.search.slots import GONE, Slots
from overlay.content.search.stems import STEM_MARK, Member, Stems
from overlay.content.words import Words


class InconsistentIndexError(Exception):
    """The index before does not hold what the guides before say: it has to be made anew."""


class Before(Protocol):
    """The index of one language in the generation before."""

    def forms(self) -> Iterator[Form]:
        """Yield all forms in the order of the index."""
        ...

    def counts(self) -> dict[str, int]:
        """Return in how many guides each form stands."""
        ...

    def members(self) -> Iterable[tuple[str, bool, str]]:
        """Yield stem, whether by a part, and form of each member."""
        ...

    def postings(self, form: str) -> bytes:
        """Return the postings of a form."""
        ...


class Revised:
    """The index `before` of one language, without the guides `gone` and with those that are `new`.

    `gone` and `new` are by slot: the one they had, and the one they have.
    """

    def __init__(
        self,
        lang: str,
        before: Before,
        slots: Slots,
        relevance: Relevance,
        gone: Mapping[int, Words[str]],
        new: Mapping[int, Words[str]],
    ) -> None:
        self.lang = lang
        self.guides = slots.guides
        self._before = before
        self._slots = slots
        self._stems = Stems(lang)
        # What each form (or stem, or beginning) loses and gets, by slot.
        self._gone: defaultdict[str, set[int]] = defaultdict(set)
        self._new: defaultdict[str, dict[int, int]] = defaultdict(dict)
        for slot, words in gone.items():
            for form in relevance.lanes_of(words):
                self._gone[form].add(slot)
        for slot, words in new.items():
            for form, lane in relevance.lanes_of(words).items():
                self._new[form][slot] = lane
        touched = self._gone.keys() | self._new.keys()
        counts = before.counts()
        self._were = {form for form in counts if not form.endswith(PREFIX_MARK) and form[0] != STEM_MARK}
        self._rows_before = counts
        self._counts = {form: counts[form] for form in self._were}
        for form in touched:
            count = self._counts.get(form, 0) - len(self._gone.get(form, ())) + len(self._new.get(form, ()))
            if count < 0:
                raise InconsistentIndexError("a guide that is gone was not counted")
            if count:
                self._counts[form] = count
            else:
                self._counts.pop(form, None)
        self._added = self._counts.keys() - self._were
        usual = {
            form
            for form in touched
            if compounds.usual(counts.get(form, 0)) != compounds.usual(self._count(form))
        }
        self._members, self._changed_stems = self._regrouped(usual)
        self._shared = prefixes.shared(self._counts)
        self._pass_on()

    def forms(self) -> Iterator[Form]:
        return merge(self._kept(), self._made(), key=lambda form: place(form.form))

    def members(self) -> Mapping[str, list[Member]]:
        return self._members

    def _count(self, form: str) -> int:
        return self._counts.get(form, 0)

    def _regrouped(self, usual: set[str]) -> tuple[dict[str, list[Member]], set[str]]:
        """Return the members of each stem, and which stems have other members than before.

        A word is looked at anew when it is new, and a compound when one of the words it may be made of is as usual as it
        was no more.
        """
        members: defaultdict[str, list[Member]] = defaultdict(list)
        changed: set[str] = set()
        compound_of: defaultdict[str, set[str]] = defaultdict(set)
        for stem, is_part, form in self._before.members():
            if form not in self._counts:
                changed.add(stem)
                continue
            members[stem].append(Member(form, is_part))
            if is_part:
                compound_of[form].add(stem)
        anew = set(self._added)
        if self._stems.with_parts:
            anew |= {form for form in self._counts if _holds(form, usual)}
        for form in anew:
            found = dict(self._stems.of(form, self._count))
            for stem, is_part in found.items():
                if (form in self._added) or (is_part and stem not in compound_of[form]):
                    members[stem].append(Member(form, is_part))
                    changed.add(stem)
            for stem in compound_of.get(form, set()) - found.keys():
                members[stem].remove(Member(form, is_part=True))
                changed.add(stem)
        for stem in changed:
            members[stem].sort()
        return {stem: found for stem, found in members.items() if found}, changed

    def _pass_on(self) -> None:
        """Note for stems and beginnings what they lose and get by the forms they stand for."""
        stems_of: defaultdict[str, list[tuple[str, bool]]] = defaultdict(list)
        touched = self._gone.keys() | self._new.keys()
        for stem, found in self._members.items():
            if stem not in self._changed_stems and stems.have_row(found):
                for form, is_part in found:
                    if form in touched:
                        stems_of[form].append((stem, is_part))
        for form in sorted(touched):
            gone, new = self._gone.get(form, set()), self._new.get(form, {})
            for stem, is_part in stems_of.get(form, ()):
                mark = STEM_MARK + stem
                self._gone[mark] |= gone
                there = self._new[mark]
                for slot, lane in new.items():
                    there[slot] = stems.lane_together(there.get(slot), lane, is_part=is_part)
            for prefix in prefixes.of(form):
                mark = prefix + PREFIX_MARK
                self._gone[mark] |= gone
                there = self._new[mark]
                for slot, lane in new.items():
                    there[slot] = max(there.get(slot, 0), lane)

    def _kept(self) -> Iterator[Form]:
        """Yield the forms there were and still are, as they are now."""
        for form in self._before.forms():
            name = form.form
            if name.startswith(STEM_MARK):
                stays = name[1:] not in self._changed_stems
            elif name.endswith(PREFIX_MARK):
                stays = name[:-1] in self._shared
            else:
                stays = name in self._counts
            if stays:
                yield self._now(form)

    def _made(self) -> Iterator[Form]:
        """Yield the forms that are new, or stand for other words than before, in their order."""
        made = [*self._added]
        made += [
            STEM_MARK + stem
            for stem in self._changed_stems
            if stem in self._members and stems.have_row(self._members[stem])
        ]
        fresh = {prefix for prefix in self._shared if prefix + PREFIX_MARK not in self._rows_before}
        made += [prefix + PREFIX_MARK for prefix in fresh]
        begin: dict[str, list[str]] = {prefix: [] for prefix in fresh}
        for form in self._counts if fresh else ():
            for prefix in prefixes.of(form):
                if prefix in begin:
                    begin[prefix].append(form)
        for form in sorted(made, key=place):
            if form.startswith(STEM_MARK):
                entries = stems.together(self._members[form[1:]], self._word_entries)
                yield Form(form, len(entries), postings.pack(entries, self.guides))
            elif form.endswith(PREFIX_MARK):
                vector = postings.union(
                    [(self._word(word).postings, 1.0) for word in begin[form[:-1]]], self.guides
                )
                yield Form(form, self.guides - vector.count(0), vector)
            else:
                yield self._word(form)

    def _word(self, form: str) -> Form:
        """Return a word as it is now."""
        if form in self._added:
            return Form(form, self._counts[form], postings.pack(_entries(self._new[form]), self.guides))
        return self._now(Form(form, self._rows_before[form], self._before.postings(form)))

    def _word_entries(self, form: str) -> array[int]:
        return postings.entries(self._word(form).postings, self.guides)

    def _now(self, form: Form) -> Form:
        gone, new = self._gone.get(form.form), self._new.get(form.form)
        is_beginning = form.form.endswith(PREFIX_MARK)
        if not gone and not new and not is_beginning and self._slots.same:
            return form
        if postings.is_vector(form.postings, self._slots.guides_before):
            return self._vector_now(form, new or {}, is_beginning)
        return self._list_now(form, gone or set(), new or {})

    def _vector_now(self, form: Form, new: Mapping[int, int], is_beginning: bool) -> Form:
        vector = self._slots.vector(form.postings)
        if new:
            changed = bytearray(vector)
            for slot, lane in new.items():
                changed[slot] = lane
            vector = bytes(changed)
        count = self.guides - vector.count(0)
        if not is_beginning and not postings.is_usual(count, self.guides):
            return Form(form.form, count, postings.pack(postings.entries(vector, self.guides), self.guides))
        return Form(form.form, count, vector)

    def _list_now(self, form: Form, gone: set[int], new: Mapping[int, int]) -> Form:
        slots, values = postings.listed(form.postings)
        if gone:
            there = [(slot, value) for slot, value in zip(slots, values, strict=True) if slot not in gone]
            if len(slots) - len(there) != len(gone):
                raise InconsistentIndexError("a guide that is gone was not found by one of its words")
            slots = array(postings.CODE, [slot for slot, _ in there])
            values = bytes([value for _, value in there])
        moved = self._slots.moved(slots)
        if GONE in moved:
            raise InconsistentIndexError("a guide that is gone was found by a word it does not have")
        if not new and not postings.is_usual(len(values), self.guides):
            return Form(form.form, len(values), moved.tobytes() + values)
        found = {**dict(zip(moved, values, strict=True)), **new}
        return Form(form.form, len(found), postings.pack(_entries(found), self.guides))


def _entries(lanes_by_slot: Mapping[int, int]) -> array[int]:
    return array(postings.CODE, [postings.entry(slot, lanes_by_slot[slot]) for slot in sorted(lanes_by_slot)])


def _holds(form: str, words: set[str]) -> bool:
    """Tell whether one of `words` stands anywhere in a form that may be a compound."""
    if len(form) < compounds.MIN_WORD:
        return False
    return any(
        form[start:end] in words
        for start in range(len(form) - compounds.MIN_PART + 1)
        for end in range(start + compounds.MIN_PART, len(form) + 1)
    )
