"""Make the two font files the interface ships from the `@fontsource-variable/inter` npm package.

    npm pack @fontsource-variable/inter@5.3.0 && tar xzf fontsource-variable-inter-5.3.0.tgz
    python tools/vendor_fonts.py package/files src/overlay/resources/fonts     # needs fonttools and brotli

The package splits Inter by script, and both parts call themselves "Inter": Qt then uses one of them at random. The
second part is renamed "Inter Ext" here, and both are unpacked to TrueType, which loads without brotli on every platform.
"""

from __future__ import annotations

import sys
from pathlib import Path

from fontTools.ttLib import TTFont  # type: ignore[import-not-found,unused-ignore]

PARTS = {"latin": "Inter", "latin-ext": "Inter Ext"}
FAMILY, FULL, POSTSCRIPT, TYPOGRAPHIC = 1, 4, 6, 16


def main(source: Path, target: Path) -> None:
    for part, family in PARTS.items():
        font = TTFont(source / f"inter-{part}-wght-normal.woff2", recalcTimestamp=False)
        for record in font["name"].names:
            if record.nameID in (FAMILY, FULL, TYPOGRAPHIC):
                record.string = family
            elif record.nameID == POSTSCRIPT:
                record.string = family.replace(" ", "")
        font.flavor = None
        font.save(target / f"inter-{part}.ttf")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
