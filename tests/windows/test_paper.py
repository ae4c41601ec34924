"""Job aids, made by the verb as IT or an author calls it: on Windows' own Qt platform, with Windows' fonts."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

assert sys.platform == "win32"

from tests.pdf import pages

DEMO = Path(__file__).parents[2] / "src/overlay/resources/packs/demo-service"


def test_job_aid_has_the_signs_that_the_interfaces_font_lacks(tmp_path: Path) -> None:
    out = tmp_path / "out"
    verb = ("pack", "export", "pdf", str(DEMO), "--out", str(out), "--guide", "refund-order", "--lang", "de")
    done = subprocess.run([sys.executable, "-m", "overlay", *verb], capture_output=True, check=False)
    assert done.returncode == 0, done.stderr
    text = " ".join(pages((out / "refund-order.de.pdf").read_bytes()))
    assert "Name und Postleitzahl stimmen mit Fall [case] überein." in text
    assert "→ weiter bei 5 B. iDEAL" in text
