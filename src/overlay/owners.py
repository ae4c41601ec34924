"""Who may change a folder that many users read: guides are trusted only where nobody but an administrator can write.

On Windows any user may make folders below ProgramData, and what lies in them can be anybody's.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

_ADMINISTRATORS, _SYSTEM, _INSTALLER = "S-1-5-32-544", "S-1-5-18", "S-1-5-80-"
_USERS = "S-1-5-32-545"

if sys.platform == "win32":
    import ctypes
    from ctypes import wintypes

    def only_administrators_write(folder: Path) -> bool:
        """Tell whether an administrator owns `folder`, by GetNamedSecurityInfoW; False when that cannot be read."""
        owner, descriptor = ctypes.c_void_p(), ctypes.c_void_p()
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        file_object, owner_information = 1, 1
        if advapi.GetNamedSecurityInfoW(
            wintypes.LPCWSTR(str(folder)),
            file_object,
            owner_information,
            ctypes.byref(owner),
            None,
            None,
            None,
            ctypes.byref(descriptor),
        ):
            return False
        text = wintypes.LPWSTR()
        try:
            if not advapi.ConvertSidToStringSidW(owner, ctypes.byref(text)):
                return False
            sid = text.value or ""
            kernel.LocalFree(text)
        finally:
            kernel.LocalFree(descriptor)
        return sid in {_ADMINISTRATORS, _SYSTEM} or sid.startswith(_INSTALLER)

    def close_to_others(folder: Path) -> None:
        """Let users read below `folder` and administrators write. Raises OSError."""
        everything_below = "(OI)(CI)"
        done = (
            subprocess.run(
                [
                    "icacls",
                    str(folder),
                    "/setowner",
                    f"*{_ADMINISTRATORS}",
                ],
                capture_output=True,
                check=False,
            ),
            subprocess.run(
                [
                    "icacls",
                    str(folder),
                    "/inheritance:r",
                    "/grant:r",
                    f"*{_SYSTEM}:{everything_below}F",
                    f"*{_ADMINISTRATORS}:{everything_below}F",
                    f"*{_USERS}:{everything_below}RX",
                ],
                capture_output=True,
                check=False,
            ),
        )
        if any(one.returncode for one in done):
            raise PermissionError(13, "its permissions cannot be set")

else:

    def only_administrators_write(folder: Path) -> bool:
        """Tell whether root owns `folder` and nobody else may write in it."""
        try:
            found = folder.stat()
        except OSError:
            return False
        return found.st_uid == 0 and not found.st_mode & 0o022

    def close_to_others(folder: Path) -> None:
        """Let users read below `folder` and root write. Raises OSError."""
        folder.chmod(0o755)
        if not only_administrators_write(folder):
            raise PermissionError(13, "it belongs to somebody else than root")
