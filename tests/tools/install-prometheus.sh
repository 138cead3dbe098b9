#!/bin/sh
# Unpacks Debian's package of Prometheus into .cache/tools/prometheus, without installing anything, and prints the path of the program.
set -eu
root=$(cd "$(dirname "$0")/../.." && pwd)
target="$root/.cache/tools/prometheus"
program="$target/usr/bin/prometheus"

if [ -x "$program" ]; then
  echo "$program"
  exit 0
fi

for tool in apt-get dpkg; do
  if ! command -v "$tool" >/dev/null 2>&1; then
    echo "Prometheus was not unpacked: $tool is missing here; set PENUMBRA_PROMETHEUS to a prometheus program instead." >&2
    exit 1
  fi
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
cd "$scratch"
if ! apt-get -qq download prometheus >apt.log 2>&1; then
  apt-get -qq update >>apt.log 2>&1 || true
  if ! apt-get -qq download prometheus >>apt.log 2>&1; then
    echo "Prometheus was not unpacked: apt-get could not download the package prometheus (network or package lists are missing); set PENUMBRA_PROMETHEUS instead." >&2
    exit 1
  fi
fi

mkdir -p "$target"
dpkg -x prometheus_*.deb "$target"
echo "$program"
