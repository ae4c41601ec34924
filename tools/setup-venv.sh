#!/bin/sh
# Makes .venv from requirements.lock with the newest Python found (or $PYTHON), and installs this project into it.
#
# Does nothing, quickly, while .venv is whole and neither the lock nor pyproject.toml changed. A changed lock or a
# broken or moved .venv is built anew; a changed pyproject.toml only installs the project again.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
venv=$root/.venv
lock=$root/requirements.lock
project=$root/pyproject.toml

say() { printf 'setup: %s\n' "$*" >&2; }

# Two makes at once (an editor and a terminal, say) must not build the same .venv.
if [ "${OVERLAY_SETUP_LOCKED:-}" != 1 ] && command -v flock >/dev/null 2>&1; then
    mkdir -p "$root/build"
    OVERLAY_SETUP_LOCKED=1 exec flock "$root/build/.setup-lock" "$0" "$@"
fi

# Compatible Python: prints nothing, answers with its exit code. A pyenv shim of a version that is not selected fails here.
is_new_enough() { "$1" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; }

can_make_venv() { "$1" -c 'import ensurepip, venv' >/dev/null 2>&1; }

choose_python() {
    usable=
    for name in ${PYTHON:-python3.14 python3.13 python3.12 python3.11 python3}; do
        command -v "$name" >/dev/null 2>&1 && is_new_enough "$name" || continue
        if can_make_venv "$name"; then
            printf '%s\n' "$name"
            return
        fi
        usable=${usable:-$name}
    done
    [ -n "$usable" ] || return 0
    # Debian and Ubuntu split ensurepip off into a package of its own.
    version=$("$usable" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    "$root/tools/system-packages.sh" "python$version-venv" >&2
    can_make_venv "$usable" && printf '%s\n' "$usable"
}

# Where .venv stands is part of what it is: its scripts hold absolute paths.
locked_now="$(cksum <"$lock") $venv"
project_now=$(cksum <"$project")
locked_before=$(cat "$venv/.lock-stamp" 2>/dev/null || true)
project_before=$(cat "$venv/.project-stamp" 2>/dev/null || true)

# A clean environment for pip: no PYTHONPATH and no user site can put other versions before the locked ones.
unset PYTHONPATH PYTHONHOME || true
export PYTHONNOUSERSITE=1 PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_REQUIRE_VIRTUALENV=0

if [ "$locked_now" != "$locked_before" ] || ! "$venv/bin/python" -c 'import pip' >/dev/null 2>&1; then
    python=$(choose_python)
    if [ -z "$python" ]; then
        say "no Python 3.11 or newer found (looked for ${PYTHON:-python3.14 … python3.11, python3})."
        say "Install one, for example: apt-get install python3.11 python3.11-venv; or name one: make PYTHON=/path/to/python3"
        exit 1
    fi
    say "building .venv with $("$python" --version) (about a minute the first time)"
    rm -rf "$venv"
    "$python" -m venv "$venv"
    "$venv/bin/python" -m pip install --quiet --no-input --only-binary :all: --require-hashes -r "$lock"
    printf '%s\n' "$locked_now" >"$venv/.lock-stamp"
    project_before=
fi

if [ "$project_now" != "$project_before" ]; then
    # The build back end is locked too, so nothing unpinned is fetched.
    "$venv/bin/python" -m pip install --quiet --no-input --no-deps --no-build-isolation --editable "$root"
    printf '%s\n' "$project_now" >"$venv/.project-stamp"
fi

# An editable installation is not compiled by pip, and where PYTHONDONTWRITEBYTECODE is set Python does not keep what it
# compiles: then every start of the program would compile all of it again.
if [ ! -e "$venv/.compiled-stamp" ] ||
    [ -n "$(find "$root/src/overlay" -name '*.py' -newer "$venv/.compiled-stamp" -print -quit)" ]; then
    : >"$venv/.compiled-stamp"
    "$venv/bin/python" -m compileall -q "$root/src/overlay" || rm -f "$venv/.compiled-stamp"
fi
