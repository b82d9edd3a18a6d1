#!/bin/sh
# Bring what the browser tests need and pip cannot: Chromium, and a script that has Chinese. Where that cannot be done
# it says what is missing, who can bring it and how, and fails; the tests themselves fail likewise, and none is left out.
set -eu

is_here() {
    command -v "$1" > /dev/null 2>&1
}

browser() {
    # Whoever names one means that one, and no other that happens to be here.
    if [ -n "${CHROMIUM:-}" ]; then is_here "$CHROMIUM"; return; fi
    for name in chromium chromium-browser google-chrome google-chrome-stable; do
        is_here "$name" && return 0
    done
    return 1
}

script() {
    # Without fc-list nobody can tell; the browser then shows what the machine has.
    is_here fc-list || return 0
    [ -n "$(fc-list :lang=zh)" ]
}

look() {
    wanted=
    browser || wanted="chromium"
    script || wanted="${wanted:+$wanted }fonts-noto-cjk"
}

if [ -n "${CHROMIUM:-}" ] && ! browser; then
    echo "CHROMIUM=$CHROMIUM: there is no such program. Name one that is here, or leave CHROMIUM out." >&2
    exit 1
fi
look
[ -n "$wanted" ] || exit 0
# A machine without a browser has no Chinese script either, as a rule, and fc-list may not be there to tell.
case "$wanted" in *fonts*) ;; *) wanted="$wanted fonts-noto-cjk" ;; esac
command="apt-get install --no-install-recommends $wanted"

if ! is_here apt-get; then
    echo "The browser tests need Chromium (or Chrome) and a font that has Chinese. There is no apt-get here to bring" >&2
    echo "them with: install them as this system does, then run make test again." >&2
    echo "A browser under another name: make test CHROMIUM=/path/to/chromium" >&2
    exit 1
fi
if [ "$(id -u)" != 0 ]; then
    echo "The browser tests need packages that only root can install. Once, as root or by sudo:" >&2
    echo "    $command" >&2
    echo "Then run make test again. A browser that is here already: make test CHROMIUM=/path/to/chromium" >&2
    exit 1
fi

echo "Installing for the browser tests: $wanted"
export DEBIAN_FRONTEND=noninteractive
apt-get update -qq || true
# shellcheck disable=SC2086 - one word a package
apt-get install -y -qq --no-install-recommends $wanted > /dev/null || true
look
if [ -n "$wanted" ]; then
    echo "Still missing for the browser tests: $wanted. What apt-get said stands above; without a network it can bring" >&2
    echo "nothing. Try by hand: $command" >&2
    exit 1
fi
