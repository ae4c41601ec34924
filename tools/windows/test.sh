#!/usr/bin/env bash
# Runs the tests on Windows, under wine (`make test-windows`): the backends, a walk through the main job with real windows
# and keys from outside, then the unit tests and the Qt tests beside each other. Prints the seconds of each phase.
#
#   tools/windows/test.sh [backends|walk|unit|qt ...]     all without a name
#
# What is on this system stays out of it: everything is in build/windows (see environment.sh), and is kept for the next run.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
cd "$root"
windows=${OVERLAY_WINDOWS_DIR:-$root/build/windows}
here=tools/windows
phase() { .venv/bin/python tools/phase.py "$@"; }
run() { phase "$1" "$here/run.sh" "${@:2}"; }

# pytest_there NAME PART SECONDS ARGUMENT …: pytest in wine on tests/PART. Fails too when it did not come to its end, with 2.
pytest_there() {
    local name=$1 part=$2 within_s=$3 now=$windows/now/$2
    shift 3
    mkdir -p "$windows/now" && rm -f "$now"
    local code=0
    run "$name" --within "$within_s" ${screen:+--screen} \
        python "$here/pytest_in_wine.py" --now "Z:$now" "$@" "tests/$part" -o "cache_dir=Z:$windows/cache/$part" || code=$?
    if [[ ! -e $now || -s $now ]]; then
        printf '%s: pytest ended in the midst of %s\n' "$name" "$(cat "$now" 2>/dev/null)"
        return 2
    fi
    return "$((code > 0))"
}

# run_tests NAME PART ARGUMENT …: the same, and once more what failed: under wine, on a busy machine, a moment is missed at
# times.
run_tests() {
    local name=$1 part=$2 code=0
    shift 2
    pytest_there "$name" "$part" 3600 "$@" || code=$?
    case $code in
    0) return ;;
    1) echo "Once more, only what failed." && set -- "$@" --last-failed --last-failed-no-failures none ;;
    *) echo "Once more." ;;
    esac
    pytest_there "$name, again" "$part" 3600 "$@"
}

wanted=("$@")
[[ $# -gt 0 ]] || wanted=(backends walk unit qt)
wants() { [[ " ${wanted[*]} " == *" $1 "* ]]; }

phase "windows environment" "$here/environment.sh"
mkdir -p "$windows/programs"
x86_64-w64-mingw32-gcc -mwindows -municode -O2 -s -o "$windows/programs/crm.exe" tests/windows/window.c
export OVERLAY_TEST_WINDOW=Z:${windows//\//\\}\\programs\\crm.exe
# What takes a second on Linux takes ten here, and more while other tests run beside it: the limit is for what hangs.
export PYTEST_ADDOPTS='-q --timeout 600'

trap '"$here/end.sh"' EXIT
if wants backends; then
    screen=1 run_tests "windows backends" windows
fi
if wants walk; then
    phase "windows walk" .venv/bin/python -m pytest -p no:cacheprovider tests/wine || {
        echo "Once more: on a busy machine a real desktop can miss a moment."
        phase "windows walk, again" .venv/bin/python -m pytest -p no:cacheprovider tests/wine
    }
fi
failed=0
beside=()
if wants unit; then
    # -p no:pytest-qt proves that the core needs no Qt.
    run_tests "windows unit tests" unit -p no:pytest-qt &
    beside+=($!)
fi
if wants qt; then
    run_tests "windows qt tests" qt --offscreen &
    beside+=($!)
fi
for one in ${beside[@]+"${beside[@]}"}; do
    wait "$one" || failed=$?
done
exit "$failed"
