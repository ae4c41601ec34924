"""Run a program in wine and pass on what it prints, until the program itself ends.

    python tools/windows/relay.py SECONDS WINE PROGRAM [ARGUMENT ...]

A Windows Python whose output is a plain file dies, so it gets pipes; and wine's own services, which the first program
starts, keep those pipes open for long after it: so the end of the program counts, not the end of its output. The exit code
is the program's own, 124 when it took longer than SECONDS.
"""

from __future__ import annotations

import os
import selectors
import signal
import subprocess
import sys
import time
from types import FrameType

_LOOK_S = 0.05
TOOK_TOO_LONG = 124  # as timeout(1) says it


def relay(within_s: float, command: list[str]) -> int:
    """Run `command`, relay its two outputs, and return its exit code."""
    process = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, bufsize=0
    )
    end_s = time.monotonic() + within_s
    with selectors.DefaultSelector() as outputs:
        for pipe, target in ((process.stdout, 1), (process.stderr, 2)):
            assert pipe is not None
            os.set_blocking(pipe.fileno(), False)
            outputs.register(pipe, selectors.EVENT_READ, target)
        while True:
            ended = process.poll() is not None  # asked first: what it wrote before is there to be read after
            if _pass_on(outputs, 0 if ended else _LOOK_S):
                continue
            if ended:
                return process.returncode if process.returncode >= 0 else 128 - process.returncode
            if time.monotonic() > end_s:
                process.kill()
                process.wait()
                print(f"relay: {command[1]} took longer than {within_s:g} s", file=sys.stderr)
                return TOOK_TOO_LONG


def _pass_on(outputs: selectors.BaseSelector, wait_s: float) -> bool:
    """Copy what is there; return whether there was anything."""
    any_read = False
    if not outputs.get_map():
        time.sleep(wait_s)  # noqa: TID251  both ends are closed, and only the program's own end is still to come
    for key, _ in outputs.select(wait_s) if outputs.get_map() else ():
        part = os.read(key.fd, 65_536)
        if not part:
            outputs.unregister(key.fileobj)
        while part:
            part = part[os.write(key.data, part) :]
            any_read = True
    return any_read


def _leave(number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + number)


def main(arguments: list[str]) -> int:
    within_s, *command = arguments
    signal.signal(signal.SIGTERM, _leave)
    return relay(float(within_s), command)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
