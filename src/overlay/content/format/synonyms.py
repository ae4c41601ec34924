"""What agents call things otherwise: `synonyms.yaml` of a pack.

    en:
      - [refund, money back, reimbursement]
      - [GDPR, General Data Protection Regulation]
    nl:
      - [btw, omzetbelasting]

Each list is words, phrases and abbreviations that mean the same; search finds a guide by any of them.
"""

from __future__ import annotations

from collections.abc import Iterator

from overlay.content.format.problem import Findings
from overlay.content.format.yaml_text import Document, Value, read_mapping

MAX_WORDS = 30  # in one list: more are a subject, not a meaning

SynonymLists = tuple[tuple[str, tuple[str, ...]], ...]
_CURE = "Write a language and its lists:\nen:\n  - [refund, money back]"


def parse_synonyms(text: str, language: str, findings: Findings) -> SynonymLists:
    """Return (language, words) for each list; what cannot be used is a finding and left out.

    Search does not depend on them, so none of the findings is fatal but a file that is no YAML. `language` is the
    pack's, for a mistake's cure.
    """
    document = read_mapping(text, findings)
    if document is None:
        return ()
    return tuple(_lists(document, language, findings))


def _lists(document: Document, language: str, findings: Findings) -> Iterator[tuple[str, tuple[str, ...]]]:
    for lang, lists in document.values.items():
        line = document.line(lang)
        if not isinstance(lists, list):
            findings.warn(line, f"“{lang}” holds no lists of words.", _CURE.replace("en", language, 1))
            continue
        for number, words in enumerate(lists):
            line = document.line(f"{lang}[{number}]")
            found = _words(words)
            if len(found) < 2:
                findings.warn(
                    line, "A list needs two words or more that mean the same.", "Add one, or delete it."
                )
            elif len(found) > MAX_WORDS:
                findings.warn(line, f"More than {MAX_WORDS} words in one list.", "Split it by meaning.")
            else:
                yield lang, found


def _words(value: Value) -> tuple[str, ...]:
    if not isinstance(value, list):
        return ()
    return tuple(dict.fromkeys(word.strip() for word in value if isinstance(word, str) and word.strip()))
