#!/bin/sh
# Installs the system packages that a task needs and that are not there yet, on Debian and Ubuntu.
#
#   tools/system-packages.sh run|test|bench|windows|release|PACKAGE ...
#
# All there: says nothing and takes a few hundredths of a second. Something missing: root installs it, another user is
# asked by sudo, and where neither can be the exact command to run is printed. On other systems it prints what is
# missing and goes on. OVERLAY_SKIP_SYSTEM_PACKAGES=1 skips it.
#
# In the lists, `a|b` is one thing under two names (the first is taken that the system knows), and `?a` is left out
# where the system does not have it.
set -eu
export LC_ALL=C

# What Qt's xcb platform plug-in, QtNetwork and the fonts link against (readelf -d of PySide6 6.12).
qt='libegl1 libgl1 libglib2.0-0t64|libglib2.0-0 libdbus-1-3 libfontconfig1 libfreetype6 libgssapi-krb5-2 libbrotli1
    libx11-6 libx11-xcb1 libxcb1 libxcb-cursor0 libxcb-glx0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1 libxcb-randr0
    libxcb-render0 libxcb-render-util0 libxcb-shape0 libxcb-shm0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1
    libxkbcommon0 libxkbcommon-x11-0 libzstd1 fonts-dejavu-core'
# An X server without a screen, two window managers, and real applications to work in.
desktop='xvfb xauth x11-utils x11-xkb-utils x11-xserver-utils dbus at-spi2-core openbox xfwm4 xfconf xterm mousepad
    nginx-light|nginx ?softhsm2 ?faketime ?chromium'
# A Windows to test in, the compiler for the two libraries it lacks, and keys from outside.
windows='wine wine64 gcc-mingw-w64-x86-64 xvfb xauth xdotool fonts-dejavu-core'
# What builds, signs and tries the packages (osslsigncode: 2.6 or newer, which time-stamps without a network).
release="binutils git gnupg rpm wixl msitools osslsigncode debsig-verify debootstrap desktop-file-utils appstream man-db
    libengine-pkcs11-openssl libzopfli1 softhsm2 opensc dbus libglib2.0-bin xdotool x11-utils"
# A Wayland compositor without a screen, X11 programs on it, keys and pictures.
wayland='sway xwayland wtype grim'
# The programs that bench compares with.
peers='tint2 libxdamage1 libxtst6 ?rofi ?sxhkd ?synapse ?keepassxc ?copyq ?goldendict|goldendict-ng'

say() { printf 'system packages: %s\n' "$*" >&2; }

wanted=
for argument in "$@"; do
    case $argument in
    run) if [ -n "${DISPLAY:-}" ]; then wanted="$wanted $qt"; else wanted="$wanted $qt $desktop"; fi ;;
    test) wanted="$wanted $qt $desktop $wayland" ;;
    bench) wanted="$wanted $qt $desktop $peers" ;;
    windows) wanted="$wanted $windows" ;;
    release) wanted="$wanted $qt $windows $release" ;;
    *) wanted="$wanted $argument" ;;
    esac
done
[ "${OVERLAY_SKIP_SYSTEM_PACKAGES:-}" != 1 ] || exit 0

has_browser() {
    command -v chromium >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 ||
        command -v chromium-browser >/dev/null 2>&1
}

names() { printf '%s' "$1" | tr '?|' '  '; }

if ! command -v apt-get >/dev/null 2>&1 || ! command -v dpkg-query >/dev/null 2>&1; then
    case $(uname -s) in
    Linux) say "this is not Debian or Ubuntu; if something is missing, install what these are here: $(names "$*")" ;;
    esac
    exit 0
fi

# One call for all: asking for each package on its own takes ten times as long.
# shellcheck disable=SC2046
installed=" $(dpkg-query -W -f='${db:Status-Status}:${Package}\n' $(names "$wanted") 2>/dev/null |
    sed -n 's/^installed://p' | tr '\n' ' ')"

is_installed() { case $installed in *" $1 "*) true ;; *) false ;; esac; }

missing=
for item in $wanted; do
    for name in $(names "$item"); do
        is_installed "$name" && continue 2
    done
    [ "$item" = '?chromium' ] && has_browser && continue
    missing="$missing $item"
done
[ -n "$missing" ] || exit 0

as_root=
if [ "$(id -u)" != 0 ]; then
    if command -v sudo >/dev/null 2>&1 && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then
        as_root=sudo
    else
        as_root=none
    fi
fi

is_available() { apt-cache policy "$1" 2>/dev/null | grep -q '^ *Candidate: [^(]'; }

# Sets `install` (what this system knows of what is missing), `needed` (the part no task can do without) and
# `unknown` (what it does not know).
choose() {
    install= needed= unknown=
    for item in $missing; do
        for name in $(names "$item"); do
            is_available "$name" || continue
            install="$install $name"
            [ "${item#\?}" != "$item" ] || needed="$needed $name"
            continue 2
        done
        unknown="$unknown $item"
    done
}

update() {
    say "reading the package lists"
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get update -qq -o Acquire::Retries=3 </dev/null >&2 ||
        say "apt-get update failed; going on with the lists that are here"
}

install() {
    say "installing$install"
    # shellcheck disable=SC2086
    $as_root env DEBIAN_FRONTEND=noninteractive apt-get install -qq -y -o Acquire::Retries=3 --no-install-recommends $install \
        </dev/null >/dev/null
}

# A fresh container has no package lists at all; elsewhere they are read again only when something cannot be found.
updated=
if [ "$as_root" != none ] && ! ls /var/lib/apt/lists/*_Packages* >/dev/null 2>&1; then
    update
    updated=1
fi
choose
case "$unknown " in
*' '[!?]*)
    if [ "$as_root" != none ] && [ -z "$updated" ]; then
        update
        updated=1
        choose
    fi
    ;;
esac

for item in $unknown; do
    case $item in
    '?chromium')
        # A snap sees neither the tests' files nor their D-Bus session.
        say "Chromium is not in this system's packages (Ubuntu has it as a snap only, which the tests cannot use)."
        say "Tests with a browser will be skipped; install google-chrome or a chromium package to have them."
        ;;
    '?'*) say "${item#\?} is not in this system's packages; going on without it" ;;
    *)
        name=${item%%|*}
        install="$install $name" needed="$needed $name" # apt-get will say why it cannot
        ;;
    esac
done
[ -n "$install" ] || exit 0

if [ "$as_root" = none ]; then
    say "missing:$install"
    say "please run: sudo apt-get update && sudo apt-get install --no-install-recommends$install"
    [ -z "$needed" ] || exit 1
    say "going on without them"
    exit 0
fi
# Lists that are too old name files that the mirror no longer has.
install || { [ -z "$updated" ] && update && install; } || {
    say "could not install; please run: apt-get install --no-install-recommends$install"
    exit 1
}
