"""A computer of its own for tests that use the `overlay` command as people do."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

from tests.patience import WAIT_S
from tests.system.web_server import FILE_KEYRING

PASSPHRASE = "correct horse battery"


class Computer:
    """One computer: its own home, its own keyring, the `overlay` command. With `uid`, used by that user (root only).

    `clock` is how far its clock is off, as faketime takes it ("+60 days"); "" leaves it alone.
    """

    def __init__(self, base: Path, uid: int | None = None) -> None:
        base.mkdir(parents=True)
        self.base = base
        self.uid = uid
        self.clock = ""
        (base / "modules").mkdir()
        (base / "modules" / "file_keyring.py").write_text(FILE_KEYRING)
        self.env = {
            "PATH": os.environ["PATH"],
            "HOME": str(base),
            "OVERLAY_HOME": str(base / "overlay"),
            "OVERLAY_KEY_PASSPHRASE": PASSPHRASE,
            "PYTHONPATH": str(base / "modules"),
            "PYTHON_KEYRING_BACKEND": "file_keyring.Keyring",
            "TEST_KEYRING": str(base / "keyring.json"),
        }
        if uid is not None:
            os.chown(base, uid, uid)

    def run(
        self, *words: str | Path, answer: str = "", code: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        done = subprocess.run(
            self._command(words),
            env=self.env,
            cwd=self.base,
            input=answer,
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, done.stdout + done.stderr
        return done

    def start(self, *words: str) -> subprocess.Popen[str]:
        """Start the command and do not wait for it: `ended` does."""
        return subprocess.Popen(
            self._command(words),
            env=self.env,
            cwd=self.base,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )

    def ended(self, started: subprocess.Popen[str]) -> dict[str, Any]:
        """Wait for a command and return the last line of its JSON."""
        said, wrong = started.communicate(timeout=WAIT_S)
        assert started.returncode == 0, wrong
        return dict(json.loads(said.splitlines()[-1]))

    def sync(self, code: int = 0) -> dict[str, Any]:
        lines = [json.loads(line) for line in self.run("sync", "--json", code=code).stdout.splitlines()]
        assert all("progress" in line for line in lines[:-1])
        return dict(lines[-1])

    def title(self, guide: str) -> str:
        return str(json.loads(self.run("guide", guide, "--json").stdout)["title"])

    def python(self, program: str, *words: str | Path) -> bool:
        """Run a program with the interpreter of the tests, in this machine's environment; tell whether it exits with 0."""
        command = [*self._user(), sys.executable, "-c", program, *map(str, words)]
        done = subprocess.run(command, env=self.env, timeout=WAIT_S, check=False, cwd=self.base)
        return done.returncode == 0

    def _command(self, words: tuple[str | Path, ...]) -> list[str]:
        moved = (
            ["faketime", "-f", self.clock.replace(" days", "d").replace(" years", "y")] if self.clock else []
        )
        return [*self._user(), *moved, sys.executable, "-m", "overlay", *map(str, words)]

    def _user(self) -> list[str]:
        """Return what to put before a command to run it as `uid`, who may read all files (Python may be root's own)."""
        if self.uid is None:
            return []
        read = "+dac_read_search"
        who = [f"--reuid={self.uid}", f"--regid={self.uid}", "--clear-groups"]
        return ["setpriv", *who, f"--inh-caps={read}", f"--ambient-caps={read}"]
