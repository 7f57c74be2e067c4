#!/bin/sh
# Names the Debian or Ubuntu packages that the workstation needs and that are missing; installs them when run as root.
# A line "a|b" means either: package names differ between Debian 12 and Ubuntu 24.04.
set -eu

needed="
xvfb
xauth
libgl1
libegl1
libgl1-mesa-dri
libglib2.0-0|libglib2.0-0t64
libusb-1.0-0
libxcb-cursor0
libxkbcommon-x11-0
libxcb-icccm4
libxcb-image0
libxcb-keysyms1
libxcb-randr0
libxcb-render-util0
libxcb-xinerama0
libxcb-shape0
libdbus-1-3
libfontconfig1
libasound2|libasound2t64
libpulse0
libnss3
libgomp1
strace
"

if ! command -v dpkg-query >/dev/null 2>&1; then
    echo "This is not Debian or Ubuntu: install the equivalents of these yourself:" $needed >&2
    exit 0
fi

is_installed() {
    dpkg-query -W -f '${Status}' "$1" 2>/dev/null | grep -q 'ok installed'
}

missing=""
for choice in $needed; do
    found=no
    for name in $(echo "$choice" | tr '|' ' '); do
        if is_installed "$name"; then found=yes; fi
    done
    if [ "$found" = no ]; then missing="$missing $choice"; fi
done
if [ -z "$missing" ]; then exit 0; fi

if [ "$(id -u)" -ne 0 ]; then
    echo "These system packages are missing:$missing" | tr '|' '/' >&2
    echo "Install them with apt-get as root, then run make again." >&2
    exit 1
fi

echo "Installing system packages:$missing"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq
chosen=""
for choice in $missing; do
    for name in $(echo "$choice" | tr '|' ' '); do
        if apt-cache show "$name" 2>/dev/null | grep -q '^Version'; then chosen="$chosen $name"; break; fi
    done
done
# shellcheck disable=SC2086
apt-get install -y -qq --no-install-recommends $chosen >/dev/null
