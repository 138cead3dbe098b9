#!/bin/sh
# Unpacks Debian bookworm's kubectl 1.20 into .cache/tools/kubectl120, without installing anything, and prints the path of the program.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/.cache/tools/kubectl120"
program="$target/usr/bin/kubectl"

if [ -x "$program" ]; then
  echo "$program"
  exit 0
fi

for tool in apt-get dpkg; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "kubectl 1.20 was not unpacked: $tool is missing here; set PENUMBRA_KUBECTL120 to a kubectl program instead." >&2
    exit 1
  fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
if ! apt-get -qq download kubernetes-client/bookworm >apt.log 2>&1; then
  apt-get -qq update >>apt.log 2>&1 || true
  if ! apt-get -qq download kubernetes-client/bookworm >>apt.log 2>&1; then
    echo "kubectl 1.20 was not unpacked: apt-get could not download bookworm's kubernetes-client (network or package lists are missing); set PENUMBRA_KUBECTL120 instead." >&2
    exit 1
  fi
fi

mkdir -p "$target"
dpkg -x kubernetes-client_*.deb "$target"
echo "$program"
