"""Pages with the searches their authors expect, for `search_quality`: help pages whose index terms are the queries.

The pages do not belong to the project: OVERLAY_CORPORA names the folder that holds `search_pairs.jsonl` and what it
speaks of; without it the bench says so and goes on. The index terms themselves are left out of what is searched: a
query would stand there word for word.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from lxml import etree, html

from overlay.content.words import Words

CORPORA = Path(os.environ.get("OVERLAY_CORPORA") or Path(__file__).parents[2] / "shared" / "corpora")
_HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
_LIBREOFFICE = {"en": "en-US", "nl": "nl", "de": "de"}


@dataclass(frozen=True, slots=True)
class Page:
    """A page, under the path the queries name it by."""

    path: str
    lang: str
    words: Words[str]


@dataclass(frozen=True, slots=True)
class Asked:
    """A query, and the pages that answer it."""

    lang: str
    query: str
    answers: frozenset[str]


def libreoffice(corpora: Path = CORPORA) -> list[Page]:
    """Return the pages of LibreOffice's help, in all three languages."""
    return [
        Page(str(path.relative_to(corpora)), lang, _html_words(path))
        for lang, folder in _LIBREOFFICE.items()
        for path in sorted((corpora / "libreoffice" / folder).rglob("*.html"))
    ]


def dita(corpora: Path = CORPORA) -> list[Page]:
    """Return the topics of the DITA Open Toolkit's documentation."""
    return [
        Page(str(path.relative_to(corpora)), "en", _dita_words(path))
        for path in sorted((corpora / "dita").rglob("*"))
        if path.suffix in {".dita", ".xml"}
    ]


def queries(name: str, corpora: Path = CORPORA) -> list[Asked]:
    """Return the queries of one set (`lo-index`, `dita-indexterm`)."""
    with (corpora / "search_pairs.jsonl").open(encoding="utf-8") as lines:
        pairs = [json.loads(line) for line in lines]
    return [
        Asked(pair["lang"], pair["query"], frozenset(pair["relevant"]))
        for pair in pairs
        if pair["set"] == name
    ]


def _html_words(path: Path) -> Words[str]:
    page = html.fromstring(path.read_bytes())
    shown = next(part for part in page.iter("div") if part.get("id") == "DisplayArea")
    etree.strip_elements(shown, "script", "style", "meta", "footer", with_tail=False)
    headings = [_line(heading.itertext()) for heading in shown.iter(*_HEADINGS)]
    return Words(_line([page.findtext(".//title") or ""]), "", " ".join(headings), _line(shown.itertext()))


def _dita_words(path: Path) -> Words[str]:
    parser = etree.XMLParser(resolve_entities=False, load_dtd=False, no_network=True, recover=True)
    topic = etree.fromstring(path.read_bytes(), parser)
    etree.strip_elements(topic, "prolog", "indexterm", with_tail=False)
    titles = [_line(title.itertext()) for title in topic.iter("title")]
    return Words(titles[0] if titles else "", "", " ".join(titles[1:]), _line(_text(topic)))


def _text(topic: etree._Element) -> Iterator[str]:
    return (part for part in topic.itertext() if isinstance(part, str))


def _line(parts: Iterable[Any]) -> str:
    return " ".join(" ".join(parts).split())
