#!/bin/sh
# Resolves pyproject.toml for every supported Python and platform and writes requirements.lock, hashes included; and what
# builds the packages in the same way, from packaging/requirements-build.in.
#
# The index is whatever uv is configured with; its address is not written down. `tools/lock.sh --upgrade` takes the
# newest versions, without it only what pyproject.toml no longer allows changes.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
resolved=requirements.lock.new
trap 'rm -f "$resolved"' EXIT
cp requirements.lock "$resolved" 2>/dev/null || true # uv keeps the versions it finds in its output

resolve() { # SOURCE [OPTION ...]
    .venv/bin/uv pip compile --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header \
        --system-certs --quiet --output-file "$resolved" "$@"
}

resolve pyproject.toml --group dev "$@"
{
    echo '# Made by `make lock` from pyproject.toml: every version and file hash that `make` installs.'
    cat "$resolved"
} >requirements.lock

cp packaging/requirements-build.lock "$resolved" 2>/dev/null || : >"$resolved"
resolve packaging/requirements-build.in "$@"
{
    echo '# Made by `make lock` from requirements-build.in: every version and file hash that builds the packages.'
    cat "$resolved"
} >packaging/requirements-build.lock
