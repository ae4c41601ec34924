"""Writes the table of settings in docs/settings.md from the definitions; `--check` only compares (exit 1: differs)."""

from __future__ import annotations

import sys
from itertools import groupby
from pathlib import Path

from overlay.settings import Definition, definitions

PAGE = Path(__file__).parents[1] / "docs" / "settings.md"
START = "<!-- settings: made by tools/settings_doc.py -->\n"
END = "<!-- end of settings -->\n"


def table() -> str:
    """Return the Markdown of all settings, one table a section."""
    parts = []
    for section, found in groupby(definitions(), key=lambda d: d.key.partition(".")[0]):
        rows = "\n".join(_row(d) for d in found)
        parts.append(
            f"### `[{section}]`\n\n| key | default | allowed | what it does |\n|---|---|---|---|\n{rows}\n"
        )
    return "\n" + "\n".join(parts) + "\n"


def page_with_table(page: str) -> str:
    """Return `page` with its table made anew."""
    before, _, rest = page.partition(START)
    _, _, after = rest.partition(END)
    return before + START + table() + END + after


def _row(setting: Definition) -> str:
    name = setting.key.partition(".")[2]
    cells = (f"`{name}`", f"`{_toml(setting.default)}`", setting.allowed.text, setting.does)
    return "| " + " | ".join(cell.replace("|", r"\|") for cell in cells) + " |"


def _toml(value: object) -> str:
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return "[" + ", ".join(map(_toml, value)) + "]"
    return f'"{value}"' if isinstance(value, str) else str(value)


def main() -> int:
    old = PAGE.read_text("utf-8")
    new = page_with_table(old)
    if "--check" in sys.argv:
        return int(old != new)
    PAGE.write_text(new, "utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
