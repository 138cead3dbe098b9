#!/bin/sh
# Puts Stryker.NET (a .NET tool, from NuGet) into .cache/tools/stryker and prints the path of the program.
set -eu
cd "$(dirname "$0")/../.."
version=5.1.0
target=$PWD/.cache/tools/stryker
if [ ! -x "$target/dotnet-stryker" ] || [ ! -d "$target/.store/dotnet-stryker/$version" ]; then
  rm -rf "$target"
  dotnet tool install dotnet-stryker --version "$version" --tool-path "$target" >/dev/null || { echo "NuGet serves no dotnet-stryker $version here." >&2; exit 1; }
fi
echo "$target/dotnet-stryker"
