#!/bin/sh
# Unpacks Debian packages into a folder, without installing anything. Usage: fetch-debian.sh <folder> <package>[=version|/suite]...
# Which archive, is what apt says: that of this machine, or that of the file in APT_CONFIG. Ends with 1 and a sentence when something is missing.
set -eu
[ $# -ge 2 ] || { echo "usage: fetch-debian.sh <folder> <package>[=version|/suite]..." >&2; exit 2; }
folder=$1
shift

for tool in apt-get dpkg; do
  command -v "$tool" >/dev/null 2>&1 || { echo "$1 was not unpacked: $tool is missing here." >&2; exit 1; }
done

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
mkdir -p "$scratch/packages" "$folder"
cd "$scratch/packages"
if ! apt-get -qq download "$@" >"$scratch/log" 2>&1; then
  apt-get -qq update >>"$scratch/log" 2>&1 || true
  if ! apt-get -qq download "$@" >>"$scratch/log" 2>&1; then
    echo "$1 was not unpacked: apt-get could not download it (network or package lists are missing): $(grep '^E:' "$scratch/log" | tail -n 1)" >&2
    exit 1
  fi
fi

for package in *.deb; do
  dpkg -x "$package" "$folder"
  rm "$package"
done
