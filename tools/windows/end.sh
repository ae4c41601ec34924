#!/usr/bin/env bash
# Ends everything that runs in the wine prefix of tools/windows/environment.sh, and nothing else.
set -euo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd -P)
windows=${OVERLAY_WINDOWS_DIR:-$root/build/windows}
source "$root/tools/windows/wine.sh"
"$WINESERVER" -k || true
"$WINESERVER" -w
