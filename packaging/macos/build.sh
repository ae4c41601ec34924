#!/bin/sh
# Builds, signs and notarises overlay.app and its disk image. UNTESTED: nobody has run it on a Mac yet (docs/packaging.md).
#
#   packaging/macos/build.sh
#
#   OVERLAY_MAC_IDENTITY  "Developer ID Application: NAME (TEAM)", in the login keychain; without it the signature is ad hoc,
#                         good for this Mac alone
#   OVERLAY_MAC_NOTARY    name of a profile made by `xcrun notarytool store-credentials`; without it nothing is sent to Apple
set -eu
cd "$(dirname "$0")/../.."
[ "$(uname -s)" = Darwin ] || { echo "build.sh: this runs on macOS only" >&2; exit 1; }

work=build/packages/macos
app=$work/dist/overlay.app
version=$(sed -n 's/^__version__ = "\(.*\)"$/\1/p' src/overlay/__init__.py)
image=dist/overlay-assistant-$version.dmg
identity=${OVERLAY_MAC_IDENTITY:--}
say() { printf 'macos: %s\n' "$*" >&2; }

rm -rf "$work"
mkdir -p "$work" dist
python3 -m venv "$work/venv"
"$work/venv/bin/python" -m pip install --quiet --only-binary :all: --require-hashes -r requirements.lock
"$work/venv/bin/python" -m pip install --quiet --only-binary :all: --require-hashes -r packaging/requirements-build.lock
"$work/venv/bin/python" -m pip install --quiet --no-deps --no-build-isolation .
PYTHONHASHSEED=0 "$work/venv/bin/python" -m PyInstaller --noconfirm --clean --distpath "$work/dist" \
    --workpath "$work/work" packaging/overlay.spec

# From the inside out: a bundle's signature covers those of what is in it.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 |
    xargs -0 -n 20 codesign --force --timestamp --options runtime --sign "$identity"
codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist --sign "$identity" "$app"
codesign --verify --deep --strict --verbose=2 "$app"

rm -f "$image"
hdiutil create -quiet -volname overlay -srcfolder "$app" -format UDZO "$image"
codesign --force --timestamp --sign "$identity" "$image"
if [ -n "${OVERLAY_MAC_NOTARY:-}" ]; then
    xcrun notarytool submit "$image" --keychain-profile "$OVERLAY_MAC_NOTARY" --wait
    xcrun stapler staple "$image"
    spctl --assess --type open --context context:primary-signature --verbose "$image"
else
    say "not notarised: other Macs will refuse to open it"
fi
say "$image"
