#!/bin/sh
# Bring what the browser tests need and pip cannot: Chromium, and a script that has Chinese. Where that cannot be done
# it says what is missing and fails; the tests themselves fail likewise, and none is left out.
set -eu

browser() {
    for name in "${CHROMIUM:-}" chromium chromium-browser google-chrome google-chrome-stable; do
        [ -n "$name" ] && command -v "$name" > /dev/null 2>&1 && return 0
    done
    return 1
}

script() {
    # Without fc-list nobody can tell; the browser then shows what the machine has.
    command -v fc-list > /dev/null 2>&1 || return 0
    [ -n "$(fc-list :lang=zh | head -n 1)" ]
}

wanted=
browser || wanted="chromium"
script || wanted="$wanted fonts-noto-cjk"
[ -n "$wanted" ] || exit 0

if command -v apt-get > /dev/null 2>&1 && [ "$(id -u)" = 0 ]; then
    echo "Installing for the browser tests: $wanted"
    export DEBIAN_FRONTEND=noninteractive
    apt-get update -qq || true
    # shellcheck disable=SC2086 - one word a package
    apt-get install -y -qq --no-install-recommends $wanted fonts-noto-cjk > /dev/null || true
fi

if ! browser; then
    echo "The browser tests need Chromium, and it is not here. Install it (Debian: apt install chromium)," >&2
    echo "or name one that is here: make test CHROMIUM=/path/to/chromium" >&2
    exit 1
fi
if ! script; then
    echo "The browser tests need a font that has Chinese (Debian: apt install fonts-noto-cjk)." >&2
    exit 1
fi
