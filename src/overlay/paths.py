"""Where the assistant keeps its files. `OVERLAY_HOME=DIR` moves everything it writes under DIR."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from msgspec import Struct

APP_NAME = "overlay-assistant"
MACHINE_NAME = "overlay"  # of the folders that belong to the machine and not to a user


class Paths(Struct, frozen=True):
    """Folders of one user. Nothing is made here.

    `policy` is the organisation's file, which users cannot write; `shared` the guides of all users of the machine.
    """

    config: Path
    data: Path
    log: Path
    runtime: Path
    policy: Path
    shared: Path

    @property
    def settings(self) -> Path:
        return self.config / "settings.toml"

    @property
    def policy_folder(self) -> Path | None:
        """The folder of the organisation's `sources.toml`; None on Windows, where users may make folders there."""
        return None if sys.platform == "win32" else self.policy.parent


def paths(environ: Mapping[str, str] = os.environ) -> Paths:
    """Return the folders for this user: below `OVERLAY_HOME` when set, else where the platform wants them.

    The policy stays where the system keeps it in both cases: moving one's own files must not unlock a setting.
    """
    home = environ.get("OVERLAY_HOME", "")
    if home:
        base = Path(home).expanduser().absolute()
        return Paths(base / "config", base / "data", base / "log", base / "run", _policy(), _shared(environ))
    from platformdirs import PlatformDirs  # noqa: PLC0415  not needed, so not imported, with OVERLAY_HOME

    dirs = PlatformDirs(APP_NAME, appauthor=False)
    data = dirs.user_data_path
    # Not platformdirs': it warns and falls back to a folder in /tmp that anybody could have made before.
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    return Paths(
        dirs.user_config_path,
        data,
        dirs.user_log_path,
        Path(runtime) / APP_NAME if runtime else data / "run",
        _policy(),
        _shared(environ),
    )


def _policy() -> Path:
    # Not from platformdirs: XDG_CONFIG_DIRS would let a user choose another policy.
    if sys.platform == "darwin":
        return Path("/Library/Application Support") / MACHINE_NAME / "policy.toml"
    return Path("/etc") / MACHINE_NAME / "policy.toml"


def _shared(environ: Mapping[str, str]) -> Path:
    if sys.platform == "win32":
        return Path(environ.get("PROGRAMDATA", r"C:\ProgramData")) / MACHINE_NAME
    if sys.platform == "darwin":
        return Path("/Library/Application Support") / MACHINE_NAME / "data"
    return Path("/var/lib") / MACHINE_NAME
