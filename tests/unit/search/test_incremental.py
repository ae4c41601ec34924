"""An index that is taken over from the one before holds what one made of all words holds: every row, number by number."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import Connection

from overlay.content.format import pack
from overlay.content.install import Installer
from overlay.content.packed import built, update
from overlay.content.search import text, write
from overlay.content.search.incremental import InconsistentIndexError, Revised
from overlay.content.search.index import Form, Indexer
from overlay.content.search.prefixes import MANY_FORMS, PREFIX_MARK
from overlay.content.search.relevance import Relevance, mean_length
from overlay.content.search.slots import Slots
from overlay.content.search.stems import STEM_MARK
from overlay.content.words import Words
from tests.unit.index_check import index_is_whole
from tests.unit.packs import guide_text, write_pack

LENGTHS = Words(*map(mean_length, (10.0, 0.0, 0.0, 40.0)))
# Forms of one stem, compounds of each other, and many words with one beginning.
WORDS = st.one_of(
    st.sampled_from("refund refunds refunded betaling terug terugbetaling rechnung adresse".split()),
    st.sampled_from("rechnungsadresse adressen rechnungen betalingen terugbetalingsadresse".split()),
    st.lists(st.sampled_from(["beta", "ling", "term", "nummer", "en", "s"]), min_size=1, max_size=3).map(
        "".join
    ),
    st.text("ab", min_size=1, max_size=5),
)
BODIES = st.lists(WORDS, min_size=1, max_size=15).map(" ".join)
GUIDES = st.dictionaries(st.integers(0, 70), BODIES, min_size=1, max_size=70)
LANGUAGES = st.sampled_from(["en", "de", "nl", "ja"])


def words(body: str) -> Words[str]:
    return Words(body.split(maxsplit=1)[0], "", "", body)


class Kept:
    """The index before, in memory."""

    def __init__(self, indexer: Indexer) -> None:
        self._forms = list(indexer.forms())
        self._members = indexer.members()

    def forms(self) -> Iterator[Form]:
        return iter(self._forms)

    def counts(self) -> dict[str, int]:
        return {form.form: form.guides for form in self._forms}

    def members(self) -> Iterable[tuple[str, bool, str]]:
        return [(stem, is_part, form) for stem, found in self._members.items() for form, is_part in found]

    def postings(self, form: str) -> bytes:
        return next(one.postings for one in self._forms if one.form == form)


def indexed(lang: str, guides: Mapping[int, str]) -> Indexer:
    indexer = Indexer(lang, LENGTHS)
    for _, body in sorted(guides.items()):
        indexer.add(words(body))
    return indexer


def revised(lang: str, before: Mapping[int, str], now: Mapping[int, str]) -> Revised:
    was, stands = ({number: slot for slot, number in enumerate(sorted(some))} for some in (before, now))
    same = [number for number in sorted(now) if before.get(number) == now[number]]
    return Revised(
        lang,
        Kept(indexed(lang, before)),
        Slots(len(before), len(now), [(was[number], stands[number]) for number in same]),
        Relevance(LENGTHS),
        {was[number]: words(before[number]) for number in before.keys() - set(same)},
        {stands[number]: words(now[number]) for number in now.keys() - set(same)},
    )


def everything(made: Indexer | Revised) -> tuple[list[Form], list[tuple[str, list[Any]]]]:
    return list(made.forms()), sorted((stem, list(found)) for stem, found in made.members().items())


@given(LANGUAGES, GUIDES, GUIDES, st.sets(st.integers(0, 70)))
def test_revised_index_is_the_one_made_of_all_words(
    lang: str, before: dict[int, str], other: dict[int, str], changed: set[int]
) -> None:
    now = {number: body for number, body in before.items() if number not in changed}
    now |= {number: body for number, body in other.items() if number in changed}
    if now:
        assert everything(revised(lang, before, now)) == everything(indexed(lang, now))


def test_beginning_gets_its_row_when_enough_words_begin_so() -> None:
    before = {n: f"ba{chr(97 + n)}x" for n in range(MANY_FORMS - 1)}
    now = before | {40: "bazz"}
    assert "ba" + PREFIX_MARK not in {form.form for form in indexed("en", before).forms()}
    assert "ba" + PREFIX_MARK in {form.form for form in revised("en", before, now).forms()}
    assert everything(revised("en", now, before)) == everything(indexed("en", before))


def test_compound_is_known_by_a_part_that_is_new() -> None:
    before = {0: "terugbetaling gedaan", 1: "terug ermee"}
    now = before | {2: "een betaling"}
    part = STEM_MARK + text.stemmer("nl")("betaling")
    assert part not in {form.form for form in indexed("nl", before).forms()}
    found = {form.form: form for form in revised("nl", before, now).forms()}
    assert found[part].guides == 2


@pytest.mark.parametrize("said", ["beta alpha", "alpha", "alpha omega alphabet"])
def test_index_that_does_not_hold_what_its_guides_say_is_refused(said: str) -> None:
    before = {n: "alpha" if n else "alpha omega" for n in range(40)}
    slots = Slots(40, 39, [(n, n - 1) for n in range(1, 40)])

    def taken() -> list[Form]:
        kept = Kept(indexed("en", before))
        return list(Revised("en", kept, slots, Relevance(LENGTHS), {0: words(said)}, {}).forms())

    with pytest.raises(InconsistentIndexError):
        taken()


def test_guides_that_changed_places_are_refused() -> None:
    with pytest.raises(ValueError, match="places"):
        Slots(2, 2, [(0, 1), (1, 0)])


# In an installation


def guides(count: int, changed: str = "") -> dict[str, str]:
    texts = {f"g{n:02}.md": guide_text(f"Guide {n}", steps=f"1. Refund order {n}.") for n in range(count)}
    return texts | ({"g03.md": guide_text("Guide 3", steps=f"1. {changed}.")} if changed else {})


def updated(tmp_path: Path) -> Path:
    """Return the generation that an update of one of 20 guides came to."""
    old = write_pack(tmp_path / "old", guides=guides(20), version="1")
    with (tmp_path / "1").open("wb") as out:
        built.write(built.contents_of(old, pack.read_pack(old)), out)
    installer = Installer(tmp_path / "data")
    installer.install_file(tmp_path / "1")
    new = write_pack(tmp_path / "new", guides=guides(20, "Return order 3"), version="2")
    with (tmp_path / "2").open("wb") as out:
        update.write(built.read_index(tmp_path / "1"), built.contents_of(new, pack.read_pack(new)), out)
    return tmp_path / "data" / f"content-{installer.update('demo', tmp_path / '2').generation}.db"


def test_update_takes_the_index_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    made: list[str] = []
    real = write._indexed

    def noted(connection: Connection, lang: str) -> Indexer:
        made.append(lang)
        return real(connection, lang)

    monkeypatch.setattr(write, "_indexed", noted)
    path = updated(tmp_path)
    assert made == ["en"]  # by the first installation
    assert index_is_whole(path)


def test_update_makes_the_index_anew_when_the_one_before_is_inconsistent(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refused(_: object) -> Iterator[Form]:
        yield Form("=a", 1, b"\1")
        raise InconsistentIndexError

    monkeypatch.setattr(Revised, "forms", refused)
    path = updated(tmp_path)
    assert index_is_whole(path)
    with sqlite3.connect(path) as db:
        assert db.execute("SELECT min(id), count(*) = max(id) FROM search_form").fetchone() == (1, 1)
    db.close()
