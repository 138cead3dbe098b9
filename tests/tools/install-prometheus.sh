#!/bin/sh
# Unpacks Debian's package of Prometheus into .cache/tools/prometheus and prints the path of the program.
set -eu
cd "$(dirname "$0")/../.."
target=$PWD/.cache/tools/prometheus
[ -x "$target/usr/bin/prometheus" ] || tests/tools/fetch-debian.sh "$target" prometheus \
  || { echo "set PENUMBRA_PROMETHEUS to a prometheus program instead." >&2; exit 1; }
echo "$target/usr/bin/prometheus"
