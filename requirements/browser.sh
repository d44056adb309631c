#!/bin/sh
# The browser tests drive Debian's Chromium, and Chinese needs a font. Missing ones are installed where that is possible; where it
# is not, those tests say that they are skipped.
set -u
missing=""
command -v chromium >/dev/null 2>&1 || command -v chromium-browser >/dev/null 2>&1 || command -v google-chrome >/dev/null 2>&1 \
	|| missing="chromium"
{ command -v fc-list >/dev/null 2>&1 && fc-list :lang=zh family | grep -q .; } || missing="$missing fontconfig fonts-noto-cjk"
[ -n "$missing" ] || exit 0
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null 2>&1; then
	echo "browser tests need$(printf ' %s' $missing): install them, or those tests are skipped" >&2
	exit 0
fi
echo "installing for the browser tests: $missing"
apt-get update -qq >/dev/null && DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $missing >/dev/null \
	|| echo "could not install them; the browser tests are skipped" >&2
