"""`make run`: the assistant with the demo content. Without a display the demo plays itself.

    python -m tools.demo [--play]

`--play` plays it on a virtual desktop although there is a display.
"""

from __future__ import annotations

import argparse
import os
import sys

from overlay.errors import OverlayError


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser(prog="python -m tools.demo", description="Show what the assistant does.")
    parser.add_argument(
        "--play", action="store_true", help="play on a virtual desktop although there is a display"
    )
    asked = parser.parse_args(arguments)
    try:
        if os.environ.get("DISPLAY") and not asked.play:
            from tools.demo.live import run  # noqa: PLC0415  each way needs its own half
        else:
            from tools.demo.play import run  # noqa: PLC0415
        return run()
    except OverlayError as error:
        print(error, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
