#!/bin/sh
# Before files are removed or replaced: assistants that run end in order. A program whose files are gone could not load
# the parts it has not used yet. They start again at the next login.
set -e
for exe in /proc/[0-9]*/exe; do
    if [ "$(readlink "$exe" 2>/dev/null)" = /usr/lib/overlay-assistant/overlay ]; then
        process=${exe#/proc/}
        kill -TERM "${process%/exe}" 2>/dev/null || true
    fi
done
exit 0
