#!/bin/sh
# Qt's own libraries on a Debian-like machine: installed when root, else named in one line.
set -eu
[ "$(uname -s)" = Linux ] || exit 0
command -v dpkg-query >/dev/null 2>&1 || exit 0
needed="libegl1 libgl1 libxkbcommon0 libfontconfig1 libdbus-1-3 libglib2.0-0
libx11-xcb1 libxkbcommon-x11-0 libxcb-cursor0 libxcb-icccm4 libxcb-image0 libxcb-keysyms1
libxcb-randr0 libxcb-render-util0 libxcb-shape0 libxcb-sync1 libxcb-util1 libxcb-xfixes0 libxcb-xkb1"
missing=""
for name in $needed; do
    # Debian 13 and Ubuntu 24.04 renamed one of them (time_t transition).
    if ! dpkg-query -W -f='${Status}\n' "$name" "${name}t64" 2>/dev/null | grep -q 'install ok installed'; then
        missing="$missing $name"
    fi
done
[ -n "$missing" ] || exit 0
if [ "$(id -u)" -ne 0 ]; then
    echo "Qt needs libraries that this machine lacks. Install them once with:" >&2
    echo "  sudo apt-get install -y$missing" >&2
    exit 1
fi
echo "Installing Qt's libraries:$missing"
apt-get -qq update
DEBIAN_FRONTEND=noninteractive apt-get -qq install -y --no-install-recommends $missing >/dev/null
