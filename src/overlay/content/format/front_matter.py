"""The YAML between two `---` lines at the top of a guide: what it is, when it applies, who owns it."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Iterable

from msgspec import Struct, field
from msgspec.structs import replace

from overlay.content.format import validity
from overlay.content.format.problem import Findings
from overlay.content.format.yaml_text import Document, Value, read_mapping
from overlay.discreet import Discreet
from overlay.guide import GuideKind

MAX_FRONT_MATTER_CHARS = 64 * 1024
MAX_TEXT_CHARS = 500
MAX_LIST = 200

_OPEN = re.compile(r"---[ \t]*\n")
_CLOSE = re.compile(r"^(?:---|\.\.\.)[ \t]*$", re.MULTILINE)
_ID = re.compile(r"[a-z0-9](?:[a-z0-9._-]{0,98}[a-z0-9])?", re.ASCII)
_LANG = re.compile(r"[a-z]{2,3}(?:-[A-Za-z0-9]{2,8}){0,3}", re.ASCII)
_DAY_CURE = "Write a day as 2026-03-01, without a time."
_MOMENT_CURE = "Write a day as 2026-03-01, or a moment with its zone as 2026-03-01T09:00+01:00."

KEYS = (
    "id", "title", "summary", "kind", "when", "keywords", "audience", "owner", "reviewed", "review_by",
    "valid_from", "valid_until", "lang", "priority",
)  # fmt: skip
_ONLY_IN_BASE = ("id", "kind", "when", "audience", "priority", "valid_from", "valid_until")


class FrontMatter(Discreet, frozen=True):
    """What the head of a guide says. Dates are ISO strings or empty; `when` is as written, for `rules.parse_when`."""

    untold = ("document",)

    id: str = ""
    title: str = ""
    summary: str = ""
    kind: GuideKind = GuideKind.GUIDE
    when: Value = ""
    keywords: tuple[str, ...] = ()
    audience: tuple[str, ...] = ()
    owner: str = ""
    reviewed: str = ""
    review_by: str = ""
    valid_from: str = ""
    valid_until: str = ""
    lang: str = ""
    priority: int | None = None
    document: Document = field(default_factory=Document)

    def translated(self, other: FrontMatter) -> FrontMatter:
        """Return what a translation whose own head is `other` says: its words, everything else from here."""
        return replace(
            self,
            title=other.title or self.title,
            summary=other.summary or self.summary,
            keywords=other.keywords or self.keywords,
            owner=other.owner or self.owner,
            reviewed=other.reviewed or self.reviewed,
            review_by=other.review_by or self.review_by,
            lang=other.lang,
            when="",
            document=other.document,
        )


def split(text: str, findings: Findings) -> tuple[str, str, int]:
    """Return the YAML head, the Markdown body and the line of the file (from 0) that the body starts on.

    `text` has plain newlines and no byte order mark. A text that does not start with `---` is all body.
    """
    opening = _OPEN.match(text)
    if opening is None:
        return "", text, 0
    closing = _CLOSE.search(text, opening.end(), opening.end() + MAX_FRONT_MATTER_CHARS)
    if closing is None:
        findings.refuse(
            1, "The front matter that starts here has no end.", "Close it with a line that holds only “---”."
        )
        return "", "", 0
    end = closing.end() + 1
    return text[opening.end() : closing.start()], text[end:], text.count("\n", 0, end)


def parse(head: str, findings: Findings, *, translation: bool = False) -> FrontMatter | None:
    """Return what the YAML `head` says, with a finding for each mistake; None when it cannot be read at all.

    In a translation, keys that only the base file may set are reported and left out.
    """
    document = read_mapping(head, findings, first_line=2)
    if document is None:
        return None
    reader = _Reader(document, findings)
    reader.check_names(KEYS, skip=_ONLY_IN_BASE if translation else ())
    kind = reader.one_of("kind", [k.value for k in GuideKind], GuideKind.GUIDE.value)
    return FrontMatter(
        id=reader.matching("id", _ID, "Use small letters, digits, “-”, “_” and “.”, at most 100 characters."),
        title=reader.text("title"),
        summary=reader.text("summary"),
        kind=GuideKind(kind),
        when="" if translation else document.values.get("when", ""),
        keywords=reader.texts("keywords"),
        audience=reader.texts("audience"),
        owner=reader.text("owner"),
        reviewed=reader.date("reviewed", validity.day, _DAY_CURE),
        review_by=reader.date("review_by", validity.day, _DAY_CURE),
        valid_from=reader.date("valid_from", validity.day_or_moment, _MOMENT_CURE),
        valid_until=reader.date("valid_until", validity.day_or_moment, _MOMENT_CURE),
        lang=reader.matching("lang", _LANG, "Use a language code such as en, nl or de."),
        priority=reader.whole_number("priority"),
        document=document,
    )


class PackFacts(Struct, frozen=True):
    """What pack.yaml says."""

    id: str
    title: str
    version: str
    owner: str = ""
    language: str = "en"
    languages: tuple[str, ...] = ()
    priority: int = 0
    licence: str = ""


MAX_VERSION_CHARS = 64
_VERSION = re.compile(rf"[0-9A-Za-z][0-9A-Za-z.+_-]{{0,{MAX_VERSION_CHARS - 1}}}")
PACK_KEYS = ("id", "title", "version", "owner", "language", "languages", "priority", "licence")


def parse_pack(text: str, findings: Findings) -> PackFacts | None:
    """Return what pack.yaml says; None when it cannot be read or names no id or version."""
    document = read_mapping(text, findings)
    if document is None:
        return None
    reader = _Reader(document, findings)
    reader.check_names(PACK_KEYS)
    pack_id = reader.matching(
        "id", _ID, "Use small letters, digits, “-”, “_” and “.”, at most 100 characters."
    )
    version = reader.matching(
        "version", _VERSION, f"Write it as 1.4.0 or 2026.10.1, in at most {MAX_VERSION_CHARS} characters."
    )
    for key, example in (("id", "id: payments"), ("version", "version: 1.0.0")):
        if not document.values.get(key):
            findings.refuse(1, f"“{key}” is missing.", f"Add a line such as “{example}”.")
    languages = reader.texts("languages")
    for lang in languages:
        if not _LANG.fullmatch(lang):
            findings.refuse(
                document.line("languages"),
                f"“{lang}” is not a language code.",
                "Use codes such as en, nl or de.",
            )
    language = reader.matching("language", _LANG, "Use a language code such as en, nl or de.")
    facts = PackFacts(
        id=pack_id,
        title=reader.text("title") or pack_id,
        version=version,
        owner=reader.text("owner"),
        language=language or "en",
        languages=languages,
        priority=reader.whole_number("priority") or 0,
        licence=reader.text("licence"),
    )
    return facts if pack_id and version else None


class _Reader:
    """Reads typed values from a document and says what is wrong with the others."""

    def __init__(self, document: Document, findings: Findings) -> None:
        self._values = document.values
        self._document = document
        self._findings = findings
        self._skipped: frozenset[str] = frozenset()

    def check_names(self, known: Iterable[str], skip: Iterable[str] = ()) -> None:
        names = tuple(known)
        self._skipped = frozenset(skip)
        for key in self._values:
            line = self._document.line(key)
            if key in self._skipped:
                self._findings.warn(
                    line,
                    f"“{key}” in a translation does nothing.",
                    "Set it in the file without a language in its name.",
                )
            elif key not in names:
                near = difflib.get_close_matches(key.casefold().replace("-", "_"), names, 1)
                cure = f"Did you mean “{near[0]}”?" if near else f"Known are: {', '.join(names)}."
                self._findings.warn(line, f"“{key[:60]}” is not a known key.", cure)

    def text(self, key: str) -> str:
        value = self._value(key)
        if isinstance(value, str):
            line = " ".join(value.split())
            if len(line) > MAX_TEXT_CHARS:
                self._refuse(key, f"“{key}” is longer than {MAX_TEXT_CHARS} characters.", "Make it shorter.")
                return ""
            return line
        self._refuse(key, f"“{key}” holds a list or more keys.", f"Write one text: {key}: …")
        return ""

    def matching(self, key: str, pattern: re.Pattern[str], cure: str) -> str:
        value = self.text(key)
        if value and not pattern.fullmatch(value):
            self._refuse(key, f"“{key}” cannot be “{value[:60]}”.", f"{cure}{_look_alikes(value)}")
            return ""
        return value

    def texts(self, key: str) -> tuple[str, ...]:
        value = self._value(key)
        if isinstance(value, str):
            value = [value] if value else []
        if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
            self._refuse(key, f"“{key}” is not a list of words.", f"Write {key}: [one, two].")
            return ()
        if len(value) > MAX_LIST:
            self._refuse(key, f"“{key}” has more than {MAX_LIST} entries.", "Keep the ones people use.")
            return ()
        words = (" ".join(v.split())[:MAX_TEXT_CHARS] for v in value if isinstance(v, str))
        return tuple(dict.fromkeys(w for w in words if w))

    def date(self, key: str, parse_date: Callable[[str], str | None], cure: str) -> str:
        value = self.text(key)
        if not value:
            return ""
        found = parse_date(value)
        if found is None:
            self._refuse(key, f"“{key}” is not a date: “{value[:60]}”.", cure)
        return found or ""

    def one_of(self, key: str, allowed: list[str], default: str) -> str:
        value = self.text(key) or default
        if value not in allowed:
            self._refuse(key, f"“{key}” cannot be “{value[:60]}”.", f"Use one of: {', '.join(allowed)}.")
            return default
        return value

    def whole_number(self, key: str) -> int | None:
        value = self.text(key)
        if not value:
            return None
        if not re.fullmatch(r"[+-]?\d{1,4}", value, re.ASCII):
            self._refuse(
                key, f"“{key}” is not a whole number: “{value[:60]}”.", "Use a number from -9999 to 9999."
            )
            return None
        return int(value)

    def _value(self, key: str) -> Value:
        return "" if key in self._skipped else self._values.get(key, "")

    def _refuse(self, key: str, what: str, cure: str) -> None:
        self._findings.refuse(self._document.line(key), what, cure)


def _look_alikes(value: str) -> str:
    """Name the letters of other alphabets, which may look like those that are meant."""
    names = dict.fromkeys(
        unicodedata.name(c, "").lower()
        for c in unicodedata.normalize("NFC", value)
        if c > "\x7f" and c.isalpha()
    )
    named = [name.replace(" letter", "") for name in names if name]
    return f" It holds {' and '.join(named[:3])}." if named else ""
