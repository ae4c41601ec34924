# Sourced by the scripts beside it, after `root` and `windows` are set: which wine runs, in which prefix, with which environment.
# shellcheck shell=bash

find_wine() {
    local name
    # Debian's `wine` is a script that wants a 32-bit wine too.
    for name in /usr/lib/wine/wine64 /usr/lib/wine-stable/wine64 wine64 wine; do
        command -v "$name" && return
    done
    printf 'windows: there is no wine here; run: make packages-windows\n' >&2
    return 1
}

WINE=$(find_wine)
WINESERVER=$(command -v /usr/lib/wine/wineserver64 || command -v /usr/lib/wine/wineserver || command -v wineserver)
export WINEPREFIX=$windows/prefix HOME=$windows/home
# No .NET, no browser engine; mscms is the stub. `-all`: what wine itself has to say is about wine, not about us.
export WINEDLLOVERRIDES='mscoree=;mshtml=;mscms=n,b' WINEDEBUG=${WINEDEBUG:--all} WINEARCH=win64
# Nothing of the desktop that runs this may reach the program: display, sockets and folders are Unix's.
unset XDG_RUNTIME_DIR WAYLAND_DISPLAY DBUS_SESSION_BUS_ADDRESS XDG_SESSION_ID PYTHONPATH PYTHONHOME || true

# in_wine SECONDS PROGRAM [ARGUMENT ...]: runs it, at most so long.
in_wine() {
    local within_s=$1
    shift
    "$root/.venv/bin/python" "$root/tools/windows/relay.py" "$within_s" "$WINE" "$@"
}
