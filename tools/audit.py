"""Look for known vulnerabilities of what requirements.lock pins: `python tools/audit.py`.

Asks pip-audit, once a day for each lock. Exits 1 when there is a known vulnerability. When the service that knows them does
not answer, or does not know the libraries, nothing is known: that is said loudly, and the build goes on.
"""

from __future__ import annotations

import datetime
import hashlib
import json
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))

from tools.locked import LOCK, ROOT

DONE = ROOT / "build" / "audited"
TIMEOUT_S = 10
_WHOLE_S = 120
_RULE = "!" * 100


def judge(answer: dict[str, Any] | None) -> tuple[int, str]:
    """Return exit code and words for pip-audit's JSON; None when it gave none. No words: audited, and clean."""
    if answer is None:
        return 0, "The vulnerability service cannot be reached: NOTHING WAS AUDITED."
    asked = answer["dependencies"]
    lines = [
        f"{one['name']} {one['version']}: {known['id']}, fixed in {', '.join(known['fix_versions']) or 'nothing yet'}"
        for one in asked
        for known in one.get("vulns", ())
    ]
    if lines:
        return 1, "\n".join(["Known vulnerabilities:", *lines])
    unknown = [one["name"] for one in asked if "skip_reason" in one]
    if unknown:
        some = ", ".join(unknown[:5]) + (" …" if len(unknown) > 5 else "")
        return (
            0,
            f"{len(unknown)} of {len(asked)} libraries WERE NOT AUDITED: the service does not know them ({some}).",
        )
    return 0, ""


def ask() -> dict[str, Any] | None:
    """Return pip-audit's answer for the whole lock, of every platform; None when there is none."""
    command = [
        sys.executable, "-m", "pip_audit", "--requirement", str(LOCK), "--disable-pip", "--format", "json",
        "--progress-spinner", "off", "--timeout", str(TIMEOUT_S),
    ]  # fmt: skip
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=_WHOLE_S, check=False)
        answer: dict[str, Any] = json.loads(done.stdout)
    except (subprocess.TimeoutExpired, ValueError):
        return None
    return answer


def main(_arguments: Sequence[str]) -> int:
    today = f"{hashlib.sha256(LOCK.read_bytes()).hexdigest()} {datetime.datetime.now(datetime.UTC):%Y-%m-%d}"
    if DONE.exists() and DONE.read_text("utf-8") == today:
        return 0
    code, words = judge(ask())
    if words:
        print(words if code else f"{_RULE}\n{words}\n{_RULE}", file=sys.stderr)
    else:
        DONE.parent.mkdir(exist_ok=True)
        DONE.write_text(today, "utf-8")
    return code


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
