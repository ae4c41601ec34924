"""Whether the assistant starts at login: by the package for every user, and by what this user chose.

Each system has two places: one of the machine, which a package or IT fills, and one of the user, which we write.
`login_items` returns them for this system. Every entry passes `--at-login` (`program`), so that the assistant can see for
itself that it is not wanted: a user cannot take an entry of the machine's away.
"""

from overlay.autostart.entry import LoginItems, LoginState, Start, login_command, told_home
from overlay.autostart.selection import login_items

__all__ = [
    "LoginItems",
    "LoginState",
    "Start",
    "login_command",
    "login_items",
    "told_home",
]
