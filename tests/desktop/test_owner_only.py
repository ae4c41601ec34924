"""Every file of a running assistant is its user's alone, even where the system would let everybody read it."""

from __future__ import annotations

import stat
import sys
from pathlib import Path

from tests.desktop.assistant import DEMO_PACK, Assistant
from tests.desktop.desk import Desk
from tools.data_inventory import names_file

OPEN_MASK = ("sh", "-c", 'umask 0; exec "$0" "$@"', sys.executable, "-m", "overlay")


def test_files_of_the_assistant_are_its_users_alone_when_the_mask_is_open(desk: Desk, tmp_path: Path) -> None:
    home = tmp_path / "home"
    assistant = Assistant(desk, home, packs=(), program=OPEN_MASK)
    made_by_test = {home, home / "config", home / "config" / "settings.toml"}
    assistant.command("pack", "install", str(DEMO_PACK))
    assistant.start()
    assistant.command("show")
    runtime = Path(desk.env["XDG_RUNTIME_DIR"])
    sockets = list(runtime.glob("overlay-*.sock"))
    written = [path for path in home.rglob("*") if path not in made_by_test]
    assert sockets
    assert {"personal.db", "case.key", "overlay.log"} <= {path.name for path in written}
    found = [
        f"{p} {mode:o}" for p in [*sockets, *written] if (mode := stat.S_IMODE(p.lstat().st_mode)) & 0o077
    ]
    assert found == []
    files = [path.relative_to(home).as_posix() for path in written if path.is_file()]
    assert [name for name in files if not names_file(name)] == []  # docs/data-inventory.md explains each
