"""Entry of the packaged program: `overlay` takes verbs, `overlay-desktop` is the assistant itself."""

import sys
from pathlib import Path

if Path(sys.argv[0]).stem == "overlay-desktop":
    from overlay.app import main
else:
    from overlay.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
