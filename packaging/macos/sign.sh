#!/usr/bin/env bash
# macOS: the bundle, its signature, a disk image, notarised.   UNTESTED: nobody has run it yet.
#   packaging/macos/sign.sh "Developer ID Application: NAME (TEAM)" PROFILE
# PROFILE: what `xcrun notarytool store-credentials PROFILE --apple-id … --team-id …` keeps in the keychain; no secret stands in a
# command line. Notarising hands the program to Apple: it is the one step with a network, on the computer that signs.
set -euo pipefail
cd "$(dirname "$0")/../.."

identity=${1:?the name of the certificate}
profile=${2:?the profile of notarytool}
app=dist/CaseVault.app
version=$(sed -n 's/^version = "\(.*\)"/\1/p' pyproject.toml)
image=dist/casevault-$version-macos-$(uname -m).dmg

python3.11 packaging/package/elsewhere.py
sign() { codesign --force --timestamp --options runtime --entitlements packaging/macos/entitlements.plist --sign "$identity" "$@"; }
# From the inside out, each library for itself: --deep passes over what does not lie where a framework has it.
find "$app/Contents" -type f \( -name '*.dylib' -o -name '*.so' \) -print0 | while IFS= read -r -d '' library; do sign "$library"; done
find "$app/Contents" -type d -name '*.framework' -print0 | while IFS= read -r -d '' framework; do sign "$framework"; done
sign "$app/Contents/MacOS/casevault"
sign "$app"
codesign --verify --deep --strict --verbose=2 "$app"
"$app/Contents/MacOS/casevault" selftest # with the signature: what the hardened runtime forbids shows here

rm -f "$image"
hdiutil create -volname CaseVault -srcfolder "$app" -format ULFO "$image"
codesign --force --timestamp --sign "$identity" "$image"
xcrun notarytool submit "$image" --keychain-profile "$profile" --wait
xcrun stapler staple "$image" # so that it starts without asking Apple, on a computer without a network
spctl --assess --type open --context context:primary-signature --verbose "$image"
shasum -a 256 "$image"
