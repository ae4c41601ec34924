#!/bin/sh
# Resolves pyproject.toml for every supported Python and platform and writes requirements.lock, hashes included.
#
# The index is whatever uv is configured with; its address is not written down. `tools/lock.sh --upgrade` takes the
# newest versions, without it only what pyproject.toml no longer allows changes.
set -eu

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd -P)
cd "$root"
resolved=requirements.lock.new
trap 'rm -f "$resolved"' EXIT
cp requirements.lock "$resolved" 2>/dev/null || true # uv keeps the versions it finds in its output

.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
    --no-emit-index-url --no-header --system-certs --quiet --output-file "$resolved" "$@"
{
    echo '# Made by `make lock` from pyproject.toml: every version and file hash that `make` installs.'
    cat "$resolved"
} >requirements.lock
