"""Who may read what we write, and who may change a folder that many users read.

What a user's assistant writes is that user's alone. Guides for all users are trusted only where nobody but an administrator
can write.

On Windows any user may make folders below ProgramData, and what lies in them can be anybody's.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_ADMINISTRATORS, _SYSTEM, _INSTALLER = "S-1-5-32-544", "S-1-5-18", "S-1-5-80-"
_USERS = "S-1-5-32-545"

OWNER_ONLY, READABLE = 0o077, 0o022
"""What a file mode creation mask takes away: everything from everybody else, or only their writing."""


@contextmanager
def creating(mask: int = OWNER_ONLY) -> Iterator[None]:
    """Make files and folders in here with `mask`; for the whole process, so use it where no other thread makes files."""
    before = os.umask(mask)
    try:
        yield
    finally:
        os.umask(before)


if sys.platform == "win32":
    import ctypes
    import stat
    import subprocess
    from ctypes import wintypes

    def owner(folder: Path) -> str:
        """Return the SID of who owns `folder`, by GetNamedSecurityInfoW; "" when that cannot be read."""
        sid, descriptor, text = ctypes.c_void_p(), ctypes.c_void_p(), wintypes.LPWSTR()
        advapi, kernel = ctypes.windll.advapi32, ctypes.windll.kernel32
        a_file, its_owner = 1, 1
        name = wintypes.LPCWSTR(str(folder))
        unasked = (None, None, None)
        if advapi.GetNamedSecurityInfoW(
            name, a_file, its_owner, ctypes.byref(sid), *unasked, ctypes.byref(descriptor)
        ):
            return ""
        try:
            if not advapi.ConvertSidToStringSidW(sid, ctypes.byref(text)):
                return ""
            found = text.value or ""
            kernel.LocalFree(text)
            return found
        finally:
            kernel.LocalFree(descriptor)

    def only_administrators_write(folder: Path) -> bool:
        """Tell whether the system or its administrators own `folder`; False when that cannot be read."""
        sid = owner(folder)
        return sid in {_ADMINISTRATORS, _SYSTEM} or sid.startswith(_INSTALLER)

    def is_strangers(folder: Path) -> bool:
        """Tell whether `folder` is there and is a user's, or leads elsewhere.

        Rights set through a junction that a user made would be set on whatever folder it leads to.
        """
        try:
            attributes = folder.lstat().st_file_attributes
        except FileNotFoundError:
            return False
        except OSError:
            return True
        return bool(attributes & stat.FILE_ATTRIBUTE_REPARSE_POINT) or not only_administrators_write(folder)

    def close_to_others(folder: Path) -> None:
        """Let users read below `folder` and administrators write. Raises OSError."""
        below = "(OI)(CI)"
        grants = (f"*{_SYSTEM}:{below}F", f"*{_ADMINISTRATORS}:{below}F", f"*{_USERS}:{below}RX")
        for words in (("/setowner", f"*{_ADMINISTRATORS}"), ("/inheritance:r", "/grant:r", *grants)):
            if subprocess.run(["icacls", str(folder), *words], capture_output=True, check=False).returncode:
                raise PermissionError(13, "its permissions cannot be set")

else:

    def only_administrators_write(folder: Path) -> bool:
        """Tell whether root owns `folder` and nobody else may write in it."""
        try:
            found = folder.stat()
        except OSError:
            return False
        return found.st_uid == 0 and not found.st_mode & 0o022

    def is_strangers(_folder: Path) -> bool:
        """Return False: nobody but root can make a folder where the store is."""
        return False

    def close_to_others(folder: Path) -> None:
        """Let users read below `folder` and root write. Raises OSError."""
        folder.chmod(0o755)
        if not only_administrators_write(folder):
            raise PermissionError(13, "it belongs to somebody else than root")
