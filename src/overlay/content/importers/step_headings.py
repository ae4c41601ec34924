"""Headings that are steps: “Step 1: Open the case”, “Stap 2”, “Schritt drei”, or “1. Open the case” in order."""

from __future__ import annotations

import re
from collections.abc import Sequence

STEP_WORDS = "step|schritt|stap|étape|etape|paso|passo|passaggio|steg|trin|trinn|krok|vaihe"
NUMBER_WORDS = (
    "one|two|three|four|five|six|seven|eight|nine|ten|een|één|twee|drie|vier|vijf|zes|zeven|acht|negen|tien"
    "|eins|zwei|drei|fünf|sechs|sieben|neun|zehn"
)
_STEP = re.compile(rf"(?:{STEP_WORDS})\s*#?(?:\d{{1,3}}|{NUMBER_WORDS})\b", re.IGNORECASE)
NUMBERED = re.compile(r"(\d{1,3})[.)]\s+\S")

Heading = tuple[int, str]
"""Level and text."""


def step_headings(headings: Sequence[Heading | None], *, has_lists: bool) -> dict[int, list[int]]:
    """Return the step headings of a page by the first of each run: same level, nothing higher between, at least two.

    `headings` has None for what is none; places in it are what is returned. “1. Open the case” counts only in order from
    1 (or 0), on a page that does not have numbered lists: otherwise those are the steps, and the headings are chapters.
    """
    runs: dict[int, list[int]] = {}
    run: list[int] = []
    worded, level, number = False, 0, -1

    def close() -> None:
        if len(run) > 1 and (worded or not has_lists):
            runs[run[0]] = list(run)
        run.clear()

    for at, heading in enumerate(headings):
        if heading is None:
            continue
        here, text = heading
        if run and here > level:
            continue
        by_word, by_number = _STEP.match(text), NUMBERED.match(text)
        goes_on = run and here == level
        if goes_on and (by_word if worded else by_number and int(by_number[1]) == number + 1):
            run.append(at)
            number += 1
            continue
        close()
        if by_word or (by_number and int(by_number[1]) <= 1):
            run.append(at)
            worded, level, number = bool(by_word), here, int(by_number[1]) if by_number else 0
    close()
    return runs
