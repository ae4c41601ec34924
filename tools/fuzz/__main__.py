"""Run one target here: `python -m tools.fuzz TARGET SECONDS FOLDER`; or all, one after the other, without TARGET.

FOLDER keeps what was found to reach more code, and, in `crashes/`, what broke a promise. The exit code is not 0 then.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

SEEDS = Path(__file__).parent / "seeds"


def fuzz(name: str, seconds: int, folder: Path) -> None:
    """Fuzz one target; ends the process."""
    import atheris  # noqa: PLC0415  not in the lock: `make fuzz` puts it on the path

    with atheris.instrument_imports(include=["overlay"]):
        from tools.fuzz.targets import TARGETS  # noqa: PLC0415  what is instrumented is imported in here

    corpus, crashes = folder / name, folder / "crashes"
    for path in (corpus, crashes):
        path.mkdir(parents=True, exist_ok=True)
    atheris.Setup(
        [
            "fuzz", f"-max_total_time={seconds}", "-timeout=10", "-rss_limit_mb=1024", "-max_len=16384",
            "-print_final_stats=1", f"-artifact_prefix={crashes}/{name}-", "-verbosity=0", str(corpus), str(SEEDS / name),
        ],
        TARGETS[name],
    )  # fmt: skip
    atheris.Fuzz()


def main(arguments: list[str]) -> int:
    if len(arguments) == 3:
        fuzz(arguments[0], int(arguments[1]), Path(arguments[2]))
        return 0
    seconds, folder = arguments
    broken = []
    for name in sorted(path.name for path in SEEDS.iterdir()):
        done = subprocess.run([sys.executable, "-m", "tools.fuzz", name, seconds, folder], check=False)
        print(f"{'FAILED' if done.returncode else 'ok':6} fuzz {name}", flush=True)
        broken += [name] if done.returncode else []
    if broken:
        print(f"What broke {', '.join(broken)} is in {folder}/crashes. Fix it, and move the file to {SEEDS}.")
    return 1 if broken else 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
