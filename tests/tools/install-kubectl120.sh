#!/bin/sh
# Unpacks Debian bookworm's kubectl 1.20 into .cache/tools/kubectl120 and prints the path of the program.
set -eu
cd "$(dirname "$0")/../.."
target=$PWD/.cache/tools/kubectl120
[ -x "$target/usr/bin/kubectl" ] || tests/tools/fetch-debian.sh "$target" kubernetes-client/bookworm \
  || { echo "set PENUMBRA_KUBECTL120 to a kubectl program instead." >&2; exit 1; }
echo "$target/usr/bin/kubectl"
