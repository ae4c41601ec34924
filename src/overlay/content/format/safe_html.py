"""The only entrance for HTML: whatever Markdown produced, only this small subset reaches a guide."""

from __future__ import annotations

import nh3

INLINE_TAGS = frozenset({"a", "br", "code", "em", "s", "strong"})
BLOCK_TAGS = frozenset(
    {"blockquote", "li", "ol", "p", "pre", "table", "tbody", "td", "th", "thead", "tr", "ul"}
)
TAGS = INLINE_TAGS | BLOCK_TAGS
ATTRIBUTES = {"a": frozenset({"href"}), "ol": frozenset({"start"})}
LINK_SCHEMES = frozenset({"http", "https", "mailto"})

_cleaner = nh3.Cleaner(
    tags=TAGS,
    attributes={**ATTRIBUTES, "*": frozenset()},  # without the star, nh3 lets `title` and `lang` pass
    url_schemes=LINK_SCHEMES,
    url_relative="deny",
    link_rel=None,
)


def clean(html: str) -> str:
    """Return `html` with nothing but `TAGS`, `ATTRIBUTES` and links of `LINK_SCHEMES`."""
    if "<" not in html:
        return html  # text as the renderer escaped it; most first lines of steps are just that
    return _cleaner.clean(html).strip()
