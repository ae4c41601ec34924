"""A machine with a policy of its own: what a process sees below /etc and /var/lib, in a mount namespace of its own.

The policy's place cannot be moved by anything a user can set, and so not by a test either; nothing outside changes.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

import pytest
import tomlkit

from tests.patience import WAIT_S
from tests.unit.policies import tree

_MOUNT = (
    'mount -t overlay overlay -o "ro,lowerdir=$0/etc:/etc" /etc && '
    'mount -t overlay overlay -o "ro,lowerdir=$0/lib:/var/lib" /var/lib && '
    'mount --bind "$0/shared" /var/lib/overlay || exit 90; exec "$@"'
)


class Machine:
    """Files that appear in /etc and /var/lib for the processes started with `prefix`. Needs root."""

    def __init__(self, base: Path) -> None:
        self.base = base
        for name in ("etc/overlay", "lib/overlay", "shared"):
            (base / name).mkdir(parents=True)
        self._may_mount()

    @property
    def policy_file(self) -> Path:
        return self.base / "etc" / "overlay" / "policy.toml"

    @property
    def shared(self) -> Path:
        """Where /var/lib/overlay really is."""
        return self.base / "shared"

    def set_policy(self, values: dict[str, object]) -> None:
        text = tomlkit.dumps({"organisation": "Northwind IT", **tree(values)})
        self.policy_file.write_text(text, "utf-8")

    def prefix(self, uid: int = 0) -> list[str]:
        """Return what to put before a command so that it runs on this machine, as user `uid`."""
        user = ["setpriv", f"--reuid={uid}", f"--regid={uid}", "--clear-groups"] if uid else []
        return ["unshare", "--mount", "sh", "-c", _MOUNT, str(self.base), *user]

    def overlay(
        self, home: Path, *words: str | Path, uid: int = 0, code: int | None = 0
    ) -> subprocess.CompletedProcess[str]:
        """Run a verb as `uid`, with its files in `home`."""
        done = subprocess.run(
            [*self.prefix(uid), sys.executable, "-m", "overlay", *map(str, words)],
            env={"PATH": os.environ["PATH"], "HOME": str(home), "OVERLAY_HOME": str(home)},
            capture_output=True,
            text=True,
            timeout=WAIT_S,
            check=False,
        )
        if code is not None:
            assert done.returncode == code, done.stdout + done.stderr
        return done

    def _may_mount(self) -> None:
        if os.geteuid() != 0 or not shutil.which("unshare") or not shutil.which("setpriv"):
            pytest.skip("needs root: the policy's place is the machine's")
        command: Sequence[str] = [*self.prefix(), "true"]
        if subprocess.run(command, capture_output=True, check=False, timeout=WAIT_S).returncode:
            pytest.skip("this system lets nobody mount")
