#!/usr/bin/env bash
# Runs a program in the wine prefix of tools/windows/environment.sh, which must have run before.
#
#   tools/windows/run.sh [--within SECONDS] [--screen] PROGRAM [ARGUMENT ...]
#
# `python` is the Windows CPython there; other programs are wine's own (`notepad`, `reg`, `msiexec`) or paths of .exe files.
# --within ends it after so long (default 600). --screen ends what runs in the prefix and gives it an X server of its own; else it has $DISPLAY, if any.
# Output comes through as it is made, and the exit code is the program's own (124: took too long).
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
windows=${OVERLAY_WINDOWS_DIR:-$root/build/windows}
source "$root/tools/windows/wine.sh"

within_s=600
screen=
while [[ ${1:-} == --* ]]; do
    case $1 in
    --within) within_s=$2 && shift ;;
    --screen) screen=1 ;;
    *) printf 'run.sh: unknown option %s\n' "$1" >&2 && exit 2 ;;
    esac
    shift
done
program=${1:?usage: tools/windows/run.sh [--within SECONDS] [--screen] PROGRAM [ARGUMENT ...]}
shift
[[ $program != python ]] || program=$windows/python/python.exe

if [[ -n $screen ]]; then
    # The desktop of a prefix lives on a little after its last program, and belongs to the screen it was made on.
    "$WINESERVER" -k || true
    "$WINESERVER" -w
    number=$(mktemp)
    exec 4>"$number"
    Xvfb -displayfd 4 -screen 0 1280x800x24 -nolisten tcp 4>&4 >/dev/null 2>&1 &
    xvfb=$!
    exec 4>&-
    trap '"$WINESERVER" -k || true; kill "$xvfb" 2>/dev/null || true; rm -f "$number"' EXIT
    until [[ -s $number ]]; do
        kill -0 "$xvfb" 2>/dev/null || { printf 'run.sh: Xvfb does not start\n' >&2 && exit 1; }
        read -rt 0.05 <> <(:) || true
    done
    DISPLAY=:$(<"$number")
    export DISPLAY
fi
code=0
in_wine "$within_s" "$program" "$@" || code=$?
exit "$code"
