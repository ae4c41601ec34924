"""What a query asks for: its words, and for each what it may be called in the guides of one language."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from enum import StrEnum

from msgspec import Struct, field

from overlay.content.search import compounds, text, variants
from overlay.content.search.prefixes import PREFIX_CHARS, PREFIX_MARK
from overlay.content.search.stems import STEM_MARK
from overlay.content.search.vocabulary import Known, Vocabulary

MAX_QUERY_CHARS = 200
MAX_WORDS = 12
_MAX_PHRASE = 4  # words of a synonym
_FORMS, _PARTS, _BEGINNINGS, _SLIPS = 24, 32, 48, 6  # looked at for one word
_LOOKED_AT = 400  # beginnings, of which the most usual count


class How(StrEnum):
    """How a word of the query and a word of a guide belong together."""

    SAME = "same"
    FORM = "form"  # another form of the word
    BEGINNING = "beginning"  # of a word that is still being typed
    PART = "part"  # of a compound
    SYNONYM = "synonym"
    SPELLING = "spelling"


# What a hit counts for, beside the word itself.
_SHARE = {
    How.SAME: 1.0,
    How.FORM: 0.85,
    How.BEGINNING: 0.75,
    How.PART: 0.6,
    How.SYNONYM: 0.6,
    How.SPELLING: 0.6,
}
_KIN = 0.75  # another form by its ending, where the stemmer knows better as a rule
_TWO_EDITS = 0.4
_SURELY_UNFINISHED = 2  # letters
_MAYBE_BEGINNING = 0.3  # of a word that is one already: "re" may become "refund", "order" hardly "ordered"


class Word(Struct, frozen=True):
    """A word of the query; `typing` when it is the last and nothing follows it.

    `whole` is the hyphenated word it is in. Such a word stands for itself too (`is_whole`), beside its parts: "copy-to" is
    rarer than "copy" and "to".
    """

    form: str
    typing: bool = False
    whole: str = ""
    is_whole: bool = False


class Called(Struct, frozen=True):
    """A form that stands for the word, how, and what share it counts for."""

    known: Known
    how: How
    share: float
    counts: bool = True  # else it is only shown: another form counts for it too


class Meant(Struct):
    """All that one word of the query may stand for: any of `called`, or all words of any of `phrases`."""

    word: Word
    called: dict[int, Called] = field(default_factory=dict)
    phrases: list[tuple[tuple[Meant, ...], How, float]] = field(default_factory=list)
    guides: int = 0  # about how many guides hold it

    def __bool__(self) -> bool:
        return bool(self.called or self.phrases)

    def add(self, known: Known, how: How, share: float | None = None, *, counts: bool = True) -> None:
        """Add a form, unless it is there as something better."""
        share = _SHARE[how] if share is None else share
        there = self.called.get(known.id)
        if there is None or there.share < share or (counts and not there.counts):
            self.called[known.id] = Called(known, how, share, counts)

    def every(self) -> Iterator[Called]:
        """Yield all forms, those of phrases too (as how the phrase belongs to the word)."""
        yield from self.called.values()
        for phrase, how, _ in self.phrases:
            for meant in phrase:
                for called in meant.called.values():
                    yield Called(called.known, how, called.share)


def words(query: str) -> tuple[Word, ...]:
    """Return the words of `query`, each once. The last is still being typed unless something follows it."""
    query = text.composed(query[:MAX_QUERY_CHARS])
    chunks = query.split()
    found: dict[str, Word] = {}
    for chunk in chunks:
        spans = text.tokens(chunk)
        wholes = [token for token in spans if text.is_joined(chunk, token)]
        for token in spans:
            whole = next(
                (other for other in wholes if other.start <= token.start and token.end <= other.end), None
            )
            if whole is token:
                found.setdefault(token.form, Word(token.form, is_whole=True))
                continue
            typing = chunk is chunks[-1] and token.end == len(chunk) and not query[-1].isspace()
            if typing or token.form not in found:
                found[token.form] = Word(token.form, typing, whole.form if whole else "")
    return tuple(found.values())[-MAX_WORDS:]


def meant(asked: Sequence[Word], vocabulary: Vocabulary) -> list[Meant]:
    """Return what each word of the query may stand for in `vocabulary`, misspellings apart."""
    found = [_meant(word, vocabulary) for word in asked]
    _add_parted_verbs(found, vocabulary)
    _add_synonyms(found, vocabulary)
    return found


def add_guesses(found: Meant, vocabulary: Vocabulary) -> None:
    """Add what a word may be that no guide holds: a part of compounds, else a slip of the fingers."""
    if compounds.has_compounds(vocabulary.lang):
        for known in vocabulary.holding(found.word.form)[:_PARTS]:
            found.add(known, How.PART)
    if not found:
        _add_slips(found, vocabulary)


def _add_slips(found: Meant, vocabulary: Vocabulary) -> None:
    for form in dict.fromkeys((found.word.form, variants.umlauts(found.word.form, vocabulary.lang))):
        near = sorted(vocabulary.near(form), key=lambda near: -near[0].guides)[:_SLIPS]
        for known, edits in near:
            share = _TWO_EDITS if edits > 1 else _SHARE[How.SPELLING]
            found.add(known, How.SPELLING, share)
            _add_stem(found, vocabulary.stem(known.form), vocabulary, How.SPELLING, share)


def _meant(word: Word, vocabulary: Vocabulary) -> Meant:
    found = Meant(word)
    for form in filter(None, (word.form, word.whole)):
        if known := vocabulary.form(form):
            found.add(known, How.SAME)
            found.guides += known.guides
    _add_stem(found, vocabulary.stem(word.form), vocabulary, How.FORM)
    typed = word.form
    if (umlauts := variants.umlauts(typed, vocabulary.lang)) != typed and not vocabulary.form(typed):
        typed = umlauts
        if known := vocabulary.form(typed):
            found.add(known, How.SAME)
            found.guides = max(found.guides, known.guides)
        _add_stem(found, vocabulary.stem(typed), vocabulary, How.FORM)
    _add_kin(found, typed, vocabulary)
    if word.typing:
        _add_beginnings(found, word.form, vocabulary)
        if typed != word.form:
            _add_beginnings(found, typed, vocabulary)
    if compounds.has_compounds(vocabulary.lang):
        _add_parts(found, vocabulary)
    found.guides = min(found.guides, vocabulary.guides)
    return found


def _add_kin(found: Meant, form: str, vocabulary: Vocabulary) -> None:
    others = [
        known
        for known in vocabulary.forms(variants.kin(form, vocabulary.lang))
        if known.id not in found.called
    ]
    if not found:
        found.guides = sum(known.guides for known in others)
    for known in others:
        found.add(known, How.FORM, _KIN)


def _add_parted_verbs(found: Sequence[Meant], vocabulary: Vocabulary) -> None:
    """Add to a word what it is with a particle that stands after it: "zeg het op" is "opzeggen"."""
    particles = variants.particles(vocabulary.lang)
    for place, meant in enumerate(found):
        if meant.word.form not in particles:
            continue
        for verb in found[:place]:
            whole = meant.word.form + verb.word.form
            for form in vocabulary.forms([whole, *variants.kin(whole, vocabulary.lang)]):
                verb.add(form, How.FORM)


def _add_beginnings(found: Meant, start: str, vocabulary: Vocabulary) -> None:
    share = _MAYBE_BEGINNING if found and len(start) > _SURELY_UNFINISHED else None
    if len(start) <= PREFIX_CHARS and (all_of_them := vocabulary.form(start + PREFIX_MARK)):
        longer = [all_of_them]
    else:
        some = vocabulary.beginning(start, _LOOKED_AT)
        longer = sorted(some, key=lambda known: -known.guides)[:_BEGINNINGS]
    guides = sum(known.guides for known in longer if known.id not in found.called)
    for known in longer:
        found.add(known, How.BEGINNING, share)
    if share is None:
        found.guides += guides


def _add_stem(found: Meant, stem: str, vocabulary: Vocabulary, how: How, share: float | None = None) -> None:
    """Add the forms of a stem, and the compounds with it as a part: together when the index has them so."""
    together = vocabulary.form(STEM_MARK + stem)
    if together is not None:
        found.add(together, how, share)
        found.guides = max(found.guides, together.guides)
    forms = vocabulary.of_stem(stem, _FORMS)
    for known in forms:
        found.add(known, how, share, counts=together is None)
    for known in vocabulary.of_stem(stem, _PARTS, is_part=True):
        found.add(known, How.PART if how is How.FORM else how, share, counts=False)
    if together is None:
        found.guides = max(found.guides, sum(known.guides for known in forms))


def _add_parts(found: Meant, vocabulary: Vocabulary) -> None:
    """Add the parts the word has itself: all of them must be there."""
    parts = compounds.parts(found.word.form, vocabulary.lang, vocabulary.count)
    if parts:
        phrase = tuple(_part(part, vocabulary) for part in parts)
        found.phrases.append((phrase, How.PART, _SHARE[How.PART]))
        # A word is as telling as it is rare where it stands by itself; by its parts only when it never does.
        found.guides = found.guides or min(part.guides for part in phrase)


def _part(form: str, vocabulary: Vocabulary) -> Meant:
    found = Meant(Word(form))
    _add_stem(found, vocabulary.stem(form), vocabulary, How.FORM, 1.0)
    return found


def _add_synonyms(found: Sequence[Meant], vocabulary: Vocabulary) -> None:
    stems = [vocabulary.stem(meant.word.form) for meant in found]
    for first in range(len(found)):
        for end in range(first + 1, min(first + _MAX_PHRASE, len(found)) + 1):
            for other in vocabulary.synonyms(" ".join(stems[first:end])):
                phrase = tuple(_part(form, vocabulary) for form in other.split())
                if not all(phrase):
                    continue
                for covered in found[first:end]:
                    covered.guides = covered.guides or min(part.guides for part in phrase)
                    if len(phrase) > 1:
                        covered.phrases.append((phrase, How.SYNONYM, _SHARE[How.SYNONYM]))
                        continue
                    for called in phrase[0].called.values():
                        covered.add(called.known, How.SYNONYM, counts=called.counts)
