"""The pictures of the README: a few moments of the played demo.

    python -m tools.readme_pictures

Plays the demo and copies what the README shows into `docs/pictures`. Exits 1, and changes nothing there, when something in
the demo did not happen.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from overlay.errors import OverlayError
from tools.demo.home import PICTURES, ROOT

TARGET = ROOT / "docs/pictures"
SHOWN = ("choice", "other-case", "search", "terminal", "choice-de")
MAX_BYTES = 200_000  # a page of documents should not weigh more than what it tells


def chosen(pictures: Path) -> dict[str, Path]:
    """Return the picture of each moment in SHOWN; raises ValueError when one is missing or too large."""
    found: dict[str, Path] = {}
    for name in SHOWN:
        paths = [p for p in pictures.glob("*.png") if p.stem.partition("-")[2] == name]
        if len(paths) != 1:
            raise ValueError(f"the demo has no picture {name!r}")
        if paths[0].stat().st_size > MAX_BYTES:
            raise ValueError(f"{paths[0].name} has more than {MAX_BYTES} bytes")
        found[name] = paths[0]
    return found


def main() -> int:
    from tools.demo.play import run as play  # noqa: PLC0415  needs Qt; `chosen` does not

    try:
        if code := play():
            return code
        pictures = chosen(PICTURES)
    except (OverlayError, ValueError) as error:
        print(error, file=sys.stderr)
        return 1
    TARGET.mkdir(parents=True, exist_ok=True)
    for name, picture in pictures.items():
        shutil.copyfile(picture, TARGET / f"{name}.png")
    print(f"The README's pictures are in {TARGET.relative_to(ROOT)}.")
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
