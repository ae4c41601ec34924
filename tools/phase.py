"""Run one phase of a build and print one line with its name, outcome and seconds.

    python tools/phase.py [--quiet] NAME COMMAND [ARGUMENT ...]

With `--quiet` the command's output is shown only when it fails. The exit code is the command's own.
"""

from __future__ import annotations

import subprocess
import sys
import time


def run_phase(name: str, command: list[str], *, quiet: bool) -> int:
    """Run `command`, print its line to stdout and return its exit code (128 + n when signal n ended it)."""
    started_s = time.monotonic()
    sys.stdout.flush()
    if quiet:
        done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False)
        if done.returncode:
            sys.stdout.buffer.write(done.stdout)
    else:
        done = subprocess.run(command, check=False)
    outcome = "FAILED" if done.returncode else "ok"
    print(f"{outcome:6} {name:<24} {time.monotonic() - started_s:6.1f} s", flush=True)
    return done.returncode if done.returncode >= 0 else 128 - done.returncode


def main(arguments: list[str]) -> int:
    quiet = arguments[:1] == ["--quiet"]
    name, *command = arguments[quiet:]
    try:
        return run_phase(name, command, quiet=quiet)
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
